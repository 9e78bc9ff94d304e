"""A second click makes nothing twice, and two people who edit one thing are told of each other."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Membership, Person
from app.briefs.models import Brief
from app.collaborations.models import Collaboration
from app.core.models import AuditRow
from app.extensions import db
from app.lessons.models import Lesson
from app.offers.models import Offer
from app.responses.models import Response
from tests import factories
from tests.badinput.places import build

LESSON = {
    "title": "Ask first",
    "kind": "worked",
    "what_happened": "We asked.",
    "recommendation": "Ask.",
}
RESPONSE = dict.fromkeys(("why", "contribution", "first_step", "availability"), "In one sentence.") | {
    "has_conflict": "no"
}
CREATING = [
    ("briefs.create", Brief, {"title": "Tyre marks"}),
    ("offers.create", Offer, {"title": "Tread patterns", "mechanism": "research"}),
    ("lessons.write", Lesson, LESSON),
    ("responses.respond", Response, RESPONSE),
    ("collaborations.accept", Collaboration, {"mechanism": "research"}),
    (
        "collaborations.record",
        Collaboration,
        {
            "title": "Past work",
            "mechanism": "research",
            "areas": "IDENT-04",
            "audience": "members",
            "standing": "running",
            "started-day": "1",
            "started-month": "2",
            "started-year": "2026",
        },
    ),
    ("accounts.request_membership", Membership, {}),
    (
        "accounts.sign_up",
        Person,
        {
            "name": "Sam Reed",
            "post": "Analyst",
            "email": "sam.reed@new.example",
            "password": "three random words here",
        },
    ),
]


@pytest.fixture
def world(app, db_session):
    return build()


def how_many(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(("name", "model", "values"), CREATING, ids=[name for name, _, _ in CREATING])
def test_a_second_click_makes_nothing_twice(world, client, name, model, values):
    person, address = world[name]
    if person is not None:
        client.sign_in(person)
    sent = client.get(address).page.form() | values
    if name == "collaborations.record":
        sent["other"] = str(
            db.session.scalar(
                select(Person).where(Person.id == world["offers.create"][0].id)
            ).membership.organisation_id
        )
    if name == "accounts.request_membership":
        sent["organisation"] = db.session.scalars(select(Brief)).first().organisation.slug
    before = how_many(model)
    first, second = client.post(address, data=sent), client.post(address, data=sent)
    assert (first.status_code, second.status_code) == (302, 302), second.get_data(as_text=True)
    assert first.location == second.location
    assert how_many(model) == before + 1


def edit_twice(client, new_client, place, others, mine, theirs):
    """Both open the page, the other saves first. The answer to the later one."""
    person, address = place
    client.sign_in(person)
    late = client.get(address).page.form()
    other = new_client()
    other.sign_in(others)
    assert other.submit(address, theirs).status_code == 302
    answer = client.post(address, data=late | mine)
    assert answer.status_code == 422
    assert answer.page.errors
    text = answer.get_data(as_text=True)
    for value in (*theirs.values(), *mine.values()):
        assert value in text
    # Having seen both, the same press of the button saves.
    again = client.post(address, data=answer.page.form())
    assert again.status_code == 302
    return again


EDITED = [
    (
        "briefs.edit_step/problem",
        "briefs.release",
        {"problem": "Mine, later."},
        {"problem": "Theirs, earlier."},
    ),
    (
        "briefs.edit_step/title",
        "briefs.release",
        {"title": "Mine, the later"},
        {"title": "Theirs, the earlier"},
    ),
    ("offers.edit_step/capacity", "offers.release", {"capacity_text": "Mine"}, {"capacity_text": "Theirs"}),
    (
        "lessons.edit",
        "collaborations.record",
        LESSON | {"title": "Mine, the later"},
        LESSON | {"title": "Theirs, first"},
    ),
    (
        "collaborations.edit",
        "collaborations.confirm",
        {"summary": "Mine, the later."},
        {"summary": "Theirs, the earlier."},
    ),
    (
        "agreements.agreement_step/scope",
        "collaborations.confirm",
        {"scope": "Mine, the later."},
        {"scope": "Theirs, the earlier."},
    ),
    (
        "collaborations.measures",
        "collaborations.confirm",
        {"measures-0-name": "Mine, the later"},
        {"measures-0-name": "Theirs, the earlier"},
    ),
    (
        "ending.assess",
        "collaborations.confirm",
        {"effect": "Mine, the later."},
        {"effect": "Theirs, the earlier."},
    ),
]


@pytest.mark.parametrize(("name", "other", "mine", "theirs"), EDITED, ids=[case[0] for case in EDITED])
def test_the_later_of_two_editors_is_told_with_both_texts(
    world, client, new_client, name, other, mine, theirs
):
    edit_twice(client, new_client, world[name], world[other][0], mine, theirs)


def test_the_later_of_two_who_edit_an_organisation_is_told_with_both_texts(world, client, new_client):
    place = world["organisations.edit"]
    colleague = factories.person(place[0].membership.organisation, factories.Role.ORGANISATION_ADMINISTRATOR)
    edit_twice(
        client, new_client, place, colleague, {"remit": "Mine, the later."}, {"remit": "Theirs, the earlier."}
    )


def test_a_decision_that_somebody_else_has_taken_is_told(world, client, new_client):
    reviewer, address = world["briefs.publish"]
    client.sign_in(reviewer)
    late = client.get(address).page.form()
    other = new_client()
    other.sign_in(reviewer)
    assert other.submit(address).status_code == 302
    rows = how_many(AuditRow)
    answer = client.post(address, data=late)
    assert answer.status_code == 422
    assert how_many(AuditRow) == rows
