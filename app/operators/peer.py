"""Letters to a peer over HTTP: signed, with their key, taken when the peer answers 2xx.

To a letter that asks something it may answer in the body at once: `{"answer": {…}}`.

The peer checks `Quxiang-Signature: v1=HEX`, the HMAC-SHA256 of `TIMESTAMP.BODY` under the shared key, where TIMESTAMP
is the header `Quxiang-Timestamp` (seconds); it refuses old ones, and drops an `Idempotency-Key` that it has seen."""

import hmac
from hashlib import sha256

import orjson
import requests

from app.jobs.clock import real_now
from app.operators.channels import Answer, Letter, NotDelivered, Refused, Send, carrier
from app.settings import Receiver

TIMEOUT = (5, 15)  # seconds to connect, and between two parts of the answer
OK = 200
FRESH = 300  # seconds for which a signed body is taken
LONGEST_ANSWER = 64_000
LATER = frozenset({408, 409, 425, 429})  # refusals that pass


@carrier("http", "https")
def http_peer(receiver: Receiver) -> Send:
    """Return what posts a letter to a peer."""

    def send(letter: Letter) -> Answer:
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
            return _post(session, receiver.url, body, headers)

    return send


def sign(key: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body sent at a time."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def signed(key: str, timestamp: str, given: str, body: bytes) -> bool:
    """Whether a peer has signed a body with the shared key, a moment ago."""
    fresh = (
        timestamp.isascii() and timestamp.isdigit() and abs(real_now().timestamp() - int(timestamp)) < FRESH
    )
    return fresh and hmac.compare_digest(given.encode(), f"v1={sign(key, timestamp, body)}".encode())


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


def _post(session: requests.Session, url: str, body: bytes, headers: dict[str, str]) -> Answer:
    try:
        with session.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
            said = next(answer.iter_content(LONGEST_ANSWER + 1), b"") if status == OK else b""
    except requests.RequestException as error:
        raise NotDelivered(f"接收方没有应答（{type(error).__name__}）。") from error
    if 200 <= status < 300:
        return _answer(said)
    if 400 <= status < 500 and status not in LATER:
        raise Refused(f"接收方拒绝了这条消息（状态 {status}）。")
    raise NotDelivered(f"接收方暂时没有收下（状态 {status}）。")


def _answer(body: bytes) -> Answer:
    """Return the answer in the body of a reply; other bodies say nothing."""
    try:
        said = orjson.loads(body) if len(body) <= LONGEST_ANSWER else None
    except orjson.JSONDecodeError:
        return None
    found = said.get("answer") if isinstance(said, dict) else None
    return found if isinstance(found, dict) else None
