"""The lessons that fit a response: where it is written, at the place ("responding", the listing's number), and where
the owners of the listing decide about it, at ("response", its number)."""

from collections.abc import Collection

from flask import url_for

from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons.fitting import Facts
from app.lessons.panels import for_place
from app.lessons.places import Kind, Link, Numbers, Place, links_by
from app.listings import policy as listings
from app.listings.models import Listing
from app.matching.lessons_panel import facts_of
from app.responses import policy
from app.responses.models import OPEN_STATES, Party, Response

WRITING, DECIDING = "responding", "response"


def may_write(actor: Actor, listing_id: int) -> bool:
    """Whoever may respond to the listing, or writes a full response to it now."""
    listing = db.session.scalar(listings.readable_by(actor).where(Listing.id == listing_id))
    if listing is None:
        return False
    sent = policy.sent_by(actor).where(Response.listing_id == listing_id, Response.state.in_(OPEN_STATES))
    return policy.can_respond(actor, listing) or db.session.scalar(sent) is not None


def may_decide(actor: Actor, id: int) -> bool:
    """The owners of the listing, until they have decided."""
    found = db.session.scalar(policy.readable_by(actor).where(Response.id == id))
    return found is not None and _decides(actor, found)


def while_writing(actor: Actor, listing: Listing, response: Response | None = None) -> Panel | None:
    """The lessons that fit best what is offered or asked, beside an interest or the draft of a full response."""
    facts = facts_of(listing)
    if response is not None:
        facts = facts.together_with(_words_of(response))
    return for_place(actor, Place(WRITING, str(listing.id)), facts, "Lessons for this response")


def while_deciding(actor: Actor, response: Response) -> Panel | None:
    """The same for the owners, beside their answer."""
    if not _decides(actor, response):
        return None
    facts = facts_of(response.listing).together_with(_words_of(response))
    return for_place(actor, Place(DECIDING, str(response.id)), facts, "Lessons before you answer")


def _decides(actor: Actor, response: Response) -> bool:
    return response.state in OPEN_STATES and Party.OWNER in policy.parties(actor, response)


def _words_of(response: Response) -> Facts:
    return Facts(words="\n".join((response.why, response.contribution, response.first_step)))


def _own(actor: Actor, of_listings: Collection[Numbers]) -> dict[Numbers, Link]:
    """The responses that the actor has sent: that somebody else writes one is not known before it is sent."""
    numbers = [number for (number,) in of_listings]
    sent = policy.sent_by(actor).where(Response.listing_id.in_(numbers)).order_by(Response.id)
    return {
        (each.listing_id,): Link(
            f"Your response to {each.listing.organisation.name}", url_for("responses.show", id=each.id)
        )
        for each in db.session.scalars(sent)
    }


def _to_response(response: Response) -> Link:
    return Link(f"Response from {response.organisation.name}", url_for("responses.show", id=response.id))


KINDS = {
    WRITING: Kind(
        may_write,
        "response in writing",
        "responses in writing",
        _own,
    ),
    DECIDING: Kind(
        may_decide,
        "response received",
        "responses received",
        links_by(policy.readable_by, Response, _to_response),
    ),
}
