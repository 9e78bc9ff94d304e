"""The score: the same from both sides, the sum of its reasons, and moved by nothing hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.first import (
    AREAS,
    LIKELY,
    MECHANISM,
    NEAREST_ONLY,
    POINTS,
    SPECIALISMS,
    STATED,
    THRESHOLD,
    WORDS,
    Lists,
    background,
    features,
    score,
)
from tests.support.counts import count

LISTS = Lists(
    specialisms={"FOR": None, "FOR-IMG": "FOR", "FOR-SCENE": "FOR", "DIG": None, "DIG-COMP": "DIG"},
    areas={"TRUST": None, "TRUST-01": "TRUST", "TRUST-02": "TRUST", "MOB": None},
)
BEHIND = background(
    [
        "police officers and data",
        "training for police officers",
        "data of the force",
        "tyre marks",
        "pattern recognition in images",
        "scenes of burglary",
        "water and soil",
    ]
)


def make(title="Tyre marks at scenes", text="Tread patterns are photographed and never compared.", **codes):
    return features(BEHIND, title=title, text=text, **codes)


def part(result, name):
    return next((reason for reason in result.reasons if reason.part == name), None)


def points(result, name):
    found = part(result, name)
    return found.points if found else 0.0


words = st.sampled_from(
    ["tyre", "marks", "tread", "pattern", "scene", "police", "data", "training", "burglary", "image", "water"]
)
texts = st.lists(words, max_size=12).map(" ".join)
codes = st.dictionaries(
    st.sampled_from(sorted(LISTS.specialisms)), st.sampled_from([STATED, LIKELY, NEAREST_ONLY]), max_size=4
)
listings = st.builds(
    make,
    title=texts,
    text=texts,
    specialisms=codes,
    areas=st.lists(st.sampled_from(sorted(LISTS.areas)), max_size=3),
    mechanisms=st.lists(st.sampled_from(["research", "training", "placement"]), max_size=3),
)


@given(listings, listings)
@settings(max_examples=count(100, 1000), deadline=None)
def test_the_score_is_the_same_from_both_sides(one, other):
    assert score(one, other, LISTS) == score(other, one, LISTS)


@given(listings, listings)
@settings(max_examples=count(100, 1000), deadline=None)
def test_the_reasons_add_up_to_the_score_and_stay_within_their_points(one, other):
    result = score(one, other, LISTS)
    assert result.total == pytest.approx(sum(reason.points for reason in result.reasons))
    assert 0 <= result.total <= 1 + 1e-9
    for reason in result.reasons:
        assert 0 < reason.points <= POINTS[reason.part] + 1e-9
    assert [r.points for r in result.reasons] == sorted((r.points for r in result.reasons), reverse=True)


@given(listings, listings)
@settings(max_examples=count(100, 1000), deadline=None)
def test_the_shares_of_the_words_add_up_to_one(one, other):
    reason = part(score(one, other, LISTS), WORDS)
    if reason is not None:
        shares = [share for _, share in reason.detail["words"]]
        assert sum(shares) + reason.detail["others_share"] == pytest.approx(1)


def test_a_listing_is_one_with_itself():
    same = make(
        specialisms={"FOR-IMG": STATED, "DIG": STATED}, areas=["TRUST-01", "MOB"], mechanisms=["research"]
    )
    assert score(same, same, LISTS).total == pytest.approx(1)


def test_two_with_nothing_in_common_score_nothing():
    other = make(title="Water", text="Soil chemistry", mechanisms=["training"])
    result = score(make(mechanisms=["research"]), other, LISTS)
    assert (result.total, result.reasons) == (0, ())


def test_a_rare_word_counts_more_than_a_common_one():
    mine = make(title="", text="police tyre")
    rare = points(score(mine, make(title="", text="tyre cake"), LISTS), WORDS)
    common = points(score(mine, make(title="", text="police cake"), LISTS), WORDS)
    assert rare > common


def test_shared_words_are_shown_as_they_are_written():
    result = score(make(text="Tyres and patterns"), make(title="Pattern", text="tyre"), LISTS)
    assert {word for word, _ in part(result, WORDS).detail["words"]} >= {"tyre", "pattern"}


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (({"FOR-IMG": STATED}, {"FOR-IMG": STATED}), ({"FOR-IMG": LIKELY}, {"FOR-IMG": STATED})),
        (({"FOR-IMG": LIKELY}, {"FOR-IMG": STATED}), ({"FOR-IMG": LIKELY}, {"FOR-IMG": NEAREST_ONLY})),
        (({"FOR-IMG": STATED}, {"FOR-IMG": STATED}), ({"FOR": STATED}, {"FOR-IMG": STATED})),
        (({"FOR": STATED}, {"FOR-IMG": STATED}), ({"FOR-SCENE": STATED}, {"FOR-IMG": STATED})),
        (({"FOR-SCENE": STATED}, {"FOR-IMG": STATED}), ({"DIG": STATED}, {"FOR-IMG": STATED})),
    ],
)
def test_what_is_surer_or_nearer_counts_more(stronger, weaker):
    def reached(pair):
        return points(score(make(specialisms=pair[0]), make(specialisms=pair[1]), LISTS), SPECIALISMS)

    assert reached(stronger) > reached(weaker)


def test_what_is_only_likely_is_not_called_stated():
    result = score(make(specialisms={"FOR-IMG": LIKELY}), make(specialisms={"FOR-IMG": STATED}), LISTS)
    (pair,) = part(result, SPECIALISMS).detail["pairs"]
    assert (pair["codes"], pair["stated"]) == (["FOR-IMG"], False)


def test_areas_count_by_code_and_by_parent():
    same = points(score(make(areas=["TRUST-01"]), make(areas=["TRUST-01"]), LISTS), AREAS)
    near = points(score(make(areas=["TRUST-01"]), make(areas=["TRUST-02"]), LISTS), AREAS)
    assert same > near > points(score(make(areas=["TRUST-01"]), make(areas=["MOB"]), LISTS), AREAS) == 0


def test_the_right_topic_by_the_wrong_mechanism_still_shows_only_lower():
    brief = make(specialisms={"FOR-IMG": STATED}, mechanisms=["research", "project"])
    wanted = score(brief, make(specialisms={"FOR-IMG": STATED}, mechanisms=["research"]), LISTS)
    other = score(brief, make(specialisms={"FOR-IMG": STATED}, mechanisms=["training"]), LISTS)
    assert THRESHOLD < other.total < wanted.total
    assert part(wanted, MECHANISM).detail == {"mechanisms": ["research"]}
    assert part(other, MECHANISM) is None


def test_the_right_mechanism_alone_is_no_match():
    other = make(title="Water", text="Soil chemistry", mechanisms=["research"])
    assert score(make(mechanisms=["research"]), other, LISTS).total == 0


def test_an_empty_listing_matches_nothing():
    assert score(make(title="", text=""), make(), LISTS).total == 0
