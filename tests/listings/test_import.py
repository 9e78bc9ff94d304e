"""Many drafts from one file: every row's fate is told, and either all of them are made or none."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.briefs.importing import IMPORTABLE as BRIEFS
from app.briefs.models import Brief
from app.core import clock as site_clock
from app.core.actor import Audience, Role
from app.core.errors import FieldError, Refused
from app.core.models import AuditRow, KeptPost
from app.core.tables import read, write_csv
from app.extensions import db
from app.listings import service
from app.listings.importing import template
from app.listings.importing.columns import Sheet
from app.listings.importing.judging import EXAMPLE, Fate, judge_file
from app.listings.models import Listing, ListingState
from app.listings.outline import outline_of
from app.offers.importing import IMPORTABLE as OFFERS
from app.taxonomy.models import Mechanism
from tests import factories
from tests.core.workbooks import bomb, long_workbook, with_entity, workbook

DOCS = Path(__file__).resolve().parents[2] / "docs" / "import.md"


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def manager(force, client):
    person = factories.person(force, Role.PARTNERSHIP_MANAGER)
    client.sign_in(person)
    return person


def example(importable, **changes):
    """The headings and the template's example as if it were real, with cells changed by the names of their fields."""
    head, row = (list(line.cells) for line in read(template.as_csv(importable)))
    names = [column.name for column in Sheet(importable).columns]
    row[names.index("title")] = row[names.index("title")].removeprefix(f"{EXAMPLE} ")
    for name, text in changes.items():
        row[names.index(name)] = text
    return head, row


def csv_of(importable=BRIEFS, *rows):
    """A file of the template's example, once for each of `rows`, which are changes to it."""
    head = example(importable)[0]
    return write_csv([head, *(example(importable, **changes)[1] for changes in rows or ({},))])


def send(client, data, name="rows.csv", room="briefs"):
    return client.post(f"/{room}/import", data={"file": (BytesIO(data), name)})


def fates(answer):
    """Row number -> (what becomes of it, why)."""
    found = {}
    for row in answer.page.select("tbody tr"):
        number, *cells = (cell.get_text().strip() for cell in row.select("th, td"))
        found[int(number.removeprefix("Row "))] = (cells[1], cells[2])
    return found


def carried(answer):
    return str(answer.page.select_one("input[name=carried_rows]")["value"])


def make(client, answer, room="briefs"):
    return client.post(f"/{room}/import", data={"carried_rows": carried(answer)})


def count(model=Listing):
    return db.session.scalar(select(func.count()).select_from(model))


def in_weeks(number):
    return (site_clock.today() + timedelta(weeks=number)).isoformat()


