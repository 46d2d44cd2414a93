"""Columns encrypted at rest (AES-256-GCM), and the blind index by which their values are found again.

A sealed value is one byte of format, four of key id, twelve of nonce, then the ciphertext. The column's name
is authenticated with it, so a value moved into another column does not open."""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

FORMAT = b"\x01"
KEY_ID = slice(1, 5)
NONCE = slice(5, 17)
BODY = slice(17, None)


class CannotOpen(Exception):
    """A sealed value that was changed or moved, or sealed with a key that is not configured."""


@dataclass(frozen=True)
class _Keys:
    current: bytes  # id of the key that seals
    ciphers: dict[bytes, AESGCM]
    index: bytes
    chain: bytes


_configured: list[_Keys] = []


def configure(data_key: str, *, older: Sequence[str] = (), index_key: str = "") -> None:
    """Set the keys. `older` ones still open what they sealed; `index_key` stays when data keys rotate."""
    derived = [_derive(key, b"seal") for key in (data_key, *older)]
    ids = [sha256(key).digest()[:4] for key in derived]
    ciphers = {key_id: AESGCM(key) for key_id, key in zip(ids, derived, strict=True)}
    base = index_key or data_key
    _configured[:] = [_Keys(ids[0], ciphers, _derive(base, b"index"), _derive(base, b"audit"))]


def seal(plain: bytes, column: str) -> bytes:
    """Return the sealed value of a column."""
    keys = _keys()
    nonce = secrets.token_bytes(12)
    return FORMAT + keys.current + nonce + keys.ciphers[keys.current].encrypt(nonce, plain, column.encode())


def unseal(sealed: bytes, column: str) -> bytes:
    """Return the plain value of a column. Raises CannotOpen."""
    cipher = _keys().ciphers.get(sealed[KEY_ID]) if sealed[:1] == FORMAT else None
    if cipher is None:
        raise CannotOpen(f"{column}: sealed with a key that is not configured")
    try:
        return cipher.decrypt(sealed[NONCE], sealed[BODY], column.encode())
    except InvalidTag:
        raise CannotOpen(f"{column}: the sealed value was changed") from None


def blind(value: str, column: str) -> str:
    """Return the blind index of a value: equal values of a column, however typed, have equal indexes."""
    text = unicodedata.normalize("NFKC", value).strip().upper()
    return hmac.new(_keys().index, f"{column}\0{text}".encode(), sha256).hexdigest()


def chain_mac(message: bytes) -> str:
    """Return the keyed digest that links rows of the audit log."""
    return hmac.new(_keys().chain, message, sha256).hexdigest()


class _SealedType(TypeDecorator[Any]):
    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(self.to_bytes(value), self.column)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.from_bytes(unseal(bytes(value), self.column))

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, value: bytes) -> Any:
        raise NotImplementedError


class Sealed(_SealedType):
    """Text, sealed. `column` is `table.column`; it must not change once there are rows."""

    cache_ok = True

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class SealedJson(_SealedType):
    """A JSON value, sealed as a whole."""

    cache_ok = True

    def to_bytes(self, value: Any) -> bytes:
        return orjson.dumps(value)

    def from_bytes(self, value: bytes) -> Any:
        return orjson.loads(value)


def _keys() -> _Keys:
    if not _configured:
        raise RuntimeError("app.store.sealed.configure(data_key) was not called")
    return _configured[0]


def _derive(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"quxiang " + purpose).derive(key.encode())
