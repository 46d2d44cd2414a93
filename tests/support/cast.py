"""The cast of a walk: each person with a token at the doors of one installation."""

import uuid
from typing import Any

from sqlalchemy import select

from app.graduates.tables import Graduate, School
from app.main import create_app
from app.settings import Settings
from app.store.accounts import Account, Membership
from app.store.queue import Outbox
from app.store.session import begin_write
from app.web.context import Services
from tests.support.tab import Tab

PASSWORD = "quxiang-demo"
API = "/api/v1"


class Person:
    """Somebody at the doors."""

    def __init__(self, client: Any, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        return self._answer(self._client.get(API + path, query_string=query, headers=self._headers), status)

    def post(self, path: str, body: Any = None, status: int | None = 200, key: str | None = None) -> Any:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        return self._answer(self._client.post(API + path, json=body or {}, headers=headers), status)

    def put(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        given = self._headers | {k.replace("_", "-"): v for k, v in headers.items()}
        if isinstance(body, bytes):
            return self._answer(self._client.put(API + path, data=body, headers=given), status)
        return self._answer(self._client.put(API + path, json=body, headers=given), status)

    def delete(self, path: str, status: int = 204) -> Any:
        return self._answer(self._client.delete(API + path, headers=self._headers), status)

    def raw(self, path: str) -> Any:
        return self._client.get(API + path, headers=self._headers)

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """Return the response to any request at the doors, whatever its status."""
        return self._client.open(API + path, method=method, headers=self._headers | (headers or {}), **more)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer as it is, whatever its status."""
        return getattr(self._client, method)(API + path, json=body, headers=self._headers)

    @staticmethod
    def _answer(response: Any, status: int | None) -> Any:
        assert status in (None, response.status_code), (
            response.status_code,
            response.get_data(as_text=True)[:2000],
        )
        return (
            response.get_json() if response.is_json or "json" in (response.content_type or "") else response
        )

    def task(self, instance: str, step: str | None = None) -> dict[str, Any]:
        """Return the open task of an instance in this person's inbox."""
        items = self.get("/tasks", limit=200)["items"]
        found = [t for t in items if t["instance"] == instance and step in (None, t["step"])]
        assert len(found) == 1, found
        return found[0]

    def complete(
        self, instance: str, data: dict[str, Any], status: int = 200, step: str | None = None
    ) -> Any:
        """Hand in the open task of an instance."""
        task = self.task(instance, step)
        body = {"version": task["version"], "data": data}
        return self.post(f"/tasks/{task['id']}/completion", body, status, key=uuid.uuid4().hex)


class Cast:
    """An installation and the people who use it."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self._people: dict[str, Person] = {}

    @property
    def services(self) -> Services:
        return self.app.extensions["quxiang"]

    def __getitem__(self, login: str) -> Person:
        """Return somebody, signed in."""
        if login not in self._people:
            client = self.app.test_client()
            answer = client.post(f"{API}/tokens", json={"account": login, "password": PASSWORD})
            assert answer.status_code == 201, answer.get_data(as_text=True)
            self._people[login] = Person(client, answer.get_json()["token"])
        return self._people[login]

    def session(self) -> Any:
        return self.services.database.session()

    def visitor(self) -> Any:
        """Return the browser of somebody who is not signed in."""
        return self.app.test_client()

    def tab(self, login: str) -> Tab:
        """Return the browser of somebody who has signed in on the page."""
        return Tab(self.app.test_client(), login, PASSWORD)

    def subject(self, login: str) -> str:
        """Return the id of a graduate by the login of its account."""
        with self.session() as session:
            query = select(Membership.party_id).join(Account, Account.id == Membership.account_id)
            return session.scalars(query.where(Account.login == login)).one()

    def graduate(self, login: str) -> Graduate:
        with self.session() as session:
            return session.get_one(Graduate, self.subject(login))

    def add_member(self, login: str, role: str, like: str) -> None:
        """Make somebody a member in a role, of the party of another person."""
        with self.session() as session:
            begin_write(session)
            accounts = {a.login: a.id for a in session.scalars(select(Account))}
            party = session.scalars(
                select(Membership.party_id).where(Membership.account_id == accounts[like])
            ).first()
            session.add(Membership(account_id=accounts[login], role=role, party_id=party, level="manage"))
        self._people.pop(login, None)

    def outbox(self, channel: str) -> list[Outbox]:
        with self.session() as session:
            return list(session.scalars(select(Outbox).where(Outbox.channel == channel).order_by(Outbox.id)))

    def clock(self, moment: str) -> None:
        """Move the clock, then run what is due."""
        client = self.app.test_client()
        assert client.post(f"{API}/clock", json={"now": moment}).status_code == 200
        self.run_jobs()

    def run_jobs(self) -> None:
        assert self.app.test_client().post(f"{API}/jobs/run").status_code == 200

    def keep(self, graduate: str, *employers: str) -> None:
        """Put a graduate into the favourites of employers; by default of both that are ready to sign."""
        who = self.graduate(graduate)
        with self.session() as session:
            school = session.get_one(School, who.school_id).name
        for login in employers or ("e-01", "e-02"):
            body = {"name": who.name, "id_number": who.id_number, "school": school}
            self[login].post("/favourites", body, None)

    def invite(self, graduate: str, employer: str = "e-01", status: int = 201, **changes: Any) -> Any:
        """Have an employer invite a graduate, with the form's own example."""
        subject = self.subject(graduate)
        offer = next(
            p
            for p in self[employer].get("/processes", subject=subject)["items"]
            if p["key"] == "online_signing"
        )
        data = {f["name"]: f["example"] for f in offer["form"]["fields"] if f["example"] not in (None, [])}
        body = {"subject": subject, "data": {**data, **changes}}
        return self[employer].post("/processes/online_signing/instances", body, status)

    def signed(self, graduate: str = "g-10001-01", employer: str = "e-01") -> str:
        """Run a signing to its end and return the instance."""
        instance = self.invite(graduate, employer)["id"]
        self[graduate].complete(instance, {"decision": "accept"})
        self["d-10001-01"].complete(instance, {"decision": "pass"})
        self["s-10001"].complete(instance, {"decision": "pass"})
        return instance

    def close(self) -> None:
        self.services.database.close()
