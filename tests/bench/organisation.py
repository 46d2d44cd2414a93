"""The organisation that the benchmarks run: applications that a department and a school review.

Its process is the two-review lifecycle: start, hand in, two decisions that may return or reject, end."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.identity import Actor
from app.identity.account import add_membership, create_account
from app.identity.passwords import hash_password
from app.operators.registry import Registry, Subject
from app.store.accounts import Party
from app.store.statements import Statement
from tests.support.drawing import diagram, flow, message, node, properties, service, timer, user

PROCESS, DEADLINE = "two_reviews", "deadline"
PASSWORD = "quxiang-demo"
APPLICANTS = 8
FIELDS = tuple(f"field_{i:02}" for i in range(1, 21))
ANSWERS = {name: f"第 {i} 项填写的内容" for i, name in enumerate(FIELDS)} | {
    "amount": 12000,
    "day": "2027-07-01",
}
PASS = {"decision": "pass"}
FACETS = 'name:姓名=subject.name,department:院系=subject.department,unit:单位=application.field_01,year:年份="2027"'


def write_content(folder: Path) -> Path:
    """Write the organisation's content folders and return where they lie."""
    _write(folder / "bpmn" / f"{PROCESS}.bpmn", two_reviews())
    _write(folder / "bpmn" / f"{DEADLINE}.bpmn", _deadline())
    _write(folder / "forms" / "application.form.json", _form("application", _fields()))
    _write(folder / "forms" / "decision.form.json", _form("decision", _decision()))
    _write(folder / "forms" / "codes" / f"status.{PROCESS}.csv", _STATUSES.encode())
    told = {
        "title": "{{subject.name}}的申请已通过",
        "text": "请查收。",
        "to": ["applicant"],
        "channels": ["in_app"],
    }
    _write(folder / "reports" / "messages" / "passed.json", json.dumps(told, ensure_ascii=False).encode())
    return folder


_STATUSES = """code,label,class
filling,填写中,wait
department_review,院系审核中,wait
school_review,学校审核中,wait
passed,已通过,done
rejected,未通过,failed
withdrawn,已撤回,ended
"""


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def two_reviews() -> bytes:
    """Return the diagram of the lifecycle."""
    lanes = {
        "applicant": ["s", "fill"],
        "department": ["department", "withdraw", "judged", "sent"],
        "school": ["school", "decided", "number", "tell", "report", "passed", "rejected", "withdrawn"],
    }
    nodes = [
        node("startEvent", "s"),
        user("fill", form="application", status="filling"),
        user("department", form="decision", data="department_review", status="department_review"),
        node(
            "boundaryEvent",
            "withdraw",
            message("withdraw"),
            properties(label="撤回修改", role="applicant", confirm="确定撤回吗？"),
            attachedToRef="department",
        ),
        node("exclusiveGateway", "judged", default="f_judged_school"),
        user("school", form="decision", data="school_review", status="school_review"),
        node("exclusiveGateway", "decided", default="f_decided_number"),
        service("number", "random_token", "number"),
        service("tell", "notify", message='"passed"', to='"applicant"'),
        service("report", "emit", topic='"application.passed"', body="{number: number, name: subject.name}"),
        node("endEvent", "passed", "", properties(status="passed")),
        node("endEvent", "rejected", "", properties(status="rejected")),
    ]
    flows = [
        flow("s", "fill"),
        flow("fill", "department"),
        flow("withdraw", "fill"),
        flow("department", "judged"),
        flow("judged", "school"),
        flow("judged", "fill", 'department_review.decision = "return"'),
        flow("judged", "rejected", 'department_review.decision = "reject"'),
        flow("school", "decided"),
        flow("decided", "number"),
        flow("decided", "fill", 'school_review.decision = "return"'),
        flow("decided", "rejected", 'school_review.decision = "reject"'),
        flow("number", "tell"),
        flow("tell", "report"),
        flow("report", "passed"),
    ]
    lanes = {role: [i for i in members if f'id="{i}"' in "".join(nodes)] for role, members in lanes.items()}
    extra = properties(
        subject="applicant", title='=subject.name + " · 申请"', facets=FACETS, module="applications"
    )
    return diagram(PROCESS, nodes, flows, lanes=lanes, messages=("withdraw",), extra=extra)


