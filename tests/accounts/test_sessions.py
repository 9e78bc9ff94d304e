"""A session ends when it lies idle, and loses nothing typed."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core.actor import Role
from app.core.models import AuditRow, KeptPost
from app.extensions import db
from tests import factories
from tests.accounts.people import PASSWORD, person_with_password


def is_signed_in(client):
    return client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("role", "minutes"),
    [(None, 30), (Role.AUDITOR, 30), (Role.REVIEWER, 15), (Role.ADMINISTRATOR, 15)],
)
def test_an_idle_session_ends(client, clock, role, minutes):
    client.sign_in(factories.person(None, *([role] if role else [])))
    clock.forward(minutes=minutes, seconds=-1)
    assert is_signed_in(client)
    clock.forward(minutes=minutes)
    assert not is_signed_in(client)
    assert "accounts.idle_end" in db.session.scalars(select(AuditRow.act)).all()


def test_a_request_lets_the_time_begin_anew(client, clock):
    client.sign_in(factories.person())
    for _ in range(4):
        clock.forward(minutes=20)
        assert is_signed_in(client)


def test_the_cookie_is_sent_anew_once_a_minute_at_most(client, clock):
    client.sign_in(factories.person())
    client.get("/account")
    clock.forward(seconds=59)
    assert "Set-Cookie" not in client.get("/account").headers
    clock.forward(seconds=1)
    assert "Set-Cookie" in client.get("/account").headers


def test_one_press_extends_the_session(client, clock):
    client.sign_in(factories.person())
    clock.forward(minutes=29)
    assert client.post("/session/extend").status_code == 204
    clock.forward(minutes=29)
    assert is_signed_in(client)


def test_an_old_copy_of_the_cookie_is_worth_nothing(client, new_client, clock):
    client.sign_in(factories.person())
    stolen = client.get_cookie("common_ground").value
    clock.forward(minutes=31)
    thief = new_client()
    thief.set_cookie("common_ground", stolen)
    assert not is_signed_in(thief)


def test_the_page_says_how_long_the_session_lasts(client, clock):
    assert "data-idle-seconds" not in client.get("/sign-in").text
    client.sign_in(factories.person())
    clock.forward(seconds=30)
    body = client.get("/account").page.select_one("body")
    assert body["data-idle-seconds"] == str(30 * 60 - 30)
    assert body["data-extend-url"] == "/session/extend"


def test_what_was_typed_comes_back_after_sign_in(client, clock):
    person = person_with_password(name="Old", post="Old post")
    client.sign_in(person)
    page = client.get("/account/change-details")
    typed = {**page.page.form(), "name": "Typed for an hour", "post": "Typed too"}
    clock.forward(minutes=31)
    ended = client.post("/account/change-details", data=typed)
    assert urlsplit(ended.location).path == "/sign-in"
    assert person.name == "Old"
    sign_in_page = client.get(ended.location)
    assert "What you typed has been kept" in sign_in_page.text
    back = client.post(ended.location, data={"email": person.email, "password": PASSWORD})
    filled = client.get(back.location)
    assert filled.page.form()["name"] == ["Typed for an hour"]
    assert filled.page.form()["post"] == ["Typed too"]
    saved = client.submit(back.location)
    assert saved.location == "/account"
    assert (person.name, person.post) == ("Typed for an hour", "Typed too")


def test_a_page_left_open_can_still_be_sent_after_the_same_person_signed_in_again(client, clock):
    person = person_with_password()
    client.sign_in(person)
    left_open = client.get("/account/change-details").page.form()
    clock.forward(minutes=31)
    client.get("/account")
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    answer = client.post("/account/change-details", data={**left_open, "name": "Second tab"})
    assert answer.location == "/account"
    assert person.name == "Second tab"


def test_what_was_typed_is_kept_when_the_session_was_ended_from_elsewhere(client):
    person = person_with_password()
    client.sign_in(person)
    person.epoch += 1
    ended = client.post("/account/change-details", data={"name": "Typed", "post": "Typed too"})
    back = client.post(ended.location, data={"email": person.email, "password": PASSWORD})
    assert client.get(back.location).page.form()["name"] == ["Typed"]


def test_what_was_typed_comes_back_to_nobody_else(client, new_client, clock):
    person, other = person_with_password(), person_with_password(name="Other")
    client.sign_in(person)
    clock.forward(minutes=31)
    ended = client.post("/account/change-details", data={"name": "Secret", "post": "Secret"})
    thief = new_client()
    back = thief.post(ended.location, data={"email": other.email, "password": PASSWORD})
    assert thief.get(back.location).page.form()["name"] == ["Other"]


def test_no_password_is_ever_kept(client, clock):
    client.sign_in(person_with_password())
    clock.forward(minutes=31)
    client.post(
        "/account/change-password",
        data={"current_password": PASSWORD, "new_password": "another good one", "x": "y"},
    )
    kept = db.session.scalars(select(KeptPost)).one()
    assert kept.fields == [["x", "y"]]


def test_signing_out_everywhere_ends_every_session(client, new_client):
    person = factories.person()
    other = new_client()
    client.sign_in(person)
    other.sign_in(person)
    assert client.submit("/account/sign-out-everywhere").location == "/sign-in"
    assert not is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize("forged", ["", "x", "1", "1.", ".1", "1.x", "99999.1", "²." + "1", "1.1.1"])
def test_a_session_of_nobody_is_nobodys(client, forged):
    client.sign_in(factories.person())
    with client.session_transaction() as session:
        session["_user_id"] = forged
    assert not is_signed_in(client)
