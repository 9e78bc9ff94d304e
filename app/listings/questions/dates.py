"""When questions on a listing close, and when their answers are due.

The rule for a brief is that of the UK Digital Marketplace (`dmutils/dates.py` of its published code). It was open for
one week or for two, took questions for two working days of the one and five of the other, and had answers published
by a working day before applications closed. Counted from the end, both say: questions close five working days before
the last day for responses, or halfway to it where fewer than ten working days lie between. A brief that is open for
longer takes questions for longer.

An offer has no day by which to respond, so it takes questions while it is open.

Working days are those of app.core.working_days.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core import clock
from app.core.display import show_date
from app.core.working_days import is_working_day
from app.listings.models import Listing, ListingKind

DAY = timedelta(days=1)
WORKING_DAYS_FOR_ANSWERS = 5
OFFER_RULE = "the last day of the offer"
USUAL_RULE = "five working days before the last day for responses"
SHORT_RULE = (
    "halfway between its publication and the last day for responses, "
    "because fewer than ten working days lie between"
)


@dataclass(frozen=True)
class Closing:
    """The last day on which questions are taken, why it is that day, and the day by which answers are due."""

    last_day: date | None
    rule: str = ""
    answers_due: date | None = None

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and clock.today() > self.last_day

    @property
    def words(self) -> str:
        """When questions close, for the page."""
        if self.last_day is None:
            return "Questions are taken while this is open."
        verb = "closed" if self.is_over else "close"
        return f"Questions {verb} at the end of {show_date(self.last_day)}, {self.rule}."


def closing_of(listing: Listing) -> Closing:
    """When questions on a published listing close."""
    last = listing.closes_on
    if last is None:
        return Closing(None)
    if listing.kind is ListingKind.OFFER:
        return Closing(last, OFFER_RULE)
    open_days = _working_days(listing.published_at.date(), last) if listing.published_at else None
    if open_days is None or open_days >= 2 * WORKING_DAYS_FOR_ANSWERS:
        closes, rule = _back(last, WORKING_DAYS_FOR_ANSWERS), USUAL_RULE
    else:
        assert listing.published_at is not None
        closes, rule = max(_back(last, (open_days + 1) // 2), listing.published_at.date()), SHORT_RULE
    return Closing(closes, rule, max(closes, _back(last, 1)))


def _back(day: date, working_days: int) -> date:
    """The day so many working days before `day`."""
    while working_days:
        day -= DAY
        working_days -= is_working_day(day)
    return day


def _working_days(after: date, last: date) -> int:
    """The working days after one day up to another, counted no further than the rule asks."""
    found = 0
    while last > after and found < 2 * WORKING_DAYS_FOR_ANSWERS:
        found += is_working_day(last)
        last -= DAY
    return found
