"""Definitions while they are made: drafts, checks, publishing, diff, and what a change would touch."""
