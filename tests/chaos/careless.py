"""A twin of `application` that sends a letter while its transaction is still open, as services often do."""

import os
import time
from contextlib import suppress
from typing import Any

from app import graduates
from app.graduates import demo
from app.operators.channels import Letter, NotDelivered
from app.operators.peer import http_peer
from app.operators.registry import Env, Registry
from app.settings import Receiver
from tests.chaos.application import sound_notify, written

WORK = 0.2  # seconds that the step still takes after the letter has left


def register(given: Registry) -> None:
    """Register the application with the careless operator."""
    graduates.register(given)
    given.operator(send_at_once)
    given.operators["notify"] = given.operators.pop("send_at_once")


def send_at_once(env: Env, *, message: str, to: Any) -> int:
    """按消息模板通知，并立即发送。"""
    sent = sound_notify(env, message=message, to=to)
    receiver = Receiver(os.environ["QUXIANG_GATEWAY_URL"], os.environ["QUXIANG_GATEWAY_KEY"])
    for notice in written(env, message):
        letter = Letter(notice, "messages", message, None, env.instance_id, env.now, {})
        with suppress(NotDelivered):
            http_peer(receiver)(letter)
    time.sleep(WORK)
    return sent


__all__ = ["demo", "register"]
