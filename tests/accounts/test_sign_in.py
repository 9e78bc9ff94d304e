"""Signing in: the same answer for everybody who may not, and a lock that tells nothing."""

import re

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts import passwords
from app.accounts.models import SignInFailure
from app.accounts.service import forget_failures
from app.core import clock as site_clock
from app.core.access import safe_next
from app.core.models import AuditKind, AuditRow
from app.extensions import db
from tests import factories
from tests.accounts.people import PASSWORD, person_with_password
from tests.support import signin
from tests.support.counts import count

PIECES = ["/", "\\", ":", "@", "//", "http", "evil.example", "\t", "\r", "?", "#", "%2f", ".", " "]


def attempt(client, email, password=PASSWORD, source="10.0.0.1", path="/sign-in"):
    return client.post(
        path, data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": source}
    )


def is_signed_in(client):
    return client.get("/account").status_code == 200


def anonymous_text(answer, email):
    text = re.sub(
        r'(name="(csrf_token|submission_key)" value=|name="csrf-token" content=)"[^"]*"', "", answer.text
    )
    return text.replace(email, "EMAIL")


def acts():
    kinds = select(AuditRow.act).where(AuditRow.kind == AuditKind.SECURITY).order_by(AuditRow.id)
    return list(db.session.scalars(kinds))


def test_the_right_password_signs_in(client):
    person = person_with_password(factories.force())
    answer = attempt(client, person.email)
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert acts() == ["accounts.sign_in"]


def test_case_and_spaces_of_the_address_do_not_matter(client):
    person_with_password(email="ada@force.example")
    attempt(client, "  Ada@FORCE.example ")
    assert is_signed_in(client)


def test_the_password_is_taken_as_typed(client):
    person = person_with_password()
    assert attempt(client, person.email, f" {PASSWORD}").status_code == 422


def test_whoever_may_not_sign_in_gets_the_same_answer_byte_for_byte(app, new_client):
    right = person_with_password(email="known@force.example")
    person_with_password(email="unproved@force.example").proved_at = None
    closed = person_with_password(email="closed@force.example")
    closed.closed_at = site_clock.now()
    locked = person_with_password(email="locked@force.example")
    for _ in range(5):
        attempt(new_client(), locked.email, "wrong")
    answers = {
        email: attempt(new_client(), email, password)
        for email, password in [
            (right.email, "not the password"),
            ("unknown@force.example", PASSWORD),
            ("unproved@force.example", PASSWORD),
            ("closed@force.example", PASSWORD),
            ("locked@force.example", PASSWORD),
        ]
    }
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len({anonymous_text(answer, email) for email, answer in answers.items()}) == 1


@pytest.mark.parametrize("known", [True, False])
def test_five_failures_lock_the_address_for_fifteen_minutes(client, clock, known):
    email = person_with_password().email if known else "nobody@force.example"
    for _ in range(5):
        assert attempt(client, email, "wrong").status_code == 422
    assert "accounts.lock" in acts()
    assert attempt(client, email).status_code == 422
    clock.forward(minutes=14, seconds=59)
    assert attempt(client, email).status_code == 422
    clock.forward(seconds=1)
    assert (attempt(client, email).status_code == 302) is known


def test_the_lock_holds_for_one_source_only(client, new_client):
    person = person_with_password()
    for _ in range(5):
        attempt(client, person.email, "wrong", source="10.0.0.1")
    assert attempt(client, person.email, source="10.0.0.1").status_code == 422
    assert attempt(new_client(), person.email, source="10.0.0.2").status_code == 302


def test_the_lock_holds_for_one_address_only(client):
    person, other = person_with_password(), person_with_password()
    for _ in range(5):
        attempt(client, person.email, "wrong")
    assert attempt(client, other.email).status_code == 302


def test_four_failures_do_not_lock_and_success_forgets_them(client, new_client):
    person = person_with_password()
    for _ in range(2):
        for _ in range(4):
            attempt(client, person.email, "wrong")
        assert attempt(new_client(), person.email).status_code == 302
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 0


