"""The blueprint that the views of signing in hang on."""

from flask import Blueprint

bp = Blueprint("auth", __name__)
