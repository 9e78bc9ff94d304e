"""The return of a university: the files say what the page says, to its own managers, and each taking is noted."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app.collaborations.models import Status
from app.collaborations.returns import hebci
from app.core.models import AuditKind, AuditRow
from app.core.tables import read
from app.taxonomy.models import Mechanism
from tests import factories
from tests.support.pages import text_of

YEAR = "?year=2025"


@pytest.fixture
def course(cast):
    return cast.collaboration(
        title="Interview course",
        mechanism=Mechanism.TRAINING,
        status=Status.COMPLETED,
        started=date(2025, 9, 1),
        ended=date(2025, 10, 1),
    )


@pytest.fixture
def others(cast):
    """What is no part of the university's 2025/26."""
    with factories.together():
        cast.collaboration(title="Last year's", started=date(2024, 9, 1), ended=date(2025, 7, 31))
        cast.collaboration(title="Never began", status=Status.SCOPING)
        factories.collaboration(
            cast.force, factories.university(), title="Elsewhere", started=date(2025, 9, 1)
        )
        cast.recorded(title="Not confirmed", status=Status.RUNNING, started=date(2025, 9, 1))


def test_files_page_and_totals_say_the_same(cast, client, trial, course, others, save, db_session):
    save(trial, income=1000, public_grant=20000, in_kind=300)
    save(course, learner_days=12.5, income=750)
    client.sign_in(cast.person("academic manager"))
    page = client.get(f"/returns{YEAR}").page
    said = text_of(page.main)
    lines = [line.cells for line in read(client.get(f"/returns/hebci.csv{YEAR}").data)]
    totals = [line.cells for line in read(client.get(f"/returns/hebci-totals.csv{YEAR}").data)]
    book = openpyxl.load_workbook(BytesIO(client.get(f"/returns/hebci.xlsx{YEAR}").data))

    assert lines[0] == hebci.LINE_HEAD and [line[0] for line in lines[1:]] == [
        "=Two-team trial",
        "Interview course",
    ]
    by_head = dict(zip(lines[0], lines[1], strict=True))
    assert by_head["Heading"].startswith("Collaborative research")
    assert [by_head[name] for name in lines[0] if "£" in name] == ["1000", "20000", "300"]
    assert totals[1:] == [
        ("Collaborative research involving public funding (table 1)", "1", "1", "1000", "20000", "300", "0"),
        ("CPD and continuing education courses (table 2)", "1", "1", "750", "0", "0", "12.5"),
    ]
    assert book.sheetnames == ["Collaborations", "Totals by heading", "About"]
    rows = [[cell.value for cell in row] for row in book["Collaborations"]]
    assert [["" if v is None else str(v)[:10] for v in row] for row in rows[1:]] == [
        [v[:10] for v in line] for line in lines[1:]
    ]
    assert book["Collaborations"]["A2"].data_type == "s", "a title that begins with = is never run"
    assert "not the official record" in book["About"]["B6"].value
    for words in ("=Two-team trial", "Interview course", "£20,000", "£750", "12.5", totals[1][0]):
        assert words in said
    for absent in ("Last year", "Never began", "Elsewhere", "Not confirmed"):
        assert absent not in said and not any(absent in line[0] for line in lines)
    noted = db_session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.EXPORT)).all()
    assert [row.detail for row in noted] == ["2025/26 csv", "2025/26 totals csv", "2025/26 xlsx"]
    assert {row.act for row in noted} == {"collaborations.export_return"}


def test_a_formula_in_a_csv_is_written_as_text(cast, client, trial):
    client.sign_in(cast.person("academic manager"))
    assert b"'=Two-team trial," in client.get(f"/returns/hebci.csv{YEAR}").data


def test_what_nobody_filled_in_is_proposed_and_counts_no_pounds(cast, trial, app):
    found = hebci.lines(cast.actors["academic manager"], hebci.Year(2025, 8))
    assert found[0].cells()[8:13] == [
        "Contract research (table 1)",
        "",
        "Not filled in: heading proposed",
        None,
        None,
    ]
    assert hebci.totals(found) == [["Contract research (table 1)", 1, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("who", ["police manager", "academic lead", "academic colleague", "reviewer"])
def test_nobody_but_managers_of_a_university_takes_a_return(cast, client, trial, who):
    client.sign_in(cast.person(who))
    for address in ("/returns", "/returns/hebci.csv", "/returns/hebci-totals.csv", "/returns/hebci.xlsx"):
        assert client.get(address).status_code == 403


def test_another_university_sees_nothing_of_it(cast, client, trial, save):
    save(trial, income=77)
    client.sign_in(cast.person("academic elsewhere"))
    assert "No collaboration ran" in client.get(f"/returns{YEAR}").text
    assert len(read(client.get(f"/returns/hebci.csv{YEAR}").data)) == 1
