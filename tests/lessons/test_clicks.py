"""One click on a lesson where somebody decides: who may, what is kept, and what is counted."""

import pytest
from sqlalchemy import func, select

from app.core.actor import ANONYMOUS, Role
from app.core.errors import FieldError, Refused
from app.core.models import AuditRow
from app.extensions import db
from app.lessons import clicks, places, policy
from app.lessons.models import LessonClick, LessonState, Use
from app.lessons.places import Place
from app.listings.models import ListingState
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
# Who says at the force's brief what they do with a lesson: in each state of the brief that they may read.
D, P = ListingState.DRAFT, ListingState.PUBLISHED
MAY = {
    "poster": {D, P},
    "manager": {D, P},
    "colleague": {P},
    "police elsewhere": set(),
    "academic": set(),
    "reviewer": set(),
    "reviewer of the same organisation": {P},
    "auditor": set(),
    "administrator": set(),
    "public": set(),
}


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def place(force, poster):
    return Place("brief", str(factories.brief(force, D, poster=poster).id))


def actor_of(force, poster):
    return factories.actor(force, who=poster)


def test_only_those_who_decide_at_a_place_click_there(force, poster, db_session):
    actors = factories.actors(
        {
            "poster": (force, poster),
            "manager": (force, Role.PARTNERSHIP_MANAGER),
            "colleague": (force,),
            "police elsewhere": (factories.force(), Role.PARTNERSHIP_MANAGER),
            "academic": (factories.university(),),
            "reviewer": (None, Role.REVIEWER),
            "reviewer of the same organisation": (force, Role.REVIEWER),
            "auditor": (None, Role.AUDITOR),
            "administrator": (None, Role.ADMINISTRATOR),
        }
    ) | {"public": ANONYMOUS}
    shown = factories.lesson()
    briefs = {state: factories.brief(force, state, poster=poster) for state in (D, P)}
    for who, actor in actors.items():
        may = {
            state
            for state, brief in briefs.items()
            if policy.can_click(actor, shown, Place("brief", str(brief.id)))
        }
        assert may == MAY[who], who
    with pytest.raises(Refused):
        clicks.click(
            actors["academic"], lesson=shown, place=Place("brief", str(briefs[P].id)), choice=Use.NOTED
        )
    assert db_session.scalars(select(LessonClick)).all() == []


def test_only_a_lesson_on_the_board_is_clicked(force, poster, place):
    actor = actor_of(force, poster)
    lessons = {
        state: factories.lesson(state, organisation=force, author_id=poster.id) for state in LessonState
    }
    clicked = [state for state, each in lessons.items() if policy.can_click(actor, each, place)]
    assert clicked == [LessonState.PUBLISHED]


def test_a_place_is_read_as_it_is_written_and_nothing_else_is_one(app):
    assert places.read(str(Place("brief", "12"))) == Place("brief", "12")
    assert places.read(str(Place("match", "12.7"))) == Place("match", "12.7")
    for text in (
        *("", "brief", "brief-", "brief-x", "brief-²", "offer-1", "brief-99999999999"),
        *("brief-1.2", "match-1"),
    ):
        assert places.read(text) is None, text


def test_each_counts_once_at_a_place_and_the_latest_stands(force, poster, place, db_session):
    actor, lesson = actor_of(force, poster), factories.lesson()
    other = Place("brief", str(factories.brief(force, D, poster=poster).id))
    for choice in (Use.NOTED, Use.NOTED, Use.WILL_APPLY):
        clicks.click(actor, lesson=lesson, place=place, choice=choice)
    assert clicks.counts([lesson.id]) == {lesson.id: {Use.WILL_APPLY: 1}}
    clicks.click(actor, lesson=lesson, place=other, choice=Use.NOT_RELEVANT, reason="settled")
    colleague = factories.actor(force, Role.PARTNERSHIP_MANAGER)
    clicks.click(colleague, lesson=lesson, place=place, choice=Use.WILL_APPLY)
    said = clicks.counts([lesson.id])[lesson.id]
    assert clicks.counted(said) == "Will be applied 2 times, noted 0, not relevant 1"
    assert clicks.own(actor, place)[lesson.id].choice is Use.WILL_APPLY
    audited = select(func.count()).where(AuditRow.act == "lessons.click")
    assert db_session.scalar(audited) == 5


def test_the_same_click_from_two_windows_is_one(force, poster, place, db_session, monkeypatch):
    actor, lesson = actor_of(force, poster), factories.lesson()
    first = clicks.click(actor, lesson=lesson, place=place, choice=Use.NOTED)
    # The second window asked before the first had written.
    monkeypatch.setattr(clicks, "_own", _blind_once(clicks._own))
    assert clicks.click(actor, lesson=lesson, place=place, choice=Use.WILL_APPLY).id == first.id
    assert db_session.scalars(select(LessonClick.choice)).all() == [Use.WILL_APPLY]


def _blind_once(found):
    asked = []

    def look(*who):
        asked.append(who)
        return None if len(asked) == 1 else found(*who)

    return look


def test_not_relevant_says_why(force, poster, place):
    actor, lesson = actor_of(force, poster), factories.lesson()
    for reason, field in (("", "reason"), ("no-such-reason", "reason"), ("other", "words")):
        with pytest.raises(FieldError) as told:
            clicks.click(actor, lesson=lesson, place=place, choice=Use.NOT_RELEVANT, reason=reason)
        assert told.value.field == field


def test_a_sentence_is_reason_enough_and_goes_when_the_mind_is_changed(force, poster, place):
    actor, lesson = actor_of(force, poster), factories.lesson()
    said = clicks.click(actor, lesson=lesson, place=place, choice=Use.NOT_RELEVANT, words="Ours is a boat.")
    assert (said.reason, said.words) == ("", "Ours is a boat.")
    clicks.click(actor, lesson=lesson, place=place, choice=Use.NOTED)
    assert said.words == ""


def test_the_lesson_and_its_authors_page_show_counts_and_no_names(client, force, poster, place):
    home = factories.university()
    author = factories.person(home)
    lesson = factories.lesson(organisation=home, author_id=author.id)
    assert "How it is used" not in text_of(client.get(f"/lessons/{lesson.id}").page.main)
    clicks.click(actor_of(force, poster), lesson=lesson, place=place, choice=Use.WILL_APPLY)
    db.session.commit()
    shown = text_of(client.get(f"/lessons/{lesson.id}").page.main)
    assert "Will be applied once, noted 0, not relevant 0" in shown
    assert poster.name not in shown
    client.sign_in(author)
    assert "Will apply: 1 (1 brief)" in text_of(client.get("/lessons/mine").page.main)
