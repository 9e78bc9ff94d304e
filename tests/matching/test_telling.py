"""The reasons of a match in words, and their exact shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.telling import exact_shares, told, weight, word_shares
from app.taxonomy.models import Mechanism
from tests import factories
from tests.matching.stored import REASONS, without


@pytest.fixture
def pair(app):
    return factories.brief(), factories.offer()


def test_reasons_stand_in_the_order_of_their_points(pair):
    names = [reason.name for reason in told(*pair, REASONS)]
    assert names == [
        "Nearest sentences",
        "Shared words",
        "Specialisms",
        "Mechanism",
        "Area of challenge",
        "The texts as a whole",
    ]


def test_both_sentences_are_quoted_and_say_whose_they_are(pair):
    assert told(*pair, REASONS)[0].quotes == (
        ("The brief", "Tyre marks are photographed and never compared."),
        ("The offer", "We retrieve images of tyre tread patterns."),
    )


def test_what_both_state_is_told_apart_from_what_we_think(pair):
    text = told(*pair, REASONS)[2].text
    assert text == (
        "Both name Crime scene examination. We think both are about Footwear, tyre and tool marks (likely)."
    )


def test_shared_words_are_named_and_the_others_counted(pair):
    assert told(*pair, REASONS)[1].text == "tread, tyre and 3 more."


@pytest.mark.parametrize(
    ("points", "words"),
    [(5, "most of it"), (3, "a good part"), (1, "a little"), (-1, "counts against it")],
)
def test_how_much_a_part_is_of_the_match_is_said_in_words(points, words):
    assert weight(points, 10) == words


def test_the_right_topic_by_another_mechanism_is_said(app):
    brief = factories.brief(mechanisms=[Mechanism.RESEARCH, Mechanism.PROJECT])
    last = told(brief, factories.offer(mechanism=Mechanism.TRAINING), without("mechanism"))[-1]
    assert last.text == (
        "The right topic by another mechanism: the brief wants project or research, the offer is training."
    )


def test_a_brief_that_names_no_mechanism_is_not_told_that_it_wants_another(app):
    names = [r.name for r in told(factories.brief(mechanisms=[]), factories.offer(), without("mechanism"))]
    assert "Mechanism" not in names


def as_number(text):
    return round(float(text.replace("−", "-")) * 100)


@given(st.lists(st.floats(-1, 3, allow_nan=False).filter(lambda x: abs(x) > 1e-6), min_size=1, max_size=6))
def test_the_shares_of_the_reasons_add_up_to_one(points):
    parts = ["words", "meaning", "sentences", "specialisms", "area", "mechanism"]
    reasons = [{"part": part, "points": p, "detail": {}} for part, p in zip(parts, points, strict=False)]
    shares = exact_shares(reasons)
    assert (sum(points) > 0) == bool(shares)
    assert not shares or sum(as_number(entry.share) for entry in shares) == 100


def test_the_shares_of_the_words_add_up_to_one():
    assert [(entry.name, entry.share) for entry in word_shares(REASONS)] == [
        ("tread", "0.50"),
        ("tyre", "0.30"),
        ("3 more", "0.20"),
    ]
