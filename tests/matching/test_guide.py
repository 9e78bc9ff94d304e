"""Which science could help: the ranking of specialisms for a problem, and `flask evaluate specialisms`."""

import json

import numpy as np
import pytest

from app.matching import guide_commands, guide_evaluation
from app.matching.guide import (
    MOST,
    NEAR_WORDS,
    Guide,
    Question,
    is_sure,
    nearest_by_specialism,
    offer_likeness,
    word_likeness,
)
from app.matching.knowledge import Concept, reference
from app.search import encoder
from tests.search.test_mind import by_heart

HORSES, PHONES, WASTE = "ANIM-HORSE", "DIG-PHONE", "ENV-WASTE"
CONCEPTS = [
    Concept(HORSES, "Equine science. Horses and their riders. stable, mounted"),
    Concept(PHONES, "Mobile devices. What a handset holds. phone, chip"),
    Concept(WASTE, "Waste crime. Rubbish and where it goes. skip, tipping"),
]


def encode(_model, texts):
    return by_heart(texts)


@pytest.fixture(scope="module")
def guide():
    return Guide(reference(CONCEPTS, [], encode))


@pytest.fixture(scope="module")
def words():
    return Guide(reference(CONCEPTS, [], None))


def first(guide, text, offers=None, by=encode):
    return guide.rank(Question.read(text, by), offers)[0].code


def test_what_means_the_same_comes_first_though_it_shares_no_word(guide):
    text = "It is locked, and so is the mobile."
    assert not {"locked"} & set(" ".join(concept.text for concept in CONCEPTS).split())
    assert first(guide, text) == PHONES


def test_without_an_encoder_words_decide(words):
    assert first(words, "Who knows about stables and riders?", by=None) == HORSES


def test_the_vocabulary_counts_without_an_encoder(words):
    concepts = [Concept("A", "Stolen vehicles. Radio. anpr"), Concept("B", "Weather. Clouds and rain.")]
    own = Guide(reference(concepts, [], None))
    asked = Question.read("Automatic Number Plate Recognition misreads.", None)
    assert [each.code for each in own.propose(asked)] == ["A"]


def test_a_text_without_a_word_that_says_anything_has_no_proposal(guide, words):
    for text in ("", "   ", "and the of", "!!! ???", "\ud800"):
        assert guide.propose(Question.read(text, encode)) == []
        assert words.propose(Question.read(text, None)) == []


def test_what_no_text_is_near_has_no_proposal_by_words(words):
    assert words.propose(Question.read("Nitazenes in the wastewater", None)) == []


def test_every_specialism_is_ranked_once_and_at_most_five_are_proposed():
    many = Guide(reference([Concept(f"S-{n}", f"Phone {n}") for n in range(9)], [], encode))
    question = Question.read("phone", encode)
    assert sorted(each.code for each in many.rank(question)) == [f"S-{n}" for n in range(9)]
    assert len(many.propose(question)) <= MOST


def test_the_order_of_the_list_changes_nothing():
    question = Question.read("The rider left rubbish beside the phone.", encode)
    ways = [Guide(reference(order, [], encode)).rank(question) for order in (CONCEPTS, CONCEPTS[::-1])]
    assert ways[0] == ways[1]


def test_the_nearest_offer_that_names_a_specialism_lifts_it(guide):
    question = Question.read("The rider left rubbish.", encode)
    before = {each.code: each.place for each in guide.rank(question)}
    after = {each.code: each for each in guide.rank(question, {PHONES: 0.4, WASTE: -0.3})}
    assert after[PHONES].place == pytest.approx(before[PHONES] + 0.4)
    assert after[PHONES].by_offers == 0.4
    assert after[WASTE].place == before[WASTE]


def test_an_offer_is_near_by_what_it_means(guide):
    offers = by_heart(["Handset and chip.", "Horse and stable."])
    question = Question.read("The mobile is locked", encode)
    phone, horse = offer_likeness(question, offers, guide.reference)
    assert phone > horse
    assert offer_likeness(question, offers[:0], guide.reference).size == 0


def test_the_length_of_an_offers_vector_changes_nothing(guide):
    offers = by_heart(["Handset and chip.", "Horse and stable."])
    question = Question.read("The mobile is locked", encode)
    near = offer_likeness(question, offers, guide.reference)
    assert near == pytest.approx(offer_likeness(question, offers * np.float32(7), guide.reference), abs=1e-6)


def test_of_a_specialism_the_nearest_offer_counts():
    named = nearest_by_specialism([0.2, 0.5, 0.1], [[PHONES], [PHONES, WASTE], []])
    assert named == {PHONES: 0.5, WASTE: 0.5}


