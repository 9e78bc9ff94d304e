"""The counts that organisations and listings keep of what hangs on them, worked out anew."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from app.collaborations.models import RUNS, Collaboration, Confirmation
from app.extensions import db
from app.listings.models import Listing
from app.listings.questions.models import Question, QuestionState
from app.offers.models import Offer
from app.organisations.models import Organisation
from app.responses.models import OPEN_STATES, Response

C = Collaboration


def write_facts(things: Iterable[Any]) -> None:
    """Each organisation knows its track record, each offer its load, each listing what waits on it."""
    confirmed = C.confirmation == Confirmation.CONFIRMED
    for thing in things:
        if isinstance(thing, Organisation):
            took_part = (C.police_organisation_id == thing.id) | (C.academic_organisation_id == thing.id)
            thing.collaborations_count = _count(C.id, confirmed, took_part)
        if isinstance(thing, Offer):
            thing.load = _count(C.id, confirmed, C.status.in_(RUNS), C.offer_id == thing.id)
        if isinstance(thing, Listing):
            waiting = Response.state.in_(OPEN_STATES)
            thing.waiting_responses = _count(Response.id, waiting, Response.listing_id == thing.id)
            unanswered = Question.state == QuestionState.ASKED
            thing.unanswered_questions = _count(Question.id, unanswered, Question.listing_id == thing.id)
    db.session.flush()


def _count(column: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count(column)).where(*conditions)) or 0
