"""A lesson, or a few, as a case on two pages."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.lessons.models import Attribution, Lesson, LessonState, OtherAnswer
from app.taxonomy.models import Cause
from tests import factories
from tests.support.pages import text_of
from tests.support.pdfs import words_of

LONG = "The data could not leave the building because nobody had asked. " * 60


@pytest.fixture
def homes(app):
    return factories.force(name="Wexmoor Police"), factories.university(name="Quenbury University")


def lesson(homes, **values):
    force, university = homes
    values.setdefault("happened_on", date(2025, 3, 1))
    return factories.lesson(organisation=force, other=university, **values)


def of(*lessons):
    return "?" + "&".join(f"lesson={each.id}" for each in lessons)


def pages(made):
    return len(PdfReader(BytesIO(made)).pages)


def test_a_lesson_stands_on_two_pages_with_its_source_and_how_to_cite_it(client, homes):
    found = lesson(homes, title="Test the export first", does_not_apply_when="Where the data is public.")
    got = client.get(f"/lessons/write-up.pdf{of(found)}")
    assert (got.mimetype, pages(got.data)) == ("application/pdf", 2)
    words = words_of(got.data)
    for said in (
        "Nobody could export the data.",
        "Where the data is public.",
        "Common Ground, “Test the export first”, a lesson from a territorial force, 2026.",
        f"/lessons/{found.id}",
    ):
        assert said in words
    assert "Wexmoor" not in words
    assert "Quenbury" not in words


def test_the_page_says_the_same_and_leads_to_the_paper(client, homes):
    found = lesson(homes)
    page = client.get(f"/lessons/write-up{of(found)}")
    assert "Nobody could export the data." in text_of(page.page.main)
    assert client.get(page.page.select_one("main a[role=button]")["href"]).mimetype == "application/pdf"
    assert f"/lessons/write-up.pdf?lesson={found.id}" in client.get(f"/lessons/{found.id}").page.links


@pytest.mark.parametrize(
    ("attribution", "allowed", "from_", "other"),
    [
        (Attribution.NAMED, True, "Wexmoor Police", "Quenbury University sees it differently"),
        (Attribution.NAMED, None, "Wexmoor Police", "The other side sees it differently"),
        (Attribution.ROLE_ONLY, None, "a territorial force", "The other side sees it differently"),
        (Attribution.ROLE_ONLY, True, "a territorial force", "The other side sees it differently"),
        (Attribution.SECTOR_ONLY, True, "policing", "The other side sees it differently"),
    ],
)
def test_it_names_whom_the_lesson_may_name_and_the_other_side_speaks(
    client, homes, attribution, allowed, from_, other
):
    found = lesson(
        homes,
        attribution=attribution,
        names_other=True,
        other_may_be_named=allowed,
        other_answer=OtherAnswer.DISAGREES,
        other_view="We had offered an extract.",
        days_lost=12,
    )
    words = text_of(client.get(f"/lessons/write-up{of(found)}").page.main)
    assert f"Lesson from {from_}" in words
    assert other in words
    assert ("Quenbury University" in words) is other.startswith("Quenbury")
    assert "We had offered an extract." in words
    assert ("Days lost" in words) is (attribution is not Attribution.SECTOR_ONLY)


def test_the_longest_texts_are_cut_to_two_pages_and_say_so(client, homes):
    texts = (
        "what_happened",
        "root_cause",
        "recommendation",
        "conditions",
        "applies_when",
        "does_not_apply_when",
    )
    found = [lesson(homes, **dict.fromkeys(texts, LONG), title="Long " * 30) for _ in range(6)]
    for chosen in (found[:1], found):
        made = client.get(f"/lessons/write-up.pdf{of(*chosen)}").data
        assert pages(made) == 2
        assert "more on its page" in words_of(made)


def test_several_become_one_case_that_says_what_they_share(client, homes, db_session):
    both = [lesson(homes, title=title) for title in ("First", "Second")]
    cause = db_session.scalar(select(Cause).where(Cause.code == "DATA_NOT_EXPORTABLE"))
    for each in both:
        each.causes = [cause]
    case = db_session.scalar(select(Lesson).where(Lesson.is_published_case).limit(1))
    two = client.get(f"/lessons/write-up{of(*both)}").page
    assert "2 lessons from working together: Data not exportable" in two.heading
    three = text_of(client.get(f"/lessons/write-up{of(*both, case)}").page.main)
    assert "2 from members and 1 published" in three
    assert "Data not exportable (2)" in three
    assert case.source_url.split(" ")[0] in three


@pytest.mark.parametrize("state", [state for state in LessonState if state is not LessonState.PUBLISHED])
def test_only_what_is_on_the_board_is_written_up(client, homes, state):
    found = lesson(homes, state=state)
    assert client.get(f"/lessons/write-up{of(found)}").status_code == 422
    assert client.get(f"/lessons/write-up.pdf{of(found)}").status_code == 404


def test_too_many_none_and_nonsense_are_told_what_to_do(client, homes):
    found = [lesson(homes) for _ in range(7)]
    page = client.get(f"/lessons/write-up{of(*found)}")
    assert page.status_code == 422
    assert "at most" in text_of(page.page.main)
    assert client.get("/lessons/write-up").status_code == 200
    assert client.get("/lessons/write-up?lesson=x&lesson=-1&lesson=99999999999").status_code == 200


def test_lessons_are_chosen_on_the_board(client, homes):
    found = lesson(homes, title="Test the export first")
    page = client.get("/lessons").page
    box = page.select_one(f"form.cg-ticks input[name=lesson][value='{found.id}']")
    label = page.select_one(f"label[for='{box['id']}']")
    assert text_of(label) == "Choose Test the export first for a printed case"
    assert page.select_one("form.cg-ticks")["action"] == "/lessons/write-up"
