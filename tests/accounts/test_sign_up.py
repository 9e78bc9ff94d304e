"""Signing up tells nobody who has an account, and only the owner of an address opens one."""

import pytest
from sqlalchemy import func, select

from app.accounts.links import Purpose, person_for, token_for
from app.accounts.models import Person
from app.core.models import AuditRow
from app.extensions import db
from tests import factories
from tests.accounts.people import PASSWORD, link_in, person_with_password
from tests.accounts.test_sign_in import anonymous_text

FORM = {"name": "Ada Byron", "post": "Analyst", "email": "ada@force.example", "password": PASSWORD}


def is_signed_in(client):
    return client.get("/account").status_code == 200


def person_at(email):
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def test_the_link_opens_the_account_in_the_browser_that_signed_up(client, outbox_mail):
    assert client.submit("/sign-up", FORM).location == "/sign-up/sent"
    person = person_at("ada@force.example")
    assert not person.is_active
    [letter] = outbox_mail()
    assert (letter.person_id, letter.in_digest) == (person.id, False)
    path = link_in(letter)
    page = client.get(path)
    assert "password" not in page.page.form()
    assert not person_at("ada@force.example").is_active
    assert client.submit(path).location == "/account/request-membership"
    assert person_at("ada@force.example").is_active
    assert is_signed_in(client)


def test_another_browser_must_give_the_password_too(client, new_client, outbox_mail):
    client.submit("/sign-up", FORM)
    path = link_in(outbox_mail()[0])
    phone = new_client()
    assert phone.submit(path, {"password": "not the password"}).status_code == 422
    assert not person_at("ada@force.example").is_active
    assert phone.submit(path, {"password": PASSWORD}).status_code == 302
    assert is_signed_in(phone)


def test_whoever_signs_up_with_somebody_elses_address_gains_nothing(client, new_client, outbox_mail):
    owner, thief = client, new_client()
    owner.submit("/sign-up", FORM)
    thief.submit("/sign-up", {**FORM, "password": "what the thief knows"})
    first, second = (link_in(letter) for letter in outbox_mail())
    assert owner.get(first).status_code == 410
    assert owner.submit(second, {"password": PASSWORD}).status_code == 422
    assert not person_at("ada@force.example").is_active


def test_known_and_unknown_addresses_get_the_same_answer(client, new_client, outbox_mail):
    known = person_with_password(email="known@force.example")
    answers = []
    for browser, email in ((client, known.email), (new_client(), "unknown@force.example")):
        sent = browser.submit("/sign-up", {**FORM, "email": email})
        answers.append((sent.status_code, sent.location, anonymous_text(browser.get(sent.location), email)))
    assert answers[0] == answers[1]
    told = [letter for letter in outbox_mail() if letter.person_id == known.id]
    assert [letter.subject for letter in told] == ["You already have a Common Ground account"]
    assert known.name != "Ada Byron"


def test_a_known_address_gets_the_same_answer_to_a_bad_password(client, new_client):
    known = person_with_password(email="known@force.example")
    answers = {
        anonymous_text(browser.submit("/sign-up", {**FORM, "email": email, "password": "short"}), email)
        for browser, email in ((client, known.email), (new_client(), "unknown@force.example"))
    }
    assert len(answers) == 1


def test_an_address_is_one_account_whatever_its_case(client):
    client.submit("/sign-up", FORM)
    client.submit("/sign-up", {**FORM, "email": "ADA@Force.Example"})
    assert db.session.scalar(select(func.count(Person.id)).where(Person.email.icontains("ada@"))) == 1


def test_nobody_can_be_flooded_with_letters(client, outbox_mail, clock):
    for _ in range(8):
        client.submit("/sign-up", FORM)
        client.submit("/forgotten", {"email": FORM["email"]})
    assert len(outbox_mail()) == 10
    clock.forward(hours=1)
    client.submit("/sign-up", FORM)
    assert len(outbox_mail()) == 11


