"""Who may read a listing and do what to it. Briefs and offers use the same rules with their own model."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Select, and_, exists, false, or_, select
from sqlalchemy.sql.elements import ColumnElement
from werkzeug.exceptions import NotFound

from app.accounts.models import Membership, MembershipState, Person
from app.core.actor import CLOCK, Actor, Role
from app.extensions import db
from app.listings.models import LISTING_TRANSITIONS, Listing, ListingCoOwner, ListingState, Party

L = TypeVar("L", bound=Listing)
# What has passed review may be read by its audience.
SHOWN_STATES = (ListingState.PUBLISHED, ListingState.CLOSED, ListingState.EXPIRED)
REVIEWED_STATES = (ListingState.IN_REVIEW, *SHOWN_STATES)
LARGEST_ID = 2**31 - 1


def parties(actor: Actor, listing: Listing) -> frozenset[Party]:
    """What the actor is to the listing. Poster and co-owners count only while they are members of the
    organisation that posts it; a reviewer is none to what their own organisation posts."""
    if actor is CLOCK:
        return frozenset({Party.CLOCK})
    if actor.person_id is None:
        return frozenset()
    held: set[Party] = set()
    if actor.organisation_id == listing.organisation_id:
        if actor.manages(listing.organisation_id):
            held |= {Party.MANAGER, Party.OWNER}
        if actor.person_id == listing.poster_id or any(p.id == actor.person_id for p in listing.co_owners):
            held.add(Party.OWNER)
    elif actor.has(Role.REVIEWER):
        held.add(Party.REVIEWER)
    return frozenset(held)


def _can(act: str) -> Callable[[Actor, Listing], bool]:
    def can(actor: Actor, listing: Listing) -> bool:
        return LISTING_TRANSITIONS.allows(act, listing.state, parties(actor, listing))

    can.__name__ = f"can_{act}"
    return can


can_edit = _can("edit")
can_submit = _can("submit")
can_release = _can("release")
can_hold_back = _can("hold_back")
can_publish = _can("publish")
can_request_changes = _can("request_changes")
can_score = _can("score")
can_revise = _can("revise")
can_close = _can("close")
can_withdraw = _can("withdraw")
can_join = _can("join")
can_expire = _can("expire")
can_copy = _can("copy")
can_hand_over = _can("hand_over")
can_add_co_owner = _can("add_co_owner")
can_remove_co_owner = _can("remove_co_owner")


def acts(actor: Actor, listing: Listing) -> list[str]:
    """The acts open to the actor now, in the order of the table."""
    return LISTING_TRANSITIONS.acts(listing.state, parties(actor, listing))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor is an owner party of a listing."""
    own = Listing.organisation_id == (actor.organisation_id or 0)
    if actor.person_id is not None and actor.manages(actor.organisation_id):
        return own
    person = actor.person_id or 0
    co_owned = exists().where(ListingCoOwner.listing_id == Listing.id, ListingCoOwner.person_id == person)
    return and_(own, or_(Listing.poster_id == person, co_owned))


def readable_by(actor: Actor, model: type[L] = Listing) -> Select[L]:  # type: ignore[assignment]
    """The listings (of `model`) that the actor may read: a select to narrow further."""
    shown = Listing.state.in_(SHOWN_STATES)
    may: list[ColumnElement[bool]] = [and_(shown, Listing.audience.in_(actor.audiences))]
    if actor.person_id is not None and actor.organisation_id is not None:
        may.append(and_(shown, Listing.organisation_id == actor.organisation_id))
        may.append(owned_by(actor))
    if actor.person_id is not None and actor.has(Role.REVIEWER):
        review: list[ColumnElement[bool]] = [Listing.state.in_(REVIEWED_STATES)]
        if actor.organisation_id is not None:
            review.append(Listing.organisation_id != actor.organisation_id)
        may.append(and_(*review))
    return select(model).where(or_(*may))


def to_review(actor: Actor) -> Select[Listing]:
    """The listings that wait for this reviewer: all in review but those of the reviewer's own organisation."""
    waiting = select(Listing).where(Listing.state == ListingState.IN_REVIEW)
    if not actor.has(Role.REVIEWER):
        return waiting.where(false())
    return waiting.where(Listing.organisation_id != (actor.organisation_id or 0))


def can_read(actor: Actor, listing: Listing) -> bool:
    """Whether the actor may read it, by the one rule of `readable_by`."""
    return db.session.scalar(readable_by(actor).where(Listing.id == listing.id)) is not None


def access_listing(actor: Actor, id: int, act: str = "read", *, model: type[L] = Listing) -> L:  # type: ignore[assignment]
    """The listing, if the actor may do `act`: NotFound when it may not be read, Refused when it is not
    theirs to do, WrongState when it is but not now."""
    found: Any = None
    if 0 < id <= LARGEST_ID:
        found = db.session.scalar(readable_by(actor, model).where(Listing.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        LISTING_TRANSITIONS.require(act, found.state, parties(actor, found))
    listing: L = found
    return listing


def colleagues(organisation_id: int | None) -> Select[Person]:
    """The people who are members of an organisation now: whom a listing may be handed to or shared with."""
    return (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == (organisation_id or 0),
            Membership.state == MembershipState.APPROVED,
            Person.closed_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )


def is_colleague(person: Person, organisation_id: int) -> bool:
    """Whether the person is a member of the organisation now."""
    return db.session.scalar(colleagues(organisation_id).where(Person.id == person.id)) is not None
