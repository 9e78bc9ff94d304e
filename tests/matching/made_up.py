"""Made-up listings and a made-up encoder: quick, and as certain as the real one."""

from functools import lru_cache
from hashlib import sha256

import numpy as np
from hypothesis import strategies as st

from app.matching.profile import Profile, Text
from app.search.encoder import DIMENSIONS, from_bytes, to_bytes, whole_numbers
from app.search.words import tokens

WORDS = [
    "tyre",
    "marks",
    "tread",
    "pattern",
    "scene",
    "phone",
    "lock",
    "chip",
    "burglary",
    "image",
    "water",
    "soil",
]


@lru_cache(maxsize=4096)
def _direction(model, stem):
    seed = int.from_bytes(sha256(f"{model}{stem}".encode()).digest()[:8])
    return np.random.default_rng(seed).normal(size=DIMENSIONS)


def made_up(model, texts):
    """Each stem has a direction of its own; a text's is their sum."""
    rows = [sum((_direction(model.name, s) for s in tokens(text)), np.zeros(DIMENSIONS)) for text in texts]
    found = np.array(rows, np.float32).reshape(len(texts), DIMENSIONS)
    return from_bytes(to_bytes(found))


_sentences = st.lists(st.lists(st.sampled_from(WORDS), min_size=5, max_size=8).map(" ".join), max_size=4)
_values = {
    "id": st.just(""),
    "title": st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    "body": _sentences.map(lambda said: ". ".join(s.capitalize() for s in said)),
    "extra": st.sampled_from(["", "Tread images of scenes are compared."]),
    "labels": st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple),
    "mechanisms": st.frozensets(st.sampled_from(["research", "training"])),
    "specialisms": st.frozensets(st.sampled_from(["FOR", "DIG"])),
    "areas": st.frozensets(st.sampled_from(["A", "B"])),
}
BRIEFS = st.builds(Text, is_offer=st.just(False), **_values)
OFFERS = st.builds(Text, is_offer=st.just(True), **_values)


def listing(dice, number):
    """A profile of random words and directions; odd numbers are offers. Each side has its own way of sounding."""
    is_offer = bool(number % 2)
    tone = np.full(DIMENSIONS, 0.5 if is_offer else -0.5)

    def rows(many):
        return whole_numbers((dice.normal(size=(many, DIMENSIONS)) + tone).astype(np.float32)).astype(np.int8)

    stems = tuple(f"stem{n}" for n in dice.zipf(1.3, 80) if n < 3000)
    return Profile(
        id=f"{number}",
        is_offer=is_offer,
        stems=stems,
        surface={stem: stem for stem in stems},
        units=("title", "sentence"),
        whole=rows(1),
        second=rows(1),
        sentences=rows(8),
        labels=rows(3 if is_offer else 0),
        mechanisms=frozenset(["research"]),
        specialisms=frozenset(),
        areas=frozenset(),
    )
