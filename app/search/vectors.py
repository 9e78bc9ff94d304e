"""The vectors of texts, kept in the database: what was encoded once is never encoded again.

A row belongs to a text and a model, whoever wrote the text, so a rebuilt index or a second host finds all vectors
here. Which texts they were cannot be read off: the key is a digest.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TypeVar

import numpy as np
from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.search import encoder
from app.search.encoder import Vectors
from app.search.models import TextVector

AT_ONCE = 500  # parameters in one statement
T = TypeVar("T")


def is_on() -> bool:
    """Whether this installation uses the encoder (the setting ENCODER)."""
    return bool(current_app.config["ENCODER"] == "on")


def of(texts: Sequence[str], *, model: encoder.Model = encoder.MINILM, keep: bool = True) -> Vectors:
    """A vector for each text, (texts, DIMENSIONS), each of length 1, or all zero for a text without words.

    Unknown texts are encoded, and with `keep` stored in a transaction of its own, so on SQLite the session must not
    be in one that may write (app/core/database.py: only_read). Without `keep` nothing is written: for a GET.
    """
    digests = [_digest(text, model) for text in texts]
    known = _stored(set(digests))
    missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    if missing:
        fresh = dict(zip(missing, encoder.to_bytes(_encode(list(missing.values()), model)), strict=True))
        if keep:
            _store(fresh)
        known |= fresh
    if not digests:
        return np.zeros((0, encoder.DIMENSIONS), np.float32)
    return encoder.from_bytes([known[digest] for digest in digests])


def _encode(texts: list[str], model: encoder.Model) -> Vectors:
    """As the encoder does, on all processors: each text is encoded by itself, so the portions change nothing."""
    loaded = encoder.shared(model)
    size = -(-len(texts) // (os.cpu_count() or 1))
    portions = [texts[start : start + size] for start in range(0, len(texts), size)]
    with ThreadPoolExecutor(len(portions)) as threads:
        return np.concatenate(list(threads.map(loaded.encode, portions)))


def _digest(text: str, model: encoder.Model) -> str:
    return sha256(f"{model.key}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _stored(digests: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with db.engine.execution_options(only_reads=True).connect() as connection:
        for some in _portions(sorted(digests)):
            rows = select(TextVector.digest, TextVector.vector).where(TextVector.digest.in_(some))
            found.update((digest, vector) for digest, vector in connection.execute(rows))
    return found


def _store(fresh: dict[str, bytes]) -> None:
    # Another host may store the same at the same moment, which is as good.
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows = [{"digest": digest, "vector": vector} for digest, vector in fresh.items()]
    with db.engine.begin() as connection:
        for some in _portions(rows):
            connection.execute(insert(TextVector).values(some).on_conflict_do_nothing())


def _portions(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]
