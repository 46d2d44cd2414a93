"""Definitions as frozen values: the files of the content folders, read strictly and refused early."""
