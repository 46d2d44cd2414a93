"""Uploaded files: what they are, what is taken, where they lie, and sheets that people fill in."""

from app.files.images import ImageLimits, Prepared, prepare_image
from app.files.kinds import FILE_ID, PURPOSES, accepted_types
from app.files.service import STRICT, FileLimits, FileService, said_of
from app.files.sheets import Sheet, SheetColumn, SheetLimits, SheetRow, address, read_sheet
from app.files.storage import FolderStorage, Storage
from app.files.sweeping import sweep

__all__ = [
    "FILE_ID",
    "PURPOSES",
    "STRICT",
    "FileLimits",
    "FileService",
    "FolderStorage",
    "ImageLimits",
    "Prepared",
    "Sheet",
    "SheetColumn",
    "SheetLimits",
    "SheetRow",
    "Storage",
    "accepted_types",
    "address",
    "prepare_image",
    "read_sheet",
    "said_of",
    "sweep",
]
