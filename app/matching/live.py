"""The engine as a process holds it: every open listing, kept in step with the outbox.

The worker keeps one for its lifetime, so that a new listing is compared with all others without reading them again.
What everything is measured against (the background) is made of the public listings when the engine is loaded, and left
in DATA_DIR for the web processes, which compare single pairs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.briefs import search as briefs_search
from app.briefs.models import Brief
from app.core.actor import Audience
from app.core.kinds import Document
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.matching import knowledge
from app.matching.engine import Background, Commons, Side
from app.matching.guide import Guide
from app.matching.profile import Encode, Pieces, Profile, Text, pieces, profile
from app.matching.texts import key_of, text_of
from app.offers import search as offers_search
from app.offers.models import Offer
from app.search import outbox, passages, vectors
from app.search.encoder import BGE, MINILM, Model, Vectors
from app.search.models import OutboxRow
from app.taxonomy.models import Area, Specialism

MODELS: dict[str, type[Any]] = {"briefs": Brief, "offers": Offer}
DESCRIBED: dict[str, Callable[[Any], Document]] = {
    "briefs": briefs_search.described,
    "offers": offers_search.described,
}
AT_ONCE = 200  # listings whose vectors are looked up together
Thing = tuple[str, int]


class Live:
    """All open listings as profiles on two sides, and the audience of each."""

    def __init__(self) -> None:
        """It holds no listing before `load`."""
        self.seq = outbox.latest()[0]
        self._names = _Names()
        self.audiences: dict[str, dict[int, Audience]] = {kind: {} for kind in MODELS}

    def load(self) -> Iterator[None]:
        """Read everything, some listings at each step, so that the worker can follow the index in between.

        Missing vectors are encoded and stored, so nothing may be waiting in the session at any step.
        """
        profiles: dict[str, list[Profile]] = {kind: [] for kind in MODELS}
        commons = Commons()
        for kind, model in MODELS.items():
            for listings in _open_portions(model):
                for listing, made in zip(listings, self._profiles(listings), strict=True):
                    self.audiences[kind][listing.id] = listing.audience
                    profiles[kind].append(made)
                    if listing.audience is Audience.PUBLIC:
                        commons.add(made)
                yield
        self.background = Background(reference(), commons)
        self.sides = {kind: Side(self.background, is_offer=kind == "offers") for kind in MODELS}
        for kind, side in self.sides.items():
            side.put_all(profiles[kind])
        _save(commons)

    def follow(self, also: Iterable[Thing] = ()) -> None:
        """Take in what the outbox names since the last time, and the listings `also`."""
        rows = select(OutboxRow.seq, OutboxRow.kind, OutboxRow.thing_id).where(
            OutboxRow.seq > self.seq, OutboxRow.kind.in_(MODELS)
        )
        found = db.session.execute(rows).all()
        things = {*also, *((kind, number) for _, kind, number in found)}
        for kind, number in sorted(things):
            self._take(kind, number)
        self.seq = max([self.seq, *(seq for seq, _, _ in found)])

    def _take(self, kind: str, number: int) -> None:
        side, audiences = self.sides[kind], self.audiences[kind]
        listing = db.session.get(MODELS[kind], number, populate_existing=True)
        audiences.pop(number, None)
        if listing is None:
            side.drop(key_of(number))
            return
        # What is still in review is encoded already, so that nothing is left to do once it is published.
        (made,) = self._profiles([listing])
        if listing.state is ListingState.IN_REVIEW and vectors.is_on():
            passages.stored([DESCRIBED[kind](listing)], vectors.of)
        if listing.is_open:
            side.put(made)
            audiences[number] = listing.audience
        else:
            side.drop(key_of(number))

    def _profiles(self, listings: Sequence[Listing]) -> list[Profile]:
        return profiles_of(listings, self._names)


class _Names:
    """The labels of all codes, read once."""

    def __init__(self) -> None:
        self.specialism = _labels(Specialism)
        self.area = _labels(Area)


def _labels(model: Any) -> dict[str, str]:
    rows = db.session.execute(select(model.code, model.label))
    return dict(rows.all())


def profiles_of(
    listings: Sequence[Listing], names: _Names | None = None, *, keep: bool = True
) -> list[Profile]:
    """The profile of each listing. Their vectors are looked up together; `keep` as in vectors.of."""
    names = names or _Names()
    texts = [text_of(listing, names.specialism.__getitem__, names.area.__getitem__) for listing in listings]
    return profiles_of_texts(texts, keep=keep)


def profiles_of_texts(texts: Sequence[Text], *, keep: bool = True) -> list[Profile]:
    """The profile of each text, listing or not. Their vectors are looked up together; `keep` as in vectors.of."""
    encode = _known([pieces(text) for text in texts], keep=keep) if vectors.is_on() else None
    return [profile(text, encode) for text in texts]


def _known(wanted: Sequence[Pieces], *, keep: bool) -> Encode:
    """An encoder that has looked up all these pieces already."""
    rows: dict[tuple[Model, str], Any] = {}
    for model in (MINILM, BGE):
        texts = list(dict.fromkeys(text for each in wanted for text in each.of(model)))
        rows |= {
            (model, text): row
            for text, row in zip(texts, vectors.of(texts, model=model, keep=keep), strict=True)
        }

    def encode(model: Model, texts: Sequence[str]) -> Vectors:
        return np.stack([rows[model, text] for text in texts])

    return encode


def reference(*, keep: bool = True) -> knowledge.Reference:
    """The lists of the database as reference texts."""
    specialisms = [
        knowledge.specialism_concept(row.code, row.label, row.description, row.synonyms)
        for row in db.session.scalars(select(Specialism))
    ]
    areas = [
        knowledge.area_concept(row.code, row.label, row.description)
        for row in db.session.scalars(select(Area))
    ]

    def encode(model: Model, texts: Sequence[str]) -> Vectors:
        return vectors.of(texts, model=model, keep=keep)

    return knowledge.reference(specialisms, areas, encode if vectors.is_on() else None)


def _open_portions(model: Any) -> Iterator[Sequence[Any]]:
    """All open listings of a kind in order of number, AT_ONCE at a time."""
    last = 0
    query = (
        select(model)
        .where(model.state == ListingState.PUBLISHED)
        .order_by(model.id)
        .limit(AT_ONCE)
        .options(
            selectinload(model.area_links),
            selectinload(model.specialism_links),
            selectinload(model.mechanism_links),
        )
    )
    while portion := db.session.scalars(query.where(model.id > last)).all():
        last = portion[-1].id
        yield portion


# ---- one for each process ---------------------------------------------------------------------------------


def live() -> Live:
    """This process's engine, loaded when first asked for."""
    while (made := _held().get("live")) is None:
        load_some()
    loaded: Live = made
    return loaded


