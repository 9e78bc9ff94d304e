"""The review queue: what waits for this reviewer, how long, in which order, and what is known of each."""

from datetime import timedelta

import pytest

from app.core.actor import Role
from app.core.errors import Refused
from app.core.sensitivity import Kind
from app.duplicates.models import Choice, DuplicateAnswer
from app.duplicates.service import digest
from app.extensions import db
from app.lessons.models import LessonState
from app.listings import service as listings
from app.listings.models import ListingConfirmation, ListingState
from app.listings.rounds import begin_round
from app.moderation.queue import COLUMNS, queue
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres

IN_REVIEW = ListingState.IN_REVIEW


class Place:
    """On a Saturday: a brief of Thursday week, an offer of Friday week and a lesson of Wednesday wait."""

    def __init__(self, now) -> None:
        self.who_reviews = factories.person(None, Role.REVIEWER)
        self.reviewer = factories.actor(None, Role.REVIEWER, who=self.who_reviews)
        self.lesson = factories.lesson(LessonState.IN_REVIEW, submitted_at=now - timedelta(days=3))
        self.brief = factories.brief(state=IN_REVIEW, title="Treads", submitted_at=now - timedelta(days=9))
        self.offer = factories.offer(state=IN_REVIEW, submitted_at=now - timedelta(days=8))

    def found(self, **asked):
        return [item.thing for item in queue(self.reviewer, **asked).page.items]


@pytest.fixture
def place(app, clock):
    return Place(clock.now)


def test_the_oldest_comes_first_until_the_reviewer_asks_otherwise(place):
    assert place.found() == [place.brief, place.offer, place.lesson]
    assert place.found(newest_first=True) == [place.lesson, place.offer, place.brief]


def test_the_clock_runs_from_the_release_where_there_was_one(place, clock):
    place.brief.released_at = clock.now
    assert place.found() == [place.offer, place.lesson, place.brief]


def test_waiting_is_counted_in_working_days_and_what_is_late_is_said(place):
    found = queue(place.reviewer)
    waited = {item.kind: (item.clock.waited, item.clock.is_overdue) for item in found.page.items}
    assert waited == {"brief": (6, True), "offer": (5, True), "lesson": (2, False)}
    assert found.overdue == 2


def test_it_is_narrowed_by_kind_and_by_what_is_overdue(place, clock):
    place.offer.submitted_at = clock.now
    assert place.found(kind="offer") == [place.offer]
    assert place.offer not in place.found(overdue=True)
    assert place.brief in place.found(overdue=True)
    shown = queue(place.reviewer, kind="lesson")
    assert (shown.page.total, shown.total) == (1, 3)


def test_each_row_says_what_is_known_of_it(place):
    place.brief.confirmations = [
        ListingConfirmation(field="problem", kind=Kind.OPERATION, words="Operation Heron")
    ]
    facts = {item.kind: item.facts for item in queue(place.reviewer).page.items}
    assert [heading for heading, _ in COLUMNS] == [
        "Clarity",
        "Pre-flight",
        "Asked already",
        "Words confirmed",
        "Other side",
    ]
    assert facts["brief"][0].endswith("of 10 checks passed")
    assert facts["brief"][1:] == ["0 known, 12 not known, 0 blocked", "Nothing near", "1", ""]
    assert facts["offer"] == ["", "", "", "0", ""]
    assert facts["lesson"] == ["", "", "", "", "There is none"]
    db.session.add(
        DuplicateAnswer(
            brief=place.brief,
            choice=Choice.DIFFERENT,
            sentence="Ours is of tyres.",
            digest=digest(place.brief),
        )
    )
    db.session.flush()
    assert queue(place.reviewer).page.items[0].facts[2] == "Near another; said why different"


def test_a_reviewer_is_not_given_what_their_own_organisation_sent_in(place):
    at_home = factories.actor(place.brief.organisation, Role.REVIEWER)
    assert [item.thing for item in queue(at_home).page.items] == [place.offer, place.lesson]
    with pytest.raises(Refused):
        queue(factories.actor(place.brief.organisation, Role.PARTNERSHIP_MANAGER))


def test_the_reviewer_sees_how_long_the_owners_have_had_it(place, clock):
    place.brief.poster = factories.person(place.brief.organisation)
    begin_round(place.brief)
    listings.request_changes(place.reviewer, listing=place.brief, version=1, reasons={"title": "Say more."})
    place.brief.title = "What its owner types now is no reviewer's business"
    clock.forward(days=3)
    (found,) = queue(place.reviewer).with_owners
    assert (found.title, found.days) == ("Treads", 2)
    assert queue(factories.actor(place.brief.organisation, Role.REVIEWER)).with_owners == []


def test_the_page_takes_its_filters_from_the_address(client, place):
    client.sign_in(place.who_reviews)
    page = client.get("/review?kind=brief&answer=overdue&order=newest").page
    assert "Treads" in page.text and place.offer.title not in page.text
    assert "6 working days" in text_of(page.main)
    assert [each["value"] for each in page.select("option[selected]")] == ["brief", "overdue", "newest"]
    assert client.get("/review?kind=odd&answer=odd&order=odd&page=odd").status_code == 200
    place.brief.submitted_at = factories.clock.now()
    assert "Nothing of this kind waits" in client.get("/review?kind=brief&answer=overdue").page.text
