"""Who does what while work runs, and who reads what.

- All of it is asked only of work that both sides stand behind and that is not small, and shown only to those who take
  part in it.
- A handover note is for the colleagues of one side: the other side learns that there is one, and no word of it.
- What a side answered to a check-in the other side reads once it has given its own answer of that month.
"""

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from app.collaborations import policy as collaborations
from app.collaborations.models import Collaboration, Confirmation, Status
from app.collaborations.models import Party as CollaborationParty
from app.collaborations.running.models import (
    CHECK_IN_TRANSITIONS,
    FLAG_TRANSITIONS,
    WORK_TRANSITIONS,
    CheckIn,
    CheckInState,
    Flag,
    HandoverNote,
    Party,
)
from app.collaborations.size import is_small
from app.core.actor import CLOCK, Actor
from app.core.errors import Refused, WrongState
from app.extensions import db
from app.listings.policy import LARGEST_ID

C = Collaboration


def is_asked(collaboration: C) -> bool:
    """Whether contacts, notes, check-ins and a plan are asked of it at all."""
    return collaborations.is_agreed(collaboration) and not is_small(collaboration)


def parties(actor: Actor, collaboration: C) -> frozenset[Party]:
    """What the actor is to work that runs; nothing where none of this is asked."""
    if not is_asked(collaboration):
        return frozenset()
    if actor is CLOCK:
        return frozenset({Party.CLOCK})
    if CollaborationParty.PARTICIPANT not in collaborations.parties(actor, collaboration):
        return frozenset()
    own = actor.organisation_id
    leads = any(
        contact.person_id == actor.person_id and contact.organisation_id == own and not contact.is_second
        for contact in collaboration.contacts
    )
    return frozenset({Party.PARTICIPANT, Party.LEAD} if leads or actor.manages(own) else {Party.PARTICIPANT})


def acts(actor: Actor, collaboration: C) -> list[str]:
    """The acts on the work that are open to the actor now."""
    held = parties(actor, collaboration)
    return WORK_TRANSITIONS.acts(collaboration.status, held) + FLAG_TRANSITIONS.acts(
        flag_of(collaboration), held
    )


def require(actor: Actor, collaboration: C, act: str) -> None:
    """Do nothing when the actor may do `act` now. Raises Refused, WrongState."""
    WORK_TRANSITIONS.require(act, collaboration.status, parties(actor, collaboration))


def can_plan(actor: Actor, collaboration: C) -> bool:
    return "plan" in acts(actor, collaboration)


def can_name_contacts(actor: Actor, collaboration: C) -> bool:
    return "name_contacts" in acts(actor, collaboration)


def can_write_note(actor: Actor, collaboration: C) -> bool:
    return "write_note" in acts(actor, collaboration)


def can_hand_over(actor: Actor, collaboration: C) -> bool:
    return "hand_over" in acts(actor, collaboration)


# ---- the flag


def flag_of(collaboration: C) -> Flag:
    """Whether its flag is up."""
    return Flag.UP if collaboration.flagged_at else Flag.DOWN


def can_lower(actor: Actor, collaboration: C) -> bool:
    return "lower" in acts(actor, collaboration)


def require_lower(actor: Actor, collaboration: C) -> None:
    """Do nothing when the actor may lower the flag. Raises Refused, and WrongState when it is down."""
    if Party.LEAD in parties(actor, collaboration) and flag_of(collaboration) is Flag.DOWN:
        raise WrongState("The flag has been lowered already.")
    FLAG_TRANSITIONS.require("lower", flag_of(collaboration), parties(actor, collaboration))


# ---- check-ins


def check_in_parties(actor: Actor, check_in: CheckIn) -> frozenset[Party]:
    """What the actor is to a check-in: of the side that is asked, or nothing."""
    held = parties(actor, check_in.collaboration)
    if Party.PARTICIPANT in held:
        own = actor.organisation_id == check_in.organisation_id
        return frozenset({Party.OWN_SIDE}) if own else frozenset()
    return held & {Party.CLOCK}


def check_in_acts(actor: Actor, check_in: CheckIn) -> list[str]:
    """The acts on a check-in that are open to the actor now."""
    if check_in.collaboration.status is not Status.RUNNING:
        return []
    possible = CHECK_IN_TRANSITIONS.acts(check_in.state, check_in_parties(actor, check_in))
    return [act for act in possible if act != "correct" or not other_has_answered(check_in)]


