"""Letters to a peer over HTTP: signed, with their key, taken when the peer answers 2xx.

The peer checks `Quxiang-Signature: v1=HEX`, the HMAC-SHA256 of `TIMESTAMP.BODY` under the shared key, where TIMESTAMP
is the header `Quxiang-Timestamp` (seconds); it refuses old ones, and drops an `Idempotency-Key` that it has seen."""

import hmac
from hashlib import sha256

import orjson
import requests

from app.jobs.clock import real_now
from app.operators.channels import Letter, NotDelivered, Refused, Send, carrier
from app.settings import Receiver

TIMEOUT = (5, 15)  # seconds to connect, and between two parts of the answer
LATER = frozenset({408, 409, 425, 429})  # refusals that pass


@carrier("http", "https")
def http_peer(receiver: Receiver) -> Send:
    """Return what posts a letter to a peer."""

    def send(letter: Letter) -> None:
        body = content(letter)
        timestamp = str(int(real_now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.key,
            "Quxiang-Timestamp": timestamp,
            "Quxiang-Signature": f"v1={sign(receiver.key, timestamp, body)}",
        }
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor a password file of the machine has a say in this
            _post(session, receiver.url, body, headers)

    return send


def sign(key: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body sent at a time."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def content(letter: Letter) -> bytes:
    """Return what is posted; every try posts the same bytes."""
    return orjson.dumps(
        {
            "key": letter.key,
            "channel": letter.channel,
            "topic": letter.topic,
            "recipient": letter.recipient,
            "subject": letter.subject,
            "created_at": letter.created_at.isoformat(),
            "body": letter.body,
        }
    )


def _post(session: requests.Session, url: str, body: bytes, headers: dict[str, str]) -> None:
    try:
        with session.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise NotDelivered(f"接收方没有应答（{type(error).__name__}）。") from error
    if 200 <= status < 300:
        return
    if 400 <= status < 500 and status not in LATER:
        raise Refused(f"接收方拒绝了这条消息（状态 {status}）。")
    raise NotDelivered(f"接收方暂时没有收下（状态 {status}）。")
