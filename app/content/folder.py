"""The four content folders: which file is which definition, read and written so that exports diff cleanly."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadContent, Finding

KINDS = ("process", "form", "decision", "report", "codes")
REPORTS = ("documents", "lists", "figures", "messages")
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Definition:
    """One definition: `kind` and `key` name it, `body` is the file as it lies in the folder."""

    kind: str
    key: str
    body: bytes

    @property
    def file(self) -> str:
        """The path of its file inside the content folder."""
        return file_name(self.kind, self.key)


def file_name(kind: str, key: str) -> str:
    """Return where a definition lies, relative to the content folder."""
    patterns = {
        "process": "bpmn/{}.bpmn",
        "form": "forms/{}.form.json",
        "decision": "rules/{}.dmn",
        "report": "reports/{}.json",
        "codes": "forms/codes/{}.csv",
    }
    return patterns[kind].format(key)


def read_folder(root: Path) -> list[Definition]:
    """Return every definition under `root`, in a stable order. Raises BadContent for a file that is too large."""
    return sorted(_found(root), key=lambda d: (KINDS.index(d.kind), d.key))


def write_folder(root: Path, definitions: Iterable[Definition]) -> int:
    """Write definitions as files under `root` and return how many."""
    count = 0
    for definition in definitions:
        path = root / definition.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(definition.body)
        count += 1
    return count


def _found(root: Path) -> Iterator[Definition]:
    yield from _files(root / "bpmn", ".bpmn", "process")
    yield from _files(root / "forms", ".form.json", "form")
    yield from _files(root / "forms" / "codes", ".csv", "codes")
    yield from _files(root / "rules", ".dmn", "decision")
    for folder in REPORTS:
        yield from _files(root / "reports" / folder, ".json", "report", f"{folder}/")


def _files(folder: Path, ending: str, kind: str, prefix: str = "") -> Iterator[Definition]:
    for path in sorted(folder.glob(f"*{ending}")):
        if path.stat().st_size > MAX_BYTES:
            message = f"文件 {path.name} 超过 {MAX_BYTES // 1000} KB，请拆分或缩小。"
            raise BadContent(message, [Finding("error", "size", "", message, file=str(path))])
        yield Definition(kind, prefix + path.name.removesuffix(ending), path.read_bytes())
