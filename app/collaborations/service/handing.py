"""A part in a collaboration goes from one colleague to another."""

from app.accounts.models import Person
from app.collaborations.models import Collaboration, Contact
from app.collaborations.service.changing import end
from app.collaborations.service.facts import contacts_at, other_of, tell
from app.collaborations.size import is_small
from app.core.actor import Actor
from app.extensions import db


def pass_part(actor: Actor, collaboration: Collaboration, contact: Contact, to: Person) -> Collaboration:
    """`to` is the contact in place of who was, and both that colleague and the other side are told.

    The verb that calls this has checked that it may be done. Where nobody on the side would lead, `to` does.
    """
    own = contact.organisation
    # Somebody who is both lead and second contact is one person, not two.
    collaboration.contacts[:] = [
        c
        for c in collaboration.contacts
        if c is contact or c.organisation_id != own.id or c.person_id != to.id
    ]
    contact.person = to
    if all(c.is_second for c in collaboration.contacts if c.organisation_id == own.id):
        contact.is_second = False
    part = "second contact" if contact.is_second else "lead"
    end(actor, collaboration, "hand_over", ["contacts"], f"{own.name}: the {part} handed over to a colleague")
    if to.id != actor.person_id:
        tell(
            [to],
            collaboration,
            f"You are the {part} of a collaboration now",
            f"A colleague’s part in a collaboration of {own.name} has been handed over to you. Begin with the contacts "
            "and, where your side has written one, its handover note:",
            endpoint="collaborations.show" if is_small(collaboration) else "running.contacts",
        )
    other = other_of(collaboration, own.id)
    tell(
        contacts_at(collaboration, other),
        collaboration,
        "A contact on the other side has changed",
        f"{own.name} has a new {part} in a collaboration with {other.name}:",
        in_digest=True,
    )
    db.session.flush()
    return collaboration
