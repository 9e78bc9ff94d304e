"""Who reads, writes and signs a working agreement.

Those who take part in the collaboration, once both sides stand behind it: contacts, partnership managers and
administrators of either organisation. Nobody else reads it, the site's administrators neither; others who may read
the collaboration see only that it is signed, and in what the freedom to publish is less than usual (panels.py).
"""

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from app.collaborations import policy as collaborations
from app.collaborations.agreement.models import (
    AGREEMENT_TRANSITIONS,
    Agreement,
    AgreementVersion,
    Party,
    Signature,
    Standing,
    VersionState,
)
from app.collaborations.models import RUNS, Collaboration, Confirmation
from app.collaborations.models import Party as CollaborationParty
from app.core.actor import Actor
from app.core.errors import WrongState
from app.extensions import db
from app.organisations.models import Side


def agreement_of(collaboration: Collaboration) -> Agreement:
    """The agreement of a collaboration; a new one, of which nothing is stored yet, while nobody has written in it."""
    found = db.session.scalar(select(Agreement).where(Agreement.collaboration_id == collaboration.id))
    return found or Agreement(
        collaboration=collaboration, version=1, texts={}, edited_in={}, answers={}, unsigned_because=""
    )


def standing(agreement: Agreement) -> Standing:
    """How the agreement stands as a whole."""
    if agreement.collaboration.status not in RUNS:
        return Standing.CLOSED
    return Standing.OFFERED if agreement.offered else Standing.DRAFT


def can_read(actor: Actor, collaboration: Collaboration) -> bool:
    """Whether the actor reads the agreement, the versions and what is said of the papers."""
    taking_part = CollaborationParty.PARTICIPANT in collaborations.parties(actor, collaboration)
    return taking_part and collaborations.is_agreed(collaboration)


def parties(actor: Actor, agreement: Agreement) -> frozenset[Party]:
    """What the actor is to the agreement."""
    if not can_read(actor, agreement.collaboration):
        return frozenset()
    offered = agreement.offered
    if offered is None or offered.signature_of(actor.organisation_id):
        return frozenset({Party.PARTICIPANT})
    return frozenset({Party.PARTICIPANT, Party.SIGNATORY})


def acts(actor: Actor, agreement: Agreement) -> list[str]:
    """The acts open to the actor now, in the order of the table."""
    return AGREEMENT_TRANSITIONS.acts(standing(agreement), parties(actor, agreement))


def require(actor: Actor, agreement: Agreement, act: str) -> None:
    """Do nothing when the actor may do `act` now. Raises Refused, and WrongState where it comes too late."""
    held = parties(actor, agreement)
    if act in ("sign", "decline") and held == {Party.PARTICIPANT}:
        raise WrongState(
            "Your side has signed this version."
            if agreement.offered
            else "No version waits for a signature now."
        )
    AGREEMENT_TRANSITIONS.require(act, standing(agreement), held)


def may_write(actor: Actor, side: Side | None) -> bool:
    """Whether a participant writes the parts of `side`; those of no side are written by either."""
    return side is None or actor.side == side.value


def access_agreement(actor: Actor, id: int, act: str = "read") -> Agreement:
    """The agreement of the collaboration numbered `id`, if the actor may read it and may do `act` now.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    collaboration = collaborations.access_collaboration(actor, id)
    if not can_read(actor, collaboration):
        raise NotFound
    agreement = agreement_of(collaboration)
    if act != "read":
        require(actor, agreement, act)
    return agreement


def access_version(actor: Actor, id: int, number: int, act: str = "read") -> AgreementVersion:
    """A version of that agreement. Raises as `access_agreement`, and WrongState when another is offered by now."""
    agreement = access_agreement(actor, id)
    found = next((each for each in agreement.versions if each.number == number), None)
    if found is None:
        raise NotFound
    if act != "read":
        need_offered(agreement, number)
        require(actor, agreement, act)
    return found


def need_offered(agreement: Agreement, number: int) -> AgreementVersion:
    """The version offered, which is the one numbered so. Raises WrongState when it is another, or none."""
    offered = agreement.offered
    if offered is None or offered.number != number:
        raise WrongState(f"Version {number} no longer waits for signatures.")
    return offered


def to_sign(actor: Actor) -> Select[AgreementVersion]:
    """The versions that wait for the signature of the actor's side, and that the actor may sign."""
    own = actor.organisation_id or 0
    collaborating = collaborations.taken_part_in(actor).where(
        Collaboration.confirmation == Confirmation.CONFIRMED, Collaboration.status.in_(RUNS)
    )
    signed = select(Signature.version_id).where(Signature.organisation_id == own)
    return (
        select(AgreementVersion)
        .join(Agreement, AgreementVersion.agreement_id == Agreement.id)
        .where(
            AgreementVersion.state == VersionState.OFFERED,
            AgreementVersion.id.not_in(signed),
            Agreement.collaboration_id.in_(collaborating.with_only_columns(Collaboration.id)),
        )
        .order_by(AgreementVersion.offered_at, AgreementVersion.id)
    )
