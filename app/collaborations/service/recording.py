"""What one side records, and what the other says to it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.briefs.models import Brief
from app.collaborations import policy
from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.collaborations.service import values as reported
from app.collaborations.service.changing import begin, end, note
from app.collaborations.service.facts import narrowest, other_of, tell, write_facts
from app.collaborations.service.lessons import add_lesson
from app.core import clock, mail
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing
from app.offers.models import Offer
from app.organisations.models import Organisation, Side
from app.responses.service import managers_of
from app.taxonomy.models import Area


def record(
    actor: Actor,
    *,
    values: reported.Record,
    lesson: reported.Lesson | None = None,
    boxes: Collection[str] = (),
    called: Mapping[str, str] | None = None,
) -> Collaboration:
    """A past or running collaboration stands as one side recorded it; the other side is asked to confirm.

    A lesson is needed where it has ended; it is a draft that its author sends. `boxes` and `called` are as for
    `lessons.write_for`. Raises FieldError, and Refused for who is no partnership manager.
    """
    require(policy.can_record(actor), "Partnership managers record collaborations.")
    own = db.session.get_one(Organisation, actor.organisation_id)
    other = db.session.get(Organisation, values.other_id)
    if other is None or other.side is not _opposite(own):
        raise FieldError("other", "Select the other organisation from the list")
    if values.outcome is not None and lesson is None:
        raise FieldError("lesson_title", "Enter a lesson: what should others repeat or avoid?")
    police, academic = (own, other) if own.side is Side.POLICE else (other, own)
    collaboration = Collaboration(
        police_organisation=police,
        academic_organisation=academic,
        recorded_by=own,
        confirmation=Confirmation.ONE_SIDE,
        is_sample=actor.is_sample or own.is_sample or other.is_sample,
    )
    _fill(actor, collaboration, values)
    db.session.add(collaboration)
    if lesson is not None:
        add_lesson(actor, collaboration, lesson, own, boxes, called)
    note(actor, collaboration, "record", "Recorded")
    write_facts(actor, collaboration)
    _ask(collaboration, own, other)
    db.session.flush()
    return collaboration


def correct(actor: Actor, *, collaboration: Collaboration, values: reported.Record) -> Collaboration:
    """The side that recorded it says it anew, and the other side is asked again. Organisations stay.

    Raises FieldError, Refused, and WrongState once both sides stand behind it.
    """
    begin(actor, collaboration, "correct")
    if values.outcome is not None and not collaboration.lessons:
        raise FieldError("standing", "Save it as still running, then close it: closing asks for a lesson")
    _fill(actor, collaboration, values)
    collaboration.confirmation = Confirmation.ONE_SIDE
    collaboration.dispute_reason = ""
    end(actor, collaboration, "correct", ["confirmation", "record"], "The record was corrected")
    write_facts(actor, collaboration)
    other = other_of(collaboration, actor.organisation_id)
    _ask(collaboration, other_of(collaboration, other.id), other)
    db.session.flush()
    return collaboration


def confirm(actor: Actor, *, collaboration: Collaboration) -> Collaboration:
    """Both sides stand behind the record, and it counts. Raises Refused, WrongState when they do already."""
    begin(actor, collaboration, "confirm")
    collaboration.confirmation = Confirmation.CONFIRMED
    collaboration.confirmed_at = clock.now()
    collaboration.dispute_reason = ""
    end(actor, collaboration, "confirm", ["confirmation"], "Confirmed by the other side")
    write_facts(actor, collaboration)
    own = other_of(collaboration, collaboration.recorded_by_organisation_id)
    _answer(collaboration, "was confirmed", f"{own.name} has confirmed a collaboration that you recorded:")
    db.session.flush()
    return collaboration


def dispute(actor: Actor, *, collaboration: Collaboration, reason: str) -> Collaboration:
    """The other side does not stand behind the record, and says why; only those who take part still read it.

    Raises FieldError without a reason, Refused, WrongState.
    """
    if not reason.strip():
        raise FieldError("reason", "Enter what is wrong with the record")
    begin(actor, collaboration, "dispute")
    collaboration.confirmation = Confirmation.DISPUTED
    collaboration.dispute_reason = reason
    end(actor, collaboration, "dispute", ["confirmation", "dispute_reason"], "Disputed by the other side")
    write_facts(actor, collaboration)
    own = other_of(collaboration, collaboration.recorded_by_organisation_id)
    _answer(
        collaboration,
        "is disputed",
        f"{own.name} disputes a collaboration that you recorded, and says why. You can correct it:",
    )
    db.session.flush()
    return collaboration


def _opposite(own: Organisation) -> Side:
    return Side.ACADEMIC if own.side is Side.POLICE else Side.POLICE


def _fill(actor: Actor, collaboration: Collaboration, given: reported.Record) -> None:
    outcome = given.outcome
    if given.started is None and outcome is not Outcome.NEVER_STARTED:
        raise FieldError("started", "Enter the date it started")
    if given.started is not None and given.started > clock.today():
        raise FieldError("started", "The date it started must be today or in the past")
    if outcome is not None:
        reported.check_end(outcome, started=given.started, ended=given.ended)
    collaboration.title = given.title
    collaboration.mechanism = given.mechanism
    collaboration.audience = given.audience
    collaboration.started = given.started
    collaboration.ended = given.ended if outcome is not None else None
    collaboration.success_criteria = given.success_criteria
    collaboration.outcome = outcome
    collaboration.outcome_summary = given.outcome_summary if outcome is not None else ""
    collaboration.status = reported.status_after(outcome) if outcome is not None else Status.RUNNING
    collaboration.stage_code = given.stage_code
    collaboration.reported_by_organisation_id = actor.organisation_id if outcome is not None else None
    collaboration.closed_at = clock.now() if outcome is not None else None
    with db.session.no_autoflush:
        areas = select(Area).where(Area.code.in_(given.areas)).order_by(Area.position)
        collaboration.areas = list(db.session.scalars(areas))
        reported.set_causes(collaboration, outcome, given.causes)
        reported.set_rows(actor, collaboration, given.measures)
        _hang_on(actor, collaboration, given.listing_id)


def _hang_on(actor: Actor, collaboration: Collaboration, listing_id: int | None) -> None:
    """The listing of the actor's own organisation that it grew from. It can only narrow the audience."""
    collaboration.brief = collaboration.offer = None
    if listing_id is None:
        return
    listing = db.session.scalar(listings.readable_by(actor).where(Listing.id == listing_id))
    if listing is None or listing.organisation_id != actor.organisation_id:
        raise FieldError("listing", "Select from the listings of your organisation")
    collaboration.brief = listing if isinstance(listing, Brief) else None
    collaboration.offer = listing if isinstance(listing, Offer) else None
    collaboration.audience = narrowest([collaboration.audience, listing.audience])


def _ask(collaboration: Collaboration, own: Organisation, other: Organisation) -> None:
    db.session.flush()
    tell(
        managers_of(other.id),
        collaboration,
        "Please confirm the record of a collaboration",
        f"{own.name} has recorded a collaboration with {other.name}. Until you confirm it, the page says "
        "that one side recorded it. If something is wrong, you can dispute it with a reason.\n\n"
        f"Confirm: {mail.link('collaborations.confirm', id=collaboration.id)}\n"
        "Read it:",
    )


def _answer(collaboration: Collaboration, what: str, text: str) -> None:
    recorder = collaboration.recorded_by
    if recorder is not None:
        tell(managers_of(recorder.id), collaboration, f"A collaboration that you recorded {what}", text)
