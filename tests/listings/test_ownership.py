"""Handing over, and co-owners."""

import pytest

from app.core.actor import Role
from app.core.errors import FieldError, Refused
from app.extensions import db
from app.listings import policy, service
from app.listings.models import ListingState as S
from app.listings.service import ownership
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def colleague(force):
    return factories.person(force)


def test_a_listing_is_handed_to_a_colleague(force, poster, colleague, outbox_mail):
    brief = factories.brief(force, poster=poster)
    brief.co_owners = [colleague]
    actor = factories.actor(force, who=poster)
    service.hand_over(actor, listing=brief, to_person=colleague)
    assert brief.poster_id == colleague.id
    assert brief.co_owners == []
    assert not policy.can_hand_over(actor, brief)
    assert [letter.person_id for letter in outbox_mail()] == [colleague.id]


def test_a_listing_is_handed_to_nobody_outside_its_organisation(force, poster, colleague):
    brief = factories.brief(force, poster=poster)
    actor = factories.actor(force, who=poster)
    outsiders = [factories.person(factories.force()), factories.person(force, approved=False), poster]
    for person in outsiders:
        with pytest.raises(FieldError):
            service.hand_over(actor, listing=brief, to_person=person)


def test_a_co_owner_is_an_approved_colleague_once(force, poster, colleague):
    brief = factories.brief(force, poster=poster)
    actor = factories.actor(force, who=poster)
    service.add_co_owner(actor, listing=brief, person=colleague)
    assert policy.can_withdraw(factories.actor(force, who=colleague), brief)
    for person in (colleague, poster, factories.person(factories.university())):
        with pytest.raises(FieldError):
            service.add_co_owner(actor, listing=brief, person=person)
    service.remove_co_owner(actor, listing=brief, person=colleague)
    with pytest.raises(FieldError):
        service.remove_co_owner(actor, listing=brief, person=colleague)
    assert not policy.can_withdraw(factories.actor(force, who=colleague), brief)


def test_everything_open_is_handed_over_in_one_act(force, poster, colleague, outbox_mail):
    other = factories.force()
    open_ones = [
        factories.brief(force, state, poster=poster) for state in (S.DRAFT, S.IN_REVIEW, S.PUBLISHED)
    ]
    ended = factories.brief(force, S.CLOSED, poster=poster)
    elsewhere = factories.brief(other, poster=poster)
    third = factories.person(force)
    shared = factories.brief(force, poster=third)
    shared.co_owners = [poster]
    both = factories.brief(force, poster=colleague)
    both.co_owners = [poster]
    db.session.flush()
    moved = service.hand_over_all(factories.actor(force, who=poster), from_person=poster, to_person=colleague)
    assert moved == 5
    assert {brief.poster_id for brief in open_ones} == {colleague.id}
    assert (ended.poster_id, elsewhere.poster_id) == (poster.id, poster.id)
    assert (shared.poster_id, shared.co_owners) == (third.id, [colleague])
    assert (both.poster_id, both.co_owners) == (colleague.id, [])
    assert [letter.person_id for letter in outbox_mail()] == [colleague.id]


def test_a_manager_hands_over_what_somebody_left_behind(force, colleague):
    left = factories.person()
    brief = factories.brief(force, poster=left)
    manager = factories.actor(force, Role.PARTNERSHIP_MANAGER)
    assert service.hand_over_all(manager, from_person=left, to_person=colleague) == 1
    assert brief.poster_id == colleague.id


def test_only_they_or_their_manager_hand_over_everything(force, poster, colleague):
    for actor in (factories.actor(force), factories.actor(None, Role.ADMINISTRATOR)):
        with pytest.raises(Refused):
            service.hand_over_all(actor, from_person=poster, to_person=colleague)
    stranger = factories.actor(factories.force(), Role.PARTNERSHIP_MANAGER)
    with pytest.raises(FieldError):
        service.hand_over_all(stranger, from_person=poster, to_person=colleague)


def test_higher_rooms_hand_over_their_own_items_in_the_same_act(force, poster, colleague, monkeypatch):
    asked = []
    monkeypatch.setattr(ownership, "_hand_over_hooks", [])

    def hook(actor, organisation_id, from_person, to_person):
        asked.append((organisation_id, from_person.id, to_person.id))
        return 3

    service.register_hand_over(hook)
    actor = factories.actor(force, who=poster)
    assert service.hand_over_all(actor, from_person=poster, to_person=colleague) == 3
    assert asked == [(force.id, poster.id, colleague.id)]
