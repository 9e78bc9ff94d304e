"""The year of an organisation: counted by hand, and the same on the page, in the CSV and in the PDF."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Outcome, Status
from app.collaborations.returns import summary
from app.collaborations.returns.report import as_rows, shown
from app.collaborations.returns.years import Year
from app.core.models import AuditKind, AuditRow
from app.core.tables import read
from app.lessons.models import Attribution, LessonClick, Use
from app.listings.models import ListingArea
from app.responses.models import ResponseState
from app.taxonomy.models import Area, GateKind, Mechanism
from tests import factories
from tests.support.pages import text_of
from tests.support.pdfs import words_of

pytestmark = pytest.mark.postgres

ADDRESS = "/returns/year{}?year=2025"


def moment(month, day, year=2025):
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def year(cast, db_session, causes):
    """The force's 2025/26, and what is no part of it."""
    area = db_session.scalars(select(Area.code).where(Area.parent_code.is_not(None))).first()
    kinds = list(db_session.scalars(select(GateKind.code).limit(3)))
    with factories.together():
        briefs = [
            factories.brief(
                cast.force, published_at=moment(5, 1), mechanisms=[Mechanism.RESEARCH, Mechanism.PROJECT]
            ),
            factories.brief(cast.force, published_at=moment(6, 1)),
            factories.brief(cast.force, published_at=moment(3, 31)),
        ]
        factories.brief(published_at=moment(5, 1))
        briefs[0].area_links = [ListingArea(area_code=area)]
        # Answered after 1 and 3 working days, from a Friday; one waits.
        for answered, state in (
            (moment(5, 12), ResponseState.ACCEPTED),
            (moment(5, 14), ResponseState.DECLINED),
        ):
            factories.response(briefs[0], factories.university(), state=state, created_at=moment(5, 9),
                               first_answered_at=answered)  # fmt: skip
        factories.response(briefs[1], factories.university(), created_at=moment(6, 2))
        begun = cast.collaboration(status=Status.RUNNING, started=date(2025, 4, 1))
        begun.gates = [
            Gate(
                kind_code=kinds[0],
                state=GateState.SETTLED,
                opened_on=date(2025, 4, 1),
                settled_on=date(2025, 4, 11),
            ),
            Gate(
                kind_code=kinds[1],
                state=GateState.SETTLED,
                opened_on=date(2025, 4, 1),
                settled_on=date(2025, 5, 1),
            ),
            Gate(kind_code=kinds[2], opened_on=date(2025, 4, 1)),
        ]
        for outcome, ended in (
            (Outcome.DELIVERED, date(2025, 12, 1)),
            (Outcome.NOT_ADOPTED, date(2026, 3, 31)),
            (Outcome.ABANDONED, date(2026, 4, 1)),
        ):
            cast.collaboration(status=Status.COMPLETED, outcome=outcome, ended=ended)
        factories.collaboration(
            cast.force,
            factories.university(),
            recorded_by_organisation_id=cast.university.id,
            started=date(2025, 5, 1),
        )
        lesson = factories.lesson(title="Ask first", organisation_id=cast.force.id, published_at=moment(7, 1))
        factories.lesson(title="Another's", published_at=moment(7, 1))
        factories.lesson(title="Of somebody", organisation_id=cast.force.id, published_at=moment(7, 1),
                         attribution=Attribution.SECTOR_ONLY)  # fmt: skip
    for use, on in ((Use.WILL_APPLY, moment(8, 1)), (Use.NOTED, moment(8, 1, 2024))):
        person = factories.person(factories.force())
        db_session.add(LessonClick(lesson_id=lesson.id, person_id=person.id, place_kind="brief", place_id="1",
                                   choice=use, updated_at=on))  # fmt: skip
    db_session.flush()
    return summary.summary(cast.actors["police manager"], cast.force, Year(2025, 4))


def test_it_counts_what_happened_in_the_year_and_nothing_else(year):
    facts = {what: value for section in year.sections for what, value in section.facts}
    assert facts == {
        "Briefs published": 2,
        "Responses received": 3,
        "Of them answered": 2,
        "Of them waiting today": 1,
        "Median working days to the first answer": 2,
        "Responses sent to others": 0,
        "Of them accepted": 0,
        "Collaborations started": 1,
        "Collaborations ended": 2,
        "Of them not adopted, abandoned or never started": "1 of 2 (50%)",
        "Gates settled": 2,
        "Median days that a gate took": 20,
        "Gates that wait today": 1,
        "Lessons published": 1,
        "Clicks on our lessons: will be applied": 1,
        "Clicks on our lessons: noted": 0,
        "Clicks on our lessons: not relevant": 0,
    }
    mechanisms = next(t for section in year.sections for t in section.tables if "by mechanism" in t.title)
    assert mechanisms.rows == [("Research", 2), ("Project", 1)]


def test_page_csv_and_pdf_say_the_same(cast, client, year, db_session):
    client.sign_in(cast.person("police manager"))
    page = client.get(ADDRESS.format("")).page
    rows = [line.cells for line in read(client.get(ADDRESS.format(".csv")).data)]
    made = client.get(ADDRESS.format(".pdf"))
    assert rows == [tuple(str(cell) for cell in row) for row in as_rows(year)]
    on_page, on_paper = text_of(page.main), words_of(made.data)
    assert b"pdfuaid:part>1<" in made.data
    for section in year.sections:
        assert section.title in on_page and section.title in on_paper
        for what, value in section.facts:
            assert f"{what} {shown(value)}" in on_page and f"{what}: {shown(value)}" in on_paper
    assert len(page.select("svg[role=img]")) == sum(table.bars for s in year.sections for table in s.tables)
    kinds = db_session.scalars(select(AuditRow.act).where(AuditRow.kind == AuditKind.EXPORT)).all()
    assert kinds == ["collaborations.export_year"] * 2


def test_each_side_sees_its_own_year_and_only_its_managers_do(cast, client, year):
    for who in ("police lead", "academic lead", "reviewer", "auditor"):
        client.sign_in(cast.person(who))
        assert [client.get(ADDRESS.format(end)).status_code for end in ("", ".csv", ".pdf")] == [403] * 3
    client.sign_in(cast.person("academic manager"))
    said = text_of(client.get(ADDRESS.format("")).page.main)
    assert cast.university.name in said and "Offers published 0" in said and "Ask first" not in said
    assert "1 August 2025 to 31 July 2026" in said
