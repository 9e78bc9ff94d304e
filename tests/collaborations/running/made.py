"""Running work and its check-ins, each in the state that a test names."""

from datetime import date

from app.collaborations.models import Status
from app.collaborations.running.models import CheckIn, CheckInState, OnTrack
from app.core import clock
from app.extensions import db
from tests import factories

STARTED = date(2026, 8, 13)
# So short ago that what began then is still small, where its mechanism is.
LATELY = date(2026, 11, 16)
NOVEMBER = date(2026, 11, 1)


def work(cast, **values):
    """Research that has run for months."""
    values.setdefault("status", Status.RUNNING)
    values.setdefault("started", STARTED)
    return cast.collaboration(**values)


def check_in(collaboration, organisation, state=CheckInState.ASKED, **values):
    values.setdefault("month", NOVEMBER)
    values.setdefault("asked_at", clock.now())
    if state is CheckInState.ANSWERED:
        values.setdefault("on_track", OnTrack.YES)
        values.setdefault("answered_at", clock.now())
    made = CheckIn(collaboration=collaboration, organisation=organisation, state=state, **values)
    db.session.add(made)
    db.session.flush()
    return made


def both(cast, collaboration, ours=CheckInState.ASKED, theirs=CheckInState.ASKED, **values):
    """A check-in of the force and one of the university, of the same month."""
    with factories.together():
        return check_in(collaboration, cast.force, ours, **values), check_in(
            collaboration, cast.university, theirs, **values
        )


def moments(collaboration):
    """What the events tell, oldest first."""
    return [event.told for event in collaboration.events]
