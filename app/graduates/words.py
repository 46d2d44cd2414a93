"""How values read: which code table a field belongs to, masks, months and yes or no."""

from sqlalchemy.orm import Session

from app.graduates.definitions import label, path_label
from app.graduates.tables import Graduate

CODES = {
    "gender": "gender",
    "ethnic": "ethnic",
    "political": "political",
    "degree": "degree",
    "training_mode": "training_mode",
    "origin": "region",
    "nature": "nature",
    "industry": "industry",
    "region": "region",
}
CODED = ("gender", "ethnic", "political", "degree", "training_mode", "origin")
DEGREE_GROUPS = {
    "0": "doctor",
    "1": "master",
    "2": "bachelor",
    "3": "bachelor",
    "4": "college",
    "6": "college",
}
GROUP_NAMES = {"job": "岗位信息", "archive": "档案信息", "household": "户口信息"}


def word(session: Session, field: str, code: str | None) -> str:
    """Return the word of a coded field; of a region, all its levels."""
    return word_in(session, CODES[field], code)


def word_in(session: Session, table: str, code: str | None) -> str:
    """Return the word of a code in a table; of a region, all its levels."""
    return path_label(session, table, code) if table == "region" else label(session, table, code)


def words_of(session: Session, graduate: Graduate) -> dict[str, str]:
    """Return `{field}_label` for every coded field of a graduate."""
    return {f"{field}_label": word(session, field, getattr(graduate, field)) for field in CODED}


def degree_group(code: str) -> str:
    """Return the group of degrees (doctor, master, bachelor, college) that a code belongs to."""
    return DEGREE_GROUPS.get(code[:1], "bachelor")


def yes_no(value: bool | None) -> str:
    """Return 是 or 否, and nothing for what is not known."""
    return "" if value is None else ("是" if value else "否")
