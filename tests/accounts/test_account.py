"""What people do to their own account."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from app.accounts import service
from app.accounts.models import Membership, MembershipState, Person
from app.accounts.service import account
from app.core.actor import Role
from app.core.errors import Refused
from app.core.models import AuditRow, KeptPost
from app.extensions import db
from tests import factories
from tests.accounts.people import PASSWORD, link_in, person_with_password

NEW = "a wholly new password"


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_a_new_password_ends_the_other_sessions_but_not_this_one(client, new_client, outbox_mail):
    person = person_with_password()
    other = new_client()
    client.sign_in(person)
    other.sign_in(person)
    answer = client.submit("/account/change-password", {"current_password": PASSWORD, "new_password": NEW})
    assert answer.location == "/account"
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert [letter.subject for letter in outbox_mail()] == ["Your password has been changed"]
    assert "accounts.password_changed" in db.session.scalars(select(AuditRow.act)).all()


@pytest.mark.parametrize(
    ("current", "new", "message"),
    [
        ("wrong", NEW, "That is not your password"),
        (PASSWORD, "short", "Password must be 12 characters or more. Three random words make a good one"),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_or_to_a_bad_one(client, current, new, message):
    person = person_with_password()
    client.sign_in(person)
    before = person.password_hash
    answer = client.submit("/account/change-password", {"current_password": current, "new_password": new})
    assert (answer.status_code, answer.page.errors) == (422, [message])
    assert person.password_hash == before


def test_an_address_changes_once_the_new_one_is_proved(client, outbox_mail):
    person = person_with_password(email="old@force.example")
    client.sign_in(person)
    answer = client.submit("/account/change-email", {"email": "New@force.example", "password": PASSWORD})
    assert answer.location == "/account"
    assert (person.email, person.new_email) == ("old@force.example", "new@force.example")
    assert "Waiting for proof of new@force.example" in client.get("/account").text
    proof, warning = outbox_mail()
    assert (proof.to_new_address, warning.to_new_address) == (True, False)
    assert service.address_of(person.id, True) == "new@force.example"
    assert service.address_of(person.id, False) == "old@force.example"
    assert client.submit(link_in(proof)).location == "/account"
    assert (person.email, person.new_email) == ("new@force.example", None)
    assert client.get(link_in(proof)).status_code == 410
    assert is_signed_in(client)


def test_a_new_address_is_proved_by_its_own_person_only(client, new_client, outbox_mail):
    person = person_with_password()
    client.sign_in(person)
    client.submit("/account/change-email", {"email": "new@force.example", "password": PASSWORD})
    path = link_in(outbox_mail()[0])
    stranger = new_client()
    assert stranger.get(path).location == f"/sign-in?next={path}"
    assert stranger.post(path).location == f"/sign-in?next={path}"
    stranger.sign_in(factories.person())
    assert stranger.get(path).status_code == 403
    assert stranger.post(path).status_code == 403
    assert person.new_email == "new@force.example"


def test_a_second_request_makes_the_first_link_void(client, outbox_mail):
    client.sign_in(person_with_password())
    for email in ("first@force.example", "second@force.example"):
        client.submit("/account/change-email", {"email": email, "password": PASSWORD})
    first, _, second, _ = outbox_mail()
    assert client.get(link_in(first)).status_code == 410
    assert client.get(link_in(second)).status_code == 200


def test_an_address_of_another_account_gets_the_same_answer(client, new_client, outbox_mail):
    owner = factories.person(email="taken@force.example")
    answers = []
    for browser, email in ((client, "taken@force.example"), (new_client(), "free@force.example")):
        browser.sign_in(person_with_password())
        sent = browser.submit("/account/change-email", {"email": email, "password": PASSWORD})
        answers.append((sent.status_code, sent.location))
    assert answers[0] == answers[1]
    told = [letter for letter in outbox_mail() if letter.person_id == owner.id]
    assert [letter.subject for letter in told] == ["Somebody asked to use your email address"]


def test_an_address_taken_in_between_is_not_taken_twice(client, outbox_mail):
    person = person_with_password()
    client.sign_in(person)
    client.submit("/account/change-email", {"email": "new@force.example", "password": PASSWORD})
    factories.person(email="new@force.example")
    answer = client.submit(link_in(outbox_mail()[0]))
    assert answer.status_code == 422
    assert person.email != "new@force.example"


def test_a_new_password_stops_a_change_of_address(client, new_client, outbox_mail):
    person = person_with_password()
    client.sign_in(person)
    client.submit("/account/change-email", {"email": "new@force.example", "password": PASSWORD})
    path = link_in(outbox_mail()[0])
    client.submit("/forgotten", {"email": person.email})
    client.submit(link_in(outbox_mail()[-1]), {"new_password": NEW})
    client.sign_in(person)
    assert client.get(path).status_code == 410
    assert person.new_email is None


def test_the_address_is_not_changed_without_the_password(client):
    person = person_with_password()
    client.sign_in(person)
    answer = client.submit("/account/change-email", {"email": "new@force.example", "password": "wrong"})
    assert answer.page.errors == ["That is not your password"]
    assert person.new_email is None


def test_closing_erases_everything_personal_and_keeps_the_number(client, new_client):
    organisation = factories.force()
    person = person_with_password(
        organisation,
        Role.ORGANISATION_ADMINISTRATOR,
        email="ada@force.example",
        name="Ada Byron",
        post="Analyst",
    )
    person.memberships[0].how_checked = "Rang Ada Byron"
    db.session.add(KeptPost(token="t", person_id=person.id, path="/", fields=[["name", "Ada Byron"]]))
    other = new_client()
    other.sign_in(person)
    client.sign_in(person)
    assert client.submit("/account/close", {"password": PASSWORD}).location == "/"
    assert db.session.get(Person, person.id) is person
    assert (person.email, person.new_email, person.name, person.post) == (None, None, "", "")
    assert (person.password_hash, person.site_role) == ("", None)
    membership = db.session.scalars(select(Membership)).one()
    assert (membership.state, membership.how_checked) == (MembershipState.ENDED, "")
    assert not (membership.is_administrator or membership.is_partnership_manager)
    assert db.session.scalar(select(func.count()).select_from(KeptPost)) == 0
    assert service.address_of(person.id, False) is None
    assert not is_signed_in(client)
    assert not is_signed_in(other)
    assert (
        client.post("/sign-in", data={"email": "ada@force.example", "password": PASSWORD}).status_code == 422
    )


def test_a_closed_address_may_sign_up_again(client, outbox_mail):
    person = person_with_password(email="ada@force.example")
    client.sign_in(person)
    client.submit("/account/close", {"password": PASSWORD})
    client.submit(
        "/sign-up", {"name": "Ada", "post": "Analyst", "email": "ada@force.example", "password": PASSWORD}
    )
    client.submit(link_in(outbox_mail()[-1]))
    assert is_signed_in(client)


def test_closing_needs_the_password(client):
    person = person_with_password()
    client.sign_in(person)
    assert client.submit("/account/close", {"password": "wrong"}).page.errors == ["That is not your password"]
    assert person.email


@pytest.fixture
def closing_check() -> Iterator[None]:
    def check(person_id: int) -> list[str]:
        return ["You are the only owner of a brief."]

    service.register_closing_check(check)
    yield
    account._closing_checks.remove(check)


def test_whoever_still_owns_something_hands_it_over_before_closing(client, closing_check):
    person = person_with_password()
    client.sign_in(person)
    page = client.get("/account/close")
    assert "You are the only owner of a brief." in page.text
    assert page.page.select_one("input[name=password]") is None
    assert client.post("/account/close", data={"password": PASSWORD}).status_code == 422
    assert person.email


@pytest.mark.parametrize(
    "verb",
    [
        lambda actor, person: service.change_details(actor, person=person, name="x", post="y"),
        lambda actor, person: service.change_password(
            actor, person=person, current_password=PASSWORD, new_password=NEW
        ),
        lambda actor, person: service.ask_to_move(
            actor, person=person, email="x@y.example", password=PASSWORD
        ),
        lambda actor, person: service.move(actor, person=person),
        lambda actor, person: service.sign_out_everywhere(actor, person=person),
        lambda actor, person: service.close(actor, person=person, password=PASSWORD),
    ],
)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER, Role.ORGANISATION_ADMINISTRATOR])
def test_nobody_acts_on_the_account_of_somebody_else(app, verb, role):
    organisation = factories.force()
    somebody = person_with_password(organisation)
    with pytest.raises(Refused):
        verb(factories.actor(organisation, role), somebody)
