"""Words that name an organisation are found in the texts of a lesson, and other words are not."""

import pytest

from app.lessons.models import Attribution, Lesson
from app.lessons.naming import TEXTS, hidden, names_in
from app.organisations.models import Kind, Organisation, OrganisationDomain


def organisation(name, domain="", kind=Kind.TERRITORIAL):
    domains = [OrganisationDomain(domain=domain)] if domain else []
    return Organisation(name=name, kind=kind, domains=domains)


@pytest.mark.parametrize(
    ("name", "domain", "text", "found"),
    [
        ("Wexmoor Police", "", "At Wexmoor Police nobody knew", ["Wexmoor Police"]),
        ("Wexmoor Police", "", "in wexmoor and in Wexmoor’s stations", ["wexmoor", "Wexmoor"]),
        ("West Midlands Police", "", "WMP and the Midlands", ["Midlands", "WMP"]),
        ("University of Quenbury", "", "the Quenbury team, at UoQ", ["Quenbury", "UoQ"]),
        ("The Open University", "", "at the open  university", ["open  university"]),
        ("Kent Police", "", "all of Kent", ["Kent"]),
        ("University of Reading", "", "the READING team, in Reading", ["Reading"]),
        ("Met Police", "met.example", "ask the Met, data@met.example", ["met.example", "Met"]),
        ("Gloucestershire Constabulary", "", "GLOUCESTERSHIRE", ["GLOUCESTERSHIRE"]),
    ],
)
def test_a_name_its_parts_its_initials_and_its_domains_are_found(name, domain, text, found):
    assert names_in(text, [organisation(name, domain)]) == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("The Open University", "an open question for any university"),
        ("British Transport Police", "police on British public transport"),
        ("Kent Police", "the kentish plover"),
        ("University of Reading", "without reading it"),
        ("Police Digital Security Centre", "digital security of the data team"),
        ("Met Police", "we met the police twice"),
        ("College of Policing", "policing is taught at college"),
        ("Devon and Cornwall Police", "the force and the university"),
    ],
)
def test_words_that_any_lesson_may_use_are_let_pass(name, text):
    assert names_in(text, [organisation(name, "met.example" if name == "Met Police" else "")]) == []


@pytest.mark.parametrize(
    ("attribution", "names_other", "may", "hides"),
    [
        (Attribution.NAMED, True, None, ""),
        (Attribution.NAMED, True, False, "other"),
        (Attribution.NAMED, False, None, "other"),
        (Attribution.ROLE_ONLY, False, None, "own other"),
        (Attribution.ROLE_ONLY, True, True, "own other"),
        (Attribution.SECTOR_ONLY, False, None, "own other"),
    ],
)
def test_a_lesson_hides_the_sides_that_it_does_not_name(attribution, names_other, may, hides):
    lesson = Lesson(
        attribution=attribution,
        names_other=names_other,
        other_may_be_named=may,
        organisation=organisation("own"),
        other=organisation("other"),
    )
    assert [each.name for each in hidden(lesson)] == hides.split()


def test_every_text_of_its_author_is_looked_at():
    of_cases = {"what_worked", "what_did_not_work", "areas_text", "partners", "source_url"}
    of_others = {"other_view", "review_note"}
    texts = {column.name for column in Lesson.__table__.columns if str(column.type) == "TEXT"}
    assert texts | {"title"} == set(TEXTS) | of_cases | of_others
