"""What the engine asks for while it runs: decisions and operators, from the release the instance is pinned to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app import rules
from app.inbox.desk import Desk
from app.inbox.library import Release
from app.operators.registry import Env
from app.rules import Outcome
from app.store.instances import Instance, InstanceParty


class Host:
    """The engine's way out, for one step of one instance. `before` is called once, before the first operator."""

    def __init__(
        self,
        desk: Desk,
        release: Release,
        instance_id: str,
        parties: dict[str, str],
        before: Callable[[], None] | None = None,
    ) -> None:
        self.now: datetime = desk.now
        self._desk = desk
        self._release = release
        self._instance_id = instance_id
        self._parties = parties
        self._before = before
        self.case: Mapping[str, Any] = {}

    def decide(self, decision: str, context: Mapping[str, Any]) -> Outcome:
        """Evaluate a pinned decision over the case."""
        return decide(self._release, decision, context, self.now)

    def operate(self, operator: str, parameters: Mapping[str, Any], element: str) -> Any:
        """Call an operator inside this step's transaction."""
        if self._before is not None:
            self._before()
            self._before = None
        desk = self._desk
        env = Env(
            session=desk.session,
            now=desk.now,
            instance_id=self._instance_id,
            process=self._release.key,
            case=self.case,
            element=element,
            actor=desk.actor,
            parties=self._parties,
            release=self._release,
            files=desk.storage,
            site=desk.site,
            bind=self._bind,
        )
        return desk.registry.call(operator, env, parameters)

    def _bind(self, role: str, party: str) -> None:
        """Make a party a role of the instance, in place of the one before."""
        session = self._desk.session
        row = session.get(InstanceParty, (self._instance_id, role))
        if row is None:
            about = session.get_one(Instance, self._instance_id)
            row = InstanceParty(
                instance_id=about.id, role=role, process=about.process, started_at=about.started_at
            )
            session.add(row)
        row.party_id = party
        session.flush()
        self._parties[role] = party


def decide(release: Release, decision: str, context: Mapping[str, Any], now: datetime) -> Outcome:
    """Evaluate a decision that a release is pinned to."""
    return rules.decide(release.decision(decision), decision, context, now=now)


def allowed(release: Release, decision: str | None, context: Mapping[str, Any], now: datetime) -> str | None:
    """Ask a decision that answers `allowed` and `reason`; return None when allowed, else why not."""
    if not decision:
        return None
    outputs = decide(release, decision, context, now).outputs
    if outputs.get("allowed") is True:
        return None
    return str(outputs.get("reason") or "目前不能办理。")
