"""The verbs on who answers for a side: its contacts, its handover note, and the handing over of a part."""

from collections.abc import Collection

from sqlalchemy import select

from app.accounts.models import Person
from app.collaborations.models import Collaboration, Contact
from app.collaborations.running import policy
from app.collaborations.running.models import HandoverNote
from app.collaborations.service.changing import end, lock, note
from app.collaborations.service.facts import tell
from app.collaborations.service.handing import pass_part
from app.collaborations.service.opening import set_second
from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.sensitivity.confirming import refuse_markings
from app.extensions import db
from app.listings.policy import colleagues
from app.organisations.models import Organisation

LEAD, SECOND, NOTE = "lead", "second contact", "handover note"


def members_of(organisation_id: int) -> frozenset[int]:
    """The numbers of the people who belong to the organisation now."""
    return frozenset(db.session.scalars(colleagues(organisation_id).with_only_columns(Person.id)))


def standing(collaboration: Collaboration, organisation_id: int, members: Collection[int]) -> list[Contact]:
    """The contacts of a side who still belong to it: somebody who has left answers for nothing."""
    return [
        contact
        for contact in collaboration.contacts
        if contact.organisation_id == organisation_id and contact.person_id in members
    ]


def missing(collaboration: Collaboration, organisation_id: int) -> list[str]:
    """What a side still has to name or write: a lead, a second contact, a handover note."""
    here = standing(collaboration, organisation_id, members_of(organisation_id))
    has_note = note_of(collaboration, organisation_id) is not None
    return missing_of(here, has_note)


def missing_of(here: list[Contact], has_note: bool) -> list[str]:
    """The same, of the standing contacts of a side."""
    wanted = {
        LEAD: any(not contact.is_second for contact in here),
        SECOND: any(contact.is_second for contact in here),
        NOTE: has_note,
    }
    return [what for what, is_there in wanted.items() if not is_there]


def note_of(collaboration: Collaboration, organisation_id: int) -> HandoverNote | None:
    """The handover note of a side, whoever asks."""
    return db.session.scalar(
        select(HandoverNote).where(
            HandoverNote.collaboration_id == collaboration.id, HandoverNote.organisation_id == organisation_id
        )
    )


def name_contacts(
    actor: Actor, *, collaboration: Collaboration, second_id: int | None, lead_id: int | None = None
) -> Collaboration:
    """The second contact of the actor's side is this colleague, or nobody; where the side has no lead, its lead is
    `lead_id`. Raises FieldError, Refused, WrongState."""
    lock(collaboration)
    policy.require(actor, collaboration, "name_contacts")
    own = _own(actor, collaboration)
    before = {contact.person_id for contact in collaboration.contacts}
    changed = _name_lead(collaboration, own, lead_id)
    changed = set_second(collaboration, own.id, second_id) or changed
    end(
        actor,
        collaboration,
        "name_contacts",
        ["contacts"] if changed else [],
        f"{own.name} named its contacts",
    )
    named = [contact.person for contact in collaboration.contacts if contact.person_id not in before]
    tell(
        [person for person in named if person.id != actor.person_id],
        collaboration,
        "You are a contact of a collaboration now",
        f"A colleague has named you as a contact of {own.name} in a collaboration:",
        in_digest=True,
        endpoint="running.contacts",
    )
    db.session.flush()
    return collaboration


def _name_lead(collaboration: Collaboration, own: Organisation, lead_id: int | None) -> bool:
    leads = [c for c in collaboration.contacts if c.organisation_id == own.id and not c.is_second]
    if leads or lead_id is None:
        return False
    person = db.session.scalar(colleagues(own.id).where(Person.id == lead_id))
    if person is None:
        raise FieldError("lead", "Select a member of your organisation")
    collaboration.contacts[:] = [c for c in collaboration.contacts if c.person_id != lead_id]
    collaboration.contacts.append(Contact(person=person, organisation=own, organisation_id=own.id))
    return True


def write_note(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    where_things_are: str,
    who_knows_what: str,
    what_is_promised: str,
) -> HandoverNote:
    """The handover note of the actor's side says this. `version` is 0 where there was none.

    Raises FieldError, Refused, WrongState, EditedMeanwhile when a colleague has saved since.
    """
    given = {
        "where_things_are": where_things_are,
        "who_knows_what": who_knows_what,
        "what_is_promised": what_is_promised,
    }
    refuse_markings(given)
    lock(collaboration)
    policy.require(actor, collaboration, "write_note")
    own = _own(actor, collaboration)
    written = note_of(collaboration, own.id)
    if version != (written.version if written else 0):
        raise EditedMeanwhile(written)
    if written is None:
        written = HandoverNote(collaboration=collaboration, organisation=own, version=0)
        db.session.add(written)
    changed = [name for name, value in given.items() if getattr(written, name) != value]
    if changed:
        for name in changed:
            setattr(written, name, given[name])
        written.version += 1
        written.written_at = clock.now()
        written.person_id = actor.person_id
        note(actor, collaboration, "write_note", f"{own.name} wrote its handover note", fields=changed)
    db.session.flush()
    return written


def parts_to_hand_over(actor: Actor, collaboration: Collaboration) -> list[Contact]:
    """The parts on the actor's side that the actor may hand over: their own, and for a manager every one."""
    if not policy.can_hand_over(actor, collaboration):
        return []
    return [
        contact
        for contact in collaboration.contacts
        if contact.organisation_id == actor.organisation_id
        and (contact.person_id == actor.person_id or actor.manages(actor.organisation_id))
    ]


def hand_over(actor: Actor, *, collaboration: Collaboration, contact_id: int, to_id: int) -> Collaboration:
    """A colleague has the part of a contact, and is pointed to the handover note; the other side is told.

    Raises FieldError, Refused, WrongState.
    """
    lock(collaboration)
    policy.require(actor, collaboration, "hand_over")
    contact = next((c for c in parts_to_hand_over(actor, collaboration) if c.id == contact_id), None)
    if contact is None:
        raise FieldError("contact", "Select whose part it is")
    to = db.session.scalar(colleagues(actor.organisation_id).where(Person.id == to_id))
    if to is None or to.id == contact.person_id:
        raise FieldError("to", "Select a colleague to take it over")
    return pass_part(actor, collaboration, contact, to)


def _own(actor: Actor, collaboration: Collaboration) -> Organisation:
    return next(each for each in collaboration.organisations if each.id == actor.organisation_id)
