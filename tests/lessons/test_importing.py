"""More published cases from a file: what a dry run tells, and what stands afterwards."""

import csv

import pytest
from sqlalchemy import func, select

from app.core.models import AuditRow
from app.lessons import cases
from app.lessons.importing import COLUMNS
from app.lessons.models import Lesson, LessonState

pytestmark = pytest.mark.postgres

GOOD = {
    "title": "A rota that nobody could read",
    "partners": "Two universities and a force",
    "year": "2024",
    "mechanism": "research",
    "area_codes": "ORG-04",
    "what_happened": "A shift pattern was tried for a year.",
    "what_worked": "",
    "what_did_not": "It was dropped.",
    "lesson": "Print it as it is used.",
    "source_url": "https://example.org/rota",
}


@pytest.fixture
def file(tmp_path):
    def write(*rows, head=COLUMNS):
        path = tmp_path / "more.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, head)
            writer.writeheader()
            writer.writerows(rows)
        return str(path)

    return write


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["lessons", "import-cases", *words])


def found(session, title=GOOD["title"]):
    return session.scalar(select(Lesson).where(Lesson.title == title))


def test_a_case_stands_on_the_board_and_is_nobodys_own(run, file, db_session):
    done = run(file(GOOD))
    assert done.exit_code == 0
    case = found(db_session)
    assert (case.is_published_case, case.state) == (True, LessonState.PUBLISHED)
    assert (case.author_id, case.organisation_id, case.is_sample) == (None, None, False)
    assert (case.kind.value, [area.code for area in case.areas]) == ("did_not_work", ["ORG-04"])
    row = db_session.scalar(select(AuditRow).where(AuditRow.act == "lessons.import_case"))
    assert row.thing_id == str(case.id)


def test_a_dry_run_tells_what_would_become_of_each_row_and_writes_nothing(run, file, db_session, statements):
    run(file(GOOD, GOOD | {"title": "As it stands"}))
    statements.forget()
    rows = (GOOD | {"year": "2025", "lesson": "Read it aloud."}, GOOD | {"title": "As it stands"})
    done = run(file(*rows, GOOD | {"title": "Another"}), "--dry-run")
    assert done.exit_code == 0
    assert "line 2, changed (recommendation, year): A rota that nobody could read" in done.output
    assert "line 4, new: Another" in done.output
    assert "1 would be added, 1 would be changed, 1 as they stand, 0 refused." in done.output
    assert statements.written == []


def test_a_changed_row_changes_its_case_and_the_same_file_again_nothing(run, file, db_session, statements):
    run(file(GOOD))
    assert run(file(GOOD | {"year": "2025"})).exit_code == 0
    assert found(db_session).year == "2025"
    statements.forget()
    assert "0 added, 0 changed, 1 as they stand" in run(file(GOOD | {"year": "2025"})).output
    assert statements.written == []


def test_every_refusal_is_told_by_line_and_field_and_then_nothing_is_written(run, file, db_session):
    shipped = db_session.scalar(select(Lesson.title).where(Lesson.is_published_case).limit(1))
    before = db_session.scalar(select(func.count()).select_from(Lesson))
    done = run(
        file(
            GOOD,
            GOOD | {"title": "Two things", "mechanism": "marriage", "area_codes": "NO-SUCH"},
            GOOD | {"title": "No source", "source_url": "a book"},
            GOOD | {"title": "A formula", "lesson": "=1+1"},
            GOOD,
            GOOD | {"title": shipped},
        )
    )
    assert done.exit_code == 1
    for told in (
        "line 3, field mechanism: unknown value 'marriage'",
        "line 3, field area_codes: unknown code 'NO-SUCH'",
        "line 4, field source_url: holds no web address",
        "line 5, field lesson: holds a formula",
        "line 6, field title: stands on line 2 already",
        "line 7, field title: is a case that is shipped with the site",
        "1 would be added, 0 would be changed, 0 as they stand, 5 refused.",
        "Nothing was written",
    ):
        assert told in done.output
    assert db_session.scalar(select(func.count()).select_from(Lesson)) == before


@pytest.mark.parametrize("head", [COLUMNS[1:], (*COLUMNS, "organisation")])
def test_other_headings_are_refused_as_a_whole(run, file, head):
    done = run(file({name: GOOD.get(name, "x") for name in head}, head=head))
    assert done.exit_code == 1
    assert "The first row must be the headings title,partners" in done.output


def test_loading_the_reference_data_leaves_imported_cases_alone(run, file, db_session):
    run(file(GOOD))
    assert cases.count_published_cases() == (81, 81)
    cases.load_published_cases()
    assert found(db_session) is not None