def is_loaded() -> bool:
    """Whether this process has its engine."""
    return "live" in _held()


def load_some() -> None:
    """This process's engine is a step nearer to being loaded."""
    held = _held()
    if "loading" not in held:
        begun = Live()
        held["loading"] = begun, begun.load()
    made, steps = held["loading"]
    try:
        next(steps)
    except StopIteration:
        held["live"] = made
        del held["loading"]
    except Exception:
        # A loading that failed cannot go on: the next begins anew.
        del held["loading"]
        raise


def _held() -> dict[str, Any]:
    held: dict[str, Any] = current_app.extensions.setdefault("matching", {})
    return held


def forget() -> None:
    """Let go of this process's engine: the next use reads everything again."""
    current_app.extensions.pop("matching", None)


def background(*, keep: bool = False) -> Background:
    """What pairs are measured against, as the worker of this host left it; made of the lists alone before that."""
    path = _path()
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    held = _held()
    if held.get("stamp") != stamp:
        held["background"] = Background(reference(keep=keep), _saved(path) if stamp else Commons())
        held["stamp"] = stamp
    found: Background = held["background"]
    return found


def guide() -> Guide:
    """Which science could help, by the lists of the database."""
    behind = background()
    held = _held()
    if "guide" not in held or held["guide"].reference is not behind.reference:
        held["guide"] = Guide(behind.reference)
    found: Guide = held["guide"]
    return found


def _path() -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder / "matching-background.npz"


def _save(commons: Commons) -> None:
    beside = _path().with_suffix(".tmp.npz")
    np.savez(
        beside,
        stems=np.array(list(commons.holders), dtype=np.str_),
        holders=np.array(list(commons.holders.values()), np.int64),
        sums=commons.sums,
        counts=commons.counts,
        sizes=np.array([commons.texts, commons.stems, *commons.sides], np.int64),
    )
    beside.replace(_path())


def _saved(path: Path) -> Commons:
    with np.load(path, allow_pickle=False) as file:
        texts, stems, *sides = (int(size) for size in file["sizes"])
        holders = Counter(dict(zip(file["stems"].tolist(), file["holders"].tolist(), strict=True)))
        return Commons(texts, stems, holders, file["sums"], file["counts"], sides)
