"""How alike a brief and an offer are: signals of one listing against a whole other side at once.

    words        cosine of the two word vectors (app/search/meaning.py), as far as the meanings agree
    meaning      cosine of the two whole texts, by MINILM
    second       the same by BGE
    sentences    of each sentence, label and title its nearest partner's cosine; the mean, both ways
    specialisms  cosine of how near each text is to every specialism of the list
    labels       of each specialism that the offer names, the cosine of the brief's nearest sentence; the mean
    area         as specialisms, with areas
    mechanism    1 where the brief wants what the offer is, 0 where it does not, a half where either is silent

Briefs all sound like briefs and offers like offers, so of every vector a share of the middle of its own side is taken
off first (after Mu and Viswanath, "All-but-the-top", 2018). Each signal is the same from both sides, and depends on the
two listings and the background only.

Vectors are kept in whole numbers, so a product of two is exact. What centring changes is worked out from products:
    (x - s a) · (y - s b)  =  x·y - s x·b - s a·y + s² a·b
for vectors x and y, their sides' middles a and b, and the share s.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.matching.knowledge import Reference
from app.matching.profile import MOST_LABELS, MOST_UNITS, Numbers, Profile
from app.matching.word_rows import WordRows
from app.search.encoder import DIMENSIONS
from app.search.meaning import Ground

Floats = NDArray[np.float64]

# Share of a middle that is taken off, by MINILM and by BGE.
SHARE, SECOND_SHARE = 0.7, 1.0
# A side of fewer listings has part of its middle from the reference texts.
ENOUGH = 20
# What a sentence that is not about what the whole is about still counts.
LEAST_WEIGHT = 1e-6
# Slots that are worked on at once, so that the numbers stay near the processor.
AT_ONCE = 256

BRIEF, OFFER = 0, 1
# Rows of Background.middles.
WHOLE, SENTENCES, LABELS, SECOND = (0, 1), (2, 3), (4, 4), (5, 6)
MIDDLES = 7


# ---- what everything is measured against -----------------------------------------------------------------------------


@dataclass
class Commons:
    """What the public listings have in common, as sums: one is added or taken away without looking at the rest."""

    texts: int = 0
    stems: int = 0
    holders: Counter[str] = field(default_factory=Counter)
    # (MIDDLES, DIMENSIONS) and (MIDDLES,): sums of directions, and of how many.
    sums: Floats = field(default_factory=lambda: np.zeros((MIDDLES, DIMENSIONS)))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(MIDDLES, np.int64))
    sides: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, profile: Profile) -> None:
        self._count(profile, 1)

    def take_away(self, profile: Profile) -> None:
        """The opposite of `add`, of a profile that was added."""
        self._count(profile, -1)

    def _count(self, profile: Profile, times: int) -> None:
        self.texts += times
        self.sides[profile.is_offer] += times
        self.stems += times * len(profile.stems)
        for stem in dict.fromkeys(profile.stems):
            self.holders[stem] += times
            if not self.holders[stem]:
                del self.holders[stem]
        for row, numbers in _by_middle(profile):
            self.sums[row] += times * _directions(numbers).sum(axis=0)
            self.counts[row] += times * len(numbers)


def _by_middle(profile: Profile) -> list[tuple[int, Numbers]]:
    side = int(profile.is_offer)
    return [
        (WHOLE[side], profile.whole),
        (SENTENCES[side], profile.sentences),
        (LABELS[side], profile.labels),
        (SECOND[side], profile.second),
    ]


class Background:
    """What signals are measured against; it never changes, and only what everybody may read goes into it."""

    def __init__(self, reference: Reference, commons: Commons) -> None:
        self.reference = reference
        # The order of the stems is that of the columns of word vectors.
        self.stems = sorted(commons.holders)
        holders = {stem: commons.holders[stem] for stem in self.stems}
        average = commons.stems / commons.texts if commons.texts else 0.0
        self.ground = Ground(holders, commons.texts, average, np.zeros(DIMENSIONS))
        self.middles = _middles(reference, commons)
        # Whether an encoder is at work.
        self.has_meaning = bool(reference.middle.any())
        self.specialisms = _Places(reference.specialism_directions)
        self.areas = _Places(reference.area_directions)

    def words(self, profiles: Sequence[Profile]) -> list[tuple[NDArray[np.int64], Floats]]:
        """Of each profile the columns of its stems, and their weights; the weights' length is 1."""
        none = np.zeros((0, DIMENSIONS), np.float32)
        wholes = np.zeros((len(profiles), DIMENSIONS), np.float32)
        rows = self.ground.texts(
            [profile.stems for profile in profiles], wholes, [none] * len(profiles)
        ).words
        spans = pairwise(rows.indptr.tolist())
        return [(rows.indices[start:end].astype(np.int64), rows.data[start:end]) for start, end in spans]


