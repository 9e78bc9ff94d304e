"""From an accepted response to a collaboration."""

from datetime import date

from app.accounts.models import Person
from app.briefs.models import Brief
from app.collaborations.gates.rules import derived
from app.collaborations.models import Collaboration, Confirmation, Contact
from app.collaborations.service.changing import note
from app.collaborations.service.facts import narrowest, write_facts
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db
from app.listings.models import Listing
from app.listings.policy import colleagues, is_colleague
from app.offers.models import Offer
from app.organisations.models import Organisation, Side
from app.responses import service as responses
from app.responses.models import Response
from app.taxonomy.models import Mechanism


def open_from(
    actor: Actor,
    *,
    response: Response,
    title: str,
    mechanism: Mechanism,
    planned_start: date | None = None,
    planned_end: date | None = None,
    second_id: int | None = None,
) -> Collaboration:
    """Accept the response and open the collaboration it becomes, confirmed because both sides acted.

    The responder and the listing's poster lead it; where the poster has left, whoever accepts does. Its gates
    are derived, with what the brief's pre-flight says of each.
    `second_id` is a colleague who stands in on the accepting side. Raises FieldError, Refused, and WrongState
    when somebody else has answered first.
    """
    listing = response.listing
    if mechanism not in listing.mechanisms:
        raise FieldError("mechanism", f"Select a way of working that the {listing.kind.value} asks for")
    if planned_start and planned_end and planned_end < planned_start:
        raise FieldError("planned_end", "The planned end must be the same as or after the planned start")
    responses.accept(actor, response=response)
    police, academic = _by_side(listing.organisation, response.organisation)
    collaboration = Collaboration(
        title=title,
        mechanism=mechanism,
        planned_start=planned_start,
        planned_end=planned_end,
        confirmation=Confirmation.CONFIRMED,
        confirmed_at=clock.now(),
        audience=narrowest([listing.audience]),
        police_organisation=police,
        academic_organisation=academic,
        response=response,
        brief=listing if isinstance(listing, Brief) else None,
        offer=listing if isinstance(listing, Offer) else None,
        is_sample=actor.is_sample or response.is_sample or listing.is_sample,
    )
    collaboration.areas = list(listing.areas)
    collaboration.gates = derived(collaboration)
    collaboration.contacts = _leads(actor, listing, response)
    db.session.add(collaboration)
    set_second(collaboration, listing.organisation_id, second_id)
    note(actor, collaboration, "accept", "The response was accepted, and the collaboration opened")
    write_facts(actor, collaboration)
    return collaboration


def _by_side(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    return (one, other) if one.side is Side.POLICE else (other, one)


def _leads(actor: Actor, listing: Listing, response: Response) -> list[Contact]:
    """One lead for each side, as far as there is anybody left to lead it."""
    poster = listing.poster
    if poster is None or not is_colleague(poster, listing.organisation_id):
        poster = db.session.get(Person, actor.person_id)
    leads = [(poster, listing.organisation_id)]
    leads += [(person, response.organisation_id) for person in responses.senders(response)[:1]]
    return [
        Contact(person=person, organisation_id=organisation_id)
        for person, organisation_id in leads
        if person is not None
    ]


def set_second(collaboration: Collaboration, organisation_id: int, person_id: int | None) -> bool:
    """Make a colleague the second contact of one side, or nobody; answer whether that changed anything.

    Raises FieldError for somebody who is not of that organisation, or who leads it already.
    """
    side = [c for c in collaboration.contacts if c.organisation_id == organisation_id]
    standing = [c for c in side if c.is_second]
    if [c.person_id for c in standing] == ([person_id] if person_id else []):
        return False
    for contact in standing:
        collaboration.contacts.remove(contact)
    if person_id is None:
        return True
    if person_id in [c.person_id or c.person.id for c in side if not c.is_second]:
        raise FieldError("second", "The second contact must be somebody other than the lead")
    person = db.session.scalar(colleagues(organisation_id).where(Person.id == person_id))
    if person is None:
        raise FieldError("second", "Select a member of your organisation")
    collaboration.contacts.append(Contact(person=person, organisation_id=organisation_id, is_second=True))
    return True
