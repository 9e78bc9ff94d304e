"""The front page and the desk: what each reader finds there."""

import pytest

from app.core.actor import Audience, Role
from app.desk import service
from app.extensions import db
from app.lessons.models import LessonState
from app.listings.models import ListingState, ReviewNote
from app.responses.models import ResponseState
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk_of(app):
    def desk(actor):
        db.session.commit()
        with app.test_request_context("/desk"):
            return service.desk_of(actor)

    return desk


@pytest.fixture
def waits(desk_of):
    return lambda actor: [item.text for item in desk_of(actor).waiting]


def test_the_public_sees_only_what_is_public_on_the_front_page(client):
    factories.brief(title="Open to all", audience=Audience.PUBLIC)
    factories.brief(title="For members", audience=Audience.MEMBERS)
    factories.brief(title="For police", audience=Audience.POLICE)
    factories.brief(title="Closed by now", audience=Audience.PUBLIC, state=ListingState.CLOSED)
    text = client.get("/").text
    assert "Open to all" in text
    assert not [t for t in ("For members", "For police", "Closed by now") if t in text]


def test_an_academic_member_sees_members_briefs_and_no_police_ones(client):
    factories.brief(title="For members", audience=Audience.MEMBERS)
    factories.brief(title="For police", audience=Audience.POLICE)
    client.sign_in(factories.person(factories.university()))
    text = client.get("/").text
    assert "For members" in text
    assert "For police" not in text


def test_a_response_waits_for_the_owner_of_the_listing(waits):
    force, university = factories.force(), factories.university(name="Fosse University")
    poster = factories.person(force)
    brief = factories.brief(force, title="Tyres", poster=poster)
    factories.response(brief, university)
    colleague = factories.actor(force)
    assert waits(factories.actor(force, who=poster)) == ["Answer Fosse University’s response to “Tyres”"]
    assert waits(colleague) == []


def test_a_manager_sees_what_waits_for_the_organisation(waits):
    force = factories.force()
    brief = factories.brief(force, title="Tyres", poster=factories.person(force))
    factories.response(brief, factories.university())
    factories.brief(force, title="To release", state=ListingState.AWAITING_RELEASE)
    texts = waits(factories.actor(force, Role.PARTNERSHIP_MANAGER))
    assert len(texts) == 2
    assert "Release “To release” for review" in texts


def test_an_answered_response_waits_for_nobody(waits):
    force = factories.force()
    brief = factories.brief(force, poster=factories.person(force))
    factories.response(brief, factories.university(), state=ResponseState.DECLINED)
    assert waits(factories.actor(force, Role.PARTNERSHIP_MANAGER)) == []


def test_a_draft_that_a_reviewer_sent_back_waits_for_its_owner(waits):
    force = factories.force()
    poster = factories.person(force)
    draft = factories.brief(force, title="Sent back", poster=poster, state=ListingState.DRAFT)
    draft.review_notes = [ReviewNote(field="problem", reason="Say who is affected.")]
    assert waits(factories.actor(force, who=poster)) == ["Change “Sent back” as the reviewer asked"]


def test_people_who_ask_to_join_wait_for_the_administrator(waits):
    force = factories.force(name="Northmere")
    factories.person(force, approved=False)
    assert waits(factories.actor(force, Role.ORGANISATION_ADMINISTRATOR)) == [
        "1 person asks to join Northmere"
    ]
    assert waits(factories.actor(force)) == []


def test_a_reviewer_is_told_how_much_waits_for_review(waits):
    factories.brief(state=ListingState.IN_REVIEW, submitted_at=factories.clock.now())
    assert waits(factories.actor(None, Role.REVIEWER)) == ["1 listing or lesson waits for review"]


@pytest.mark.parametrize(
    ("kind", "roles", "texts"),
    [
        ("force", [], ["Post a brief"]),
        ("university", [], ["Post an offer"]),
        ("force", [Role.PARTNERSHIP_MANAGER], ["Post a brief", "Import briefs", "Record a collaboration"]),
    ],
)
def test_the_desk_offers_what_its_reader_may_do(desk_of, kind, roles, texts):
    at = getattr(factories, kind)()
    assert [action.text for action in desk_of(factories.actor(at, *roles)).actions] == texts


def test_somebody_not_yet_confirmed_is_told_where_they_stand(client):
    client.sign_in(factories.person(factories.force(), approved=False))
    page = client.get("/desk").page
    assert "has not confirmed you yet" in page.text


@pytest.mark.parametrize(
    "path", ["/privacy", "/cookies", "/accessibility", "/terms", "/contact", "/how-it-works"]
)
def test_the_pages_about_the_site_are_open_to_all(client, path):
    assert client.get(path).status_code == 200


def test_the_contact_page_gives_the_address_that_was_set(make_app):
    assert (
        "help@force.example"
        in make_app(CONTACT_EMAIL="help@force.example").test_client().get("/contact").text
    )


def test_a_lesson_stays_on_its_writers_desk_until_it_is_on_the_board(desk_of):
    force = factories.force()
    writer = factories.person(force)
    own = {"organisation": force, "author_id": writer.id}
    under_way = factories.lesson(LessonState.IN_REVIEW, **own)
    for state in (LessonState.PUBLISHED, LessonState.WITHDRAWN):
        factories.lesson(state, **own)
    assert desk_of(factories.actor(force, who=writer)).lessons == [under_way]
    assert desk_of(factories.actor(force, Role.PARTNERSHIP_MANAGER)).lessons == [under_way]
    assert desk_of(factories.actor(force)).lessons == []


def test_the_desk_leads_to_a_lesson_on_its_way(client):
    force = factories.force()
    writer = factories.person(force)
    lesson = factories.lesson(
        LessonState.IN_REVIEW, title="Try it first", organisation=force, author_id=writer.id
    )
    client.sign_in(writer)
    page = client.get("/desk").page
    assert {f"/lessons/{lesson.id}", "/lessons/mine"} <= set(page.links)
