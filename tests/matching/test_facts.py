"""Facts beside a match: met, not met, unknown, each with its sentence."""

from datetime import date

import pytest

from app.matching import facts
from app.matching.facts import State

MET, NOT, UNKNOWN = State.MET, State.NOT_MET, State.UNKNOWN
START = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("start", "weeks", "first", "last", "state", "words"),
    [
        (None, 10, START, START, UNKNOWN, "no start date"),
        (START, 10, None, None, UNKNOWN, "does not say"),
        (
            START,
            10,
            date(2027, 1, 1),
            date(2028, 1, 1),
            MET,
            "Available when the brief starts on 1 March 2027",
        ),
        (START, 10, START, None, MET, "Available when"),
        (START, 10, None, START, MET, "the offer ends on 1 March 2027"),
        (START, 10, date(2027, 4, 1), None, MET, "within the work"),
        (START, 4, date(2027, 4, 1), None, NOT, "after the work would end"),
        (START, None, date(2027, 4, 1), None, NOT, "after the brief starts"),
        (START, 10, None, date(2027, 2, 28), NOT, "before the brief starts"),
    ],
)
def test_dates(start, weeks, first, last, state, words):
    fact = facts.dates(start, weeks, first, last)
    assert fact.state is state
    assert words in fact.sentence


@pytest.mark.parametrize(
    ("brief", "offer", "remote", "state", "words"),
    [
        ("NW", "NW", False, MET, "Both are in North West"),
        ("NW", "NE", True, MET, "at a distance"),
        ("NW", "NE", False, NOT, "in North West, the offer in NE"),
        ("NAT", "NE", False, MET, "brief is national"),
        ("NW", "NAT", False, MET, "offer is national"),
        (None, "NE", False, UNKNOWN, "brief names no region"),
        ("NW", None, False, UNKNOWN, "offer names no region"),
        (None, None, True, MET, "at a distance"),
    ],
)
def test_place(brief, offer, remote, state, words):
    fact = facts.place(brief, offer, remote, {"NW": "North West"})
    assert fact.state is state
    assert words in fact.sentence


@pytest.mark.parametrize(
    ("needed", "least", "held", "state", "words"),
    [
        (None, None, "SC", UNKNOWN, "does not say which"),
        ("UNKNOWN", None, "SC", UNKNOWN, "does not say which"),
        ("NONE", None, None, MET, "needs no vetting"),
        ("NPPV2", None, None, UNKNOWN, "does not say what is held"),
        ("NPPV2", None, "UNKNOWN", UNKNOWN, "does not say what is held"),
        ("NPPV2", "NPPV2", "NPPV2", MET, "holds"),
        ("NPPV2", "NPPV2", "NPPV3", MET, "holds"),
        ("NPPV3", "NPPV3", "NPPV2", NOT, "only"),
        ("NPPV3", "NPPV2", "NPPV2", NOT, "enough for a part"),
        ("NPPV3", "NONE", "NONE", NOT, "a part needs no vetting"),
        ("NPPV3", "NPPV3", "NONE", NOT, "none is held yet"),
        ("NPPV2", "NPPV2", "SC", UNKNOWN, "different checks"),
        ("SC", "SC", "DV", MET, "holds"),
        ("SC", "SC", "CTC", NOT, "only"),
        ("DBS_ENHANCED", "DBS_ENHANCED", "NPPV3", UNKNOWN, "different checks"),
        ("DBS_ENHANCED", "DBS_ENHANCED", "DBS_ENHANCED", MET, "holds"),
    ],
)
def test_vetting_is_compared_within_one_scale_only(needed, least, held, state, words):
    fact = facts.vetting(needed, least, held, {})
    assert fact.state is state
    assert words in fact.sentence


@pytest.mark.parametrize(
    ("number", "unit", "load", "state"),
    [
        (None, "", 0, MET),
        (12, "people", 0, MET),
        (12, "people", 1, UNKNOWN),
        (None, "", 2, UNKNOWN),
        (2, "projects", 1, MET),
        (2, "projects", 2, NOT),
        (2, "engagements a year", 3, NOT),
        (0, "projects", 0, NOT),
    ],
)
def test_capacity(number, unit, load, state):
    assert facts.capacity(number, unit, load, "").state is state
