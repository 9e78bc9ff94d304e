"""The lessons on the page of a collaboration: which, for whom, and how long."""

from datetime import timedelta

import pytest

from app.collaborations import advice
from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import OPEN, Status
from app.core import clock
from app.extensions import db
from app.lessons import policy
from app.lessons.models import LessonMechanism
from app.lessons.places import Place, links
from app.listings.models import ListingState
from app.taxonomy.models import Area, Mechanism
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
TAKE_PART = {
    *("police lead", "police manager", "police administrator"),
    *("academic lead", "academic manager", "academic administrator"),
}
TITLE = "Lessons for this work"


@pytest.fixture
def area(app):
    return db.session.get_one(Area, "FORENS-11")


@pytest.fixture
def made(cast, area):
    found = cast.collaboration(status=Status.RUNNING, started=clock.today())
    found.areas.append(area)
    return found


@pytest.fixture
def fitting(made, area):
    found = factories.lesson(title="Photograph the whole sole", areas=[area])
    found.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
    return found


@pytest.mark.parametrize("status", list(Status))
def test_those_who_take_part_click_while_it_goes_on(app, cast, made, fitting, status):
    made.status = status
    place = Place("collaboration", str(made.id))
    db.session.flush()
    may = {who for who, actor in cast.actors.items() if policy.can_click(actor, fitting, place)}
    assert may == (TAKE_PART if status in OPEN else set())
    with app.test_request_context():
        shown = {who for who, actor in cast.actors.items() if advice.of_collaboration(actor, made)}
    assert shown == may


def test_its_page_shows_them_with_one_click_and_not_its_own(cast, made, fitting, client):
    own = factories.lesson(title="Learned right here", areas=fitting.areas)
    made.lessons.append(own)
    client.sign_in(cast.police_lead)
    page = client.get(f"/collaborations/{made.id}").page
    panel = page.text[page.text.index(TITLE) :]
    assert "Photograph the whole sole" in panel
    assert "Learned right here" not in panel
    button = page.select("button[value=noted]")[0]
    done = client.post(button["formaction"], data={**page.form(), "lesson_click": "noted"})
    assert "You said: noted" in text_of(client.get(done.location).page.main)


def test_a_stuck_gate_calls_for_its_lessons_and_one_that_only_waits_does_not(cast, made):
    gate = Gate(kind_code="DSA", state=GateState.OPEN, opened_on=clock.today() - timedelta(days=1))
    made.gates.append(gate)
    db.session.flush()
    actor = cast.actors["police lead"]
    assert advice.facts_of(actor, made).gates == frozenset()
    gate.state, gate.blocked_by = GateState.BLOCKED, "Nobody signs the annex"
    facts = advice.facts_of(actor, made)
    assert facts.gates == {"DSA"}
    assert "AGREEMENT_DELAY" in facts.causes
    assert "Nobody signs the annex" in facts.words


def test_a_listing_that_the_reader_may_not_read_fits_no_lesson(cast, made):
    made.brief = factories.brief(cast.force, ListingState.DRAFT, title="A secret brief")
    assert "A secret brief" in advice.facts_of(cast.actors["police manager"], made).words
    assert "A secret brief" not in advice.facts_of(cast.actors["academic lead"], made).words


def test_only_who_may_read_the_collaboration_gets_a_link_to_it(app, cast, made):
    place, gate = Place("collaboration", str(made.id)), Gate(kind_code="DSA")
    made.gates.append(gate)
    db.session.flush()
    within = [Place("gate", str(gate.id)), Place("stage", str(made.id))]
    with app.test_request_context():
        for who, actor in cast.actors.items():
            assert set(links(actor, within)) == (set(within) if who in TAKE_PART else set()), who
        assert links(cast.actors["academic elsewhere"], [place])[place].url == f"/collaborations/{made.id}"
        assert links(cast.actors["public"], [place]) == {}
