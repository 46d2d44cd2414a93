"""Each of the 24 types through its pages: what it asks for, that each single thing of it is asked for, and its review."""

from io import BytesIO
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.pages import Page, Reader
from tests.unit.files.pictures import jpeg
from tests.walks.destinations import DEPARTMENT, DIRECTED, GRADUATE, KINDS, SCHOOL, Kind, chosen, complete

OPTIONAL = {"archive_given", "household_given", "contract_until", "archive_postcode"}


def at(cast: Cast, login: str) -> Reader:
    return Reader(cast.visitor(), login)


def choose(reader: Reader, label: str) -> Page:
    """Choose a type on the page of 毕业去向填报."""
    page = reader.get("/graduate/modules/destination")
    links = page.tree.xpath("//a[contains(@href, '/start/')]")
    (href,) = {a.get("href") for a in links if next(t for t in a.itertext() if t.strip()).strip() == label}
    return reader.get(href)


def opened(cast: Cast, reader: Reader, kind: Kind) -> Page:
    """Return the form of a type, with its sort chosen where it has several."""
    page = choose(reader, kind.label)
    if not kind.subtype:
        return page
    return page.send({"subtype": chosen(cast, kind)["subtype"]}, button=("_refresh", "1"))


def controls(page: Page) -> set[str]:
    """Return the fields that a page asks for."""
    names = {name.removeprefix("_upload.").partition(".")[0] for name in page.form.fields if name}
    return names - {"csrf_token", "subject", "idempotency_key", "group", "type"} - OPTIONAL


def picture() -> tuple[BytesIO, str]:
    return BytesIO(jpeg()), "证明.jpg"


def pass_on(cast: Cast, login: str, label: str) -> None:
    """Have a reviewer open what waits under a title and pass it."""
    reviewer = at(cast, login)
    links = reviewer.get("/inbox").tree.xpath("//main//a[contains(@href, '/tasks/')]")
    (href,) = {a.get("href") for a in links if label in a.text_content()}
    done = reviewer.get(href).send(button=("decision", "pass"))
    assert (done.status, "已提交" in done.text) == (200, True), done.text[:2000]


def files(names: list[str]) -> dict[str, Any]:
    """Return a picture for each of the file fields, as a browser sends it."""
    return {f"_upload.{name}": (BytesIO(jpeg()), "证明.jpg") for name in names}


@pytest.mark.req("R-189", "R-193")
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_type_is_registered_on_its_pages_and_never_without_a_single_thing(cast: Cast, kind: Kind) -> None:
    data = {n: v for n, v in complete(cast, kind).items() if n not in ("group", "type")}
    proofs = [name for name, value in data.items() if isinstance(value, list)]
    typed = {name: value for name, value in data.items() if name not in proofs}
    reader = at(cast, GRADUATE)
    page = opened(cast, reader, kind)
    assert controls(page) | {"proofs"} == set(data) | {"proofs"}

    for missing in data:
        rest = {**typed, **files([name for name in proofs if name != missing])}
        without = "" if missing not in (*proofs, "subtype") else None
        refused = page.send({**rest, missing: without})
        assert (refused.status, len(refused.errors()) > 0) == (422, True), (missing, refused.text[:2000])
        if missing == "subtype":
            continue  # what depends on it is hidden until it is chosen
        assert len(refused.errors()) == 1, (missing, refused.errors())
        kept = {value.strip() for value in refused.values().values()}
        assert {v for n, v in typed.items() if n not in (missing, "income")} <= kept, (missing, kept)

    done = page.send({**typed, **files(proofs)})
    assert (done.status, "去向登记审核中，等待学院审核" in done.text) == (200, True), done.errors()
    pass_on(cast, DEPARTMENT, kind.label)
    pass_on(cast, SCHOOL, kind.label)
    assert "审核通过" in reader.get("/graduate/records").text


@pytest.mark.req("R-202", "R-204")
def test_a_directed_graduate_registers_on_the_pages_with_the_agreement_alone(cast: Cast) -> None:
    reader = at(cast, "g-10001-21")
    page = choose(reader, DIRECTED)
    refused = page.send()
    assert (refused.status, len(refused.errors())) == (422, 1)
    done = page.send(files(["proofs"]))
    assert "去向登记审核中，等待学院审核" in done.text
    pass_on(cast, DEPARTMENT, cast.graduate("g-10001-21").name)
    pass_on(cast, SCHOOL, cast.graduate("g-10001-21").name)
    assert "审核通过" in reader.get("/graduate/records").text
