"""Sealed columns: unreadable at rest, bound to their column, and found by their blind index."""

import pytest
from sqlalchemy import text

from app.store import sealed
from app.store.accounts import Account
from tests.support.databases import DATA_KEY
from tests.support.people import add_person


@pytest.fixture(autouse=True)
def keys():
    sealed.configure(DATA_KEY)
    yield
    sealed.configure(DATA_KEY)


def test_a_value_comes_back():
    assert sealed.unseal(sealed.seal("喆".encode(), "t.c"), "t.c").decode() == "喆"


def test_the_same_value_is_never_sealed_alike():
    assert sealed.seal(b"same", "t.c") != sealed.seal(b"same", "t.c")


def test_a_value_does_not_open_in_another_column():
    with pytest.raises(sealed.CannotOpen):
        sealed.unseal(sealed.seal(b"secret", "t.c"), "t.other")


@pytest.mark.parametrize("place", [0, 2, 8, -1])
def test_a_changed_byte_is_noticed(place):
    value = bytearray(sealed.seal(b"secret", "t.c"))
    value[place] ^= 1
    with pytest.raises(sealed.CannotOpen):
        sealed.unseal(bytes(value), "t.c")


def test_an_older_key_opens_what_it_sealed_and_seals_no_more():
    before = sealed.seal(b"secret", "t.c")
    sealed.configure("another key of at least 32 characters", older=(DATA_KEY,))
    assert sealed.unseal(before, "t.c") == b"secret"
    after = sealed.seal(b"secret", "t.c")
    sealed.configure(DATA_KEY)
    with pytest.raises(sealed.CannotOpen):
        sealed.unseal(after, "t.c")


def test_the_index_stays_when_the_data_key_rotates():
    before = sealed.blind("11010119900307002X", "t.c")
    sealed.configure("another key of at least 32 characters", index_key=DATA_KEY)
    assert sealed.blind("11010119900307002X", "t.c") == before


def test_the_index_is_the_same_however_the_value_is_typed():
    assert sealed.blind(" 11010119900307002x ", "t.c") == sealed.blind(
        "１１０１０１１９９００３０７００２Ｘ", "t.c"
    )


def test_the_index_differs_by_value_column_and_key():
    index = sealed.blind("a", "t.c")
    assert index not in {sealed.blind("b", "t.c"), sealed.blind("a", "t.d")}
    sealed.configure("another key of at least 32 characters")
    assert sealed.blind("a", "t.c") != index


def test_without_keys_nothing_is_sealed():
    sealed._configured.clear()
    with pytest.raises(RuntimeError, match="configure"):
        sealed.seal(b"x", "t.c")


def test_json_comes_back():
    kind = sealed.SealedJson("t.c")
    value = {"姓名": "喆", "list": [1, None, True]}
    assert kind.process_result_value(kind.process_bind_param(value, None), None) == value


def test_a_sealed_column_holds_no_plain_text(database):
    person = add_person(database, "a")
    with database.session() as session:
        session.get_one(Account, person.id).totp_secret = "PLAINSECRET"
    with database.session() as session:
        raw = session.execute(text("SELECT totp_secret FROM account")).scalar_one()
        assert b"PLAINSECRET" not in bytes(raw)
        assert session.get_one(Account, person.id).totp_secret == "PLAINSECRET"
