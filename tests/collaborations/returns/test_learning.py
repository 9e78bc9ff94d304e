"""A person's record of learning: theirs alone, kept when they move, erased when they close their account."""

from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.accounts import passwords
from app.accounts import service as accounts
from app.collaborations.models import Status
from app.collaborations.returns import learning, policy
from app.collaborations.returns.models import LearningNote
from app.core.errors import EditedMeanwhile, Refused
from app.core.models import AuditRow
from app.taxonomy.models import Mechanism
from tests import factories
from tests.support.pages import text_of
from tests.support.pdfs import words_of

pytestmark = pytest.mark.postgres

WORDS = "I learned to ask for one row first, and do so since."


def note(cast, collaboration, who="academic lead", version=0, hours=7.5, learned=WORDS):
    return learning.save(
        cast.actors[who],
        collaboration_id=collaboration.id,
        version=version,
        hours=hours,
        learned=learned,
    )


@pytest.fixture
def placement(cast):
    return cast.collaboration(
        title="Yard sensors",
        mechanism=Mechanism.PLACEMENT,
        status=Status.RUNNING,
        started=date(2026, 9, 1),
    )


def test_nobody_else_can_open_what_a_person_noted(cast, client, placement, db_session):
    written = note(cast, placement)
    contacts = {"police lead", "academic lead"}
    for name, actor in cast.actors.items():
        owns = name == "academic lead"
        assert list(db_session.scalars(policy.notes_readable_by(actor))) == ([written] if owns else []), name
        if name in contacts:
            part, found = policy.access_learning(actor, placement.id)
            assert part[0] is placement and found is (written if owns else None)
        else:
            with pytest.raises(NotFound):
                policy.access_learning(actor, placement.id)
            with pytest.raises((NotFound, Refused)):
                note(cast, placement, name)
    for who in ("police lead", "academic manager"):
        client.sign_in(cast.person(who))
        for address in (
            "/cpd",
            "/cpd.pdf",
            f"/cpd/{placement.id}/edit-learning",
            f"/collaborations/{placement.id}",
        ):
            answer = client.get(address)
            assert "one row first" not in (
                answer.text if answer.mimetype == "text/html" else words_of(answer.data)
            )
    assert WORDS not in "".join(f"{row.detail}{row.fields}" for row in db_session.scalars(select(AuditRow)))


def test_page_and_pdf_say_the_same(cast, client, placement):
    client.sign_in(cast.academic_lead)
    address = f"/cpd/{placement.id}/edit-learning"
    refused = client.submit(address, {"hours": "7.25", "learned": WORDS})
    assert refused.status_code == 422 and refused.page.form()["learned"] == [WORDS]
    assert client.submit(address, {"hours": "7.5", "learned": WORDS}).status_code == 302
    said = text_of(client.get("/cpd").page.main)
    made = client.get("/cpd.pdf")
    read = words_of(made.data)
    assert b"/StructTreeRoot" in made.data
    for words in ("Yard sensors", "Lead", cast.university.name, cast.force.name, "Placement", "7.5", WORDS):
        assert words in said and words in read
    assert "Since 1 September 2026" in said and cast.academic_lead.name in read


def test_what_was_noted_stays_after_a_move_and_shows_nothing_that_came_later(
    cast, app, placement, db_session
):
    note(cast, placement)
    placement.title = "Renamed since"
    elsewhere = factories.actor(factories.university(), who=cast.academic_lead)
    entry = learning.entries(elsewhere)[0]
    assert entry.title == "Yard sensors" and entry.note.learned == WORDS
    learning.save(elsewhere, collaboration_id=placement.id, version=1, hours=8, learned=WORDS)
    assert learning.entries(elsewhere)[0].title == "Yard sensors" and entry.note.hours == 8
    assert learning.entries(cast.actors["academic lead"])[0].title == "Renamed since"


def test_another_window_is_told(cast, app, placement):
    note(cast, placement)
    with pytest.raises(EditedMeanwhile):
        note(cast, placement, learned="Something else")


def test_closing_the_account_erases_it(cast, app, placement, db_session):
    note(cast, placement, "police lead")
    person = cast.academic_lead
    note(cast, placement)
    placement.status = Status.COMPLETED
    person.password_hash = passwords.hash_password("a password for one test")
    with app.test_request_context("/", method="POST"):
        accounts.close(cast.actors["academic lead"], person=person, password="a password for one test")
        db_session.commit()
    left = db_session.scalars(select(LearningNote)).all()
    assert [each.person_id for each in left] == [cast.police_lead.id]
