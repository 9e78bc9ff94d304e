"""Working days: Mondays to Fridays in UK time, but for bank holidays."""

from datetime import date, datetime, timedelta

from holidays import country_holidays

from app.core import clock
from app.core.display import LOCAL

# The one place where bank holidays come in: England and Wales, as https://www.gov.uk/bank-holidays lists them.
BANK_HOLIDAYS = country_holidays("GB", subdiv="ENG")
FRIDAY = 4


def is_working_day(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.weekday() <= FRIDAY and day not in BANK_HOLIDAYS


def working_days_since(moment: datetime) -> int:
    """How many working days have begun since the day of `moment`: sent on Friday, it is one on Monday."""
    first, last = moment.astimezone(LOCAL).date(), clock.now().astimezone(LOCAL).date()
    return working_days_between(first + timedelta(days=1), last)


def working_days_between(first: date, last: date) -> int:
    """How many working days there are from `first` to `last`, both counted."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def working_days_after(moment: datetime, days: int) -> date:
    """The day on which `days` (at least one) working days since `moment` have begun."""
    day = moment.astimezone(LOCAL).date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
