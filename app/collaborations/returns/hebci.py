"""The return of a university for an academic year, in the shape of HE-BCI: a line for each collaboration, and totals.

It is shaped like the record and is not the record: docs/returns.md says what is counted and what is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.orm import selectinload

from app.collaborations.models import Collaboration, Status
from app.collaborations.returns import policy
from app.collaborations.returns.headings import LABELS, proposed
from app.collaborations.returns.models import Heading, ReturnFigures
from app.collaborations.returns.years import Year
from app.collaborations.words import CONFIRMATION_LABELS, STATUS_LABELS
from app.core import audit, clock
from app.core.actor import Actor
from app.core.models import AuditKind
from app.core.tables import write_csv, write_xlsx
from app.core.tables.writing import Cells
from app.extensions import db
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS

C = Collaboration
# HE-BCI splits partners into SMEs, other commercial and non-commercial ones. Police organisations are the last.
PARTNER_KIND = "Non-commercial"
LINE_HEAD = (
    "Collaboration",
    "Partner",
    "Kind of partner",
    "Mechanism",
    "Started",
    "Ended",
    "Status",
    "Record",
    "Heading",
    "Why this heading",
    "Figures",
    "Income from the partner (£)",
    "Public grant (£)",
    "In kind (£)",
    "Learner days",
    "Note",
    "Number here",
)
TOTAL_HEAD = (
    "Heading",
    "Collaborations",
    "With figures",
    "Income from the partner (£)",
    "Public grant (£)",
    "In kind (£)",
    "Learner days",
)
POUNDS = ("income", "public_grant", "in_kind")
WARNING = (
    "Shaped like HE-BCI and not the official record. Figures are what people typed here, in whole pounds. Check them "
    "with your planning office before they are returned."
)


@dataclass(frozen=True)
class Line:
    """A collaboration that ran in the year, with its figures where somebody has filled them in."""

    collaboration: C
    figures: ReturnFigures | None

    @property
    def heading(self) -> Heading:
        return self.figures.heading if self.figures else proposed(self.collaboration.mechanism, None)

    def cells(self) -> list[Any]:
        """What the export says of it, in the order of LINE_HEAD."""
        each, figures = self.collaboration, self.figures
        return [
            each.title,
            each.police_organisation.name,
            PARTNER_KIND,
            MECHANISM_LABELS[each.mechanism],
            each.started,
            each.ended,
            STATUS_LABELS[each.status],
            CONFIRMATION_LABELS[each.confirmation] + (", sample" if each.is_sample else ""),
            LABELS[self.heading],
            figures.heading_because if figures else "",
            "Filled in" if figures else "Not filled in: heading proposed",
            figures.income if figures else None,
            figures.public_grant if figures else None,
            figures.in_kind if figures else None,
            days(figures.learner_days) if figures else None,
            figures.note if figures else "",
            each.id,
        ]


def days(value: float | None) -> int | float | None:
    """12 rather than 12.0."""
    return int(value) if value is not None and value == int(value) else value


def lines(actor: Actor, year: Year) -> list[Line]:
    """Every collaboration of the actor's university that ran in the year or has figures for it, by title."""
    noted = policy.figures_readable_by(actor).where(ReturnFigures.year == year.number)
    figures = {each.collaboration_id: each for each in db.session.scalars(noted)}
    ran = (func.coalesce(C.started, C.planned_start) <= min(year.last, clock.today())) & or_(
        C.ended >= year.first, C.ended.is_(None) & C.status.in_((Status.RUNNING, Status.ENDING))
    )
    found = (
        policy.of_own_university(actor)
        .where(or_(ran & (C.status != Status.SCOPING), C.id.in_(figures)))
        .options(selectinload(C.police_organisation))
        .order_by(C.title, C.id)
    )
    return [Line(each, figures.get(each.id)) for each in db.session.scalars(found)]


def totals(found: Sequence[Line]) -> list[list[Any]]:
    """A row for each heading that something stands under, in the order of TOTAL_HEAD and of the headings."""
    rows = []
    for heading in Heading:
        under = [line for line in found if line.heading is heading]
        filled = [line.figures for line in under if line.figures is not None]
        if under:
            sums = [sum(getattr(each, name) or 0 for each in filled) for name in POUNDS]
            learner_days = days(sum(each.learner_days or 0 for each in filled))
            rows.append([LABELS[heading], len(under), len(filled), *sums, learner_days])
    return rows


def earliest(actor: Actor) -> date | None:
    """When the first collaboration of the actor's university began."""
    begun = policy.of_own_university(actor).with_only_columns(func.min(C.started)).order_by(None)
    return db.session.scalar(begun)


def _line_rows(found: Sequence[Line]) -> list[Cells]:
    return [LINE_HEAD, *(line.cells() for line in found)]


def as_csv(actor: Actor, year: Year) -> bytes:
    """The lines as CSV. That they were taken is noted."""
    _note(actor, year, "csv")
    return write_csv(_line_rows(lines(actor, year)))


def totals_as_csv(actor: Actor, year: Year) -> bytes:
    """The totals by heading as CSV. That they were taken is noted."""
    _note(actor, year, "totals csv")
    return write_csv([TOTAL_HEAD, *totals(lines(actor, year))])


def as_xlsx(actor: Actor, university: Organisation, year: Year) -> bytes:
    """Lines, totals, and what the file is, on a sheet each. That it was taken is noted."""
    _note(actor, year, "xlsx")
    found = lines(actor, year)
    about: list[Cells] = [
        ("What this is", ""),
        ("University", university.name),
        ("UKPRN", university.ukprn),
        ("Academic year", f"{year.label} ({year.words})"),
        ("Made on", clock.today()),
        ("Please note", WARNING),
        ("Sample content", "Yes: invented" if university.is_sample else "No"),
    ]
    return write_xlsx(
        {
            "Collaborations": _line_rows(found),
            "Totals by heading": [TOTAL_HEAD, *totals(found)],
            "About": about,
        }
    )


def _note(actor: Actor, year: Year, shape: str) -> None:
    audit.note(actor, "collaborations.export_return", AuditKind.EXPORT, detail=f"{year.label} {shape}")
