"""The verbs of check-ins and of the flag that a disagreement raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.collaborations.models import Collaboration, Confirmation, Status
from app.collaborations.running import letters, policy
from app.collaborations.running.contacts import missing
from app.collaborations.running.models import (
    ANSWERED_WITHIN,
    FLAG_TRANSITIONS,
    CheckIn,
    CheckInState,
    OnTrack,
)
from app.collaborations.running.words import month_name
from app.collaborations.service.changing import lock, note
from app.collaborations.service.facts import contacts_at, other_of, tell
from app.core import audit, clock
from app.core.actor import CLOCK, Actor
from app.core.errors import FieldError
from app.core.sensitivity.confirming import refuse_markings
from app.core.working_days import is_working_day
from app.extensions import db
from app.responses.service import managers_of

C = Collaboration
# The rule for disagreement, of our own: answers this many steps apart, so yes from one side and no from the other.
STEPS = list(OnTrack)
APART = 2


def answer(actor: Actor, *, check_in: CheckIn, on_track: OnTrack, in_the_way: str = "") -> CheckIn:
    """The side has answered. The other side reads it once it has answered too; when they disagree, the flag goes up.

    Raises FieldError without words where it is not on track, Refused, and WrongState when a colleague was first.
    """
    _write(actor, "answer", check_in, on_track, in_the_way)
    check_in.answered_at = clock.now()
    collaboration = check_in.collaboration
    note(actor, collaboration, "answer_check_in", f"Check-in of {month_name(check_in.month)} answered")
    other = policy.other_of(check_in)
    if other is not None and other.state is CheckInState.ANSWERED:
        tell(
            contacts_at(collaboration, other.organisation),
            collaboration,
            "The other side has answered the check-in too",
            f"You can read what {check_in.organisation.name} answered for {month_name(check_in.month)}:",
            in_digest=True,
            endpoint="running.check_ins",
        )
        if disagree(check_in, other):
            _raise_flag(collaboration, check_in.month)
    db.session.flush()
    return check_in


def correct(actor: Actor, *, check_in: CheckIn, on_track: OnTrack, in_the_way: str = "") -> CheckIn:
    """The side's answer is another one. Raises FieldError, Refused, WrongState once the other side has answered."""
    _write(actor, "correct", check_in, on_track, in_the_way)
    told = f"Answer to the check-in of {month_name(check_in.month)} corrected"
    note(actor, check_in.collaboration, "correct_check_in", told)
    db.session.flush()
    return check_in


def _write(actor: Actor, act: str, check_in: CheckIn, on_track: OnTrack, in_the_way: str) -> None:
    if on_track is not OnTrack.YES and not in_the_way.strip():
        raise FieldError("in_the_way", "Enter what is in the way")
    refuse_markings({"in_the_way": in_the_way})
    _hold(check_in)
    check_in.state = policy.require_check_in(actor, check_in, act)
    check_in.on_track = on_track
    check_in.in_the_way = in_the_way
    check_in.person_id = actor.person_id


def _hold(check_in: CheckIn) -> None:
    lock(check_in.collaboration)
    db.session.refresh(check_in)


def disagree(one: CheckIn, other: CheckIn) -> bool:
    """Whether two answers are so far apart that the sides should speak."""
    if one.on_track is None or other.on_track is None:
        return False
    return abs(STEPS.index(one.on_track) - STEPS.index(other.on_track)) >= APART


def _raise_flag(collaboration: C, month: date) -> None:
    held = policy.parties(CLOCK, collaboration)
    if not FLAG_TRANSITIONS.allows("raise", policy.flag_of(collaboration), held):
        return
    collaboration.flagged_at = clock.now()
    told = f"Flag raised: the two sides see differently whether it was on track in {month_name(month)}"
    note(CLOCK, collaboration, "raise_flag", told, fields=["flagged_at"])
    one, other = collaboration.organisations
    tell(
        letters.contacts_and_managers(collaboration),
        collaboration,
        "The two sides of a collaboration see it differently",
        f"In their check-ins of {month_name(month)}, {one.name} and {other.name} disagree on whether their work is on "
        "track. Speak with each other; then either side lowers the flag with a sentence on what was said:",
        endpoint="running.check_ins",
    )


