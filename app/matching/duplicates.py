"""How nearly two texts ask the same: a force's new brief beside what others ask, run or have done already.

    nearness = (2 × meaning + outcome + specialisms) / 4

    meaning      cosine of the two whole texts, by MINILM
    outcome      cosine of the two desired outcomes: of a brief that has none, of the titles
    specialisms  cosine of how near each whole text is to every specialism of the list

Each is the same from both sides. Briefs of one area share its words whatever they ask for, so the topic alone cannot
tell; what is wanted at the end, and whose craft would bring it about, can. From each vector a share of the middle of
all briefs is taken off first, as in app/matching/engine.py. Without an encoder nearness is the cosine of the two word
vectors, which tells less.

Tried on the labelled pairs and left out, because they added nothing beside these three: shared words, the whole texts
by BGE, the mean of the nearest sentences and the one nearest pair, how much of the outcome the other text's sentences
cover, the titles (much the worst: they are written to be told apart), the areas of challenge, and the mean of the
sentences in place of the whole. The figures: docs/duplicates.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from app.matching.engine import SENTENCES, SHARE, WHOLE, Background, Floats, Side, nearest_units
from app.matching.profile import Numbers, Profile
from app.search.encoder import DIMENSIONS
from app.search.words import tokens

BRIEF = 0
WHOLE_WEIGHT, OUTCOME_WEIGHT, SPECIALISMS_WEIGHT = 0.5, 0.25, 0.25
# From here on two texts ask nearly the same; chosen in cross-validation by `flask evaluate duplicates`, and rounded.
NEAR = 0.44
# From here on nearly all labelled pairs do.
VERY_NEAR = 0.50
# NEAR where there is no encoder. Words alone make nothing very near.
NEAR_BY_WORDS = 0.25
SHOWN_WORDS = 6
DIGITS = 9


@dataclass(frozen=True, eq=False)
class Asked:
    """A text that asks for something: its profile, and what it wants at the end in its own words."""

    profile: Profile
    outcome: str


@dataclass(frozen=True)
class Why:
    """What makes two texts near: words that both use, and the two sentences, one of each, that are nearest."""

    words: tuple[str, ...]
    sentences: tuple[str, str] | None


@dataclass(frozen=True, eq=False)
class _Seen:
    """The vectors of a text, of length 1 or 0."""

    whole: Floats
    outcome: Floats
    specialisms: Floats


def nearness(one: Asked, others: Sequence[Asked], background: Background) -> Floats:
    """How nearly `one` and each of `others` ask the same: about 1 for the same text, about 0 for strangers."""
    if not background.has_meaning:
        return by_words(one, others, background)
    mine = _seen(one, background)
    found = [_nearness(mine, _seen(other, background)) for other in others]
    return np.round(np.array(found), DIGITS) + 0.0


def by_words(one: Asked, others: Sequence[Asked], background: Background) -> Floats:
    """The cosine of the word vectors alone."""
    mine, *rows = background.words([one.profile, *(other.profile for other in others)])
    own = dict(zip(mine[0].tolist(), mine[1].tolist(), strict=True))
    found = [
        sum(own.get(column, 0.0) * weight for column, weight in zip(at.tolist(), said.tolist(), strict=True))
        for at, said in rows
    ]
    return np.round(np.array(found), DIGITS) + 0.0


def by_meaning(one: Asked, others: Sequence[Asked], background: Background) -> Floats:
    """The cosine of the whole texts alone, by the encoder."""
    mine = _seen(one, background)
    return np.array([float(mine.whole @ _seen(other, background).whole) for other in others])


def near_from(background: Background) -> float:
    """The nearness from which two texts ask nearly the same."""
    return NEAR if background.has_meaning else NEAR_BY_WORDS


def is_very_near(found: float, background: Background) -> bool:
    """Whether the two ask so nearly the same that there is hardly a doubt."""
    return background.has_meaning and found >= VERY_NEAR


def why(one: Asked, other: Asked, background: Background) -> Why:
    """What makes the two near, in words that their readers know."""
    return Why(_shared_words(one.profile, other.profile, background), _nearest(one, other, background))


def _nearness(one: _Seen, other: _Seen) -> float:
    return float(
        WHOLE_WEIGHT * (one.whole @ other.whole)
        + OUTCOME_WEIGHT * (one.outcome @ other.outcome)
        + SPECIALISMS_WEIGHT * (one.specialisms @ other.specialisms)
    )


def _seen(asked: Asked, background: Background) -> _Seen:
    whole = _direction(asked.profile.whole.sum(axis=0))
    place = whole - SHARE * background.middles[WHOLE[BRIEF]] * bool(whole.any())
    return _Seen(
        whole=_direction(place),
        outcome=_outcome(asked, background),
        specialisms=background.specialisms.of(place[None])[0],
    )


def _outcome(asked: Asked, background: Background) -> Floats:
    """The middle of those sentences that say what is wanted at the end; the title where none does."""
    said = " ".join(asked.outcome.split())
    # A short sentence stands joined to its neighbour, so the outcome may be part of a unit.
    wanted = [
        at for at, unit in enumerate(asked.profile.units) if at and said and (unit in said or said in unit)
    ]
    rows = asked.profile.sentences[wanted or [0]] if len(asked.profile.sentences) else asked.profile.whole[:1]
    direction = _direction(sum((_direction(row) for row in rows), start=np.zeros(DIMENSIONS)))
    return _direction(direction - SHARE * background.middles[SENTENCES[BRIEF]] * bool(direction.any()))


def _direction(vector: Floats | Numbers) -> Floats:
    exact: Floats = vector.astype(np.float64)
    length = float(np.sqrt(exact @ exact))
    return exact / length if length > 0 else exact


def _shared_words(one: Profile, other: Profile, background: Background) -> tuple[str, ...]:
    rows = background.words([one, other])
    mine, theirs = (dict(zip(at.tolist(), said.tolist(), strict=True)) for at, said in rows)
    shared = {column: weight * theirs[column] for column, weight in mine.items() if column in theirs}
    stems = background.stems
    first = sorted(shared, key=lambda column: (-round(shared[column], DIGITS), stems[column]))[:SHOWN_WORDS]
    return tuple(one.surface[stems[column]].lower() for column in first)


def _nearest(one: Asked, other: Asked, background: Background) -> tuple[str, str] | None:
    mine, theirs = Side(background, is_offer=False), Side(background, is_offer=False)
    mine.put(one.profile)
    theirs.put(other.profile)
    units, others = one.profile.units, other.profile.units
    if found := nearest_units(mine, theirs, 0):
        return units[found[0]], others[found[1]]
    # Without an encoder: the two that share most words.
    counted = [
        (len(set(tokens(a)) & set(tokens(b))), -at, (a, b))
        for at, (a, b) in enumerate(product(units, others))
    ]
    most = max(counted, default=(0, 0, None))
    return most[2] if most[0] else None
