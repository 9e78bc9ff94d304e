"""The verbs of questions, and what the desk and the daily letter say of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts import service as accounts
from app.accounts.models import Person
from app.core import audit, clock, mail
from app.core.actor import Actor
from app.core.display import show_date
from app.core.errors import FieldError
from app.core.policy import require
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.listings import policy as listings
from app.listings import service as listing_verbs
from app.listings.models import Listing, ListingState
from app.listings.questions import policy
from app.listings.questions.dates import closing_of
from app.listings.questions.models import (
    ListingResponder,
    Question,
    QuestionAnswer,
    QuestionConfirmation,
    QuestionState,
)
from app.listings.service.writing import followers, link, managers, ours, owners, theirs
from app.organisations.models import Organisation


def ask(actor: Actor, *, listing: Listing, question: str, boxes: Collection[str] = ()) -> Question:
    """Ask about `listing`. Its owners hear of it with the daily letter, which counts what waits.

    `boxes` are those ticked for finds of the sensitivity check. Raises Refused with the reason when the actor may not
    ask, and FieldError for a find that is not confirmed and where the question says who asks.
    """
    _hold(listing)
    reason = policy.why_not_ask(actor, listing)
    require(not reason, reason)
    _need_no_name(actor, question)
    asked = Question(
        listing=listing,
        asker_id=actor.person_id,
        organisation_id=actor.organisation_id,
        question=question,
        confirmations=confirmed(actor, QuestionConfirmation, {"question": question}, boxes=boxes),
        is_sample=actor.is_sample or listing.is_sample,
    )
    db.session.add(asked)
    audit.record(actor, "questions.ask", asked)
    _count_unanswered(actor, listing)
    return asked


def answer(actor: Actor, *, question: Question, answer: str, boxes: Collection[str] = ()) -> Question:
    """Answer the question, to everybody who may read the listing. The asker and those who follow the listing hear of it
    with their daily letter.

    Raises Refused, FieldError for a find that is not confirmed, and WrongState when it has been answered meanwhile.
    """
    _write_answer(actor, "answer", question, answer, boxes)
    _tell_asker(
        question, "was answered", "The answer stands below the question, for everyone who may read it:"
    )
    _tell_followers(question)
    return question


def amend(actor: Actor, *, question: Question, answer: str, boxes: Collection[str] = ()) -> Question:
    """Put other words in place of the answer's. The page says when; the earlier words stay for the listing's owners.

    Raises Refused, WrongState, and FieldError for a find that is not confirmed or when nothing has changed.
    """
    if question.answers and question.answers[-1].answer == answer:
        raise FieldError("answer", "The answer says this already. Change it, or go back")
    _write_answer(actor, "amend", question, answer, boxes)
    _tell_asker(question, "has an amended answer", "The answer now stands in other words:")
    _tell_followers(question)
    return question


def decline(actor: Actor, *, question: Question, reason: str, boxes: Collection[str] = ()) -> Question:
    """Decline to answer, with a reason. Only the asker's side and the listing's owners read question and reason.

    Raises Refused, FieldError without a reason or for a find that is not confirmed, and WrongState when it has been
    answered meanwhile.
    """
    if not reason.strip():
        raise FieldError("reason", "Give a reason")
    kept = confirmed(actor, QuestionConfirmation, {"reason": reason}, boxes=boxes)
    _decide(actor, "decline", question)
    question.confirmations += kept
    question.decline_reason = reason
    question.declined_at = clock.now()
    audit.record(actor, "questions.decline", question, fields=["state", "decline_reason"])
    _count_unanswered(actor, question.listing)
    _tell_asker(question, "will not be answered", "The reason stands with it:")
    return question


def set_responded(actor: Actor, *, listing: Listing, organisation_id: int) -> None:
    """Keep that the organisation has sent a response to `listing`: the responses room writes this fact down.

    From now on the listing's owners see which questions that organisation asks and has asked.
    """
    if db.session.get(ListingResponder, (listing.id, organisation_id)) is None:
        db.session.add(ListingResponder(listing_id=listing.id, organisation_id=organisation_id))
        db.session.flush()


def hand_over(actor: Actor, organisation_id: int, leaver: Person, to: Person) -> int:
    """Make `to` the asker of what `leaver` has asked for the organisation and waits for an answer; answer how many.

    The verb that hands over everything of a person has checked that this may be done.
    """
    waiting = select(Question).where(
        Question.asker_id == leaver.id,
        Question.organisation_id == organisation_id,
        Question.state == QuestionState.ASKED,
    )
    moved = db.session.scalars(waiting).all()
    for question in moved:
        question.asker = to
        audit.record(actor, "questions.hand_over", question, fields=["asker_id"])
    db.session.flush()
    return len(moved)


def of_listing(actor: Actor, listing: Listing) -> Sequence[Question]:
    """The questions on a listing that the actor may read: those that wait first, then as they were asked."""
    asked = policy.readable_by(actor).where(Question.listing_id == listing.id)
    rows = asked.options(selectinload(Question.answers), selectinload(Question.organisation))
    found = db.session.scalars(rows.order_by(Question.created_at, Question.id)).all()
    return sorted(found, key=lambda question: question.state is not QuestionState.ASKED)


def waiting_for(actor: Actor) -> list[tuple[Listing, int, datetime]]:
    """The actor's listings with questions that wait for an answer: how many, and since when the oldest has waited."""
    since = func.min(Question.created_at)
    rows = (
        select(Listing, func.count(Question.id), since)
        .join(Question, Question.listing_id == Listing.id)
        .where(
            listings.owned_by(actor),
            Listing.state.in_(listings.SHOWN_STATES),
            Question.state == QuestionState.ASKED,
        )
        .group_by(Listing.id)
        .order_by(since, Listing.id)
    )
    return [(listing, number, oldest) for listing, number, oldest in db.session.execute(rows)]


