"""Who reads and writes what is kept for returns: each side its own, each person their own.

- A university's figures and its evidence for a case study are for its contacts and managers in that collaboration. The
  police side learns neither what they are nor that they are.
- The return of a year, and the summary of a year, are for the managers of the organisation.
- What a person notes of their learning is for that person, and for nobody else.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from app.collaborations import policy as collaborations
from app.collaborations.models import Collaboration, Confirmation, Contact
from app.collaborations.models import Party as CollaborationParty
from app.collaborations.returns.models import LearningNote, ReturnFigures
from app.core.actor import Actor
from app.core.policy import require
from app.extensions import db
from app.listings.policy import LARGEST_ID
from app.organisations.models import Side

C = Collaboration
SIDES = (Side.POLICE.value, Side.ACADEMIC.value)


def can_fill_in(actor: Actor, collaboration: C) -> bool:
    """Whoever takes part for the university, once it stands behind the record."""
    held = collaborations.parties(actor, collaboration)
    return (
        actor.organisation_id == collaboration.academic_organisation_id
        and CollaborationParty.PARTICIPANT in held
    )


def stood_behind(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor's organisation stands behind a record in which the actor takes part."""
    recorded = C.recorded_by_organisation_id == (actor.organisation_id or 0)
    return or_(C.confirmation == Confirmation.CONFIRMED, recorded)


def of_own_university(actor: Actor) -> Select[C]:
    """The collaborations for which the actor may fill in figures."""
    ours = C.academic_organisation_id == (actor.organisation_id or 0)
    return collaborations.taken_part_in(actor).where(ours, stood_behind(actor))


def figures_readable_by(actor: Actor) -> Select[ReturnFigures]:
    """The figures of the actor's own university, of the collaborations in which the actor takes part."""
    return select(ReturnFigures).where(
        ReturnFigures.organisation_id == (actor.organisation_id or 0),
        ReturnFigures.collaboration_id.in_(of_own_university(actor).with_only_columns(C.id)),
    )


def can_export(actor: Actor) -> bool:
    """A manager of a university exports its return."""
    return actor.side == Side.ACADEMIC.value and actor.manages(actor.organisation_id)


def can_summarise(actor: Actor) -> bool:
    """A manager of an organisation on either side reads its year."""
    return actor.side in SIDES and actor.manages(actor.organisation_id)


def notes_readable_by(actor: Actor) -> Select[LearningNote]:
    """What the actor noted of their own learning, wherever they work now."""
    return select(LearningNote).where(LearningNote.person_id == (actor.person_id or 0))


def parts_of(actor: Actor) -> Select[tuple[C, Contact]]:
    """The collaborations in which the actor is a contact where they work now, and their part in each."""
    # Under a name of its own: whether they take part is asked of the same table.
    part = aliased(Contact)
    return (
        collaborations.taken_part_in(actor)
        .join(part, part.collaboration_id == C.id)
        .where(part.person_id == (actor.person_id or 0), part.organisation_id == (actor.organisation_id or 0))
        .add_columns(part)
    )


def access_figures(actor: Actor, id: int) -> C:
    """The collaboration numbered `id`, if the actor may fill in its figures. Raises NotFound."""
    found = collaborations.access_collaboration(actor, id)
    if not can_fill_in(actor, found):
        raise NotFound
    return found


def access_return(actor: Actor) -> None:
    """Raise Refused unless the actor may export the return of their university."""
    require(can_export(actor), "Only partnership managers and administrators of a university see its return.")


def access_summary(actor: Actor) -> None:
    """Raise Refused unless the actor may read the year of their organisation."""
    require(
        can_summarise(actor), "Only partnership managers and administrators of an organisation see its year."
    )


def access_learning(actor: Actor, id: int) -> tuple[Any, LearningNote | None]:
    """What the actor may write of their learning in the collaboration numbered `id`: their part in it (collaboration
    and contact; None once they take no part any more), and what they noted before. Raises NotFound where neither is."""
    note = part = None
    if id <= LARGEST_ID:
        note = db.session.scalar(notes_readable_by(actor).where(LearningNote.collaboration_id == id))
        part = db.session.execute(parts_of(actor).where(C.id == id)).first()
    if note is None and part is None:
        raise NotFound
    return part, note
