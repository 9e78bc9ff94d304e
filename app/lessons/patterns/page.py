"""The page of patterns, as data: the heat table, the tables beside its drawings, and the same as rows of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.tables.writing import Cells
from app.extensions import db
from app.lessons.patterns import facts
from app.lessons.patterns.counting import FAILED, Counts, count
from app.taxonomy.choices import MECHANISM_LABELS, stage_choices
from app.taxonomy.models import Cause

STAGE, MECHANISM = "stage", "mechanism"
WAYS = {STAGE: "Stage", MECHANISM: "Mechanism"}
NOT_SAID = "Not said"
# Into how many shades the numbers of a heat table fall.
SHADES = 5
FILE_HEAD = (
    "Table",
    "Source",
    "Cause",
    "Stage",
    "Mechanism",
    "Year",
    "Lessons",
    "Failed in whole or in part",
    "Share (%)",
    "Median days lost",
)


@dataclass(frozen=True)
class HeatRow:
    """A cause, and its group. `numbers` are pairs of a number and its shade, None where nothing is shown."""

    label: str
    group: str
    total: int | None
    numbers: list[tuple[int, int] | None]


@dataclass(frozen=True)
class Heat:
    columns: list[str]
    rows: list[HeatRow]


@dataclass(frozen=True)
class Share:
    """How many lessons there are of something, and how many tell of a failure. None: too few to say."""

    label: str
    lessons: int | None
    failed: int | None

    @property
    def percent(self) -> int | None:
        return round(100 * self.failed / self.lessons) if self.failed is not None and self.lessons else None


class Patterns:
    """What the lessons of one source say together."""

    def __init__(self, source: str) -> None:
        causes = db.session.scalars(select(Cause).order_by(Cause.position)).all()
        self.causes = [cause for cause in causes if cause.parent_code is not None]
        self.source = source
        self.labels = {
            STAGE: dict(stage_choices()) | {"": NOT_SAID},
            MECHANISM: MECHANISM_LABELS | {"": NOT_SAID},
            "cause": {cause.code: cause.label for cause in self.causes},
            "group": {cause.code: cause.label for cause in causes if cause.parent_code is None},
        }
        self.counts: Counts = count(source)

    def heat(self, by: str, only: str | None) -> Heat:
        """Causes by stage or mechanism; `only` those lessons with one value of the other of the two."""
        other = MECHANISM if by == STAGE else STAGE
        numbers = {
            (cause.code, code): self.counts.of(kind=FAILED, cause=cause.code, **{by: code, other: only})
            for cause in self.causes
            for code in (None, *self.labels[by])
        }
        # An empty column or row says nothing.
        columns = [code for code in self.labels[by] if any(numbers[each.code, code] for each in self.causes)]
        most = max((numbers[each.code, code] or 0 for each in self.causes for code in columns), default=0)
        rows = []
        for cause in self.causes:
            found = [numbers[cause.code, code] for code in columns]
            total = numbers[cause.code, None]
            if total or any(found):
                shaded = [(number, _shade(number, most)) if number else None for number in found]
                rows.append(
                    HeatRow(cause.label, self.labels["group"][cause.parent_code or ""], total, shaded)
                )
        return Heat([self.labels[by][code] for code in columns], rows)

    def by_cause(self) -> list[tuple[str, int]]:
        """Each cause with its number of lessons, the most frequent first."""
        found = [(cause.label, self.counts.of(kind=FAILED, cause=cause.code)) for cause in self.causes]
        return sorted(((label, n) for label, n in found if n), key=lambda pair: (-pair[1], pair[0]))

    def all_together(self) -> Share:
        return self._share("All")

    def by(self, way: str) -> list[Share]:
        """How many there are and how they went, by stage or mechanism."""
        shares = [self._share(label, **{way: code}) for code, label in self.labels[way].items()]
        return [each for each in shares if each.lessons]

    def by_year(self) -> list[Share]:
        """The same by the year in which the work ended; last, those that say none."""
        years = sorted(self.counts.values("year"), key=lambda year: (not year, year))
        return [share for year in years if (share := self._share(year or NOT_SAID, year=year)).lessons]

    def _share(self, label: str, **values: str) -> Share:
        return Share(label, self.counts.of(**values), self.counts.of(kind=FAILED, **values))

    def days(self) -> list[tuple[str, int, int]]:
        """Cause, median days lost, and of how many lessons."""
        return [(self.labels["cause"][each.cause], each.median, each.lessons) for each in self.counts.days]

    def rows(self) -> Iterator[Cells]:
        """Everything that may be shown, a row for each count."""
        yield FILE_HEAD
        source = facts.SOURCES[self.source]
        for cause in self.causes:
            for stage in (None, *self.labels[STAGE]):
                for mechanism in (None, *self.labels[MECHANISM]):
                    number = self.counts.of(kind=FAILED, cause=cause.code, stage=stage, mechanism=mechanism)
                    if number:
                        yield ("Causes", source, cause.label, *self._words(stage, mechanism), "", number)
        for stage, mechanism in ((None, None), *self._one_of(STAGE), *self._one_of(MECHANISM)):
            words = self._words(stage, mechanism)
            share = self._share("", **_said(stage=stage, mechanism=mechanism))
            if share.lessons:
                yield ("Failures", source, "", *words, "", *_cells(share))
        for share in self.by_year():
            yield ("Years", source, "", "", "", share.label, *_cells(share))
        for label, days, lessons in self.days():
            yield ("Days lost", source, label, "", "", "", lessons, "", "", days)

    def _words(self, stage: str | None, mechanism: str | None) -> tuple[str, str]:
        return (
            "Any" if stage is None else self.labels[STAGE][stage],
            "Any" if mechanism is None else self.labels[MECHANISM][mechanism],
        )

    def _one_of(self, way: str) -> list[tuple[str | None, str | None]]:
        return [(code, None) if way == STAGE else (None, code) for code in self.labels[way]]


def _said(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _cells(share: Share) -> Sequence[Any]:
    return (share.lessons, share.failed, share.percent)


def _shade(number: int, most: int) -> int:
    return min(SHADES, -(-SHADES * number // most)) if most else SHADES
