"""The published cases, as the file holds them."""

import csv

import pytest
from sqlalchemy import func, select

from app.lessons import cases
from app.lessons.models import Lesson, LessonKind, LessonState
from app.lessons.words import source_links
from app.taxonomy.rows import BadRow

pytestmark = pytest.mark.postgres
ROWS = 81


@pytest.fixture
def loaded(app):
    assert cases.load_published_cases() == ROWS


def stored(session):
    return session.scalar(select(func.count()).select_from(Lesson).where(Lesson.is_published_case.is_(True)))


def test_every_case_stands_on_the_board_with_its_source(loaded, db_session):
    found = db_session.scalars(select(Lesson).where(Lesson.is_published_case.is_(True))).all()
    assert len(found) == ROWS
    for case in found:
        assert case.state is LessonState.PUBLISHED
        assert source_links(case)
        assert len(case.mechanisms) == 1
        assert (case.author_id, case.organisation_id, case.is_sample) == (None, None, False)
        assert "Not reported" not in case.what_did_not_work


def test_loading_again_changes_nothing(loaded, db_session, statements):
    db_session.commit()
    statements.forget()
    cases.load_published_cases()
    db_session.commit()
    assert stored(db_session) == ROWS
    assert statements.written == []


def test_a_changed_row_is_brought_up_to_date(loaded, db_session):
    case = db_session.scalar(select(Lesson).where(Lesson.is_published_case.is_(True)).limit(1))
    title, case.recommendation = case.title, "something else"
    cases.load_published_cases()
    assert case.title == title
    assert case.recommendation != "something else"


def test_status_counts_what_is_there(loaded):
    assert cases.count_published_cases() == (ROWS, ROWS)


@pytest.mark.parametrize(
    ("worked", "not_worked", "kind"),
    [
        ("It did.", "Not reported in the text read", LessonKind.WORKED),
        ("It did.", "Not reported in the text read, which is by the firm", LessonKind.WORKED),
        ("It did.", "", LessonKind.WORKED),
        ("It did.", "It was late.", LessonKind.MIXED),
        ("", "It was late.", LessonKind.DID_NOT_WORK),
    ],
)
def test_the_kind_follows_from_what_is_said(worked, not_worked, kind):
    assert cases.kind_of(worked, not_worked) is kind


def test_several_source_pages_become_several_links():
    case = Lesson(source_url="https://a.example/x ; javascript:alert(1) ; http://b.example/y")
    assert source_links(case) == ["https://a.example/x", "http://b.example/y"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("mechanism", "marriage"),
        ("area_codes", "TRUST-01;NO-SUCH"),
        ("what_happened", ""),
        ("lesson", ""),
        ("source_url", "none"),
        ("year", "x" * 61),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_field(app, db_session, tmp_path, field, value):
    with cases.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:3]
    rows[1][field] = value
    path = tmp_path / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    before = stored(db_session)
    with pytest.raises(BadRow) as told:
        cases.load_published_cases(path)
    assert (told.value.file, told.value.line, told.value.field) == ("cases.csv", 3, field)
    assert stored(db_session) == before
