"""How long an organisation takes to answer a response: a figure that everyone may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from sqlalchemy import select

from app.core.display import LOCAL
from app.core.working_days import working_days_between
from app.extensions import db
from app.listings.models import Listing
from app.responses.models import Response

# Fewer would tell of single cases.
LEAST_ANSWERS = 5
# What an organisation did long ago says little of what it does now.
MOST_ANSWERS = 100


@dataclass(frozen=True)
class ReplyClock:
    """The median of the working days between a response and its first answer, and of how many answers."""

    days: int
    answers: int

    @property
    def words(self) -> str:
        """For the page."""
        if self.days == 0:
            within = "on the same working day"
        else:
            within = f"within {self.days} working {'day' if self.days == 1 else 'days'}"
        return f"Usually answers {within} (the median of its last {self.answers} answers to responses)."


def reply_clock(organisation_id: int) -> ReplyClock | None:
    """The reply clock of an organisation, over its latest answers; None while there are too few.

    An answer is the first word of the listing's owners: an invitation, an acceptance or a reasoned “no”. Sample
    responses count for sample listings only.
    """
    answered = (
        select(Response.created_at, Response.first_answered_at)
        .join(Listing, Response.listing_id == Listing.id)
        .where(
            Listing.organisation_id == organisation_id,
            Response.first_answered_at.is_not(None),
            Response.is_sample == Listing.is_sample,
        )
        .order_by(Response.first_answered_at.desc(), Response.id.desc())
        .limit(MOST_ANSWERS)
    )
    taken = [_working_days(sent, first) for sent, first in db.session.execute(answered) if first]
    if len(taken) < LEAST_ANSWERS:
        return None
    return ReplyClock(ceil(median(taken)), len(taken))


def _working_days(sent: datetime, answered: datetime) -> int:
    first, last = (moment.astimezone(LOCAL).date() for moment in (sent, answered))
    return working_days_between(first + timedelta(days=1), last)
