"""The relevance benchmark's own measures, on collections small enough to work out by hand."""

import json
import math

import pytest

from benchmarks.judged import QUERY_DOCUMENTS, measure, read

WORDS = "a judged abstract with quite enough words to ask with " * 7


@pytest.fixture
def tasks(tmp_path):
    documents = [{"id": f"d{n}", "title": f"Title {n}", "text": WORDS} for n in range(8)]
    queries = [{"id": "q1", "text": "enough words"}, {"id": "unjudged", "text": "nothing"}]
    grades = [("q1", "d1", 1), ("q1", "d2", 3), ("q1", "d3", 1), ("q1", "d4", 0)]
    for name, rows in (("corpus", documents), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "qrels.tsv").write_text("".join(f"{q}\t{d}\t{grade}\n" for q, d, grade in grades))
    return read(tmp_path)


def test_a_query_that_nobody_judged_is_not_asked(tasks):
    by_query, _ = tasks
    assert [question.id for question in by_query.questions] == ["q1"]
    assert by_query.questions[0].relevant == {1, 2, 3}


def test_judged_documents_ask_for_those_that_share_a_topic(tasks):
    _, by_document = tasks
    assert {question.id for question in by_document.questions} == {"d1", "d2", "d3"}
    assert len(by_document.questions) <= QUERY_DOCUMENTS
    assert all(question.itself not in question.relevant for question in by_document.questions)


def test_measures_are_those_of_trec_eval(tasks):
    found = measure(tasks[0], [[1, 0, 2, 5]])
    best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg == pytest.approx((1 + 1 / math.log2(4)) / best)
    assert found.average_precision == pytest.approx((1 + 2 / 3) / 3)
    assert found.recall == pytest.approx(2 / 3)


def test_the_document_that_asks_is_no_answer(tasks):
    _, by_document = tasks
    perfect = [[question.itself, *sorted(question.relevant)] for question in by_document.questions]
    assert measure(by_document, perfect).ndcg == pytest.approx(1.0)
