"""Who may post a brief, and the loader of one. The rest is the rule of every listing."""

from sqlalchemy import Select

from app.briefs.models import Brief
from app.core.actor import Actor, Role
from app.listings import policy as listings


def can_create(actor: Actor) -> bool:
    """Verified people of police organisations post briefs."""
    return actor.has(Role.POLICE) and actor.organisation_id is not None


def readable_by(actor: Actor) -> Select[Brief]:
    """The briefs that the actor may read."""
    return listings.readable_by(actor, Brief)


def access_brief(actor: Actor, id: int, act: str = "read") -> Brief:
    """The brief, if the actor may do `act`. Raises NotFound, Refused, WrongState."""
    return listings.access_listing(actor, id, act, model=Brief)
