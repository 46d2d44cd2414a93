"""Documents as content describes them: blocks of text, tables, codes and pictures on paper."""

from dataclasses import dataclass
from typing import Literal

from app.content.shape import feel, number, template, words

FORMATS = ("", "date", "datetime", "month", "money", "yesno", "number", "lines")
MASKS = ("", "id_number", "mobile", "name", "email", "account", "all")
PARAGRAPHS = ("body", "indent", "small", "note", "center", "right")


@dataclass(frozen=True)
class Cell:
    """One value that is shown under a label; `codes` names the table that turns its code into words."""

    label: str = words(longest=60)
    value: str = feel()
    codes: str = words("", 100)
    format: str = words("", choices=FORMATS)
    mask: str = words("", choices=MASKS)
    wide: bool = False
    width: float = number(1, 0.1, 20)
    align: str = words("left", choices=("left", "center", "right"))
    when: str = feel("")


@dataclass(frozen=True)
class Title:
    """The head of a document; `number` stands above it on the right."""

    kind: Literal["title"]
    text: str = template()
    subtitle: str = template("")
    number: str = template("")
    when: str = feel("")


@dataclass(frozen=True)
class Heading:
    """The head of a part."""

    kind: Literal["heading"]
    text: str = template(longest=200)
    when: str = feel("")


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    kind: Literal["paragraph"]
    text: str = template()
    style: str = words("body", choices=PARAGRAPHS)
    when: str = feel("")


@dataclass(frozen=True)
class Fields:
    """A ruled table of labels and values, `columns` pairs in a line; wide rows take the whole line."""

    kind: Literal["fields"]
    rows: tuple[Cell, ...]
    title: str = template("", 200)
    columns: int = number(2, 1, 4)
    when: str = feel("")


@dataclass(frozen=True)
class Table:
    """A table with one row for each item of a list; columns see the item as `item`."""

    kind: Literal["table"]
    columns: tuple[Cell, ...]
    over: str = feel()
    title: str = template("", 200)
    empty: str = words("无")
    when: str = feel("")


@dataclass(frozen=True)
class Party:
    """One signatory: who, and lines such as the date; `box` leaves room for a stamp."""

    title: str = template(longest=100)
    lines: tuple[str, ...] = template(())
    box: bool = False
    when: str = feel("")


@dataclass(frozen=True)
class Signatures:
    """The signatories beside each other."""

    kind: Literal["signatures"]
    parties: tuple[Party, ...]
    when: str = feel("")


@dataclass(frozen=True)
class QrCode:
    """A QR code on the right with words on its left. Without a value for `text` nothing is printed."""

    kind: Literal["qr"]
    text: str = feel()
    caption: str = template("")
    size: float = number(28, 15, 60)
    when: str = feel("")


@dataclass(frozen=True)
class Picture:
    """An uploaded image; `file` is the expression of its id."""

    kind: Literal["image"]
    file: str = feel()
    width: float = number(60, 5, 180)
    align: str = words("center", choices=("left", "center", "right"))
    when: str = feel("")


@dataclass(frozen=True)
class Spacer:
    """Empty height in millimetres."""

    kind: Literal["spacer"]
    height: float = number(4, 0, 200)
    when: str = feel("")


@dataclass(frozen=True)
class Break:
    """A new page."""

    kind: Literal["break"]
    when: str = feel("")


Simple = Title | Heading | Paragraph | Fields | Table | Signatures | QrCode | Picture | Spacer | Break


@dataclass(frozen=True)
class Column:
    """One of several columns beside each other."""

    blocks: tuple[Simple, ...]
    width: float = number(1, 0.1, 20)


@dataclass(frozen=True)
class Columns:
    """Blocks beside each other."""

    kind: Literal["columns"]
    columns: tuple[Column, ...]
    when: str = feel("")


Block = Simple | Columns


@dataclass(frozen=True)
class Page:
    """The paper; the margin is in millimetres."""

    size: str = words("A4", choices=("A4", "A5", "A3"))
    landscape: bool = False
    margin: float = number(18, 5, 50)


@dataclass(frozen=True)
class Watermark:
    """Words across every page."""

    text: str = template(longest=40)
    when: str = feel("")


@dataclass(frozen=True)
class Document:
    """A printed document; `empty` stands where there is no value. One with a `module` is a guide: it belongs to no case
    and is offered on that module's page to its `roles` (by default all)."""

    title: str = template(longest=100)
    blocks: tuple[Block, ...] = ()
    page: Page = Page()
    footer: str = template("", 200)
    watermark: Watermark | None = None
    empty: str = words("—", 20)
    module: str = words("", 60)
    roles: tuple[str, ...] = ()
