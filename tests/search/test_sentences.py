"""Sentences: what is embedded beside the whole text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.sentences import MOST, sentences


def test_a_text_is_split_where_its_sentences_end():
    assert sentences(
        "Phones come to us locked every day. Can you help us to open them? We would pay for that!"
    ) == [
        "Phones come to us locked every day.",
        "Can you help us to open them?",
        "We would pay for that!",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We tried it with Dr. Ahmed of the laboratory last year.",
        "Some devices (e.g. burner phones and older handsets) are not supported.",
        "Version 2.5 of the software reads about half of them.",
    ],
)
def test_not_every_full_stop_ends_a_sentence(text):
    assert sentences(text) == [text]


def test_a_very_short_sentence_joins_its_neighbour():
    assert sentences("We did. It was of no use to the officers on shift. Really none.") == [
        "We did. It was of no use to the officers on shift. Really none."
    ]


def test_points_of_a_list_stand_apart():
    assert sentences(
        "What we need from a laboratory:\n- a method to age fingermarks\n- a trained person for ten weeks"
    ) == [
        "What we need from a laboratory:",
        "- a method to age fingermarks",
        "- a trained person for ten weeks",
    ]


def test_there_are_never_too_many():
    assert len(sentences("This sentence has six words exactly. " * 100)) == MOST


@given(st.text(max_size=400))
def test_no_word_is_lost(text):
    assert " ".join(sentences(text)).split() == text.split()
