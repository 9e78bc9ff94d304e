"""Who may add a reading, and who may take one away: those who take part, and only the side that measured."""

from typing import Any

from werkzeug.exceptions import NotFound

from app.collaborations import policy
from app.collaborations.models import Collaboration, Measure, Reading
from app.core.actor import Actor
from app.core.policy import require
from app.extensions import db


def can_remove(actor: Actor, collaboration: Collaboration, reading: Reading) -> bool:
    """Nobody takes away what the other side measured."""
    may = "measure" in policy.acts(actor, collaboration)
    return may and reading.organisation_id == actor.organisation_id


def access_measure(actor: Actor, id: int) -> tuple[Collaboration, Measure]:
    """The measure `id` with its collaboration, if the actor may measure. Raises NotFound, Refused."""
    measure = _found(Measure, id)
    return policy.access_collaboration(actor, measure.collaboration_id, "measure"), measure


def access_reading(actor: Actor, id: int) -> tuple[Collaboration, Reading]:
    """The reading `id` with its collaboration, if the actor may take it away. Raises NotFound, Refused."""
    reading = _found(Reading, id)
    collaboration, _ = access_measure(actor, reading.measure_id)
    require(can_remove(actor, collaboration, reading), "Only the side that measured takes a reading away.")
    return collaboration, reading


def _found(model: type[Any], id: int) -> Any:
    found = db.session.get(model, id) if id <= policy.LARGEST_ID else None
    if found is None:
        raise NotFound
    return found
