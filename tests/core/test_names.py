"""Names of people in a text: found where no person is to be named, and nowhere else."""

import json

import pytest

from app.core.sensitivity import Kind, find


def named(text):
    return [each.words for each in find(text, with_people=True) if each.kind is Kind.PERSON]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask DS Hargreaves first.", ["DS Hargreaves"]),
        ("Acting Chief Superintendent J. Alder-Crewe signed", ["Acting Chief Superintendent J. Alder-Crewe"]),
        ("PC 2217 Marsh and Dr Okonkwo", ["PC 2217 Marsh", "Dr Okonkwo"]),
        ("Siân O’Connell wrote it", ["Siân O’Connell"]),
        ("We wrote to our analyst Wei Zhang.", ["Wei Zhang"]),
        ("R. J. Thistlewood refused", ["R. J. Thistlewood"]),
        ("Speak to the data owner, not to Colin.", []),
        ("The owner, Fiona, was told", ["Fiona"]),
        ("The secondee, Priya Nair’s successor", ["Priya Nair"]),
    ],
)
def test_people_are_pointed_at(text, names):
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "The Chief Constable signed late",
        "Sergeant Training was cut short",
        "Superintendent approval took weeks",
        "Will forces accept it? May Police staff use it?",
        "Chelsea Barracks and Victoria Station",
        "the Florence Nightingale Foundation and the Stephen Lawrence Inquiry",
        "Kent Police, Essex Police and the University of Lincoln",
        "Operation Silver Heron",
        "the Oscar system, Niche and Athena",
    ],
)
def test_what_only_looks_like_a_name_passes(text):
    assert named(text) == []


def test_people_are_looked_for_only_where_they_are_asked_for():
    assert find("Ask DS Hargreaves first.") == []


@pytest.mark.parametrize("piece", ["Dr ", "Al ", "A. ", "Chief ", "Al-", "O’"])
def test_a_long_text_of_one_thing_comes_to_an_end(piece):
    found = find((piece * 5_000)[:5_000], with_people=True)
    assert len(found) == len(set(found))


def test_the_labelled_lines_are_judged_rightly(app):
    done = app.test_cli_runner().invoke(args=["evaluate", "names"])
    figures = json.loads(done.output.splitlines()[-1])
    assert done.exit_code == 0 and figures["passed"]
    assert min(figures["person"]["precision"], figures["person"]["recall"]) >= 0.9
