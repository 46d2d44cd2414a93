"""The door where services outside answer what an instance has asked them: by a token, signed as letters to them are."""

from typing import Any

from flask import request

from app.errors import NotFound, NotSignedIn, Unreadable
from app.operators.answers import answer, question_by
from app.operators.peer import signed
from app.web.api import bp, reading
from app.web.context import db, now, services, writes


@bp.post("/answers/<token>")
@writes
def take_answer(token: str) -> Any:
    """Take the answer to a question, once."""
    asked = question_by(db(), token)
    receivers = services().settings.receivers
    receiver = receivers.get(asked.channel) or receivers.get("*")
    if receiver is None:
        raise NotFound("没有这个问题，或答复的地址不完整。")
    body = request.get_data(cache=True)
    timestamp, signature = (request.headers.get(f"Quxiang-{n}", "") for n in ("Timestamp", "Signature"))
    if not signed(receiver.key, timestamp, signature, body):
        raise NotSignedIn("签名不对或已过时：请用约定的密钥对“时间戳.正文”签名。")
    given = reading.data_of(reading.body(required=("answer",)), "answer")
    if not given:
        raise Unreadable("答复是空的，应当是 {名称: 值} 形式的对象。")
    answer(db(), asked, given, now())
    return "", 204
