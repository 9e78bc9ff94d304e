"""A person's own record of continuing professional development, from their parts in collaborations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.collaborations.cards import period
from app.collaborations.models import Collaboration, Contact
from app.collaborations.returns import policy
from app.collaborations.returns.models import LearningNote
from app.collaborations.returns.report import Report, Section, shown
from app.core import audit, clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile
from app.core.policy import require
from app.extensions import db
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area

NOTES = (
    "Yours alone: nobody else can open it here. It may still be asked for under freedom of information law.",
    "Write before you hand over: what you have noted stays here, and a part without a note goes with the handover.",
    "It is kept until you close your account; download it first.",
)
LEARNED = "What I learned and how I use it"
# On the PDF, which its owner shows to others.
OWN_ACCOUNT = (
    "From parts in collaborations on Common Ground. Hours and what was learned are the person’s own account."
)
# What is kept of a collaboration, and what each is called.
FACTS = {
    "role": "Part",
    "organisation": "For",
    "partner": "With",
    "mechanism": "Mechanism",
    "period": "When",
    "areas": "Areas of challenge",
}


@dataclass(frozen=True)
class Entry:
    """A collaboration in somebody's record. `facts` hold its title and what stands in FACTS."""

    collaboration_id: int
    facts: dict[str, str]
    note: LearningNote | None
    is_sample: bool

    @property
    def title(self) -> str:
        return self.facts.get("title", "")

    @property
    def hours(self) -> float | None:
        return self.note.hours if self.note else None


def entries(actor: Actor) -> list[Entry]:
    """The actor's record, the latest first: their parts today, and what they noted of earlier ones."""
    written = policy.notes_readable_by(actor).options(selectinload(LearningNote.collaboration))
    notes = {note.collaboration_id: note for note in db.session.scalars(written)}
    parts = {found.id: (found, contact) for found, contact in db.session.execute(_parts(actor))}
    present = [
        Entry(number, facts_of(found, contact), notes.get(number), found.is_sample)
        for number, (found, contact) in parts.items()
    ]
    past = [
        Entry(number, note.facts, note, note.collaboration.is_sample)
        for number, note in notes.items()
        if number not in parts
    ]
    return sorted(present + past, key=lambda entry: -entry.collaboration_id)


def _parts(actor: Actor) -> Any:
    loaded = (Collaboration.police_organisation, Collaboration.academic_organisation, Collaboration.areas)
    return policy.parts_of(actor).options(*(selectinload(each) for each in loaded))


def facts_of(collaboration: Collaboration, contact: Contact) -> dict[str, str]:
    """What the record says of a collaboration and the person's part in it."""
    police, academic = collaboration.organisations
    own, other = (police, academic) if contact.organisation_id == police.id else (academic, police)
    return {
        "title": collaboration.title,
        "role": "Second contact" if contact.is_second else "Lead",
        "organisation": own.name,
        "partner": other.name,
        "mechanism": MECHANISM_LABELS[collaboration.mechanism],
        "period": period(collaboration) or "Not started",
        "areas": "; ".join(label(Area, area.code) for area in collaboration.areas),
    }


def save(
    actor: Actor, *, collaboration_id: int, version: int, hours: float | None, learned: str
) -> LearningNote:
    """What the actor says of their own learning in the collaboration is this.

    Raises NotFound where it is none of theirs, EditedMeanwhile when they wrote in another window since.
    """
    require(actor.person_id is not None)
    part, note = policy.access_learning(actor, collaboration_id)
    if version != (note.version if note else 0):
        raise EditedMeanwhile(note)
    facts = facts_of(*part) if part is not None else note.facts if note is not None else {}
    said = {"hours": hours, "learned": learned}
    if note is None:
        changed = [name for name, value in said.items() if value]
        note = _added(actor, collaboration_id, facts, **said)
    else:
        changed = [name for name, value in said.items() if getattr(note, name) != value]
        note.hours, note.learned, note.facts, note.written_at = hours, learned, facts, clock.now()
        note.version += 1
    audit.record(actor, "collaborations.save_learning", note, fields=changed)
    db.session.flush()
    return note


def _added(actor: Actor, collaboration_id: int, facts: dict[str, str], **said: Any) -> LearningNote:
    note = LearningNote(
        person_id=actor.person_id,
        collaboration_id=collaboration_id,
        facts=facts,
        written_at=clock.now(),
        **said,
    )
    try:
        with db.session.begin_nested():
            db.session.add(note)
    except IntegrityError as error:
        # The same person has just said it in another window.
        raise EditedMeanwhile(None) from error
    return note


def forget(person_id: int) -> None:
    """Nothing is left of what the person noted of their learning: they have closed their account."""
    theirs = policy.notes_readable_by(Actor(person_id=person_id))
    for note in db.session.scalars(theirs).all():
        db.session.delete(note)


def record(actor: Actor, found: Sequence[Entry]) -> Report:
    """The record as a report."""
    hours = sum(entry.hours or 0 for entry in found)
    total = Section(
        "In all",
        facts=[("Collaborations", len(found)), ("Hours noted", hours)],
    )
    return Report(
        title="Record of continuing professional development",
        caption=actor.name,
        notes=[OWN_ACCOUNT],
        sections=[total, *map(_section, found)],
        is_sample=any(entry.is_sample for entry in found),
    )


def _section(entry: Entry) -> Section:
    facts = [(words, entry.facts[name]) for name, words in FACTS.items() if entry.facts.get(name)]
    hours = "Not noted" if entry.hours is None else shown(entry.hours)
    learned = (entry.note and entry.note.learned) or "Not noted"
    return Section(entry.title, facts=[*facts, ("Hours", hours), (LEARNED, learned)])
