"""Work in which nothing happens: marked by the clock, cleared by whatever somebody does in it (service/changing.py)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from app.collaborations import policy as collaborations
from app.collaborations.models import RUNS, Collaboration, Confirmation, Event
from app.collaborations.running import letters, policy
from app.collaborations.service.changing import lock, note
from app.collaborations.service.facts import tell
from app.core import clock
from app.core.actor import CLOCK, Actor
from app.extensions import db

C = Collaboration
# The rule of our own: so long without anything that somebody did.
SILENCE = timedelta(days=30)


def mark_stalled() -> None:
    """The worker calls this once a day: work that has been silent for 30 days is stalled, and both sides hear of it
    with their daily letter, once. What the site noticed by itself is no sign of life."""
    since = clock.now() - SILENCE
    last = select(func.max(Event.at)).where(
        Event.collaboration_id == C.id, Event.organisation_id.is_not(None)
    )
    latest = last.correlate(C).scalar_subquery()
    silent = select(C).where(
        C.status.in_(RUNS),
        C.confirmation == Confirmation.CONFIRMED,
        C.stalled_at.is_(None),
        # What stood before events were kept counts from the day on which it came here.
        C.created_at <= since,
        or_(latest.is_(None), latest <= since),
    )
    for collaboration in db.session.scalars(silent.order_by(C.id)).all():
        if policy.is_asked(collaboration):
            _stall(collaboration)


def _stall(collaboration: C) -> None:
    lock(collaboration)
    if "stall" not in policy.acts(CLOCK, collaboration):
        return
    collaboration.stalled_at = clock.now()
    told = f"Stalled: nothing has happened for {SILENCE.days} days"
    note(CLOCK, collaboration, "stall", told, fields=["stalled_at"])
    one, other = collaboration.organisations
    tell(
        letters.contacts_and_managers(collaboration),
        collaboration,
        "A collaboration of yours has stalled",
        f"Nothing has been written in the collaboration of {one.name} and {other.name} for {SILENCE.days} days. Say "
        "how it stands, move something on, or close it:",
        in_digest=True,
    )


def stalled_for(actor: Actor) -> Sequence[C]:
    """The stalled work of the organisation that the actor manages, the longest silent first: the broker's queue."""
    if not actor.manages(actor.organisation_id):
        return ()
    rows = collaborations.taken_part_in(actor).where(C.stalled_at.is_not(None), C.status.in_(RUNS))
    with_names = rows.options(selectinload(C.police_organisation), selectinload(C.academic_organisation))
    return db.session.scalars(with_names.order_by(C.stalled_at, C.id)).all()
