"""No count of a few is shown, and none can be worked out from those that are."""

from collections import defaultdict
from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from app.lessons.models import LessonKind
from app.lessons.patterns.counting import FAILED, cells_of
from app.lessons.patterns.facts import Told
from app.lessons.patterns.small_cells import Cell, is_safe, shown
from tests.support.counts import count

CAUSES, STAGES, MECHANISMS, YEARS = ("a", "b", "c"), ("s", "t", ""), ("m", "n"), ("2024", "2025")


def told(number, organisation, cause="a", stage="s", mechanism="m", year="2024", worked=False):
    kind = LessonKind.WORKED if worked else LessonKind.DID_NOT_WORK
    causes = () if worked else (cause,)
    return Told(number, organisation, kind, causes, stage, (mechanism,), year, None)


def counted(lessons):
    """The sets of lessons, the organisation of each, and which cells are shown."""
    sets = defaultdict(set)
    for lesson in lessons:
        for cell in cells_of(lesson):
            sets[cell].add(lesson.id)
    organisations = {lesson.id: lesson.organisation_id for lesson in lessons}
    return sets, organisations, shown(sets, organisations)


def spread(*causes):
    """A lesson of an organisation of its own for each cause."""
    return [told(number, number, cause) for number, cause in enumerate(causes)]


@pytest.mark.parametrize(
    ("organisations", "is_shown"),
    [
        ([1, 2, 3], True),
        ([1, 2], False),
        ([1, 1, 2, 2], False),
        # A lesson that says only its sector counts as a lesson, and as nobody's.
        ([1, 2, None], False),
        ([1, 2, 3, None], True),
    ],
)
def test_it_takes_three_lessons_of_three_organisations(organisations, is_shown):
    _, _, found = counted([told(number, each) for number, each in enumerate(organisations)])
    assert (Cell(kind=FAILED, cause="a") in found) is is_shown


def test_what_would_be_left_of_a_total_is_never_of_a_few():
    # Of seven, five by a: the two by b are hidden, and would be left over if a were shown.
    _, _, found = counted(spread(*"aaaaabb"))
    assert Cell() in found
    assert Cell(kind=FAILED, cause="a") not in found
    # With three more by c there is something to hide among; a, the most frequent, stays.
    _, _, found = counted(spread(*"aaaaabbccc"))
    assert Cell(kind=FAILED, cause="a") in found
    assert {Cell(kind=FAILED, cause="b"), Cell(kind=FAILED, cause="c")}.isdisjoint(found)


def test_nothing_is_shown_under_a_total_that_is_hidden():
    _, _, found = counted(spread(*"aaaaabb"))
    assert not [cell for cell in found if cell.cause == "a"]


def test_nobody_works_out_a_count_of_a_few_by_adding_and_taking_away():
    """An adversary who knows every shown number, and that no count is below nought, solves for each that is hidden."""
    for seed in range(count(1, 60)):
        random = Random(seed)
        lessons = [
            told(
                number,
                random.randrange(7),
                random.choice(CAUSES),
                random.choice(STAGES),
                random.choice(MECHANISMS),
                random.choice(YEARS),
                worked=random.random() < 0.4,
            )
            for number in range(random.randint(8, 50))
        ]
        sets, organisations, found = counted(lessons)
        few = [cell for cell in sets if not is_safe(sets[cell], organisations)]
        assert not found.intersection(few)
        worked_out = [cell for cell in few if bounds(cell, sets, found) is not None]
        assert worked_out == [], f"seed {seed}"


def bounds(cell, sets, found):
    """The one value that `cell` can have beside all shown numbers; None where it can have several."""
    kinds = [
        *product(CAUSES, STAGES, MECHANISMS, YEARS, [False]),
        *product([""], STAGES, MECHANISMS, YEARS, [True]),
    ]
    known = [row(each, kinds) for each in found]
    numbers = [len(sets[each]) for each in found]
    wanted = row(cell, kinds)
    least, most = (
        linprog(sign * wanted, A_eq=known or None, b_eq=numbers or None, method="highs") for sign in (1, -1)
    )
    if most.status != 0:
        return None
    return least.fun if abs(least.fun + most.fun) < 1e-6 else None


def row(cell, kinds):
    """Which kinds of lesson count in a cell."""
    return np.array([float(counts_in(cell, *kind)) for kind in kinds])


def counts_in(cell, cause, stage, mechanism, year, worked):
    has = {"cause": cause, "stage": stage, "mechanism": mechanism, "year": year}
    right_kind = cell.kind is None or (cell.kind == FAILED) is not worked
    return right_kind and all(getattr(cell, way) in (None, value) for way, value in has.items())
