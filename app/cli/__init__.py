"""The command line: set up, content, demo, worker, administrators."""

from app.cli.commands import main

__all__ = ["main"]
