"""Stored matches follow their listings, and hold nothing that one reader may not see against another."""

import pytest
from sqlalchemy import select

from app.core.actor import ANONYMOUS, Audience
from app.extensions import db
from app.lessons.cases import load_published_cases
from app.listings.models import ListingState
from app.matching import live, policy, service
from app.matching.models import Band, Match
from app.offers import search as offers_search
from app.search import encoder, outbox, passages, telling, vectors
from tests import factories
from tests.search.test_vectors import Counting

pytestmark = pytest.mark.postgres
S = ListingState


def stored(session):
    return {
        (match.brief_id, match.offer_id): (match.score, match.reasons)
        for match in session.scalars(select(Match))
    }


def pairs(session):
    return set(stored(session))


def changed(*listings):
    return [(f"{listing.kind.value}s", listing.id) for listing in listings]


@pytest.fixture
def pair(make_brief, make_offer):
    brief, offer = make_brief(audience=Audience.PUBLIC), make_offer()
    service.recompute(changed(brief))
    return brief, offer


def test_a_published_brief_is_matched_with_the_open_offers(pair, db_session):
    brief, offer = pair
    ((key, (score, reasons)),) = stored(db_session).items()
    assert key == (brief.id, offer.id)
    assert score == pytest.approx(sum(reason["points"] for reason in reasons))
    assert {reason["part"] for reason in reasons} == {"words", "mechanism"}


def test_the_score_is_the_same_whichever_side_was_published_last(pair, db_session):
    offer = pair[1]
    from_the_brief = stored(db_session)
    service.recompute(changed(offer))
    assert stored(db_session) == from_the_brief


def test_computing_again_changes_nothing(pair, db_session):
    before = stored(db_session)
    service.recompute(changed(*pair))
    service.recompute(changed(*pair))
    assert stored(db_session) == before
    assert service.rebuild() == len(before)
    assert stored(db_session) == before


def test_what_shares_nothing_is_kept_as_a_weak_match_far_below(pair, make_offer, db_session):
    brief, offer = pair
    other = factories.offer(title="Choir for wellbeing", description="Weekly singing with shift workers.")
    service.recompute(changed(other))
    first, last = service.matches_for(ANONYMOUS, brief)
    assert (first.offer_id, last.offer_id) == (offer.id, other.id)
    assert first.score > last.score
    assert last.band is Band.WEAK


@pytest.mark.parametrize("state", [s for s in S if s is not S.PUBLISHED])
@pytest.mark.parametrize("side", [0, 1])
def test_a_listing_that_is_not_published_has_no_match(pair, db_session, state, side):
    pair[side].state = state
    service.recompute(changed(pair[side]))
    assert pairs(db_session) == set()


@pytest.mark.parametrize("state", [S.CLOSED, S.EXPIRED, S.WITHDRAWN, S.DRAFT])
@pytest.mark.parametrize("side", [0, 1])
def test_a_match_is_not_shown_once_a_listing_has_ended_even_before_the_worker_comes(pair, state, side):
    pair[side].state = state
    assert service.matches_for(ANONYMOUS, pair[0]) == []


def test_a_changed_listing_is_scored_anew(make_brief, make_offer, db_session):
    make_brief(title="Soil", problem="Soil chemistry of river banks.", audience=Audience.PUBLIC)
    brief, offer = make_brief(), make_offer()
    service.recompute(changed(offer))
    before, _ = stored(db_session)[brief.id, offer.id]
    offer.description = "Soil chemistry of river banks."
    offer.title = "Soil"
    service.recompute(changed(offer))
    after, _ = stored(db_session)[brief.id, offer.id]
    assert after < before


def test_other_kinds_of_things_are_let_pass(pair, db_session):
    before = stored(db_session)
    service.recompute([("lessons", pair[0].id), ("organisations", 1), ("briefs", 999_999)])
    assert stored(db_session) == before


def test_a_hidden_listing_changes_no_score_and_no_list(pair, make_brief, make_offer, db_session):
    brief, offer = pair
    before = stored(db_session)[brief.id, offer.id]
    hidden = [
        make_offer(audience=Audience.POLICE, description=("tread burglary pattern " * 40)) for _ in range(5)
    ]
    hidden += [
        make_brief(audience=Audience.POLICE, problem=("tread burglary pattern " * 40)) for _ in range(5)
    ]
    service.rebuild()
    assert stored(db_session)[brief.id, offer.id] == before
    for listing in (brief, offer):
        (match,) = service.matches_for(ANONYMOUS, listing)
        assert (match.brief_id, match.offer_id) == (brief.id, offer.id)


def test_hidden_listings_take_no_place_among_those_kept(make_brief, make_offer, monkeypatch):
    monkeypatch.setattr(service, "KEPT", 2)
    brief = make_brief(audience=Audience.PUBLIC)
    for _ in range(4):
        make_offer(audience=Audience.POLICE, title="Tyre marks at burglary scenes")
    shown = [make_offer(), make_offer(title="Image retrieval of patterns")]
    service.recompute(changed(brief))
    assert {match.offer_id for match in service.matches_for(ANONYMOUS, brief)} == {o.id for o in shown}


