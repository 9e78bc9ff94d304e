"""Who may see and decide the membership of an organisation."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from app.accounts.models import MEMBERSHIP_TRANSITIONS, Membership, MembershipState, Party
from app.core.actor import Actor, Role
from app.core.policy import require
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.policy import access_organisation


def has_administrator(organisation_id: int) -> bool:
    """Whether somebody administers the organisation."""
    return bool(db.session.scalar(select(_administered(organisation_id))))


def _administered(organisation_id: Any) -> ColumnElement[bool]:
    other = aliased(Membership)
    return (
        select(other.id)
        .where(
            other.organisation_id == organisation_id,
            other.state == MembershipState.APPROVED,
            other.is_administrator.is_(True),
        )
        .exists()
    )


def administers(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor is an administrator of that very organisation."""
    return actor.organisation_id == organisation_id and actor.has(Role.ORGANISATION_ADMINISTRATOR)


def parties(actor: Actor, membership: Membership) -> frozenset[Party]:
    """What the actor is to the membership. Nobody is the reviewer of their own."""
    held: set[Party] = set()
    own = actor.person_id is not None and actor.person_id == membership.person_id
    if own:
        held.add(Party.PERSON)
    if administers(actor, membership.organisation_id):
        held.add(Party.ORGANISATION_ADMINISTRATOR)
    if actor.has(Role.REVIEWER) and not own and not has_administrator(membership.organisation_id):
        held.add(Party.REVIEWER)
    return frozenset(held)


def readable_by(actor: Actor) -> Select[Membership]:
    """Their own; all of the organisation they administer; its members for its partnership managers; and for
    reviewers those of organisations that nobody administers."""
    rules: list[ColumnElement[bool]] = [false()]
    if actor.person_id is not None:
        rules.append(Membership.person_id == actor.person_id)
    if actor.organisation_id is not None and actor.has(Role.ORGANISATION_ADMINISTRATOR):
        rules.append(Membership.organisation_id == actor.organisation_id)
    if actor.organisation_id is not None and actor.has(Role.PARTNERSHIP_MANAGER):
        mine = Membership.organisation_id == actor.organisation_id
        rules.append(mine & (Membership.state == MembershipState.APPROVED))
    if actor.has(Role.REVIEWER):
        rules.append(~_administered(Membership.organisation_id))
    return select(Membership).where(or_(*rules))


def can_read(actor: Actor, membership: Membership) -> bool:
    """Whether the actor may see the membership."""
    return db.session.scalar(readable_by(actor).where(Membership.id == membership.id)) is not None


def can_see_members(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor may open the organisation's page of members."""
    return actor.manages(organisation.id) or can_decide_for(actor, organisation.id)


def can_decide_for(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor approves the organisation's members: an administrator of it, or a reviewer while
    there is none."""
    if administers(actor, organisation_id):
        return True
    return actor.has(Role.REVIEWER) and not has_administrator(organisation_id)


def can_see_addresses(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor sees the members' email addresses as well as their names and posts."""
    return can_decide_for(actor, organisation.id)


def _can(act: str, actor: Actor, membership: Membership) -> bool:
    return MEMBERSHIP_TRANSITIONS.allows(act, membership.state, parties(actor, membership))


def can_approve(actor: Actor, membership: Membership) -> bool:
    return _can("approve", actor, membership)


def can_refuse(actor: Actor, membership: Membership) -> bool:
    return _can("refuse", actor, membership)


def can_change_roles(actor: Actor, membership: Membership) -> bool:
    return _can("change_roles", actor, membership)


def can_end(actor: Actor, membership: Membership) -> bool:
    return _can("end", actor, membership)


def acts(actor: Actor, membership: Membership) -> list[str]:
    """The acts open to the actor, for the buttons of a page."""
    return MEMBERSHIP_TRANSITIONS.acts(membership.state, parties(actor, membership))


def access_membership(actor: Actor, membership_id: int, act: str = "read") -> Membership:
    """The membership, when the actor may do `act` to it. Raises NotFound when they may not see it, Refused
    when they may not do it, WrongState when it has moved on."""
    membership = db.session.scalar(readable_by(actor).where(Membership.id == membership_id))
    if membership is None:
        raise NotFound
    if act != "read":
        MEMBERSHIP_TRANSITIONS.require(act, membership.state, parties(actor, membership))
    return membership


def access_members(actor: Actor, slug: str) -> Organisation:
    """The organisation, when the actor may see its members. Raises NotFound, Refused."""
    organisation = access_organisation(actor, slug)
    require(can_see_members(actor, organisation), "Only those who manage this organisation see its members.")
    return organisation
