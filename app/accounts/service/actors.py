"""From people to what the policies and the mail queue need to know of them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Membership, MembershipState, Person
from app.core.actor import Actor, Audience, Role
from app.extensions import db
from app.organisations.models import Organisation, Side

_ALL = frozenset(Audience)
_MEMBERS = frozenset({Audience.PUBLIC, Audience.MEMBERS})
_SIDE_ROLES = {Side.POLICE: Role.POLICE, Side.ACADEMIC: Role.ACADEMIC}
_SITE_AUDIENCES = {Role.REVIEWER: _ALL, Role.AUDITOR: _MEMBERS, Role.ADMINISTRATOR: _MEMBERS}


def approved_membership(person_id: int) -> Membership | None:
    """The person's approved membership with its organisation, if any."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.state == MembershipState.APPROVED)
        .options(joinedload(Membership.organisation))
    )


def actor_for(person: Person) -> Actor:
    """The person as the policies see them now. Organisation and its roles only by an approved membership."""
    membership = approved_membership(person.id)
    roles: set[Role] = set()
    audiences = {Audience.PUBLIC}
    organisation: Organisation | None = None
    if membership is not None:
        organisation = membership.organisation
        audiences.add(Audience.MEMBERS)
        if organisation.is_police:
            audiences.add(Audience.POLICE)
        if side_role := _SIDE_ROLES.get(organisation.side):
            roles.add(side_role)
        if membership.is_partnership_manager:
            roles.add(Role.PARTNERSHIP_MANAGER)
        if membership.is_administrator:
            roles.add(Role.ORGANISATION_ADMINISTRATOR)
    if person.site_role is not None:
        roles.add(person.site_role)
        audiences |= _SITE_AUDIENCES.get(person.site_role, frozenset())
    return Actor(
        person_id=person.id,
        name=person.name,
        organisation_id=organisation.id if organisation else None,
        side=organisation.side.value if organisation else "",
        is_sample=person.is_sample,
        roles=frozenset(roles),
        audiences=frozenset(audiences),
    )


def address_of(person_id: int, to_new_address: bool) -> str | None:
    """Where letters to the person go. A closed account has no address."""
    person = db.session.get(Person, person_id)
    if person is None or person.closed_at is not None:
        return None
    return person.new_email if to_new_address else person.email
