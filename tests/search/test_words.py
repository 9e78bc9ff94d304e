"""Words: one analysis for documents, queries and matching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.words import clean, normal, spans, stems, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organization", "organisation"),
        ("analyzing", "analysing"),
        ("behavior", "behaviour"),
        ("center", "centre"),
        ("tires", "tyres"),
        ("officer's", "officer"),
        ("café", "cafe"),
        ("TYRE", "tyre"),
        ("labeled", "labelled"),
        ("mobilization", "mobilisation"),
        ("defense", "defence"),
    ],
)
def test_spellings_of_one_word_have_one_form(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize("word", ["size", "seized", "prize", "meter", "organised", "resize"])
def test_a_word_that_is_spelt_so_stays(word):
    assert normal(word) == word


def test_forms_of_a_word_share_a_stem():
    assert tokens("marks marked marking") == ["mark"] * 3


def test_hyphened_words_are_two():
    assert tokens("tread-pattern") == tokens("tread pattern")


def test_stems_remember_the_first_word_as_written():
    assert stems("Tyres and tyre Marks") == {"tyre": "Tyres", "mark": "Marks"}


@given(st.text())
def test_any_text_has_tokens_that_can_be_kept(text):
    for token in tokens(text):
        assert token.encode("utf-8")


@given(st.text())
def test_spans_lie_in_the_text_in_order(text):
    end = 0
    for _, start, stop in spans(text):
        assert end <= start < stop <= len(text)
        end = stop


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_be_kept_and_seen(text):
    cleaned = clean(text + "\x00\ud800\x1b")
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not any(ord(character) < 32 for character in cleaned)
