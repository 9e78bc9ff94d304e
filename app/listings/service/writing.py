"""What every verb on a listing does: hold the row, check the act, leave the audit row, tell its people."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from app.accounts.models import Membership, MembershipState, Person
from app.core import audit, mail
from app.core.actor import Actor, Audience
from app.extensions import db
from app.listings.models import LISTING_TRANSITIONS, Listing, ListingState
from app.listings.policy import colleagues, parties

# Who follows a listing without owning it.
Followers = Callable[[Listing], Iterable[Person]]
_followers: list[Followers] = []


def register_followers(found: Followers) -> None:
    """Let a higher room name people whom what happens to a listing concerns: those who responded to it."""
    if found not in _followers:
        _followers.append(found)


def followers(listing: Listing) -> list[Person]:
    """The people whom higher rooms name, each once."""
    return list({person.id: person for found in _followers for person in found(listing)}.values())


def begin(actor: Actor, act: str, listing: Listing) -> ListingState:
    """Hold the listing's row until the transaction ends and answer the state that `act` leads to.

    Raises Refused and WrongState.
    """
    db.session.flush()
    # Two acts at once on PostgreSQL: the later one judges the state that the earlier one left.
    db.session.refresh(listing, ["state", "version", "waiting_responses"], with_for_update={"of": Listing})
    return ListingState(LISTING_TRANSITIONS.require(act, listing.state, parties(actor, listing)))


def finish(actor: Actor, act: str, listing: Listing, *, fields: Iterable[str] = (), detail: str = "") -> None:
    """Leave the audit row and send what changed to the database."""
    audit.record(actor, f"{listing.kind.value}s.{act}", listing, fields=fields, detail=detail)
    db.session.flush()


def owners(listing: Listing) -> list[Person]:
    """Poster and co-owners who are still members of the listing's organisation."""
    wanted = {person.id for person in listing.co_owners}
    if listing.poster_id is not None:
        wanted.add(listing.poster_id)
    members = colleagues(listing.organisation_id).where(Person.id.in_(wanted))
    return list(db.session.scalars(members))


def managers(listing: Listing) -> list[Person]:
    """Partnership managers and administrators of the listing's organisation."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == listing.organisation_id,
            Membership.state == MembershipState.APPROVED,
            Membership.is_partnership_manager | Membership.is_administrator,
            Person.closed_at.is_(None),
        )
    )
    return list(db.session.scalars(query))


def link(listing: Listing, act: str = "show") -> str:
    """The full address of the listing's page, or of the page of an act on it."""
    return mail.link(f"{listing.kind.value}s.{act}", id=listing.id)


def tell(people: Iterable[Person], actor: Actor, *, subject: str, body: str, in_digest: bool = False) -> None:
    """Queue one letter for each of `people` but the actor."""
    for person in people:
        if person.id != actor.person_id:
            mail.queue(person.id, subject=subject, body=body, in_digest=in_digest)


def ours(listing: Listing) -> str:
    """The listing as its owners' mail may name it: by title only when anyone may read it."""
    kind = listing.kind.value
    if listing.audience is Audience.PUBLIC and listing.is_open:
        return f"your {kind} “{listing.title}”"
    return f"{'an' if kind == 'offer' else 'a'} {kind} of yours"


def theirs(listing: Listing) -> str:
    """The listing as mail to others may name it: by title only when anyone may read it."""
    kind = listing.kind.value
    if listing.audience is Audience.PUBLIC and listing.is_open:
        return f"the {kind} “{listing.title}”"
    return f"{'an' if kind == 'offer' else 'a'} {kind} of {listing.organisation.name}"
