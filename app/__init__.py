"""Quxiang: a low-code workflow platform on BPMN. The house is drawn in README, "The house"."""
