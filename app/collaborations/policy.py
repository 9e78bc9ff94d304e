"""Who may read a collaboration, and who may carry it on, close, confirm or dispute it."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from werkzeug.exceptions import NotFound

from app.collaborations.models import (
    COLLABORATION_TRANSITIONS,
    ENDED,
    RUNS,
    Collaboration,
    Confirmation,
    Contact,
    Party,
)
from app.collaborations.size import is_small
from app.core.actor import Actor, Audience, Role
from app.core.errors import WrongState
from app.extensions import db
from app.listings.policy import LARGEST_ID
from app.organisations.models import Side

C = Collaboration


def sides(collaboration: C) -> tuple[int, int]:
    """The numbers of both organisations."""
    return collaboration.police_organisation_id, collaboration.academic_organisation_id


def is_agreed(collaboration: C) -> bool:
    """Whether both sides stand behind what is written."""
    return collaboration.confirmation is Confirmation.CONFIRMED


def parties(actor: Actor, collaboration: C) -> frozenset[Party]:
    """What the actor is to a collaboration.

    While a record stands for one side only, the other side may answer it but not write in it, and the side
    that made it may write but not confirm itself.
    """
    own = actor.organisation_id
    if own is None or own not in sides(collaboration):
        return frozenset()
    manages = actor.manages(own)
    if is_agreed(collaboration) or own == collaboration.recorded_by_organisation_id:
        return frozenset({Party.PARTICIPANT}) if manages or _is_contact(actor, collaboration) else frozenset()
    return frozenset({Party.OTHER_SIDE}) if manages else frozenset()


def _is_contact(actor: Actor, collaboration: C) -> bool:
    return any(
        contact.person_id == actor.person_id and contact.organisation_id == actor.organisation_id
        for contact in collaboration.contacts
    )


def takes_part(actor: Actor, collaboration: C) -> bool:
    """Whether the actor is a contact of their organisation here, or manages one of the two organisations."""
    own = actor.organisation_id
    return own in sides(collaboration) and (actor.manages(own) or _is_contact(actor, collaboration))


def _taken_part_in(actor: Actor) -> ColumnElement[bool]:
    own = actor.organisation_id or 0
    ours = or_(C.police_organisation_id == own, C.academic_organisation_id == own)
    if actor.manages(actor.organisation_id):
        return ours
    named = exists().where(
        Contact.collaboration_id == C.id,
        Contact.person_id == (actor.person_id or 0),
        Contact.organisation_id == own,
    )
    return and_(ours, named)


def taken_part_in(actor: Actor) -> Select[C]:
    """The collaborations in which the actor takes part, whatever their audience."""
    return select(C).where(_taken_part_in(actor))


def readable_by(actor: Actor) -> Select[C]:
    """What the actor may read: where they take part, and what both sides confirmed for their audience.

    Members also read what one side has recorded; what is disputed is read by those who take part.
    """
    stands = [C.confirmation == Confirmation.CONFIRMED]
    if Audience.MEMBERS in actor.audiences:
        stands.append(C.confirmation == Confirmation.ONE_SIDE)
    shown = and_(C.audience.in_(actor.audiences), or_(*stands))
    return select(C).where(or_(_taken_part_in(actor), shown) if actor.is_member else shown)


def can_read(actor: Actor, collaboration: C) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(C.id == collaboration.id)) is not None


def require(actor: Actor, collaboration: C, act: str) -> None:
    """Do nothing when the actor may do `act` now. Raises Refused, and WrongState where it comes too late."""
    unfit = _unfit(act, collaboration) if takes_part(actor, collaboration) else ""
    if unfit:
        raise WrongState(unfit)
    COLLABORATION_TRANSITIONS.require(act, collaboration.status, parties(actor, collaboration))


def _unfit(act: str, collaboration: C) -> str:
    """Why the act does not suit the collaboration, beside its status; empty when it does."""
    agreed, is_open = is_agreed(collaboration), collaboration.status in RUNS
    if act in ("confirm", "correct", "dispute") and agreed:
        return "Both organisations have confirmed this record."
    if act == "dispute" and collaboration.confirmation is Confirmation.DISPUTED:
        return "This record is disputed already."
    if act == "assess" and agreed and collaboration.status in ENDED:
        return "This is closed, and both organisations stand behind its evidence."
    # What only one side stands behind is that side's account: there is nobody else to reflect on it.
    in_one_go = is_small(collaboration) or not agreed
    if act == "close" and is_open and not in_one_go:
        return "Say how it ended, then both sides write their reflections."
    if act == "end" and is_open and in_one_go:
        return "This is closed in one go."
    return ""


def acts(actor: Actor, collaboration: C) -> list[str]:
    """The acts open to the actor now, in the order of the table."""
    possible = COLLABORATION_TRANSITIONS.acts(collaboration.status, parties(actor, collaboration))
    return [act for act in possible if not _unfit(act, collaboration)]


def can_edit(actor: Actor, collaboration: C) -> bool:
    return "edit" in acts(actor, collaboration)


def can_start(actor: Actor, collaboration: C) -> bool:
    return "start" in acts(actor, collaboration)


def can_close(actor: Actor, collaboration: C) -> bool:
    return "close" in acts(actor, collaboration)


def can_confirm(actor: Actor, collaboration: C) -> bool:
    return "confirm" in acts(actor, collaboration)


def can_correct(actor: Actor, collaboration: C) -> bool:
    return "correct" in acts(actor, collaboration)


def can_dispute(actor: Actor, collaboration: C) -> bool:
    return "dispute" in acts(actor, collaboration)


def can_record(actor: Actor) -> bool:
    """A partnership manager of an organisation on either side of the market."""
    on_a_side = actor.side in (Side.POLICE.value, Side.ACADEMIC.value)
    return actor.is_member and on_a_side and actor.has(Role.PARTNERSHIP_MANAGER)


def contacts_shown(actor: Actor, collaboration: C) -> list[Contact]:
    """Who answers for each side: shown to those who take part, and to nobody else."""
    return list(collaboration.contacts) if takes_part(actor, collaboration) else []


def access_collaboration(actor: Actor, id: int, act: str = "read") -> C:
    """The collaboration numbered `id`, if the actor may read it and may do `act` now.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    found = None
    if id <= LARGEST_ID:
        found = db.session.scalar(readable_by(actor).where(C.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        require(actor, found, act)
    return found