def test_only_the_best_are_kept_and_the_next_follows_when_one_leaves(
    make_brief, make_offer, db_session, monkeypatch
):
    monkeypatch.setattr(service, "KEPT", 2)
    monkeypatch.setattr(service, "REFILL_BELOW", 2)
    offer = make_offer()
    for name in ("", " water", " water soil", " water soil river"):
        make_brief(title="Tyre marks" + name, audience=Audience.PUBLIC)
    service.recompute(changed(offer))
    first = service.matches_for(ANONYMOUS, offer)
    assert len(first) == 2
    left = first[0].brief
    left.state = S.CLOSED
    service.recompute(changed(left))
    second = service.matches_for(ANONYMOUS, offer)
    assert len(second) == 2
    assert left.id not in {match.brief_id for match in second}


def test_a_match_is_read_by_whoever_may_read_both_its_listings(make_brief, make_offer, db_session):
    force, university = factories.force(), factories.university()
    readers = {
        "public": ANONYMOUS,
        "member": factories.actor(factories.university()),
        "police": factories.actor(factories.force()),
        "its force": factories.actor(force),
        "its university": factories.actor(university),
    }
    for brief_audience in Audience:
        for offer_audience in Audience:
            brief = make_brief(force, audience=brief_audience)
            offer = make_offer(university, audience=offer_audience)
            service.recompute(changed(brief, offer))
            match = db_session.get(Match, (brief.id, offer.id))
            for name, actor in readers.items():
                sees_brief = brief_audience in actor.audiences or name == "its force"
                sees_offer = offer_audience in actor.audiences or name == "its university"
                assert policy.can_read(actor, match) == (sees_brief and sees_offer), name
                listed = match in db_session.scalars(policy.readable_by(actor)).all()
                assert listed == policy.can_read(actor, match)


def test_a_desk_shows_the_best_matches_of_its_organisations_listings(make_brief, make_offer):
    force, university = factories.force(), factories.university()
    brief = make_brief(force)
    make_brief()
    offer = make_offer(university)
    service.rebuild()
    at_force = service.best_for_organisation(factories.actor(force), 5)
    assert [match.brief_id for match in at_force] == [brief.id]
    assert len(service.best_for_organisation(factories.actor(university), 5)) == 2
    assert len(service.best_for_organisation(factories.actor(university), 1)) == 1
    assert service.best_for_organisation(ANONYMOUS, 5) == []
    assert {match.offer_id for match in at_force} == {offer.id}


def test_a_rebuild_is_due_when_nothing_is_stored_or_the_method_has_changed(pair, db_session):
    assert not service.is_stale()
    db_session.scalar(select(Match)).method_version = "0"
    assert service.is_stale()
    db_session.delete(db_session.scalar(select(Match)))
    assert service.is_stale()


def test_the_engine_is_loaded_in_steps_and_follows_what_changes_meanwhile(pair, make_offer, monkeypatch):
    monkeypatch.setattr(live, "AT_ONCE", 1)
    late = make_offer()
    live.forget()
    db.session.commit()
    service.get_ready()
    assert not live.is_loaded()
    late.state = S.WITHDRAWN
    db.session.commit()
    while not live.is_loaded():
        service.get_ready()
        db.session.commit()
    service.recompute(changed(late))
    assert pairs(db.session) == {(pair[0].id, pair[1].id)}


def test_what_is_in_review_is_encoded_before_it_is_published(app, make_offer, db_session, monkeypatch):
    counting = Counting()
    monkeypatch.setattr(encoder, "shared", lambda *_: counting)
    monkeypatch.setitem(app.config, "ENCODER", "on")
    live.forget()
    offer = make_offer(state=S.IN_REVIEW, published_at=None)
    service.recompute(changed(offer))
    assert offer.title in counting.asked
    counting.asked.clear()
    offer.state = S.PUBLISHED
    db_session.commit()
    passages.stored([offers_search.document(offer)], vectors.of)
    service.recompute(changed(offer))
    assert counting.asked == []


def test_a_rebuild_leaves_the_worker_nothing_to_match(pair, db_session, monkeypatch):
    service.rebuild()
    db_session.commit()
    seq, _ = outbox.latest()
    told = []
    monkeypatch.setitem(telling._listeners, telling._name(service.recompute), told.append)
    telling.tell(seq)
    assert told == []
    pair[0].title = "Another title"
    db_session.commit()
    telling.tell(outbox.latest()[0])
    assert told == [[("briefs", pair[0].id)]]


def test_lessons_move_no_score(pair, db_session):
    before = stored(db_session)
    load_published_cases()
    service.rebuild()
    assert stored(db_session) == before
