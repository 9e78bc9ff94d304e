"""Who may read a gate and who may work on it.

Those who take part in the collaboration read its gates; whoever owns a gate for their side reads that gate, and settles
it, without taking part in anything else. Others who may read the collaboration see nothing of its gates.
"""

from sqlalchemy import Select, and_, or_, select
from werkzeug.exceptions import NotFound

from app.collaborations import policy as collaborations
from app.collaborations.gates.models import GATE_TRANSITIONS, WAITS, Gate, GateState, Party
from app.collaborations.models import ENDED, Collaboration
from app.collaborations.models import Party as CollaborationParty
from app.core.actor import Actor
from app.core.errors import Refused, WrongState
from app.extensions import db
from app.listings.policy import LARGEST_ID

C = Collaboration


def owns(actor: Actor, gate: Gate) -> bool:
    """Whether the actor owns the gate, for the organisation at which they are now."""
    if actor.person_id is None or actor.organisation_id is None:
        return False
    of = gate.collaboration
    return (actor.person_id, actor.organisation_id) in (
        (gate.police_owner_id, of.police_organisation_id),
        (gate.academic_owner_id, of.academic_organisation_id),
    )


def parties(actor: Actor, gate: Gate) -> frozenset[Party]:
    """What the actor is to a gate. While one side stands behind the record, the other side only reads."""
    held = set()
    if CollaborationParty.PARTICIPANT in collaborations.parties(actor, gate.collaboration):
        held.add(Party.PARTICIPANT)
    stands = collaborations.is_agreed(gate.collaboration) or (
        gate.collaboration.recorded_by_organisation_id == actor.organisation_id
    )
    if stands and owns(actor, gate):
        held.add(Party.OWNER)
    return frozenset(held)


def readable_by(actor: Actor) -> Select[Gate]:
    """The gates that the actor may read."""
    own = actor.organisation_id or 0
    me = actor.person_id or 0
    owned = or_(
        and_(Gate.police_owner_id == me, C.police_organisation_id == own),
        and_(Gate.academic_owner_id == me, C.academic_organisation_id == own),
    )
    taken_part_in = collaborations.taken_part_in(actor).with_only_columns(C.id)
    return select(Gate).join(C, Gate.collaboration_id == C.id).where(or_(owned, C.id.in_(taken_part_in)))


def can_read(actor: Actor, gate: Gate) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(Gate.id == gate.id)) is not None


def is_open(collaboration: C) -> bool:
    """Whether gates may be worked on: until it has ended, and in a record of the past at any time, since nobody could
    have told them here while they happened."""
    return collaboration.status not in ENDED or collaboration.recorded_by_organisation_id is not None


def acts(actor: Actor, gate: Gate) -> list[str]:
    """The acts open to the actor now, in the order of the table."""
    if not is_open(gate.collaboration):
        return []
    return GATE_TRANSITIONS.acts(gate.state, parties(actor, gate))


def need(actor: Actor, gate: Gate, act: str) -> GateState:
    """The state that `act` leads to. Raises Refused, and WrongState where it comes too late."""
    target = GATE_TRANSITIONS.require(act, gate.state, parties(actor, gate))
    if not is_open(gate.collaboration):
        raise WrongState("This collaboration has ended, so its gates stay as they are.")
    return GateState(target)


def can_add(actor: Actor, collaboration: C) -> bool:
    """Whether the actor may add gates, or have them derived."""
    takes_part = CollaborationParty.PARTICIPANT in collaborations.parties(actor, collaboration)
    return takes_part and is_open(collaboration)


def access_gates(actor: Actor, id: int, act: str = "read") -> C:
    """The collaboration numbered `id`, to whose gates the actor may do `act`: read, or add.

    Raises NotFound where the actor may not even read the collaboration, and Refused.
    """
    collaboration = collaborations.access_collaboration(actor, id)
    if not collaborations.takes_part(actor, collaboration):
        raise Refused("Only those who take part in a collaboration see its gates.")
    if act == "add":
        need_add(actor, collaboration)
    return collaboration


def need_add(actor: Actor, collaboration: C) -> None:
    """Do nothing when the actor may add gates now. Raises Refused, and WrongState once it has ended."""
    if CollaborationParty.PARTICIPANT not in collaborations.parties(actor, collaboration):
        raise Refused("Only those who take part in a collaboration add gates.")
    if not is_open(collaboration):
        raise WrongState("This collaboration has ended, so its gates stay as they are.")


def access_gate(actor: Actor, id: int, act: str = "read") -> Gate:
    """The gate numbered `id`, if the actor may read it and may do `act` now.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    found = None
    if id <= LARGEST_ID:
        found = db.session.scalar(readable_by(actor).where(Gate.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        need(actor, found, act)
    return found


def may_decide(actor: Actor, id: int) -> bool:
    """Whoever may work on a gate says what they do with the lessons shown there."""
    found = db.session.scalar(readable_by(actor).where(Gate.id == id))
    return found is not None and found.state in WAITS and bool(parties(actor, found))
