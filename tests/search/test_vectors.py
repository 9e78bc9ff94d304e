"""Vectors are kept in the database and never made twice."""

import numpy as np
import pytest
from sqlalchemy import func, select

from app.search import encoder, vectors
from app.search.models import TextVector

pytestmark = pytest.mark.postgres


class Counting:
    """Stands in for the encoder: a direction of its own for each text; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts):
        self.asked += texts
        made = np.zeros((len(texts), encoder.DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            made[row, sum(text.encode()) % encoder.DIMENSIONS] = 1.0
        return made


@pytest.fixture
def counting(monkeypatch):
    made = Counting()
    monkeypatch.setattr(encoder, "shared", lambda *_: made)
    return made


def test_a_text_is_encoded_once(app, counting):
    first = vectors.of(["tyre marks", "drones", "tyre marks"])
    again = vectors.of(["drones", "tyre marks"])
    assert sorted(counting.asked) == ["drones", "tyre marks"]
    assert np.array_equal(first, again[[1, 0, 1]])
    assert first.shape == (3, encoder.DIMENSIONS)


def test_each_model_has_vectors_of_its_own(app, counting):
    vectors.of(["drones"])
    vectors.of(["drones"], model=encoder.BGE)
    assert counting.asked == ["drones", "drones"]


def test_what_is_not_to_be_kept_is_not(app, db_session, counting, statements):
    vectors.of(["tyre marks"], keep=False)
    assert statements.written == []
    assert db_session.scalar(select(func.count()).select_from(TextVector)) == 0


def test_the_same_text_stored_by_another_host_meanwhile_is_no_error(app, counting):
    fresh = {vectors._digest("drones", encoder.MINILM): bytes(encoder.DIMENSIONS)}
    vectors._store(fresh)
    vectors._store(fresh)
    assert not vectors.of(["drones"]).any()


def test_no_text_gives_no_vector(app, counting):
    assert vectors.of([]).shape == (0, encoder.DIMENSIONS)
