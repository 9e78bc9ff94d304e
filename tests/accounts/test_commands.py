"""`flask users add` speaks plainly."""

import json

import pytest
from sqlalchemy import select

from app.accounts import service
from app.accounts.models import Person
from app.core.actor import Role
from app.extensions import db
from tests import factories


def run(app, *words, **values):
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["users", "add", *words], **values)
    db.session.expire_all()
    return done


def person_at(email):
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def test_it_opens_an_account_and_prints_a_link_that_works(app, client):
    force = factories.force(slug="northshire-police")
    done = run(
        app,
        "--email",
        "Ada@Force.example",
        "--name",
        "Ada",
        "--post",
        "Lead",
        "--organisation",
        force.slug,
        "--role",
        "partnership_manager",
        "--role",
        "organisation_administrator",
        "--json",
    )
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    person = person_at("ada@force.example")
    assert service.actor_for(person).roles == {
        Role.POLICE,
        Role.PARTNERSHIP_MANAGER,
        Role.ORGANISATION_ADMINISTRATOR,
    }
    path = answer["link"].removeprefix("http://127.0.0.1:8000")
    assert client.submit(path, {"new_password": "a wholly new password"}).location == "/sign-in"


def test_it_can_ask_for_a_password(app, client):
    typed = "a wholly new password\n" * 2
    done = run(
        app, "--email", "r@site.example", "--name", "R", "--role", "reviewer", "--ask-password", input=typed
    )
    assert done.exit_code == 0, done.output
    assert "R (r@site.example) has an account." in done.output
    answer = client.post("/sign-in", data={"email": "r@site.example", "password": "a wholly new password"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--email", "nonsense", "--name", "A"], "nonsense is not an email address"),
        (["--email", "taken@force.example", "--name", "A"], "taken@force.example has an account already"),
        (
            ["--email", "a@force.example", "--name", "A", "--organisation", "no-such"],
            "No organisation has the address /organisations/no-such",
        ),
        (
            ["--email", "a@force.example", "--name", "A", "--role", "partnership_manager"],
            "A role in an organisation needs the organisation",
        ),
        (
            ["--email", "a@force.example", "--name", "A", "--role", "reviewer", "--role", "auditor"],
            "One person holds at most one of reviewer, auditor and administrator",
        ),
        (["--email", "a@force.example", "--name", "A", "--role", "police"], "'police' is not one of"),
    ],
)
def test_it_says_what_is_wrong_and_adds_nobody(app, words, said):
    factories.person(email="taken@force.example")
    done = run(app, *words)
    assert done.exit_code != 0
    assert said in done.output
    assert "a@force.example" not in db.session.scalars(select(Person.email)).all()
