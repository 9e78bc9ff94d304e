"""Where a lesson is used: who reads it, who is told, and that each person counts once at each place."""

import threading

import pytest
from sqlalchemy import select

from app.core.models import MailRow
from app.extensions import db
from app.lessons import clicks, uses
from app.lessons.models import Attribution, Lesson, LessonClick, Use
from app.lessons.places import Place
from app.listings.models import ListingState
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
WILL, NOTED = Use.WILL_APPLY, Use.NOTED


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def lesson(app):
    home = factories.university()
    return factories.lesson(organisation=home, author=factories.person(home), title="Two sponsors")


def apply(poster, force, lesson, brief, choice=WILL):
    who = factories.actor(force, who=poster)
    return clicks.click(who, lesson=lesson, place=Place("brief", str(brief.id)), choice=choice)


def shown(client, lesson):
    return text_of(client.get(f"/lessons/{lesson.id}").page.main)


def test_the_page_says_where_it_is_used_and_links_to_what_its_reader_may_read(client, force, poster, lesson):
    open_one = factories.brief(force, poster=poster, title="Open brief", audience="public")
    draft = factories.brief(force, ListingState.DRAFT, poster=poster, title="A draft")
    noted = factories.brief(force, poster=poster, title="Only noted", audience="public")
    for brief in (open_one, draft):
        apply(poster, force, lesson, brief)
    apply(poster, force, lesson, noted, NOTED)
    page = shown(client, lesson)
    assert "Members will apply this at 2 briefs." in page
    assert "Brief: Open brief" in page
    assert "A draft" not in page
    assert "Only noted" not in page
    client.sign_in(poster)
    assert "Brief: A draft" in shown(client, lesson)


def test_several_who_say_so_at_one_place_are_one_place(app, force, poster, lesson):
    brief = factories.brief(force, poster=poster)
    for who in (poster, factories.person(force)):
        apply(who, force, lesson, brief)
    found = uses.used(factories.nobody(), lesson)
    assert (found.count, found.kinds) == (1, "1 brief")
    assert clicks.counts([lesson.id]) == {lesson.id: {WILL: 2}}


def test_a_sector_only_lesson_says_how_often_and_nothing_of_where(client, force, poster, lesson):
    lesson.attribution = Attribution.SECTOR_ONLY
    apply(poster, force, lesson, factories.brief(force, poster=poster, title="Open brief", audience="public"))
    for reader in (None, poster, lesson.author):
        if reader:
            client.sign_in(reader)
        page = shown(client, lesson)
        assert "Members will apply this at one place." in page
        assert "Open brief" not in page
        assert "1 brief" not in page


def test_a_lesson_that_nobody_applies_says_nothing(client, force, poster, lesson):
    apply(poster, force, lesson, factories.brief(force, poster=poster), NOTED)
    assert "Where it is used" not in shown(client, lesson)


def test_the_author_hears_once_for_each_person_and_place_in_the_daily_letter(
    app, force, poster, lesson, outbox_mail
):
    first, second = (factories.brief(force, poster=poster, title="Secret") for _ in "ab")
    apply(poster, force, lesson, first, NOTED)
    assert outbox_mail() == []
    for choice in (WILL, NOTED, WILL):
        apply(poster, force, lesson, first, choice)
    assert len(outbox_mail()) == 1
    apply(poster, force, lesson, second)
    apply(factories.person(force), force, lesson, first)
    letters = outbox_mail()
    assert [letter.person_id for letter in letters] == [lesson.author_id] * 3
    assert {letter.subject for letter in letters} == {"A lesson of yours is used"}
    assert "will be applied at 1 brief" in letters[0].body
    assert f"/lessons/{lesson.id}" in letters[0].body
    assert not any("Secret" in letter.body or poster.name in letter.body for letter in letters)
    assert all(db.session.scalars(select(MailRow.in_digest)))


def test_nobody_is_told_of_what_they_do_themselves(app, force, poster, outbox_mail):
    own = factories.lesson(organisation=force, author=poster)
    apply(poster, force, own, factories.brief(force, poster=poster))
    apply(poster, force, factories.lesson(), factories.brief(force, poster=poster))
    assert outbox_mail() == []


def test_the_authors_page_counts_by_lesson_and_kind_of_place(client, force, poster, lesson):
    for choice in (WILL, WILL, NOTED):
        apply(poster, force, lesson, factories.brief(force, poster=poster), choice)
    db.session.add(
        LessonClick(lesson_id=lesson.id, person_id=poster.id, place_kind="gate", place_id="9", choice=WILL)
    )
    client.sign_in(lesson.author)
    page = text_of(client.get("/lessons/mine").page.main)
    assert "Will apply: 3 (2 briefs and 1 gate)" in page
    assert "Noted: 1 (1 brief)" in page
    assert "Not relevant" not in page


@pytest.mark.parametrize("has_noted_it", [False, True], ids=["the first click", "noted before"])
def test_two_clicks_at_the_same_instant_are_one_and_tell_the_author_once(
    app, force, poster, lesson, db_session, outbox_mail, has_noted_it
):
    brief = factories.brief(force, poster=poster)
    actor, place, number = factories.actor(force, who=poster), Place("brief", str(brief.id)), lesson.id
    if has_noted_it:
        clicks.click(actor, lesson=lesson, place=place, choice=NOTED)
    db_session.commit()
    barrier, failed = threading.Barrier(2), []

    def press():
        with app.app_context():
            try:
                barrier.wait(20)
                clicks.click(actor, lesson=db.session.get(Lesson, number), place=place, choice=WILL)
                db.session.commit()
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert clicks.counts([number]) == {number: {WILL: 1}}
    assert len(outbox_mail()) == 1
