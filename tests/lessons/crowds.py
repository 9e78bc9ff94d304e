"""Closed work for lessons to hide among."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonKind, LessonMechanism, LessonState
from app.taxonomy.models import Area, Mechanism
from tests import factories

CLOSED = datetime(2026, 3, 20, 12, tzinfo=UTC)
ENDED = date(2026, 3, 10)


def sub_areas(number: int) -> list[Area]:
    """Areas under one and the same."""
    under = select(Area).where(Area.parent_code.is_not(None)).order_by(Area.position)
    first = db.session.scalars(under).first()
    assert first is not None
    return list(db.session.scalars(under.where(Area.parent_code == first.parent_code).limit(number)))


def work(**values: Any) -> Collaboration:
    """Closed work of two organisations that have no other. `areas` are its areas, `region` that of its force."""
    areas = values.pop("areas", None) or sub_areas(1)
    force = values.pop("force", None) or factories.force(region_code=values.pop("region", "NE"))
    university = values.pop("university", None) or factories.university(region_code="NE")
    values = {
        "status": Status.COMPLETED,
        "outcome": Outcome.NOT_ADOPTED,
        "started": date(2025, 9, 1),
        "ended": ENDED,
        "closed_at": CLOSED,
        "confirmation": Confirmation.CONFIRMED,
        "audience": Audience.PUBLIC,
        **values,
    }
    made = factories.collaboration(force, university, **values)
    made.areas = list(areas)
    return made


def lesson_from(of: Collaboration, state: LessonState = LessonState.ACCEPTED, **values: Any) -> Lesson:
    """A sector-only lesson of the police side, with what is derived from its work, accepted in the quarter before."""
    values = {
        "attribution": Attribution.SECTOR_ONLY,
        "kind": LessonKind.DID_NOT_WORK,
        "organisation": of.police_organisation,
        "other": of.academic_organisation,
        "region_code": of.police_organisation.region_code,
        "happened_on": of.ended,
        "stage_code": of.stage_code,
        "accepted_at": CLOSED,
        **values,
    }
    made = factories.lesson(state, **values)
    made.areas = list(of.areas)
    made.mechanism_links = [LessonMechanism(mechanism=Mechanism(of.mechanism))]
    of.lessons.append(made)
    db.session.flush()
    return made
