"""The front page: what is open, what is offered, what was learnt."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.collaborations import policy as collaborations
from app.collaborations.models import Collaboration
from app.core.actor import Actor
from app.core.kinds import Card, all_kinds
from app.extensions import db
from app.lessons.models import Lesson
from app.listings.models import Listing, ListingState

NEWEST = 3


@dataclass(frozen=True)
class Figure:
    number: int
    label: str
    url: str


@dataclass(frozen=True)
class Section:
    title: str
    cards: list[Card]
    url: str
    more: str
    nothing: str


def _open(actor: Actor, kind: str) -> Select[Any]:
    return all_kinds()[kind].readable_by(actor).where(Listing.state == ListingState.PUBLISHED)


def _members_lessons(actor: Actor) -> Select[Any]:
    return all_kinds()["lessons"].readable_by(actor).where(Lesson.published_at.is_not(None))


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _newest(kind: str, query: Select[Any], *order: Any) -> list[Card]:
    adapter = all_kinds()[kind]
    newest = query.order_by(*order).limit(NEWEST).options(*adapter.with_card)
    return [adapter.card(thing) for thing in db.session.scalars(newest)]


def figures(actor: Actor) -> list[Figure]:
    """How much there is to read for this reader."""
    return [
        Figure(_count(_open(actor, "briefs")), "open briefs", url_for("briefs.index")),
        Figure(_count(_open(actor, "offers")), "open offers", url_for("offers.index")),
        Figure(
            _count(collaborations.readable_by(actor).with_only_columns(Collaboration.id)),
            "collaborations",
            url_for("collaborations.index"),
        ),
        Figure(_count(_members_lessons(actor)), "lessons", url_for("lessons.index")),
    ]


def sections(actor: Actor) -> list[Section]:
    """The newest of each kind that this reader may read; members' lessons come before published cases."""
    newest = Listing.published_at.desc(), Listing.id.desc()
    return [
        Section(
            "Open briefs",
            _newest("briefs", _open(actor, "briefs"), *newest),
            url_for("briefs.index"),
            "All open briefs",
            "Briefs appear here once a reviewer has published them.",
        ),
        Section(
            "Offers",
            _newest("offers", _open(actor, "offers"), *newest),
            url_for("offers.index"),
            "All offers",
            "Offers appear here once a reviewer has published them.",
        ),
        Section(
            "Newest lessons",
            _newest(
                "lessons",
                _members_lessons(actor),
                Lesson.is_published_case,
                Lesson.published_at.desc(),
                Lesson.id.desc(),
            ),
            url_for("lessons.index"),
            "The lessons board",
            "Lessons appear here once a reviewer has published them.",
        ),
    ]
