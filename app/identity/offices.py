"""What only two offices together can open: sealed to the key of one, and that again to the key of the other.

An office keeps its private key (X25519, 64 hexadecimal digits) off this installation, which knows the public keys."""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PURPOSE = b"quxiang offices"
KEY, NONCE = 32, 12
_offices: list[X25519PublicKey] = []


def configure(public_keys: Sequence[str]) -> None:
    """Name the public keys of the two offices; without them nothing is kept. Raises ValueError."""
    if len(public_keys) not in (0, 2):
        raise ValueError("two offices, each with its own key")
    _offices[:] = [X25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in public_keys]


def seal_for_offices(text: str) -> bytes | None:
    """Return what both offices together can open; None where none are named."""
    if not _offices:
        return None
    first, second = _offices
    return _seal(_seal(text.encode(), first), second)


def open_with(sealed: bytes, first: str, second: str) -> str:
    """Open what was sealed, with the private keys of both. Raises what the library raises for a wrong key."""
    return _open(_open(sealed, second), first).decode()


def _seal(plain: bytes, to: X25519PublicKey) -> bytes:
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    nonce = os.urandom(NONCE)
    return public + nonce + AESGCM(_key(once.exchange(to))).encrypt(nonce, plain, public)


def _open(sealed: bytes, private: str) -> bytes:
    own = X25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    public, nonce, body = sealed[:KEY], sealed[KEY : KEY + NONCE], sealed[KEY + NONCE :]
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    return AESGCM(_key(shared)).decrypt(nonce, body, public)


def _key(shared: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=PURPOSE).derive(shared)