def background(reference: Reference, public: Iterable[Profile]) -> Background:
    """The background that listings which everybody may read make, in order of id."""
    commons = Commons()
    for profile in sorted(public, key=lambda one: (one.is_offer, one.id)):
        commons.add(profile)
    return Background(reference, commons)


def _middles(reference: Reference, commons: Commons) -> Floats:
    """(MIDDLES, DIMENSIONS): the mean direction of each kind of vector of each side. A side of few listings is filled
    up to ENOUGH with the reference texts' middle."""
    given = np.array([reference.middle] * SECOND[0] + [reference.second_middle] * 2)
    side_of = np.array([BRIEF, OFFER, BRIEF, OFFER, OFFER, BRIEF, OFFER])
    listings = np.array(commons.sides)[side_of]
    missing = np.maximum(0, ENOUGH - listings) / np.maximum(1, listings)
    counts = np.maximum(commons.counts, 1e-9)[:, None]
    own = np.where(commons.counts[:, None] > 0, commons.sums / counts, given)
    return np.asarray((own + missing[:, None] * given) / (1 + missing[:, None]))


class _Places:
    """How near a text is to each of some concepts, less what it is to all of them."""

    def __init__(self, directions: Floats) -> None:
        """Learn of the concepts: (concepts, DIMENSIONS)."""
        self.axes = directions - directions.mean(axis=0) if len(directions) else directions

    def of(self, texts: Floats) -> Floats:
        """The place of each of `texts` (texts, DIMENSIONS): (texts, concepts), of length 1 or 0."""
        nearness = texts @ self.axes.T
        lengths = np.sqrt((nearness * nearness).sum(axis=1, keepdims=True))
        return np.asarray(nearness / np.where(lengths > 0, lengths, 1.0))


# ---- vectors, stacked ------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class _Stack:
    """Vectors of one kind, several to a listing: all arrays begin with (listings, vectors of each)."""

    numbers: Numbers  # (…, DIMENSIONS), zero where there is no vector
    lengths: Floats  # of the numbers; 0 where there is no vector
    on_middles: Floats  # (…, MIDDLES): the product of the direction with each middle
    centred: Floats  # the length of the direction once its middle is taken off

    @classmethod
    def empty(cls, rows: int) -> "_Stack":
        return cls(
            np.zeros((0, rows, DIMENSIONS), np.int8),
            np.zeros((0, rows)),
            np.zeros((0, rows, MIDDLES)),
            np.zeros((0, rows)),
        )

    def grow(self, slots: int) -> None:
        for name in ("numbers", "lengths", "on_middles", "centred"):
            array = getattr(self, name)
            longer = np.zeros((slots, *array.shape[1:]), array.dtype)
            longer[: len(array)] = array
            setattr(self, name, longer)

    def put(self, slot: int, numbers: Numbers) -> None:
        self.numbers[slot] = 0
        self.numbers[slot, : len(numbers)] = numbers[: self.numbers.shape[1]]

    def move(self, source: int, target: int) -> None:
        for name in ("numbers", "lengths", "on_middles", "centred"):
            array = getattr(self, name)
            array[target] = array[source]

    def measure(self, slots: slice, middles: Floats, own: int, share: float) -> None:
        """Work out all but the numbers of some slots."""
        numbers = self.numbers[slots].astype(np.float64)
        self.lengths[slots] = np.sqrt((numbers * numbers).sum(axis=2))
        on_middles = numbers @ middles.T / _or_one(self.lengths[slots])[..., None]
        self.on_middles[slots] = on_middles
        own_length = middles[own] @ middles[own]
        squared = 1 - 2 * share * on_middles[..., own] + share * share * own_length
        self.centred[slots] = np.sqrt(np.maximum(squared, 0)) * (self.lengths[slots] > 0)

    def part(self, slots: slice) -> "_Stack":
        return _Stack(self.numbers[slots], self.lengths[slots], self.on_middles[slots], self.centred[slots])


