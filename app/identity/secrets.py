"""Random tokens, and the hashes under which they are kept."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """Return a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. It has enough random bits to need no salt."""
    return sha256(token.encode()).hexdigest()
