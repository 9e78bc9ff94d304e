"""The account pages as people meet them."""

import pytest

from app.core.actor import Role
from tests import factories

OWN = [
    "/account",
    "/account/change-details",
    "/account/change-password",
    "/account/change-email",
    "/account/sign-out-everywhere",
    "/account/close",
    "/account/request-membership",
]
OPEN = ["/sign-in", "/sign-up", "/sign-up/sent", "/forgotten", "/forgotten/sent"]


def test_a_stranger_can_sign_in_and_up_and_is_sent_to_sign_in_from_the_rest(client):
    assert {path: client.get(path).status_code for path in OPEN} == dict.fromkeys(OPEN, 200)
    assert {path: client.get(path).location for path in OWN} == {
        path: f"/sign-in?next={path}" for path in OWN
    }


@pytest.mark.parametrize("roles", [None, (), (Role.ORGANISATION_ADMINISTRATOR, Role.PARTNERSHIP_MANAGER)])
def test_everybody_can_open_the_pages_of_their_account(client, roles):
    client.sign_in(factories.person() if roles is None else factories.person(factories.force(), *roles))
    assert {path: client.get(path).status_code for path in OWN} == dict.fromkeys(OWN, 200)


@pytest.mark.parametrize(
    ("path", "data", "messages"),
    [
        ("/sign-in", {}, ["Enter your email address", "Enter your password"]),
        (
            "/sign-up",
            {"name": " ", "email": "no address"},
            [
                "Enter your full name",
                "Enter your post",
                "Enter an email address in the correct format, like name@example.com",
                "Enter a password",
            ],
        ),
        (
            "/sign-up",
            {"name": "n" * 121, "post": "p" * 161, "email": "a@b.example", "password": "x" * 201},
            [
                "Full name must be 120 characters or fewer",
                "Post must be 160 characters or fewer",
                "Password must be 200 characters or fewer",
            ],
        ),
        ("/forgotten", {"email": ""}, ["Enter your email address"]),
    ],
)
def test_a_form_says_what_is_wrong(client, path, data, messages):
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert answer.page.errors == messages


@pytest.mark.parametrize(
    ("path", "data", "messages"),
    [
        ("/account/change-details", {"name": ""}, ["Enter your full name", "Enter your post"]),
        (
            "/account/change-password",
            {"current_password": "", "new_password": ""},
            ["Enter your current password", "Enter a new password"],
        ),
        ("/account/change-email", {}, ["Enter your new work email address", "Enter your password"]),
        ("/account/close", {}, ["Enter your password"]),
        ("/account/request-membership", {}, ["Select your organisation"]),
    ],
)
def test_an_account_form_says_what_is_wrong(client, path, data, messages):
    client.sign_in(factories.person())
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert answer.page.errors == messages


def test_details_are_changed(client, db_session):
    person = factories.person(factories.force())
    client.sign_in(person)
    answer = client.submit("/account/change-details", {"name": "New Name", "post": "Chief of nothing"})
    assert answer.location == "/account"
    assert (person.name, person.post) == ("New Name", "Chief of nothing")
    assert "Chief of nothing" in client.get("/account").text


def test_a_form_without_a_csrf_token_changes_nothing(client):
    person = factories.person(name="Old Name")
    client.sign_in(person)
    answer = client.post("/account/change-details", data={"name": "New Name", "post": "x"}, csrf=False)
    assert answer.status_code == 422
    assert person.name == "Old Name"