def test_offers_found_by_words_count_by_their_share_of_the_best():
    assert word_likeness([8.0, 2.0]).tolist() == [NEAR_WORDS, NEAR_WORDS / 4]
    assert word_likeness([]).size == 0
    assert word_likeness([0.0]).tolist() == [0.0]


def test_nobody_is_sure_of_nothing(guide):
    assert not is_sure([], Question.read("x", encode))


class TestMeasure:
    """`flask evaluate specialisms` on a folder of two briefs."""

    BRIEFS = (
        {
            "id": "B-1",
            "title": "Horse",
            "problem": "The mobile handset is locked.",
            "desired_outcome": "Tyre",
        },
        {"id": "B-2", "title": "Phone", "problem": "The rider fell from the horse."},
    )
    OFFERS = (
        {"id": "O-1", "title": "Chips", "description": "We read the chip of a phone."},
        {"id": "O-2", "title": "Riders", "description": "A stable for each horse."},
        {"id": "O-3", "title": "Skip", "description": "Rubbish."},
    )
    CODES = (
        {"id": "O-1", "specialisms": [PHONES]},
        {"id": "O-2", "specialisms": [HORSES], "nearest_only": None},
        {"id": "O-3", "specialisms": [WASTE], "nearest_only": True},
    )

    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.setattr(guide_evaluation, "shipped_concepts", lambda: (CONCEPTS, []))
        monkeypatch.setattr(encoder, "encode", encode)
        for name, rows in (("briefs", self.BRIEFS), ("offers", self.OFFERS), ("codes", self.CODES)):
            (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        (tmp_path / "qrels.tsv").write_text("B-1\tO-1\t3\nB-1\tO-3\t2\nB-2\tO-2\t2\nB-2\tO-1\t1\n")
        return tmp_path

    def run(self, app, folder):
        return app.test_cli_runner().invoke(args=["evaluate", "specialisms", str(folder)])

    @pytest.mark.parametrize("setting", ["on", "off"])
    def test_hits_are_printed_for_people_and_for_programs(self, app, folder, monkeypatch, setting):
        monkeypatch.setitem(app.config, "ENCODER", setting)
        done = self.run(app, folder)
        assert done.exit_code == 0, done.output
        figures = json.loads(done.output.splitlines()[-1])
        assert figures["hits"] == figures["briefs"] == 2
        assert figures["encoder"] is (setting == "on")
        assert f"{PHONES}*" in done.output
        assert ("by words and vocabulary alone" in done.output) is (setting == "off")

    def test_an_answer_is_what_the_best_graded_offers_are_coded_with(self, folder):
        judged = guide_evaluation.Judged.read(folder)
        assert [problem.answers for problem in judged.problems] == [{PHONES}, {HORSES}]

    def test_only_the_problem_is_read(self, folder):
        judged = guide_evaluation.Judged.read(folder)
        assert [problem.text for problem in judged.problems] == [brief["problem"] for brief in self.BRIEFS]

    def test_no_judgement_moves_a_proposal(self, folder):
        before = [
            line.proposed for line in guide_evaluation.lines(guide_evaluation.Judged.read(folder), encode)
        ]
        (folder / "qrels.tsv").write_text("B-1\tO-2\t3\nB-2\tO-3\t3\n")
        after = [
            line.proposed for line in guide_evaluation.lines(guide_evaluation.Judged.read(folder), encode)
        ]
        assert before == after

    def test_a_code_that_only_stands_in_is_no_evidence(self, folder):
        assert list(guide_evaluation.Judged.read(folder).named) == [[PHONES], [HORSES], []]

    def test_too_few_hits_fail(self, app, folder, monkeypatch):
        monkeypatch.setitem(app.config, "ENCODER", "on")
        (folder / "qrels.tsv").write_text("B-1\tO-9\t3\n")
        done = self.run(app, folder)
        assert done.exit_code == 1
        assert f"At least {guide_commands.LEAST_HITS} of {guide_commands.OF}" in done.output
        assert json.loads(done.output.splitlines()[-1])["missed"] == ["B-1", "B-2"]

    def test_a_bad_line_is_named(self, app, folder):
        (folder / "briefs.jsonl").write_text('{"id": "B-1", "title": "No problem"}', encoding="utf-8")
        done = self.run(app, folder)
        assert done.exit_code == 1
        assert "briefs.jsonl, line 1" in done.output
        (folder / "briefs.jsonl").write_text("", encoding="utf-8")
        assert "There are no briefs" in self.run(app, folder).output

    def test_a_missing_file_is_named(self, app, folder):
        (folder / "codes.jsonl").unlink()
        done = self.run(app, folder)
        assert done.exit_code == 1
        assert "codes.jsonl" in done.output
