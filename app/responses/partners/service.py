"""Consortia: who is asked to join a response, and what they answer."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.core import audit, clock, mail
from app.core.actor import Actor, Audience
from app.core.errors import FieldError
from app.core.sensitivity.confirming import confirmed, refuse_markings
from app.extensions import db
from app.listings.service.writing import theirs
from app.organisations.models import Kind, Organisation
from app.responses.models import (
    PartnerState,
    Response,
    ResponseConfirmation,
    ResponsePartner,
    ResponseState,
)
from app.responses.partners import policy
from app.responses.service.writing import begin, managers_of, senders, tell

MOST_PARTNERS = 10


def eligible(response: Response) -> list[Organisation]:
    """The organisations that may be asked to join: of the responder's side, or partnerships, which may see the listing,
    and have somebody on the site who can answer."""
    named = {partner.organisation_id for partner in response.partners}
    taken = named | {response.organisation_id, response.listing.organisation_id}
    query = select(Organisation).where(Organisation.id.not_in(taken)).order_by(Organisation.name)
    of_police = response.listing.audience is Audience.POLICE
    answering = policy.answering_organisations()
    return [
        each
        for each in db.session.scalars(query.where(Organisation.id.in_(answering)))
        if (each.side is response.organisation.side or each.kind is Kind.PARTNERSHIP)
        and (each.is_police or not of_police)
    ]


def add_partner(
    actor: Actor,
    *,
    response: Response,
    organisation: Organisation,
    part: str,
    boxes: Collection[str] = (),
) -> ResponsePartner:
    """Name an organisation as a partner of the response, and ask its managers. `part`: what it is to do.

    Raises FieldError for one that cannot be asked or a find in `part` that is not confirmed, Refused, WrongState.
    """
    begin(actor, "add_partner", response)
    db.session.refresh(response, ["partners"])
    response.confirmations += confirmed(actor, ResponseConfirmation, {"part": part}, boxes=boxes)
    if organisation not in eligible(response):
        raise FieldError("organisation", "Choose an organisation that is not named yet and can be asked")
    if len(response.partners) >= MOST_PARTNERS:
        raise FieldError("organisation", f"A response has at most {MOST_PARTNERS} partners")
    partner = ResponsePartner(organisation=organisation, part=part)
    response.partners.append(partner)
    audit.record(actor, "responses.add_partner", response, detail=f"organisation {organisation.id}")
    tell(
        managers_of(organisation.id),
        response,
        f"{response.organisation.name} asks your organisation to join a response",
        f"{response.organisation.name} is writing a response to {theirs(response.listing)} and names your "
        "organisation as a partner. It cannot be sent before you have answered. Read it, then confirm or decline:",
    )
    db.session.flush()
    return partner


def remove_partner(actor: Actor, *, partner: ResponsePartner) -> Response:
    """Take a partner out of the response, whatever it has answered; its managers are told.

    Raises Refused and WrongState.
    """
    response = partner.response
    begin(actor, "remove_partner", response)
    db.session.refresh(partner)
    if partner.state is not PartnerState.DECLINED:
        for person in managers_of(partner.organisation_id):
            mail.queue(
                person.id,
                subject="Your organisation is no longer a partner in a response",
                body=f"{response.organisation.name} goes on with it without your organisation.",
                in_digest=True,
            )
    response.partners.remove(partner)
    audit.record(
        actor, "responses.remove_partner", response, detail=f"organisation {partner.organisation_id}"
    )
    db.session.flush()
    return response


def confirm(actor: Actor, *, partner: ResponsePartner) -> ResponsePartner:
    """Join the response, for the actor's organisation; the responder is told. Raises Refused, WrongState."""
    return _answer(actor, "confirm", partner, "")


def decline(actor: Actor, *, partner: ResponsePartner, sentence: str) -> ResponsePartner:
    """Do not join the response, or leave it before it is sent, with a sentence that its responder reads.

    Raises FieldError without one or for a marking above OFFICIAL, Refused, WrongState.
    """
    if not sentence.strip():
        raise FieldError("sentence", "Enter a sentence that says why")
    refuse_markings({"sentence": sentence})
    return _answer(actor, "decline", partner, sentence)


def asked(actor: Actor) -> Sequence[ResponsePartner]:
    """Where the actor's organisation is asked to join, and has not answered; for its managers."""
    if not actor.manages(actor.organisation_id):
        return []
    waiting = (
        select(ResponsePartner)
        .join(Response)
        .where(
            ResponsePartner.organisation_id == actor.organisation_id,
            ResponsePartner.state == PartnerState.ASKED,
            Response.state == ResponseState.INVITED,
        )
    )
    return db.session.scalars(waiting.order_by(ResponsePartner.id)).all()


def _answer(actor: Actor, act: str, partner: ResponsePartner, sentence: str) -> ResponsePartner:
    partner.state = policy.need(actor, partner, act)
    partner.sentence = sentence
    partner.answered_at, partner.answered_by_id = clock.now(), actor.person_id
    audit.record(actor, f"responses.{act}_partner", partner, fields=["state"])
    became = "has joined" if partner.state is PartnerState.CONFIRMED else "will not join"
    tell(
        senders(partner.response),
        partner.response,
        f"{partner.organisation.name} {became} your response",
        f"{partner.organisation.name} {became} your response to {theirs(partner.response.listing)}:",
        endpoint="partners.partners",
    )
    db.session.flush()
    return partner
