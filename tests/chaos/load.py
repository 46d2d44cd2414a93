"""Mixed load through the doors: people who sign, decide, withdraw and let deadlines pass, and who try again.

Everything that was answered is written down; whatever was not is sent again with the same key until it is answered,
as a browser or a portal does."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from app.jobs.clock import ZONE

REASON = {"reason": "04", "comment": "岗位信息有误"}
API = "/api/v1"
PATIENCE = 0.2  # seconds until somebody whose connection broke tries again


@dataclass
class Ledger:
    """What was acknowledged and what was refused, by idempotency key; and what should never be answered."""

    hand_ins: dict[str, tuple[str, str]] = field(default_factory=dict)  # key → task, decision
    starts: dict[str, str] = field(default_factory=dict)  # key → instance
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)  # key → instance, name
    refused: dict[str, str] = field(default_factory=dict)  # key → why
    errors: list[str] = field(default_factory=list)

    def count(self) -> int:
        return len(self.hand_ins) + len(self.starts) + len(self.messages)


class Crowd:
    """The threads of a load. `stop` lets each finish what it is about, and no more."""

    def __init__(
        self, url: str, tokens: dict[str, str], graduates: list[str], ledger: Ledger, seed: int
    ) -> None:
        self.url = url
        self.tokens = tokens
        self.graduates = graduates
        self.ledger = ledger
        self._stop = threading.Event()
        self.gone = False
        roles: list[tuple[Callable[[Client], None], list[str]]] = [
            (Client.invite, ["e-01"]),
            (Client.invite, ["e-02"]),
            (Client.answer, graduates[0::2]),
            (Client.answer, graduates[1::2]),
            (Client.review, ["d-10001-01"]),
            (Client.review, ["s-10001"]),
            (Client.withdraw, ["e-01", "e-02"]),
        ]
        self._threads = [
            threading.Thread(
                target=self._run, args=(act, Client(self, logins, random.Random(seed * 100 + n)))
            )
            for n, (act, logins) in enumerate(roles)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def give_up(self) -> None:
        """Let the threads end without an answer to what they sent."""
        self.gone = True
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    @property
    def going(self) -> bool:
        return not self._stop.is_set()

    def _run(self, act: "Callable[[Client], None]", client: "Client") -> None:
        while self.going:
            try:
                act(client)
            except requests.RequestException:
                time.sleep(PATIENCE)
            except Exception as error:
                self.ledger.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(client.dice.uniform(0.0, 0.05))


class Client:
    """One thread, which acts as one of some people at a time."""

    def __init__(self, crowd: Crowd, logins: list[str], dice: random.Random) -> None:
        self._crowd = crowd
        self._logins = logins
        self.dice = dice
        self._examples: dict[str, Any] = {}
        self._session = requests.Session()
        self._session.trust_env = False

    def invite(self) -> None:
        """An employer invites somebody, with two days to answer."""
        (login,) = self._logins
        subject = self.dice.choice(list(self._crowd.graduates))
        subject_id = self._crowd.tokens[f"subject {subject}"]
        data = self._example(login, subject_id)
        if data is None:
            return
        ends = datetime.now(ZONE) + timedelta(days=2)
        body = {"subject": subject_id, "data": {**data, "answer_by": ends.isoformat(timespec="minutes")}}
        key, answer = self._insist(login, "/processes/online_signing/instances", body)
        if answer is not None:
            self._crowd.ledger.starts[key] = answer["id"]

    def answer(self) -> None:
        """A graduate accepts more often than not."""
        login = self.dice.choice(self._logins)
        self._decide(login, self.dice.choices(["accept", "decline"], [5, 1])[0])

    def review(self) -> None:
        """A reviewer passes more often than not."""
        (login,) = self._logins
        self._decide(login, self.dice.choices(["pass", "reject"], [5, 1])[0])

    def withdraw(self) -> None:
        """An employer now and then withdraws what waits for an answer."""
        login = self.dice.choice(self._logins)
        time.sleep(self.dice.uniform(0.2, 0.6))
        items = self._get(login, "/instances?box=started&status=invited&limit=20")
        if not items:
            return
        instance = self.dice.choice(items)["id"]
        key, answer = self._insist(
            login, f"/instances/{instance}/messages/withdraw", {"data": {"reason": "01"}}
        )
        if answer is not None:
            self._crowd.ledger.messages[key] = (instance, "withdraw")

    def _decide(self, login: str, decision: str) -> None:
        items = self._get(login, "/tasks?limit=20")
        if not items:
            return
        task = self.dice.choice(items)
        data = {"decision": decision, **(REASON if decision == "reject" else {})}
        path = f"/tasks/{task['id']}/completion"
        key, answer = self._insist(login, path, {"version": task["version"], "data": data})
        if answer is not None:
            self._crowd.ledger.hand_ins[key] = (task["id"], decision)

    def _example(self, login: str, subject: str) -> dict[str, Any] | None:
        if login not in self._examples:
            offers = self._get(login, f"/processes?subject={subject}")
            form = next((o["form"] for o in offers if o["key"] == "online_signing"), None)
            if form is None:
                return None
            fields = form["fields"]
            self._examples[login] = {
                f["name"]: f["example"] for f in fields if f["example"] not in (None, [])
            }
        found: dict[str, Any] = self._examples[login]
        return found

    def _get(self, login: str, path: str) -> list[dict[str, Any]]:
        answer = self._session.get(self._crowd.url + API + path, headers=self._headers(login), timeout=20)
        if answer.status_code != 200:
            self._note(answer)
            return []
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _insist(self, login: str, path: str, body: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
        """Send until there is an answer, always with the same key. Return the key, and the answer if it was yes."""
        key = uuid.UUID(int=self.dice.getrandbits(128)).hex
        headers = self._headers(login) | {"Idempotency-Key": key}
        while not self._crowd.gone:
            try:
                answer = self._session.post(
                    self._crowd.url + API + path, json=body, headers=headers, timeout=20
                )
            except requests.RequestException:
                time.sleep(PATIENCE)
                continue
            if answer.status_code == 503:
                time.sleep(0.1)
                continue
            if answer.ok:
                return key, answer.json()
            self._note(answer)
            self._crowd.ledger.refused[key] = answer.text
            break
        return key, None

    def _note(self, answer: requests.Response) -> None:
        if answer.status_code not in (403, 404, 409, 422, 503):
            self._crowd.ledger.errors.append(f"{answer.status_code} {answer.url}: {answer.text[:300]}")

    def _headers(self, login: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._crowd.tokens[login]}"}
