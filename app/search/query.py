"""Search: the index prunes, the database decides. The API for the search page and for other rooms."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select

from app.core.actor import Actor
from app.core.kinds import FACETS, Card, SearchKind, all_kinds
from app.core.paging import PAGE_SIZE, Page
from app.extensions import db
from app.search import follow, mind, rank, store
from app.search.encoder import DIMENSIONS
from app.search.highlight import marked, snippet
from app.search.matrix import Bools, Matrix, Rows
from app.search.rank import Hits

# A tab with this many hits that have all the words shows no others.
ENOUGH = 3
NEAREST = 3
MOST_IN_ONE_QUESTION = 1_000  # ids; for more, the database answers with all that may be read
MOST_OPTIONS = 30

Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Found:
    """A thing that a reader may read, with its card."""

    kind: str
    id: int
    score: float
    card: Card


@dataclass(frozen=True)
class Results:
    """What a search found, for one page of one tab."""

    text: str
    kind: str
    sort: str
    # Chosen values that some document has, by facet; and those that none has.
    chosen: dict[str, tuple[str, ...]]
    unknown: dict[str, tuple[str, ...]]
    page: Page[Found]
    # The ids of all hits of the tab, in order.
    ids: tuple[tuple[str, int], ...]
    # Kind name -> hits in its tab.
    counts: dict[str, int]
    facets: tuple[Facet, ...]
    # How many hits of the tab have all the words; None when nothing was searched for.
    with_all: int | None
    suggestion: str
    was_cut: bool
    says_nothing: bool
    # When the tab is empty: the nearest things of its kind, or its newest.
    nearest: tuple[Found, ...]
    # Whether nothing in the tab answers the query well. Only meaning can tell: never without the encoder.
    is_far: bool
    # Whether meaning was asked, or words alone.
    by_meaning: bool

    @property
    def total(self) -> int:
        return len(self.ids)


def search(
    actor: Actor,
    text: str = "",
    *,
    kind: str = "",
    facets: Chosen | None = None,
    sort: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Results:
    """What `actor` may read that `text` finds, in the tab `kind` (empty: all kinds), filtered by `facets`.

    Values of one facet widen, facets narrow each other. `sort` is `relevance` or `date`; without text it is
    always date. Unknown kinds and facet values are left out of account. Raises store.IndexUnusable alone.
    """
    query = rank.parse(text)
    kinds = all_kinds()
    kind = kind if kind in kinds else ""
    with follow.reading(actor) as index:
        suggestion = rank.did_you_mean(index, query)
        hits = rank.answer(index, query, mind.current(wait=not follow.is_following()), suggestion)
        suggested = rank.find(index, rank.parse(suggestion)).rows if suggestion else hits.rows[:0]
    matrix = index.matrix
    chosen, unknown = _sort_out(facets or {}, set(matrix.codes))
    readable = _readable(actor, matrix, hits.rows)
    found = {name: _of_kind(matrix, name, hits, readable, query) for name in kinds}
    passing = {name: rows[_passes(matrix, rows, chosen)] for name, rows in found.items()}
    tab = _joined(passing, kind)
    if query.is_blank or sort == "date":
        sort, tab = "date", rank.by_date(matrix, hits, tab)
    else:
        sort, tab = "relevance", rank.by_score(matrix, hits, tab, all_words_first=hits.strengths is None)
    number = min(max(page, 1), max(1, -(-len(tab) // size)))
    shown = _cards(actor, matrix, hits, tab[(number - 1) * size : number * size], query.stems)
    return Results(
        text=query.text,
        kind=kind,
        sort=sort,
        chosen=chosen,
        unknown=unknown,
        page=Page(shown, number, len(tab), size),
        ids=tuple((matrix.facts[row].kind, matrix.facts[row].id) for row in tab),
        counts={name: len(rows) for name, rows in passing.items()},
        facets=_facets(matrix, {n: rows for n, rows in found.items() if kind in ("", n)}, chosen),
        with_all=int(hits.has_all[tab].sum()) if query.stems else None,
        suggestion=suggestion if _readable(actor, matrix, suggested).size else "",
        was_cut=query.was_cut,
        says_nothing=query.says_nothing,
        nearest=() if tab.size or not kind else _nearest(actor, matrix, hits, kind, found, query),
        is_far=bool(query.stems)
        and hits.strengths is not None
        and rank.best_strength(hits, tab) < mind.FOUND,
        by_meaning=hits.strengths is not None,
    )


def related(
    actor: Actor,
    kind: str,
    text: str,
    limit: int = NEAREST,
    *,
    facets: Chosen | None = None,
    but_not: Collection[int] = (),
) -> list[Found]:
    """The things of `kind` that `actor` may read and that are most like `text`, best first.

    `text` may be as long as a listing. `facets` narrows as in `search`; `but_not` leaves ids out. Empty when
    nothing is like it, and while the index is being rebuilt.
    """
    found = _most_like(actor, kind, text, limit, facets or {}, but_not)
    return _cards(actor, *found, ()) if found else []


def likeness(actor: Actor, kind: str, text: str, limit: int = NEAREST) -> dict[int, float]:
    """The numbers of the things that `related` finds with how like the text each is, for who shows no cards."""
    found = _most_like(actor, kind, text, limit, {}, ())
    if not found:
        return {}
    matrix, hits, rows = found
    return {matrix.facts[row].id: float(hits.scores[row]) for row in rows}


def _most_like(
    actor: Actor, kind: str, text: str, limit: int, facets: Chosen, but_not: Collection[int]
) -> tuple[Matrix, Hits, Rows] | None:
    if kind not in all_kinds():
        return None
    try:
        with follow.reading(actor) as index:
            hits = rank.nearest(index, text, kind, but_not)
    except store.IndexUnusable:
        return None
    matrix = index.matrix
    passing = hits.rows[_passes(matrix, hits.rows, facets)]
    best, readable = rank.by_score(matrix, hits, passing), passing[:0]
    for start in range(0, len(best), 10 * limit):
        more = _readable(actor, matrix, best[start : start + 10 * limit])
        readable = np.concatenate([readable, more])[:limit]
        if len(readable) == limit:
            break
    return matrix, hits, readable


def telling(actor: Actor, stems: Collection[str]) -> dict[str, float]:
    """How much each stem tells: the fewer documents have it, the more. None while the index is being rebuilt."""
    try:
        with follow.reading(actor) as index:
            return {stem: index.matrix.information(stem) for stem in stems}
    except store.IndexUnusable:
        return {}


def meanings(
    actor: Actor, kind: str, *, facets: Chosen | None = None
) -> tuple[list[int], NDArray[np.float32]]:
    """The things of `kind` that `actor` may read, and the vector of each whole text, (things, DIMENSIONS), of whatever
    length. Those without one are left out; none while the index is being rebuilt."""
    try:
        with follow.reading(actor) as index:
            matrix = index.matrix
            rows = np.flatnonzero(matrix.of_kind(kind) & matrix.has_meaning)
            rows = _readable(actor, matrix, rows[_passes(matrix, rows, facets or {})])
            return matrix.id[rows].tolist(), matrix.meanings[rows]
    except store.IndexUnusable:
        return [], np.zeros((0, DIMENSIONS), np.float32)


# ---- what the database says -----------------------------------------------------------------------------


def _readable(actor: Actor, matrix: Matrix, rows: Rows) -> Rows:
    """Those of `rows` that the actor may read, in the same order: one question a kind."""
    may = np.zeros(len(rows), bool)
    for name, kind in all_kinds().items():
        own = matrix.of_kind(name)[rows]
        if own.any():
            ids = matrix.id[rows]
            may |= own & np.isin(ids, _readable_ids(actor, kind, ids[own].tolist()))
    return rows[may]


def _readable_ids(actor: Actor, kind: SearchKind, ids: list[int]) -> list[int]:
    query = kind.readable_by(actor).with_only_columns(kind.model.id).order_by(None)
    if len(ids) <= MOST_IN_ONE_QUESTION:
        query = query.where(kind.model.id.in_(ids))
    return list(db.session.scalars(query))


def _cards(actor: Actor, matrix: Matrix, hits: Hits, rows: Rows, stems: Collection[str]) -> list[Found]:
    kinds = all_kinds()
    wanted = [(matrix.facts[row], float(hits.scores[row])) for row in rows]
    things: dict[tuple[str, int], Any] = {}
    for name in dict.fromkeys(facts.kind for facts, _ in wanted):
        model = kinds[name].model
        query: Select[Any] = kinds[name].readable_by(actor).order_by(None).options(*kinds[name].with_card)
        ids = [facts.id for facts, _ in wanted if facts.kind == name]
        for thing in db.session.scalars(query.where(model.id.in_(ids))).unique():
            things[name, thing.id] = thing
    found = []
    for facts, score in wanted:
        thing = things.get((facts.kind, facts.id))
        if thing is not None:
            found.append(Found(facts.kind, facts.id, score, _marked_card(kinds[facts.kind], thing, stems)))
    return found


def _marked_card(kind: SearchKind, thing: Any, stems: Collection[str]) -> Card:
    card = kind.card(thing)
    if not stems:
        return card
    summary = snippet(kind.text(thing), stems) or card.summary
    return replace(card, title=marked(card.title, stems), summary=summary)


# ---- what is shown of what was found ----------------------------------------------------------------------


def _joined(found: Mapping[str, Rows], kind: str) -> Rows:
    return np.concatenate(
        [np.zeros(0, np.intp), *(rows for name, rows in found.items() if kind in ("", name))]
    )


def _of_kind(matrix: Matrix, kind: str, hits: Hits, rows: Rows, query: rank.Query) -> Rows:
    """The hits of one tab: those with all the words or as good, and where few have all the words the others too."""
    own = rows[matrix.of_kind(kind)[rows]]
    if not query.stems:
        return own
    good = own[hits.as_good[own]]
    return good if hits.has_all[own].sum() >= ENOUGH else own


def _passes(matrix: Matrix, rows: Rows, chosen: Chosen) -> Bools:
    passes = np.ones(len(rows), bool)
    for name, codes in chosen.items():
        if codes:
            passes &= matrix.having(rows, {(name, code) for code in codes})
    return passes


def _sort_out(
    asked: Chosen, values: set[tuple[str, str]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    known: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        codes = list(dict.fromkeys(asked.get(name, ())))
        if here := tuple(code for code in codes if (name, code) in values):
            known[name] = here
        if absent := tuple(code for code in codes if code and (name, code) not in values):
            unknown[name] = absent
    return known, unknown


def _facets(matrix: Matrix, found: Mapping[str, Rows], chosen: Chosen) -> tuple[Facet, ...]:
    """Each facet with its values among the hits that pass the other facets: what choosing one would leave."""
    passing_all = {k: matrix.count_codes(rows[_passes(matrix, rows, chosen)]) for k, rows in found.items()}
    made = []
    for name, heading in FACETS.items():
        counts: Counter[str] = Counter()
        kind_of: dict[str, str] = {}
        counted = passing_all
        if name in chosen:
            others = {other: codes for other, codes in chosen.items() if other != name}
            counted = {k: matrix.count_codes(r[_passes(matrix, r, others)]) for k, r in found.items()}
        for kind, numbers in counted.items():
            for (facet, code), number in numbers.items():
                if facet == name:
                    counts[code] += number
                    kind_of.setdefault(code, kind)
        held = chosen.get(name, ())
        for code in held:
            counts.setdefault(code, 0)
        best = sorted(counts, key=lambda code: (code not in held, -counts[code], code))[:MOST_OPTIONS]
        options = [Option(c, facet_label(name, c, kind_of.get(c, "")), counts[c], c in held) for c in best]
        made.append(Facet(name, heading, tuple(sorted(options, key=lambda o: (-o.count, o.label)))))
    return tuple(made)


def facet_label(facet: str, code: str, kind: str = "") -> str:
    """The words for a facet's code, from the kind that has it, else from the first kind that knows better."""
    kinds = all_kinds()
    for adapter in [kinds[kind]] if kind in kinds else kinds.values():
        label = adapter.facet_label(facet, code)
        if label != code:
            return label
    return code.replace("_", " ")


