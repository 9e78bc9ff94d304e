"""The verbs of assessment: to name assessors, to score, to recuse oneself, to agree."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.accounts.models import Person
from app.core import audit, mail
from app.core.actor import Actor
from app.core.errors import FieldError, WrongState
from app.core.policy import require
from app.core.sensitivity.confirming import refuse_markings
from app.extensions import db
from app.listings.models import Listing
from app.listings.policy import colleagues, is_colleague
from app.listings.service.writing import link, ours
from app.responses.assessment import policy
from app.responses.assessment.models import (
    AgreedScore,
    Assessment,
    AssessmentScore,
    ListingAssessor,
    Mark,
)
from app.responses.models import Response, ResponseAnswer, ResponseState
from app.responses.policy import assessed_by
from app.responses.service.writing import begin, deciders, lock, tell

# By the number of an answer: the score, and what is said with it.
Given = Mapping[int, tuple[Mark, str]]


def assessors_of(listing: Listing) -> list[Person]:
    """Who is named to score its full responses, and still belongs to its organisation."""
    named = select(ListingAssessor.person_id).where(ListingAssessor.listing_id == listing.id)
    return list(db.session.scalars(colleagues(listing.organisation_id).where(Person.id.in_(named))))


def name_assessor(actor: Actor, *, listing: Listing, person: Person) -> ListingAssessor:
    """Let a colleague read and score the full responses to the listing. Raises Refused and FieldError."""
    lock(listing)
    require(policy.can_name(actor, listing))
    if not is_colleague(person, listing.organisation_id):
        raise FieldError("person", "Choose an approved member of your organisation")
    if _named(listing, person) is not None:
        raise FieldError("person", f"{person.name} is an assessor already")
    named = ListingAssessor(listing=listing, person=person)
    db.session.add(named)
    audit.record(actor, "responses.name_assessor", listing, detail=f"person {person.id}")
    if person.id != actor.person_id:
        mail.queue(
            person.id,
            subject=f"You are asked to score full responses to {ours(listing)}",
            body=f"Your desk tells you when one has come:\n{link(listing)}",
            in_digest=True,
        )
    db.session.flush()
    return named


def remove_assessor(actor: Actor, *, listing: Listing, person: Person) -> None:
    """Ask somebody no longer. Scores that they have given stand. Raises Refused and FieldError."""
    lock(listing)
    require(policy.can_name(actor, listing))
    named = _named(listing, person)
    if named is None:
        raise FieldError("person", "That person is not an assessor")
    db.session.delete(named)
    audit.record(actor, "responses.remove_assessor", listing, detail=f"person {person.id}")
    db.session.flush()


def score(actor: Actor, *, response: Response, given: Given) -> Assessment:
    """Give one's scores for every answer, each with a private note. They are given once: who has, sees the others'.

    Raises FieldError where one is missing or a note is marked above OFFICIAL, Refused, and WrongState for a second time
    or when the response has been decided meanwhile.
    """
    begin(actor, "score", response)
    _need_all(response, given, "mark")
    refuse_markings({f"note-{number}": note for number, (_, note) in given.items()})
    if policy.own(actor, response) is not None:
        raise WrongState("You have given your scores, and they stand.")
    assessment = Assessment(response=response, person_id=actor.person_id)
    assessment.scores = [
        AssessmentScore(answer_id=number, mark=int(mark), note=note)
        for number, (mark, note) in sorted(given.items())
    ]
    db.session.add(assessment)
    audit.record(actor, "responses.score", response)
    db.session.flush()
    _tell_when_all_have_scored(response)
    return assessment


def recuse(actor: Actor, *, response: Response, conflict: str) -> Assessment:
    """Declare a conflict of interest of one's own: the actor neither scores nor decides this response from now on.

    Raises FieldError without words or for a marking above OFFICIAL, Refused, and WrongState once they have scored.
    """
    if not conflict.strip():
        raise FieldError("conflict", "Say what the conflict of interest is")
    refuse_markings({"conflict": conflict})
    begin(actor, "recuse", response)
    if policy.own(actor, response) is not None:
        raise WrongState("You have given your scores, and they stand.")
    assessment = Assessment(response=response, person_id=actor.person_id, is_recused=True, conflict=conflict)
    db.session.add(assessment)
    audit.record(actor, "responses.recuse", response)
    db.session.flush()
    _tell_when_all_have_scored(response)
    return assessment


def agree(actor: Actor, *, response: Response, given: Given) -> list[AgreedScore]:
    """Record for every answer the score that the assessors agreed on, with a sentence; once, when all have scored.

    Raises FieldError where one is missing or a sentence is marked above OFFICIAL, Refused, and WrongState while
    somebody has not scored, when it has been recorded already, or when the response has been decided meanwhile.
    """
    begin(actor, "agree", response)
    if agreed_of(response):
        raise WrongState("The agreed scores have been recorded already.")
    if not _given(response) or policy.still_to_score(response):
        raise WrongState("Not all assessors have scored yet.")
    _need_all(response, given, "mark")
    for number, (_, sentence) in given.items():
        if not sentence.strip():
            raise FieldError(f"note-{number}", "Enter a sentence that says why")
    refuse_markings({f"note-{number}": sentence for number, (_, sentence) in given.items()})
    agreed = [
        AgreedScore(answer_id=number, mark=int(mark), sentence=sentence, person_id=actor.person_id)
        for number, (mark, sentence) in sorted(given.items())
    ]
    db.session.add_all(agreed)
    audit.record(actor, "responses.agree", response)
    db.session.flush()
    return agreed


def agreed_of(response: Response) -> dict[int, AgreedScore]:
    """What was agreed, by the number of the answer; empty before."""
    query = select(AgreedScore).join(ResponseAnswer).where(ResponseAnswer.response_id == response.id)
    return {each.answer_id: each for each in db.session.scalars(query)}


def said_of(response: Response) -> Sequence[Assessment]:
    """What each assessor has said, in the order in which they did."""
    said = select(Assessment).where(Assessment.response_id == response.id).order_by(Assessment.id)
    return db.session.scalars(said).all()


def waiting_for(actor: Actor) -> Sequence[Response]:
    """The full responses that wait for the actor's scores, oldest first."""
    said = select(Assessment.response_id).where(Assessment.person_id == actor.person_id)
    waiting = assessed_by(actor).where(Response.state == ResponseState.FULL, Response.id.not_in(said))
    return db.session.scalars(waiting.order_by(Response.full_sent_at, Response.id)).all()


def _named(listing: Listing, person: Person) -> ListingAssessor | None:
    query = select(ListingAssessor).where(
        ListingAssessor.listing_id == listing.id, ListingAssessor.person_id == person.id
    )
    return db.session.scalar(query)


def _given(response: Response) -> list[Assessment]:
    return [each for each in said_of(response) if not each.is_recused]


def _need_all(response: Response, given: Given, field: str) -> None:
    for answer in response.answers:
        if answer.id not in given:
            raise FieldError(f"{field}-{answer.id}", f"Score “{answer.asked}”")


def _tell_when_all_have_scored(response: Response) -> None:
    if response.state is ResponseState.FULL and _given(response) and not policy.still_to_score(response):
        tell(
            deciders(response.listing),
            response,
            f"All assessors have scored a response to {ours(response.listing)}",
            "See where they differ, agree, and record what you agreed:",
            endpoint="assessments.assessment",
            in_digest=True,
        )
