"""The parts of a graduate's module page about archive or household: what is in effect, what was applied for."""

from typing import Any

from flask import url_for

from app.graduates.definitions import label
from app.graduates.sources.transfers import SOURCES, applications
from app.graduates.tables import Graduate
from app.graduates.transfers import KINDS, facts, record_of
from app.inbox.status import status_of
from app.operators.lists import Query
from app.web.context import actor, db, desk, now
from app.web.pages.words import status_words
from app.web.templating import moment

LABELS = {
    "archive": {
        "type": "档案转递类型",
        "unit": "单位名称",
        "address": "单位地址",
        "postcode": "单位邮编",
        "contact": "联系人（联系部门）",
        "phone": "联系电话",
        "source": "登记途径",
    },
    "household": {
        "type": "户口迁移类型",
        "unit": "单位名称",
        "address": "户口迁移地址",
        "source": "登记途径",
    },
}


def standing(graduate: Graduate, kind: str, name: str) -> dict[str, Any]:
    """Return what is in effect for the graduate as rows of label and value, none where nothing is."""
    known = facts(db(), record_of(db(), graduate.id, kind)) or {}
    if known:
        known["type"] = label(db(), f"{kind}_type", known["type"])
        known["address"] = f"{known['place']}{known['address']}"
        known["source"] = SOURCES[known["source"]]
    rows = [{"label": word, "value": known[key]} for key, word in LABELS[kind].items() if known.get(key)]
    return {"title": name.removesuffix("登记"), "rows": rows}


def applied(kind: str) -> list[dict[str, Any]]:
    """Return the graduate's applications about archive or household, the newest first."""
    if kind not in KINDS:
        return []
    return [
        _card(row)
        for row in applications(db(), actor(), Query(filters={"kind": kind}, limit=50), now()).items
    ]


def _card(row: Any) -> dict[str, Any]:
    status = status_of(desk(), f"{row['kind']}_{row['action']}", row["status"], ["graduate"])
    return {
        "title": f"{row['kind_label']}信息{row['action_label']} · {row['type_label']}",
        "href": url_for("pages.instance", instance_id=row["instance"]),
        "status": status_words(status),
        "changed": moment(row["submitted_at"]),
    }
