"""The ten rules: what passes, what does not, and that each says why."""

from dataclasses import fields, replace

import pytest

from app.briefs import clarity
from app.briefs.clarity import CHECKS, TEXT_FIELDS, Texts, results, unexplained
from app.briefs.clarity_panel import _STEPS

CLEAR = Texts(
    title="Stolen bicycles that nobody can return",
    summary="We hold 400 stolen bicycles and cannot find their owners. We want a way to match them to reports.",
    problem="We recover 400 stolen bicycles a year. Nobody can tell whose they are: 30 were given back last year. "
    "They rust in the yard until they are sold.",
    who_affected="Owners lose their way to work and never hear from us; officers spend hours on the phone.",
    why_now="The lease of the yard ends in March 2028.",
    already_done="We tried a spreadsheet of frame numbers in 2025 and gave up.",
    desired_outcome="A way to match bicycles to reports; a guide for front desks.",
    essentials="A way to match\nA guide",
    measure="200 of 400 given back",
    baseline="30 of 400 last year",
    adoption="The property manager owns it and puts it into the standing course for front desks.",
    resources="Two officers, one day a week.",
    data_access="Five years of crime reports.",
    says_money=True,
)


def found(check, **changed):
    texts = replace(CLEAR, **changed)
    return next(result.finding for result in results(texts) if result.check.key == check)


def alone(check, **given):
    return next(result.finding for result in results(Texts(**given)) if result.check.key == check)


def test_a_clear_brief_passes_every_check():
    assert [result.check.key for result in results(CLEAR) if not result.passed] == []


def test_an_empty_brief_passes_none_but_that_of_acronyms_and_each_says_why():
    found = results(Texts())
    assert [result.check.key for result in found if result.passed] == ["acronyms_explained"]
    assert all(result.finding.why for result in found)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_each_check_names_its_source_what_to_change_and_a_field_of_the_form(check):
    assert check.source
    assert check.change.endswith(".")
    assert "Source: " in check.rule.__doc__
    assert check.field in TEXT_FIELDS
    assert check.field in _STEPS


def test_every_text_that_is_read_has_a_step_of_the_form():
    assert set(TEXT_FIELDS) == {f.name for f in fields(Texts) if f.name != "says_money"}
    assert set(TEXT_FIELDS) <= set(_STEPS)


