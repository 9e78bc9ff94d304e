"""Invented documents for the benchmarks: words of the sample listings mixed anew, with a long tail of rare ones."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from app.core.actor import Audience
from app.core.kinds import Document

SAMPLE = Path(__file__).resolve().parent.parent / "app" / "seeds" / "sample"
FACET_SIZES = {"mechanism": 12, "area": 80, "specialism": 200, "region": 14, "status": 3}
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "il")]


class Maker:
    """Makes listings of about 150 words. The same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._base = [(title.split(), text.split()) for title, text in _sample_texts()]

    def documents(self, count: int) -> Iterator[Document]:
        """`count` public listings, each with a title, a text and one or more codes of every facet."""
        for _ in range(count):
            title, text = self.text()
            yield Document(title=title, body=text, audience=Audience.PUBLIC, facets=self._facets())

    def text(self) -> tuple[str, str]:
        """A title of nine words and a text of 145: pieces of two sample listings and a Zipf tail."""
        one, other = self._dice.choice(self._base), self._dice.choice(self._base)
        words = self._piece(one[1], 70) + self._piece(other[1], 45) + [self._rare_word() for _ in range(30)]
        self._dice.shuffle(words)
        return " ".join(one[0][:6] + other[0][:3]), " ".join(words)

    def question(self) -> str:
        """Two or three words as a reader types them."""
        words = [w for w in self._dice.choice(self._base)[1] if len(w) > 4 and w.isalpha()]
        return " ".join(self._dice.sample(words, self._dice.choice((2, 3))))

    def _piece(self, words: list[str], length: int) -> list[str]:
        start = self._dice.randrange(max(1, len(words) - length))
        return words[start : start + length]

    def _rare_word(self) -> str:
        """A word of an invented vocabulary; the n-th commonest comes with probability near 1/n (Zipf 1949)."""
        rank = int(400_000 ** self._dice.random())
        word = ""
        while rank:
            rank, at = divmod(rank, len(SYLLABLES))
            word += SYLLABLES[at]
        return word

    def _facets(self) -> dict[str, tuple[str, ...]]:
        sizes = FACET_SIZES.items()
        return {
            name: tuple(
                {f"{name}-{self._dice.randrange(size)}" for _ in range(self._dice.choice((1, 2, 3)))}
                if size > 50
                else {f"{name}-{self._dice.randrange(size)}"}
            )
            for name, size in sizes
        }


def _sample_texts() -> Iterator[tuple[str, str]]:
    for name, fields in (("offers", ("description",)), ("briefs", ("problem", "desired_outcome"))):
        for line in (SAMPLE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["title"], " ".join(row[field] for field in fields)
