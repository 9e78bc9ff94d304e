"""How nearly two briefs ask the same, and how that is measured on labelled pairs."""

import json

import numpy as np
import pytest

from app.matching import duplicates, duplicates_command
from app.matching.duplicates import Asked
from app.matching.duplicates_evaluation import Pair, folds, judge, precision_at, read, threshold
from app.matching.engine import background
from app.matching.knowledge import reference, shipped_concepts
from app.matching.profile import Text, profile
from app.taxonomy.rows import BadRow
from tests.matching.made_up import made_up

TREADS = Text(
    "1", "Tyre marks", "Tread patterns at scenes are never compared.", "A way to link scenes by tread."
)
OTHER_FORCE = Text(
    "2", "Linking burglaries", "Nobody compares tread patterns.", "Link our scenes by their tread."
)
SAME_AREA = Text(
    "3", "Tyre marks", "Tread patterns at scenes are never compared.", "Warn shoppers of counterfeits."
)
CHOIR = Text("4", "Choir", "Officers would like to sing after their shifts.", "Fewer days lost to sickness.")


def asked(text, encode=made_up):
    return Asked(profile(text, encode), text.extra)


@pytest.fixture(params=[made_up, None], ids=["encoder", "words"])
def encode(request):
    return request.param


@pytest.fixture
def behind(encode):
    known = [profile(text, encode) for text in (TREADS, OTHER_FORCE, SAME_AREA, CHOIR)]
    return background(reference(*shipped_concepts(), encode), known)


def nearness(one, other, behind, encode):
    return float(duplicates.nearness(asked(one, encode), [asked(other, encode)], behind)[0])


def test_it_is_the_same_from_both_sides(behind, encode):
    for one in (TREADS, SAME_AREA):
        for other in (OTHER_FORCE, CHOIR):
            assert nearness(one, other, behind, encode) == nearness(other, one, behind, encode)


def test_the_same_text_is_very_near_and_a_strange_one_is_not(behind, encode):
    assert nearness(TREADS, TREADS, behind, encode) == pytest.approx(1)
    assert nearness(TREADS, CHOIR, behind, encode) < duplicates.near_from(behind)


def test_what_is_wanted_counts_beside_what_it_is_about():
    known = [profile(text, made_up) for text in (TREADS, OTHER_FORCE, SAME_AREA, CHOIR)]
    behind = background(reference(*shipped_concepts(), made_up), known)
    whole = duplicates.by_meaning(asked(TREADS), [asked(SAME_AREA)], behind)[0]
    assert nearness(TREADS, SAME_AREA, behind, made_up) < whole


def test_words_alone_make_nothing_very_near():
    behind = background(reference(*shipped_concepts(), None), [profile(TREADS, None)])
    assert not duplicates.is_very_near(1.0, behind)


def test_why_quotes_a_sentence_of_each_and_words_of_both(behind, encode):
    found = duplicates.why(asked(TREADS, encode), asked(OTHER_FORCE, encode), behind)
    assert "tread" in found.words
    assert found.sentences[0] in profile(TREADS, None).units
    assert found.sentences[1] in profile(OTHER_FORCE, None).units


def test_two_texts_without_words_are_not_near(behind, encode):
    nothing = Text("5", "")
    assert nearness(nothing, TREADS, behind, encode) == 0
    assert duplicates.why(asked(nothing, encode), asked(CHOIR, encode), behind).words == ()


# ---- the measure --------------------------------------------------------------------------------------------


def test_pairs_that_share_a_text_share_their_fold():
    chain = [Pair("a", "b", True, ""), Pair("c", "d", True, ""), Pair("b", "c", True, "")]
    alone = [Pair(f"x{n}", f"y{n}", False, "") for n in range(4)]
    found = folds([*chain, *alone], 3)
    assert len(set(found[:3])) == 1
    assert set(found) == {0, 1, 2}


