"""Files on their way into a form: prepared, kept, shown again, handed in where their content is wanted."""

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.files import FileService, accepted_types, said_of
from app.store.files import StoredFile
from tests.unit.files.pictures import PDF, jpeg, workbook

ME = SimpleNamespace(account_id="me")


def test_a_file_is_not_known_before_it_is_kept(session: Session, files: FileService) -> None:
    row = files.prepare("me", "a.jpg", jpeg(), "image")
    assert session.get(StoredFile, row.id) is None
    assert files.keep(row).id == row.id
    assert files.read(row.id, ME)[0].name == "a.jpg"


def test_only_the_files_that_somebody_may_see_are_shown(files: FileService) -> None:
    mine, others = files.add("me", "a.pdf", PDF, "proof"), files.add("other", "b.pdf", PDF, "proof")
    given = [others.id, "nothing", "\x00" * 26, "../" + mine.id, mine.id]
    assert files.known(given, ME) == [mine]
    assert files.known(given, None) == []


def test_a_file_is_bound_only_where_its_content_is_wanted(files: FileService) -> None:
    sheet = files.add("me", "名单.xlsx", workbook([["a"]]), "sheet")
    with pytest.raises(Invalid, match=r"「名单\.xlsx」的格式不合要求，请上传JPG、PNG、PDF文件。"):
        files.bind([sheet.id], "me", "i1", "proof")
    files.bind([sheet.id], "me", "i1", "sheet:graduates")


@pytest.mark.req("R-169")
@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        ("proof", "JPG、PNG、PDF，每个不超过 10 MB，图片会自动压缩到 300 KB 以内"),
        ("image:licence", "JPG、PNG，每个不超过 10 MB，图片会自动压缩到 300 KB 以内"),
        ("sheet", "Excel 表格（xlsx）、CSV，每个不超过 5 MB"),
    ],
)
def test_what_is_taken_is_said_before_a_file_is_chosen(purpose: str, words: str) -> None:
    assert said_of(purpose) == words


def test_the_types_of_a_purpose_are_those_a_browser_may_offer() -> None:
    assert accepted_types("proof") == ["image/jpeg", "image/png", "application/pdf"]
