"""Who weighs full responses, and who sees what of it.

- The owners of the listing and the assessors they named see who has scored. The responder's side sees nothing, nor does
  an owner or assessor who has recused themself.
- Somebody who has scored sees the scores of others; an owner who does not score sees them once all have scored.
- A note is read by its writer alone.
"""

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor
from app.core.policy import require
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing
from app.listings.models import Party as ListingParty
from app.responses import policy
from app.responses.assessment.models import Assessment, ListingAssessor
from app.responses.models import RESPONSE_TRANSITIONS, Party, Response


def can_name(actor: Actor, listing: Listing) -> bool:
    """An owner of the listing, once it has been published."""
    return listing.state in listings.SHOWN_STATES and ListingParty.OWNER in listings.parties(actor, listing)


def can_read(actor: Actor, response: Response) -> bool:
    """Whether the actor may see where the assessment of a full response stands."""
    return response.full_sent_at is not None and bool(
        policy.parties(actor, response) & {Party.OWNER, Party.ASSESSOR}
    )


def own(actor: Actor, response: Response) -> Assessment | None:
    """What the actor has said of the response."""
    mine = select(Assessment).where(
        Assessment.response_id == response.id, Assessment.person_id == actor.person_id
    )
    return db.session.scalar(mine)


def still_to_score(response: Response) -> list[int]:
    """The people named as assessors, and still colleagues, who have neither scored nor recused themselves."""
    said = select(Assessment.person_id).where(Assessment.response_id == response.id)
    named = select(ListingAssessor.person_id).where(
        ListingAssessor.listing_id == response.listing_id, ListingAssessor.person_id.not_in(said)
    )
    people = set(db.session.scalars(named))
    if not people:
        return []
    standing = {
        person.id for person in db.session.scalars(listings.colleagues(response.listing.organisation_id))
    }
    return sorted(people & standing)


def may_see_scores(actor: Actor, response: Response) -> bool:
    """Whether the actor may see what others have scored."""
    if not can_read(actor, response):
        return False
    mine = own(actor, response)
    has_scored = mine is not None and bool(mine.scores)
    return has_scored or (Party.OWNER in policy.parties(actor, response) and not still_to_score(response))


def access_assessment(actor: Actor, id: int, act: str = "read") -> Response:
    """The response numbered `id`, if the actor may see its assessment and is one of those who may do `act`.

    Raises NotFound, Refused, WrongState.
    """
    response = policy.access_response(actor, id)
    held = policy.parties(actor, response)
    if not held & {Party.OWNER, Party.ASSESSOR, Party.RECUSED}:
        raise NotFound
    if act == "recuse":
        RESPONSE_TRANSITIONS.require(act, response.state, held)
        return response
    require(Party.RECUSED not in held, "You have declared a conflict of interest.")
    if response.full_sent_at is None:
        raise NotFound
    if act != "read":
        RESPONSE_TRANSITIONS.require(act, response.state, held)
    return response


def access_listing_to_name(actor: Actor, id: int) -> Listing:
    """The listing numbered `id`, if the actor may name its assessors. Raises NotFound and Refused."""
    listing: Listing = listings.access_listing(actor, id)
    require(can_name(actor, listing))
    return listing
