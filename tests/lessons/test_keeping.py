"""Whether a lesson still holds: who is asked, when, and what follows from the answer."""

from datetime import date, timedelta

import pytest

from app.core import clock, mail
from app.core.actor import Role
from app.core.errors import Refused, WrongState
from app.extensions import db
from app.lessons import keeping, service
from app.lessons.models import LessonState
from tests import factories
from tests.support.pages import text_of
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres


@pytest.fixture
def force(app):
    return factories.force(name="Wexmoor Police")


@pytest.fixture
def author(force):
    return factories.person(force)


@pytest.fixture
def stale(force, author):
    return factories.lesson(
        title="Test the export",
        organisation=force,
        author=author,
        review_by=clock.today() - timedelta(days=1),
    )


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2026, 1, 1), date(2028, 4, 1)),
        (date(2026, 3, 31), date(2028, 4, 1)),
        (date(2026, 11, 21), date(2029, 1, 1)),
        (date(2024, 2, 29), date(2026, 4, 1)),
    ],
)
def test_the_day_is_the_first_of_a_quarter_after_two_years(day, asked):
    assert keeping.next_review(day) == asked


def test_a_lesson_has_its_day_from_when_it_is_on_the_board(force, author):
    lesson = factories.lesson(LessonState.IN_REVIEW, organisation=force, author=author)
    service.accept(factories.actor(None, Role.REVIEWER), lesson=lesson, version=lesson.version)
    assert lesson.review_by == date(2029, 1, 1)


def test_past_its_day_its_author_is_asked_in_the_daily_letter_and_again_each_quarter(
    stale, author, outbox_mail, clock
):
    asked = []
    for _ in range(4):
        keeping.ask_owners()
        asked.append(len(outbox_mail()))
        clock.forward(days=46)
    assert asked == [1, 1, 2, 2]
    letter = outbox_mail()[0]
    assert (letter.person_id, letter.in_digest) == (author.id, True)
    assert letter.subject == "Does your lesson still hold?"
    assert mail.link("lessons.still_holds", id=stale.id) in letter.body


def test_once_the_author_has_left_those_who_manage_its_organisation_are_asked(
    stale, force, author, outbox_mail
):
    stale.author_id = factories.person(factories.force()).id
    manager = factories.person(force, Role.PARTNERSHIP_MANAGER)
    keeping.ask_owners()
    assert [letter.person_id for letter in outbox_mail()] == [manager.id]


@pytest.mark.parametrize("state", [state for state in LessonState if state is not LessonState.PUBLISHED])
def test_nobody_is_asked_of_what_is_not_on_the_board_or_not_due(stale, state, outbox_mail):
    stale.state = state
    factories.lesson(review_by=clock.today())
    factories.lesson(review_by=None)
    keeping.ask_owners()
    assert outbox_mail() == []


def test_one_who_says_that_it_holds_is_asked_again_in_two_years(stale, force, author, outbox_mail):
    keeping.still_holds(factories.actor(force, who=author), lesson=stale)
    assert (stale.review_by, stale.state) == (date(2029, 1, 1), LessonState.PUBLISHED)
    assert not keeping.is_stale(stale)
    keeping.ask_owners()
    assert outbox_mail() == []


def test_one_that_is_changed_goes_the_whole_way_again(stale, force, author):
    actor = factories.actor(force, who=author)
    keeping.revise(actor, lesson=stale)
    assert (stale.state, stale.review_by) == (LessonState.DRAFT, None)
    with pytest.raises(WrongState):
        keeping.still_holds(actor, lesson=stale)


def test_only_its_owners_answer_for_a_lesson(stale):
    for verb in (keeping.still_holds, keeping.revise):
        with pytest.raises(Refused):
            verb(factories.actor(factories.force(), Role.PARTNERSHIP_MANAGER), lesson=stale)


def test_the_page_says_that_it_is_stale_and_its_owner_settles_it_there(client, stale, author):
    path = f"/lessons/{stale.id}"
    assert "has not said lately whether it still holds" in text_of(client.get(path).page.main)
    assert "Not confirmed lately" in text_of(client.get("/lessons?source=member").page.main)
    sign_in(client, author)
    for page in (path, "/lessons/mine"):
        assert f"{path}/still-holds" in client.get(page).page.links
    assert f"{path}/revise" in client.get(f"{path}/still-holds").page.links
    assert client.submit(f"{path}/still-holds").location.endswith(path)
    after = text_of(client.get(path).page.main)
    assert "Looked at again by 1 January 2029" in after
    assert "Does this lesson still hold" not in after
    assert client.submit(f"{path}/revise").location.endswith("/edit")
    db.session.refresh(stale)
    assert stale.state is LessonState.DRAFT
