"""Who may ask, answer and read a question, and to whom its asker's organisation is named.

- A question with its answer is read by everybody who may read the listing. Until it is answered, and after it was
  declined, only the listing's owners and the asker's side read it: what its owners have not passed is not published
  under their listing. How many wait is for its owners alone.
- The asker is named to nobody. Their organisation is named to the listing's owners once it has sent a response: they
  read that response. Other readers of the listing never learn who responded, so not who asked either.
"""

from sqlalchemy import ColumnElement, Select, false, or_, select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor, Role
from app.core.errors import WrongState
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing
from app.listings.models import Party as ListingParty
from app.listings.questions.dates import closing_of
from app.listings.questions.models import (
    QUESTION_TRANSITIONS,
    ListingResponder,
    Party,
    Question,
    QuestionState,
)


def parties(actor: Actor, question: Question) -> frozenset[Party]:
    """What the actor is to a question."""
    held = set()
    if actor.person_id is not None:
        at_home = question.organisation_id in (None, actor.organisation_id)
        is_asker = at_home and question.asker_id == actor.person_id
        if is_asker or actor.manages(question.organisation_id):
            held.add(Party.ASKER)
    if ListingParty.OWNER in listings.parties(actor, question.listing):
        held.add(Party.OWNER)
    return frozenset(held)


def _asked_by(actor: Actor) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    theirs = (Question.asker_id == actor.person_id) & or_(
        Question.organisation_id.is_(None), Question.organisation_id == actor.organisation_id
    )
    if actor.manages(actor.organisation_id):
        return or_(theirs, Question.organisation_id == actor.organisation_id)
    return theirs


def readable_by(actor: Actor) -> Select[Question]:
    """The questions that the actor may read: of listings that they may read, the answered, and those to which they
    are a party."""
    readable = listings.readable_by(actor).with_only_columns(Listing.id)
    owned = select(Listing.id).where(listings.owned_by(actor)) if actor.person_id is not None else None
    may = [Question.state == QuestionState.ANSWERED, _asked_by(actor)]
    if owned is not None:
        may.append(Question.listing_id.in_(owned))
    return select(Question).where(Question.listing_id.in_(readable), or_(*may))


def can_read(actor: Actor, question: Question) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(Question.id == question.id)) is not None


def acts(actor: Actor, question: Question) -> list[str]:
    """What the actor may do to it now: its listing must be shown to its readers."""
    if question.listing.state not in listings.SHOWN_STATES:
        return []
    return QUESTION_TRANSITIONS.acts(question.state, parties(actor, question))


def can_answer(actor: Actor, question: Question) -> bool:
    """An owner of the listing, until it is answered; also after it was declined, and after the listing has ended."""
    return "answer" in acts(actor, question)


def can_amend(actor: Actor, question: Question) -> bool:
    """An owner of the listing, once it is answered."""
    return "amend" in acts(actor, question)


def can_decline(actor: Actor, question: Question) -> bool:
    """An owner of the listing, while it waits."""
    return "decline" in acts(actor, question)


def why_not_ask(actor: Actor, listing: Listing) -> str:
    """Why the actor cannot ask about a listing, in words for the page; empty when they can."""
    kind, reason = listing.kind.value, ""
    if actor.is_anonymous:
        reason = "Sign in to ask a question."
    elif actor.organisation_id == listing.organisation_id:
        reason = f"This {kind} is your own organisation’s."
    elif actor.has(Role.AUDITOR):
        reason = "An auditor reads and writes nothing."
    elif not listing.is_open or not listings.can_read(actor, listing):
        reason = f"This {kind} takes no more questions."
    elif (closing := closing_of(listing)).is_over:
        reason = closing.words
    return reason


def can_ask(actor: Actor, listing: Listing) -> bool:
    """Whoever is signed in and may read an open listing of another organisation, until its questions close."""
    return not why_not_ask(actor, listing)


def named_to(actor: Actor, listing: Listing) -> frozenset[int]:
    """The organisations that may be named to the actor as asking about a listing: those whose response they read."""
    if ListingParty.OWNER not in listings.parties(actor, listing):
        return frozenset()
    responded = select(ListingResponder.organisation_id).where(ListingResponder.listing_id == listing.id)
    return frozenset(db.session.scalars(responded))


def access_question(actor: Actor, id: int, act: str = "read") -> Question:
    """The question numbered `id`, if the actor may read it and is one of those who may do `act`.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    found = db.session.scalar(readable_by(actor).where(Question.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        need(actor, found, act)
    return found


def need(actor: Actor, question: Question, act: str) -> QuestionState:
    """The state that `act` leads to. Raises Refused, and WrongState also while the listing is not shown."""
    target = QUESTION_TRANSITIONS.require(act, question.state, parties(actor, question))
    if question.listing.state not in listings.SHOWN_STATES:
        raise WrongState(
            f"This {question.listing.kind.value} is not published, so nobody would read the answer."
        )
    return QuestionState(target)
