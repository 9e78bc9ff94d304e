"""Verbs that only briefs have. What every listing can do stands in app.listings.service."""

from collections.abc import Mapping

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Person
from app.briefs import priority
from app.briefs.models import Brief, ResearchInterestWatch, Scorer
from app.briefs.policy import MAY_NOT_POST, can_create, readable_by
from app.core import audit, mail
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings import service as listings
from app.listings.models import Listing
from app.taxonomy.models import ResearchInterest


def create(actor: Actor, *, title: str, research_interest: ResearchInterest | None = None) -> Brief:
    """Begin a draft, under a research interest if one is given. Raises Refused, FieldError."""
    require(can_create(actor), MAY_NOT_POST)
    values: dict[str, object] = {"title": title}
    if research_interest is not None:
        values["research_interest"] = research_interest.code
        if research_interest.area_code is not None:
            values["areas"] = [research_interest.area_code]
    return listings.create(actor, listing=Brief(), values=values)


def score(actor: Actor, *, brief: Brief, scores: Mapping[str, int | None]) -> Brief:
    """The reviewer's own scores stand beside the owner's, by criterion; None where the reviewer does not know.

    Raises Refused, WrongState, FieldError.
    """
    listings.hold_to_score(actor, listing=brief)
    if all(scores.get(name) is None for name in priority.NAMES):
        raise FieldError("harm", "Score at least one criterion")
    before = {name: priority.read(brief, Scorer.REVIEWER, name) for name in priority.NAMES}
    for name in priority.NAMES:
        priority.write(brief, Scorer.REVIEWER, name, scores.get(name))
    changed = [name for name, was in before.items() if was != scores.get(name)]
    audit.record(actor, "briefs.score", brief, fields=changed)
    db.session.flush()
    return brief


def watch(actor: Actor, *, research_interest: ResearchInterest) -> None:
    """Tell the actor when a brief is posted under the research interest. Raises Refused."""
    require(actor.person_id is not None)
    if not is_watching(actor, research_interest):
        db.session.add(
            ResearchInterestWatch(research_interest_id=research_interest.id, person_id=actor.person_id)
        )
        audit.record(actor, "briefs.watch", research_interest)
    db.session.flush()


def stop_watching(actor: Actor, *, research_interest: ResearchInterest) -> None:
    """Tell the actor no more. Raises Refused."""
    require(actor.person_id is not None)
    found = db.session.get(ResearchInterestWatch, (research_interest.id, actor.person_id))
    if found is not None:
        db.session.delete(found)
        audit.record(actor, "briefs.stop_watching", research_interest)
    db.session.flush()


def is_watching(actor: Actor, research_interest: ResearchInterest) -> bool:
    """Whether the actor asked to be told."""
    return (
        actor.person_id is not None
        and db.session.get(ResearchInterestWatch, (research_interest.id, actor.person_id)) is not None
    )


def tell_watchers(actor: Actor, listing: Listing) -> None:
    """Tell those who watch the research interest of a brief just published, if they may read the brief."""
    if not isinstance(listing, Brief) or listing.research_interest_id is None:
        return
    watchers = (
        select(Person)
        .join(ResearchInterestWatch, ResearchInterestWatch.person_id == Person.id)
        .where(
            ResearchInterestWatch.research_interest_id == listing.research_interest_id,
            Person.closed_at.is_(None),
            Person.id != listing.poster_id,
        )
        .order_by(Person.id)
    )
    interest = db.session.get_one(ResearchInterest, listing.research_interest_id)
    for person in db.session.scalars(watchers).all():
        may_read = readable_by(accounts.actor_for(person)).where(Brief.id == listing.id)
        if db.session.scalar(may_read) is not None:
            mail.queue(
                person.id,
                in_digest=True,
                subject=f"A brief has been posted under {interest.issuer} {interest.code}",
                body=mail.link("briefs.show", id=listing.id),
            )
