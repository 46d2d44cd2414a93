"""A random walk of graduates, employers and reviewers, held against a small model of what `domain.md` promises."""
