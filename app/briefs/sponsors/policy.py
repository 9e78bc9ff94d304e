"""Who names the sponsoring chief officer of a brief, who answers, and who reads what.

A brief is published without a sponsor too: backing is a fact for its readers, not a gate. Once it is confirmed,
everybody who may read the brief sees the post and the day. Until then only the brief's owners, its reviewers and
the holder know of it, so that nobody takes a post that was merely named for one that stands behind the brief. The
holder's name and address are shown to the owners alone, who gave them.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, or_, select
from werkzeug.exceptions import NotFound

from app.accounts.models import Person
from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.briefs.sponsors.models import SPONSOR_TRANSITIONS, Party, Sponsor, SponsorState
from app.core.actor import CLOCK, Actor, Role
from app.core.errors import Refused, WrongState
from app.core.policy import require as need
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import OPEN_STATES, Listing
from app.listings.models import Party as ListingParty
from app.organisations import service as organisations
from app.organisations.models import Organisation


def is_at(address: str | None, organisation: Organisation) -> bool:
    """Whether the address is at a domain of the organisation."""
    found = organisations.by_domain(address or "")
    return found is not None and found.id == organisation.id


def parties(actor: Actor, sponsor: Sponsor) -> frozenset[Party]:
    """What the actor is to it. Nobody answers for a brief of their own, and a holder whose address has left the
    organisation's domain is the holder no more."""
    if actor is CLOCK:
        return frozenset({Party.CLOCK})
    if ListingParty.OWNER in listings.parties(actor, sponsor.brief):
        return frozenset({Party.OWNER})
    holder = sponsor.holder
    if holder is not None and actor.person_id == holder.id and holds(holder, sponsor.brief):
        return frozenset({Party.HOLDER})
    return frozenset()


def holds(person: Person, brief: Brief) -> bool:
    """Whether the person can hold a post in the brief's organisation, as far as this site can know."""
    return person.closed_at is None and is_at(person.email, brief.organisation)


def can_name_for(actor: Actor, brief: Brief) -> bool:
    """An owner of the brief, while it is open, says which post backs it."""
    return brief.state in OPEN_STATES and ListingParty.OWNER in listings.parties(actor, brief)


def _can(act: str) -> Callable[[Actor, Sponsor], bool]:
    def can(actor: Actor, sponsor: Sponsor) -> bool:
        open_ = sponsor.brief.state in OPEN_STATES
        return open_ and SPONSOR_TRANSITIONS.allows(act, sponsor.state, parties(actor, sponsor))

    can.__name__ = f"can_{act}"
    return can


can_name = _can("name")
can_ask = _can("ask")
can_confirm = _can("confirm")
can_decline = _can("decline")
can_pass_on = _can("pass_on")
can_remove = _can("remove")
can_lapse = _can("lapse")
can_lose_holder = _can("lose_holder")


def require(actor: Actor, sponsor: Sponsor, act: str) -> SponsorState:
    """The state that `act` leads to. Raises Refused, WrongState."""
    target = SPONSOR_TRANSITIONS.require(act, sponsor.state, parties(actor, sponsor))
    _need_open(sponsor.brief)
    return SponsorState(target)


def readable_by(actor: Actor) -> Select[Sponsor]:
    """What the actor may know of: confirmed ones of the briefs they may read, and in every state their own briefs',
    those they review, and those that name them."""
    readable = briefs.readable_by(actor).with_only_columns(Brief.id)
    rules: list[ColumnElement[bool]] = [
        and_(Sponsor.state == SponsorState.CONFIRMED, Sponsor.brief_id.in_(readable))
    ]
    if actor.person_id is not None:
        rules.append(Sponsor.holder_id == actor.person_id)
    if actor.is_member:
        rules.append(Sponsor.brief_id.in_(select(Listing.id).where(listings.owned_by(actor))))
    if actor.has(Role.REVIEWER):
        elsewhere = Brief.organisation_id != (actor.organisation_id or 0)
        rules.append(Sponsor.brief_id.in_(readable.where(elsewhere)))
    return select(Sponsor).where(or_(*rules))


def sponsor_seen_by(actor: Actor, brief: Brief) -> Sponsor | None:
    """The sponsor of the brief, if there is one that the actor may know of."""
    return db.session.scalar(readable_by(actor).where(Sponsor.brief_id == brief.id))


def access_brief_to_name(actor: Actor, id: int) -> Brief:
    """The brief, if the actor may name its sponsor now. Raises NotFound, Refused, WrongState."""
    brief = briefs.access_brief(actor, id)
    need(ListingParty.OWNER in listings.parties(actor, brief))
    _need_open(brief)
    return brief


def access_sponsor(actor: Actor, brief_id: int, act: str) -> Sponsor:
    """The sponsor of a brief, if the actor may do `act`. Raises NotFound, Refused, WrongState."""
    found = db.session.scalar(readable_by(actor).where(Sponsor.brief_id == brief_id))
    if found is None:
        raise NotFound
    if not parties(actor, found):
        raise Refused("You cannot do this.")
    require(actor, found, act)
    return found


def _need_open(brief: Brief) -> None:
    if brief.state not in OPEN_STATES:
        raise WrongState("This brief has ended, so its sponsor stays as it is.")
