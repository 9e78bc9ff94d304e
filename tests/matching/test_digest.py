"""New strong matches reach owners with the daily digest: once, and nothing hidden is quoted."""

import pytest

from app.core.actor import Audience
from app.matching import digest
from app.matching.models import Band
from tests import factories
from tests.matching.stored import match

pytestmark = pytest.mark.postgres


def listing(make, at, **values):
    owner = factories.person(at)
    return make(at, poster=owner, **values), owner


@pytest.fixture
def pair(app):
    brief, officer = listing(
        factories.brief, factories.force(), audience=Audience.PUBLIC, title="Tyre marks at scenes"
    )
    offer, academic = listing(factories.offer, factories.university(), title="Tread pattern retrieval")
    return brief, officer, offer, academic


def test_both_owners_are_told_in_the_digest_with_a_link(pair, outbox_mail):
    brief, officer, offer, academic = pair
    assert digest.new_strong([match(brief, offer)]) == 1
    letters = {letter.person_id: letter for letter in outbox_mail()}
    assert set(letters) == {officer.id, academic.id}
    assert all(letter.in_digest for letter in letters.values())
    assert letters[officer.id].subject == "A strong match for “Tyre marks at scenes”"
    assert f"/offers/{offer.id}" in letters[officer.id].body
    assert f"/briefs/{brief.id}" in letters[academic.id].body


def test_a_pair_is_told_once_only_ever(pair, outbox_mail, db_session):
    brief, _, offer, _ = pair
    found = match(brief, offer)
    digest.new_strong([found])
    db_session.delete(found)
    db_session.flush()
    assert digest.new_strong([match(brief, offer), match(brief, factories.offer(), band=Band.GOOD)]) == 0
    assert len(outbox_mail()) == 2


def test_only_strong_ones_are_told(pair, outbox_mail):
    brief, _, offer, _ = pair
    assert digest.new_strong([match(brief, offer, band=Band.GOOD)]) == 0
    assert outbox_mail() == []


def test_several_for_one_listing_make_one_letter(pair, outbox_mail):
    brief, officer, offer, _ = pair
    digest.new_strong([match(brief, offer), match(brief, factories.offer(title="Another"))])
    (letter,) = [each for each in outbox_mail() if each.person_id == officer.id]
    assert letter.subject.startswith("2 strong matches")
    assert "Another" in letter.body


def test_a_letter_never_quotes_what_is_not_public(pair, outbox_mail):
    brief, _, offer, _ = pair
    brief.audience = offer.audience = Audience.MEMBERS
    digest.new_strong([match(brief, offer)])
    text = "".join(letter.subject + letter.body for letter in outbox_mail())
    assert brief.title not in text
    assert offer.title not in text
    assert offer.organisation.name not in text
    assert "A strong match for a brief of yours" in text


def test_who_may_not_read_the_other_listing_hears_nothing_of_it(pair, outbox_mail):
    brief, officer, offer, _ = pair
    brief.audience = Audience.POLICE
    digest.new_strong([match(brief, offer)])
    assert [letter.person_id for letter in outbox_mail()] == [officer.id]


def test_an_owner_who_has_left_hears_nothing(pair, outbox_mail, db_session):
    brief, officer, offer, _ = pair
    offer.poster = factories.person(factories.university())
    digest.new_strong([match(brief, offer)])
    assert [letter.person_id for letter in outbox_mail()] == [officer.id]


def test_it_leaves_an_audit_row_by_number(pair, db_session):
    brief, _, offer, _ = pair
    digest.new_strong([match(brief, offer)])
    assert digest._told({brief.id}) == {(brief.id, offer.id)}
