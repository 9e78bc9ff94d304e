"""Who may post a brief, and the loader of one. The rest is the rule of every listing."""

from sqlalchemy import Select

from app.briefs.models import Brief, Scorer
from app.briefs.priority import scores_by
from app.core.actor import Actor, Role
from app.listings import policy as listings
from app.listings.models import ListingState, Party

MAY_NOT_POST = "Only verified people of police organisations post briefs."


def can_create(actor: Actor) -> bool:
    """Verified people of police organisations post briefs."""
    return actor.has(Role.POLICE) and actor.organisation_id is not None


def readable_by(actor: Actor) -> Select[Brief]:
    """The briefs that the actor may read."""
    return listings.readable_by(actor, Brief)


def access_brief(actor: Actor, id: int, act: str = "read") -> Brief:
    """The brief, if the actor may do `act`. Raises NotFound, Refused, WrongState."""
    return listings.access_listing(actor, id, act, model=Brief)


def sees_owner_scores(actor: Actor, brief: Brief) -> bool:
    """Who reads the brief sees how its owner scored it; but not its reviewer, who has yet to score it."""
    judges = brief.state is ListingState.IN_REVIEW and Party.REVIEWER in listings.parties(actor, brief)
    return not judges or scores_by(brief, Scorer.REVIEWER) is not None


def gaps(actor: Actor) -> Select[Brief]:
    """The briefs shown that no published research interest fits, as far as the actor may read them."""
    return readable_by(actor).where(Brief.no_research_interest_fits, Brief.state.in_(listings.SHOWN_STATES))
