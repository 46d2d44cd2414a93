"""The back office (Flask-Admin): master data is edited, running things are only looked at."""

from app.admin.office import init_admin
from app.admin.words import Words

__all__ = ["Words", "init_admin"]
