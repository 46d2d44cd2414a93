"""Reading the BPMN files of a process and of everything it calls."""

from collections.abc import Mapping
from typing import Any

from app.content.bpmn import Process, process_of
from app.content.folder import file_name
from app.content.xml import read_xml


def read_sources(sources: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, Process]]:
    """Return the documents and the processes of BPMN files by key. Raises BadContent."""
    roots = {key: read_xml(body, file_name("process", key)) for key, body in sources.items()}
    return roots, {key: process_of(root, file_name("process", key)) for key, root in roots.items()}
