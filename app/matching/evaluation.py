"""Measures the ranking on a folder of judged briefs and offers, beside stemmed Whoosh and an encoder alone.

The weights of the score are fixed numbers. What is fitted here are the bands, in cross-validation over briefs: the
thresholds for a sixth of the briefs are chosen on the other five.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from app.matching.measures import (
    RELEVANT,
    Floats,
    gap_ndcg,
    inversions,
    ndcg,
    recall,
    reciprocal_rank,
    standard_error,
    threshold,
)
from app.matching.profile import Encode, Text, pieces
from app.matching.ranking import Ranking, best_first, encoded
from app.matching.sample_format import Grades, Pairs, read_gaps, read_grades, read_hard_negatives, read_texts
from app.matching.score import BANDS, GOOD, POSSIBLE, STRONG
from app.search.encoder import BGE, MINILM, Model
from app.search.words import STEMS, tokens

OURS, WHOOSH = "Ours", "Stemmed Whoosh"
ALONE: Mapping[str, Model] = {"Encoder alone (MiniLM)": MINILM, "Encoder alone (bge)": BGE}
FOLDS = 6
# Band -> the share of grade 2 or 3 that its threshold is chosen for.
SHARES = {STRONG: 0.75, GOOD: 0.5, POSSIBLE: 0.25}


@dataclass(frozen=True)
class Judged:
    """A folder in the sample format."""

    briefs: Sequence[Text]
    offers: Sequence[Text]
    grades: Grades
    traps: Pairs
    gaps: Pairs

    @classmethod
    def read(cls, folder: Path) -> "Judged":
        """Raises BadRow and OSError."""
        return cls(
            read_texts(folder / "briefs.jsonl", are_offers=False),
            read_texts(folder / "offers.jsonl", are_offers=True),
            read_grades(folder / "qrels.tsv"),
            read_hard_negatives(folder / "hard_negatives.tsv"),
            read_gaps(folder / "vocabulary_gap.tsv"),
        )


@dataclass(frozen=True, eq=False)
class Figures:
    """One way of ranking, measured for each brief."""

    ndcg: Floats
    recall: Floats
    reciprocal_rank: Floats
    # Of briefs with gap pairs only.
    gap: Floats
    # (briefs, 2): pairs of a trap and an answer in the wrong order, and all such pairs.
    inversions: NDArray[np.int64]

    @property
    def inverted(self) -> float:
        """The share of pairs in the wrong order; 0 without traps."""
        wrong, pairs = self.inversions.sum(axis=0)
        return float(wrong / max(1, pairs))

    @property
    def gap_mean(self) -> float:
        return float(self.gap.mean()) if len(self.gap) else 0.0

    def row(self) -> list[str]:
        return [
            f"{self.ndcg.mean():.3f} ± {standard_error(self.ndcg):.3f}",
            f"{self.recall.mean():.3f}",
            f"{self.reciprocal_rank.mean():.3f}",
            f"{self.inverted:.3f}",
            f"{self.gap_mean:.3f} ± {standard_error(self.gap):.3f}",
        ]

    def as_json(self) -> dict[str, float]:
        return {
            "ndcg_at_10": float(self.ndcg.mean()),
            "ndcg_at_10_se": standard_error(self.ndcg),
            "recall_at_20": float(self.recall.mean()),
            "mrr_at_10": float(self.reciprocal_rank.mean()),
            "inversions": self.inverted,
            "gap_ndcg_at_10": self.gap_mean,
            "gap_ndcg_at_10_se": standard_error(self.gap),
        }


HEAD = ("Offers ranked for briefs", "nDCG@10", "recall@20", "MRR@10", "inversions", "nDCG@10, gap pairs")


@dataclass(frozen=True)
class Evaluation:
    """A judged folder, ranked every way."""

    judged: Judged

    @cached_property
    def totals(self) -> dict[str, Floats]:
        """By way of ranking, the score of each brief with each offer: (briefs, offers)."""
        judged = self.judged
        encode = encoded([*judged.briefs, *judged.offers, *map(_as_written, judged.offers)])
        return {
            WHOOSH: _by_whoosh(judged),
            **{name: _by_encoder(judged, encode, model) for name, model in ALONE.items()},
            OURS: Ranking(judged.briefs, judged.offers, encode).totals,
        }

    @cached_property
    def figures(self) -> dict[str, Figures]:
        return {name: self._measured(totals) for name, totals in self.totals.items()}

    @cached_property
    def relevant(self) -> NDArray[np.bool_]:
        """Whether each offer answers each brief: (briefs, offers)."""
        judged = self.judged
        return np.array(
            [
                [judged.grades.get(brief.id, {}).get(offer.id, 0) >= RELEVANT for offer in judged.offers]
                for brief in judged.briefs
            ]
        )

    def _measured(self, totals: Floats) -> Figures:
        judged, names = self.judged, [offer.id for offer in self.judged.offers]
        found = []
        gaps = []
        for brief, row in zip(judged.briefs, totals, strict=True):
            ranked = [name for name, _ in best_first(names, row)]
            grades = judged.grades.get(brief.id, {})
            scores = dict(zip(names, row.tolist(), strict=True))
            wrong = inversions(scores, grades, judged.traps.get(brief.id, ()))
            found.append(
                (ndcg(ranked, grades), recall(ranked, grades), reciprocal_rank(ranked, grades), *wrong)
            )
            if brief.id in judged.gaps:
                gaps.append(gap_ndcg(ranked, grades, judged.gaps[brief.id]))
        each = np.array(found)
        return Figures(each[:, 0], each[:, 1], each[:, 2], np.array(gaps), each[:, 3:].astype(np.int64))

    def bands(self) -> list["BandFigures"]:
        """How each band does on briefs that its threshold was not chosen on."""
        totals, relevant = self.totals[OURS], self.relevant
        fold = np.arange(len(totals)) % FOLDS
        found = []
        for name, share in SHARES.items():
            held_out = np.zeros(totals.shape, bool)
            for number in range(min(FOLDS, len(totals))):
                others = fold != number
                least = threshold(totals[others].ravel(), relevant[others].ravel(), share)
                held_out[fold == number] = totals[fold == number] >= least
            fitted = threshold(totals.ravel(), relevant.ravel(), share)
            found.append(BandFigures(name, fitted, held_out, totals >= BANDS[name], relevant))
        return found


@dataclass(frozen=True, eq=False)
class BandFigures:
    """What a band holds: pairs at or above its threshold."""

    name: str
    fitted: float  # on all briefs
    held_out: NDArray[np.bool_]  # by thresholds of the other folds
    shipped: NDArray[np.bool_]
    relevant: NDArray[np.bool_]

    def right(self, members: NDArray[np.bool_]) -> float:
        """The share of members that are graded 2 or 3."""
        return float(self.relevant[members].mean()) if members.any() else 0.0

    def sentence(self) -> str:
        return (
            f"At or above {self.name}: graded 2 or 3 in {self.right(self.held_out):.0%} of {self.held_out.sum()} "
            f"held-out pairs (threshold on all {self.fitted:.3f}); as shipped ({BANDS[self.name]}) in "
            f"{self.right(self.shipped):.0%} of {self.shipped.sum()}, {self._found():.0%} of all such pairs"
        )

    def as_json(self) -> dict[str, float]:
        return {
            "held_out_share": self.right(self.held_out),
            "held_out_pairs": int(self.held_out.sum()),
            "fitted": self.fitted,
            "shipped": BANDS[self.name],
            "shipped_share": self.right(self.shipped),
            "shipped_pairs": int(self.shipped.sum()),
        }

    def _found(self) -> float:
        return float((self.shipped & self.relevant).sum() / max(1, self.relevant.sum()))


def _as_written(text: Text) -> Text:
    """The text as the other ways see it: nothing left out of it."""
    return replace(text, is_offer=False)


def _whole(text: Text) -> str:
    return "\n".join([text.title, text.body, text.extra, *text.labels])


def _by_encoder(judged: Judged, encode: Encode, model: Model) -> Floats:
    """The cosine of the whole texts."""

    def vectors(texts: Sequence[Text]) -> Floats:
        means = np.array(
            [encode(model, pieces(_as_written(text)).windows).mean(axis=0) for text in texts], np.float64
        )
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.where(lengths > 0, lengths, 1.0))

    return np.round(vectors(judged.briefs) @ vectors(judged.offers).T, 9)


def _by_whoosh(judged: Judged) -> Floats:
    """Whoosh's own BM25F over stems, as it comes: each stem of the brief is asked for once."""
    index = RamStorage().create_index(Schema(id=ID(stored=True), text=TEXT(analyzer=STEMS)))
    writer = index.writer()
    for offer in judged.offers:
        writer.add_document(id=offer.id, text=_whole(offer))
    writer.commit()
    place = {offer.id: at for at, offer in enumerate(judged.offers)}
    totals = np.zeros((len(judged.briefs), len(judged.offers)))
    with index.searcher(weighting=BM25F()) as searcher:
        for row, brief in enumerate(judged.briefs):
            asked = Or([Term("text", stem) for stem in dict.fromkeys(tokens(_whole(brief)))])
            for hit in searcher.search(asked, limit=None):
                totals[row, place[hit["id"]]] = hit.score
    return np.round(totals, 9)
