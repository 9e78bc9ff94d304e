"""`flask evaluate lessons`: the judgements, what is pushed, and the bars.

The site of its own is not built here: it costs ten seconds, and the sample site holds the same.
"""

import json
from contextlib import nullcontext

import pytest

from app.search import mind
from app.seeds import lessons_evaluation
from app.taxonomy.rows import BadRow
from tests.matching import test_search_commands as tiny
from tests.search.test_mind import by_heart, knowing

HEAD = "collaboration\tlesson\tgrade\twhy\n"


@pytest.fixture
def folder(tmp_path):
    tiny.write(tmp_path, tiny.BRIEFS, tiny.OFFERS, tiny.LESSONS)
    return tmp_path


@pytest.fixture
def measure(sample_app, folder, monkeypatch):
    monkeypatch.setattr(mind, "alone", lambda: knowing(by_heart))
    monkeypatch.setattr(lessons_evaluation, "site_of", lambda _: nullcontext())

    def run(*options):
        with sample_app.app_context():
            done = sample_app.test_cli_runner().invoke(args=["evaluate", "lessons", str(folder), *options])
        return done.exit_code, done.output

    return run


def test_both_figures_reach_their_bars_on_the_sample(measure):
    code, output = measure()
    assert code == 0, output
    figures = json.loads(output.splitlines()[-1])
    assert figures["collaborations"] == 24
    assert figures["helped"] >= 20
    assert figures["ndcg_at_10"]["ours"] >= figures["ndcg_at_10"]["plain"] > 0
    assert figures["passed"] is True
    assert "at least 20" in output
    assert "CO-023: LE-" in output


def test_a_push_that_helps_nobody_is_under_the_bar(measure, folder):
    judged = folder / "useful.tsv"
    judged.write_text(f"{HEAD}CO-001\tLE-999\t2\tIt does not exist\n", encoding="utf-8")
    code, output = measure("--useful", str(judged))
    assert code == 1
    assert "Under the bar: At least 20 of 24" in output


@pytest.mark.parametrize(
    ("row", "field"),
    [("CO-001\tLE-001\t3\tx", "grade"), ("CO-001\t\t1\tx", "lesson"), ("\tLE-001\t1\tx", "collaboration")],
)
def test_a_bad_judgement_is_named_by_line_and_field(tmp_path, row, field):
    path = tmp_path / "useful.tsv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(BadRow) as told:
        lessons_evaluation.read_useful(path)
    assert (told.value.line, told.value.field) == (2, field)
