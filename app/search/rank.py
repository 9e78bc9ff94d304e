"""What a reader's words find in one index, and how well: words, phrases, spelling. No database here."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from whoosh.query import Or, Phrase

from app.search.follow import Held
from app.search.knowledge import AS_GOOD, shipped
from app.search.matrix import DIGITS, Bools, Floats, Matrix, Rows
from app.search.mind import FOUND, NEAREST, SHOWN, Mind
from app.search.schema import title_mark
from app.search.store import OpenIndex
from app.search.words import WORDS, clean, normal, stem_of, tokens

LONGEST_QUERY = 300  # characters
LONGEST_TEXT = 20_000
KEY_TERMS = 40

# How much of a score depends on the share of the query, by information, that a document covers.
COVERAGE = 0.9

_CHUNK = re.compile(r'-?"[^"]*"?|\S+')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class Query:
    """What a reader asked, understood. Any text makes one: nothing that can be typed is an error."""

    text: str
    # Stem -> the word as typed.
    stems: Mapping[str, str]
    phrases: tuple[tuple[str, ...], ...]
    # Each of these, a word or a phrase, keeps a document out.
    without: tuple[tuple[str, ...], ...]
    was_cut: bool

    @property
    def is_blank(self) -> bool:
        return not self.text

    @property
    def title(self) -> str:
        """The mark of a title that has these words, one after the other, and no others."""
        return title_mark(tokens(self.text))

    @property
    def says_nothing(self) -> bool:
        """Whether there is text but no word to search for."""
        return bool(self.text) and not self.stems and not self.without


def parse(text: str) -> Query:
    """Read a query: words, "phrases", and a minus before what is to be left out. The rest is punctuation.

    There are no brackets, wildcards or operators to nest or to get wrong. Never raises.
    """
    whole = clean(text[: 10 * LONGEST_QUERY].translate(_QUOTES))
    cut = whole[:LONGEST_QUERY]
    stems: dict[str, str] = {}
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    for chunk in _CHUNK.findall(cut):
        found = tuple(tokens(chunk))
        if not found:
            continue
        if chunk.startswith("-"):
            without.append(found)
            continue
        for word in WORDS(chunk, chars=True):
            stems.setdefault(stem_of(word.text), chunk[word.startchar : word.endchar])
        if chunk.startswith('"') and len(found) > 1:
            phrases.append(found)
    return Query(cut, stems, tuple(phrases), tuple(without), len(whole) > len(cut))


@dataclass(frozen=True, eq=False)
class Hits:
    """What a query finds in a matrix, by row."""

    # Increasing, so in the order of kind and id.
    rows: Rows
    # Of every row of the matrix, found or not: its score, and whether it has all the words.
    scores: Floats
    has_all: Bools
    # Of every row: whether it answers the query as well as one with all the words: with other words for the same
    # things, or by what it means.
    as_good: Bools
    # Of every row: how far it stands above what so vague a query has with anything; None where words alone were asked.
    strengths: Floats | None = None
    # Of every row: whether its title is the query, word for word.
    exact: Bools | None = None


def find(index: Held, query: Query) -> Hits:
    """Every document that the query finds. A blank query finds all."""
    matrix = index.matrix
    if query.stems:
        scores, covered, held = matrix.search(query.stems)
        covered *= COVERAGE / sum(map(matrix.information, query.stems))
        covered += 1 - COVERAGE
        scores *= covered
        found, has_all = held > 0, held == len(query.stems)
    else:
        found = np.full(matrix.size, not query.says_nothing)
        scores, has_all = np.zeros(matrix.size), np.full(matrix.size, True)
    found = _kept(index, query, found)
    return Hits(np.flatnonzero(found), scores, has_all, has_all)


def answer(index: Held, query: Query, mind: Mind | None, better: str = "") -> Hits:
    """Every document that the query finds by its words, by other words for the same things, or by what it means.

    `better` is the query with its misspellings put right, when there are any. Without a mind: by words alone, as
    `find` does, and other words for them.
    """
    hits = find(index, query)
    if not query.stems:
        return hits
    matrix = index.matrix
    asked = parse(better) if better else query
    covered, literally, others = coverage(matrix, list(asked.stems))
    found = _kept(index, query, others.any(axis=0) | (hits.scores > 0))
    as_good = hits.has_all | others.all(axis=0)
    exact = np.asarray(matrix.titles == query.title, bool)
    if mind is None:
        worth = sum(map(matrix.information, query.stems))
        scores = hits.scores + (covered - literally) * worth
        return Hits(np.flatnonzero(found), scores, hits.has_all, as_good, exact=exact)
    meant = mind.ask(asked.text)
    totals = mind.totals(matrix, meant, covered)
    strengths = mind.strengths(totals, meant)
    near = (strengths >= SHOWN) | _nearest_of_each_kind(matrix, totals, strengths)
    found |= _kept(index, query, near)
    return Hits(np.flatnonzero(found), totals, hits.has_all, as_good | near, strengths, exact)


def _nearest_of_each_kind(matrix: Matrix, totals: Floats, strengths: Floats) -> Bools:
    """The rows that come nearest in those kinds in which nothing answers well."""
    found = np.zeros(matrix.size, bool)
    for kind in matrix.kinds:
        rows = np.flatnonzero(matrix.of_kind(kind) & matrix.has_meaning)
        if rows.size and strengths[rows].max() < FOUND:
            found[rows[np.lexsort((rows, -np.round(totals[rows], DIGITS)))[:NEAREST]]] = True
    return found


def best_strength(hits: Hits, rows: Rows) -> float:
    """How well the best of the rows answers; 0 for none. A thing whose title is the query answers it."""
    if hits.strengths is None or not rows.size:
        return 0.0
    exact = hits.exact is not None and hits.exact[rows].any()
    return max(float(hits.strengths[rows].max()), FOUND if exact else 0.0)


def _kept(index: Held, query: Query, found: Bools) -> Bools:
    """Those of the rows that have the query's phrases and none of what it leaves out."""
    for phrase in query.phrases:
        found = found & _holders(index, phrase)
    for words in query.without:
        found = found & ~_holders(index, words)
    return found


