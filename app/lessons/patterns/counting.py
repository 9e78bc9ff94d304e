"""How often lessons tell of which cause at which stage by which mechanism; how many failed, and what it cost."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from app.lessons.models import LessonKind
from app.lessons.patterns import facts
from app.lessons.patterns.facts import Told
from app.lessons.patterns.small_cells import Cell, is_safe, shown
from app.lessons.words import CASE

# A lesson that tells of a failure does so in whole or in part.
FAILED, WORKED = "failed", "worked"


@dataclass(frozen=True)
class Days:
    """The median of the days lost to a cause, and of how many lessons it is."""

    cause: str
    median: int
    lessons: int


@dataclass(frozen=True)
class Counts:
    """The counts of one source that may be shown."""

    source: str
    # Of every cell with something in it that may be shown.
    numbers: dict[Cell, int]
    days: list[Days]

    def of(self, **values: str | None) -> int | None:
        """How many lessons have all of these; None where that is not said: there is none, or too few."""
        return self.numbers.get(Cell(**values), 0 if self.source == CASE else None)

    def values(self, way: str) -> set[str]:
        """The values of one kind (stage, mechanism …) of which any count is shown."""
        return {value for cell in self.numbers if (value := getattr(cell, way)) is not None}


def count(source: str) -> Counts:
    """The counts of a source.

    Those of members' lessons hide what is of few. Published cases are told in public, each with its source: nothing
    about them is hidden.
    """
    lessons = facts.told(source)
    sets: dict[Cell, set[int]] = defaultdict(set)
    for lesson in lessons:
        for cell in cells_of(lesson):
            sets[cell].add(lesson.id)
    organisations = {lesson.id: lesson.organisation_id for lesson in lessons}
    found = sets.keys() if source == CASE else shown(sets, organisations)
    return Counts(source, {cell: len(sets[cell]) for cell in found}, _days(lessons))


def cells_of(lesson: Told) -> Iterator[Cell]:
    """Everything under which the lesson counts: its kind, and where it failed its cause, by stage by mechanism."""
    has_worked = lesson.kind is LessonKind.WORKED
    causes: Sequence[str | None] = (None,) if has_worked else (None, *(lesson.causes or ("",)))
    stages: Sequence[str | None] = (None, lesson.stage)
    mechanisms: Sequence[str | None] = (None, *(lesson.mechanisms or ("",)))
    kind = WORKED if has_worked else FAILED
    for stage, mechanism in product(stages, mechanisms):
        yield Cell(stage=stage, mechanism=mechanism)
        for cause in causes:
            yield Cell(kind=kind, cause=cause, stage=stage, mechanism=mechanism)
    for each in (None, kind):
        yield Cell(kind=each, year=lesson.year)


def _days(lessons: Sequence[Told]) -> list[Days]:
    """The median days lost by cause, the most first, where enough lessons of enough organisations know them."""
    by_cause: dict[str, list[Told]] = defaultdict(list)
    for lesson in lessons:
        if lesson.days_lost is not None:
            for cause in lesson.causes:
                by_cause[cause].append(lesson)
    found = [
        Days(cause, round(median(days for each in them if (days := each.days_lost) is not None)), len(them))
        for cause, them in by_cause.items()
        if is_safe({each.id for each in them}, {each.id: each.organisation_id for each in them})
    ]
    return sorted(found, key=lambda days: (-days.median, days.cause))