def lower(actor: Actor, *, collaboration: C, said: str) -> C:
    """The flag is down, and the timeline says what was said. Raises FieldError without a sentence, Refused, and
    WrongState when it has been lowered already."""
    if not said.strip():
        raise FieldError("said", "Enter what was said")
    refuse_markings({"said": said})
    lock(collaboration)
    policy.require_lower(actor, collaboration)
    collaboration.flagged_at = None
    note(actor, collaboration, "lower_flag", f"Flag lowered: {said}", fields=["flagged_at"])
    own = next(each for each in collaboration.organisations if each.id == actor.organisation_id)
    other = other_of(collaboration, actor.organisation_id)
    tell(
        {p.id: p for p in (*contacts_at(collaboration, other), *managers_of(other.id))}.values(),
        collaboration,
        "The flag on a collaboration of yours is down",
        f"{own.name} has lowered it. What was said stands on the timeline:",
        in_digest=True,
        endpoint="running.show_timeline",
    )
    db.session.flush()
    return collaboration


def of_collaboration(collaboration: C) -> Sequence[CheckIn]:
    """Its check-ins, the latest month first."""
    rows = select(CheckIn).where(CheckIn.collaboration_id == collaboration.id)
    return db.session.scalars(rows.order_by(CheckIn.month.desc(), CheckIn.id)).all()


@dataclass(frozen=True)
class Tally:
    """How a side has answered so far."""

    name: str
    in_time: int
    late: int
    missed: int


def tallies(collaboration: C, asked: Sequence[CheckIn]) -> list[Tally]:
    """How each side has answered the check-ins in `asked`."""
    found = []
    for organisation in collaboration.organisations:
        theirs = [each for each in asked if each.organisation_id == organisation.id]
        late = sum(each.is_late for each in theirs)
        answered = sum(each.state is CheckInState.ANSWERED for each in theirs)
        missed = sum(each.state is CheckInState.MISSED for each in theirs)
        found.append(Tally(organisation.name, answered - late, late, missed))
    return found


# ---- the clock


def asked_on(month: date) -> date:
    """The day on which the check-ins of a month (its first day) are asked: its first working day."""
    day = month
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def next_asked(today: date) -> date:
    """The next day on which check-ins are asked."""
    here = asked_on(today.replace(day=1))
    return here if here > today else asked_on((today.replace(day=28) + timedelta(days=4)).replace(day=1))


def ask_due() -> None:
    """The worker calls this once a day: from the first working day of a month on, each side of work that ran when the
    month began is asked once."""
    month = clock.today().replace(day=1)
    if clock.today() < asked_on(month):
        return
    asked = select(CheckIn.collaboration_id).where(CheckIn.month == month)
    running = select(C).where(
        C.status == Status.RUNNING,
        C.confirmation == Confirmation.CONFIRMED,
        C.started < month,
        C.id.not_in(asked),
    )
    for collaboration in db.session.scalars(running.order_by(C.id)).all():
        if policy.is_asked(collaboration):
            _ask(collaboration, month)


def _ask(collaboration: C, month: date) -> None:
    lock(collaboration)
    if "ask_check_in" not in policy.acts(CLOCK, collaboration):
        return
    for organisation in collaboration.organisations:
        check_in = CheckIn(
            collaboration=collaboration, organisation=organisation, month=month, asked_at=clock.now()
        )
        db.session.add(check_in)
        audit.record(CLOCK, "collaborations.ask_check_in", check_in)
        letters.ask(check_in, missing(collaboration, organisation.id))


def miss_overdue() -> None:
    """The worker calls this once a day: what nobody has answered in time counts as missed, while the work runs."""
    overdue = (
        select(CheckIn)
        .join(C, CheckIn.collaboration_id == C.id)
        .where(
            CheckIn.state == CheckInState.ASKED,
            CheckIn.asked_at <= clock.now() - ANSWERED_WITHIN,
            C.status == Status.RUNNING,
        )
    )
    for check_in in db.session.scalars(overdue.order_by(CheckIn.id)).all():
        _hold(check_in)
        if policy.can_miss(CLOCK, check_in):
            check_in.state = policy.require_check_in(CLOCK, check_in, "miss")
            told = (
                f"{check_in.organisation.name} has not answered the check-in of {month_name(check_in.month)}"
            )
            note(CLOCK, check_in.collaboration, "miss_check_in", told)
