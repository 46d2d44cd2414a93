"""What the application's lists can be made from; each source gives rows in the reader's scope."""

from app.graduates.sources import destinations, people, signings, terminations

__all__ = ["destinations", "people", "signings", "terminations"]