def coverage(matrix: Matrix, stems: Sequence[str]) -> tuple[Floats, Floats, Bools]:
    """By row, how much of the query's rarity it covers, 0 to 1: with other words for the same things, and without.

    Third, (terms of the query, rows): whether it has the term, or another word that is as good. A term counts by how
    rare it is; a row covers it as far as BM25's weight of it comes near to the most that it can be.
    """
    covered, literally = np.zeros(matrix.size), np.zeros(matrix.size)
    rarity = 0.0
    has = []
    for term, others in shipped().concepts(stems):
        own = _saturation(matrix, term, any_will_do=True)
        best, found = own, _saturation(matrix, term) > 0
        for other in others:
            theirs = _saturation(matrix, other.stems)
            best = np.maximum(best, other.worth * theirs)
            if other.worth >= AS_GOOD:
                found |= theirs > 0
        worth = sum(map(matrix.information, term))
        covered += worth * best
        literally += worth * own
        rarity += worth
        has.append(found)
    return covered / rarity, literally / rarity, np.array(has)


def _saturation(matrix: Matrix, stems: Sequence[str], *, any_will_do: bool = False) -> Floats:
    """By row, the mean saturation of some stems, by rarity; 0 where it has not all of them, unless any will do."""
    each = [(matrix.information(stem), matrix.saturation(stem)) for stem in stems]
    mean: Floats = np.sum([worth * found for worth, found in each], axis=0) / sum(worth for worth, _ in each)
    if any_will_do:
        return mean
    return np.where(np.logical_and.reduce([found > 0 for _, found in each]), mean, 0.0)


