"""How work that is not small ends: one side says how, both reflect apart and write a lesson, then it is concluded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.collaborations.ending import policy
from app.collaborations.ending.models import EndingConfirmation, Reflection, WouldRepeat
from app.collaborations.ending.words import DIMENSIONS, SCORES
from app.collaborations.models import Collaboration, Outcome, Status
from app.collaborations.policy import taken_part_in
from app.collaborations.service import changing, lessons, values
from app.collaborations.service.facts import contacts_at, other_of, tell, write_facts
from app.core import clock, mail
from app.core.actor import Actor
from app.core.display import LOCAL, show_date
from app.core.errors import EditedMeanwhile, FieldError, WrongState
from app.core.sensitivity.confirming import confirmed
from app.core.working_days import is_working_day, working_days_since
from app.extensions import db
from app.lessons.models import Lesson as Written
from app.organisations.models import Organisation

REMIND_EVERY = 5  # working days


def end(
    actor: Actor,
    *,
    collaboration: Collaboration,
    outcome: Outcome,
    summary: str,
    ended: date,
    causes: Sequence[str] = (),
    actuals: Mapping[int, str] | None = None,
    boxes: Collection[str] = (),
) -> Collaboration:
    """The actor's side has said how it ended, and both are asked for their reflections.

    What it said is for those who take part until the collaboration is concluded. Raises FieldError, also for a find of
    the sensitivity check in `summary` that is not among the ticked `boxes`, Refused, WrongState.
    """
    changing.begin(actor, collaboration, "end")
    kept = confirmed(actor, EndingConfirmation, {"summary": summary}, boxes=boxes)
    values.set_outcome(
        actor,
        collaboration,
        outcome=outcome,
        summary=summary,
        ended=ended,
        causes=causes,
        actuals=actuals or {},
    )
    hold(collaboration, kept)
    collaboration.status = Status.ENDING
    collaboration.ending_at = clock.now()
    fields = ["status", "outcome", "outcome_summary", "ended", "causes", "measures"]
    changing.end(actor, collaboration, "end", fields, "Said how it ended. Both sides write their reflections")
    write_facts(actor, collaboration)
    own, other = _sides(actor, collaboration)
    tell(
        contacts_at(collaboration, other),
        collaboration,
        "A collaboration of yours has ended: write your reflection",
        f"{own.name} has said how a collaboration with {other.name} ended. Each side now writes its own reflection "
        f"and a lesson, before it sees the other’s, by {show_date(policy.waits_until(collaboration))}:",
        in_digest=True,
    )
    return collaboration


def reopen(actor: Actor, *, collaboration: Collaboration, reason: str) -> Collaboration:
    """It goes on after all, and what was said of its end is taken back. The timeline and the other side are told.

    Raises FieldError without a reason, Refused, and WrongState once a reflection has been given.
    """
    if not reason.strip():
        raise FieldError("reason", "Enter why it goes on")
    changing.begin(actor, collaboration, "reopen")
    _require(policy.why_not_reopen(collaboration))
    collaboration.status = Status.RUNNING if collaboration.started else Status.SCOPING
    collaboration.outcome = collaboration.ended = collaboration.ending_at = None
    collaboration.reported_by_organisation_id = None
    collaboration.outcome_summary = ""
    collaboration.causes = []
    fields = ["status", "outcome", "outcome_summary", "ended", "causes"]
    changing.end(actor, collaboration, "reopen", fields, f"It goes on after all: {reason}")
    write_facts(actor, collaboration)
    own, other = _sides(actor, collaboration)
    text = f"{own.name} says that a collaboration with {other.name} goes on after all. Its page says why:"
    people = contacts_at(collaboration, other)
    tell(people, collaboration, "A collaboration of yours goes on after all", text, in_digest=True)
    return collaboration


def reflect(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    outcome: Outcome,
    worked: str,
    did_not: str,
    differently: str,
    would_repeat: WouldRepeat,
    scores: Mapping[str, int],
    causes: Sequence[str] = (),
) -> Reflection:
    """The side of the actor has given its reflection, or changed it; `version` is the one they began from, 0 for none.

    Once both are given each side reads the other's, and neither changes any more. Letters, timeline and audit say that
    it was given, never what it says. Raises FieldError, Refused, WrongState once both are given, and EditedMeanwhile
    when a colleague has written meanwhile.
    """
    changing.begin(actor, collaboration, "reflect")
    _require(policy.why_not_reflect(collaboration))
    own, other = _sides(actor, collaboration)
    reflection = policy.of_side(collaboration, own.id)
    if version != (reflection.version if reflection else 0):
        raise EditedMeanwhile(reflection)
    if outcome not in values.possible_outcomes(collaboration):
        raise FieldError("outcome", "Select an outcome that this collaboration can have had")
    found = values.causes_of(outcome, causes)
    for dimension in DIMENSIONS:
        if scores.get(dimension) not in SCORES:
            raise FieldError(f"score_{dimension}", "Select a score from 1 to 5")
    is_new = reflection is None
    if reflection is None:
        reflection = Reflection(collaboration_id=collaboration.id, organisation_id=own.id, version=0)
        db.session.add(reflection)
    reflection.person_id = actor.person_id
    reflection.outcome = outcome
    reflection.worked, reflection.did_not, reflection.differently = worked, did_not, differently
    reflection.would_repeat = would_repeat
    reflection.scores = {dimension: scores[dimension] for dimension in DIMENSIONS}
    reflection.causes = found
    reflection.written_at = clock.now()
    reflection.version += 1
    told = "A reflection was given" if is_new else "A reflection was changed"
    changing.note(actor, collaboration, "reflect", told, fields=["reflection"])
    db.session.flush()
    if is_new:
        _tell_of_reflection(collaboration, own, other)
    return reflection


def add_lesson(
    actor: Actor, *, collaboration: Collaboration, lesson: values.Lesson, boxes: Collection[str] = ()
) -> Written:
    """A lesson of the actor's side hangs on the collaboration, as a draft that its author sends.

    Raises FieldError as `lessons.write_for` does, Refused, WrongState.
    """
    changing.begin(actor, collaboration, "add_lesson")
    own, _ = _sides(actor, collaboration)
    written = lessons.add_lesson(actor, collaboration, lesson, own, boxes)
    changing.note(actor, collaboration, "add_lesson", "A lesson was begun", fields=["lessons"])
    db.session.flush()
    return written


def conclude(actor: Actor, *, collaboration: Collaboration) -> Collaboration:
    """It is closed: what came of it counts and is shown. The other side is told.

    Raises Refused, and WrongState while a reflection or a lesson is missing that must be waited for.
    """
    changing.begin(actor, collaboration, "conclude")
    _require(policy.why_not_conclude(actor, collaboration))
    assert collaboration.outcome is not None  # `end` has set it
    collaboration.status = values.status_after(collaboration.outcome)
    collaboration.closed_at = clock.now()
    changing.end(actor, collaboration, "conclude", ["status"], "Closed")
    write_facts(actor, collaboration)
    own, other = _sides(actor, collaboration)
    text = f"{own.name} has closed a collaboration with {other.name}. What came of it is shown on its page:"
    people = contacts_at(collaboration, other)
    tell(people, collaboration, "A collaboration of yours was closed", text, in_digest=True)
    return collaboration


def owed_by(actor: Actor) -> list[tuple[Collaboration, str]]:
    """What is ending and waits for the actor: for a reflection or a lesson of their side, or to be closed."""
    ending = taken_part_in(actor).where(Collaboration.status == Status.ENDING)
    found = []
    for collaboration in db.session.scalars(ending.order_by(Collaboration.ending_at)):
        if missing := _missing(collaboration, actor.organisation_id):
            found.append((collaboration, f"your {' and your '.join(missing)}"))
        elif not policy.why_not_conclude(actor, collaboration):
            found.append((collaboration, "it can be closed"))
    return found


def remind_in_digests() -> None:
    """Remind each side of what it still owes to a collaboration that is ending, every fifth working day."""
    if not is_working_day(clock.now().astimezone(LOCAL).date()):
        return
    ending = select(Collaboration).where(Collaboration.status == Status.ENDING).order_by(Collaboration.id)
    for collaboration in db.session.scalars(ending):
        asked = collaboration.ending_at
        passed = working_days_since(asked) if asked else 0
        if not passed or passed % REMIND_EVERY:
            continue
        for own in collaboration.organisations:
            if not policy.is_complete(collaboration, own.id):
                _remind(collaboration, own)


def _missing(collaboration: Collaboration, organisation_id: int | None) -> list[str]:
    """What a side has still to write."""
    missing = [] if organisation_id in policy.written_by(collaboration) else ["reflection"]
    return missing if organisation_id in policy.taught_by(collaboration) else [*missing, "lesson"]


def _remind(collaboration: Collaboration, own: Organisation) -> None:
    missing = " and its ".join(_missing(collaboration, own.id))
    body = (
        f"{own.name} has still to write its {missing}. From "
        f"{show_date(policy.waits_until(collaboration))} the other side may close without:\n"
        f"{mail.link('ending.ending', id=collaboration.id)}"
    )
    for person in contacts_at(collaboration, own):
        subject = "A collaboration of yours waits for you to end it"
        if not mail.waits(person.id, subject, body):
            mail.queue(person.id, subject=subject, body=body, in_digest=True)


def _tell_of_reflection(collaboration: Collaboration, own: Organisation, other: Organisation) -> None:
    if other.id in policy.written_by(collaboration):
        subject = "Both sides have given their reflections"
        text = f"You can now read the reflections of {own.name} and {other.name} side by side:"
    else:
        subject = "The other side has given its reflection"
        text = f"{own.name} has given its reflection. You read it when {other.name} has given its own:"
    for person in contacts_at(collaboration, other):
        address = mail.link("ending.ending", id=collaboration.id)
        mail.queue(person.id, subject=subject, body=f"{text}\n{address}", in_digest=True)


def _sides(actor: Actor, collaboration: Collaboration) -> tuple[Organisation, Organisation]:
    """The actor's organisation and the other one."""
    other = other_of(collaboration, actor.organisation_id)
    return other_of(collaboration, other.id), other


def hold(collaboration: Collaboration, kept: Sequence[EndingConfirmation]) -> None:
    """What was confirmed of a text stands with the collaboration."""
    for confirmation in kept:
        confirmation.collaboration_id = collaboration.id
        db.session.add(confirmation)


def _require(unfit: str) -> None:
    if unfit:
        raise WrongState(unfit)
