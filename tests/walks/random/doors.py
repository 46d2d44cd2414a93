"""The doors of `api.md` as the walk uses them: the answers with their statuses, and what goes into the forms."""

import random
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select

from app.store.queue import Outbox
from tests.support.cast import Cast
from tests.support.papers import answers, jpeg
from tests.walks import destinations
from tests.walks.random.model.people import GRADUATES
from tests.walks.random.model.records import Facts, Record, Verdict

UNITS = ("北京远景数据有限公司", "山东海岳重工有限公司", "成都青峰传媒有限公司")
DIRECTED_CODE, AGREEMENT_CODE = "10", "10"
REASON = {"reason": "06", "comment": "请更正后再提交"}
FIELDS_OF = {
    "online_signing": "invitation",
    "offline_agreement": "offline_agreement",
    "paper_supplement": "paper_supplement",
}


@dataclass(frozen=True)
class Answer:
    """What a door said."""

    status: int
    body: Any


class Doors:
    """The installation from outside."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self._chance = cast, chance
        self.counts: Counter[Verdict] = Counter()
        self._image = jpeg(120, 160)
        first = GRADUATES[0].login
        self._forms = {key: answers(cast, key, first) for key in ("offline_agreement", "paper_supplement")}
        self._kinds = {str(kind): destinations.complete(cast, kind, first) for kind in destinations.KINDS}
        self.subjects = {graduate.login: cast.subject(graduate.login) for graduate in GRADUATES}
        self._directed = {g.login: cast.graduate(g.login).directed_unit for g in GRADUATES}
        self._invitation = self._example("online_signing", "e-01", self.subjects[first])
        self._terms: dict[str, set[str]] = {}

    def call(self, login: str, method: str, path: str, body: Any = None, key: str = "") -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        response = self.cast[login].call(method, path, headers, json=body if body is not None else {})
        return Answer(response.status_code, response.get_json(silent=True) or {})

    def expect(self, answer: Answer, verdict: Verdict) -> None:
        """Check that something was answered as the model says."""
        self.counts[verdict] += 1
        assert answer.status in verdict.value, (answer.status, verdict, answer.body)

    def begin(self, login: str, key: str, subject: str, data: dict[str, Any], once: str = "") -> Answer:
        body = {"subject": subject, "data": data}
        return self.call(login, "POST", f"/processes/{key}/instances", body, once)

    def task(self, record: Record, login: str) -> tuple[str, int]:
        """Return the one task of a record from the inbox of whoever has to do it."""
        task = self.cast[login].task(record.id)
        return task["id"], task["version"]

    def hand_in(self, login: str, task: tuple[str, int], data: dict[str, Any], key: str = "") -> Answer:
        body = {"version": task[1], "data": data}
        return self.call(login, "POST", f"/tasks/{task[0]}/completion", body, key or uuid.uuid4().hex)

    def message(self, login: str, record: Record, name: str, data: dict[str, Any]) -> Answer:
        return self.call(login, "POST", f"/instances/{record.id}/messages/{name}", {"data": data})

    def link(self, record: Record) -> str:
        """Return the path of the newest link that the unit of an agreement was sent."""
        with self.cast.session() as session:
            sent = select(Outbox).where(Outbox.instance_id == record.id, Outbox.channel == "sms")
            row = session.scalars(sent.order_by(Outbox.id.desc()).limit(1)).one()
            return str(row.body["url"]).partition("//")[2].partition("/")[2]

    def upload_by(self, path: str) -> int:
        """Give the stamped agreement back by a link."""
        given = {"_upload.images": (BytesIO(self._image), "盖章页.jpg")}
        visitor = self.cast.visitor()
        return int(visitor.post(f"/{path}", data=given, content_type="multipart/form-data").status_code)

    # What goes into the forms

    def invitation(self, answer_by: datetime, employer: str) -> tuple[dict[str, Any], Facts]:
        units = {"e-01": "北京星河数联科技有限公司", "e-02": "江苏润泽智能制造股份有限公司"}
        data = {**self._invitation, "answer_by": answer_by.isoformat()}
        return data, Facts(AGREEMENT_CODE, units.get(employer, ""), answer_by)

    def agreement(self, key: str, login: str) -> tuple[dict[str, Any], Facts]:
        """Return the answers of an application for, or the registration of, an agreement."""
        unit = self._chance.choice(UNITS)
        data = {**self._forms[key], "unit_name": unit}
        if key == "paper_supplement":
            data["images"] = [self.picture(login)]
        return data, Facts(AGREEMENT_CODE, unit)

    def destination(self, login: str, *, proven: bool = True) -> tuple[dict[str, Any], Facts]:
        """Return the answers of some type; a reviewer takes one that needs no proof."""
        kinds = [k for k in destinations.KINDS if proven or not k.proofs]
        kind = self._chance.choice(kinds)
        given = self._kinds[str(kind)].items()
        data = {n: [self.picture(login)] if isinstance(v, list) else v for n, v in given}
        return data, Facts(kind.code, kind.unit)

    def directed(self, login: str) -> tuple[dict[str, Any], Facts]:
        return {"proofs": [self.picture(login)]}, Facts(DIRECTED_CODE, self._directed.get(login) or "")

    def terms(self, record: Record) -> dict[str, Any]:
        """Return what a signing in effect says, with another position, as the school's form takes it."""
        school, kind = record.graduate.school, record.kind.key
        if kind not in self._terms:
            self._terms[kind] = set(self._example("record_modification", school, record.id, every=True))
        agreed = self.cast[school].get(f"/instances/{record.id}")["data"][FIELDS_OF[kind]]
        kept = {name: value for name, value in agreed.items() if name in self._terms[kind]}
        return {
            **kept,
            "position": self._chance.choice(("算法工程师", "架构师")),
            "change_reason": "更正岗位",
        }

    def registered(self, record: Record) -> dict[str, Any]:
        """Return what a destination in effect says, as the school's form takes it; its units stay."""
        said = self.cast[record.graduate.school].get(f"/instances/{record.id}")["data"]["destination"]
        return {**said, "change_reason": "核对原件"}

    def picture(self, login: str) -> str:
        given = {"file": (BytesIO(self._image), "证明.jpg"), "purpose": "proof"}
        response = self.cast[login].call("POST", "/files", data=given)
        assert response.status_code == 201, response.text
        return str(response.get_json()["id"])

    def _example(self, key: str, login: str, subject: str, *, every: bool = False) -> dict[str, Any]:
        offers = self.cast[login].get("/processes", subject=subject)["items"]
        (offer,) = [p for p in offers if p["key"] == key]
        fields = offer["form"]["fields"]
        return {f["name"]: f["example"] for f in fields if every or f["example"] not in (None, [])}
