"""Ranks files: the engine without a site around it. All that it reads are the files and what the product ships."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import click
import numpy as np

from app.matching.engine import Floats, Side, background
from app.matching.knowledge import reference, shipped_concepts
from app.matching.profile import Encode, Profile, Text, pieces, profile
from app.matching.score import scores
from app.search import encoder
from app.search.encoder import BGE, MINILM, Model, Vectors


@dataclass(frozen=True)
class Ranking:
    """Offers ranked for briefs."""

    briefs: Sequence[Text]
    offers: Sequence[Text]
    # None for words only.
    encode: Encode | None

    @cached_property
    def totals(self) -> Floats:
        """The score of each brief with each offer, in the order given: (briefs, offers)."""
        wanted = [profile(text, self.encode) for text in self.briefs]
        offered = [profile(text, self.encode) for text in self.offers]
        side = self._side(wanted, offered)
        place = {key: at for at, key in enumerate(side.keys)}
        order = [place[text.id] for text in self.offers]
        return np.array([scores(brief, side).totals[order] for brief in wanted]).reshape(
            len(wanted), len(offered)
        )

    def _side(self, wanted: Sequence[Profile], offered: Sequence[Profile]) -> Side:
        behind = background(reference(*shipped_concepts(), self.encode), [*wanted, *offered])
        side = Side(behind, is_offer=True)
        side.put_all(offered)
        return side

    def lines(self) -> Iterator[str]:
        """`brief, offer, rank, score` separated by tabs for each pair, briefs in order of id, offers best first."""
        for row in sorted(range(len(self.briefs)), key=lambda at: self.briefs[at].id):
            names = best_first([offer.id for offer in self.offers], self.totals[row])
            for rank, (name, total) in enumerate(names, start=1):
                yield f"{self.briefs[row].id}\t{name}\t{rank}\t{total:.9f}\n"


def best_first(names: Sequence[str], totals: Floats) -> list[tuple[str, float]]:
    """Names with their totals, the highest first, equal ones by name."""
    return sorted(zip(names, totals.tolist(), strict=True), key=lambda entry: (-entry[1], entry[0]))


def encoded(texts: Iterable[Text]) -> Encode:
    """An encoder that has made the vectors of all that ranking `texts` needs; with a bar while it works."""
    wanted = [(model, piece) for text in texts for model in (MINILM, BGE) for piece in pieces(text).of(model)]
    wanted += [
        (model, concept.text)
        for concepts in shipped_concepts()
        for concept in concepts
        for model in (MINILM, BGE)
    ]
    known: dict[tuple[Model, str], Vectors] = {}
    each = list(dict.fromkeys(wanted))
    with click.progressbar(each, label="Reading for meaning", file=sys.stderr) as bar:
        for model, piece in bar:
            known[model, piece] = encoder.encode(model, [piece])[0]

    def encode(model: Model, asked: Sequence[str]) -> Vectors:
        for piece in asked:
            if (model, piece) not in known:
                known[model, piece] = encoder.encode(model, [piece])[0]
        return np.stack([known[model, piece] for piece in asked])

    return encode
