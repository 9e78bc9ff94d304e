"""Typed searches of files: `flask evaluate search` and `flask matching rank --searches`."""

import json
import random

import pytest

from app.search import mind
from tests.search.test_mind import by_heart, knowing

BRIEFS = [
    {"id": "B-1", "title": "Locked phone", "problem": "The chip of a handset."},
    {"id": "B-2", "title": "Horse rider", "problem": "Mounted on a stable horse.", "areas": ["horse"]},
    {"id": "B-3", "title": "Glass", "problem": "Glass and a tyre."},
]
OFFERS = [{"id": "O-1", "title": "Dumped rubbish", "description": "Tipping of a skip.", "type": "training"}]
LESSONS = [{"id": "L-1", "title": "Rider", "what_happened": "The horse was in the stable.", "unknown": 1}]
SEARCHES = [
    {"query": "mobile handset", "target": "briefs", "relevant": ["B-1"]},
    {"id": "S-horse", "query": "mounted horse", "target": "briefs", "relevant": ["B-2"]},
    {"query": "skip tipping", "target": "offers", "relevant": ["O-1"]},
    {"query": "horse rider", "target": "lessons", "relevant": ["L-1"]},
    {"query": "rubbish", "target": "lessons", "relevant": []},
]


@pytest.fixture(autouse=True)
def few_topics(monkeypatch):
    monkeypatch.setattr(mind, "alone", lambda: knowing(by_heart))


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, BRIEFS, OFFERS, LESSONS)
    return tmp_path


def write(folder, briefs, offers, lessons):
    given = {"briefs": briefs, "offers": offers, "lessons": lessons, "searches": SEARCHES}
    for name, rows in given.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def ranked(app, folder):
    names = ("briefs", "offers", "lessons", "searches")
    options = [part for name in names for part in (f"--{name}", str(folder / f"{name}.jsonl"))]
    done = app.test_cli_runner().invoke(args=["matching", "rank", *options, "--out", str(folder / "run.tsv")])
    assert done.exit_code == 0, done.output
    return (folder / "run.tsv").read_text(encoding="utf-8")


def test_each_search_ranks_all_of_its_target(app, folder):
    lines = [line.split("\t") for line in ranked(app, folder).splitlines()]
    assert {line[0] for line in lines} == {"1", "S-horse", "3", "4"}
    of_first = [line for line in lines if line[0] == "1"]
    assert [line[2] for line in of_first] == ["1", "2", "3"]
    assert of_first[0][1] == "B-1"
    scores = [float(line[3]) for line in of_first]
    assert scores == sorted(scores, reverse=True)


def test_a_search_that_finds_nothing_good_has_no_lines(app, folder):
    assert "5\t" not in ranked(app, folder)


def test_the_order_of_the_lines_changes_nothing(app, folder):
    before = ranked(app, folder)
    dice = random.Random(2)
    write(folder, dice.sample(BRIEFS, 3), OFFERS, LESSONS)
    assert ranked(app, folder) == before


def test_figures_are_printed(app, folder):
    done = app.test_cli_runner().invoke(args=["evaluate", "search", str(folder)])
    figures = json.loads(done.output.splitlines()[-1])
    assert figures["ndcg_at_10"]["ours"] == 1.0
    assert figures["unanswerable"] == {"rubbish": True}
    assert figures["searches"] == 4
    assert figures["balanced_accuracy_as_shipped"] == 1.0


def test_a_bad_line_is_named(app, folder):
    (folder / "briefs.jsonl").write_text('{"id": "B-1", "title": "No text"}', encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["evaluate", "search", str(folder)])
    assert done.exit_code == 1
    assert "briefs.jsonl, line 1" in done.output
