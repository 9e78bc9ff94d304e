"""What an organisation has left without an answer: strong matches of ten days and responses."""

from datetime import timedelta

import pytest

from app.core import clock as site_clock
from app.core.actor import Audience, Role
from app.core.tables import read
from app.desk import unanswered
from app.extensions import db
from app.listings.models import ListingState
from app.matching.models import Band, MatchFeedback, Verdict
from app.responses.models import ResponseState
from tests import factories
from tests.matching.stored import match
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres


@pytest.fixture
def sides(app):
    """A force with a brief of old, and what its manager sees."""
    long_ago = site_clock.now() - timedelta(days=20)
    force = factories.force()
    brief = factories.brief(force, title="Tyres", published_at=long_ago)

    def offer(title, days=20, band=Band.STRONG, **values):
        at = site_clock.now() - timedelta(days=days)
        made = factories.offer(title=title, published_at=at, **values)
        match(brief, made, band=band)
        return made

    manager = factories.person(force, Role.PARTNERSHIP_MANAGER)
    return brief, offer, manager, factories.actor(force, Role.PARTNERSHIP_MANAGER, who=manager)


def said_of(brief, offer, side, at):
    db.session.add(
        MatchFeedback(brief_id=brief.id, offer_id=offer.id, person_id=factories.person(at).id, side=side,
                      verdict=Verdict.GOOD, band=Band.STRONG, method_version="2")
    )  # fmt: skip
    db.session.flush()


def test_only_strong_matches_of_ten_days_without_response_or_feedback_wait(sides):
    brief, offer, _, actor = sides
    offer("Left too", days=10)
    offer("Too new", days=9)
    offer("Left", days=30)
    offer("Only good", band=Band.GOOD)
    offer("Closed", state=ListingState.CLOSED)
    responded = offer("They responded")
    factories.response(brief, responded.organisation, state=ResponseState.DECLINED)
    ours = offer("We responded")
    factories.response(ours, brief.organisation)
    ours_said = offer("We said that it fits")
    said_of(brief, ours_said, "brief", brief.organisation)
    said_of(brief, offer("Only they said so"), "offer", factories.university())
    found = [each.offer.title for each in db.session.scalars(unanswered.matches(actor))]
    assert found == ["Left", "Only they said so", "Left too"], "the longest wait first: 20, 20 and 10 days"


def test_the_other_side_has_its_own_list_and_others_none(sides):
    _, offer, _, _ = sides
    made = offer("Left")
    theirs = factories.actor(made.organisation, Role.PARTNERSHIP_MANAGER)
    other = factories.actor(factories.university(), Role.PARTNERSHIP_MANAGER)
    assert len(db.session.scalars(unanswered.matches(theirs)).all()) == 1
    assert db.session.scalars(unanswered.matches(other)).all() == []


def test_a_match_with_what_the_reader_may_not_see_is_none(sides):
    brief, offer, _, _ = sides
    brief.audience = Audience.POLICE
    made = offer("Left")
    theirs = factories.actor(made.organisation, Role.PARTNERSHIP_MANAGER)
    assert db.session.scalars(unanswered.matches(theirs)).all() == []


def test_page_and_csv_say_the_same(sides, client):
    brief, offer, manager, _ = sides
    offer("Left", days=15)
    factories.response(brief, factories.university(name="Fosse University"),
                       created_at=site_clock.now() - timedelta(days=7))  # fmt: skip
    client.sign_in(manager)
    page = client.get("/desk/unanswered").page
    rows = [line.cells for line in read(client.get("/desk/unanswered.csv").data)]
    assert rows[1][:3] == ("Match", "Tyres", "Left") and rows[1][4] == "15"
    assert rows[2] == ("Response", "Tyres", "", "Fosse University", "5", "2026-11-14")
    said = text_of(page.main)
    for words in ("Left", "15", "Fosse University", "14 November 2026"):
        assert words in said
    assert "Strong matches (1)" in said and "Responses (1)" in said
    counted = text_of(client.get("/desk/collaborations").page.main)
    assert "1 Strong matches not answered" in counted and "1 Responses not answered" in counted
