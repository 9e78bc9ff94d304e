"""Who names partners of a response, and who answers for an organisation that is named."""

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from app.accounts.models import Membership, MembershipState, Person
from app.core.actor import Actor
from app.core.errors import WrongState
from app.extensions import db
from app.responses import policy
from app.responses.models import (
    PARTNER_TRANSITIONS,
    RESPONSE_TRANSITIONS,
    PartnerState,
    Party,
    ResponsePartner,
    ResponseState,
)
from app.responses.service.writing import lock


def parties(actor: Actor, partner: ResponsePartner) -> frozenset[Party]:
    """What the actor is to a partner: only managers of that very organisation answer for it."""
    held = set(policy.parties(actor, partner.response)) & {Party.RESPONDER}
    if actor.manages(partner.organisation_id):
        held.add(Party.PARTNER)
    return frozenset(held)


def acts(actor: Actor, partner: ResponsePartner) -> list[str]:
    """What the actor may answer now: while the full response is being written."""
    if partner.response.state is not ResponseState.INVITED:
        return []
    return PARTNER_TRANSITIONS.acts(partner.state, parties(actor, partner))


def can_confirm(actor: Actor, partner: ResponsePartner) -> bool:
    """A manager of the organisation that is asked, until the response is sent."""
    return "confirm" in acts(actor, partner)


def can_decline(actor: Actor, partner: ResponsePartner) -> bool:
    """A manager of the organisation that is asked or has confirmed, until the response is sent."""
    return "decline" in acts(actor, partner)


def need(actor: Actor, partner: ResponsePartner, act: str) -> PartnerState:
    """Hold the response, and answer the state that `act` leads to. Raises Refused and WrongState."""
    lock(partner.response.listing)
    db.session.refresh(partner)
    db.session.refresh(partner.response, ["state"])
    target = PARTNER_TRANSITIONS.require(act, partner.state, parties(actor, partner))
    if partner.response.state is not ResponseState.INVITED:
        raise WrongState("The response is not being written any more, so its partners stand.")
    return PartnerState(target)


def access_partner(actor: Actor, id: int, act: str) -> ResponsePartner:
    """The partner numbered `id`, of a response that the actor may read, if they may do `act`.

    Raises NotFound, Refused, WrongState.
    """
    found = db.session.get(ResponsePartner, id)
    if found is None or not policy.can_read(actor, found.response):
        raise NotFound
    if act == "remove":
        RESPONSE_TRANSITIONS.require(
            "remove_partner", found.response.state, policy.parties(actor, found.response)
        )
    elif act not in acts(actor, found):
        PARTNER_TRANSITIONS.require(act, found.state, parties(actor, found))
        raise WrongState("The response is not being written any more, so its partners stand.")
    return found


def answering_organisations() -> Select[int]:
    """The organisations for which somebody on the site can answer: a partnership manager or administrator."""
    return (
        select(Membership.organisation_id)
        .join(Person, Membership.person_id == Person.id)
        .where(
            Membership.state == MembershipState.APPROVED,
            Membership.is_partnership_manager | Membership.is_administrator,
            Person.closed_at.is_(None),
        )
    )
