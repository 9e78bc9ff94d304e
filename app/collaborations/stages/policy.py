"""Who decides where the work goes next, and who reads what was decided."""

from app.collaborations import policy as collaborations
from app.collaborations.models import RUNS, Collaboration, Party
from app.collaborations.size import is_small
from app.core.actor import Actor
from app.core.errors import Refused, WrongState
from app.extensions import db


def is_asked(collaboration: Collaboration) -> bool:
    """Whether the work is large enough to be asked for its stages."""
    return not is_small(collaboration)


def is_going_on(collaboration: Collaboration) -> bool:
    """Whether there is anything left to decide."""
    return collaboration.status in RUNS


def can_decide(actor: Actor, collaboration: Collaboration) -> bool:
    """Those who take part, while the work goes on and is not small."""
    takes_part = Party.PARTICIPANT in collaborations.parties(actor, collaboration)
    return takes_part and is_asked(collaboration) and is_going_on(collaboration)


def need_decide(actor: Actor, collaboration: Collaboration) -> None:
    """Do nothing when the actor may decide now. Raises Refused, and WrongState for small work and once it has ended."""
    if Party.PARTICIPANT not in collaborations.parties(actor, collaboration):
        raise Refused("Only those who take part in a collaboration decide on its stages.")
    if not is_asked(collaboration):
        raise WrongState("Work as short as this is not asked for its stages.")
    if not is_going_on(collaboration):
        raise WrongState("This collaboration has ended or is ending, so its stage stays as it is.")


def access_stages(actor: Actor, id: int, act: str = "read") -> Collaboration:
    """The collaboration numbered `id`, if the actor takes part in it and may do `act`: read, or decide.

    Raises NotFound where it may not be read, Refused, WrongState.
    """
    collaboration = collaborations.access_collaboration(actor, id)
    if not collaborations.takes_part(actor, collaboration):
        raise Refused("Only those who take part in a collaboration see its stages.")
    if act == "decide":
        need_decide(actor, collaboration)
    return collaboration


def may_decide(actor: Actor, id: int) -> bool:
    """Whoever may decide on the stage of the collaboration says what they do with the lessons shown there."""
    found = collaborations.taken_part_in(actor).where(Collaboration.id == id)
    collaboration = db.session.scalar(found)
    return collaboration is not None and can_decide(actor, collaboration)
