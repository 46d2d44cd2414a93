"""What comes out: documents as PDF, lists as rows and sheets, figures as series, messages as text."""

from app.reports.checking import check_report
from app.reports.figures import figure_values
from app.reports.lists import row_values
from app.reports.masks import mask
from app.reports.messages import message_link, reaches, render_message
from app.reports.preview import Part, preview
from app.reports.printing import render_pdf
from app.reports.sections import Section, paragraphs, sections
from app.reports.sheets import write_csv, write_xlsx
from app.reports.templates import fill
from app.reports.typeface import MissingGlyph
from app.reports.values import shown

__all__ = [
    "MissingGlyph",
    "Part",
    "Section",
    "check_report",
    "figure_values",
    "fill",
    "mask",
    "message_link",
    "paragraphs",
    "preview",
    "reaches",
    "render_message",
    "render_pdf",
    "row_values",
    "sections",
    "shown",
    "write_csv",
    "write_xlsx",
]
