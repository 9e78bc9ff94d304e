"""The plan: milestones, costs against what was planned, and a short list of risks. Each table is saved whole."""

import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select

from app.collaborations.models import Collaboration
from app.collaborations.running import policy
from app.collaborations.running.models import Cost, Likelihood, Milestone, Risk
from app.collaborations.service.changing import lock, note
from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.organisations.models import Organisation

MOST_ROWS = 30
MOST_RISKS = 10


@dataclass(frozen=True)
class MilestoneRow:
    name: str
    due: date
    done_on: date | None = None


@dataclass(frozen=True)
class CostRow:
    what: str
    organisation_id: int
    planned_days: float | None = None
    planned_pounds: int | None = None
    actual_days: float | None = None
    actual_pounds: int | None = None


@dataclass(frozen=True)
class RiskRow:
    what: str
    likelihood: Likelihood
    response: str = ""


@dataclass(frozen=True)
class Total:
    """What one side, or both, planned and used. Nothing written counts as nothing."""

    name: str
    planned_days: float
    actual_days: float
    planned_pounds: int
    actual_pounds: int


def milestones_of(collaboration: Collaboration) -> Sequence[Milestone]:
    """Its milestones, as they fall due."""
    rows = select(Milestone).where(Milestone.collaboration_id == collaboration.id)
    return db.session.scalars(rows.order_by(Milestone.due, Milestone.id)).all()


def costs_of(collaboration: Collaboration) -> Sequence[Cost]:
    """The lines of its costs, as they were written."""
    return db.session.scalars(
        select(Cost).where(Cost.collaboration_id == collaboration.id).order_by(Cost.id)
    ).all()


def risks_of(collaboration: Collaboration) -> Sequence[Risk]:
    """Its risks, as they were written."""
    return db.session.scalars(
        select(Risk).where(Risk.collaboration_id == collaboration.id).order_by(Risk.id)
    ).all()


def totals(collaboration: Collaboration, costs: Sequence[Cost]) -> list[Total]:
    """The sums of each side, and of both."""
    per_side = [
        _total(each.name, [cost for cost in costs if cost.organisation_id == each.id])
        for each in collaboration.organisations
    ]
    return [*per_side, _total("Both sides", costs)]


def _total(name: str, costs: Sequence[Cost]) -> Total:
    return Total(
        name,
        sum(cost.planned_days or 0 for cost in costs),
        sum(cost.actual_days or 0 for cost in costs),
        sum(cost.planned_pounds or 0 for cost in costs),
        sum(cost.actual_pounds or 0 for cost in costs),
    )


def version_of(rows: Sequence[Any], kind: type[Any]) -> int:
    """A number for what stands in a table, to notice that somebody else has saved it since it was opened."""
    return zlib.crc32(repr(_values(rows, kind)).encode()) % 10**9


def _values(rows: Sequence[Any], kind: type[Any]) -> list[tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    return [tuple(getattr(row, name) for name in names) for row in rows]


def set_milestones(
    actor: Actor, *, collaboration: Collaboration, version: int, rows: Sequence[MilestoneRow]
) -> None:
    """The milestones are these. Raises FieldError, Refused, WrongState, EditedMeanwhile."""
    if any(row.done_on and row.done_on > clock.today() for row in rows):
        raise FieldError("milestones", "The date a milestone was reached must be today or in the past")
    _need_few(rows, "milestones", MOST_ROWS)
    _begin(actor, collaboration)
    stood = milestones_of(collaboration)
    known = {milestone.name for milestone in stood if milestone.done_on}
    reached = [row.name for row in rows if row.done_on and row.name not in known]
    told = f"Milestone reached: {', '.join(reached)}" if reached else "The milestones were changed"
    _replace(
        actor,
        collaboration,
        version,
        stood,
        Milestone,
        sorted(rows, key=lambda row: row.due),
        (told, "milestones"),
    )


def set_costs(actor: Actor, *, collaboration: Collaboration, version: int, rows: Sequence[CostRow]) -> None:
    """The costs are these. Raises FieldError, Refused, WrongState, EditedMeanwhile."""
    sides = {each.id for each in collaboration.organisations}
    if any(row.organisation_id not in sides for row in rows):
        raise FieldError("costs", "Select which of the two sides bears a cost")
    _need_few(rows, "costs", MOST_ROWS)
    _begin(actor, collaboration)
    _replace(
        actor,
        collaboration,
        version,
        costs_of(collaboration),
        Cost,
        rows,
        ("The costs were changed", "costs"),
    )


def set_risks(actor: Actor, *, collaboration: Collaboration, version: int, rows: Sequence[RiskRow]) -> None:
    """The risks are these, at most ten. Raises FieldError, Refused, WrongState, EditedMeanwhile."""
    _need_few(rows, "risks", MOST_RISKS)
    _begin(actor, collaboration)
    _replace(
        actor,
        collaboration,
        version,
        risks_of(collaboration),
        Risk,
        rows,
        ("The risks were changed", "risks"),
    )


def _need_few(rows: Sequence[Any], field: str, most: int) -> None:
    if len(rows) > most:
        raise FieldError(field, f"Enter {most} or fewer")


def _begin(actor: Actor, collaboration: Collaboration) -> None:
    lock(collaboration)
    policy.require(actor, collaboration, "plan")


KINDS: dict[type[Any], type[Any]] = {Milestone: MilestoneRow, Cost: CostRow, Risk: RiskRow}


def _replace(
    actor: Actor,
    collaboration: Collaboration,
    version: int,
    stood: Sequence[Any],
    model: type[Any],
    rows: Sequence[Any],
    told: tuple[str, str],
) -> None:
    """Put `rows` in place of what stood, unless that is no longer what the actor had before them."""
    kind = KINDS[model]
    if version != version_of(stood, kind):
        raise EditedMeanwhile(stood)
    if _values(stood, kind) == [astuple(row) for row in rows]:
        return
    for each in stood:
        db.session.delete(each)
    db.session.flush()
    names = [field.name for field in fields(kind)]
    for row in rows:
        values = dict(zip(names, astuple(row), strict=True))
        db.session.add(model(collaboration_id=collaboration.id, **values))
    text, field = told
    note(actor, collaboration, "plan", text, fields=[field])
    db.session.flush()


def sides_to_choose(collaboration: Collaboration) -> list[tuple[int, str]]:
    """The two organisations, to choose one from."""
    both: tuple[Organisation, Organisation] = collaboration.organisations
    return [(each.id, each.name) for each in both]
