"""Which counts may be shown, so that none is of a few, and none of a few can be worked out from those that are.

A count is of few where it is of fewer than three lessons, or of lessons of fewer than three organisations. Hiding it is
not enough: what is left of a total when the other counts under it are taken away is known too. So whatever is hidden
under a total that is shown is at least two counts, together of enough; and under one that is hidden, all is hidden. A
cell with nothing in it looks like a hidden one. docs/lessons-patterns.md says what this does not protect from.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

LEAST_LESSONS = 3
LEAST_ORGANISATIONS = 3


class Cell(NamedTuple):
    """What is counted: the lessons with all of these. None stands for any, an empty text for none said."""

    kind: str | None = None
    cause: str | None = None
    stage: str | None = None
    mechanism: str | None = None
    year: str | None = None


Sets = Mapping[Cell, set[int]]
# Of each lesson the organisation that counts as its own; None where it counts as none.
Organisations = Mapping[int, int | None]
Lines = Mapping[tuple[Cell, str], list[Cell]]


def is_safe(lessons: set[int], organisations: Organisations) -> bool:
    """Whether the count of these is not one of few."""
    known = {organisations[each] for each in lessons} - {None}
    return len(lessons) >= LEAST_LESSONS and len(known) >= LEAST_ORGANISATIONS


def shown(sets: Sets, organisations: Organisations) -> set[Cell]:
    """The cells of `sets` whose counts may be shown."""
    lines = _lines(sets)
    found = {cell for cell, lessons in sets.items() if is_safe(lessons, organisations)}
    before = None
    while before != len(found):
        before = len(found)
        for (total, _), parts in lines.items():
            if total not in found:
                found.difference_update(parts)
                continue
            kept = [part for part in parts if part in found]
            rest = sets[total].difference(*(sets[part] for part in kept))
            one_alone = len(parts) - len(kept) == 1
            if rest and kept and (one_alone or not is_safe(rest, organisations)):
                # Two that are hidden cannot be told apart, and with one that was shown they are of enough.
                found.discard(min(kept, key=lambda part: (len(sets[part]), str(part))))
    return found


def _lines(sets: Sets) -> Lines:
    """Each total, by the way in which it is divided, with the cells under it."""
    lines: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in sorted(sets, key=str):
        for way, value in cell._asdict().items():
            total = cell._replace(**{way: None})
            if value is not None and total in sets:
                lines[total, way].append(cell)
    return lines
