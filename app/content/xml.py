"""Reading XML that somebody uploaded: no DOCTYPE, no entities, nothing from the network, bounded size and depth."""

from typing import Any

from lxml import etree

from app.errors import BadContent, Finding, TooLarge

MAX_BYTES = 512_000
MAX_DEPTH = 60
MAX_NODES = 20_000


def read_xml(data: bytes, file: str) -> Any:
    """Return the root element without comments. Raises BadContent with file and line, TooLarge over the limits."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"文件 {file} 超过 {MAX_BYTES // 1000} KB，请精简后再上传。")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refused(file, "xml", "", f"文件 {file} 含有 DOCTYPE 或实体声明，请删除后再上传。")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise refused(file, "xml", "", f"文件 {file} 第 {line} 行不是合法的 XML，请检查标签是否成对。") from error
    if root.getroottree().docinfo.doctype:
        raise refused(file, "xml", "", f"文件 {file} 含有 DOCTYPE，请删除后再上传。")
    _bounded(root, file)
    return root


def refused(file: str, rule: str, element: str, message: str, field: str = "") -> BadContent:
    """Return the error for one finding in a file."""
    return BadContent(message, [Finding("error", rule, element, message, field, file)])


def _bounded(root: Any, file: str) -> None:
    count, level = 0, [(root, 1)]
    while level:
        element, depth = level.pop()
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise TooLarge(f"文件 {file} 的元素过多或嵌套过深，请拆分。")
        level.extend((child, depth + 1) for child in element)


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Any) -> str:
    """Return the namespace of an element."""
    return etree.QName(element).namespace or ""


def children(element: Any, name: str) -> list[Any]:
    """Return the direct children of a local name."""
    return [c for c in element if local(c) == name]


def child(element: Any, name: str) -> Any:
    """Return the first direct child of a local name, or None."""
    return next((c for c in element if local(c) == name), None)


def text_of(element: Any) -> str:
    """Return the text of an element, stripped; empty for None."""
    return "".join(element.itertext()).strip() if element is not None else ""
