"""What the page does to the order of matches, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import Audience
from app.matching.fairness import FIRST, MOST_OF_ONE, Candidate, arrange, spread
from app.matching.models import Band
from app.matching.order import page_order
from tests import factories
from tests.matching.stored import match

lists = st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=40).map(
    lambda rows: [
        # An organisation has collaborated or not, whichever of its things it is.
        Candidate(place, organisation, organisation % 3 != 0)
        for place, (organisation, _) in enumerate(rows)
    ]
)


def candidates(*organisations, new=()):
    return [Candidate(place, number, number not in new) for place, number in enumerate(organisations)]


def order(ranked):
    return [placed.thing for placed in arrange(ranked)]


@given(lists)
def test_nothing_is_lost_and_nothing_doubled(ranked):
    assert sorted(order(ranked)) == list(range(len(ranked)))


@given(lists)
def test_at_most_one_is_brought_up_and_to_the_tenth_place(ranked):
    up = [place for place, placed in enumerate(arrange(ranked), start=1) if placed.is_brought_up]
    assert up in ([], [FIRST])


@given(lists)
def test_somebody_new_is_among_the_first_ten_if_there_is_anybody_new(ranked):
    by_place = {candidate.thing: candidate for candidate in ranked}
    first = [by_place[thing] for thing in order(ranked)[:FIRST]]
    assert any(not c.has_collaborated for c in first) == any(not c.has_collaborated for c in ranked)


@given(lists)
def test_without_cause_the_order_is_that_of_the_scores(ranked):
    alone = [Candidate(c.thing, place, True) for place, c in enumerate(ranked)]
    assert order(alone) == [c.thing for c in ranked]


def test_one_organisation_has_three_of_the_first_ten_and_the_rest_follow():
    ranked = candidates(1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert order(ranked) == [0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 3, 4, 12]
    assert MOST_OF_ONE == 3


def test_where_there_is_nobody_else_its_others_follow_at_once():
    assert order(candidates(1, 1, 1, 1, 2, 1)) == [0, 1, 2, 4, 3, 5]


def test_the_best_of_a_new_organisation_takes_the_tenth_place_and_is_marked():
    ranked = candidates(*range(1, 15), new={12, 13})
    placed = arrange(ranked)
    assert [p.thing for p in placed] == [*range(9), 11, 9, 10, 12, 13]
    assert [p.thing for p in placed if p.is_brought_up] == [11]


def test_nobody_is_brought_up_when_one_new_is_there_already():
    assert not any(p.is_brought_up for p in arrange(candidates(*range(1, 15), new={4, 13})))


def test_the_spread_counts_organisations_in_the_first_tens_only():
    found = spread([[1] * 5 + [2] * 5 + [3], [1, 1]])
    assert (found.lists, found.places, found.organisations) == (2, 12, 2)
    assert found.largest_share == pytest.approx(7 / 12)
    # Two counts, 5 and 7: half the mean difference over the mean.
    assert found.gini == pytest.approx(1 / 12)


def test_an_even_spread_has_no_gini_and_an_empty_one_nothing():
    assert spread([[1, 2, 3]]).gini == pytest.approx(0)
    assert spread([]).places == 0


def test_the_page_shows_stored_score_order_where_fairness_has_nothing_to_do(app):
    brief = factories.brief(audience=Audience.PUBLIC)
    made = [
        match(brief, factories.offer(factories.university(collaborations_count=1)), score=score)
        for score in (1.6, 2.9, 1.9, 2.4, 2.4)
    ]
    ranked = sorted(made, key=lambda m: (-m.score, m.brief_id, m.offer_id))
    found = page_order(factories.actor(factories.university()), brief)
    assert [placed.thing for placed in found.shown] == ranked
    assert [found.place(m) for m in ranked] == [1, 2, 3, 4, 5]


def test_the_page_leaves_room_for_others_and_brings_somebody_new_up(app):
    brief = factories.brief(audience=Audience.PUBLIC)
    large = factories.university(collaborations_count=5)
    of_large = [match(brief, factories.offer(large), score=5 - n / 10) for n in range(5)]
    others = [
        match(brief, factories.offer(factories.university(collaborations_count=1)), score=4 - n / 10)
        for n in range(8)
    ]
    new = match(brief, factories.offer(), score=1.6, band=Band.POSSIBLE)
    found = page_order(factories.nobody(), brief).shown
    assert [p.thing for p in found[:10]] == [*of_large[:3], *others[:6], new]
    assert found[9].is_brought_up


def test_a_weak_match_is_never_brought_up(app):
    brief = factories.brief(audience=Audience.PUBLIC)
    for n in range(10):
        match(brief, factories.offer(factories.university(collaborations_count=1)), score=3 - n / 10)
    weak = match(brief, factories.offer(), score=0.5, band=Band.WEAK)
    found = page_order(factories.nobody(), brief)
    assert len(found.shown) == 10
    assert [p.thing for p in found.weak] == [weak]
    assert found.place(weak) == 11


def test_what_a_reader_may_not_see_changes_nothing_for_them(app):
    brief = factories.brief(audience=Audience.PUBLIC)
    shown = [match(brief, factories.offer(), score=3 - n) for n in range(2)]
    university = factories.university(collaborations_count=1)
    for n in range(4):
        match(brief, factories.offer(university, audience=Audience.MEMBERS), score=9 - n)
    found = page_order(factories.nobody(), brief).shown
    assert [(p.thing, p.is_brought_up) for p in found] == [(m, False) for m in shown]
