"""The tables of the application. An organisation's or a person's row has the id of its party."""

from app.graduates.tables.destinations import DestinationRegistration
from app.graduates.tables.employers import Employer, Favourite, Preset, Warning
from app.graduates.tables.roster import BasicCheck, EmsGraduate, Graduate
from app.graduates.tables.schools import Department, Province, School, SchoolContact, SigningSetting
from app.graduates.tables.signing import DestinationClaim, ReportedDestination, Signing
from app.graduates.tables.transfers import TransferApplication, TransferRecord
from app.graduates.tables.verification import IssuedNumber, VerificationQuery
from app.store.migrating import add_versions

__all__ = [
    "BasicCheck",
    "Department",
    "DestinationClaim",
    "DestinationRegistration",
    "Employer",
    "EmsGraduate",
    "Favourite",
    "Graduate",
    "IssuedNumber",
    "Preset",
    "Province",
    "ReportedDestination",
    "School",
    "SchoolContact",
    "Signing",
    "SigningSetting",
    "TransferApplication",
    "TransferRecord",
    "VerificationQuery",
    "Warning",
]

add_versions("app.graduates.tables:versions")
