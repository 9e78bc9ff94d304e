"""The figures of a collaboration for a return: what is proposed, and the verb that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.collaborations.models import Collaboration
from app.collaborations.returns import policy
from app.collaborations.returns.headings import LABELS, proposed
from app.collaborations.returns.models import Heading, ReturnFigures
from app.collaborations.returns.years import Year, years_between
from app.collaborations.running.models import Cost
from app.collaborations.service.changing import lock
from app.core import audit
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.policy import require
from app.extensions import db
from app.organisations.models import Side

FIELDS = ("heading", "heading_because", "income", "public_grant", "in_kind", "learner_days", "note")


@dataclass(frozen=True)
class Values:
    """What is typed. No heading: the one that the mapping proposes."""

    heading: Heading | None = None
    heading_because: str = ""
    income: int | None = None
    public_grant: int | None = None
    in_kind: int | None = None
    learner_days: float | None = None
    note: str = ""


def years_of(collaboration: Collaboration) -> list[Year]:
    """The academic years that it touches, the latest first."""
    first = collaboration.started or collaboration.planned_start
    return years_between(first, collaboration.ended, Side.ACADEMIC)


def figures_of(actor: Actor, collaboration: Collaboration) -> Sequence[ReturnFigures]:
    """The figures that the actor may read, by year."""
    found = policy.figures_readable_by(actor).where(ReturnFigures.collaboration_id == collaboration.id)
    return db.session.scalars(found.order_by(ReturnFigures.year)).all()


def proposed_income(actor: Actor, collaboration: Collaboration, year: int) -> int | None:
    """What the police side bears in pounds, as far as it is known and stands in no other year; else None."""
    borne = db.session.scalar(
        select(func.sum(Cost.actual_pounds)).where(
            Cost.collaboration_id == collaboration.id,
            Cost.organisation_id == collaboration.police_organisation_id,
        )
    )
    others = sum(each.income or 0 for each in figures_of(actor, collaboration) if each.year != year)
    return max(0, borne - others) if borne is not None else None


def save(
    actor: Actor, *, collaboration: Collaboration, year: int, version: int, values: Values
) -> ReturnFigures:
    """The figures of the actor's university for the academic year are these.

    They are no event of the collaboration: its timeline is read by the other side too. Raises Refused, EditedMeanwhile,
    and FieldError for a heading without a reason, and where a heading does not go with the figures.
    """
    lock(collaboration)
    require(policy.can_fill_in(actor, collaboration), "Only the university fills in figures for its return.")
    if year not in [each.number for each in years_of(collaboration)]:
        raise FieldError("heading", "The collaboration did not run in this academic year")
    found = next((each for each in figures_of(actor, collaboration) if each.year == year), None)
    if version != (found.version if found else 0):
        raise EditedMeanwhile(found)
    kept = _judged(collaboration, values)
    if found is None:
        found = ReturnFigures(
            collaboration=collaboration,
            organisation_id=collaboration.academic_organisation_id,
            year=year,
            version=0,
        )
        db.session.add(found)
    changed = [name for name in FIELDS if getattr(found, name) != getattr(kept, name)]
    for name in changed:
        setattr(found, name, getattr(kept, name))
    if changed:
        found.version += 1
        found.person_id = actor.person_id
        audit.record(actor, "collaborations.save_figures", collaboration, fields=changed, detail=str(year))
    db.session.flush()
    return found


def _judged(collaboration: Collaboration, values: Values) -> Values:
    by_mapping = proposed(collaboration.mechanism, values.public_grant)
    heading = values.heading or by_mapping
    because = values.heading_because if heading is not by_mapping else ""
    if heading is not by_mapping and not because:
        raise FieldError("heading_because", f"Say why it is not under “{LABELS[by_mapping]}”, as proposed")
    if heading is Heading.COLLABORATIVE_RESEARCH:
        if not values.public_grant:
            raise FieldError("public_grant", "Collaborative research needs a public grant: enter it")
        if not (values.income or values.in_kind):
            raise FieldError(
                "in_kind",
                "Collaborative research needs a contribution of the partner: enter income, or what was agreed in kind",
            )
    if values.learner_days and heading is not Heading.CPD:
        raise FieldError(
            "learner_days", "Learner days are counted for courses only. Put other days in the note"
        )
    return Values(
        heading, because, values.income, values.public_grant, values.in_kind, values.learner_days, values.note
    )