@pytest.mark.parametrize("purpose", Purpose)
def test_a_tampered_link_is_void(app, client, purpose):
    person = factories.person(new_email="new@force.example")
    person.proved_at = None
    token = token_for(person, purpose)
    assert person_for(token, purpose) == person
    forged = [token[:-1], token + "x", token[1:], "x", "." * 5, token.replace(".", "", 1), "%00", "é"]
    assert [person_for(each, purpose) for each in forged] == [None] * len(forged)
    for each in (f"/prove/{token[:-2]}", f"/reset/{token}x"):
        assert client.get(each).status_code == 410
        assert client.post(each).status_code == 410


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_serves_one_purpose(app, purpose):
    person = factories.person(new_email="new@force.example")
    person.proved_at = None
    for other in set(Purpose) - {purpose}:
        assert person_for(token_for(person, other), purpose) is None


@pytest.mark.parametrize(("purpose", "days"), [(Purpose.PROVE, 14), (Purpose.MOVE, 14), (Purpose.RESET, 1)])
def test_a_link_runs_out(app, clock, purpose, days):
    person = factories.person(new_email="new@force.example")
    person.proved_at = None
    token = token_for(person, purpose)
    clock.forward(days=days)
    assert person_for(token, purpose) == person
    clock.forward(seconds=1)
    assert person_for(token, purpose) is None


def test_a_link_works_once(client, outbox_mail):
    client.submit("/sign-up", FORM)
    path = link_in(outbox_mail()[0])
    client.submit(path)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_opening_a_link_alone_does_nothing(client, outbox_mail, statements):
    client.submit("/sign-up", FORM)
    path = link_in(outbox_mail()[0])
    before = len(statements.written)
    client.get(path)
    assert statements.written[before:] == []


def test_a_forgotten_password_is_chosen_anew_and_ends_every_session(client, new_client, outbox_mail):
    person = person_with_password()
    elsewhere = new_client()
    elsewhere.sign_in(person)
    assert client.submit("/forgotten", {"email": person.email}).location == "/forgotten/sent"
    path = link_in(outbox_mail()[0])
    assert client.submit(path, {"new_password": "short"}).page.errors
    assert client.submit(path, {"new_password": "a wholly new password"}).location == "/sign-in"
    assert not is_signed_in(elsewhere)
    assert client.get(path).status_code == 410
    assert client.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 422
    answer = client.post("/sign-in", data={"email": person.email, "password": "a wholly new password"})
    assert answer.status_code == 302
    assert [letter.subject for letter in outbox_mail()][-1] == "Your password has been changed"


def test_known_and_unknown_addresses_forget_alike(client, new_client, outbox_mail):
    known = person_with_password()
    answers = []
    for browser, email in ((client, known.email), (new_client(), "unknown@force.example")):
        sent = browser.submit("/forgotten", {"email": email})
        answers.append((sent.status_code, sent.location, anonymous_text(browser.get(sent.location), email)))
    assert answers[0] == answers[1]
    assert [letter.person_id for letter in outbox_mail()] == [known.id]


def test_a_new_password_lifts_the_lock_and_proves_the_address(client, outbox_mail):
    person = person_with_password()
    person.proved_at = None
    for _ in range(5):
        client.post("/sign-in", data={"email": person.email, "password": "wrong"})
    client.submit("/forgotten", {"email": person.email})
    client.submit(link_in(outbox_mail()[0]), {"new_password": "a wholly new password"})
    answer = client.post("/sign-in", data={"email": person.email, "password": "a wholly new password"})
    assert answer.status_code == 302


def test_every_step_leaves_an_audit_row(client, outbox_mail):
    client.submit("/sign-up", FORM)
    client.submit(link_in(outbox_mail()[0]))
    assert set(db.session.scalars(select(AuditRow.act))) >= {"accounts.sign_up", "accounts.prove"}
