"""What of a document is embedded: the whole, its title, its sentences and its labels; and how that is stored."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from app.core.kinds import Document
from app.search.encoder import DIMENSIONS, Vectors, to_bytes
from app.search.sentences import sentences

Encode = Callable[[Sequence[str]], Vectors]
Numbers = NDArray[np.int8]

# Words of a text that the encoder reads at once; a longer one is read in windows of WINDOW words, one each STEP.
AT_ONCE = 180
WINDOW, STEP = 150, 110


def windows(text: str) -> list[str]:
    """`text` whole, or a long one in overlapping pieces."""
    words = text.split()
    if len(words) <= AT_ONCE:
        return [text]
    return [" ".join(words[at : at + WINDOW]) for at in range(0, len(words) - WINDOW + STEP, STEP)]


def texts_of(document: Document) -> tuple[list[str], list[str]]:
    """The windows of the whole, and what stands by itself: title, sentences, and the labels last if there are any."""
    labels = ", ".join(document.labels)
    whole = f"{document.title}. {document.body} {labels}"
    units = [document.title, *sentences(document.body), *([labels] if labels else [])]
    return windows(whole), units


def stored(documents: Sequence[Document], encode: Encode) -> list[bytes]:
    """For each document the vector of its whole, then those of its units, DIMENSIONS small whole numbers each."""
    texts = [texts_of(document) for document in documents]
    together = encode([text for parts in texts for part in parts for text in part])
    ends = list(accumulate((len(part) for parts in texts for part in parts), initial=0))
    pieces = [together[start:end] for start, end in pairwise(ends)]
    return [
        b"".join(to_bytes(np.vstack([wholes.mean(axis=0, keepdims=True), units])))
        for wholes, units in zip(pieces[::2], pieces[1::2], strict=True)
    ]


def numbers_of(stored: Sequence[bytes]) -> tuple[Numbers, NDArray[np.intp]]:
    """The vectors of several documents one after the other, (vectors, DIMENSIONS), and where each document's begin."""
    numbers = np.frombuffer(b"".join(stored), np.int8).reshape(-1, DIMENSIONS)
    starts = np.array(list(accumulate((len(each) // DIMENSIONS for each in stored), initial=0)), np.intp)
    return numbers, starts
