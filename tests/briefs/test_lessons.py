"""The lessons beside a brief: which are chosen, and the three buttons below each."""

import pytest
from sqlalchemy import select

from app.briefs import preflight
from app.briefs.lessons_panel import facts_of
from app.briefs.preflight import BY_CODE, State
from app.extensions import db
from app.lessons.fitting import choose
from app.lessons.models import Lesson, LessonClick, LessonKind, LessonMechanism, LessonState, Use
from app.listings.models import ListingArea, ListingState
from app.taxonomy.models import Area, Cause, Mechanism
from tests import factories
from tests.lessons.indexed import index_what_the_test_made
from tests.listings.drafts import full_brief
from tests.support.pages import text_of


@pytest.fixture
def force(app):
    return factories.force(name="Wexmoor Police")


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def advised(app, force, poster, db_session):
    """A brief whose words five lessons fit, and one of them by mechanism too."""
    brief = factories.brief(
        force,
        ListingState.DRAFT,
        poster=poster,
        title="Bicycle theft forecasts",
        problem="Bicycles are stolen.",
    )
    for number in range(4):
        factories.lesson(title=f"Bicycle forecasts {number}", what_happened="Bicycle theft was forecast.")
    best = factories.lesson(title="Bicycle forecasts that fit", what_happened="Bicycle theft was forecast.")
    best.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
    factories.lesson(LessonState.IN_REVIEW, title="Bicycle forecasts nobody may read yet")
    db_session.commit()
    index_what_the_test_made()
    return brief


def fits(force, poster, brief):
    """Why each of the lessons that the test made is shown, the best first; published cases may stand between."""
    found = choose(factories.actor(force, who=poster), facts_of(brief), limit=99)
    return {fit.lesson.title: fit.why for fit in found if not fit.lesson.is_published_case}


def test_a_brief_shows_its_organisation_alone_three_lessons_with_the_reason(client, poster, advised):
    client.sign_in(poster)
    for path in ("", "/edit", "/edit/problem"):
        page = client.get(f"/briefs/{advised.id}{path}").page
        text = text_of(page.main)
        assert "Lessons for this brief" in text
        assert text.count("Why this one:") == 3
        assert "same mechanism (research)" in text.lower()
        assert "both speak of" in text.lower()
        assert "nobody may read yet" not in text
        cards = [text_of(tag) for tag in page.select(".cg-card__title")]
        assert cards[0] == "Bicycle forecasts that fit", "it overtakes its equals by its mechanism"
    advised.state = ListingState.PUBLISHED
    client.sign_in(factories.person(factories.university()))
    assert "Lessons for this brief" not in text_of(client.get(f"/briefs/{advised.id}").page.main)


def test_words_that_only_hold_sentences_together_are_no_reason(app, force, poster):
    brief = factories.brief(force, problem="Somebody took another bicycle, and nobody could say something.")
    factories.lesson(
        title="Theft", what_happened="Somebody took another bicycle; nobody did something about it."
    )
    index_what_the_test_made()
    assert fits(force, poster, brief)["Theft"] == "Both speak of bicycle"


def test_a_brief_that_says_nothing_yet_gets_no_advice(app, force, poster):
    empty = factories.brief(force, title="", problem="", desired_outcome="", data_access="")
    assert fits(force, poster, empty) == {}


def test_area_data_gate_and_cause_choose_where_no_word_is_shared(app, force, poster):
    """Without an index no word is found, and what a brief is about still finds what it should read."""
    brief = factories.brief(force, title="Zebra", problem="Quagga.", desired_outcome="")
    brief.area_links = [ListingArea(area_code="FORENS-11")]
    brief.data_access = "Two hundred photographs."
    area = db.session.get_one(Area, "FORENS-11")
    factories.lesson(title="Same area", areas=[area], what_happened="Nothing to see.")
    factories.lesson(title="Same area, same data", areas=[area], what_happened="The images blurred.")
    factories.lesson(title="Elsewhere")
    about = fits(force, poster, brief)
    assert list(about) == ["Same area, same data", "Same area"]
    assert "same kind of data (images and video)" in about["Same area, same data"]

    moved = [db.session.get_one(Cause, "SPONSOR_MOVED")]
    factories.lesson(title="The sponsor moved", causes=moved)
    factories.lesson(title="Two sponsors", kind=LessonKind.WORKED, guards_against=moved)
    factories.lesson(title="Who may publish", gate_code="IP_TERMS")
    # What is known is no doubt.
    preflight.write_state(BY_CODE["publication"], brief, State.KNOWN)
    assert "Who may publish" not in fits(force, poster, brief)
    preflight.write_state(BY_CODE["cover"], brief, State.NOT_KNOWN)
    preflight.write_state(BY_CODE["publication"], brief, State.BLOCKED)
    why = fits(force, poster, brief)
    assert set(why) == {*about, "The sponsor moved", "Two sponsors", "Who may publish"}
    assert "It failed by what is still open here (Sponsor moved)" in why["The sponsor moved"]
    assert "It prevents what is still open here (Sponsor moved)" in why["Two sponsors"]
    assert "About a gate that is still open here (intellectual property" in why["Who may publish"]


