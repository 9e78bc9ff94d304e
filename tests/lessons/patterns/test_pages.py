"""The page of patterns and its file."""

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import select

from app.lessons.models import Attribution, LessonKind, LessonMechanism
from app.taxonomy.models import Cause, Mechanism
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres


@pytest.fixture
def board(db_session):
    """Four organisations tell of data that could not be exported, two of vetting, three of money, four of what worked.

    Those of money are hidden too, or those of vetting would be what is left.
    """
    causes = {each.code: each for each in db_session.scalars(select(Cause))}
    with factories.together():
        homes = [factories.force() for _ in range(4)]
        for number, home in enumerate(homes):
            failed = factories.lesson(
                organisation=home,
                stage_code="RESEARCH",
                days_lost=10 * (number + 1),
                happened_on=date(2025, 3, 1),
            )
            failed.causes = [causes["DATA_NOT_EXPORTABLE"]]
            failed.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
            for cause in ["VETTING_DELAY"] * (number < 2) + ["FUNDING_ENDED"] * (number < 3):
                few = factories.lesson(organisation=home, happened_on=date(2025, 3, 1))
                few.days_lost = 900 if cause == "VETTING_DELAY" else None
                few.causes = [causes[cause]]
                few.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
            worked = factories.lesson(organisation=home, kind=LessonKind.WORKED, happened_on=date(2026, 3, 1))
            worked.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
    return homes


def cells(response, caption):
    """The rows of the table with a caption, each as the texts of its cells."""
    table = next(
        each for each in response.page.select("table") if text_of(each.select_one("caption")) == caption
    )
    return [[text_of(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_causes_are_counted_by_stage_and_mechanism_and_those_of_a_few_are_hidden(client, board):
    page = client.get("/lessons/patterns")
    assert cells(page, "Lessons that tell of each cause, by stage") == [
        ["Data not exportable Access", "4", "4"]
    ]
    assert "Vetting delay" not in text_of(page.page.main)
    assert "Funding ended" not in text_of(page.page.main)
    by_mechanism = client.get("/lessons/patterns?by=mechanism&only=RESEARCH")
    assert cells(by_mechanism, "Lessons that tell of each cause, by mechanism")[0][1:] == ["4", "4"]
    # Nobody told of another stage; what is no stage is not asked for.
    assert "Too few lessons to say" in text_of(
        client.get("/lessons/patterns?by=mechanism&only=DEPLOY").page.main
    )
    assert client.get("/lessons/patterns?by=nothing&only=nothing&source=nothing").status_code == 200


def test_the_median_of_days_lost_takes_three_organisations(client, board):
    assert cells(client.get("/lessons/patterns"), "Median days lost by cause") == [
        ["Data not exportable", "25", "4"]
    ]


def test_the_share_of_failures_is_told_by_mechanism_and_year(client, board):
    page = client.get("/lessons/patterns")
    assert "69% of 13" in text_of(page.page.main)
    assert cells(page, "By mechanism") == [["Research", "13", "9", "69%"]]
    assert cells(page, "By year") == [["2025", "9", "9", "100%"], ["2026", "4", "", ""]]


def test_members_lessons_samples_and_published_cases_are_never_counted_together(client, board):
    with factories.together():
        for home in board:
            factories.lesson(organisation=home, is_sample=True)
    page = client.get("/lessons/patterns")
    switch = [text_of(link) for link in page.page.select("nav[aria-label='Which lessons are counted'] a")]
    assert switch == ["Members' lessons (13)", "Sample lessons (invented) (4)", "Published cases (81)"]
    assert "of 81" in text_of(client.get("/lessons/patterns?source=case").page.main)
    assert "these lessons are invented" in text_of(client.get("/lessons/patterns?source=sample").page.main)


def test_whose_a_sector_only_lesson_is_changes_nothing(client, board):
    """Were it counted as its organisation's, a number that appears would tell that it is none of the others'."""
    with factories.together():
        for number, home in enumerate(board[:3]):
            hidden = Attribution.SECTOR_ONLY if number == 2 else Attribution.ROLE_ONLY
            factories.lesson(organisation=home, attribution=hidden, happened_on=date(2019, 3, 1))
    assert "2019" not in text_of(client.get("/lessons/patterns").page.main)


def test_the_file_holds_what_the_page_shows_and_no_more(client, board):
    got = client.get("/lessons/patterns.csv")
    assert got.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(got.get_data().decode("utf-8-sig"))))
    assert {row["Source"] for row in rows} == {"Members' lessons"}
    assert {row["Cause"] for row in rows} == {"Data not exportable", ""}
    assert [row["Lessons"] for row in rows if row["Table"] == "Years"] == ["9", "4"]
    assert [row["Median days lost"] for row in rows if row["Table"] == "Days lost"] == ["25"]
