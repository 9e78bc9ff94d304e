"""The rules for a password, and its hash."""

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from tests.support import signin

GOOD = "orchard violin tuesday"


@pytest.mark.parametrize(
    "password",
    [GOOD, "aaaabbbbccccdddd", "x" * 40 + "yzw", "ünïcödé pässwörd", " spaces count ", "Tr0ub4dor&3xyz"],
)
def test_a_long_password_of_any_kind_is_accepted(password):
    assert passwords.complaint(password, email="ada@force.example", name="Ada Byron") is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "12 characters or more"),
        ("", "12 characters or more"),
        ("x" * 201, "200 characters or fewer"),
        ("password1234", "many people use"),
        ("Pass word 2026!", "many people use"),
        ("qwertyuiop123", "many people use"),
        ("aaaaaaaaaaaaaaa", "many people use"),
        ("123456789012", "many people use"),
        ("ada.byron@force.example", "not be your name"),
        ("Ada Lovelace Byron", "not be your name"),
        ("AdaLovelaceByron99", "not be your name"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason(password, said):
    complaint = passwords.complaint(password, email="ada.byron@force.example", name="Ada Lovelace Byron")
    assert said in complaint


@pytest.fixture
def real_hasher(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", signin.REAL_HASHER)


def test_a_hash_is_argon2id_and_salted(real_hasher):
    first, second = passwords.hash_password(GOOD), passwords.hash_password(GOOD)
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


def test_only_the_right_password_is_verified(real_hasher):
    hashed = passwords.hash_password(GOOD)
    assert passwords.verify(hashed, GOOD)
    assert not passwords.verify(hashed, GOOD.upper())


def test_nobody_has_the_password_of_a_missing_account(real_hasher):
    for nothing in (None, "", "no hash"):
        assert not passwords.verify(nothing, "nobody has this password")


def test_a_hash_with_older_settings_is_made_anew(real_hasher):
    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=8_192).hash(GOOD))
    assert not passwords.needs_rehash(passwords.hash_password(GOOD))
