"""Passwords: Argon2id, and the rules for a new one."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import FieldError, Invalid

MIN_LENGTH = 12
MAX_LENGTH = 200
COMMON = frozenset(
    (
        *("123456789012", "1234567890123", "123123123123", "121212121212", "abcdefghijkl", "qwertyuiop12"),
        *(
            "qwertyuiopas",
            "passwordpassword",
            "password1234",
            "password12345",
            "password123456",
            "admin1234567",
        ),
        *("administrator", "1q2w3e4r5t6y", "qazwsxedcrfv", "iloveyou1234", "woaini123456", "woaini1314520"),
        *("asdfghjkl123", "letmein123456", "zhongguo1234", "welcome12345", "changeme1234"),
    )
)

# OWASP's second choice, 19 MiB and one lane: many sign-ins at once must not exhaust a small server's memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(_normal(password))


def verify(stored: str | None, password: str) -> bool:
    """True when the password fits. Without a stored hash the same work is done: time tells nothing."""
    try:
        return _hasher.verify(stored or _nobody, _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def check_new(password: str, login: str) -> None:
    """Check a new password against the rules. Raises Invalid."""
    text = _normal(password)
    problem = None
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        problem = f"新密码应当有 {MIN_LENGTH} 到 {MAX_LENGTH} 个字符。"
    elif text.lower() in COMMON or len(set(text)) < 4:
        problem = "新密码过于常见，请换一个别人猜不到的。"
    elif len(login) >= 3 and login.lower() in text.lower():
        problem = "新密码不能包含账号。"
    if problem:
        raise Invalid(errors=[FieldError("new_password", problem)])


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: MAX_LENGTH * 4])
