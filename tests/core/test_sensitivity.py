"""What the sensitivity check points at, and what it lets pass though it looks alike."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.sensitivity import KIND_WORDS, NEEDS, PEOPLE, RULES, Kind, find, refused_in

JUDGED = Path(__file__).resolve().parents[2] / "benchmarks" / "judged"


def kinds(text):
    return [each.kind for each in find(text)]


POINTED_AT = {
    Kind.REFUSED_MARKING: [
        "OFFICIAL-SENSITIVE: see annex",
        "Official Sensitive",
        "official – sensitive",
        "OFFICIAL (SENSITIVE) [PERSONAL]",
        "a platform accredited up to OFFICIAL-SENSITIVE",
        "Treat the annex as O-S.",
        "OFF-SEN",
        "TOP SECRET",
        "SECRET UK EYES ONLY",
        "Classification: Secret",
        "UK EYES ONLY",
    ],
    Kind.MARKING: [
        "OFFICIAL\nA challenge",
        "Protective marking: Restricted",
        "RESTRICTED (when complete)",
        "CONFIDENTIAL",
        "NOT PROTECTIVELY MARKED",
        "Official\nA challenge",
        "TLP:AMBER",
    ],
    Kind.EMAIL: [
        "Ask jo.ash@northmoor.ac.example.",
        "jo.ash at northmoor dot ac dot example",
        "jo(at)northmoor.ac.example",
        "mailto:eval-team@calderwick.example",
    ],
    Kind.ADDRESS: [
        "lives at 9 Tanners Yard, Calderwick CW2 4PP",
        "Flat 3, 14-16 King’s Road, CW1 2AB",
        "22b station rd, yz1 4tt",
        "The Old Mill, Church Lane, CW4 5ED",
        "the warrant for 19 Pemberton Street, Calderwick",
        "house number 14, postcode CW9 5TT",
        "44 Weir Lane\nNorchester\nNR4 2PL",
    ],
    Kind.CUSTODY_REFERENCE: [
        "custody record 54CA/01234/25",
        "Custody no. 2500412",
        "the entry 25/NR/00412 in the custody log",
        "strip search cu/0871/24",
        "CR no. 25000123, custody suite at Alder Road",
        "Detention log DL-25-00123 lacks a time",
    ],
    Kind.CRIME_REFERENCE: [
        "crime ref 42/12345/24",
        "Crime reference number 20250012345",
        "NICHE occurrence 14240123456",
        "log 412 of 12 May 2025",
        "CAD 1234/12MAY25",
        "URN 01AB1234525 went to the CPS",
        "Incident no. NC-20250412-0098",
        "PNC ID 12/345678A",
        "The theft, 16/7845/25, had no lines of enquiry.",
        "burglary ref. 50250012345",
    ],
    Kind.PHONE: [
        "tel. 0161 496 0123",
        "+44 (0)161 496 0123",
        "(0113) 496 0999",
        "07700-900-982",
        "mobile: 07700.900.123",
        "on extension 3321",
        "Dial 101 ext 44718",
        "phone 496 0123",
        "+353 1 234 5678",
    ],
    Kind.PLATE: [
        "The tag LB19 XKZ was fitted",
        "a van bearing yx68 pdo",
        "the Audi, DS 22 LFO, was seen",
        "VRM BD51-SMR",
        "the car (P91 NWK) is outdoors",
        "suffix plate KLR 318V",
        "Dateless plate TVX 19",
        "The taxi TIG 4021 was read",
    ],
    Kind.OPERATION: [
        "Op Teasel",
        "Op. Copper Kettle ran",
        "OPERATION WILLOW",
        "Operation “Kestrel”",
        "an operation codenamed Kestrel",
        "Work on op juniper goes on",
        "OpKingfisher",
        "Operations Birch and Rowan",
    ],
}
LET_PASS = {
    Kind.REFUSED_MARKING: [
        "Secret shoppers visit",
        "the secretariat",
        "Official Secrets Act 1989",
        "time-sensitive",
        "an official sensitive to rank",
    ],
    Kind.MARKING: [
        "the official record",
        "access is restricted",
        "kept confidential",
        "Pursue: find them.\nProtect: harden targets.",
        "RESTRICTED AREA",
        "OFFICIAL STATISTICS",
    ],
    Kind.EMAIL: ["mAP@0.5", "Follow @Northmoor", "@lab@social.example", "addresses end in @police.example"],
    Kind.ADDRESS: [
        "Fourteen of the 22 high streets",
        "Otley Road and High Street",
        "a hotspot at WX3 4QT",
        "Wave 2 High Street survey",
        "in 2024 Otley Road closed",
        "12 Mill Road style housing",
    ],
    Kind.CUSTODY_REFERENCE: [
        "custody visits in 2022/23",
        "Custody is staffed 24/7",
        "custody records from 2019 to 2023",
        "custody throughput was 12,450",
    ],
    Kind.CRIME_REFERENCE: [
        "Hate crime training on 03/04/25",
        "grant ES/X012345/1 on crime",
        "REC reference 24/YH/0999",
        "The tender notice, BLC/0123/24",
        "Crime Survey 2023/24",
        "SI 2011/2744",
        "ISO/IEC 27037:2012",
        "detection was 12/14",
        "crimes fell to 11,234",
        "a log-linear model of 12345 records",
    ],
    Kind.PHONE: [
        "Callers dial 101",
        "a seed of 2079460321",
        "company number 07412998",
        "ISBN 978-0-306-40615-7",
        "ORCID 0000-0002-1825-0097",
        "on 01/02/2025 and 03-04-2025",
        "Extension 2 of the project",
    ],
    Kind.PLATE: [
        "cut from AS12 FOM sheet",
        "module PY12 ABN",
        "RS485 BUS to the vehicle computer",
        "AT 60 MPH the car",
        "an H100 GPU in the car",
        "the M25 by car",
    ],
    Kind.OPERATION: [
        "Operation of the cameras",
        "Operations Director",
        "Operation Temperature Range: -20",
        "the op amp",
        "post-op care",
        "hours of operation Monday to Friday",
        "Standard Operation Procedures",
        "a rescue operation in January",
        "Head of Operations Sarah Lunt",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in POINTED_AT for text in POINTED_AT[kind]])
def test_what_ought_not_to_be_shown_is_pointed_at(kind, text):
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", [text for texts in LET_PASS.values() for text in texts])
def test_what_only_looks_alike_passes(text):
    assert kinds(text) == []


def test_every_kind_has_a_rule_and_says_why_it_is_written_so():
    assert {kind for kind, _ in (*RULES, PEOPLE)} == set(Kind) == set(KIND_WORDS) == set(NEEDS)
    assert {kind for kind, _ in RULES} == set(POINTED_AT) == set(LET_PASS)
    assert all(rule.__doc__ for _, rule in (*RULES, PEOPLE))


def test_what_a_rule_needs_is_in_every_text_in_which_it_finds_something():
    lines = [
        json.loads(line)["text"]
        for file in JUDGED.glob("sensitivity*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    texts = [*lines, *(text for each in (POINTED_AT, LET_PASS) for found in each.values() for text in found)]
    found_by = {(kind, text) for kind, rule in RULES for text in texts if list(rule(text))}
    assert {kind for kind, _ in found_by} == {kind for kind, _ in RULES}
    assert [(kind, text) for kind, text in found_by if not NEEDS[kind].search(text)] == []


def test_finds_stand_in_the_order_of_the_text_and_never_overlap():
    text = "Op Teasel: custody record HZ/2201/25, van LB19 XKZ, 07700 900 123 (jo@northmoor.ac.example), Op Teasel"
    found = find(text)
    assert [each.words for each in found] == [text[each.start : each.end] for each in found]
    assert [each.kind for each in found] == [
        Kind.OPERATION, Kind.CUSTODY_REFERENCE, Kind.PLATE, Kind.PHONE, Kind.EMAIL, Kind.OPERATION,
    ]  # fmt: skip
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_references_in_a_row_are_all_found():
    assert [each.words for each in find("crimes: crime ref 4521/25, 4522/25 and 4523/25")] == [
        "4521/25",
        "4522/25",
        "4523/25",
    ]


def test_the_first_marking_above_official_is_named():
    assert refused_in("OFFICIAL. Some of it is SECRET, some OFFICIAL-SENSITIVE.") == "SECRET"
    assert refused_in("OFFICIAL, and nothing secret") is None


@pytest.mark.parametrize(
    "piece",
    ["\n", " ", "a", "1", "[", "-", "A1/", "a@", "12, ", "Flat 1 High ", "a at b dot ", "crime ", "House "],
)
def test_a_long_text_of_one_thing_comes_to_an_end(piece):
    found = find((piece * 5_000)[:5_000])
    assert len(found) == len(set(found))


# ---- the measurement --------------------------------------------------------------------------------------


def measured(app, folder):
    done = app.test_cli_runner().invoke(args=["evaluate", "sensitivity", *([str(folder)] if folder else [])])
    return done.exit_code, done.output


def test_the_labelled_lines_are_judged_rightly(app):
    code, output = measured(app, None)
    figures = json.loads(output.splitlines()[-1])
    assert code == 0 and figures["passed"]
    assert min(figures["all"]["precision"], figures["all"]["recall"]) >= 0.9


def test_words_missed_and_words_of_the_wrong_kind_fail_the_measurement(app, tmp_path):
    rows = [
        {"id": "1", "text": "Op Teasel", "found": [{"kind": "operation", "words": "Op Teasel"}]},
        {"id": "2", "text": "SECRET", "found": [{"kind": "marking", "words": "SECRET"}]},
        {"id": "3", "text": "Op Heron", "found": []},
    ]
    (tmp_path / "sensitivity-more.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    code, output = measured(app, tmp_path)
    figures = json.loads(output.splitlines()[-1])
    assert code == 1 and "Under the bar: precision" in output and "Under the bar: recall" in output
    assert figures["all"] == {"labels": 2, "precision": 0.3333, "recall": 0.5}
    assert figures["marking"] == {"labels": 1, "precision": None, "recall": 0.0}
    assert figures["lines_right"] == 0.6667


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "There is no sensitivity*.jsonl"),
        ('{"text": "a", "found": []}', "No line carries a label"),
        ('{"text": "a"}', "line 1"),
        ('{"text": "a", "found": [{"kind": "plate", "words": "b"}]}', "line 1"),
        ("not json", "line 1"),
    ],
)
def test_lines_that_cannot_be_judged_are_named(app, tmp_path, content, complaint):
    if content is not None:
        (tmp_path / "sensitivity.jsonl").write_text(content, encoding="utf-8")
    code, output = measured(app, tmp_path)
    assert code == 1 and complaint in output
