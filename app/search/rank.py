"""What a reader's words find in one index, and how well: words, phrases, spelling. No database here."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from whoosh.query import Or, Phrase

from app.search import store
from app.search.follow import Held
from app.search.matrix import DIGITS, Bools, Floats, Matrix, Rows
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
    for phrase in query.phrases:
        found &= _holders(index, phrase)
    for words in query.without:
        found &= ~_holders(index, words)
    return Hits(np.flatnonzero(found), scores, has_all)


def _holders(index: Held, words: tuple[str, ...]) -> Bools:
    """By row, whether it has these stems one after the other."""
    matrix = index.matrix
    found = np.zeros(matrix.size, bool)
    if len(words) == 1:
        found[matrix.holders(words[0])] = True
        return found
    opened = store.open_index(index.audience)
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
    return Hits(np.flatnonzero(wanted), scores, wanted)


def alike(matrix: Matrix, text: str, limit: int, among: Bools | None = None) -> list[str]:
    """The keys of the documents most like a whole text by their words, best first, of the rows in `among`."""
    scores = matrix.scores(Counter(tokens(text[:LONGEST_TEXT])))
    return [matrix.facts[row].key for row in matrix.top(scores, limit, among)]


def by_score(matrix: Matrix, hits: Hits, rows: Rows, *, all_words_first: bool = False) -> Rows:
    """Best first; then newest; then by kind and id, so that the order is always the same."""
    some = ~hits.has_all[rows] if all_words_first else np.zeros(len(rows), bool)
    order = np.lexsort((rows, -matrix.date[rows], -np.round(hits.scores[rows], DIGITS), some))
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
        if stem not in query.stems or index.matrix.frequency(stem):
            continue
        better = _nearest_word(store.open_index(index.audience), token.text)
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