def _holders(index: Held, words: tuple[str, ...]) -> Bools:
    """By row, whether it has these stems one after the other."""
    matrix = index.matrix
    found = np.zeros(matrix.size, bool)
    if len(words) == 1:
        found[matrix.holders(words[0])] = True
        return found
    opened = index.opened()
    asked = Or([Phrase("title", list(words)), Phrase("body", list(words))])
    keys = (opened.facts[n].key for n in opened.searcher.docs_for_query(asked) if n in opened.facts)
    found[[matrix.row_of[key] for key in keys if key in matrix.row_of]] = True
    return found


def nearest(index: Held, text: str, kind: str, but_not: Collection[int] = ()) -> Hits:
    """The documents of `kind` most like a long text, by its key terms (those that tell most)."""
    matrix = index.matrix
    counts = Counter(tokens(text[:LONGEST_TEXT]))
    weights = {stem: 1 + math.log(times) for stem, times in counts.items() if matrix.frequency(stem)}
    worth = {stem: weight * matrix.information(stem) for stem, weight in weights.items()}
    best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:KEY_TERMS]
    scores = matrix.scores({stem: weights[stem] for stem in best})
    wanted = (scores > 0) & matrix.of_kind(kind) & ~np.isin(matrix.id, list(but_not))
    return Hits(np.flatnonzero(wanted), scores, wanted, wanted)


def alike(matrix: Matrix, text: str, limit: int, among: Bools | None = None) -> list[str]:
    """The keys of the documents most like a whole text by their words, best first, of the rows in `among`."""
    scores = matrix.scores(Counter(tokens(text[:LONGEST_TEXT])))
    return [matrix.facts[row].key for row in matrix.top(scores, limit, among)]


def by_score(matrix: Matrix, hits: Hits, rows: Rows, *, all_words_first: bool = False) -> Rows:
    """Best first; then newest; then by kind and id, so that the order is always the same. Before all others a thing
    whose title is the query."""
    some = ~hits.has_all[rows] if all_words_first else np.zeros(len(rows), bool)
    other = ~hits.exact[rows] if hits.exact is not None else some
    order = np.lexsort((rows, -matrix.date[rows], -np.round(hits.scores[rows], DIGITS), some, other))
    return rows[order]


def by_date(matrix: Matrix, hits: Hits, rows: Rows) -> Rows:
    """Newest first; then best; then by kind and id."""
    return rows[np.lexsort((rows, -np.round(hits.scores[rows], DIGITS), -matrix.date[rows]))]


def did_you_mean(index: Held, query: Query) -> str:
    """The query with each word that nothing has replaced by the nearest that something has; else nothing."""
    pieces: list[str] = []
    end = 0
    for token in WORDS(query.text, chars=True):
        stem = stem_of(token.text)
        known = index.matrix.frequency(stem) or stem in shipped().stems
        if stem not in query.stems or known:
            continue
        better = _nearest_word(index.opened(), token.text)
        if better:
            pieces += [query.text[end : token.startchar], better]
            end = token.endchar
    return "".join([*pieces, query.text[end:]]) if pieces else ""


def _nearest_word(opened: OpenIndex, word: str) -> str:
    if len(word) < 4:
        return ""
    for distance in (1, 2) if len(word) > 5 else (1,):
        candidates = {
            str(other)
            for leaf, _ in opened.leaves
            for other in leaf.terms_within("words", word, distance, prefix=1)
        }
        living = {other: n for other in candidates if (n := _frequency(opened, other))}
        if living:
            return min(living, key=lambda other: (-living[other], other))
    return ""


def _frequency(opened: OpenIndex, word: str) -> int:
    """How many living documents have the word as it is spelt."""
    term = ("words", normal(word).encode("utf-8"))
    return sum(1 for leaf, _ in opened.leaves if term in leaf for _ in leaf.postings(*term).all_ids())
