"""Reports as content describes them: documents (printed), lists (looked through), figures and messages."""

from dataclasses import dataclass

from app.content.document import FORMATS, MASKS, Document
from app.content.shape import Pairs, feel, number, read_json, shaped, template, words
from app.errors import BadContent, Finding

CHANNELS = ("in_app", "wechat", "sms", "email")


@dataclass(frozen=True)
class ListColumn:
    """A column of a list; `value` is an expression over the row, by default the row's value of that key."""

    key: str = words(longest=60)
    label: str = words(longest=60)
    value: str = feel("")
    codes: str = words("", 100)
    format: str = words("", choices=FORMATS)
    mask: str = words("", choices=MASKS)
    width: int = number(16, 2, 100)
    sort: bool = False


@dataclass(frozen=True)
class ListFilter:
    """A filter of a list: choices come from a code table, from `options`, or it is typed in."""

    key: str = words(longest=60)
    label: str = words(longest=60)
    codes: str = words("", 100)
    options: Pairs = ()
    field: str = words("", 60)


@dataclass(frozen=True)
class ListCounter:
    """A number above a list; `where` are the filter values that show the rows it counts."""

    key: str = words(longest=60)
    label: str = words(longest=60)
    where: Pairs = ()


@dataclass(frozen=True)
class ListExport:
    """A download of its own: the rows that `where` finds, within the other filters that are chosen."""

    label: str = words(longest=60)
    where: Pairs = ()


@dataclass(frozen=True)
class ListLink:
    """A button above a list that leads to a page of this installation; `keep`: the filters that are chosen go along."""

    label: str = words(longest=60)
    path: str = words(longest=200)
    keep: bool = False


@dataclass(frozen=True)
class ListDef:
    """A list over a registered source. `sort` is a column's key, `-` before it means descending; `begin` are the
    processes that its page offers to begin on a row, where the row permits them; `note` is advice above the rows."""

    title: str = words(longest=60)
    source: str = words(longest=60)
    columns: tuple[ListColumn, ...] = ()
    filters: tuple[ListFilter, ...] = ()
    counters: tuple[ListCounter, ...] = ()
    exports: tuple[ListExport, ...] = ()
    links: tuple[ListLink, ...] = ()
    sort: str = words("", 60)
    roles: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()
    module: str = words("", 60)
    search: str = words("", 100)
    export: str = words("", 60)
    note: str = words("", 300)
    empty: str = words("暂无记录。", 100)


@dataclass(frozen=True)
class Series:
    """One series of a figure: counts the rows of a group, or adds up `value`; `link` chooses the same rows in the figure's
    list."""

    name: str = words(longest=60)
    where: str = feel("")
    value: str = feel("")
    link: Pairs = ()


@dataclass(frozen=True)
class Figure:
    """Rows of a source, counted in groups; `weight` says how many a row stands for (by default one). `groups` are those
    that always stand there, in their order; `list` is where the rows of a number are looked through, `group_link` its
    filter for a group."""

    title: str = words(longest=60)
    source: str = words(longest=60)
    group_by: str = feel()
    group_label: str = words("分组", 20)
    group_link: str = words("", 60)
    weight: str = feel("")
    groups: Pairs = ()
    list: str = words("", 60)
    module: str = words("", 60)
    series: tuple[Series, ...] = ()
    codes: str = words("", 100)
    chart: str = words("bar", choices=("bar", "line", "pie"))
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """What differs on one channel: the words, and the roles in `to` that it reaches (by default all)."""

    channel: str = words(choices=CHANNELS[1:])
    title: str = template("", longest=200)
    text: str = template("", longest=2_000)
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """A message by template, always shown inside the installation and sent on the other `channels`.

    `to` are roles; `link` is an expression of a path inside the installation."""

    title: str = template(longest=200)
    text: str = template(longest=2_000)
    to: tuple[str, ...] = ()
    channels: tuple[str, ...] = words(CHANNELS[:1], choices=CHANNELS)
    wordings: tuple[Wording, ...] = ()
    link: str = feel("")


Report = Document | ListDef | Figure | Message
KINDS: dict[str, type[Document] | type[ListDef] | type[Figure] | type[Message]] = {
    "documents": Document,
    "lists": ListDef,
    "figures": Figure,
    "messages": Message,
}


def read_report(key: str, data: bytes, file: str) -> Report:
    """Return a report; the first part of its key says which kind. Raises BadContent with every finding."""
    folder = key.partition("/")[0]
    if folder not in KINDS:
        message = f"报表的键“{key}”应以 {'、'.join(KINDS)} 之一加“/”开头。"
        raise BadContent(message, [Finding("error", "key", "", message, file=file)])
    report: Report = shaped(KINDS[folder], read_json(data, file), file)
    findings = [
        Finding("error", "reference", place, f"文件 {file} 中{say}", file=file)
        for place, say in _amiss(report)
    ]
    if findings:
        raise BadContent(findings[0].message, findings)
    return report


def _amiss(report: Report) -> list[tuple[str, str]]:
    """Return (place, sentence) for what the shape alone cannot say."""
    if isinstance(report, Document) and not report.blocks:
        return [("blocks", "没有任何内容块，请至少写一个。")]
    if isinstance(report, Figure) and not report.series:
        return [("series", "没有任何数据系列，请至少写一个。")]
    if isinstance(report, Message):
        return _message_amiss(report)
    return _list_amiss(report) if isinstance(report, ListDef) else []


def _message_amiss(report: Message) -> list[tuple[str, str]]:
    named = [wording.channel for wording in report.wordings]
    found = [
        ("wordings", f"通道“{c}”的措辞写了两份。") for c in sorted({c for c in named if named.count(c) > 1})
    ]
    for channel in sorted(set(named) - set(report.channels)):
        found.append(("wordings", f"写了通道“{channel}”的措辞，但 channels 里没有这个通道。"))
    return found


def _list_amiss(report: ListDef) -> list[tuple[str, str]]:
    found = [] if report.columns else [("columns", "没有任何列，请至少写一列。")]
    for name, keys in (
        ("columns", [c.key for c in report.columns]),
        ("filters", [f.key for f in report.filters]),
    ):
        found += [(name, f"{name} 里的键“{k}”重复。") for k in sorted({k for k in keys if keys.count(k) > 1})]
    sortable = {c.key for c in report.columns if c.sort}
    if report.sort and report.sort.removeprefix("-") not in sortable:
        found.append(("sort", f"默认排序“{report.sort}”不是可排序的列。"))
    filters = {f.key for f in report.filters}
    for counter in report.counters:
        found += [
            (f"counters.{counter.key}", f"计数“{counter.label}”用了没有的筛选“{k}”。")
            for k, _ in counter.where
            if k not in filters
        ]
    for at, link in enumerate(report.links):
        if not link.path.startswith("/") or link.path.startswith("//"):
            found.append((f"links.{at}", f"按钮“{link.label}”的地址应以一个“/”开头，只能通向本系统的页面。"))
    for at, export in enumerate(report.exports):
        found += [
            (f"exports.{at}", f"下载“{export.label}”用了没有的筛选“{k}”。")
            for k, _ in export.where
            if k not in filters
        ]
    return found
