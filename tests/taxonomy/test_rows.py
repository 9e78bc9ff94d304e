"""A bad row is named by file, line and field."""

import csv

import pytest
from sqlalchemy import select

from app.extensions import db
from app.taxonomy import service
from app.taxonomy.models import Area, ResearchInterest
from app.taxonomy.rows import BadRow, read_csv, read_jsonl

pytestmark = pytest.mark.postgres

# file, line to spoil, field, what is put there, what is complained of
SPOILED = [
    ("regions.csv", 3, "label", "", "missing"),
    ("regions.csv", 3, "code", "NE", "stands on line 2 already"),
    ("regions.csv", 3, "label", "North East", "stands on line 2 already"),
    ("areas_of_challenge.csv", 3, "parent_code", "NOWHERE", "unknown code"),
    ("areas_of_challenge.csv", 4, "parent_code", "TRUST-01", "has a parent itself"),
    ("areas_of_challenge.csv", 4, "description", " ", "missing"),
    ("specialisms.csv", 5, "code", "X" * 41, "longer than 40"),
    ("specialisms.csv", 5, "label", "x" * 201, "longer than 200"),
    ("cause_codes.csv", 3, "code", "", "missing"),
    ("agreements_and_gates.csv", 2, "when_needed", "", "missing"),
    ("success_measures.csv", 2, "unit", "", "missing"),
    ("science_system_stages.csv", 2, "position", "7", "expected 1"),
    ("vocabulary.csv", 2, "kind", "rumour", "unknown kind"),
    ("vocabulary.csv", 2, "expansion_or_equivalents", "a\x00b", "NUL"),
    ("research_interests.csv", 2, "area_code", "TRUST-99", "unknown code"),
    ("research_interests.csv", 2, "issuer", "Somebody", "no year of publication"),
]


def spoil(folder, file, line, field, value, data=service.DATA):
    """A copy of the files in `data` with one cell changed; each row of these files takes one line."""
    for path in data.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    rows[line - 1][rows[0].index(field)] = value
    with (folder / file).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


@pytest.mark.parametrize(("file", "line", "field", "value", "complaint"), SPOILED)
def test_a_bad_row_is_named(app, tmp_path, file, line, field, value, complaint):
    spoil(tmp_path, file, line, field, value)
    with pytest.raises(BadRow) as caught:
        service.load(tmp_path)
    assert str(caught.value).startswith(f"{file}, line {line}, field {field}: ")
    assert complaint in str(caught.value)


def test_a_row_with_a_cell_too_few_is_named(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text('code,label\nA,"two\nlines"\nB\n', encoding="utf-8")
    with pytest.raises(BadRow, match=r"short\.csv, line 4"):
        read_csv(path)


def test_a_row_after_a_cell_of_two_lines_has_its_own_line(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text('code,label\nA,"two\nlines"\nB,b\n', encoding="utf-8")
    assert [row.line for row in read_csv(path)] == [2, 4]


@pytest.mark.parametrize("text", ['{"id": 1', "[1]", "nonsense"])
def test_a_line_that_is_no_object_is_named(tmp_path, text):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "A"}\n' + text + "\n", encoding="utf-8")
    with pytest.raises(BadRow, match=r"bad\.jsonl, line 2"):
        read_jsonl(path)


def test_loading_again_changes_nothing(db_session, statements):
    statements.forget()
    service.load()
    assert statements.written == []


def test_loading_again_brings_a_changed_row_up_to_date(db_session):
    db_session.get(Area, "TRUST").label = "Old words"
    interest = db_session.scalar(select(ResearchInterest).where(ResearchInterest.code == "EC1a"))
    number, interest.summary = interest.id, "Old words"
    db_session.flush()
    service.load()
    assert db_session.get(Area, "TRUST").label == "Building and keeping public trust"
    assert db_session.get(ResearchInterest, number).summary.startswith("How should policing explain")


def test_every_list_holds_as_many_rows_as_its_file(app):
    expected = {
        "regions.csv": 13,
        "vetting_levels.csv": 10,
        "areas_of_challenge.csv": 155,
        "specialisms.csv": 155,
        "cause_codes.csv": 36,
        "agreements_and_gates.csv": 25,
        "success_measures.csv": 38,
        "science_system_stages.csv": 9,
        "vocabulary.csv": 469,
        "research_interests.csv": 139,
    }
    assert {sheet.path.name: sheet.loaded(sheet) for sheet in service.sheets()} == expected


def test_each_research_interest_has_the_year_of_its_issuer(app):
    found = db.session.execute(select(ResearchInterest.issuer, ResearchInterest.year)).all()
    assert sorted(found).count(("NPCC", 2024)) == 86
    assert sorted(found).count(("Metropolitan Police", 2019)) == 53