PASSES = [
    ("problem_stated", {"problem": "We miss one call in three. Nobody can tell us why it happens."}),
    ("who_is_affected", {"problem": "Victims wait for months."}),
    ("who_is_affected", {"problem": "The farmer has a lock. He loses a tractor a year."}),
    ("who_is_affected", {"who_affected": "Front desk clerks, 40 of them."}),
    ("why_now", {"problem": "Thefts have doubled in two years."}),
    ("why_now", {"problem": "The contract for the system ends in 2028."}),
    ("why_now", {"problem": "A new duty comes into force."}),
    ("why_now", {"why_now": "The framework is let in March 2028."}),
    ("work_already_done", {"problem": "We bought two licences and nobody uses them."}),
    ("work_already_done", {"problem": "No force has studied it."}),
    ("work_already_done", {"already_done": "Nothing yet."}),
    ("at_most_five_essentials", {"desired_outcome": "A guide for front desks; a course; two visits."}),
    ("at_most_five_essentials", {"essentials": "One\n\nTwo\nThree\nFour\nFive"}),
    ("resources_and_data", {"data_access": "Three closed cases.", "says_money": True}),
    ("resources_and_data", {"data_access": "None.", "resources": "A room and two officers."}),
    ("resources_and_data", {"data_access": "Ten files; more to be agreed.", "says_money": True}),
    ("measure_with_baseline", {"measure": "Wait: 16 weeks or fewer", "baseline": "39 weeks"}),
    ("measure_with_baseline", {"measure": "Nine in ten, from one in ten today"}),
    (
        "measure_with_baseline",
        {"problem": "Abandonment was 31 per cent.", "desired_outcome": "Abandonment under 10 per cent."},
    ),
    ("route_to_adoption", {"adoption": "The inspector signs it into the procedures."}),
    ("route_to_adoption", {"desired_outcome": "A policy signed off by legal."}),
    ("acronyms_explained", {"problem": "The Digital Forensic Unit (DFU) waits. The DFU is full."}),
    ("acronyms_explained", {"problem": "The DFU (digital forensic unit) has CCTV and a USB stick."}),
    ("acronyms_explained", {"problem": "I am 5'10\" and ring 999 or 101 at 7am on the A1."}),
]
FAILS = [
    (
        "problem_stated",
        {"problem": "We would like an app. It should be fast and look modern."},
        "you would like",
    ),
    ("problem_stated", {"problem": "Policing is complex."}, "little of what goes wrong"),
    ("who_is_affected", {"problem": "The database holds duplicates."}, "names people"),
    ("who_is_affected", {"problem": "We want officers who never have to wait."}, "names people"),
    ("why_now", {"why_now": "The timing feels right and it remains a priority."}, "no change, event or date"),
    ("work_already_done", {"problem": "Officers write it on paper."}, "tried, bought or ruled out"),
    ("at_most_five_essentials", {"essentials": "1\n2\n3\n4\n5\n6"}, "6 are named"),
    ("at_most_five_essentials", {"desired_outcome": "Faster viewing."}, "names nothing"),
    ("at_most_five_essentials", {"desired_outcome": "A comprehensive programme."}, "names nothing"),
    ("summary_in_50_words", {"summary": "word " * 51}, "51 words"),
    ("summary_in_50_words", {"summary": "See the problem."}, "no summary"),
    ("summary_in_50_words", {"summary": "We want an app."}, "what is wrong"),
    ("summary_in_50_words", {"summary": "Nobody answers."}, "what you want"),
    ("resources_and_data", {"data_access": "TBC", "says_money": True}, "data or access"),
    ("resources_and_data", {"data_access": "To be discussed.", "says_money": True}, "data or access"),
    ("resources_and_data", {"data_access": "Ten files."}, "what you bring"),
    (
        "resources_and_data",
        {"data_access": "Ten files.", "resources": "Support will be identified in due course."},
        "what you bring",
    ),
    ("measure_with_baseline", {"measure": "A measurable reduction in harm"}, "figure"),
    ("measure_with_baseline", {"desired_outcome": "Calls down by a third."}, "figure today"),
    ("route_to_adoption", {"adoption": "Findings will be shared with the board for noting."}, "which step"),
    ("route_to_adoption", {"adoption": "There is a great deal of interest in the force."}, "which step"),
    ("acronyms_explained", {"problem": "The DFU and two CSIs need NPPV2 and S&T."}, "DFU, CSI, NPPV2, S&T"),
]


@pytest.mark.parametrize(("check", "given"), PASSES)
def test_what_passes(check, given):
    assert alone(check, **given).passed, alone(check, **given).why


@pytest.mark.parametrize(("check", "given", "said"), FAILS)
def test_what_does_not_pass_and_what_is_said(check, given, said):
    finding = alone(check, **given)
    assert not finding.passed
    assert said in finding.why


def test_what_passes_quotes_the_words_it_went_by():
    assert found("who_is_affected", who_affected="", problem="Victims wait for months.").why == (
        "“Victims wait for months.”"
    )


def test_a_long_quote_is_cut_between_words():
    why = found("why_now", why_now="The lease ends in March 2028 " + "and so on " * 50).why
    assert len(why) < 120
    assert why.endswith("…”")


def test_missing_data_leads_to_the_field_of_the_data():
    assert alone("resources_and_data", says_money=True).field == "data_access"


def test_an_acronym_leads_to_the_field_where_it_first_stands():
    assert unexplained(Texts(title="A brief", resources="The DFU", vetting_note="NPPV3")) == {
        "DFU": "resources",
        "NPPV3": "vetting_note",
    }


def test_the_vocabulary_proposes_words_and_does_not_explain():
    result = next(r for r in results(Texts(problem="The DFU")) if r.check.key == "acronyms_explained")
    proposed = clarity.with_words_for(result, {"DFU": "Digital Forensic Unit"})
    assert not proposed.passed
    assert "Digital Forensic Unit (DFU)" in proposed.finding.why


ODD = {
    "brackets": "(" * 6_000,
    "half a phrase": "used to the in on " * 300,
    "codes": "A1" * 3_000,
    "marks": "£1,;.\n\0",
}


@pytest.mark.parametrize("kind", ODD)
def test_whatever_is_typed_every_check_answers(kind):
    found = results(Texts(**dict.fromkeys(TEXT_FIELDS, ODD[kind])))
    assert [result.check for result in found] == list(CHECKS)