def _cosines(
    one: _Stack, others: _Stack, background: Background, own: int, theirs: int, share: float
) -> Floats:
    """The cosine of each vector of a stack of one listing with each of others, all centred:
    (vectors, listings, vectors of each); 0 where there is none. `own`, `theirs`: rows of their middles."""
    listings, each = others.lengths.shape
    flat = others.numbers.reshape(listings * each, DIMENSIONS).astype(np.float32)
    products = (one.numbers[0].astype(np.float32) @ flat.T).reshape(-1, listings, each).astype(np.float64)
    products /= _or_one(one.lengths[0])[:, None, None]
    products /= _or_one(others.lengths)
    products -= share * (one.on_middles[0, :, theirs][:, None, None] + others.on_middles[..., own])
    products += share * share * (background.middles[own] @ background.middles[theirs])
    products *= _inverse(one.centred[0])[:, None, None]
    products *= _inverse(others.centred)
    return products


# ---- one side --------------------------------------------------------------------------------------------------------


class Side:
    """The listings of one side, ready to be compared with. `put` and `drop` cost the same however many there are."""

    def __init__(self, background: Background, *, is_offer: bool) -> None:
        self.is_offer = is_offer
        self.background = background
        self.keys: list[str] = []
        self.profiles: list[Profile] = []
        self._slots: dict[str, int] = {}
        self.whole, self.second = _Stack.empty(1), _Stack.empty(1)
        self.sentences, self.labels = _Stack.empty(MOST_UNITS), _Stack.empty(MOST_LABELS)
        # (slots, MOST_UNITS): how much each unit counts; each row sums to 1, or 0 without units.
        self.weights = np.zeros((0, MOST_UNITS))
        # (slots, concepts): the place of each whole text among them.
        self.specialisms = np.zeros((0, len(background.reference.specialisms)))
        self.areas = np.zeros((0, len(background.reference.areas)))
        self._words = WordRows()

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: str) -> bool:
        return key in self._slots

    def get(self, key: str) -> Profile:
        return self.profiles[self._slots[key]]

    def put(self, profile: Profile) -> None:
        """Add a listing, or take its new profile for the old one."""
        self._place(profile)
        slot = self._slots[profile.id]
        self._words.put(slot, *self.background.words([profile])[0])
        self._measure(slice(slot, slot + 1))

    def put_all(self, profiles: Iterable[Profile]) -> None:
        """As `put` of each, but quicker."""
        for profile in profiles:
            self._place(profile)
        self.use(self.background)

    def drop(self, key: str) -> None:
        """Take a listing away; nothing when it is not here. The last takes its slot."""
        if key not in self._slots:
            return
        slot, last = self._slots.pop(key), len(self.keys) - 1
        self._words.drop(slot)
        if slot != last:
            self.keys[slot], self.profiles[slot] = self.keys[last], self.profiles[last]
            self._slots[self.keys[slot]] = slot
            self._words.move(last, slot)
            for stack in self._stacks():
                stack.move(last, slot)
            for array in (self.weights, self.specialisms, self.areas):
                array[slot] = array[last]
        self.keys.pop()
        self.profiles.pop()

    def use(self, background: Background) -> None:
        """Measure all listings against another background."""
        self.background = background
        self._words = WordRows()
        for slots in self.portions():
            self._measure(slots)
            for slot, words in enumerate(background.words(self.profiles[slots]), start=slots.start):
                self._words.put(slot, *words)

    def portions(self) -> list[slice]:
        """All slots, AT_ONCE at a time."""
        return [slice(at, min(at + AT_ONCE, len(self))) for at in range(0, len(self), AT_ONCE)]

    def shared_words(self, columns: NDArray[np.int64], weights: Floats) -> Floats:
        """The cosine of a word vector with that of each listing: (listings,)."""
        return self._words.cosines(columns, weights, len(self.background.stems), len(self))

    def words_of(self, slot: int) -> dict[int, float]:
        """The word vector of a listing: weight by column."""
        return self._words.of(slot)

    def _stacks(self) -> tuple[_Stack, ...]:
        return self.whole, self.second, self.sentences, self.labels

    def _place(self, profile: Profile) -> None:
        if profile.is_offer != self.is_offer:
            raise ValueError(f"{profile.id} belongs to the other side")
        slot = self._slots.setdefault(profile.id, len(self.keys))
        if slot == len(self.keys):
            self.keys.append(profile.id)
            self.profiles.append(profile)
            self._make_room()
        self.profiles[slot] = profile
        for stack, numbers in zip(self._stacks(), _numbers_of(profile), strict=True):
            stack.put(slot, numbers)

    def _make_room(self) -> None:
        if len(self.keys) <= len(self.weights):
            return
        slots = max(8, 3 * len(self.keys) // 2)
        for stack in self._stacks():
            stack.grow(slots)
        for name in ("weights", "specialisms", "areas"):
            array = getattr(self, name)
            longer = np.zeros((slots, array.shape[1]))
            longer[: len(array)] = array
            setattr(self, name, longer)

    def _measure(self, slots: slice) -> None:
        side, middles = int(self.is_offer), self.background.middles
        self.whole.measure(slots, middles, WHOLE[side], SHARE)
        self.second.measure(slots, middles, SECOND[side], SECOND_SHARE)
        self.sentences.measure(slots, middles, SENTENCES[side], SHARE)
        self.labels.measure(slots, middles, LABELS[side], SHARE)
        self.weights[slots] = self._central(slots)
        wholes = _directions(self.whole.numbers[slots, 0])
        seen = (wholes - SHARE * middles[WHOLE[side]]) * wholes.any(axis=1, keepdims=True)
        self.specialisms[slots] = self.background.specialisms.of(seen)
        self.areas[slots] = self.background.areas.of(seen)

    def _central(self, slots: slice) -> Floats:
        """How much each unit says of what its text is about: its cosine with the whole, as a share of all."""
        side = int(self.is_offer)
        own, whole = SENTENCES[side], WHOLE[side]
        units, wholes = self.sentences.part(slots), self.whole.part(slots)
        products = np.einsum(
            "nud,nd->nu", units.numbers.astype(np.float64), wholes.numbers[:, 0].astype(np.float64)
        )
        products /= _or_one(units.lengths) * _or_one(wholes.lengths)
        products -= SHARE * (units.on_middles[..., whole] + wholes.on_middles[..., own])
        products += SHARE * SHARE * (self.background.middles[own] @ self.background.middles[whole])
        products *= _inverse(units.centred) * _inverse(wholes.centred)
        central = (np.maximum(products, 0) + LEAST_WEIGHT) * (units.lengths > 0)
        return np.asarray(central / _or_one(central.sum(axis=1, keepdims=True)))


# ---- signals ---------------------------------------------------------------------------------------------------------


def signals(one: Profile, side: Side) -> dict[str, Floats]:
    """The signals of `one` with each listing of the other side, in order of side.keys: each (listings,)."""
    mine = Side(side.background, is_offer=one.is_offer)
    mine.put(one)
    found = {name: np.zeros(len(side)) for name in ("meaning", "second", "sentences", "labels")}
    for slots in side.portions():
        for name, values in _by_meaning(mine, side, slots).items():
            found[name][slots] = values
    count = len(side)
    shared = side.shared_words(*side.background.words([one])[0])
    agreement = np.maximum(found["meaning"], 0) if side.background.has_meaning else np.ones(count)
    return {
        "words": shared * agreement,
        **found,
        "specialisms": side.specialisms[:count] @ mine.specialisms[0],
        "area": side.areas[:count] @ mine.areas[0],
        "mechanism": np.array([mechanism_fit(one, other) for other in side.profiles]),
    }


def nearest_units(mine: Side, side: Side, at: int) -> tuple[int, int] | None:
    """The nearest two units of the one listing of `mine` and of that at a place of `side`, as their numbers, labels
    left out; nothing where one has none."""
    own, theirs = SENTENCES[int(mine.is_offer)], SENTENCES[int(side.is_offer)]
    units = side.sentences.part(slice(at, at + 1))
    count, others = len(mine.profiles[0].units), len(side.profiles[at].units)
    cosines = _cosines(mine.sentences, units, side.background, own, theirs, SHARE)[:count, 0, :others]
    missing = (mine.sentences.lengths[0, :count] == 0)[:, None] | (units.lengths[0, :others] == 0)
    if missing.all():
        return None
    # Whichever side it is looked at from, of equal ones the same: the first of the brief, then of the offer.
    near: Floats = np.where(missing, -1.0, cosines).round(9)
    near = near.T if mine.is_offer else near
    brief, offer = divmod(int(near.argmax()), near.shape[1])
    return (offer, brief) if mine.is_offer else (brief, offer)


def mechanism_fit(one: Profile, other: Profile) -> float:
    """1 where a mechanism stands on both, 0 where none does, a half where either names none."""
    if not (one.mechanisms and other.mechanisms):
        return 0.5
    return float(bool(one.mechanisms & other.mechanisms))


def _by_meaning(mine: Side, side: Side, slots: slice) -> Mapping[str, Floats]:
    own, theirs = int(mine.is_offer), int(side.is_offer)
    behind = side.background
    whole = _cosines(mine.whole, side.whole.part(slots), behind, WHOLE[own], WHOLE[theirs], SHARE)
    second = _cosines(mine.second, side.second.part(slots), behind, SECOND[own], SECOND[theirs], SECOND_SHARE)
    units = side.sentences.part(slots)
    cosines = _cosines(mine.sentences, units, behind, SENTENCES[own], SENTENCES[theirs], SHARE)
    if mine.is_offer:
        named = _cosines(mine.labels, units, behind, LABELS[own], SENTENCES[theirs], SHARE)
        labels = _label_mean(named, units.lengths > 0, mine.labels.lengths[:1] > 0)
    else:
        tags = side.labels.part(slots)
        named = _cosines(mine.sentences, tags, behind, SENTENCES[own], LABELS[theirs], SHARE)
        labels = _label_mean(named.transpose(2, 1, 0), mine.sentences.lengths[:1] > 0, tags.lengths > 0)
    return {
        "meaning": whole[0, :, 0],
        "second": second[0, :, 0],
        "sentences": _both_ways(cosines, mine, side, slots),
        "labels": labels,
    }


def _both_ways(cosines: Floats, mine: Side, side: Side, slots: slice) -> Floats:
    """The mean over both directions of the weighted mean of each unit's nearest partner. `cosines`: (own units,
    listings, their units)."""
    own, theirs = mine.sentences.lengths[0] > 0, side.sentences.lengths[slots] > 0
    nearest = np.where(theirs, cosines, -1.0).max(axis=2)
    forth = mine.weights[0] @ np.where(own[:, None], nearest, 0.0)
    nearest = np.where(own[:, None, None], cosines, -1.0).max(axis=0)
    back = (side.weights[slots] * nearest).sum(axis=1)
    return np.asarray((forth + back) / 2 * (own.any() & theirs.any(axis=1)))


def _label_mean(cosines: Floats, has_unit: NDArray[np.bool_], has_label: NDArray[np.bool_]) -> Floats:
    """Of each label the nearest unit, and the mean. `cosines`: (labels, listings, units); `has_unit` (listings or 1,
    units), `has_label` (listings or 1, labels)."""
    nearest = np.where(has_unit, cosines, -1.0).max(axis=2).T * (
        has_label & has_unit.any(axis=1, keepdims=True)
    )
    return np.asarray(nearest.sum(axis=1) / np.maximum(1, has_label.sum(axis=1)))


def _numbers_of(profile: Profile) -> tuple[Numbers, ...]:
    return profile.whole, profile.second, profile.sentences, profile.labels


def _directions(numbers: Numbers) -> Floats:
    """The rows at length 1; zero ones stay."""
    exact = numbers.astype(np.float64)
    return np.asarray(exact / _or_one(np.sqrt((exact * exact).sum(axis=-1, keepdims=True))))


def _or_one(lengths: Floats) -> Floats:
    return np.where(lengths > 0, lengths, 1.0)


def _inverse(lengths: Floats) -> Floats:
    """1 / length, and 0 for 0."""
    return np.asarray((lengths > 1e-9) / _or_one(lengths))
