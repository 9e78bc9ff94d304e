"""Bands, and the reasons that a score comes with."""

import numpy as np
import pytest
from hypothesis import given, settings

from app.matching.engine import Side, background
from app.matching.knowledge import Concept, reference
from app.matching.profile import Text, profile
from app.matching.reasons import explain, likely_areas, likely_specialisms
from app.matching.score import BANDS, GOOD, POSSIBLE, STRONG, WEAK, Scores, band, scores
from tests.matching.made_up import BRIEFS, OFFERS, made_up
from tests.support.counts import count

SPECIALISMS = [
    Concept("FOR", "tyre tread"),
    Concept("DIG", "phone lock"),
    Concept("CHEM", "soil water"),
    Concept("AI", "image"),
]
AREAS = [Concept("A", "burglary scene"), Concept("B", "water soil"), Concept("C", "phone chip")]
REFERENCE = reference(SPECIALISMS, AREAS, made_up)
BRIEF = Text(
    "B",
    "Tyre marks at scenes",
    "Tread patterns are photographed at scenes. Nobody can get into the phones that are locked.",
    mechanisms=frozenset(["research"]),
    specialisms=frozenset(["FOR"]),
    areas=frozenset(["A"]),
)
OFFER = Text(
    "O",
    "Comparing treads",
    "We read the chip of a locked phone. Tyre tread patterns are compared as images.",
    labels=("tyre tread",),
    mechanisms=frozenset(["research"]),
    specialisms=frozenset(["FOR"]),
    areas=frozenset(["A"]),
    is_offer=True,
)
OTHER = Text("P", "Soil and water", "The water of rivers and the soil of banks.", is_offer=True)


def pair(brief=BRIEF, offer=OFFER):
    wanted, offered = profile(brief, made_up), profile(offer, made_up)
    return wanted, offered, background(REFERENCE, [wanted, offered, profile(OTHER, made_up)])


def detail(score, part):
    return next((reason.detail for reason in score.reasons if reason.part == part), None)


@given(BRIEFS, OFFERS)
@settings(max_examples=count(15, 600), deadline=None)
def test_the_reasons_are_the_same_from_both_sides_and_add_up(brief, offer):
    wanted, offered, behind = pair(brief, offer)
    found = explain(wanted, offered, behind)
    assert found == explain(offered, wanted, behind)
    assert sum(reason.points for reason in found.reasons) == pytest.approx(found.total, abs=1e-8)
    assert [r.points for r in found.reasons] == sorted((r.points for r in found.reasons), reverse=True)
    side = Side(behind, is_offer=True)
    side.put(offered)
    assert found.total == scores(wanted, side).totals[0]
    if said := detail(found, "words"):
        assert sum(share for _, share in said["words"]) + said["others_share"] == pytest.approx(1, abs=1e-7)


def test_shared_words_are_shown_as_they_are_written_with_their_share():
    said = detail(explain(*pair()), "words")
    words = dict(said["words"])
    assert {"tyre", "tread", "patterns"} <= set(words)
    assert all(share > 0 for share in words.values())
    assert (said["others"], said["others_share"]) == (0, 0)


def test_the_nearest_sentences_are_quoted_as_written():
    said = detail(explain(*pair()), "sentences")
    assert said["brief"] in ("Tread patterns are photographed at scenes.", BRIEF.title)
    assert said["offer"] == "Tyre tread patterns are compared as images."


def test_specialisms_and_areas_are_told_as_stated_by_both_or_likely():
    found = explain(*pair())
    said = detail(found, "specialisms")
    assert said["stated"] == ["FOR"]
    assert "FOR" not in [entry["code"] for entry in said["likely"]]
    assert {entry["sure"] for entry in said["likely"]} <= {"likely", "possible"}
    assert detail(found, "area")["stated"] == ["A"]
    unstated = Text("B", BRIEF.title, "Tyre tread after tyre tread, and nothing else than tyre tread.")
    said = detail(explain(*pair(unstated)), "specialisms")
    assert said == {"stated": [], "likely": [{"code": "FOR", "sure": "likely"}]}


@pytest.mark.parametrize(
    ("wanted", "fit", "named"),
    [
        (["research"], "wanted", ["research"]),
        (["training"], "not_wanted", ["research"]),
        ([], "unknown", ["research"]),
    ],
)
def test_how_the_mechanism_fits_is_told(wanted, fit, named):
    brief = Text("B", BRIEF.title, BRIEF.body, mechanisms=frozenset(wanted))
    found = explain(*pair(brief))
    if fit == "not_wanted":  # no points, so no reason
        assert detail(found, "mechanism") is None
    else:
        assert detail(found, "mechanism") == {"fit": fit, "mechanisms": named}


def test_what_a_text_is_likely_about_is_told_though_it_does_not_say_so():
    text = Text("B", "Locked phones", "A phone with a lock on it, and another phone with a lock.")
    made, _, behind = pair(text)
    assert likely_specialisms(made, behind)[0] == ("DIG", "likely")
    assert likely_areas(made, behind)[0][0] == "C"
    assert likely_specialisms(profile(Text("B", ""), made_up), behind) == []


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (99.0, STRONG),
        (BANDS[STRONG], STRONG),
        (np.nextafter(BANDS[STRONG], 0), GOOD),
        (BANDS[POSSIBLE], POSSIBLE),
        (0.0, WEAK),
        (-1.0, WEAK),
    ],
)
def test_a_band_begins_at_its_threshold(total, name):
    assert band(float(total)) == name


def test_words_alone_make_nothing_strong():
    totals = np.array([99.0, BANDS[POSSIBLE]])
    assert [Scores({}, totals, True).band(at) for at in (0, 1)] == [STRONG, POSSIBLE]
    assert [Scores({}, totals, False).band(at) for at in (0, 1)] == [GOOD, POSSIBLE]


def test_bands_stand_in_order():
    assert BANDS[STRONG] > BANDS[GOOD] > BANDS[POSSIBLE]
