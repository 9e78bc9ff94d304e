"""What the policies see of a person."""

import pytest

from app.accounts import service
from app.accounts.models import MembershipState
from app.core.actor import Audience, Role
from app.organisations.models import POLICE_KINDS, Kind, Side
from tests import factories

PUBLIC, MEMBERS, POLICE = Audience.PUBLIC, Audience.MEMBERS, Audience.POLICE
pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("kind", Kind)
def test_a_member_has_the_side_and_audiences_of_the_organisation(app, kind):
    organisation = factories.organisation(kind)
    actor = service.actor_for(factories.person(organisation))
    roles = {Side.POLICE: {Role.POLICE}, Side.ACADEMIC: {Role.ACADEMIC}, Side.NEITHER: set()}
    assert actor.roles == roles[organisation.side]
    assert actor.side == organisation.side.value
    assert actor.organisation_id == organisation.id
    assert actor.audiences == ({PUBLIC, MEMBERS, POLICE} if kind in POLICE_KINDS else {PUBLIC, MEMBERS})


@pytest.mark.parametrize("state", [s for s in MembershipState if s is not MembershipState.APPROVED])
def test_without_an_approved_membership_there_is_no_organisation_and_no_role(app, state):
    person = factories.person(factories.force(), Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR)
    person.memberships[0].state = state
    actor = service.actor_for(person)
    assert (actor.organisation_id, actor.side, actor.roles, actor.audiences) == (
        None,
        "",
        frozenset(),
        {PUBLIC},
    )


@pytest.mark.parametrize(
    ("role", "audiences"),
    [
        (Role.REVIEWER, {PUBLIC, MEMBERS, POLICE}),
        (Role.AUDITOR, {PUBLIC, MEMBERS}),
        (Role.ADMINISTRATOR, {PUBLIC, MEMBERS}),
    ],
)
def test_a_role_of_the_site_has_its_audiences(app, role, audiences):
    actor = service.actor_for(factories.person(None, role))
    assert actor.roles == {role}
    assert actor.audiences == audiences
    assert not actor.is_member


def test_roles_in_the_organisation_follow_the_membership(app):
    force = factories.force()
    both = factories.person(force, Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR)
    assert service.actor_for(both).roles == {
        Role.POLICE,
        Role.PARTNERSHIP_MANAGER,
        Role.ORGANISATION_ADMINISTRATOR,
    }


def test_the_actor_is_the_one_that_the_factories_make(app):
    force = factories.force()
    for roles in ((), (Role.PARTNERSHIP_MANAGER,), (Role.REVIEWER,)):
        person = factories.person(force, *roles)
        assert service.actor_for(person) == factories.actor(force, *roles, who=person)
