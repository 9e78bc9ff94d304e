"""What a version says is a function of the texts, and its hash is of every word of it."""

import hashlib

import pytest

from app.collaborations.agreement import parts
from tests.collaborations.agreement.verbs import whole


def texts(**values):
    return parts.rendered(whole(**values))


def test_the_hash_is_of_the_canonical_text_and_of_each_word_and_number_in_it():
    said = texts()
    assert parts.hash_of(1, said) == hashlib.sha256(parts.canonical(1, said).encode()).hexdigest()
    others = [
        parts.hash_of(2, said),
        *(parts.hash_of(1, texts(**{name: "other"})) for name in ("scope", "exit")),
    ]
    assert len({parts.hash_of(1, said), *others}) == 4


def test_no_text_passes_for_another_part():
    honest = texts(scope="Compare treads.", roles="Nobody.")
    forged = texts(scope="Compare treads.\n\nRoles\nNobody.", roles="Nobody.")
    assert "\nRoles\n    Nobody.\n" in parts.canonical(1, honest)
    assert "\n    Roles\n    Nobody.\n" in parts.canonical(1, forged)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ""),
        ({"review_days": 10}, ""),
        ({"review_days": 31}, "The review before publication takes up to 31 days; 30 is usual."),
        ({"publication": "consent"}, "One side must agree before anything is published."),
        ({"publication": "none"}, "Nothing will be published."),
    ],
)
def test_a_deviation_is_told_without_its_reason(values, said):
    made = whole(publication_reason="A trial is running.", **values)
    assert parts.deviation(made) == said
    publication = next(each["text"] for each in parts.rendered(made) if each["code"] == "publication")
    assert ("A trial is running." in publication) == bool(said)
    assert ("Nobody has a veto." in publication) == (values.get("publication") is None)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, []),
        ({"scope": "", "success_academic": ""}, ["Scope", "Success to the academic side"]),
        ({"ip": None}, ["Intellectual property"]),
        ({"ip": "open"}, ["Intellectual property"]),
        ({"ip": "open", "ip_words": "CC BY."}, []),
        ({"publication": "none"}, ["Freedom to publish"]),
        ({"publication": "none", "publication_reason": "Live methods."}, []),
    ],
)
def test_what_is_missing_is_named(values, missing):
    assert [part.title for part in parts.missing(whole(**values), is_small=False)] == missing


def test_of_small_work_less_is_asked():
    little = dict.fromkeys(("roles", "cadence", "success", "resources", "exit"), "")
    assert parts.missing(whole(**little), is_small=True) == []
    assert len(parts.missing(whole(**little), is_small=False)) == 5


def test_differences_name_the_parts_that_read_otherwise_and_only_those():
    head = {"code": "between", "title": "Between", "text": "One and another"}
    old = [head, *texts()]
    assert parts.differences(old, texts()) == []
    [found] = parts.differences(old, texts(exit="None."))
    assert (found.title, found.old, found.new) == ("Exit and handover", "A month’s notice.", "None.")
