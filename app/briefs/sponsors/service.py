"""The verbs of the sponsoring chief officer: named, asked, confirmed, asked again."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Person
from app.briefs.models import Brief
from app.briefs.sponsors import letters, policy
from app.briefs.sponsors.models import Sponsor, SponsorState
from app.core import audit, clock
from app.core.actor import CLOCK, Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.core.sensitivity.confirming import pointed_at, refuse_markings
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import OPEN_STATES, Listing
from app.listings.models import Party as ListingParty

# A confirmation counts for a year; then the holder is asked again.
LASTS = timedelta(days=365)
BETWEEN_ASKINGS = timedelta(days=1)
# A surname may be one of these, and then says nothing of the person.
WORDS_OF_POSTS = frozenset(
    {"assistant", "chief", "commander", "commissioner", "constable", "deputy", "officer"}
)
NEW_HOLDER = "This post has a new holder, so we ask again."
A_YEAR = "A year has passed since this post was confirmed as its sponsor, so we ask again."


def name(actor: Actor, *, brief: Brief, post: str, holder_name: str, email: str) -> Sponsor:
    """The post backs the brief, and this is who holds it; nobody has been asked yet.

    Where the post or its holder was another and has been asked before, the earlier answer no longer counts and the
    holder is asked at once. A new holder named by a manager of the organisation counts for each of its open briefs
    that names the same post and the same former holder. Raises Refused, WrongState, FieldError.
    """
    _lock(brief)
    require(policy.can_name_for(actor, brief), "Only the owners of an open brief name its sponsor.")
    post = re.sub(r"^the\s+", "", post, flags=re.IGNORECASE)
    _check_post(post, holder_name)
    if not policy.is_at(email, brief.organisation):
        raise FieldError("email", _wanted_address(brief))
    holder = accounts.name_person(
        actor, email=email, name=holder_name, is_sample=actor.is_sample or brief.is_sample
    )
    if _owns(holder, brief):
        raise FieldError(
            "email", "The sponsor answers for the brief, so it must be somebody who does not own it"
        )
    sponsor = sponsor_of(brief)
    if sponsor is None:
        sponsor = Sponsor(brief=brief, post=post, holder=holder)
        db.session.add(sponsor)
        audit.record(actor, "briefs.name_sponsor", brief, fields=["post", "holder_id"])
        db.session.flush()
        return sponsor
    former, former_post = sponsor.holder, sponsor.post
    _change(actor, sponsor, post, holder)
    if actor.manages(brief.organisation_id) and former is not holder:
        for other in _backed_by(brief.organisation_id, former_post, former):
            if not _owns(holder, other.brief):
                _change(actor, other, other.post, holder)
    _forget(actor, former)
    return sponsor


def _change(actor: Actor, sponsor: Sponsor, post: str, holder: Person) -> None:
    changed = [
        field
        for field, same in (("post", sponsor.post == post), ("holder_id", sponsor.holder_id == holder.id))
        if not same
    ]
    if not changed:
        return
    sponsor.post, sponsor.holder = post, holder
    sponsor.answered_at = sponsor.confirmed_version = None
    sponsor.decline_reason = ""
    sponsor.state = SponsorState.NOT_ASKED
    sponsor.asking += 1
    audit.record(actor, "briefs.name_sponsor", sponsor.brief, fields=changed)
    if sponsor.asked_at is not None:
        _ask(actor, sponsor, NEW_HOLDER if "holder_id" in changed else "")
    db.session.flush()


def ask(actor: Actor, *, sponsor: Sponsor) -> Sponsor:
    """A letter asks the holder whether the post backs the brief. Raises Refused, WrongState, and FieldError while the
    brief says too little to be backed, or less than a day after the last asking."""
    _begin(actor, sponsor, "ask")
    if not sponsor.brief.problem or not sponsor.brief.desired_outcome:
        raise FieldError(
            "submit", "Write the problem and the desired outcome first: that is what the sponsor backs"
        )
    if sponsor.asked_at is not None and clock.now() < sponsor.asked_at + BETWEEN_ASKINGS:
        raise FieldError("submit", "They were asked less than a day ago. Ask again tomorrow")
    _ask(actor, sponsor)
    return sponsor


def _ask(actor: Actor, sponsor: Sponsor, why: str = "") -> None:
    sponsor.state = SponsorState.ASKED
    sponsor.asked_at = clock.now()
    sponsor.asking += 1
    audit.record(actor, "briefs.ask_sponsor", sponsor.brief, fields=["state"])
    db.session.flush()
    letters.ask(sponsor, why)


def confirm(actor: Actor, *, sponsor: Sponsor) -> Sponsor:
    """The holder says that the post backs the brief as it reads now, for a year. Raises Refused, WrongState."""
    _answer(actor, sponsor, "confirm")
    sponsor.confirmed_version = sponsor.brief.version
    return _tell(actor, sponsor, "confirm")


def decline(actor: Actor, *, sponsor: Sponsor, reason: str) -> Sponsor:
    """The holder says that it does not, and why. Raises Refused, WrongState, FieldError."""
    if not reason.strip():
        raise FieldError("reason", "Enter why you do not back it")
    refuse_markings({"reason": reason})
    _answer(actor, sponsor, "decline")
    sponsor.decline_reason = reason
    return _tell(actor, sponsor, "decline")


def pass_on(actor: Actor, *, sponsor: Sponsor) -> Sponsor:
    """Whoever was asked says that the post is not theirs: on no open brief of the organisation do they hold it any
    more, and what was said of them is forgotten. Raises Refused, WrongState.
    """
    _answer(actor, sponsor, "pass_on")
    former, sponsor.holder = sponsor.holder, None
    _tell(actor, sponsor, "pass_on")
    for other in _backed_by(sponsor.brief.organisation_id, sponsor.post, former):
        if policy.can_lose_holder(CLOCK, other):
            _lose_holder(other)
    _forget(actor, former)
    return sponsor


def _answer(actor: Actor, sponsor: Sponsor, act: str) -> None:
    sponsor.state = _begin(actor, sponsor, act)
    sponsor.answered_at = clock.now()
    sponsor.asking += 1
    sponsor.decline_reason = ""


def _tell(actor: Actor, sponsor: Sponsor, act: str) -> Sponsor:
    audit.record(actor, f"briefs.{act}_sponsor", sponsor.brief, fields=["state"])
    letters.answered(actor, sponsor)
    db.session.flush()
    return sponsor


def remove(actor: Actor, *, sponsor: Sponsor) -> None:
    """The brief names no sponsor any more, and who was named is forgotten. Raises Refused, WrongState."""
    _begin(actor, sponsor, "remove")
    audit.record(actor, "briefs.remove_sponsor", sponsor.brief, fields=["post", "holder_id"])
    former = sponsor.holder
    db.session.delete(sponsor)
    db.session.flush()
    _forget(actor, former)


def copy_unasked(actor: Actor, old: Listing, made: Listing) -> None:
    """A copy names the same post and holder, and nobody has been asked about it."""
    if not isinstance(old, Brief) or not isinstance(made, Brief):
        return
    sponsor = sponsor_of(old)
    if sponsor is not None and sponsor.holder is not None and not _owns(sponsor.holder, made):
        db.session.add(Sponsor(brief=made, post=sponsor.post, holder=sponsor.holder))
        db.session.flush()


def sponsor_of(brief: Brief) -> Sponsor | None:
    """The sponsor of a brief, whoever asks."""
    return db.session.scalar(select(Sponsor).where(Sponsor.brief_id == brief.id))


def waiting_for(actor: Actor) -> Sequence[Sponsor]:
    """The briefs on which the actor is asked for an answer as the holder of a post, oldest first."""
    if actor.person_id is None:
        return ()
    asked = select(Sponsor).where(Sponsor.holder_id == actor.person_id, Sponsor.state.in_(letters.ANSWERABLE))
    found = db.session.scalars(asked.order_by(Sponsor.asked_at, Sponsor.id))
    return [sponsor for sponsor in found if policy.can_confirm(actor, sponsor)]


# ---- the clock ------------------------------------------------------------------------------------------------------


def tend() -> None:
    """The worker calls this once a day: what was confirmed a year ago lapses and is asked again, a holder who has gone
    holds nothing, and the holders of briefs that have ended are forgotten."""
    open_briefs = select(Listing.id).where(Listing.state.in_(OPEN_STATES))
    held = select(Sponsor).where(Sponsor.holder_id.is_not(None)).order_by(Sponsor.id)
    for sponsor in db.session.scalars(held.where(Sponsor.brief_id.not_in(open_briefs))).all():
        _let_go(sponsor)
    for sponsor in db.session.scalars(held.where(Sponsor.brief_id.in_(open_briefs))).all():
        assert sponsor.holder is not None
        if not policy.holds(sponsor.holder, sponsor.brief) and policy.can_lose_holder(CLOCK, sponsor):
            _lose_holder(sponsor)
    due = held.where(
        Sponsor.brief_id.in_(open_briefs),
        Sponsor.state == SponsorState.CONFIRMED,
        Sponsor.answered_at <= clock.now() - LASTS,
    )
    for sponsor in db.session.scalars(due).all():
        _lapse(sponsor)


def _lapse(sponsor: Sponsor) -> None:
    sponsor.state = _begin(CLOCK, sponsor, "lapse")
    sponsor.asked_at = clock.now()
    sponsor.asking += 1
    audit.record(CLOCK, "briefs.lapse_sponsor", sponsor.brief, fields=["state"])
    db.session.flush()
    letters.ask(sponsor, A_YEAR)
    letters.lapsed(CLOCK, sponsor.brief, "Its confirmation is a year old. Its sponsor has been asked again:")


def _lose_holder(sponsor: Sponsor) -> None:
    sponsor.state = _begin(CLOCK, sponsor, "lose_holder")
    sponsor.asking += 1
    audit.record(CLOCK, "briefs.lose_holder_sponsor", sponsor.brief, fields=["state", "holder_id"])
    _let_go(sponsor)
    letters.lapsed(CLOCK, sponsor.brief, "Whoever held the post has gone. Name who holds it now:")


def _let_go(sponsor: Sponsor) -> None:
    former, sponsor.holder = sponsor.holder, None
    db.session.flush()
    _forget(CLOCK, former)


# ---- pieces ---------------------------------------------------------------------------------------------------------


def _begin(actor: Actor, sponsor: Sponsor, act: str) -> SponsorState:
    """Hold the row until the transaction ends, so that of two answers the later one sees the earlier."""
    db.session.flush()
    db.session.refresh(sponsor, ["state", "asking"], with_for_update={"of": Sponsor})
    return policy.require(actor, sponsor, act)


def _lock(brief: Brief) -> None:
    db.session.flush()
    db.session.refresh(brief, ["state"], with_for_update={"of": Listing})


def _owns(person: Person, brief: Brief) -> bool:
    return ListingParty.OWNER in listings.parties(accounts.actor_for(person), brief)


def _check_post(post: str, holder_name: str) -> None:
    texts = {"post": post}
    refuse_markings(texts)
    for find in pointed_at(texts):
        raise FieldError("post", f"Remove “{find.words}”, {find.kind_words}: every reader sees the post")
    words = re.findall(r"\w+", post.lower())
    surname = (re.findall(r"\w+", holder_name.lower()) or [""])[-1]
    if surname in words and surname not in WORDS_OF_POSTS:
        raise FieldError("post", "Enter the post without the holder’s name: every reader sees the post")


def _wanted_address(brief: Brief) -> str:
    domains = [row.domain for row in brief.organisation.domains]
    if not domains:
        return (
            f"No email domain is known of {brief.organisation.name}, so an address there cannot be told from another. "
            "Write to us by the contact page"
        )
    return f"Enter an email address at {' or '.join(domains)}"


def _backed_by(organisation_id: int, post: str, holder: Person | None) -> list[Sponsor]:
    """The sponsors of an organisation's open briefs that name this post and this holder."""
    query = (
        select(Sponsor)
        .join(Listing, Listing.id == Sponsor.brief_id)
        .where(
            Listing.organisation_id == organisation_id,
            Listing.state.in_(OPEN_STATES),
            Sponsor.holder_id == (holder.id if holder else None),
        )
        .order_by(Sponsor.id)
    )
    found = db.session.scalars(query).all()
    return [each for each in found if each.post.casefold().split() == post.casefold().split()]


def _forget(actor: Actor, person: Person | None) -> None:
    """Erase somebody who was only named, once no brief names them."""
    if person is None:
        return
    db.session.flush()
    if db.session.scalar(select(Sponsor.id).where(Sponsor.holder_id == person.id).limit(1)) is None:
        accounts.forget_named(actor, person=person)
