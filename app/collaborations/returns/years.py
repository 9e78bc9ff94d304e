"""The years that are reported by: universities' from August to July, forces' from April to March."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.display import LOCAL, show_date
from app.organisations.models import Side

# The month in which the year of a side begins. Academic: HE-BCI's own. Police: that of public accounts.
BEGINS = {Side.ACADEMIC: 8, Side.POLICE: 4, Side.NEITHER: 4}
FIRST, LAST = 2000, 2100


@dataclass(frozen=True)
class Year:
    """A reporting year by the calendar year in which it begins; `month` is the month."""

    number: int
    month: int

    @property
    def first(self) -> date:
        return date(self.number, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.number + 1, self.month, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """2025/26."""
        return f"{self.number}/{(self.number + 1) % 100:02}"

    @property
    def words(self) -> str:
        return f"{show_date(self.first)} to {show_date(self.last)}"

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first moment and the first of the next year, in UK time."""
        following = self.last + timedelta(days=1)
        return (
            datetime(self.first.year, self.first.month, self.first.day, tzinfo=LOCAL),
            datetime(following.year, following.month, following.day, tzinfo=LOCAL),
        )

    def holds(self, day: date | None) -> bool:
        """Whether the day, where it is known, lies in it."""
        return day is not None and self.first <= day <= self.last


def year_of(day: date, side: Side) -> Year:
    """The year of a side in which the day lies."""
    month = BEGINS[side]
    return Year(day.year if day.month >= month else day.year - 1, month)


def asked_year(text: str, side: Side) -> Year:
    """The year that an address asks for; the present one for anything that is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if FIRST <= number <= LAST:
        return Year(number, BEGINS[side])
    return year_of(clock.today(), side)


def years_between(first: date | None, last: date | None, side: Side) -> list[Year]:
    """The years of a side that a time touches, the latest first; at least the present one."""
    present = year_of(clock.today(), side)
    begins = min(year_of(first, side).number, present.number) if first else present.number
    ends = max(min(year_of(last, side).number, present.number), begins) if last else present.number
    return [Year(number, BEGINS[side]) for number in range(ends, begins - 1, -1)]
