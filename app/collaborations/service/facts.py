"""What collaborations write down for the rooms below, and whom they write to."""

from collections.abc import Iterable

from sqlalchemy import func, or_, select

from app.accounts.models import Person
from app.collaborations.models import RUNS, Collaboration, Confirmation
from app.core import mail
from app.core.actor import Actor, Audience
from app.extensions import db
from app.listings.policy import colleagues
from app.offers import service as offers
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.responses.service import managers_of

C = Collaboration
BREADTH = (Audience.POLICE, Audience.MEMBERS, Audience.PUBLIC)


def narrowest(audiences: Iterable[Audience]) -> Audience:
    """The audience that the fewest belong to."""
    return min(audiences, key=BREADTH.index)


def write_facts(actor: Actor, collaboration: Collaboration) -> None:
    """Bring both organisations' track record and the offer's load up to date.

    Only what both sides stand behind counts.
    """
    db.session.flush()
    agreed = C.confirmation == Confirmation.CONFIRMED
    for organisation in collaboration.organisations:
        number = organisation.id
        theirs = or_(C.police_organisation_id == number, C.academic_organisation_id == number)
        organisations.set_track_record(organisation, _count(agreed, theirs))
    if collaboration.offer is not None:
        running = C.status.in_(RUNS)
        using = _count(agreed, running, C.offer_id == collaboration.offer_id)
        offers.set_load(actor, offer=collaboration.offer, count=using)


def _count(*conditions: object) -> int:
    return db.session.scalar(select(func.count(C.id)).where(*conditions)) or 0  # type: ignore[arg-type]  # clauses


def contacts_at(collaboration: Collaboration, organisation: Organisation) -> list[Person]:
    """The contacts who still belong to the organisation; without any, its managers."""
    named = [contact.person_id for contact in collaboration.contacts]
    here = db.session.scalars(colleagues(organisation.id).where(Person.id.in_(named)))
    return list(here) or managers_of(organisation.id)


def other_of(collaboration: Collaboration, organisation_id: int | None) -> Organisation:
    """The organisation on the other side."""
    police, academic = collaboration.organisations
    return academic if police.id == organisation_id else police


def tell(
    people: Iterable[Person],
    collaboration: Collaboration,
    subject: str,
    text: str,
    *,
    in_digest: bool = False,
    endpoint: str = "collaborations.show",
) -> None:
    """A letter to each of `people`, with a link to the collaboration or to another page of it. It names no title: mail
    quotes nothing that is not public."""
    address = mail.link(endpoint, id=collaboration.id)
    for person in people:
        mail.queue(person.id, subject=subject, body=f"{text}\n{address}", in_digest=in_digest)
