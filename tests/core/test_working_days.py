"""Working days leave out weekends and bank holidays, and count in UK time."""

from datetime import UTC, date, datetime

import pytest

from app.core.working_days import working_days_after, working_days_since

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 1),
        (datetime(2026, 11, 27, 8, 0, tzinfo=UTC), 5),
        (datetime(2026, 11, 30, 8, 0, tzinfo=UTC), 6),
    ],
)
def test_a_weekend_is_no_waiting(clock, now, days):
    clock.set(now)
    assert working_days_since(FRIDAY) == days


def test_bank_holidays_are_no_waiting(clock):
    clock.set(datetime(2026, 12, 29, 9, 0, tzinfo=UTC))
    assert working_days_since(datetime(2026, 12, 24, 9, 0, tzinfo=UTC)) == 1


def test_a_day_begins_at_midnight_in_the_united_kingdom(clock):
    # Half past midnight on Tuesday there, in summer time.
    clock.set(datetime(2026, 7, 6, 23, 30, tzinfo=UTC))
    assert working_days_since(datetime(2026, 7, 6, 9, 0, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("days", "due"), [(1, date(2026, 11, 23)), (5, date(2026, 11, 27)), (6, date(2026, 11, 30))]
)
def test_the_day_on_which_an_answer_is_due(days, due):
    assert working_days_after(FRIDAY, days) == due
