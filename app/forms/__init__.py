"""Forms compiled for a case: which fields stand there now, what may be typed, and whether it passes."""

from app.forms.bound import Answers, BoundForm, compile_form
from app.forms.checking import check_form

__all__ = ["Answers", "BoundForm", "check_form", "compile_form"]
