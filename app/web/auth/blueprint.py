"""The blueprint that the views of the sign-in hang on."""

from flask import Blueprint

bp = Blueprint("auth", __name__)
