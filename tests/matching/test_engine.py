"""The engine: what a score is made of, the same from both sides, and moved by nothing that is not of the two."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.disclaimers import without_disclaimers
from app.matching.engine import Commons, Side, background, signals
from app.matching.knowledge import Concept, area_concept, reference, shipped_concepts, specialism_concept
from app.matching.profile import MOST_LABELS, MOST_UNITS, Text, pieces, profile
from app.matching.score import DIGITS, scores
from app.search.encoder import BGE, DIMENSIONS, MINILM
from tests.matching.made_up import BRIEFS, OFFERS, WORDS, listing, made_up
from tests.support.counts import count

LISTS = (
    [Concept("FOR", "tyre tread"), Concept("DIG", "phone lock")],
    [Concept("A", "burglary"), Concept("B", "water")],
)
REFERENCE = reference(*LISTS, made_up)


def stage(briefs, offers):
    """The two sides of some texts on the background that they make."""
    wanted, offered = ([profile(text, made_up) for text in texts] for texts in (briefs, offers))
    behind = background(REFERENCE, [*wanted, *offered])
    sides = Side(behind, is_offer=False), Side(behind, is_offer=True)
    for side, profiles in zip(sides, (wanted, offered), strict=True):
        side.put_all(profiles)
    return sides


def matrix(briefs, offers):
    """{(brief, offer): score}."""
    found = {}
    for brief in briefs.profiles:
        for key, total in zip(offers.keys, scores(brief, offers).totals, strict=True):
            found[brief.id, key] = total
    return found


@given(st.lists(BRIEFS, min_size=1, max_size=4), st.lists(OFFERS, min_size=1, max_size=4))
@settings(max_examples=count(10, 400), deadline=None)
def test_the_score_is_the_same_from_both_sides_and_its_parts_sum_to_it(briefs, offers):
    briefs, offers = stage(_numbered(briefs), _numbered(offers))
    forth = matrix(briefs, offers)
    for offer in offers.profiles:
        found = scores(offer, briefs)
        for at, key in enumerate(briefs.keys):
            assert found.totals[at] == forth[key, offer.id]
            assert sum(found.points(at).values()) == pytest.approx(found.totals[at], abs=10 ** (1 - DIGITS))


@given(st.lists(BRIEFS, min_size=2, max_size=5), st.lists(OFFERS, min_size=2, max_size=5), st.randoms())
@settings(max_examples=count(8, 300), deadline=None)
def test_the_order_of_listings_changes_nothing(briefs, offers, dice):
    briefs, offers = _numbered(briefs), _numbered(offers)
    before = matrix(*stage(briefs, offers))
    assert matrix(*stage(dice.sample(briefs, len(briefs)), dice.sample(offers, len(offers)))) == before


def _numbered(texts):
    return [replace(text, id=f"{at}") for at, text in enumerate(texts)]


def test_a_listing_that_shares_no_word_with_two_others_hardly_moves_their_score():
    """1,000 public listings of made-up words and directions, each side with its own way of sounding."""
    dice = np.random.default_rng(5)
    made = [listing(dice, number) for number in range(1000)]
    lists = [[Concept(f"{kind}{n}", " ".join(dice.choice(WORDS, 4))) for n in range(150)] for kind in "SA"]
    many = reference(*lists, made_up)
    before = background(many, made)
    offers = Side(before, is_offer=True)
    offers.put_all([each for each in made if each.is_offer][:50])
    briefs = [each for each in made if not each.is_offer][:8]
    was = np.array([scores(brief, offers).totals for brief in briefs])
    for number in (1000, 1001):  # a brief, then an offer
        stranger = replace(listing(dice, number), stems=("unheard", "of"))
        offers.use(background(many, [*made, stranger]))
        now = np.array([scores(brief, offers).totals for brief in briefs])
        # A hundredth of a score; of one that is next to nothing, of a score of 0.3, far below any band.
        assert (np.abs(now - was) < 0.01 * np.maximum(0.3, np.abs(was))).all()
        assert (now != was).any()


def test_adding_and_taking_away_leaves_the_commons_as_they_were():
    dice = np.random.default_rng(1)
    first, second = listing(dice, 0), listing(dice, 1)
    commons, alone = Commons(), Commons()
    for each in (first, second):
        commons.add(each)
    commons.take_away(second)
    alone.add(first)
    assert (commons.holders, commons.texts, commons.stems) == (alone.holders, alone.texts, alone.stems)
    assert np.allclose(commons.sums, alone.sums, atol=1e-12)


def test_a_side_after_any_changes_scores_as_one_that_was_made_anew():
    dice = np.random.default_rng(2)
    made = [listing(dice, number) for number in range(120)]
    briefs, offers = ([each for each in made if each.is_offer is side] for side in (False, True))
    behind = background(REFERENCE, made)
    side = Side(behind, is_offer=True)
    for _ in range(4):  # enough that the waste is cleared away
        for offer in offers:
            side.put(offer)
        for number in dice.permutation(len(offers))[:40]:
            side.drop(offers[number].id)
        side.drop("nobody")
    kept = [offer for offer in offers if offer.id in side]
    anew = Side(behind, is_offer=True)
    anew.put_all(kept)
    assert len(side) == len(kept) == len(offers) - 40
    for brief in briefs[:5]:
        ours = dict(zip(side.keys, scores(brief, side).totals, strict=True))
        assert ours == dict(zip(anew.keys, scores(brief, anew).totals, strict=True))


def test_a_listing_belongs_to_its_own_side():
    behind = background(REFERENCE, [])
    with pytest.raises(ValueError, match="other side"):
        Side(behind, is_offer=False).put(listing(np.random.default_rng(1), 1))


def test_nothing_to_compare_with_is_no_error():
    side = Side(background(REFERENCE, []), is_offer=True)
    found = scores(profile(Text("B", "Tyre marks"), made_up), side)
    assert found.totals.shape == (0,)


@pytest.mark.parametrize("title", ["", "   ", "\x00"])
def test_a_text_without_words_is_like_nothing(title):
    empty = profile(Text("B", title), made_up)
    side = Side(background(REFERENCE, [empty]), is_offer=True)
    side.put(profile(Text("O", "Tread patterns", "Tyre tread patterns", is_offer=True), made_up))
    found = signals(empty, side)
    assert {name: values[0] for name, values in found.items() if values[0]} == {"mechanism": 0.5}


def test_without_an_encoder_words_and_mechanism_make_the_score():
    briefs = [profile(Text("B", "Tyre marks", "tread", mechanisms=frozenset(["research"])), None)]
    near = Text("near", "Tread", "tyre marks", mechanisms=frozenset(["research"]), is_offer=True)
    far = Text("far", "Water", "soil", mechanisms=frozenset(["research"]), is_offer=True)
    offers = [profile(text, None) for text in (near, far)]
    side = Side(background(reference(*LISTS, None), [*briefs, *offers]), is_offer=True)
    side.put_all(offers)
    found = scores(briefs[0], side)
    assert set(found.parts) == {"words", "mechanism"}
    assert [side.keys[at] for at in found.best_first(side.keys)] == ["near", "far"]


@pytest.mark.parametrize(
    ("wanted", "offered", "fit"),
    [
        (["research"], ["research"], 1),
        (["research"], ["training"], 0),
        ([], ["training"], 0.5),
        (["training"], [], 0.5),
    ],
)
def test_the_mechanism_fits_does_not_or_is_unknown(wanted, offered, fit):
    brief = profile(Text("B", "Tyre", mechanisms=frozenset(wanted)), None)
    offer = profile(Text("O", "Tyre", mechanisms=frozenset(offered), is_offer=True), None)
    side = Side(background(reference(*LISTS, None), []), is_offer=True)
    side.put(offer)
    assert signals(brief, side)["mechanism"][0] == fit


# ---- profiles ----------------------------------------------------------------------------------------------


def test_what_is_encoded_of_a_text():
    long = Text(
        "O", "Title", "A sentence of tyre marks here. " * 90, labels=tuple("abcdefghij"), is_offer=True
    )
    found = pieces(long)
    assert (
        len(found.units) == MOST_UNITS
        and found.units[0] == "Title"
        and found.units[-1] == "a, b, c, d, e, f, g, h, i, j"
    )
    assert len(found.labels) == MOST_LABELS
    assert found.of(BGE) == found.windows and set(found.of(MINILM)) == {
        *found.windows,
        *found.units,
        *found.labels,
    }
    together = set(" ".join(found.windows).split())
    assert together >= {"Title.", "marks", "j"} and all(len(w.split()) <= 180 for w in found.windows)


def test_the_windows_hold_every_word():
    words = [f"w{number}" for number in range(1000)]
    windows = pieces(Text("B", "Title", " ".join(words))).windows
    assert set(words) <= set(" ".join(windows).split())


def test_a_profile_quotes_title_and_sentences_but_not_labels():
    text = Text("B", "Tyre marks", "Tread patterns are photographed at scenes.", labels=("tyres",))
    made = profile(text, made_up)
    assert made.units == ("Tyre marks", "Tread patterns are photographed at scenes.")
    assert made.sentences.shape == (3, DIMENSIONS) and made.sentences.dtype == np.int8
    assert made.surface["tread"] == "Tread"


def test_ordinary_words_are_no_words_of_a_profile():
    assert set(profile(Text("B", "What we want", "use the tyre"), None).stems) == {"tyre"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "We examine tyres in the laboratory. We do not examine birds of prey.",
            "We examine tyres in the laboratory.",
        ),
        (
            "It teaches statistics to staff, and it has nothing to do with birds.",
            "It teaches statistics to staff",
        ),
        ("The team can’t advise on live cases; it compares tread patterns.", "it compares tread patterns."),
        ("Our people have no training in pathology whatever.", ""),
        (
            "Officers do not know which dog it was at the time.",
            "Officers do not know which dog it was at the time.",
        ),
    ],
)
def test_what_an_offer_does_not_do_is_left_out(said, left):
    assert without_disclaimers(said) == left


def test_only_offers_lose_what_they_do_not_do():
    denial = "We do not examine birds of prey here."
    assert denial in pieces(Text("B", "T", denial)).units
    assert denial not in pieces(Text("O", "T", denial, is_offer=True)).units


# ---- knowledge ---------------------------------------------------------------------------------------------


def test_the_shipped_lists_are_reference_texts():
    specialisms, areas = shipped_concepts()
    assert len(specialisms) > 100 and len(areas) > 100
    assert specialisms[0] == Concept(specialisms[0].code, specialisms[0].text)
    assert all(concept.text for concept in (*specialisms, *areas))


def test_a_reference_does_not_depend_on_the_order_of_its_rows():
    again = reference(LISTS[0][::-1], LISTS[1][::-1], made_up)
    assert again.specialisms == REFERENCE.specialisms == ("DIG", "FOR")
    assert (again.specialism_directions == REFERENCE.specialism_directions).all()


def test_concepts_are_told_in_words():
    assert specialism_concept("X", "Name", "What it is.", "one;two").text == "Name. What it is. one, two"
    assert area_concept("X", "Name", "What it is.").text == "Name. What it is."


def test_made_up_texts_use_known_words():
    assert len(WORDS) == len(set(WORDS))
