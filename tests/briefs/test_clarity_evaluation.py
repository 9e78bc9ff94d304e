"""`flask evaluate clarity`: the table, the bars, and what it refuses to read."""

import json

import pytest

from app.briefs.clarity import CHECKS
from app.briefs.clarity_evaluation import Agreement, is_unread

HEAD = "id\t" + "\t".join(check.key for check in CHECKS)
BRIEF = {
    "title": "T",
    "problem": "P",
    "desired_outcome": "O",
    "data_access": "D",
    "areas": ["a"],
    "vetting": "none",
}


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, {"B-1": "no", "B-4": "no"})
    return tmp_path


def write(folder, answers):
    rows = [f"{ref}\t" + "\t".join([answer] * (len(CHECKS) - 1) + ["yes"]) for ref, answer in answers.items()]
    (folder / "clarity_labels.tsv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    lines = [json.dumps({"id": ref, **BRIEF}) for ref in answers]
    (folder / "briefs.jsonl").write_text("\n".join(lines[:1]) + "\n", encoding="utf-8")
    (folder / "clarity_variants.jsonl").write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")


def run(app, *args):
    return app.test_cli_runner().invoke(args=["evaluate", "clarity", *map(str, args)])


def figures(done):
    return json.loads(done.output.strip().splitlines()[-1])


def test_kappa_is_that_of_cohen():
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert Agreement(pairs).share == pytest.approx(0.7)
    assert Agreement(pairs).kappa == pytest.approx(0.4)
    assert Agreement([(True, True)] * 3).kappa == 1
    assert Agreement([(False, True)] * 3).kappa == 0


def test_the_rules_agree_with_the_labels_of_the_72_texts(app):
    done = run(app)
    assert done.exit_code == 0, done.output
    found = figures(done)
    assert found["texts"] == 72
    assert found["cells"] >= 0.85
    assert min(found[check.key]["kappa"] for check in CHECKS) >= 0.6
    assert all(check.key in done.output for check in CHECKS)


def test_texts_that_agree_pass(app, folder):
    done = run(app, folder)
    assert done.exit_code == 0, done.output
    assert figures(done)["cells"] == 1


def test_figures_under_their_bars_end_with_one(app, folder):
    write(folder, {"B-1": "yes", "B-2": "no"})
    done = run(app, folder)
    assert done.exit_code == 1
    assert "Under the bar: kappa of why_now" in done.output
    assert figures(done)["passed"] is False


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("clarity_labels.tsv", f"{HEAD}\nB-1\tperhaps\n", "clarity_labels.tsv, line 2, field problem_stated"),
        ("clarity_labels.tsv", HEAD + "\nB-9" + "\tyes" * len(CHECKS) + "\n", "no text is called 'B-9'"),
        ("clarity_variants.jsonl", "no json\n", "clarity_variants.jsonl, line 1"),
        ("briefs.jsonl", '{"id": "B-1", "title": 7}\n', "briefs.jsonl, line 1, field title"),
    ],
)
def test_a_bad_line_is_named(app, folder, name, text, said):
    (folder / name).write_text(text, encoding="utf-8")
    done = run(app, folder)
    assert done.exit_code == 1
    assert said in done.output


def test_every_fourth_brief_and_its_variant_are_unread():
    assert [ref for ref in ("BR-003", "BR-004", "BR-004v", "BR-035v", "BR-036v", "B") if is_unread(ref)] == [
        "BR-004",
        "BR-004v",
        "BR-036v",
    ]
