"""The commands: ranking files, measuring the ranking, and the rebuild."""

import json

import pytest
from sqlalchemy import func, select

from app.matching import commands, evaluation
from app.matching.evaluation import OURS, WHOOSH, Evaluation, Judged
from app.matching.models import Match
from app.matching.ranking import Ranking
from app.matching.sample_format import read_gaps, read_grades, read_hard_negatives, read_texts
from app.taxonomy.rows import BadRow
from tests.matching.made_up import made_up

BRIEFS = [
    {
        "id": "B1",
        "title": "Tyre marks",
        "problem": "Tread patterns at scenes",
        "mechanisms_wanted": ["research"],
        "specialisms_wanted": ["tyres"],
    },
    {"id": "B2", "title": "Choir", "problem": "Singing for wellbeing", "areas": None, "unknown": 1},
]
OFFERS = [
    {
        "id": "O1",
        "title": "Tread retrieval",
        "description": "Images of tyre tread patterns",
        "type": "research",
        "specialisms": ["tyres", "images"],
    },
    {"id": "O2", "title": "Voices", "description": "Singing together", "type": "training"},
    {"id": "O3", "title": "Soil", "description": "Soil of river banks", "org": "x"},
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in the sample format; the encoder is made up."""
    for name, rows in (("briefs", BRIEFS), ("offers", OFFERS)):
        _write(tmp_path / f"{name}.jsonl", rows)
    (tmp_path / "qrels.tsv").write_text("B1\tO1\t3\nB2\tO2\t2\n", encoding="utf-8")
    (tmp_path / "hard_negatives.tsv").write_text("B1\tO3\nB2\tO3\n", encoding="utf-8")
    (tmp_path / "vocabulary_gap.tsv").write_text("B1\tO1\t3\t9\t-\nB2\tO2\t2\t1\tgap\n", encoding="utf-8")
    for module in (commands, evaluation):
        monkeypatch.setattr(module, "encoded", lambda _: made_up)
    return tmp_path


def _write(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")


def run(app, *args):
    return app.test_cli_runner().invoke(args=[str(arg) for arg in args])


def rank(app, folder, out="run.tsv"):
    files = [folder / "briefs.jsonl", folder / "offers.jsonl", folder / out]
    return run(app, "matching", "rank", "--briefs", files[0], "--offers", files[1], "--out", files[2])


# ---- rank --------------------------------------------------------------------------------------------------


def test_rank_writes_every_pair_best_first(app, folder):
    assert rank(app, folder).exit_code == 0
    rows = [line.split("\t") for line in (folder / "run.tsv").read_text(encoding="utf-8").splitlines()]
    assert [row[0] for row in rows] == ["B1"] * 3 + ["B2"] * 3
    assert [row[2] for row in rows] == ["1", "2", "3"] * 2
    assert (rows[0][1], rows[3][1]) == ("O1", "O2")
    totals = [float(row[3]) for row in rows]
    assert totals[:3] == sorted(totals[:3], reverse=True)


def test_rank_does_not_depend_on_the_order_of_the_lines(app, folder):
    rank(app, folder)
    for name, rows in (("briefs", BRIEFS), ("offers", OFFERS)):
        _write(folder / f"{name}.jsonl", rows[::-1])
    rank(app, folder, "again.tsv")
    assert (folder / "again.tsv").read_bytes() == (folder / "run.tsv").read_bytes()


def test_rank_needs_no_database(make_app, folder, tmp_path):
    without = make_app(DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder/site.sqlite")
    done = rank(without, folder)
    assert done.exit_code == 0, done.output
    assert len((folder / "run.tsv").read_text(encoding="utf-8").splitlines()) == 6


def test_rank_without_the_encoder_goes_by_words(app, folder, monkeypatch):
    monkeypatch.setitem(app.config, "ENCODER", "off")
    monkeypatch.setattr(commands, "encoded", None)
    assert rank(app, folder).exit_code == 0
    assert (folder / "run.tsv").read_text(encoding="utf-8").startswith("B1\tO1\t1\t")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("briefs.jsonl", '{"id": "B1"}', "briefs.jsonl, line 1, field problem or description"),
        ("briefs.jsonl", '{"id": "B1", "problem": "P"}', "briefs.jsonl, line 1, field title"),
        ("briefs.jsonl", "no json", "briefs.jsonl, line 1"),
        ("offers.jsonl", '{"id": "O1", "title": "T", "description": 4}', "field description"),
        (
            "offers.jsonl",
            '{"id": "O1", "title": "T", "description": "D", "specialisms": "x"}',
            "field specialisms",
        ),
    ],
)
def test_a_bad_line_is_named(app, folder, file, text, told):
    (folder / file).write_text(text, encoding="utf-8")
    for done in (rank(app, folder), run(app, "evaluate", "matching", folder)):
        assert done.exit_code == 1
        assert told in done.output
        assert "Traceback" not in done.output


def test_only_id_title_and_one_text_are_required(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_text('{"id": "X", "title": "T", "problem": "P", "areas": null, "else": []}', encoding="utf-8")
    (text,) = read_texts(path, are_offers=False)
    assert (text.id, text.title, text.body, text.extra, text.labels, text.mechanisms) == (
        "X",
        "T",
        "P",
        "",
        (),
        set(),
    )
    path.write_text('{"id": "X", "title": "T", "problem": "P"}\n' * 2, encoding="utf-8")
    with pytest.raises(BadRow, match="already"):
        read_texts(path, are_offers=False)


# ---- evaluate ----------------------------------------------------------------------------------------------


def test_the_last_line_is_one_json_object_of_figures(app, folder):
    done = run(app, "evaluate", "matching", folder)
    figures = json.loads(done.output.strip().splitlines()[-1])
    assert figures[OURS]["ndcg_at_10"] == figures[OURS]["gap_ndcg_at_10"] == figures[OURS]["mrr_at_10"] == 1
    assert figures[OURS]["inversions"] == 0
    assert (figures["briefs"], figures["offers"]) == (2, 3)
    assert set(figures["bands"]) == {"strong", "good", "possible"}


def test_under_its_bar_it_ends_with_1(app, folder):
    done = run(app, "evaluate", "matching", folder)
    assert done.exit_code == 1  # two briefs prove nothing
    assert f"Under the bar: It must be better than {WHOOSH}, p under 0.01." in done.output
    assert json.loads(done.output.strip().splitlines()[-1])["passed"] is False


def test_a_folder_without_traps_and_gaps_is_measured_all_the_same(app, folder):
    for name in ("hard_negatives.tsv", "vocabulary_gap.tsv"):
        (folder / name).unlink()
    done = run(app, "evaluate", "matching", folder)
    assert json.loads(done.output.strip().splitlines()[-1])[OURS]["gap_ndcg_at_10"] == 0
    assert "gap pairs must" not in done.output


@pytest.mark.parametrize("file", ["qrels.tsv", "hard_negatives.tsv", "vocabulary_gap.tsv"])
def test_a_bad_judgement_is_named(app, folder, file):
    (folder / file).write_text("B1 O1 3\n", encoding="utf-8")
    done = run(app, "evaluate", "matching", folder)
    assert done.exit_code == 1
    assert f"{file}, line 1" in done.output


def test_it_ranks_as_rank_does(folder):
    judged = Judged.read(folder)
    ours = Evaluation(judged).totals[OURS]
    assert (ours == Ranking(judged.briefs, judged.offers, made_up).totals).all()


def test_judgements_are_read_by_brief(folder):
    assert read_grades(folder / "qrels.tsv") == {"B1": {"O1": 3}, "B2": {"O2": 2}}
    assert read_hard_negatives(folder / "hard_negatives.tsv") == {"B1": {"O3"}, "B2": {"O3"}}
    assert read_gaps(folder / "vocabulary_gap.tsv") == {"B2": {"O2"}}


# ---- rebuild -----------------------------------------------------------------------------------------------


def test_rebuild_stores_every_match(app, make_brief, make_offer, db_session):
    make_brief()
    make_offer()
    db_session.commit()
    done = run(app, "matching", "rebuild")
    assert done.exit_code == 0, done.output
    assert "1 matches stored" in done.output
    assert db_session.scalar(select(func.count()).select_from(Match)) == 1
    again = run(app, "matching", "rebuild", "--if-stale")
    assert "stored" not in again.output
