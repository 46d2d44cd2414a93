"""The back office (Flask-Admin): master data is edited, running things are only looked at."""

from app.admin.office import init_admin

__all__ = ["init_admin"]
