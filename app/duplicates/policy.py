"""Who may ask to join a brief, who may answer that, and who may read it."""

from sqlalchemy import Select, exists, false, or_, select
from werkzeug.exceptions import NotFound

from app.briefs.models import Brief
from app.core.actor import Actor
from app.duplicates.models import CO_SPONSOR_TRANSITIONS, CoSponsor, CoSponsorState, Party
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing, ListingState
from app.listings.models import Party as ListingParty

# A brief can be joined until its work is awarded or it has ended.
JOINABLE = (ListingState.IN_REVIEW, ListingState.PUBLISHED)
STANDING = (CoSponsorState.ASKED, CoSponsorState.AGREED)


def parties(actor: Actor, asked: CoSponsor) -> frozenset[Party]:
    """What the actor is to it: an owner of the one brief or of the other."""
    held = set()
    if ListingParty.OWNER in listings.parties(actor, asked.draft):
        held.add(Party.ASKER)
    if ListingParty.OWNER in listings.parties(actor, asked.brief):
        held.add(Party.OWNER)
    return frozenset(held)


def can_answer(actor: Actor, brief: Brief) -> bool:
    """Who may edit the draft says what is to become of it."""
    return listings.can_edit(actor, brief)


def why_not_join(actor: Actor, draft: Brief, brief: Brief) -> str:
    """Why the actor cannot ask that `draft` be joined to `brief`, in words for the page; empty when they can."""
    reason = ""
    if not can_answer(actor, draft):
        reason = "Only the owners of a draft ask that it be joined to another brief."
    elif brief.organisation_id == draft.organisation_id:
        reason = "That brief is your own organisation’s: extend it, or say what is different."
    elif brief.state not in JOINABLE or not listings.can_read(actor, brief):
        reason = "That brief can no longer be joined."
    elif _stands_beside(draft.organisation_id, brief):
        reason = "Your organisation stands beside that brief already, or waits for its answer."
    return reason


def can_join(actor: Actor, draft: Brief, brief: Brief) -> bool:
    """An owner of a draft, to an open brief of another organisation, once for each organisation."""
    return not why_not_join(actor, draft, brief)


def can_agree(actor: Actor, asked: CoSponsor) -> bool:
    """An owner of the brief, while it waits and both briefs are where they were."""
    return is_live(asked) and CO_SPONSOR_TRANSITIONS.allows("agree", asked.state, parties(actor, asked))


def can_decline(actor: Actor, asked: CoSponsor) -> bool:
    """An owner of the brief, while it waits."""
    return CO_SPONSOR_TRANSITIONS.allows("decline", asked.state, parties(actor, asked))


def can_withdraw(actor: Actor, asked: CoSponsor) -> bool:
    """An owner of the draft, while it waits."""
    return CO_SPONSOR_TRANSITIONS.allows("withdraw", asked.state, parties(actor, asked))


def is_live(asked: CoSponsor) -> bool:
    """Whether the brief can still be joined and the draft is still one."""
    return asked.brief.state in JOINABLE and asked.draft.state is ListingState.DRAFT


def readable_by(actor: Actor) -> Select[CoSponsor]:
    """Those that the actor may read: the owners of either brief."""
    if not actor.is_member:
        return select(CoSponsor).where(false())
    owned = select(Listing.id).where(listings.owned_by(actor))
    return select(CoSponsor).where(or_(CoSponsor.brief_id.in_(owned), CoSponsor.draft_id.in_(owned)))


def can_read(actor: Actor, asked: CoSponsor) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(CoSponsor.id == asked.id)) is not None


def access_co_sponsor(actor: Actor, id: int, act: str = "read") -> CoSponsor:
    """The one numbered `id`, if the actor may read it and is one of those who may do `act`.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    found = None
    if id <= listings.LARGEST_ID:
        found = db.session.scalar(readable_by(actor).where(CoSponsor.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        CO_SPONSOR_TRANSITIONS.require(act, found.state, parties(actor, found))
    return found


def _stands_beside(organisation_id: int, brief: Brief) -> bool:
    standing = exists().where(
        CoSponsor.brief_id == brief.id,
        CoSponsor.organisation_id == organisation_id,
        CoSponsor.state.in_(STANDING),
    )
    return bool(db.session.scalar(select(standing)))
