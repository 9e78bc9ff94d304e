"""The measures of a ranking, by hand."""

import numpy as np
import pytest

from app.matching.measures import (
    gap_ndcg,
    inversions,
    ndcg,
    p_value,
    recall,
    reciprocal_rank,
    standard_error,
    threshold,
)

GRADES = {"a": 3, "b": 2, "c": 1}


def test_gain_is_discounted_by_place():
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["b", "a"], grades) == pytest.approx((1 + 7 / 1.5849625) / (7 + 1 / 1.5849625))
    assert ndcg(["x"], grades) == ndcg(["a"], {}) == 0


def test_of_gap_pairs_only_these_count_and_the_other_graded_are_not_there():
    assert gap_ndcg(["a", "c", "b", "x"], GRADES, {"b"}) == 1
    assert gap_ndcg(["a", "x", "b"], GRADES, {"b"}) == pytest.approx(1 / 1.5849625)


def test_recall_and_first_place_are_of_grades_2_and_3():
    assert recall(["c", "a", "x"], GRADES) == 0.5
    assert recall(["x"] * 20 + ["a"], GRADES) == 0
    assert reciprocal_rank(["c", "x", "b"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c"], GRADES) == recall([], {}) == 0


def test_a_trap_above_or_level_with_an_answer_is_in_the_wrong_order():
    scores = {"a": 3.0, "b": 1.0, "c": 9.0, "t": 1.0, "u": 2.0}
    assert inversions(scores, GRADES, ["t", "u", "unknown"]) == (2, 4)


def test_chance_is_small_where_all_differences_agree():
    ours = np.linspace(0.5, 1, 20)
    assert p_value(ours, ours - 0.1) < 0.001
    assert p_value(ours, ours) == 1
    assert standard_error(np.array([1.0, 3.0])) == pytest.approx(1)
    assert standard_error(np.array([1.0])) == 0


def test_a_threshold_is_the_lowest_that_keeps_its_share():
    scores = np.array([9.0, 8, 7, 6, 5, 4, 3, 2])
    right = np.array([1, 1, 1, 0, 1, 0, 0, 0], bool)
    assert threshold(scores, right, 0.8, fewest=2) == 5
    assert threshold(scores, right, 0.5, fewest=2) == 2
    assert threshold(scores, ~right, 0.9, fewest=2) == float("inf")
