"""Membership of an organisation: asked for, then approved by somebody who checked."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts import letters, policy
from app.accounts.models import MEMBERSHIP_TRANSITIONS, Membership, MembershipState, Person
from app.core import audit, clock
from app.core.actor import Actor, Role
from app.core.errors import FieldError
from app.core.models import AuditKind
from app.core.policy import require
from app.extensions import db
from app.organisations.models import Organisation


def organisations_named(text: str, *, most: int = 30) -> Sequence[Organisation]:
    """Organisations whose name holds every word of `text`, in the order of their names."""
    query = select(Organisation).order_by(Organisation.name)
    for word in text.split()[:10]:
        query = query.where(Organisation.name.icontains(word, autoescape=True))
    return db.session.scalars(query.limit(most)).all()


def request_membership(actor: Actor, *, person: Person, organisation: Organisation) -> Membership:
    """The person waits for approval by the organisation. Raises FieldError while they belong to one."""
    require(actor.person_id == person.id)
    db.session.refresh(person, with_for_update=True)
    if person.membership is not None:
        raise FieldError(
            "organisation", "You can belong to one organisation at a time. End that membership first"
        )
    membership = Membership(person=person, organisation=organisation, state=MembershipState.REQUESTED)
    db.session.add(membership)
    db.session.flush()
    audit.record(actor, "accounts.request_membership", membership)
    letters.membership_asked(membership, _deciders(organisation.id))
    return membership


def _deciders(organisation_id: int) -> list[int]:
    administrators = db.session.scalars(
        select(Membership.person_id).where(
            Membership.organisation_id == organisation_id,
            Membership.state == MembershipState.APPROVED,
            Membership.is_administrator.is_(True),
        )
    ).all()
    reviewers = select(Person.id).where(Person.site_role == Role.REVIEWER, Person.closed_at.is_(None))
    return list(administrators or db.session.scalars(reviewers).all())


def approve(
    actor: Actor,
    *,
    membership: Membership,
    is_partnership_manager: bool,
    is_administrator: bool,
    how_checked: str = "",
) -> Membership:
    """The person is a member, with these roles. A reviewer must say how they were checked: FieldError."""
    target = _target(actor, "approve", membership)
    if not how_checked and not policy.administers(actor, membership.organisation_id):
        raise FieldError("how_checked", "Enter how you checked who this person is and where they work")
    _decide(actor, membership, target)
    membership.is_partnership_manager = is_partnership_manager
    membership.is_administrator = is_administrator
    membership.how_checked = how_checked
    audit.record(
        actor, "accounts.approve", membership, fields=["state", "how_checked"], detail=_roles(membership)
    )
    audit.note(actor, "accounts.roles", AuditKind.SECURITY, thing=membership, detail=_roles(membership))
    letters.membership_decided(
        membership, f"You are now a member of {membership.organisation.name} on Common Ground."
    )
    return membership


def refuse(actor: Actor, *, membership: Membership, reason: str) -> Membership:
    """The request is refused, and the person told why."""
    target = _target(actor, "refuse", membership)
    _decide(actor, membership, target)
    membership.reason = reason
    audit.record(actor, "accounts.refuse", membership, fields=["state", "reason"])
    letters.membership_decided(
        membership, f"Your request to join {membership.organisation.name} was refused."
    )
    return membership


def change_roles(
    actor: Actor, *, membership: Membership, is_partnership_manager: bool, is_administrator: bool
) -> Membership:
    """The member holds these roles in the organisation from the next page on."""
    _target(actor, "change_roles", membership)
    given = {"is_partnership_manager": is_partnership_manager, "is_administrator": is_administrator}
    changed = [field for field, value in given.items() if getattr(membership, field) != value]
    if not changed:
        return membership
    for field in changed:
        setattr(membership, field, given[field])
    audit.record(actor, "accounts.change_roles", membership, fields=changed, detail=_roles(membership))
    audit.note(actor, "accounts.roles", AuditKind.SECURITY, thing=membership, detail=_roles(membership))
    if actor.person_id != membership.person_id:
        letters.membership_decided(
            membership, f"Your roles in {membership.organisation.name} are now: {_roles(membership)}."
        )
    db.session.flush()
    return membership


def end(actor: Actor, *, membership: Membership, reason: str = "") -> Membership:
    """The membership, or the request for it, is over. Whoever ends another's must say why: FieldError."""
    target = _target(actor, "end", membership)
    own = actor.person_id == membership.person_id
    if not own and not reason:
        raise FieldError("reason", "Enter a reason. The person is told it")
    _decide(actor, membership, target)
    membership.reason = reason
    membership.is_partnership_manager = membership.is_administrator = False
    audit.record(actor, "accounts.end", membership, fields=["state", "reason"])
    if not own:
        letters.membership_decided(
            membership, f"Your membership of {membership.organisation.name} has been ended."
        )
    return membership


def _target(actor: Actor, act: str, membership: Membership) -> MembershipState:
    # Locked first: of two who decide at once, the second finds what the first has decided.
    db.session.refresh(membership, with_for_update=True)
    parties = policy.parties(actor, membership)
    return MembershipState(MEMBERSHIP_TRANSITIONS.require(act, membership.state, parties))


def _decide(actor: Actor, membership: Membership, target: MembershipState) -> None:
    membership.state = target
    membership.decided_by_id = actor.person_id
    membership.decided_at = clock.now()
    db.session.flush()


def _roles(membership: Membership) -> str:
    held = [
        name
        for name, holds in (
            ("partnership manager", membership.is_partnership_manager),
            ("administrator", membership.is_administrator),
        )
        if holds
    ]
    return ", ".join(["member", *held])


def waiting_memberships(actor: Actor) -> Sequence[Membership]:
    """The requests that wait for this actor's decision, oldest first, with their people and organisations."""
    if not actor.has(Role.ORGANISATION_ADMINISTRATOR, Role.REVIEWER):
        return []
    found = db.session.scalars(
        policy.readable_by(actor)
        .where(Membership.state == MembershipState.REQUESTED, Membership.person_id != actor.person_id)
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
        .order_by(Membership.created_at, Membership.id)
    ).all()
    return [membership for membership in found if policy.can_approve(actor, membership)]


def members_of(actor: Actor, organisation: Organisation, *states: MembershipState) -> Sequence[Membership]:
    """The memberships of the organisation that the actor may see, in the order of people's names."""
    return db.session.scalars(
        policy.readable_by(actor)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation.id, Membership.state.in_(states))
        .options(contains_eager(Membership.person))
        .order_by(Person.name, Membership.id)
    ).all()
