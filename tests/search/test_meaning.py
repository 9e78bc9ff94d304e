"""Likeness: words and meaning of two texts, the same from both sides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.encoder import DIMENSIONS
from app.search.meaning import SHIPPED, Texts, ground_of, likeness, parts, with_nearest

STEMS = ["phone", "lock", "chip", "memori", "tread", "mark", "tyre", "lab", "train", "cours"]


def random_texts(seed, count):
    """Stems and made-up vectors of `count` texts, the last without any word."""
    dice = np.random.default_rng(seed)
    stems = [[STEMS[n] for n in dice.integers(0, len(STEMS), dice.integers(1, 20))] for _ in range(count - 1)]
    vectors = [unit(dice.normal(size=(1 + dice.integers(0, 4), DIMENSIONS))) for _ in range(count - 1)]
    wholes = unit(np.array([part.sum(axis=0) for part in vectors]))
    empty = np.zeros((1, DIMENSIONS), np.float32)
    return [*stems, []], np.concatenate([wholes, empty]), [*vectors, empty[:0]]


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def seen(given_texts) -> Texts:
    stems, wholes, sentences = given_texts
    return ground_of(stems, wholes).texts(stems, wholes, sentences)


@given(st.integers(0, 10_000), st.integers(2, 12))
@settings(max_examples=50, deadline=None)
def test_likeness_is_the_same_from_both_sides_and_its_parts_sum_to_it(seed, count):
    texts = seen(random_texts(seed, count))
    found = likeness(texts, texts)
    assert np.allclose(found, found.T, atol=1e-12)
    assert np.allclose(sum(parts(texts, texts)), found, atol=1e-9)
    assert found.max() <= SHIPPED.words + SHIPPED.whole + SHIPPED.sentence + 1e-5


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_texts_changes_nothing(seed):
    stems, wholes, sentences = random_texts(seed, 8)
    order = np.random.default_rng(seed).permutation(8)
    one = seen((stems, wholes, sentences))
    other = seen(([stems[n] for n in order], wholes[order], [sentences[n] for n in order]))
    assert np.allclose(likeness(one, one)[np.ix_(order, order)], likeness(other, other), atol=1e-12)


def test_a_text_is_most_like_itself():
    texts = seen(random_texts(3, 9))
    found = likeness(texts, texts)[:-1, :-1]
    assert (found.argmax(axis=1) == np.arange(8)).all()


def test_a_text_without_words_is_like_nothing():
    texts = seen(random_texts(3, 5))
    assert not likeness(texts, texts)[-1].any()


def test_a_rare_word_tells_more_than_a_common_one():
    stems = [["phone", "tyre"], ["phone", "mark"], ["lab", "tyre"], ["phone"], ["phone", "cours"]]
    texts = ground_of(stems, np.zeros((5, DIMENSIONS), np.float32)).texts(
        stems, np.zeros((5, DIMENSIONS), np.float32), [np.zeros((0, DIMENSIONS), np.float32)] * 5
    )
    found = likeness(texts, texts)
    assert found[0, 2] > found[0, 1]


def test_one_of_several_texts_is_seen_as_among_them():
    texts = seen(random_texts(5, 6))
    for number in range(6):
        assert np.allclose(likeness(texts.one(number), texts)[0], likeness(texts, texts)[number], atol=1e-12)


def test_a_search_is_drawn_towards_what_it_finds_first():
    texts = seen(random_texts(7, 9))
    scores = likeness(texts, texts)
    np.fill_diagonal(scores, -np.inf)
    first = scores[0].argmax()
    drawn = with_nearest(texts, texts, scores)
    assert likeness(drawn, texts)[0, first] > likeness(texts, texts)[0, first]


def test_a_search_that_may_use_nothing_stays_as_it_is():
    texts = seen(random_texts(7, 6))
    drawn = with_nearest(texts, texts, np.full((6, 6), -np.inf))
    assert np.allclose(likeness(drawn, texts), likeness(texts, texts), atol=1e-6)


@pytest.mark.parametrize("count", [0, 1])
def test_few_texts_are_no_error(count):
    stems, wholes, sentences = random_texts(1, 2)
    texts = ground_of(stems[:count], wholes[:count]).texts(stems[:count], wholes[:count], sentences[:count])
    assert likeness(texts, texts).shape == (count, count)
    assert likeness(with_nearest(texts, texts, likeness(texts, texts)), texts).shape == (count, count)
