"""Briefs that nobody matched for ten days reach the partnership managers' desks."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import Audience, Role
from app.listings.models import ListingState
from app.matching import unmatched
from app.matching.models import Band
from app.matching.unmatched import DAYS, SHOWN, missing
from tests import factories
from tests.matching.stored import REASONS, match, without
from tests.support.signin import sign_in

MANAGER = Role.PARTNERSHIP_MANAGER


def old_brief(at=None, days=DAYS, **values):
    values.setdefault("audience", Audience.MEMBERS)
    return factories.brief(at, published_at=clock.now() - timedelta(days=days), **values)


def found(actor):
    return [entry.brief for entry in unmatched.briefs_for(actor)[0]]


@pytest.mark.parametrize(("days", "waits"), [(DAYS, True), (DAYS - 1, False)])
def test_it_waits_ten_days(app, days, waits):
    force = factories.force()
    brief = old_brief(force, days)
    assert found(factories.actor(force, MANAGER)) == ([brief] if waits else [])


@pytest.mark.parametrize(
    ("band", "is_matched"),
    [(Band.STRONG, True), (Band.GOOD, True), (Band.POSSIBLE, False), (Band.WEAK, False)],
)
def test_only_a_good_match_counts(app, band, is_matched):
    force = factories.force()
    brief = old_brief(force)
    match(brief, factories.offer(), band=band)
    assert found(factories.actor(force, MANAGER)) == ([] if is_matched else [brief])


def test_a_manager_of_a_force_sees_its_own_and_of_a_university_all_that_they_may_read(app):
    force, elsewhere = factories.force(), factories.force()
    own, other = old_brief(force), old_brief(elsewhere)
    hidden = old_brief(force, audience=Audience.POLICE)
    old_brief(force, state=ListingState.CLOSED)
    assert found(factories.actor(force, MANAGER)) == [own, hidden]
    assert found(factories.actor(factories.university(), MANAGER)) == [own, other]


def test_the_nearest_offers_come_with_what_each_lacks_most(app):
    force = factories.force()
    brief = old_brief(force)
    strong = factories.brief(audience=Audience.MEMBERS)
    match(strong, factories.offer())
    near = match(brief, factories.offer(), 1.6, Band.POSSIBLE, without("sentences"))
    far = match(brief, factories.offer(), 0.6, Band.WEAK, without("words", "sentences"))
    ((entry,), more) = unmatched.briefs_for(factories.actor(force, MANAGER))
    assert [n.offer for n in entry.nearest] == [near.offer, far.offer]
    assert entry.nearest[0].missing == unmatched.MISSING["sentences"]
    assert more == 0


def test_what_is_missing_is_measured_by_what_good_matches_have():
    common = {reason["part"]: reason["points"] for reason in REASONS}
    assert missing(without("specialisms"), common) == "specialisms"
    assert missing(without("mechanism", "area"), common) == "mechanism"


def test_the_longest_waiting_come_first_and_the_rest_are_counted(app):
    force = factories.force()
    made = [old_brief(force, days=DAYS + n) for n in range(SHOWN + 2)]
    entries, more = unmatched.briefs_for(factories.actor(force, MANAGER))
    assert [entry.brief for entry in entries] == made[::-1][:SHOWN]
    assert more == 2


@pytest.mark.parametrize(
    ("roles", "shown"), [((MANAGER,), True), ((), False), ((Role.ORGANISATION_ADMINISTRATOR,), False)]
)
def test_only_partnership_managers_have_it_on_their_desk(client, roles, shown):
    force = factories.force()
    old_brief(force, title="Nobody came")
    sign_in(client, factories.person(force, *roles))
    text = client.get("/desk").text
    assert ("Briefs that nobody has matched" in text) == shown


def test_a_desk_without_such_briefs_says_so(client):
    sign_in(client, factories.person(factories.force(), MANAGER))
    assert "Every brief has a good match" in client.get("/desk").text
