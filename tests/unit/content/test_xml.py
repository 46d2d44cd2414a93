"""Reading XML that somebody uploaded."""

import pytest

from app.content.xml import MAX_BYTES, read_xml, text_of
from app.errors import BadContent

DOCTYPES = [
    b'<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    b'<!DOCTYPE a [<!ENTITY b "0123456789"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>',
    "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>".encode("utf-16"),
]


def message(data: bytes) -> str:
    with pytest.raises(BadContent) as caught:
        read_xml(data, "x.dmn")
    finding = caught.value.findings[0]
    assert (finding.severity, finding.file) == ("error", "x.dmn")
    assert finding.message == caught.value.message
    return caught.value.message


def test_comments_and_instructions_do_not_cut_a_text() -> None:
    root = read_xml(b"<a>1 <!-- x --><?php y ?>+ 2</a>", "x.dmn")
    assert text_of(root) == "1 + 2"


def test_a_doctype_written_in_a_text_is_a_text() -> None:
    assert text_of(read_xml(b"<a><![CDATA[<!DOCTYPE]]></a>", "x.dmn")) == "<!DOCTYPE"


@pytest.mark.parametrize("data", DOCTYPES)
def test_a_doctype_is_refused(data: bytes) -> None:
    assert "DOCTYPE" in message(data)


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"hello", b"<a>\n\n<b></a>", b"\xff\xfe\x00", b"<a>\x00</a>", b"<a>&x;</a>"]
)
def test_what_is_no_xml_is_refused_with_its_line(data: bytes) -> None:
    assert "不是合法的 XML" in message(data)


def test_the_line_of_a_mistake_is_named() -> None:
    assert "第 3 行" in message(b"<a>\n\n<b></a>")


def test_a_file_too_large_is_refused_unread() -> None:
    assert "512 KB" in message(b"<a>" + b" " * MAX_BYTES + b"</a>")


def test_a_file_too_deep_is_refused() -> None:
    assert "100 层" in message(b"<a>" * 101 + b"</a>" * 101)
    assert read_xml(b"<a>" * 100 + b"</a>" * 100, "x.dmn") is not None


def test_a_file_of_too_many_elements_is_refused() -> None:
    assert "20000 个" in message(b"<a>" + b"<b/>" * 20_001 + b"</a>")
