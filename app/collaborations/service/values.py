"""What the longer verbs are given, and the rules that hold for an outcome wherever it is reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.collaborations import models
from app.collaborations.models import Collaboration, Outcome, Status
from app.core import clock
from app.core.actor import Actor, Audience
from app.core.errors import FieldError
from app.extensions import db
from app.lessons import service as lessons
from app.lessons.models import Attribution, LessonKind
from app.organisations.models import Organisation
from app.taxonomy.models import Cause, Mechanism

STOPPED = frozenset({Outcome.ABANDONED, Outcome.NEVER_STARTED})


@dataclass(frozen=True)
class Measure:
    """A row of the table of measures. Values are text, because an interval or "none" is a value too."""

    name: str
    kind_code: str | None = None
    baseline: str = ""
    target: str = ""
    actual: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Lesson:
    """The lesson typed where a collaboration ends."""

    title: str
    kind: LessonKind
    what_happened: str
    recommendation: str
    attribution: Attribution = Attribution.ROLE_ONLY


@dataclass(frozen=True)
class Record:
    """What one side says of a past or running collaboration. `outcome` None means that it still runs."""

    title: str
    other_id: int
    mechanism: Mechanism
    areas: Sequence[str]
    audience: Audience
    started: date | None
    ended: date | None = None
    success_criteria: str = ""
    outcome: Outcome | None = None
    outcome_summary: str = ""
    causes: Sequence[str] = ()
    stage_code: str | None = None
    listing_id: int | None = None
    measures: Sequence[Measure] = field(default_factory=tuple)


def status_after(outcome: Outcome) -> Status:
    """Abandoned and never started are stopped, every other outcome is completed."""
    return Status.STOPPED if outcome in STOPPED else Status.COMPLETED


def check_end(outcome: Outcome, *, started: date | None, ended: date | None) -> None:
    """Raise FieldError unless `ended` is a day on which something begun at `started` can have ended."""
    if ended is None:
        raise FieldError("ended", "Enter the date it ended")
    if ended > clock.today():
        raise FieldError("ended", "The date it ended must be today or in the past")
    if started is not None and ended < started:
        raise FieldError("ended", "The date it ended must be the same as or after the date it started")


def set_causes(collaboration: Collaboration, outcome: Outcome | None, codes: Iterable[str]) -> None:
    """The causes say why it fell short: at least one unless delivered, none when delivered or running.

    Raises FieldError.
    """
    wanted = list(dict.fromkeys(codes))
    if outcome in (None, Outcome.DELIVERED):
        if wanted:
            raise FieldError("causes", "Causes are only for a collaboration that fell short")
    elif not wanted:
        raise FieldError("causes", "Select at least one cause")
    found = db.session.scalars(select(Cause).where(Cause.code.in_(wanted)).order_by(Cause.position)).all()
    if len(found) < len(wanted):
        raise FieldError("causes", "Select from the causes in the list")
    collaboration.causes = list(found)


def set_rows(collaboration: Collaboration, rows: Iterable[Measure]) -> None:
    """The table of measures holds `rows`, in their order."""
    collaboration.measures = [
        models.Measure(
            name=row.name,
            kind_code=row.kind_code,
            baseline=row.baseline,
            target=row.target,
            actual=row.actual,
            unit=row.unit,
        )
        for row in rows
    ]


def add_lesson(actor: Actor, collaboration: Collaboration, lesson: Lesson, at: Organisation) -> None:
    """The lesson waits for review, hangs on the collaboration, and has its codes."""
    causes = [] if lesson.kind is LessonKind.WORKED else [cause.code for cause in collaboration.causes]
    written = lessons.write_for(
        actor,
        organisation=at,
        is_sample=collaboration.is_sample,
        title=lesson.title,
        kind=lesson.kind,
        what_happened=lesson.what_happened,
        recommendation=lesson.recommendation,
        attribution=lesson.attribution,
        areas=[area.code for area in collaboration.areas],
        mechanisms=[collaboration.mechanism],
        causes=causes,
        stage_code=collaboration.stage_code,
    )
    collaboration.lessons.append(written)
