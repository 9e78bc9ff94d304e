"""Which science could help, for a reader: the proposals with what each has done for policing. Writes nothing.

Only offers that the reader may read take part, in the order of the proposals as in what is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.core.actor import Actor
from app.core.kinds import Card
from app.core.panels import Panel, of
from app.extensions import db
from app.listings.models import ListingSpecialism, ListingState
from app.matching import live
from app.matching.guide import (
    Question,
    is_sure,
    nearest_by_specialism,
    offer_likeness,
    word_likeness,
)
from app.matching.knowledge import Reference
from app.offers import search as offer_search
from app.offers.models import Offer
from app.offers.policy import readable_by
from app.search import query, store, vectors
from app.search.encoder import Model, Vectors
from app.taxonomy.models import Specialism

# So many of the nearest offers are asked what they name; by words alone fewer, since each is loaded.
NEAREST, NEAREST_BY_WORDS = 200, 20
NEWEST = 3
OPEN = {"status": ("open",)}


@dataclass(frozen=True)
class Proposal:
    """A specialism that could help."""

    specialism: Specialism
    # Other words for it.
    words: tuple[str, ...]
    # Open offers that name it, or for a whole field one of its specialisms, and the newest of them.
    offers: int
    newest: Sequence[Card]
    # What rooms above have to say of it.
    panels: Sequence[Panel]

    @property
    def code(self) -> str:
        return self.specialism.code


@dataclass(frozen=True)
class Answer:
    """What the guide has to say of a problem."""

    proposals: Sequence[Proposal]
    # Whether the first of them is plainly near.
    is_sure: bool
    # Whether meaning was compared, or words alone.
    by_meaning: bool

    @property
    def codes(self) -> list[str]:
        return [proposal.code for proposal in self.proposals]


def answer(actor: Actor, text: str, *, newest: int = NEWEST) -> Answer:
    """The specialisms that could help with a problem told in plain words, the nearest first, each with its `newest`
    offers. Nothing of `text` is stored."""
    guide = live.guide()
    question = Question.read(text, _encode if vectors.is_on() else None)
    found = guide.propose(question, _by_offers(actor, text, question, guide.reference))
    rows = {
        row.code: row
        for row in db.session.scalars(
            select(Specialism).where(Specialism.code.in_([each.code for each in found]))
        )
    }
    proposals = [_proposal(actor, rows[each.code], newest) for each in found if each.code in rows]
    return Answer(proposals, is_sure(found, question), vectors.is_on())


def lessons(actor: Actor, text: str) -> list[Card]:
    """The lessons and published cases that answer a problem best; none where nothing on the board does."""
    try:
        found = query.search(actor, text, kind="lessons", size=NEWEST)
    except store.IndexUnusable:
        return []
    return [] if found.is_far else [each.card for each in found.page.items]


def _encode(model: Model, texts: Sequence[str]) -> Vectors:
    return vectors.of(texts, model=model, keep=False)


def _by_offers(actor: Actor, text: str, question: Question, reference: Reference) -> Mapping[str, float]:
    """Of each specialism how near the nearest open offer comes that names it."""
    if question.has_meaning:
        ids, meanings = query.meanings(actor, "offers", facets=OPEN)
        likeness = offer_likeness(question, meanings, reference)
        best = np.lexsort((np.array(ids), -np.round(likeness, 9)))[:NEAREST]
        ids, likeness = [ids[at] for at in best], likeness[best]
    else:
        found = query.related(actor, "offers", text, NEAREST_BY_WORDS, facets=OPEN)
        ids, likeness = [each.id for each in found], word_likeness([each.score for each in found])
    named = _named(ids)
    return nearest_by_specialism(likeness, [named[number] for number in ids])


def _named(offers: Collection[int]) -> Mapping[int, list[str]]:
    """The specialisms that each offer names."""
    rows = db.session.execute(
        select(ListingSpecialism.listing_id, ListingSpecialism.specialism_code).where(
            ListingSpecialism.listing_id.in_(offers), is_named()
        )
    )
    named: dict[int, list[str]] = defaultdict(list)
    for number, code in rows:
        named[number].append(code)
    return named


def is_named() -> ColumnElement[bool]:
    """That a listing names a specialism itself, and not because the list has nothing better."""
    return and_(ListingSpecialism.is_likely.is_(False), ListingSpecialism.is_nearest_only.is_(False))


def naming(codes: Iterable[str]) -> Select[int]:
    """The listings that name one of the specialisms, or a specialism of one of the fields."""
    codes = list(codes)
    return (
        select(ListingSpecialism.listing_id)
        .join(Specialism, Specialism.code == ListingSpecialism.specialism_code)
        .where(or_(Specialism.code.in_(codes), Specialism.parent_code.in_(codes)), is_named())
    )


def open_offers(actor: Actor, codes: Iterable[str]) -> Select[Offer]:
    """The open offers that the reader may read and that name one of the specialisms."""
    return readable_by(actor).where(Offer.state == ListingState.PUBLISHED, Offer.id.in_(naming(codes)))


def _proposal(actor: Actor, specialism: Specialism, newest: int) -> Proposal:
    offers = open_offers(actor, [specialism.code])
    first = offers.order_by(Offer.published_at.desc(), Offer.id.desc()).limit(newest)
    count = db.session.scalar(select(func.count()).select_from(offers.subquery())) or 0
    return Proposal(
        specialism=specialism,
        words=tuple(filter(None, map(str.strip, specialism.synonyms.split(";")))),
        offers=count,
        newest=[offer_search.card(offer) for offer in db.session.scalars(first)] if newest else [],
        panels=of("matching.which_science", actor, specialism) if newest else [],
    )