def _deadline() -> bytes:
    """A step that is given up after an hour."""
    nodes = [
        node("startEvent", "s"),
        user("fill", form="decision"),
        node("boundaryEvent", "late", timer("timeDuration", "PT1H"), attachedToRef="fill"),
        node("endEvent", "done"),
        node("endEvent", "given_up"),
    ]
    flows = [flow("s", "fill"), flow("fill", "done"), flow("late", "given_up")]
    ids = ["s", "fill", "late", "done", "given_up"]
    return diagram(DEADLINE, nodes, flows, lanes={"applicant": ids}, extra=properties(subject="applicant"))


def _form(key: str, components: list[dict[str, Any]]) -> bytes:
    form = {"type": "default", "schemaVersion": 19, "id": key, "title": key, "components": components}
    return json.dumps(form, ensure_ascii=False).encode()


def _fields() -> list[dict[str, Any]]:
    must = {"required": True, "maxLength": 60}
    texts = [{"type": "textfield", "id": f"F_{n}", "key": n, "label": n, "validate": must} for n in FIELDS]
    amount = {"type": "number", "id": "F_amount", "key": "amount", "label": "金额", "validate": {"min": 0}}
    day = {"type": "datetime", "id": "F_day", "key": "day", "label": "日期"}
    return [*texts, amount, day]


def _decision() -> list[dict[str, Any]]:
    words = {"pass": "通过", "return": "退回修改", "reject": "不通过"}
    values = [{"value": value, "label": label} for value, label in words.items()]
    decision = {"type": "radio", "id": "F1", "key": "decision", "label": "意见", "values": values}
    decision |= {
        "validate": {"required": True},
        "properties": {"role": "decision", "reason_required.reject": "true"},
    }
    comment = {
        "type": "textarea",
        "id": "F2",
        "key": "comment",
        "label": "说明",
        "properties": {"role": "comment"},
    }
    return [decision, comment]


_DEPARTMENT = aliased(Party)
_APPLICANT = Statement(
    select(Party.id, Party.name, _DEPARTMENT.id, _DEPARTMENT.name, _DEPARTMENT.parent_id)
    .join(_DEPARTMENT, _DEPARTMENT.id == Party.parent_id)
    .where(Party.id == bindparam("applicant"), Party.kind == "applicant")
)


def register(registry: Registry) -> None:
    """Tell the platform about applicants."""
    registry.subject("applicant")(load_applicant)
    registry.own_subject = lambda session, actor: _own(actor)


def _own(actor: Actor | None) -> str | None:
    mine = (m.party_id for m in actor.memberships if m.role == "applicant") if actor else iter(())
    return next(mine, None)


def load_applicant(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Return an applicant, with its department and its school."""
    found = _APPLICANT.first(session, {"applicant": subject_id or _own(actor) or ""})
    if found is None:
        raise NotFound
    own, name, department, department_name, school = found
    parties = {"applicant": own, "department": department, "school": school}
    return Subject(own, "applicant", name, {"name": name, "department": department_name}, parties)


class Demo:
    """One school with one department, its reviewers and a few applicants."""

    def create(self, session: Session, now: datetime) -> bool:
        school = self._add(session, "school", "1", "学校", None)
        department = self._add(session, "department", "1-1", "院系", school)
        hashed = hash_password(PASSWORD)
        people = [("school", "school", school), ("department", "department", department)]
        for number in range(APPLICANTS):
            name = f"applicant-{number}"
            people.append(
                (name, "applicant", self._add(session, "applicant", name, f"申请人{number}", department))
            )
        for login, role, party in people:
            account = create_account(session, login, login, password_hash=hashed)
            add_membership(session, account.id, role, party, "manage")
        return True

    @staticmethod
    def _add(session: Session, kind: str, code: str, name: str, parent: str | None) -> str:
        party = Party(kind=kind, code=code, name=name, parent_id=parent)
        session.add(party)
        session.flush()
        return party.id


demo = Demo()
