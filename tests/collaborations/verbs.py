"""The verbs of collaborations, called with what most tests do not care about."""

from datetime import date, timedelta

from sqlalchemy import select

from app.collaborations import service
from app.collaborations.models import Outcome, Status
from app.collaborations.service.values import Lesson, Measure, Record
from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import LessonKind
from app.taxonomy.models import Area, Mechanism
from tests import factories

LESSON = Lesson(
    "Try the export first", LessonKind.DID_NOT_WORK, "Nobody could export it.", "Ask for one row."
)
TODAY = date(2026, 11, 21)


def responded(cast, kind="brief", **values):
    if kind == "brief":
        listing = factories.brief(cast.force, poster=cast.police_lead, **values)
        return factories.response(listing, cast.university, by=cast.academic_lead)
    listing = factories.offer(cast.university, poster=cast.academic_lead, **values)
    return factories.response(listing, cast.force, by=cast.police_lead)


def opened(cast, who="police lead", response=None, **values):
    values.setdefault("title", "Treads")
    values.setdefault("mechanism", Mechanism.RESEARCH)
    return service.open_from(cast.actors[who], response=response or responded(cast), **values)


def small(cast, **values):
    """One that runs and is small enough to be closed in one go."""
    values.setdefault("status", Status.RUNNING)
    return cast.collaboration(mechanism=Mechanism.TRAINING, started=TODAY, **values)


def started(cast, collaboration, who="police lead", on=TODAY, because="The students are here now."):
    """Work has begun, without a signed working agreement."""
    return service.start(cast.actors[who], collaboration=collaboration, started=on, unsigned_because=because)


def closed(cast, collaboration, outcome, who="academic lead", **values):
    values.setdefault("summary", "It ended.")
    values.setdefault("ended", TODAY)
    values.setdefault("lesson", LESSON)
    return service.close(cast.actors[who], collaboration=collaboration, outcome=outcome, **values)


def said(cast, **values):
    """A record by the force."""
    values.setdefault("title", "Treads, again")
    values.setdefault("other_id", cast.university.id)
    values.setdefault("mechanism", Mechanism.PROJECT)
    values.setdefault("areas", [db.session.scalars(select(Area.code)).first()])
    values.setdefault("audience", Audience.PUBLIC)
    values.setdefault("started", TODAY - timedelta(days=400))
    return Record(**values)


def past(cast, causes, **values):
    return said(
        cast,
        outcome=Outcome.NOT_ADOPTED,
        ended=TODAY - timedelta(days=30),
        outcome_summary="Never used.",
        causes=causes,
        measures=[Measure("Time to result", baseline="9", target="2", actual="3", unit="days")],
        **values,
    )


def recorded(cast, causes, who="police manager", **values):
    return service.record(cast.actors[who], values=past(cast, causes, **values), lesson=LESSON)


def running(cast, **values):
    """One that has run for ten days, for everybody to read."""
    values.setdefault("status", Status.RUNNING)
    values.setdefault("started", TODAY - timedelta(days=10))
    values.setdefault("audience", Audience.PUBLIC)
    return cast.collaboration(**values)
