"""How every verb on a standing collaboration begins and ends: one at a time, audited, and told on its timeline."""

from collections.abc import Sequence

from app.collaborations import policy
from app.collaborations.models import Collaboration, Event
from app.core import audit
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile
from app.extensions import db


def lock(collaboration: Collaboration) -> None:
    """Whoever comes second waits for the first on PostgreSQL, and sees what the first has left behind.

    SQLite has one writer anyway. A verb on anything that hangs on the collaboration takes this lock too.
    """
    db.session.refresh(collaboration, with_for_update={"of": Collaboration})


def begin(actor: Actor, collaboration: Collaboration, act: str, version: int | None = None) -> None:
    """Lock the collaboration for `act`. Raises Refused, WrongState, EditedMeanwhile when no longer at `version`."""
    lock(collaboration)
    policy.require(actor, collaboration, act)
    if version is not None and version != collaboration.version:
        raise EditedMeanwhile(collaboration)


def end(
    actor: Actor, collaboration: Collaboration, act: str, fields: Sequence[str], told: str
) -> Collaboration:
    """The change of `fields` is a new version, audited, and told on the timeline; without any, nothing happened."""
    if fields:
        collaboration.version += 1
        note(actor, collaboration, act, told, fields=fields)
    db.session.flush()
    return collaboration


def note(
    actor: Actor, collaboration: Collaboration, act: str, told: str, *, fields: Sequence[str] = ()
) -> None:
    """The act is audited, and the timeline tells it in the words `told`, which both sides may read.

    It is no new version: what hangs on a collaboration changes without disturbing who edits its description.
    What somebody did, and not the site by itself, ends a stall.
    """
    audit.record(actor, f"collaborations.{act}", collaboration, fields=fields)
    event = Event(act=act, told=told, organisation_id=actor.organisation_id, person_id=actor.person_id)
    collaboration.events.append(event)
    if actor.organisation_id is not None:
        collaboration.stalled_at = None
