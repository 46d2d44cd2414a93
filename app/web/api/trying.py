"""Doors to try things out: decisions, published or not, and FEEL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import jsonify, request

from app import rules
from app.content.dmn import read_dmn
from app.content.jsonfile import read_json
from app.errors import FieldError, Invalid, NotFound
from app.identity import audit
from app.inbox.library import newest
from app.store.session import begin_write
from app.studio.drafts import find_draft, get_draft
from app.studio.simulating import Move, simulate
from app.web.api import bp, reading
from app.web.context import actor, db, desk, now, services, writes
from app.web.turns import limited

MOST = 200  # steps of a simulation
LONGEST = 60


@bp.post(f"{reading.DEFINITION}/draft/evaluations")
def evaluate_draft(kind: str, key: str) -> Any:
    """Evaluate my draft of a decision with inputs."""
    if kind != "decision":
        raise NotFound
    body = get_draft(db(), (kind, key), actor().account_id).body
    inputs = reading.data_of(reading.body("inputs"), "inputs")
    return jsonify(_evaluate(read_dmn(body, f"{key}.dmn"), key, inputs))


@bp.post(f"{reading.DEFINITION}/draft/simulations")
@limited("definition")
def simulate_draft(kind: str, key: str) -> Any:
    """Play my draft of a process through; without one, its newest version. Nothing of it is kept."""
    if kind != "process":
        raise NotFound
    given = reading.body("subject", "at", "steps")
    moves = _moves(given)
    subject = reading.text_of(given, "subject", LONGEST) if given.get("subject") else None
    at = reading.moment_of(given, "at") or now()
    draft = find_draft(db(), (kind, key), actor().account_id)
    body = draft.body if draft is not None else newest(db(), kind, key).body
    with services().database.open() as session:
        begin_write(session)
        answer = simulate(replace(desk(), session=session, now=at), key, body, moves, subject)
        session.rollback()
    if subject is not None:
        _note(key, subject)
    return jsonify(rules.to_json(answer))


@writes
def _note(key: str, subject: str) -> None:
    """Note that somebody who is there was played with."""
    audit(db(), actor(), "simulate", f"process:{key}", detail={"subject": subject}, now=now())


def _moves(given: dict[str, Any]) -> list[Move]:
    steps = given.get("steps", [])
    if not isinstance(steps, list) or len(steps) > MOST or not all(isinstance(step, dict) for step in steps):
        raise Invalid.of({"steps": f"应当是步骤的列表，最多 {MOST} 步。"})
    return [_move(number, step) for number, step in enumerate(steps)]


def _move(number: int, step: dict[str, Any]) -> Move:
    data = step.get("data")
    if data is not None and not isinstance(data, dict):
        raise Invalid.of({f"steps.{number}.data": "应当是 JSON 对象。"})
    words = {name: str(step.get(name) or "") for name in ("step", "role", "decision")}
    return Move(data=data, **words)


@bp.post("/decisions/<key>/evaluations")
def evaluate_decision(key: str) -> Any:
    """Evaluate the newest published version of a decision."""
    inputs = reading.data_of(reading.body("inputs"), "inputs")
    return jsonify(_evaluate(services().library.newest(db(), "decision", key), key, inputs))


@bp.post("/decisions/evaluations")
def evaluate_file() -> Any:
    """Evaluate a DMN file that is not stored."""
    file = request.files.get("file")
    if file is None:
        raise Invalid.of({"file": "请以表单字段 file 提交 DMN 文件。"})
    inputs = read_json((request.form.get("inputs") or "{}").encode(), "inputs", max_bytes=reading.JSON_BYTES)
    if not isinstance(inputs, dict):
        raise Invalid.of({"inputs": "应当是 JSON 对象。"})
    model = read_dmn(file.stream.read(), file.filename or "upload.dmn")
    return jsonify(_evaluate(model, request.args.get("decision"), inputs))


@bp.post("/feel")
def feel() -> Any:
    """Evaluate a FEEL expression over a context."""
    given = reading.body("context", required=("expression",))
    if not isinstance(given["expression"], str):
        raise Invalid.of({"expression": "应当是文字。"})
    context = reading.data_of(given, "context")
    with _answering("expression"):
        value = rules.evaluate(given["expression"], rules.from_json(context), now=now())
    return jsonify({"value": rules.to_json(value), "type": rules.type_name(value)})


def _evaluate(model: Any, decision: str | None, inputs: dict[str, Any]) -> dict[str, Any]:
    with _answering("decision"):
        outcome = rules.decide(model, decision, rules.read_inputs(model, inputs), now=now())
    return {
        "outputs": rules.to_json(outcome.outputs),
        "rules": list(outcome.rules),
        "trace": rules.to_json(list(outcome.trace)),
    }


@contextmanager
def _answering(field: str) -> Iterator[None]:
    """Turn what is wrong with an expression that somebody tries out into an answer with the place."""
    try:
        yield
    except rules.FeelError as error:
        problem = Invalid(error.message, [FieldError(field, error.message)])
        problem.extra["position"] = error.position
        raise problem from error
