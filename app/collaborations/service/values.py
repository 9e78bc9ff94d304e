"""What the longer verbs are given, and the rules that hold for an outcome wherever it is reported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.collaborations import models
from app.collaborations.models import Collaboration, Direction, Outcome, Reading, Status
from app.core import clock
from app.core.actor import Actor, Audience
from app.core.errors import FieldError
from app.extensions import db
from app.lessons.models import Attribution, LessonKind
from app.taxonomy.models import Cause, MeasureKind, Mechanism

STOPPED = frozenset({Outcome.ABANDONED, Outcome.NEVER_STARTED})


@dataclass(frozen=True)
class Measure:
    """A row of the table of measures. Values are text, because an interval or "none" is a value too.

    `id` is the measure that the row is of, None for a new one; `direction` None leaves it to its kind; `actual`
    None leaves the readings alone.
    """

    name: str
    kind_code: str | None = None
    baseline: str = ""
    target: str = ""
    actual: str | None = None
    unit: str = ""
    direction: Direction | None = None
    id: int | None = None


@dataclass(frozen=True)
class Lesson:
    """The lesson typed where a collaboration ends. The rest of it is taken from the collaboration."""

    title: str
    kind: LessonKind
    what_happened: str
    recommendation: str
    # None where it is chosen later.
    attribution: Attribution | None = None
    # Codes; None for those of the collaboration.
    causes: Sequence[str] | None = None


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


def possible_outcomes(collaboration: Collaboration) -> list[Outcome]:
    """What has not started can only be abandoned or never start; what has started did start."""
    ends_unstarted = collaboration.status is Status.ENDING and collaboration.started is None
    if collaboration.status is Status.SCOPING or ends_unstarted:
        return [Outcome.NEVER_STARTED, Outcome.ABANDONED]
    return [outcome for outcome in Outcome if outcome is not Outcome.NEVER_STARTED]


def set_outcome(
    actor: Actor,
    collaboration: Collaboration,
    *,
    outcome: Outcome,
    summary: str,
    ended: date,
    causes: Iterable[str],
    actuals: Mapping[int, str],
) -> None:
    """The collaboration ended as the actor's side says. `actuals` are the values reached, by the measure's number.

    Raises FieldError.
    """
    if outcome not in possible_outcomes(collaboration):
        raise FieldError("outcome", "Select an outcome that this collaboration can have had")
    check_end(outcome, started=collaboration.started, ended=ended)
    set_causes(collaboration, outcome, causes)
    collaboration.outcome = outcome
    collaboration.outcome_summary = summary
    collaboration.ended = ended
    collaboration.reported_by_organisation_id = actor.organisation_id
    for measure in collaboration.measures:
        read(actor, measure, actuals.get(measure.id, ""), ended)


def set_causes(collaboration: Collaboration, outcome: Outcome | None, codes: Iterable[str]) -> None:
    """The causes say why it fell short. Raises FieldError as `causes_of` does."""
    collaboration.causes = causes_of(outcome, codes)


def causes_of(outcome: Outcome | None, codes: Iterable[str]) -> list[Cause]:
    """Why something fell short: at least one cause unless delivered, none when delivered or running.

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
    return list(found)


def set_rows(actor: Actor, collaboration: Collaboration, rows: Iterable[Measure]) -> None:
    """The table of measures holds `rows`, new ones last. A measure that stays keeps its readings."""
    known = {measure.id: measure for measure in collaboration.measures}
    kept = []
    for row in rows:
        measure = known.pop(row.id or 0, None) or models.Measure()
        measure.name = row.name
        measure.kind_code = row.kind_code
        measure.direction = row.direction or _direction_of(row.kind_code)
        measure.baseline = row.baseline
        measure.target = row.target
        measure.unit = row.unit
        if row.actual == "":
            measure.readings = []
        elif row.actual is not None:
            read(actor, measure, row.actual, collaboration.ended or clock.today())
        kept.append(measure)
    collaboration.measures = kept


def _direction_of(kind_code: str | None) -> Direction:
    """Which way is better, as the shared list of measures says ("higher is better")."""
    kind = db.session.get(MeasureKind, kind_code) if kind_code else None
    word = kind.direction.partition(" ")[0] if kind else ""
    return Direction(word) if word in set(Direction) else Direction.NEUTRAL


def read(actor: Actor, measure: models.Measure, words: str, on: date) -> None:
    """The latest reading of the measure says `words`: a new one of `on`, unless it says so already."""
    if not words or words == measure.actual:
        return
    latest = max([on, *(reading.on for reading in measure.readings)])
    measure.readings.append(
        Reading(on=latest, words=words, organisation_id=actor.organisation_id, person_id=actor.person_id)
    )