def can_answer(actor: Actor, check_in: CheckIn) -> bool:
    return "answer" in check_in_acts(actor, check_in)


def can_correct(actor: Actor, check_in: CheckIn) -> bool:
    return "correct" in check_in_acts(actor, check_in)


def can_miss(actor: Actor, check_in: CheckIn) -> bool:
    return "miss" in check_in_acts(actor, check_in)


def require_check_in(actor: Actor, check_in: CheckIn, act: str) -> CheckInState:
    """The state that `act` leads to. Raises Refused, WrongState."""
    held = check_in_parties(actor, check_in)
    if act == "answer" and check_in.state is CheckInState.ANSWERED and Party.OWN_SIDE in held:
        raise WrongState("Somebody on your side has answered it already.")
    target = CHECK_IN_TRANSITIONS.require(act, check_in.state, held)
    if check_in.collaboration.status is not Status.RUNNING:
        raise WrongState("The work does not run any more, so its check-ins stay as they are.")
    if act == "correct" and other_has_answered(check_in):
        raise WrongState("The other side has answered and reads your answer now, so it stays as it is.")
    return CheckInState(target)


def other_of(check_in: CheckIn) -> CheckIn | None:
    """The check-in of the same month that the other side was asked."""
    return db.session.scalar(
        select(CheckIn).where(
            CheckIn.collaboration_id == check_in.collaboration_id,
            CheckIn.month == check_in.month,
            CheckIn.organisation_id != check_in.organisation_id,
        )
    )


def other_has_answered(check_in: CheckIn) -> bool:
    other = other_of(check_in)
    return other is not None and other.state is CheckInState.ANSWERED


def answers_readable_by(actor: Actor) -> Select[CheckIn]:
    """The check-ins whose answer the actor may read: their own side's, and the other side's of each month in which
    their own has answered."""
    own = actor.organisation_id or 0
    ours = aliased(CheckIn)
    given = exists().where(
        ours.collaboration_id == CheckIn.collaboration_id,
        ours.month == CheckIn.month,
        ours.organisation_id == own,
        ours.state == CheckInState.ANSWERED,
    )
    taken_part_in = collaborations.taken_part_in(actor).where(C.confirmation == Confirmation.CONFIRMED)
    return select(CheckIn).where(
        CheckIn.collaboration_id.in_(taken_part_in.with_only_columns(C.id)),
        CheckIn.state == CheckInState.ANSWERED,
        or_(CheckIn.organisation_id == own, given),
    )


def can_read_answer(actor: Actor, check_in: CheckIn) -> bool:
    """Whether `answers_readable_by` holds it."""
    return db.session.scalar(answers_readable_by(actor).where(CheckIn.id == check_in.id)) is not None


# ---- handover notes


def notes_readable_by(actor: Actor) -> Select[HandoverNote]:
    """The handover notes of the actor's own side of what they take part in."""
    taken_part_in = collaborations.taken_part_in(actor).where(C.confirmation == Confirmation.CONFIRMED)
    return select(HandoverNote).where(
        HandoverNote.collaboration_id.in_(taken_part_in.with_only_columns(C.id)),
        HandoverNote.organisation_id == (actor.organisation_id or 0),
    )


def note_read_by(actor: Actor, collaboration: C) -> HandoverNote | None:
    """The handover note of the actor's own side, if there is one."""
    return db.session.scalar(
        notes_readable_by(actor).where(HandoverNote.collaboration_id == collaboration.id)
    )


# ---- loaders


def access_work(actor: Actor, id: int, act: str = "read") -> C:
    """The collaboration numbered `id`, if the actor takes part in it and may do `act` now.

    Raises NotFound also where none of this is asked of it, Refused, WrongState.
    """
    found = collaborations.access_collaboration(actor, id)
    if Party.PARTICIPANT not in parties(actor, found):
        raise NotFound
    if act == "lower":
        require_lower(actor, found)
    elif act != "read":
        require(actor, found, act)
    return found


def access_check_in(actor: Actor, id: int) -> CheckIn:
    """A check-in of the actor's own side. Raises NotFound, and Refused for one of the other side's."""
    found = db.session.get(CheckIn, id) if id <= LARGEST_ID else None
    if found is None or Party.PARTICIPANT not in parties(actor, found.collaboration):
        raise NotFound
    if Party.OWN_SIDE not in check_in_parties(actor, found):
        raise Refused("This check-in is the other side’s to answer.")
    return found