def _nearest(
    actor: Actor, matrix: Matrix, hits: Hits, kind: str, found: Mapping[str, Rows], query: rank.Query
) -> tuple[Found, ...]:
    """For an empty tab: its own hits without the filters; else what is most like the best hits elsewhere;
    else its newest."""
    if found[kind].size or query.is_blank:
        own = rank.by_score(matrix, hits, found[kind], all_words_first=hits.strengths is None)
        return tuple(_cards(actor, matrix, hits, own[:NEAREST], query.stems))
    if hits.strengths is not None and not query.phrases and not query.without:
        own = rank.by_score(matrix, hits, np.flatnonzero(matrix.of_kind(kind) & matrix.has_meaning))
        if own.size:
            readable = _readable(actor, matrix, own[: 10 * NEAREST])
            return tuple(_cards(actor, matrix, hits, readable[:NEAREST], ()))
    elsewhere = rank.by_score(matrix, hits, _joined(found, ""), all_words_first=True)
    best = _cards(actor, matrix, hits, elsewhere[:NEAREST], ())
    text = "\n".join(text_of(thing) for thing in best)
    alike = related(actor, kind, text) if text else []
    return tuple(alike or search(actor, kind=kind, size=NEAREST).page.items)


def text_of(found: Found) -> str:
    """The title and the text of a found thing, as its room gives them."""
    adapter = all_kinds()[found.kind]
    thing = db.session.get(adapter.model, found.id)
    text: Callable[[Any], str] = adapter.text
    return f"{found.card.title}\n{text(thing)}" if thing is not None else str(found.card.title)
