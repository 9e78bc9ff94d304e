"""What a reader's words find in one index, and how well: words, phrases, spelling. No database here."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from whoosh.query import Or, Phrase

from app.search.schema import Facts
from app.search.store import OpenIndex
from app.search.words import WORDS, clean, normal, stem_of, tokens

LONGEST_QUERY = 300  # characters
LONGEST_TEXT = 20_000
KEY_TERMS = 40
CACHED_STEMS = 5_000

# BM25 over title (three times), body and keywords; k1 and b as picked on public collections, leave-one-out.
K1 = 2.2
B = 0.75
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


@dataclass(frozen=True, slots=True)
class Match:
    """A document that has at least one of the words."""

    facts: Facts
    score: float
    has_all: bool


def postings(opened: OpenIndex, stem: str) -> dict[int, float]:
    """The living documents that have `stem`, with how often, a title's counting three times."""
    known = opened.seen.get(stem)
    if known is not None:
        return known
    found: dict[int, float] = {}
    term = ("all", stem.encode("utf-8"))
    for leaf, base in opened.leaves:
        if term not in leaf:
            continue
        matcher = leaf.postings(*term)
        while matcher.is_active():
            number = base + matcher.id()
            if number in opened.facts:
                found[number] = matcher.weight()
            matcher.next()
    if len(opened.seen) >= CACHED_STEMS:
        opened.seen.clear()
    opened.seen[stem] = found
    return found


def information(opened: OpenIndex, stem: str) -> float:
    """BM25's inverse document frequency (Robertson and Zaragoza 2009, kept above zero), of living documents.

    Whoosh's own counts deleted documents until their segment is merged: a withdrawn listing would go on
    moving other listings' scores.
    """
    holders = len(postings(opened, stem))
    return math.log(1 + (len(opened.facts) - holders + 0.5) / (holders + 0.5))


def scores(opened: OpenIndex, weights: Mapping[str, float]) -> tuple[dict[int, float], Counter[int]]:
    """The BM25 score of each document that has any of the stems, and how many of them it has."""
    total: dict[int, float] = {}
    held: Counter[int] = Counter()
    for stem, weight in weights.items():
        worth = weight * information(opened, stem)
        for number, times in postings(opened, stem).items():
            length = opened.facts[number].length / opened.average_length
            gain = worth * times * (K1 + 1) / (times + K1 * (1 - B + B * length))
            total[number] = total.get(number, 0.0) + gain
            held[number] += 1
    return total, held


def find(opened: OpenIndex, query: Query) -> list[Match]:
    """Every document that the query finds, in no order. A blank query finds all."""
    if query.says_nothing:
        return []
    if not query.stems:
        kept_out = _kept_out(opened, query)
        return [Match(facts, 0.0, True) for number, facts in opened.facts.items() if number not in kept_out]
    total, held = scores(opened, dict.fromkeys(query.stems, 1.0))
    asked = {stem: information(opened, stem) for stem in query.stems}
    covered: dict[int, float] = dict.fromkeys(total, 0.0)
    for stem, worth in asked.items():
        for number in postings(opened, stem):
            covered[number] += worth
    numbers = set(total) - _kept_out(opened, query)
    for phrase in query.phrases:
        numbers &= _with_phrase(opened, phrase)
    whole = sum(asked.values())
    return [
        Match(
            opened.facts[number],
            total[number] * (1 - COVERAGE + COVERAGE * covered[number] / whole),
            held[number] == len(query.stems),
        )
        for number in numbers
    ]


def _kept_out(opened: OpenIndex, query: Query) -> set[int]:
    numbers: set[int] = set()
    for words in query.without:
        numbers |= _with_phrase(opened, words) if len(words) > 1 else set(postings(opened, words[0]))
    return numbers


def _with_phrase(opened: OpenIndex, words: tuple[str, ...]) -> set[int]:
    asked = Or([Phrase("title", list(words)), Phrase("body", list(words))])
    return set(opened.searcher.docs_for_query(asked)) & opened.facts.keys()


def nearest(opened: OpenIndex, text: str, kind: str, but_not: Collection[int] = ()) -> list[Match]:
    """The documents of `kind` most like a long text, best first, by its key terms (those that tell most)."""
    counts = Counter(tokens(clean(text[:LONGEST_TEXT])))
    worth = {
        stem: (1 + math.log(times)) * information(opened, stem)
        for stem, times in counts.items()
        if postings(opened, stem)
    }
    best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:KEY_TERMS]
    total, held = scores(opened, {stem: 1 + math.log(counts[stem]) for stem in best})
    found = [
        Match(opened.facts[number], score, held[number] == len(best))
        for number, score in total.items()
        if opened.facts[number].kind == kind and opened.facts[number].id not in but_not
    ]
    return sorted(found, key=order_by_score)


def order_by_score(match: Match) -> tuple[float, int, str, int]:
    """Best first; then newest; then as they came, so that the order is always the same."""
    return (-round(match.score, 9), -match.facts.date, match.facts.kind, match.facts.id)


def order_by_date(match: Match) -> tuple[int, float, str, int]:
    return (-match.facts.date, -round(match.score, 9), match.facts.kind, match.facts.id)


def did_you_mean(opened: OpenIndex, query: Query) -> str:
    """The query with each word that nothing has replaced by the nearest that something has; else nothing."""
    pieces: list[str] = []
    end = 0
    for token in WORDS(query.text, chars=True):
        if stem_of(token.text) not in query.stems or postings(opened, stem_of(token.text)):
            continue
        better = _nearest_word(opened, token.text)
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
        living = {other: n for other in candidates if (n := _holders(opened, other))}
        if living:
            return min(living, key=lambda other: (-living[other], other))
    return ""


def _holders(opened: OpenIndex, word: str) -> int:
    term = ("words", normal(word).encode("utf-8"))
    count = 0
    for leaf, base in opened.leaves:
        if term in leaf:
            count += sum(base + number in opened.facts for number in leaf.postings(*term).all_ids())
    return count