# ---- the buttons -------------------------------------------------------------------------------------------


def buttons(page):
    """What stands on the buttons below the lessons, with where each leads."""
    return [(text_of(tag), str(tag["formaction"])) for tag in page.select(".cg-click")]


def test_one_press_is_kept_and_what_was_typed_beside_it_comes_back(client, poster, advised):
    client.sign_in(poster)
    path = f"/briefs/{advised.id}/edit/problem"
    page = client.get(path).page
    words, address = buttons(page)[0]
    assert words.startswith("Will apply: Bicycle")
    typed = {**page.form(), "problem": "Half a sentence that nobody has saved", "lesson_click": "will_apply"}
    done = client.post(address, data=typed)
    back = client.get(done.location).page
    assert back.form()["problem"] == ["Half a sentence that nobody has saved"]
    assert "Kept: you will apply" in text_of(back.main)
    assert "You said: will apply" in text_of(back.main)
    assert advised.problem == "Bicycles are stolen."
    # And again from there: the newest of what was typed comes back.
    again = {**back.form(), "problem": "A whole sentence", "lesson_click": "noted"}
    done = client.post(buttons(back)[0][1], data=again)
    assert client.get(done.location).page.form()["problem"] == ["A whole sentence"]
    assert db.session.scalars(select(LessonClick.choice)).all() == [Use.NOTED]


def test_not_relevant_asks_why_and_leads_back(client, poster, advised):
    client.sign_in(poster)
    page = client.get(f"/briefs/{advised.id}/edit").page
    words, address = buttons(page)[2]
    assert words.startswith("Not relevant because…")
    asked = client.post(address, data={"lesson_click": "not_relevant"}).location
    assert client.get(asked).page.heading.endswith("Why is this lesson not relevant?")
    refused = client.submit(asked, {})
    assert refused.page.errors == ["Select why it is not relevant, or say it in a sentence"]
    assert client.submit(asked, {"reason": "other"}).page.errors == ["Enter why it is not relevant"]
    done = client.submit(asked, {"words": "We steal no bicycles."})
    assert done.location == f"/briefs/{advised.id}/edit"
    assert "You said: not relevant" in text_of(client.get(done.location).page.main)
    assert client.get(asked).page.form()["words"] == ["We steal no bicycles."]


def test_a_press_at_a_place_of_others_or_of_no_button_is_answered(client, advised, poster):
    lesson = factories.lesson()
    address = f"/lessons/{lesson.id}/click?place=brief-{advised.id}"
    client.sign_in(factories.person(factories.university()))
    assert client.post(address, data={"lesson_click": "noted"}).status_code == 404
    client.sign_in(poster)
    assert client.post(f"/lessons/{lesson.id}/click", data={"lesson_click": "noted"}).status_code == 404
    assert client.post(address, data={"lesson_click": "adored"}).status_code == 422
    elsewhere = client.post(f"{address}&next=//example.org", data={"lesson_click": "noted"})
    assert elsewhere.location == f"/lessons/{lesson.id}"


def test_what_was_said_of_a_lesson_that_fits_no_longer_stays_in_sight(client, poster, advised, db_session):
    client.sign_in(poster)
    page = client.get(f"/briefs/{advised.id}/edit").page
    client.post(buttons(page)[0][1], data={"lesson_click": "will_apply"})
    lesson = db_session.scalars(select(Lesson).where(Lesson.title == "Bicycle forecasts that fit")).one()
    lesson.mechanism_links = []
    advised.title, advised.problem, advised.desired_outcome = "Drones", "Drones.", ""
    for number in range(3):
        factories.lesson(title=f"Drones {number}", what_happened="Drones flew.")
    db_session.commit()
    index_what_the_test_made()
    shown = text_of(client.get(f"/briefs/{advised.id}/edit").page.main)
    assert "You also said here: Bicycle forecasts that fit: will apply" in " ".join(shown.split())


def test_enter_on_the_answers_to_check_sends_them_and_presses_no_lesson(client, force, poster, db_session):
    factories.lesson(title="In the same area", areas=[db_session.get_one(Area, "FORENS-11")])
    whole = full_brief(force, poster)
    client.sign_in(poster)
    html = client.get(f"/briefs/{whole.id}/submit").get_data(as_text=True)
    assert html.index('id="draft-form"') < html.index('name="submit"') < html.index('name="lesson_click"')