@pytest.mark.parametrize(
    ("importable", "make_place"), [(BRIEFS, factories.force), (OFFERS, factories.university)]
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_with_its_example_filled_in_loads(app, client, importable, make_place, ending):
    room = importable.outline.room
    client.sign_in(factories.person(make_place()))
    given = client.get(f"/{room}/import-template.{ending}")
    assert f'filename="{room}-template.{ending}"' in given.headers["Content-Disposition"]
    left_out = send(client, given.data, room=room)
    assert fates(left_out) == {2: ("Left out", "The example of the template")}

    head, row = (line.cells for line in read(given.data))
    filled = [cell.removeprefix(f"{EXAMPLE} ") for cell in row]
    data = write_csv([head, filled]) if ending == "csv" else workbook([head, filled])
    checked = send(client, data, f"rows.{ending}", room)
    assert fates(checked) == {2: ("Draft", "Complete")}
    assert count() == 0
    done = make(client, checked, room)
    assert done.location.endswith("/desk")
    draft = db.session.scalars(select(Listing)).one()
    assert draft.state is ListingState.DRAFT
    assert outline_of(draft).missing(draft) == []
    assert {"title": draft.title, "region": draft.region_code} == {
        "title": importable.example()["title"],
        "region": "YH",
    }
    assert f"/{room}/{draft.id}/edit" in client.get("/desk").page.links


BAD_FILES = {
    # what, the file (or how to make one that takes long), what is told
    "wrong encoding": (
        "Title\nOk\nCafé burglaries\n".encode("cp1252"),
        ["Row 3, Title: holds letters that are not UTF-8"],
    ),
    "missing columns": (b"Title,The problem\nOne,Two\n", ["Row 1, The column “Desired outcome” is missing"]),
    "unknown and double columns": (
        b"Title,title,Colour\nOne,Two,red\n",
        ["Row 1, “Title” stands there twice", "Row 1, “Colour” is no column of the template"],
    ),
    "50,000 rows": (b"Title\n" + b"a\n" * 50_000, ["The file has 50,000 rows"]),
    "50,000 rows in a workbook": (lambda: long_workbook(50_000), ["The file has 50,000 rows"]),
    "formulas": (
        workbook([["Title", "The problem"], ["One", "Two"], ["=A2", "=B2"]]),
        ["Row 3, Title: holds a formula", "Row 3, The problem: holds a formula"],
    ),
    "merged cells": (
        workbook(
            [["Title", "The problem"], ["One", ""], ["", "x"]], lambda sheet: sheet.merge_cells("A2:A3")
        ),
        ["Row 2, Title: is merged with other cells (A2:A3)", "Row 3, Title: is merged with other cells"],
    ),
    "a zip bomb": (lambda: bomb(workbook([["Title"], ["One"]])), ["unpacks to far more than it should hold"]),
    "external entities": (with_entity(workbook([["Title"], ["One"]])), ["defines XML entities"]),
    "only headings": (b"Title\n", ["Row 1, There is no row below the headings"]),
    "a text beside the columns": (b"Title,\nOne,astray\n", ["Row 2, Column B: stands in a column without"]),
    "nothing": (b"", ["The file is empty"]),
}


def test_bad_files_are_reported_by_row_and_nothing_is_written(manager, client, statements):
    client.get("/briefs/import")
    statements.forget()
    for what, (data, told) in BAD_FILES.items():
        answer = send(client, data() if callable(data) else data)
        assert answer.status_code == 422, what
        for message in told:
            assert any(message in error for error in answer.page.errors), (what, answer.page.errors)
        assert answer.page.select_one("input[name=carried_rows]") is None, what
        assert answer.page.select_one("input[name=file]") is not None, what
        assert statements.written == [], what
    nothing = client.post("/briefs/import")
    assert nothing.page.errors == ["Choose a CSV or XLSX file"]
    assert count() == 0


BAD_CELLS = {
    # the cells that are changed, and what is told of them
    "no title": ({"title": ""}, "Title: Enter a title"),
    "a date past": ({"deadline": "2020-01-01"}, "Last day for responses: must be today or in the future"),
    "no date": (
        {"deadline": "soon"},
        "Last day for responses: “soon” is not a date. Write it like 27/3/2027",
    ),
    "no real date": ({"start": "31/2/2027"}, "Start: must be a real date"),
    "dates the wrong way round": (
        {"deadline": "3/3/2028", "start": "2 March 2028"},
        "Last day for responses: must be before the start",
    ),
    "an unknown mechanism": (
        {"mechanisms": "Reserch"},
        "Mechanisms: “Reserch” is not on its list. Write one of: Placement; Secondment; Training",
    ),
    "an unknown specialism": (
        {"specialisms": "Computer visions"},
        "Specialisms: “Computer visions” is not on its list. Did you mean “Computer vision",
    ),
    "too many": (
        {"areas": "FORENS-11; MOB-05; VICT-04; WORK-04"},
        "Areas of challenge: select 3 or fewer",
    ),
    "half a part": ({"region_code": ""}, "Region: Choose a region"),
    "no number": ({"duration_weeks": "half a year"}, "Duration in weeks: must be a whole number"),
    "too long": ({"problem": "x" * 5_001}, "The problem: must be 5,000 characters or fewer"),
    "a marking": ({"problem": "This is SECRET."}, "The problem: This site holds OFFICIAL information only"),
    "no reason for the public": ({"audience": "public"}, "Why everyone may see it: Say why this would not"),
}


def test_the_forms_of_the_pages_judge_each_cell(manager, client):
    rows = [{"title": f"Row {number}"} | changes for number, (changes, _) in enumerate(BAD_CELLS.values())]
    answer = send(client, csv_of(BRIEFS, *rows, {"title": "The good one"}))
    assert answer.status_code == 422
    told = fates(answer)
    for row, (what, (_, message)) in enumerate(BAD_CELLS.items(), start=2):
        assert told[row][0] == "To mend", what
        assert message in " ".join(told[row][1].split()), (what, told[row])
    assert told[len(rows) + 2] == ("Draft", "Complete")
    assert "Nothing is saved until every row is in order" in answer.page.get_text()
    assert answer.page.select_one("#row-2") is not None
    assert count() == 0, "one bad row, and the good one is not made either"


def test_what_one_mechanism_asks_is_not_taken_for_another(client, app):
    client.sign_in(factories.person(factories.university()))
    rows = (
        {"mechanism": "placement", "method": "", "months": "", "level": "undergraduate", "days": "30"},
        {
            "mechanism": "placement",
            "method": "laboratory",
            "months": "",
            "level": "undergraduate",
            "days": "30",
        },
        {"mechanism": "marriage"},
        {"mechanism": "secondment", "method": "", "months": "6", "grade": "postdoctoral", "fte": "0.4"},
    )
    told = fates(send(client, csv_of(OFFERS, *rows), room="offers"))
    assert [told[row][0] for row in (2, 3, 4, 5)] == ["Draft", "To mend", "To mend", "Draft"]
    assert told[3][1] == "Method: is not asked for this way of working together. Leave it empty"
    assert "“marriage” is not on its list" in told[4][1]


def test_an_empty_part_is_left_to_do_in_the_draft(manager, client):
    empty = {"deadline": "", "start": "", "region_code": "", "duration_weeks": "", "horizon": ""}
    checked = send(client, csv_of(BRIEFS, empty))
    assert fates(checked) == {2: ("Draft", "Still to do in the draft: place and dates, horizon")}
    make(client, checked)
    draft = db.session.scalars(select(Brief)).one()
    assert [task.step.slug for task in outline_of(draft).missing(draft)] == ["place-and-dates", "horizon"]


def test_codes_are_read_by_code_and_by_label(manager, client, force):
    rows = (
        {
            "title": "By code",
            "mechanisms": "research;placement",
            "vetting_code": "nppv2",
            "budget_band": "none",
        },
        {"title": "By label", "mechanisms": "RESEARCH ; Placement", "budget_band": "no money (in kind)"},
    )
    make(client, send(client, csv_of(BRIEFS, *rows)))
    made = db.session.scalars(select(Brief).order_by(Brief.id)).all()
    for draft in made:
        assert {*draft.mechanisms} == {Mechanism.RESEARCH, Mechanism.PLACEMENT}
        assert (draft.vetting_code, draft.budget_band.value) == ("NPPV2", "none")
        assert (draft.organisation_id, draft.poster_id, draft.audience) == (
            force.id,
            manager.id,
            Audience.MEMBERS,
        )
        assert (draft.deadline.isoformat(), draft.closes_on) == (in_weeks(8), draft.deadline)
    acts = db.session.scalars(select(AuditRow.act).where(AuditRow.act.like("briefs.%"))).all()
    assert sorted(acts) == ["briefs.create", "briefs.create", "briefs.import"]


def test_finds_are_pointed_at_and_left_for_the_draft(manager, client):
    checked = send(client, csv_of(BRIEFS, {"resources": "Ask jo.bloggs@force.example first."}))
    fate, why = fates(checked)[2]
    assert fate == "Draft"
    assert "Resources: remove “jo.bloggs@force.example”, an email address, or confirm it when you send" in why
    assert make(client, checked).status_code == 302


def test_the_same_file_twice_makes_nothing_twice(manager, client, force):
    factories.brief(force, title="Seen  already")
    factories.brief(force, ListingState.WITHDRAWN, title="Taken back")
    factories.brief(title="Somebody else’s")
    rows = [{"title": t} for t in ("One", "ONE", "Seen Already", "Taken back", "Somebody else’s")]
    data = csv_of(BRIEFS, *rows)
    first = send(client, data)
    assert [fate for fate, _ in fates(first).values()] == ["Draft", "Left out", "Left out", "Draft", "Draft"]
    assert fates(first)[3][1] == "The same title as row 2"
    make(client, first)
    assert count() == 6
    again = send(client, data)
    assert {fate for fate, _ in fates(again).values()} == {"Left out"}
    assert again.page.select_one("input[name=carried_rows]") is None
    # The page that was left open: its rows have been made by now.
    late = client.post("/briefs/import", data={"carried_rows": carried(first), "submission_key": "x" * 16})
    assert late.status_code == 422
    assert any("Something has changed" in error for error in late.page.errors)
    assert count() == 6


def test_an_offer_of_the_same_title_by_another_mechanism_is_another(app, client):
    client.sign_in(factories.person(factories.university()))
    rows = ({}, {"mechanism": "project", "method": "", "outputs": "A tool"})
    make(client, send(client, csv_of(OFFERS, *rows), room="offers"), "offers")
    assert count() == 2


def test_rows_that_nobody_was_shown_are_not_made(manager, client, force):
    answer = send(client, csv_of())
    for text in ("", "x", carried(answer)[:-1], carried(answer).replace(".", "", 1)):
        refused = client.post("/briefs/import", data={"carried_rows": text})
        assert refused.page.errors == ["This page is out of date. Choose the file again"]
    client.sign_in(factories.person(force))
    assert make(client, answer).status_code == 422, "it was shown to somebody else"
    assert count() == 0


def test_a_session_that_ends_keeps_nothing_of_the_file(manager, client):
    answer = send(client, csv_of())
    manager.epoch += 1
    sent_away = make(client, answer)
    assert sent_away.location.endswith("/sign-in?next=/briefs/import")
    assert count(KeptPost) == 0


def test_only_those_who_may_post_import(app, client, new_client):
    force, university = factories.force(), factories.university()
    may = {
        "briefs": (factories.person(force), factories.person(force, Role.PARTNERSHIP_MANAGER)),
        "offers": (factories.person(university), factories.person(university, Role.PARTNERSHIP_MANAGER)),
    }
    nobody = (factories.person(force, approved=False), factories.person(None, Role.ADMINISTRATOR))
    for room, other in (("briefs", "offers"), ("offers", "briefs")):
        pages = [f"/{room}/import", f"/{room}/import-columns", f"/{room}/import-template.csv"]
        for person in (*may[room], *may[other], *nobody):
            client.sign_in(person)
            expected = 200 if person in may[room] else 403
            assert [client.get(page).status_code for page in pages] == [expected] * 3
            assert client.post(f"/{room}/import").status_code == (422 if expected == 200 else 403)
    assert "/sign-in" in new_client().get("/briefs/import").location


@pytest.mark.postgres
def test_the_verb_asks_the_policy_and_looks_again(app):
    force, university = factories.force(), factories.university()
    actor = factories.actor(force, Role.PARTNERSHIP_MANAGER)
    report = judge_file(actor, BRIEFS, read(csv_of(BRIEFS, {"title": "One"}, {"title": "Two"})))
    rows = [row.values for row in report.of(Fate.DRAFT)]
    with pytest.raises(Refused):
        service.import_drafts(factories.actor(university), importable=BRIEFS, rows=rows)
    made = service.import_drafts(actor, importable=BRIEFS, rows=rows)
    assert [draft.title for draft in made] == ["One", "Two"]
    with pytest.raises(FieldError, match="in the meantime"):
        service.import_drafts(actor, importable=BRIEFS, rows=rows)


@pytest.mark.parametrize("importable", [BRIEFS, OFFERS])
def test_every_column_has_a_heading_of_its_own_and_stands_in_the_docs(app, client, importable):
    columns = Sheet(importable).columns
    headings = [column.heading for column in columns]
    assert len(set(headings)) == len(headings)
    fields = {n for step in importable.outline.steps for made in step.forms for n in made.field_names()}
    assert {column.name for column in columns} == fields
    told = re.findall(r"^\| ([^|]+?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(headings) <= set(told), "add them to docs/import.md"
