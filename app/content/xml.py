"""Reading XML that somebody uploaded: no DOCTYPE, no entities, nothing from the network, bounded size
and depth."""

from typing import Any

from lxml import etree

from app.errors import BadContent, Finding

MAX_BYTES = 512_000
MAX_DEPTH = 100
MAX_NODES = 20_000


def read_xml(data: bytes, file: str) -> Any:
    """Return the root element, without comments and processing instructions. Raises BadContent with
    file and line."""
    if len(data) > MAX_BYTES:
        raise refused(file, "xml", "", f"文件 {file} 超过 {MAX_BYTES // 1000} KB，请精简后再上传。")
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
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data:
            raise _doctype(file) from error
        line = getattr(error, "lineno", None) or 1
        message = f"文件 {file} 第 {line} 行不是合法的 XML，请检查标签是否成对、编码是否为 UTF-8。"
        raise refused(file, "xml", "", message) from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(file)
    _bounded(root, file)
    return root


def refused(file: str, rule: str, element: str, message: str, field: str = "") -> BadContent:
    """Return the error for one finding in a file."""
    return BadContent(message, [Finding("error", rule, element, message, field, file)])


def _doctype(file: str) -> BadContent:
    return refused(file, "xml", "", f"文件 {file} 第 1 行起含有 DOCTYPE 或实体声明，请删除后再上传。")


def _bounded(root: Any, file: str) -> None:
    count, level = 0, [(root, 1)]
    while level:
        element, depth = level.pop()
        count += 1
        if count > MAX_NODES:
            raise refused(file, "xml", "", f"文件 {file} 的元素超过 {MAX_NODES} 个，请拆分。")
        if depth > MAX_DEPTH:
            message = f"文件 {file} 第 {element.sourceline} 行的元素嵌套超过 {MAX_DEPTH} 层，请拆分。"
            raise refused(file, "xml", "", message)
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
