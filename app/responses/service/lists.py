"""The lists of responses that desks and pages show."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.core.actor import Actor
from app.extensions import db
from app.listings.models import Listing
from app.responses import policy
from app.responses.models import OPEN_STATES, WAITING_STATES, Response
from app.responses.service.writing import senders


def waiting_for(actor: Actor) -> Sequence[Response]:
    """The responses that wait for the actor's answer, oldest first."""
    waiting = policy.owned_by(actor).where(Response.state.in_(WAITING_STATES))
    return db.session.scalars(_with_names(waiting).order_by(Response.created_at, Response.id)).all()


def mine(actor: Actor) -> Sequence[Response]:
    """The responses that the actor sent, or for a manager their organisation sent or joined; newest first."""
    taken_part = select(Response).where(
        or_(
            Response.id.in_(policy.sent_by(actor).with_only_columns(Response.id)),
            Response.id.in_(policy.joined_by(actor).with_only_columns(Response.id)),
        )
    )
    ordered = _with_names(taken_part).order_by(Response.created_at.desc(), Response.id.desc())
    return db.session.scalars(ordered).all()


def to_listing(actor: Actor, listing: Listing) -> Sequence[Response]:
    """The responses to a listing that the actor may read, those that wait first."""
    of_it = _with_names(policy.readable_by(actor)).where(Response.listing_id == listing.id)
    found = db.session.scalars(of_it.order_by(Response.created_at, Response.id)).all()
    return sorted(found, key=lambda response: not response.is_waiting)


def responders(listing: Listing) -> list[Person]:
    """Those whose response is open: what is said to everybody about the listing concerns them."""
    undecided = select(Response).where(Response.listing_id == listing.id, Response.state.in_(OPEN_STATES))
    return [person for response in db.session.scalars(undecided) for person in senders(response)]


def _with_names(query: Select[Response]) -> Select[Response]:
    return query.options(
        selectinload(Response.listing).selectinload(Listing.organisation),
        selectinload(Response.organisation),
        selectinload(Response.responder),
    )
