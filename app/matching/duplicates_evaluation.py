"""How well near-duplicates are told from briefs that only sound alike: labelled pairs, judged in held-out folds.

A brief stands in several pairs, so the pairs are cut into folds by brief: what hangs together by a text stays together.
The threshold that judges a fold is chosen on the other folds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.matching import duplicates
from app.matching.duplicates import Asked
from app.matching.engine import Background, Floats, background
from app.matching.knowledge import reference, shipped_concepts
from app.matching.profile import Encode, Text, profile
from app.taxonomy.rows import Row, read_jsonl

FILE = "duplicates.jsonl"
FOLDS = 5
RECALL = 0.8
OURS, WORDS, ENCODER = "ours", "words", "encoder"
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Pair:
    """Two texts by their names, whether they ask nearly the same, and what kind of pair it is."""

    one: str
    other: str
    same: bool
    kind: str


@dataclass(frozen=True)
class Judged:
    texts: Mapping[str, Text]
    # The names of those texts that were known before the pairs were read.
    known: frozenset[str]
    pairs: Sequence[Pair]


def read(folder: Path, known: Iterable[Text]) -> Judged:
    """The pairs of a folder; a `ref` names one of the `known` texts. Raises BadRow."""
    texts = {text.id: text for text in known}
    before = frozenset(texts)
    pairs = []
    for row in read_jsonl(folder / FILE):
        one, other = (_text(row, side, texts) for side in ("a", "b"))
        if not isinstance(row.raw("same"), bool):
            raise row.bad("same", "expected true or false")
        pairs.append(Pair(one, other, row.raw("same"), row.text("kind", required=True)))
    return Judged(texts, before, pairs)


def _text(row: Row, side: str, texts: dict[str, Text]) -> str:
    value = row.raw(side)
    if not isinstance(value, dict):
        raise row.bad(side, "expected a brief")
    inner = Row(row.file, row.line, value)
    if "ref" in value:
        if inner.text("ref") not in texts:
            raise row.bad(side, f"unknown brief {value['ref']!r}")
        return inner.text("ref")
    # The same text in two pairs is one text.
    title, problem = inner.text("title", required=True), inner.text("problem", required=True)
    name = f"{title}\n{problem}"
    texts[name] = Text(id=name, title=title, body=problem, extra=inner.text("desired_outcome"))
    return name


def scored(judged: Judged, encode: Encode | None) -> dict[str, Floats]:
    """The score of each pair by each way of judging. What all is measured against are the known briefs alone."""
    asked = {name: Asked(profile(text, encode), text.extra) for name, text in judged.texts.items()}
    known = [asked[name].profile for name in judged.known]
    behind = background(reference(*shipped_concepts(), encode), known)
    ways = {OURS: duplicates.nearness, WORDS: duplicates.by_words}
    if encode is not None:
        ways[ENCODER] = duplicates.by_meaning
    return {name: _scores(way, judged.pairs, asked, behind) for name, way in ways.items()}


def _scores(
    way: Callable[[Asked, Sequence[Asked], Background], Floats],
    pairs: Sequence[Pair],
    asked: Mapping[str, Asked],
    behind: Background,
) -> Floats:
    return np.array([float(way(asked[pair.one], [asked[pair.other]], behind)[0]) for pair in pairs])


def folds(pairs: Sequence[Pair], count: int = FOLDS) -> NDArray[np.int64]:
    """The fold of each pair; pairs that share a text, at whatever remove, share their fold."""
    above: dict[str, str] = {}

    def group(name: str) -> str:
        while name in above:
            name = above[name]
        return name

    for pair in pairs:
        one, other = group(pair.one), group(pair.other)
        if one != other:
            above[one] = other
    members: dict[str, list[int]] = {}
    for at, pair in enumerate(pairs):
        members.setdefault(group(pair.one), []).append(at)
    found = np.zeros(len(pairs), np.int64)
    sizes = [0] * count
    # The largest first, each into the fold that has least.
    for rows in sorted(members.values(), key=lambda rows: (-len(rows), rows)):
        fold = sizes.index(min(sizes))
        found[rows] = fold
        sizes[fold] += len(rows)
    return found


@dataclass(frozen=True, eq=False)
class Figures:
    """One way of judging. `found`: what it called the same with a threshold chosen on the other folds."""

    precision: float
    recall: float
    at_recall: float
    thresholds: tuple[float, ...]
    found: Bools


def judge(scores: Floats, same: Bools, fold: NDArray[np.int64]) -> Figures:
    """How `scores` tell the pairs that are the `same`."""
    found = np.zeros(len(scores), np.bool_)
    thresholds = []
    for each in np.unique(fold):
        out = fold == each
        thresholds.append(threshold(scores[~out], same[~out]))
        found[out] = scores[out] >= thresholds[-1]
    right = float((found & same).sum())
    return Figures(
        precision=right / max(1, int(found.sum())),
        recall=right / max(1, int(same.sum())),
        at_recall=precision_at(scores, same),
        thresholds=tuple(thresholds),
        found=found,
    )


def threshold(scores: Floats, same: Bools, recall: float = RECALL) -> float:
    """Halfway between the highest score from which on the share `recall` of the same is found and the one below."""
    order = np.sort(scores[same])[::-1]
    least = float(order[int(np.ceil(recall * len(order) - 1e-9)) - 1])
    below = scores[scores < least]
    return (least + float(below.max())) / 2 if below.size else least


def precision_at(scores: Floats, same: Bools, recall: float = RECALL) -> float:
    """The precision where the share `recall` of the same is found. Equal scores are taken together."""
    order = np.sort(scores[same])[::-1]
    taken = scores >= order[int(np.ceil(recall * len(order) - 1e-9)) - 1]
    return float((taken & same).sum() / taken.sum())
