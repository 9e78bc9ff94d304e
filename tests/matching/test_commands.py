"""The measurement and the rebuild."""

import json

import pytest
from sqlalchemy import func, select

from app.matching import commands
from app.matching.measures import PlainBm25, ndcg
from app.matching.models import Match
from app.matching.sample_format import read_grades, read_items
from app.taxonomy.rows import BadRow

BRIEFS = [
    {
        "id": "B1",
        "title": "Tyre marks",
        "problem": "Tread patterns at scenes",
        "mechanisms_wanted": ["research"],
    },
    {"id": "B2", "title": "Choir", "problem": "Singing for wellbeing", "unknown": 1},
]
OFFERS = [
    {
        "id": "O1",
        "title": "Tread retrieval",
        "description": "Images of tyre tread patterns",
        "type": "research",
    },
    {"id": "O2", "title": "Voices", "description": "Singing together", "type": "training"},
]


@pytest.fixture
def folder(tmp_path):
    for name, rows in (("briefs", BRIEFS), ("offers", OFFERS)):
        text = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("B1\tO1\t3\nB2\tO2\t2\n", encoding="utf-8")
    return tmp_path


def evaluate(app, folder):
    return app.test_cli_runner().invoke(args=["evaluate", "matching", str(folder)])


def test_the_last_line_is_one_json_object_of_figures(app, folder):
    done = evaluate(app, folder)
    figures = json.loads(done.output.strip().splitlines()[-1])
    assert done.exit_code == 0, done.output
    assert figures["passed"] is True
    assert set(figures["ndcg_at_10"]) == {"ours", "ours_words_only", "plain_bm25"}
    assert figures["ndcg_at_10"]["ours"] == pytest.approx(1)
    assert (figures["briefs"], figures["offers"]) == (2, 2)


def test_under_its_bar_it_ends_with_1(app, folder, monkeypatch):
    monkeypatch.setattr(commands, "_plain", lambda *_: 2.0)
    done = evaluate(app, folder)
    assert done.exit_code == 1
    assert "Under the bar" in done.output
    assert json.loads(done.output.strip().splitlines()[-1])["passed"] is False


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("briefs.jsonl", '{"id": "B1"}', "briefs.jsonl, line 1"),
        ("briefs.jsonl", "no json", "briefs.jsonl, line 1"),
        ("offers.jsonl", '{"id": "O1", "title": "T", "description": 4}', "field description"),
        ("qrels.tsv", "B1 O1 3", "qrels.tsv, line 1"),
    ],
)
def test_a_bad_row_is_named(app, folder, file, text, told):
    (folder / file).write_text(text, encoding="utf-8")
    done = evaluate(app, folder)
    assert done.exit_code == 1
    assert told in done.output
    assert "Traceback" not in done.output


def test_only_id_title_and_one_text_are_required(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_text('{"id": "X", "title": "T", "problem": "P", "else": []}', encoding="utf-8")
    (item,) = read_items(path)
    assert (item.id, item.whole, item.mechanisms, item.specialisms) == ("X", "T\nP", (), {})
    path.write_text('{"id": "X", "title": "T"}', encoding="utf-8")
    with pytest.raises(BadRow):
        read_items(path)
    path.write_text('{"id": "X", "title": "T", "problem": "P"}\n' * 2, encoding="utf-8")
    with pytest.raises(BadRow):
        read_items(path)


def test_grades_are_read_by_brief(folder):
    assert read_grades(folder / "qrels.tsv") == {"B1": {"O1": 3}, "B2": {"O2": 2}}


def test_gain_is_discounted_by_place():
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["b", "a"], grades) == pytest.approx((1 + 7 / 1.5849625) / (7 + 1 / 1.5849625))
    assert ndcg(["x"], grades) == ndcg(["a"], {}) == 0


def test_plain_bm25_puts_the_nearest_first():
    plain = PlainBm25({"far": "water and soil", "near": "tyre marks at scenes"})
    assert plain.rank("tyres") == ["near", "far"]


def test_rebuild_stores_every_match(app, make_brief, make_offer, db_session):
    make_brief()
    make_offer()
    db_session.commit()
    done = app.test_cli_runner().invoke(args=["matching", "rebuild"])
    assert done.exit_code == 0, done.output
    assert "1 matches stored" in done.output
    assert db_session.scalar(select(func.count()).select_from(Match)) == 1
    again = app.test_cli_runner().invoke(args=["matching", "rebuild", "--if-stale"])
    assert "stored" not in again.output
