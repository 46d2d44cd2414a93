"""Passwords: Argon2id, and what a new one must not be."""

import pytest

from app.errors import Invalid
from app.identity import passwords


def test_the_hash_is_argon2id_and_fits_only_its_password():
    stored = passwords.hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.verify(stored, "correct horse battery")
    assert not passwords.verify(stored, "correct horse batterY")


def test_nobody_has_the_password_of_nobody():
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify("not a hash", "x")


def test_full_width_letters_are_the_same_password():
    assert passwords.verify(passwords.hash_password("ｐassword一二三四"), "password一二三四")


def test_a_hash_of_other_parameters_is_made_anew():
    from argon2 import PasswordHasher

    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))
    assert not passwords.needs_rehash(passwords.hash_password("x"))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "12 到 200"),
        ("x" * 201, "12 到 200"),
        ("Password1234", "过于常见"),
        ("abababababab", "过于常见"),
        ("my-name-is-s-10001", "不能包含账号"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password, words):
    with pytest.raises(Invalid) as caught:
        passwords.check_new(password, "s-10001")
    assert words in caught.value.errors[0].message


def test_a_good_password_passes():
    passwords.check_new("落霞与孤鹜齐飞秋水共长天", "s-10001")
