"""Search: the index prunes, the database decides. The API for the search page and for other rooms."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select

from app.core.actor import Actor
from app.core.kinds import FACETS, Card, SearchKind, all_kinds
from app.core.paging import PAGE_SIZE, Page
from app.extensions import db
from app.search import rank, store
from app.search.highlight import marked, snippet
from app.search.rank import Match

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
    with store.reading(actor) as opened:
        matches = rank.find(opened, query)
        suggestion = rank.did_you_mean(opened, query)
        suggested = rank.find(opened, rank.parse(suggestion)) if suggestion else []
        values = {(n, code) for entry in opened.facts.values() for n, codes in entry.facets for code in codes}
    chosen, unknown = _sort_out(facets or {}, values)
    readable = _readable(actor, matches)
    hits = [match for name in kinds for match in _of_kind(name, readable, query)]
    passing = [match for match in hits if _passes(match, chosen)]
    tab = [match for match in passing if kind in ("", match.facts.kind)]
    sort = "date" if query.is_blank or sort == "date" else "relevance"
    tab.sort(key=rank.order_by_date if sort == "date" else _all_words_first)
    number = min(max(page, 1), max(1, -(-len(tab) // size)))
    shown = _cards(actor, tab[(number - 1) * size : number * size], query.stems)
    counts = Counter(match.facts.kind for match in passing)
    return Results(
        text=query.text,
        kind=kind,
        sort=sort,
        chosen=chosen,
        unknown=unknown,
        page=Page(shown, number, len(tab), size),
        ids=tuple((match.facts.kind, match.facts.id) for match in tab),
        counts={name: counts[name] for name in kinds},
        facets=_facets([m for m in hits if kind in ("", m.facts.kind)], chosen),
        with_all=sum(match.has_all for match in tab) if query.stems else None,
        suggestion=suggestion if _readable(actor, suggested) else "",
        was_cut=query.was_cut,
        says_nothing=query.says_nothing,
        nearest=() if tab or not kind else _nearest(actor, kind, query, hits),
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
    if kind not in all_kinds():
        return []
    try:
        with store.reading(actor) as opened:
            matches = rank.nearest(opened, text, kind, but_not)
    except store.IndexUnusable:
        return []
    passing = [match for match in matches if _passes(match, facets or {})]
    for start in range(0, len(passing), 10 * limit):
        found = _cards(actor, _readable(actor, passing[start : start + 10 * limit])[:limit], ())
        if len(found) >= limit or start + 10 * limit >= len(passing):
            return found
    return []


# ---- what the database says -----------------------------------------------------------------------------


def _readable(actor: Actor, matches: Iterable[Match]) -> list[Match]:
    """Those of `matches` that the actor may read, in the same order: one question a kind."""
    asked: dict[str, set[int]] = {}
    matches = list(matches)
    for match in matches:
        asked.setdefault(match.facts.kind, set()).add(match.facts.id)
    kinds = all_kinds()
    may = {name: _readable_ids(actor, kinds[name], ids) for name, ids in asked.items() if name in kinds}
    return [match for match in matches if match.facts.id in may.get(match.facts.kind, ())]


def _readable_ids(actor: Actor, kind: SearchKind, ids: Collection[int]) -> set[int]:
    query = kind.readable_by(actor).with_only_columns(kind.model.id).order_by(None)
    if len(ids) <= MOST_IN_ONE_QUESTION:
        query = query.where(kind.model.id.in_(ids))
    return set(db.session.scalars(query))


def _cards(actor: Actor, matches: list[Match], stems: Collection[str]) -> list[Found]:
    kinds = all_kinds()
    things: dict[tuple[str, int], Any] = {}
    for name in dict.fromkeys(match.facts.kind for match in matches):
        model = kinds[name].model
        query: Select[Any] = kinds[name].readable_by(actor).order_by(None)
        ids = [match.facts.id for match in matches if match.facts.kind == name]
        for thing in db.session.scalars(query.where(model.id.in_(ids))).unique():
            things[name, thing.id] = thing
    found = []
    for match in matches:
        thing = things.get((match.facts.kind, match.facts.id))
        if thing is not None:
            card = _marked_card(kinds[match.facts.kind], thing, stems)
            found.append(Found(match.facts.kind, match.facts.id, match.score, card))
    return found


def _marked_card(kind: SearchKind, thing: Any, stems: Collection[str]) -> Card:
    card = kind.card(thing)
    if not stems:
        return card
    summary = snippet(kind.text(thing), stems) or card.summary
    return replace(card, title=marked(card.title, stems), summary=summary)


# ---- what is shown of what was found ----------------------------------------------------------------------


def _of_kind(kind: str, matches: list[Match], query: rank.Query) -> list[Match]:
    """The hits of one tab: those with all the words, and where they are few the others too."""
    own = [match for match in matches if match.facts.kind == kind]
    if not query.stems:
        return own
    whole = [match for match in own if match.has_all]
    return whole if len(whole) >= ENOUGH else own


def _all_words_first(match: Match) -> tuple[bool, tuple[float, int, str, int]]:
    return not match.has_all, rank.order_by_score(match)


def _passes(match: Match, chosen: Chosen, but: str = "") -> bool:
    if not chosen:
        return True
    held = dict(match.facts.facets)
    return all(
        not codes or name == but or not set(codes).isdisjoint(held.get(name, ()))
        for name, codes in chosen.items()
    )


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


def _facets(hits: list[Match], chosen: Chosen) -> tuple[Facet, ...]:
    """Each facet with its values among the hits that pass the other facets: what choosing one would leave."""
    made = []
    for name, heading in FACETS.items():
        counts: Counter[str] = Counter()
        kind_of: dict[str, str] = {}
        for match in hits:
            if _passes(match, chosen, but=name):
                for code in dict(match.facts.facets).get(name, ()):
                    counts[code] += 1
                    kind_of.setdefault(code, match.facts.kind)
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


def _nearest(actor: Actor, kind: str, query: rank.Query, hits: list[Match]) -> tuple[Found, ...]:
    """For an empty tab: its own hits without the filters; else what is most like the best hits elsewhere;
    else its newest."""
    own = sorted((match for match in hits if match.facts.kind == kind), key=_all_words_first)
    if own or query.is_blank:
        return tuple(_cards(actor, own[:NEAREST], query.stems))
    best = _cards(actor, sorted(hits, key=_all_words_first)[:NEAREST], ())
    text = "\n".join(text_of(found) for found in best)
    alike = related(actor, kind, text) if text else []
    return tuple(alike or search(actor, kind=kind, size=NEAREST).page.items)


def text_of(found: Found) -> str:
    """The title and the text of a found thing, as its room gives them."""
    adapter = all_kinds()[found.kind]
    thing = db.session.get(adapter.model, found.id)
    text: Callable[[Any], str] = adapter.text
    return f"{found.card.title}\n{text(thing)}" if thing is not None else str(found.card.title)
