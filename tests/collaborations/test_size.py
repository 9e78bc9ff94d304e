"""What is asked grows with the work."""

from datetime import UTC, date, datetime

import pytest

from app.collaborations.models import Collaboration
from app.collaborations.size import is_small
from app.taxonomy.models import Mechanism

MONDAY = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("mechanism", "last", "small"),
    [
        # 2 October is the twentieth working day, as no bank holiday lies between.
        (Mechanism.PLACEMENT, date(2026, 10, 1), True),
        (Mechanism.PLACEMENT, date(2026, 10, 2), False),
        (Mechanism.TRAINING, date(2026, 9, 7), True),
        (Mechanism.CONSULTANCY, None, True),
        (Mechanism.RESEARCH, date(2026, 9, 8), False),
        (Mechanism.PROJECT, None, False),
        (Mechanism.SECONDMENT, date(2026, 9, 8), False),
    ],
)
def test_short_placements_training_and_consultancy_are_small(mechanism, last, small):
    assert is_small(Collaboration(mechanism=mechanism, planned_start=MONDAY, planned_end=last)) is small


def test_what_was_planned_long_stays_so_when_it_ends_early():
    planned = Collaboration(
        mechanism=Mechanism.TRAINING, planned_start=MONDAY, planned_end=date(2027, 1, 29), started=MONDAY
    )
    assert not is_small(planned)
    planned.ended = date(2026, 9, 11)
    assert not is_small(planned)


def test_work_without_a_planned_end_grows_out_of_it(clock):
    going_on = Collaboration(mechanism=Mechanism.PLACEMENT, started=MONDAY)
    for day, small in ((1, True), (2, False)):
        clock.set(datetime(2026, 10, day, 10, tzinfo=UTC))
        assert is_small(going_on) is small
    going_on.ended = date(2026, 9, 11)
    assert is_small(going_on)
