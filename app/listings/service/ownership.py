"""Verbs on whose a listing is: handing over and co-owners. A listing always belongs to its organisation."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import or_, select

from app.accounts.models import Person
from app.core import audit, mail
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings.models import OPEN_STATES, Listing, ListingCoOwner
from app.listings.policy import is_colleague
from app.listings.service.writing import begin, finish, link, owners, tell

L = TypeVar("L", bound=Listing)
# (actor, organisation id, from, to) -> how many items were handed over.
HandOverHook = Callable[[Actor, int, Person, Person], int]
_hand_over_hooks: list[HandOverHook] = []


def register_hand_over(hook: HandOverHook) -> None:
    """Let a higher room hand over its own items in the same act.

    `hook(actor, organisation_id, from, to)` moves the open items that the person has in that organisation and
    answers how many. Permission has been checked by then.
    """
    if hook not in _hand_over_hooks:
        _hand_over_hooks.append(hook)


def hand_over(actor: Actor, *, listing: L, to_person: Person) -> L:
    """Make a colleague the poster. Raises Refused, WrongState, FieldError when it is no colleague."""
    begin(actor, "hand_over", listing)
    _need_colleague(to_person, listing.organisation_id, "person")
    if to_person.id == listing.poster_id:
        raise FieldError("person", f"{to_person.name} has it already. Choose another colleague")
    before = owners(listing)
    _give(listing, to_person)
    word = listing.kind.value
    tell(
        [to_person],
        actor,
        subject=f"A {word} has been handed over to you",
        body=f"A {word} of your organisation is yours now:\n{link(listing)}",
    )
    tell(
        [person for person in before if person.id != to_person.id],
        actor,
        subject=f"Your {word} has been handed over",
        body=f"A {word} of yours has been handed over to a colleague:\n{link(listing)}",
    )
    finish(actor, "hand_over", listing, fields=["poster_id"], detail=f"to {to_person.id}")
    return listing


def can_hand_over_all(actor: Actor, from_person_id: int) -> bool:
    """Whether the actor may hand over all that the person has: it is theirs, or the actor manages it."""
    return actor.organisation_id is not None and (
        actor.person_id == from_person_id or actor.manages(actor.organisation_id)
    )


def hand_over_all(actor: Actor, *, from_person: Person, to_person: Person) -> int:
    """Give a colleague every open item that `from_person` has in the actor's organisation, in one act.

    `from_person` may have left. Answers how many items were moved. Raises Refused, FieldError.
    """
    organisation_id = actor.organisation_id
    require(can_hand_over_all(actor, from_person.id))
    assert organisation_id is not None
    _need_colleague(to_person, organisation_id, "to_person")
    if from_person.id == to_person.id:
        raise FieldError("to_person", "Choose somebody else to take them over")
    moved = 0
    for listing in open_items(organisation_id, from_person):
        if listing.poster_id == from_person.id:
            _give(listing, to_person)
        elif listing.poster_id == to_person.id or to_person in listing.co_owners:
            listing.co_owners.remove(from_person)
        else:
            listing.co_owners = [to_person if p is from_person else p for p in listing.co_owners]
        finish(actor, "hand_over", listing, fields=["poster_id", "co_owners"], detail=f"to {to_person.id}")
        moved += 1
    moved += sum(hook(actor, organisation_id, from_person, to_person) for hook in _hand_over_hooks)
    audit.record(actor, "listings.hand_over_all", from_person, detail=f"{moved} to {to_person.id}")
    if moved:
        many = "1 open item has" if moved == 1 else f"{moved} open items have"
        tell(
            [to_person],
            actor,
            subject="Work has been handed over to you",
            body=f"{many} been handed over to you by your organisation:\n{mail.link('desk.show')}",
        )
    db.session.flush()
    return moved


def open_items(organisation_id: int, person: Person) -> list[Listing]:
    """The open listings of an organisation that the person posted or co-owns."""
    co_owned = select(ListingCoOwner.listing_id).where(ListingCoOwner.person_id == person.id)
    query = select(Listing).where(
        Listing.organisation_id == organisation_id,
        Listing.state.in_(OPEN_STATES),
        or_(Listing.poster_id == person.id, Listing.id.in_(co_owned)),
    )
    return list(db.session.scalars(query.order_by(Listing.id)))


def add_co_owner(actor: Actor, *, listing: L, person: Person) -> L:
    """Let a colleague edit it and see its drafts and responses. Raises Refused, WrongState, FieldError."""
    begin(actor, "add_co_owner", listing)
    _need_colleague(person, listing.organisation_id, "person")
    if person.id == listing.poster_id or person in listing.co_owners:
        raise FieldError("person", f"{person.name} is an owner already")
    listing.co_owners.append(person)
    word = listing.kind.value
    tell(
        [person],
        actor,
        in_digest=True,
        subject=f"You are a co-owner of a {word}",
        body=f"You can edit a {word} of your organisation and see its responses:\n{link(listing)}",
    )
    finish(actor, "add_co_owner", listing, fields=["co_owners"], detail=f"person {person.id}")
    return listing


def remove_co_owner(actor: Actor, *, listing: L, person: Person) -> L:
    """Take a co-owner's part away. Raises Refused, WrongState, FieldError."""
    begin(actor, "remove_co_owner", listing)
    if person not in listing.co_owners:
        raise FieldError("person", "That person is not a co-owner")
    listing.co_owners.remove(person)
    finish(actor, "remove_co_owner", listing, fields=["co_owners"], detail=f"person {person.id}")
    return listing


def _give(listing: Listing, person: Person) -> None:
    if person in listing.co_owners:
        listing.co_owners.remove(person)
    listing.poster = person
    listing.poster_id = person.id


def _need_colleague(person: Person, organisation_id: int, field: str) -> None:
    if not is_colleague(person, organisation_id):
        raise FieldError(field, "Choose an approved member of the organisation")