def count_in_digests() -> None:
    """Add to the daily letter of each owner how many questions wait on each open listing of theirs."""
    waiting = select(Listing).where(Listing.state == ListingState.PUBLISHED, Listing.unanswered_questions > 0)
    for listing in db.session.scalars(waiting.order_by(Listing.id)):
        number = listing.unanswered_questions
        many = "1 question waits" if number == 1 else f"{number} questions wait"
        due = closing_of(listing).answers_due
        by = f" Answers are due by {show_date(due)}." if due else ""
        for person in owners(listing) or managers(listing):
            mail.queue(
                person.id,
                in_digest=True,
                subject=f"{many} for an answer on {ours(listing)}",
                body=f"Answer, or decline with a reason.{by}\n{link(listing)}",
            )


def _write_answer(actor: Actor, act: str, question: Question, answer: str, boxes: Collection[str]) -> None:
    kept = confirmed(actor, QuestionConfirmation, {"answer": answer}, boxes=boxes)
    _decide(actor, act, question)
    question.confirmations += kept
    question.answers.append(QuestionAnswer(person_id=actor.person_id, answer=answer))
    audit.record(
        actor, f"questions.{act}", question, fields=["answer"] if act == "amend" else ["answer", "state"]
    )
    _count_unanswered(actor, question.listing)


def _hold(listing: Listing) -> None:
    # Two at once on PostgreSQL: the later one judges, and counts, what the earlier one left.
    db.session.flush()
    db.session.refresh(listing, ["state", "unanswered_questions"], with_for_update={"of": Listing})


def _decide(actor: Actor, act: str, question: Question) -> None:
    _hold(question.listing)
    db.session.refresh(question, ["state"])
    question.state = policy.need(actor, question, act)


def _count_unanswered(actor: Actor, listing: Listing) -> None:
    db.session.flush()
    waiting = select(func.count(Question.id)).where(
        Question.listing_id == listing.id, Question.state == QuestionState.ASKED
    )
    listing_verbs.set_unanswered(actor, listing=listing, count=db.session.scalar(waiting) or 0)


def _need_no_name(actor: Actor, question: str) -> None:
    """The promise that the asker is hidden holds only while their own words keep it."""
    organisation = db.session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    said = " ".join(question.casefold().split())
    for name in (organisation.name if organisation else "", actor.name if " " in actor.name else ""):
        if name and " ".join(name.casefold().split()) in said:
            raise FieldError("question", f"Take “{name}” out: a question does not say who asks it")


def _tell_asker(question: Question, became: str, text: str) -> None:
    if question.asker is not None:
        _tell(question.asker, question.listing, f"Your question on {theirs(question.listing)} {became}", text)


def _tell_followers(question: Question) -> None:
    """Those who asked something about the listing, and those whom higher rooms name, each once a day."""
    listing = question.listing
    asked = (
        select(Person).join(Question, Question.asker_id == Person.id).where(Question.listing_id == listing.id)
    )
    hearing = {person.id: person for person in (*db.session.scalars(asked), *followers(listing))}
    hearing.pop(question.asker_id or 0, None)
    for _, person in sorted(hearing.items()):
        _tell(
            person,
            listing,
            f"A question on {theirs(listing)} was answered",
            "All questions and answers stand on its page:",
        )


def _tell(person: Person, listing: Listing, subject: str, text: str) -> None:
    """One paragraph of the person's daily letter, while they may read the listing; the same is said once a day."""
    body = f"{text}\n{link(listing)}"
    if listings.can_read(accounts.actor_for(person), listing) and not mail.waits(person.id, subject, body):
        mail.queue(person.id, subject=subject, body=body, in_digest=True)
