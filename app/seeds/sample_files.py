"""The sample files, read whole, and how their dates become those of this installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.display import LOCAL
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.reference import region_code
from app.taxonomy.models import (
    Area,
    Cause,
    GateKind,
    Region,
    ResearchInterest,
    Specialism,
    Stage,
    VettingLevel,
)
from app.taxonomy.rows import Row, by_key, read_jsonl

DATA = Path(__file__).parent / "sample"
# The day that the files call today.
WRITTEN = date(2026, 11, 21)
WEEK = timedelta(weeks=1)
# The sample spells one region otherwise than the list does.
RESPELLED = {"Yorkshire and the Humber": "Yorkshire and The Humber"}


@dataclass(frozen=True)
class Lists:
    """What codes may stand in the files: rows by code."""

    areas: Mapping[str, Area]
    specialisms: Mapping[str, Specialism]
    causes: Mapping[str, Cause]
    stages: Mapping[str, Stage]
    gates: Mapping[str, GateKind]
    vetting: Mapping[str, VettingLevel]
    interests: Mapping[str, ResearchInterest]
    regions: Mapping[str, str]  # code by label


@dataclass(frozen=True)
class Files:
    """The rows of the sample by their ids, and the lists that they point to."""

    organisations: Mapping[str, Row]
    briefs: Mapping[str, Row]
    offers: Mapping[str, Row]
    collaborations: Mapping[str, Row]
    lessons: Mapping[str, Row]
    codes: Mapping[str, Row]
    lists: Lists
    # The day of the first load, and by how many whole weeks every date moves.
    loaded_on: date
    shift: timedelta

    def codes_of(self, row: Row) -> Row:
        """The row of codes.jsonl that belongs to `row`. Raises BadRow where there is none."""
        found = self.codes.get(row.text("id"))
        if found is None:
            raise row.bad("id", f"{row.text('id')!r} has no row in codes.jsonl")
        return found

    def day(self, row: Row, field: str) -> date | None:
        """A date of the files, moved."""
        found = row.day(field)
        return None if found is None else found + self.shift

    def region(self, row: Row) -> str | None:
        """The code of a region given by its label."""
        label = row.text("region")
        return (
            region_code(row, "region", RESPELLED.get(label, label), dict(self.lists.regions))
            if label
            else None
        )


def read(folder: Path = DATA) -> Files:
    """The sample as it stands in the files. Raises BadRow."""
    rows = {
        name: by_key(read_jsonl(folder / f"{name}.jsonl"), "slug" if name == "organisations" else "id")
        for name in ("organisations", "briefs", "offers", "collaborations", "lessons", "codes")
    }
    loaded_on = _first_load()
    return Files(**rows, lists=_lists(), loaded_on=loaded_on, shift=(loaded_on - WRITTEN) // WEEK * WEEK)


def _first_load() -> date:
    """The day on which the sample came here, so that a later run adds to it by the same calendar."""
    query = select(Organisation.created_at).where(Organisation.is_sample).order_by(Organisation.id).limit(1)
    first = db.session.scalar(query)
    return first.date() if first is not None else clock.today()


def _lists() -> Lists:
    def by_code(model: type[Any]) -> dict[str, Any]:
        return {thing.code: thing for thing in db.session.scalars(select(model))}

    return Lists(
        areas=by_code(Area),
        specialisms=by_code(Specialism),
        causes=by_code(Cause),
        stages=by_code(Stage),
        gates=by_code(GateKind),
        vetting=by_code(VettingLevel),
        interests=by_code(ResearchInterest),
        regions=dict(db.session.execute(select(Region.label, Region.code)).all()),
    )


def moment(day: date, hour: int = 10) -> datetime:
    """A moment of a day, in working hours."""
    return datetime.combine(day, time(hour), LOCAL).astimezone(UTC)


def standing(model: type[Any]) -> dict[str, Any]:
    """The sample rows of a table that are there already, by their id in the files."""
    return {thing.sample_ref: thing for thing in db.session.scalars(select(model).where(model.is_sample))}
