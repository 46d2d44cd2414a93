"""Sheets of where a graduate goes, the numbers by which they are verified, and who verifies them (P29–P31)."""
