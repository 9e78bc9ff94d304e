"""The sentence encoder: one text, one vector, whoever asks and in whatever company."""

import threading

import numpy as np
import pytest

from app.search import encoder
from app.search.encoder import DIMENSIONS, from_bytes, to_bytes

PHRASES = ["We cannot get into the phones we seize.", "Chip-off acquisition of locked handsets", "Beekeeping"]


@pytest.fixture(scope="module")
def loaded():
    return encoder.shared()


def test_the_same_text_has_the_same_vector_in_any_company(loaded):
    alone = np.concatenate([loaded.encode([phrase]) for phrase in PHRASES])
    together = loaded.encode([*reversed(PHRASES), "a text of another length " * 40])
    assert (alone == together[:3][::-1]).all()


def test_vectors_have_length_one(loaded):
    vectors = loaded.encode(PHRASES)
    assert vectors.shape == (3, DIMENSIONS) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


def test_texts_that_mean_alike_are_near(loaded):
    phones, chips, bees = loaded.encode(PHRASES)
    assert phones @ chips > phones @ bees + 0.1


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_without_words_is_near_nothing(loaded, text):
    assert not loaded.encode([text]).any()


def test_no_texts_have_no_vectors(loaded):
    assert loaded.encode([]).shape == (0, DIMENSIONS)
    assert from_bytes([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("text", ["\x00", "\ud800 broken", "é" * 5000, "word " * 20_000, "你好 🚓"])
def test_any_text_has_a_vector(loaded, text):
    assert np.isfinite(loaded.encode([text])).all()


def test_a_vector_survives_being_stored_to_the_last_bit(loaded):
    vectors = loaded.encode([*PHRASES, ""])
    stored = to_bytes(vectors)
    assert {len(row) for row in stored} == {DIMENSIONS}
    assert (from_bytes(stored) == vectors).all()


def test_storing_costs_less_than_a_thousandth_of_the_cosine():
    dice = np.random.default_rng(1)
    vectors = dice.normal(size=(50, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert ((from_bytes(to_bytes(vectors)) * vectors).sum(axis=1) > 0.999).all()


def test_threads_share_one_encoder_and_agree(loaded):
    found = {}

    def ask(number):
        found[number] = encoder.shared().encode(PHRASES)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert encoder.shared() is loaded
    assert all((vectors == found[0]).all() for vectors in found.values())
