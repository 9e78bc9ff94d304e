"""Rounds of review: when each began and ended, the clock that both sides see, and what changed since the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.display import LOCAL, show_date
from app.core.working_days import working_days_after, working_days_since
from app.listings.models import Listing, ListingState, ReviewRound, RoundEnd
from app.listings.outline import outline_of

# Our own promise to whoever sends something in: a working week. No law or standard sets it.
PROMISED_DAYS = 5
END_WORDS = {
    RoundEnd.PUBLISHED: "Published",
    RoundEnd.CHANGES_ASKED: "Changes asked for",
    RoundEnd.TAKEN_BACK: "Taken back by its owners",
}


@dataclass(frozen=True)
class ReplyClock:
    """How long something has waited for a reviewer, in working days, and until when an answer is promised."""

    since: datetime
    waited: int
    due: date
    is_overdue: bool

    @property
    def waited_words(self) -> str:
        return f"{days_words(self.waited)} ago"

    @property
    def sentence(self) -> str:
        """What its owners are told."""
        sent = f"It reached the reviewers {self.waited_words}, on {show_date(self.since)}. "
        if self.is_overdue:
            return f"{sent}We promise an answer within {days_words(PROMISED_DAYS)}, and this one is late."
        return f"{sent}A reviewer answers within {days_words(PROMISED_DAYS)}: by {show_date(self.due)}."


@dataclass(frozen=True)
class Change:
    """Something that a listing says otherwise than in the last round."""

    title: str
    before: str
    after: str


def days_words(days: int) -> str:
    """Under 1 working day, 1 working day, 2 working days."""
    if not days:
        return "under 1 working day"
    return f"{days} working day{'' if days == 1 else 's'}"


def reply_clock(since: datetime) -> ReplyClock:
    """The clock of what has waited for a reviewer since then."""
    due = working_days_after(since, PROMISED_DAYS)
    is_overdue = clock.now().astimezone(LOCAL).date() > due
    return ReplyClock(since, working_days_since(since), due, is_overdue)


def clock_of(listing: Listing) -> ReplyClock | None:
    """The clock of a listing that waits for a reviewer."""
    since = listing.released_at or listing.submitted_at
    return reply_clock(since) if listing.state is ListingState.IN_REVIEW and since else None


def begin_round(listing: Listing) -> None:
    """The listing has reached the reviewers, and this is what it says."""
    listing.rounds.append(
        ReviewRound(began_at=clock.now(), title=listing.title, said=[list(row) for row in _said(listing)])
    )


def end_round(listing: Listing, ending: RoundEnd, reasons: Mapping[str, str] | None = None) -> None:
    """The round under way, if there is one, ends so, for these reasons."""
    if listing.rounds and listing.rounds[-1].ending is None:
        last = listing.rounds[-1]
        last.ending, last.ended_at, last.reasons = ending, clock.now(), dict(reasons or {})


def changes(listing: Listing) -> list[Change] | None:
    """What a listing in review says otherwise than in the round before; None in its first."""
    if listing.state is not ListingState.IN_REVIEW or len(listing.rounds) < 2:
        return None
    before, after = ({(step, title): text for step, title, text in each.said} for each in listing.rounds[-2:])
    return [
        Change(title, before.get((step, title), ""), after.get((step, title), ""))
        for step, title in dict.fromkeys([*after, *before])
        if before.get((step, title), "") != after.get((step, title), "")
    ]


def _said(listing: Listing) -> list[tuple[str, str, str]]:
    return [
        (step.slug, title, _text(value))
        for step in outline_of(listing).steps
        if not step.is_own_view
        for title, value in step.rows(listing)
    ]


def _text(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")
