"""The lessons beside a response: where it is written, and where it is decided."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.lessons import policy
from app.lessons.models import LessonClick, LessonMechanism
from app.lessons.places import Place, links
from app.responses.models import ResponseState as S
from app.taxonomy.models import Area, Mechanism
from tests import factories
from tests.responses.cast import gather_weighed
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
AREA = "FORENS-11"
OWNERS = {"poster", "co-owner", "manager at home", "administrator at home"}
WRITERS = {"responder", "manager of the responder", "administrator of the responder"}
# Whoever is of a university, is verified, and has not posted the brief.
ACADEMICS = WRITERS | {"colleague of the responder", "academic elsewhere"}
ACADEMICS |= {"manager of the partner", "member of the partner", "poster who has moved"}


@pytest.fixture
def cast(app):
    made = gather_weighed()
    area = db.session.get_one(Area, AREA)
    made.listing.areas.append(area)
    fits = factories.lesson(title="Photograph the whole sole", areas=[area])
    fits.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
    return made


def clickers(cast, place):
    lesson = factories.lesson()
    return {who for who, actor in cast.actors.items() if policy.can_click(actor, lesson, place)}


def test_only_who_may_respond_or_writes_a_response_clicks_beside_it(cast):
    place = Place("responding", str(cast.listing.id))
    # A response of the responder's organisation waits already, so that nobody else of it may send another.
    elsewhere = {"academic elsewhere", "manager of the partner", "member of the partner"}
    may = clickers(cast, place)
    assert WRITERS | elsewhere <= may <= ACADEMICS
    assert "colleague of the responder" not in may
    cast.weighed.state = S.WITHDRAWN
    db.session.flush()
    assert "colleague of the responder" in clickers(cast, place)


@pytest.mark.parametrize("state", list(S))
def test_only_the_owners_click_where_they_decide_and_until_they_have(cast, state):
    cast.weighed.state = state
    db.session.flush()
    decides = state in (S.INTEREST, S.INVITED, S.FULL)
    assert clickers(cast, Place("response", str(cast.weighed.id))) == (OWNERS if decides else set())


def test_what_was_typed_comes_back_after_a_click_beside_the_form(cast, client):
    client.sign_in(factories.person(factories.university()))
    path = f"/listings/{cast.listing.id}/respond"
    page = client.get(path).page
    assert "Lessons for this response" in page.text
    assert "Photograph the whole sole" in page.text
    assert "Same area" in page.text
    button = page.select("button[value=noted]")[0]
    typed = {**page.form(), "why": "Half a sentence", "lesson_click": "noted"}
    back = client.get(client.post(button["formaction"], data=typed).location).page
    assert back.form()["why"] == ["Half a sentence"]
    assert "You said: noted" in text_of(back.main)
    click = db.session.scalar(select(LessonClick))
    assert (click.place_kind, click.place_id) == ("responding", str(cast.listing.id))


def test_the_owners_read_lessons_beside_a_response_that_waits_and_its_sender_beside_the_draft(cast, client):
    path = f"/responses/{cast.weighed.id}"
    client.sign_in(cast.poster)
    assert "Lessons before you answer" in client.get(path).page.text
    client.sign_in(cast.responder)
    assert "Lessons before you answer" not in client.get(path).page.text
    cast.weighed.state = S.INVITED
    assert "Lessons for this response" in client.get(f"{path}/full").page.text
    client.sign_in(cast.poster)
    cast.weighed.state = S.DECLINED
    assert "Lessons before you answer" not in client.get(path).page.text


def test_only_who_may_read_the_response_gets_a_link_to_it(app, cast):
    """That one is being written is told to nobody but its sender."""
    received = Place("response", str(cast.weighed.id))
    writing = Place("responding", str(cast.listing.id))
    address = f"/responses/{cast.weighed.id}"
    expected = {
        received: OWNERS | WRITERS | {"owner who stepped back", "manager of the partner"},
        writing: WRITERS,
    }
    db.session.commit()
    with app.test_request_context():
        for place, who_may in expected.items():
            found = {who: links(actor, [place]).get(place) for who, actor in cast.actors.items()}
            assert {who for who, link in found.items() if link} == who_may, place
            assert {link.url for link in found.values() if link} == {address}
