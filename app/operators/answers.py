"""Answers of services outside: each goes, as the message that was asked for, to the instance that asked, once."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Gone, NotFound
from app.identity.secrets import token_hash
from app.jobs.queue import enqueue
from app.store.questions import Question

PREFIX = "ask:"  # of a letter's key; the question's id stands behind it


def question_by(session: Session, token: str) -> Question:
    """Return the question that a token answers. Raises NotFound."""
    found = session.scalar(select(Question).where(Question.token_hash == token_hash(token)).with_for_update())
    if found is None:
        raise NotFound("没有这个问题，或答复的地址不完整。")
    return found


def question_of(session: Session, letter_key: str) -> Question | None:
    """Return the question that a letter asks, if it asks one."""
    if not letter_key.startswith(PREFIX):
        return None
    return session.get(Question, letter_key.removeprefix(PREFIX), with_for_update=True)


def answer(session: Session, question: Question, given: Mapping[str, Any], at: datetime) -> None:
    """Give an answer to the instance that asked; the same answer again changes nothing. Raises Conflict, Gone."""
    digest = sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if question.answered_at is not None:
        if question.answer_hash == digest:
            return
        raise Conflict("这个问题已经答复过，不能再改。")
    if question.expires_at <= at:
        raise Gone("答复的时间已过，办理没有再等待。")
    question.answered_at, question.answer_hash = at, digest
    payload = {
        "id": question.id,
        "instance": question.instance_id,
        "message": question.message,
        "data": dict(given),
        "at": at.isoformat(),
    }
    enqueue(session, "route", payload, due=at, now=at)