def test_the_threshold_finds_four_in_five_and_no_more_than_it_must():
    scores, same = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]), np.array([1, 1, 1, 1, 0, 1], bool)
    assert threshold(scores, same) == pytest.approx(0.55)
    assert precision_at(scores, same) == 1


def test_a_fold_is_judged_with_the_threshold_of_the_others():
    scores = np.array([0.9, 0.2, 0.6, 0.5])
    same = np.array([True, False, True, False])
    found = judge(scores, same, np.array([0, 0, 1, 1]))
    assert found.thresholds == (pytest.approx(0.55), pytest.approx(0.55))
    assert (found.precision, found.recall) == (1, 1)


def rows(pairs, same_from=0):
    words = ["tread", "phone", "soil", "water", "lock", "chip"]
    made = []
    for n in range(pairs):
        one, other = words[n % 6], words[(n // 6) % 6]
        text = {
            "title": f"About {one} {n}",
            "problem": f"The {one} of case {n}",
            "desired_outcome": f"A {one}",
        }
        again = {
            "title": f"On {other} {n}",
            "problem": f"The {other} {n} case",
            "desired_outcome": f"A {other}",
        }
        made.append(
            {"a": text, "b": again, "same": one == other, "kind": "twins" if one == other else "strangers"}
        )
    return made


def written(folder, made):
    (folder / "duplicates.jsonl").write_text("\n".join(map(json.dumps, made)), encoding="utf-8")
    return folder


def measured(app, monkeypatch, folder):
    monkeypatch.setattr(duplicates_command, "encoded", lambda _: made_up)
    monkeypatch.setitem(app.config, "ENCODER", "on")
    return app.test_cli_runner().invoke(args=["evaluate", "duplicates", str(folder)])


def test_the_command_prints_each_way_and_each_kind_and_ends_with_json(app, monkeypatch, tmp_path):
    done = measured(app, monkeypatch, written(tmp_path, rows(252)))
    figures = json.loads(done.output.splitlines()[-1])
    assert done.exit_code == 0, done.output
    assert set(figures) >= {"ours", "words", "encoder", "kinds", "pairs", "same", "passed"}
    assert figures["ours"]["precision_at_recall_0.8"] >= 0.8
    assert set(figures["kinds"]) == {"twins", "strangers"}
    assert "Stemmed words alone" in done.output


def test_too_few_pairs_prove_nothing(app, monkeypatch, tmp_path):
    done = measured(app, monkeypatch, written(tmp_path, rows(36)))
    assert done.exit_code == 1
    assert "It takes 120 pairs" in done.output


def test_a_method_that_cannot_tell_is_under_the_bar(app, monkeypatch, tmp_path):
    made = rows(252)
    for at, row in enumerate(made):
        row["same"] = at % 3 == 0
    done = measured(app, monkeypatch, written(tmp_path, made))
    assert done.exit_code == 1
    assert "Precision at recall 0.8 must be at least 0.8" in done.output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"a": {"ref": "BR-999"}}, "unknown brief"),
        ({"b": "text"}, "expected a brief"),
        ({"b": {"title": "T"}}, "problem"),
        ({"same": "yes"}, "expected true or false"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_bad_row_is_named(app, tmp_path, change, message):
    folder = written(tmp_path, [{**rows(1)[0], **change}])
    with pytest.raises(BadRow, match=message):
        read(folder, [])
    done = app.test_cli_runner().invoke(args=["evaluate", "duplicates", str(folder)])
    assert done.exit_code == 1
    assert message in done.output


def test_the_shipped_pairs_are_enough_and_point_to_briefs_of_the_sample():
    known = duplicates_command.read_texts(duplicates_command.BRIEFS, are_offers=False)
    pairs = read(duplicates_command.JUDGED, known).pairs
    assert len(pairs) >= 120
    assert sum(pair.same for pair in pairs) >= 40
    assert sum(pair.kind == "same area, other need" and not pair.same for pair in pairs) >= 40