def test_after_a_lock_the_count_begins_anew(client, clock):
    person = person_with_password()
    for _ in range(5):
        attempt(client, person.email, "wrong")
    clock.forward(minutes=15)
    attempt(client, person.email, "wrong")
    assert attempt(client, person.email).status_code == 302


def test_failures_far_apart_do_not_lock(client, clock):
    person = person_with_password()
    for _ in range(6):
        attempt(client, person.email, "wrong")
        clock.forward(minutes=16)
    assert attempt(client, person.email).status_code == 302


def test_failures_hold_no_address_and_are_forgotten(client, clock):
    attempt(client, "nobody@force.example", "wrong")
    row = db.session.scalars(select(SignInFailure)).one()
    assert "nobody" not in row.address_hash
    clock.forward(minutes=31)
    forget_failures()
    assert db.session.scalar(select(func.count(SignInFailure.id))) == 0


def test_an_older_hash_is_made_anew_at_sign_in(client, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", signin.REAL_HASHER)
    person = person_with_password()
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=8_192).hash(PASSWORD)
    attempt(client, person.email)
    assert "m=19456,t=2,p=1" in person.password_hash


def test_sign_in_leads_to_the_page_asked_for(client):
    person = person_with_password()
    sent = client.get("/account/change-details?a=b")
    assert attempt(client, person.email, path=sent.location).location == "/account/change-details?a=b"


@pytest.mark.parametrize(
    "target", ["/sign-out", "/session/extend", "/no/such/page", "", "http://evil.example/"]
)
def test_sign_in_never_leads_to_what_cannot_be_opened(client, target):
    person = person_with_password()
    assert attempt(client, person.email, path=f"/sign-in?next={target}").location == "/desk"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "evil.example",
        "/x\\..//evil.example",
        "/\x00/evil.example",
        "http:///evil.example",
        "/" + "x" * 3000,
    ],
)
def test_no_nasty_target_is_followed(target):
    assert safe_next(target) is None


@settings(max_examples=count(200, 5_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    )
)
def test_a_followed_target_stays_on_this_site(target):
    allowed = safe_next(target)
    assert allowed is None or (
        allowed == target
        and target[0] == "/"
        and target[1:2] not in ("/", "\\")
        and not re.search(r"[\x00-\x1f\\]", target)
    )


def test_signing_out_ends_the_session(client):
    client.sign_in(factories.person())
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert not is_signed_in(client)


def test_signing_out_needs_the_csrf_token(client):
    client.sign_in(factories.person())
    assert client.post("/sign-out", csrf=False).status_code == 422
    assert is_signed_in(client)


def test_a_new_session_has_a_new_csrf_token(client):
    person = person_with_password()
    client.get("/sign-in")
    with client.session_transaction() as session:
        before = session["csrf_token"]
    attempt(client, person.email)
    client.get("/account")
    with client.session_transaction() as session:
        assert session["csrf_token"] != before


def test_too_many_attempts_from_one_source_are_stopped(make_app, app):
    strict = make_app(RATELIMIT_ENABLED=True, RATE_LIMIT_ACCOUNT="3 per minute", SIGN_IN_FAILURES=100)
    client = strict.test_client()
    codes = [attempt(client, f"{n}@force.example").status_code for n in range(4)]
    assert codes == [422, 422, 422, 429]
    assert client.get("/sign-in").status_code == 200


def test_too_many_writes_from_one_source_are_stopped(make_app, app):
    strict = make_app(
        RATELIMIT_ENABLED=True, RATE_LIMIT_WRITES="2 per minute", RATE_LIMIT_DEFAULT="5 per minute"
    )
    client = strict.test_client()
    assert [client.post("/forgotten", data={}).status_code for _ in range(3)] == [422, 422, 429]
    assert [client.get("/sign-in").status_code for _ in range(4)][-1] == 429
