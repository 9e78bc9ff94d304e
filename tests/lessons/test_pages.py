"""The pages of lessons."""

import pytest
from sqlalchemy import select

from app.core.actor import Role
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonCause, LessonKind, LessonMechanism, LessonState
from app.lessons.search import KIND
from app.taxonomy.models import Area, Mechanism
from tests import factories
from tests.lessons.indexed import index_what_the_test_made
from tests.support.pages import text_of
from tests.support.signin import sign_in

FILLED = {
    "title": "Test the export first",
    "kind": "did_not_work",
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "causes": ["DATA_NOT_EXPORTABLE"],
}
CHECKED = {"names_nobody": "y", "helps_no_offender": "y", "teaches": "y"}


@pytest.fixture
def force(app):
    return factories.force(name="Wexmoor Police")


@pytest.fixture
def author(force):
    return factories.person(force)


def body(response):
    return text_of(response.page.main)


def titles(response):
    return [text_of(tag) for tag in response.page.select(".cg-card__title")]


def option(response, name, value):
    """The label with its count of a filter's value."""
    box = response.page.select_one(f"input[type=checkbox][name={name}][value='{value}']")
    return text_of(response.page.select_one(f"label[for={box['id']}]"))


# ---- the board ---------------------------------------------------------------------------------------------


def test_everybody_reads_the_board(client):
    factories.lesson(title="Everybody may read this")
    assert "Everybody may read this" in titles(client.get("/lessons"))


@pytest.mark.parametrize("state", [s for s in LessonState if s is not LessonState.PUBLISHED])
def test_only_published_lessons_stand_on_the_board_even_for_their_author(client, force, author, state):
    lesson = factories.lesson(state, title="Not yet", organisation_id=force.id, author_id=author.id)
    sign_in(client, author)
    assert "Not yet" not in titles(client.get("/lessons"))
    assert client.get(f"/lessons/{lesson.id}").status_code == 200
    assert "Not yet" in titles(client.get("/lessons/mine"))


def test_members_lessons_come_first_then_published_cases(client):
    shown = titles(client.get("/lessons"))
    factories.lesson(title="A member's own")
    assert titles(client.get("/lessons"))[0] == "A member's own"
    assert len(shown) == 20


def test_filters_narrow_each_other_and_are_counted(client):
    first = factories.lesson(title="First", kind=LessonKind.WORKED, stage_code="RESEARCH")
    first.mechanism_links = [LessonMechanism(mechanism=Mechanism.SECONDMENT)]
    second = factories.lesson(title="Second")
    second.mechanism_links = [LessonMechanism(mechanism=Mechanism.SECONDMENT)]
    own = "source=member"
    assert sorted(titles(client.get(f"/lessons?{own}"))) == ["First", "Second"]
    assert titles(client.get(f"/lessons?{own}&kind=worked")) == ["First"]
    assert titles(client.get(f"/lessons?{own}&mechanism=secondment&kind=did_not_work")) == ["Second"]
    assert titles(client.get(f"/lessons?{own}&stage=RESEARCH")) == ["First"]
    filtered = client.get(f"/lessons?{own}&kind=worked")
    assert option(filtered, "kind", "worked") == "Worked (1 results)"
    # A filter's own values are counted as if it were not set.
    assert option(filtered, "kind", "did_not_work") == "Did not work (1 results)"
    assert option(filtered, "mechanism", "secondment") == "Secondment (1 results)"


def test_an_area_holds_its_sub_areas(client, db_session):
    lesson = factories.lesson(title="Views of cameras")
    lesson.areas = [db_session.get(Area, "TRUST-01")]
    assert titles(client.get("/lessons?source=member&area=TRUST")) == ["Views of cameras"]
    assert titles(client.get("/lessons?source=member&area=MOB")) == []


def test_a_cause_shows_what_failed_by_it_and_what_prevents_it(client, db_session):
    failed = factories.lesson(title="Failed")
    db_session.add(LessonCause(lesson_id=failed.id, cause_code="NO_ROUTE"))
    prevents = factories.lesson(title="Prevents", kind=LessonKind.WORKED)
    db_session.flush()
    prevents.guards_against = list(failed.causes)
    shown = client.get("/lessons?cause=NO_ROUTE")
    assert sorted(titles(shown)) == ["Failed", "Prevents"]
    assert "(2 results)" in option(shown, "cause", "NO_ROUTE")


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "area=%00", "cause=C_ACCESS", "page=9999999", "source=x&stage=y", "mechanism=' OR 1"],
)
def test_what_no_filter_knows_is_let_pass(client, query):
    assert client.get(f"/lessons?{query}").status_code == 200


def test_no_lesson_says_so(client):
    assert "No lesson fits" in body(client.get("/lessons?source=member&kind=mixed"))


def test_words_find_lessons_best_first(app, client):
    factories.lesson(title="Handover when the secondee leaves")
    factories.lesson(title="Something else", what_happened="Nobody handed over.")
    db.session.commit()
    index_what_the_test_made()
    shown = client.get("/lessons?q=handover+secondee")
    assert titles(shown)[0] == "Handover when the secondee leaves"
    assert "Best first" in body(shown)
    assert titles(client.get("/lessons?q=handover+secondee&source=case")) == []


def test_while_the_index_is_away_the_board_says_so(client):
    shown = client.get("/lessons?q=handover")
    assert shown.status_code == 200
    assert "being rebuilt" in body(shown)


# ---- one lesson --------------------------------------------------------------------------------------------


def test_a_published_case_is_marked_and_has_its_source(client, db_session):
    case = db_session.scalar(select(Lesson).where(Lesson.is_published_case.is_(True)).limit(1))
    shown = client.get(f"/lessons/{case.id}")
    assert "This is a published case" in body(shown)
    assert case.partners in body(shown)
    assert case.source_url.split(" ; ")[0] in shown.page.links


def test_a_sample_lesson_says_so(client):
    assert "Sample" in body(client.get(f"/lessons/{factories.lesson(is_sample=True).id}"))


@pytest.mark.parametrize(
    ("attribution", "said"),
    [
        (Attribution.NAMED, "Wexmoor Police"),
        (Attribution.ROLE_ONLY, "a territorial force"),
        (Attribution.SECTOR_ONLY, "policing"),
    ],
)
def test_page_card_index_and_organisation_say_no_more_than_the_author_chose(
    app, client, force, author, attribution, said
):
    lesson = factories.lesson(organisation=force, author=author, attribution=attribution)
    db.session.commit()
    index_what_the_test_made()
    for path in (f"/lessons/{lesson.id}", "/lessons?source=member"):
        shown = body(client.get(path))
        assert said in shown
        assert ("Wexmoor" in shown) == (attribution is Attribution.NAMED), path
        assert author.name not in shown
    named = attribution is Attribution.NAMED
    assert (titles(client.get("/lessons?q=wexmoor&source=member")) == [lesson.title]) == named
    assert (lesson.title in body(client.get(f"/organisations/{force.slug}"))) == named


@pytest.mark.parametrize("state", [LessonState.DRAFT, LessonState.IN_REVIEW, LessonState.WITHDRAWN])
def test_what_may_not_be_read_is_not_found(client, force, author, state):
    lesson = factories.lesson(state, organisation_id=force.id, author_id=author.id)
    for path in ("", "/edit", "/submit", "/accept", "/return", "/answer", "/take-back", "/withdraw"):
        sign_in(client, factories.person(factories.university()))
        assert client.get(f"/lessons/{lesson.id}{path}").status_code == 404


# ---- writing and reviewing ---------------------------------------------------------------------------------


def written(client, **more):
    """The address of a draft that its author has written on all screens."""
    answer = client.submit("/lessons/new", {**FILLED, **more})
    answer = client.submit(answer.location, {"mechanisms": ["research"]})
    return client.submit(answer.location).location.removesuffix("/submit")


def test_from_writing_to_the_board(new_client, author):
    writing = new_client()
    sign_in(writing, author)
    lesson = written(writing)
    assert "Draft" in body(writing.get(lesson))
    checked = body(writing.get(f"{lesson}/submit"))
    for words in (
        "Test the export first",
        "a territorial force",
        "Research",
        "Data not exportable",
        "Seen once",
    ):
        assert words in checked
    writing.submit(f"{lesson}/submit")
    assert "With a reviewer" in body(writing.get(lesson))

    reviewing = new_client()
    sign_in(reviewing, factories.person(None, Role.REVIEWER))
    assert "a territorial force" in body(reviewing.get(f"{lesson}/accept"))
    unchecked = reviewing.submit(f"{lesson}/accept")
    assert (unchecked.status_code, len(unchecked.page.errors)) == (422, 3)
    assert reviewing.submit(f"{lesson}/accept", CHECKED).status_code == 302
    assert "Test the export first" in titles(new_client().get("/lessons"))


def test_a_lesson_sent_back_shows_its_author_why(new_client, force, author):
    lesson = factories.lesson(LessonState.IN_REVIEW, organisation=force, author=author)
    reviewing = new_client()
    sign_in(reviewing, factories.person(None, Role.REVIEWER))
    refused = reviewing.submit(f"/lessons/{lesson.id}/return", {"reason": " "})
    assert (refused.status_code, refused.page.errors) == (422, ["Enter what should change"])
    assert (
        reviewing.submit(f"/lessons/{lesson.id}/return", {"reason": "It names a person."}).status_code == 302
    )
    writing = new_client()
    sign_in(writing, author)
    assert "It names a person." in body(writing.get(f"/lessons/{lesson.id}"))
    shown = writing.submit(f"/lessons/{lesson.id}/edit", {**FILLED, "title": "Named nobody"})
    assert shown.location.endswith("/submit")
    assert writing.get(f"/lessons/{lesson.id}").page.heading == "Named nobody"


def test_a_withdrawn_lesson_leaves_the_board(client, force, author):
    lesson = factories.lesson(organisation=force, author=author)
    sign_in(client, author)
    assert client.submit(f"/lessons/{lesson.id}/withdraw").status_code == 302
    assert lesson.title not in titles(client.get("/lessons"))
    assert client.get(f"/lessons/{lesson.id}/withdraw").status_code == 422


@pytest.mark.parametrize("act", ["edit", "submit", "accept", "return", "take-back", "unname"])
def test_a_published_lesson_is_not_changed(client, force, author, act):
    lesson = factories.lesson(organisation=force, author=author)
    sign_in(client, author)
    assert client.get(f"/lessons/{lesson.id}/{act}").status_code in (403, 422)


def test_only_members_reach_the_form(client):
    assert client.get("/lessons/new").status_code == 302
    sign_in(client, factories.person(None, Role.REVIEWER))
    assert client.get("/lessons/new").status_code == 403


def test_a_refused_form_says_why_and_loses_nothing_typed(client, author, db_session):
    sign_in(client, author)
    answer = client.submit("/lessons/new", {**FILLED, "title": "", "causes": []})
    assert answer.status_code == 422
    assert answer.page.errors == [
        "Enter the lesson in one line",
        "Select at least one cause for what did not work",
    ]
    form = answer.page.form()
    for name in ("kind", "what_happened", "recommendation"):
        assert form[name] == [FILLED[name]]
    assert db_session.scalar(select(Lesson).where(Lesson.author_id == author.id)) is None


def test_the_later_of_two_is_told_and_sees_both_texts(new_client, force, author):
    lesson = factories.lesson(LessonState.DRAFT, title="Before", organisation=force, author=author)
    one, two = new_client(), new_client()
    sign_in(one, author)
    sign_in(two, factories.person(force, Role.PARTNERSHIP_MANAGER))
    form = two.get(f"/lessons/{lesson.id}/edit").page.form()
    one.submit(f"/lessons/{lesson.id}/edit", {**FILLED, "title": "By one"})
    answer = two.post(f"/lessons/{lesson.id}/edit", data={**form, **FILLED, "title": "By two"})
    assert answer.status_code == 422
    assert "By one" in body(answer)
    assert answer.page.form()["title"] == ["By two"]
    again = two.post(f"/lessons/{lesson.id}/edit", data={**answer.page.form(), "title": "By two"})
    assert again.status_code == 302
    assert one.get(f"/lessons/{lesson.id}").page.heading == "By two"


def test_the_same_form_sent_twice_makes_one_lesson(client, author, db_session):
    sign_in(client, author)
    form = {**client.get("/lessons/new").page.form(), **FILLED}
    first = client.post("/lessons/new", data=form)
    second = client.post("/lessons/new", data=form)
    assert first.location == second.location
    assert len(db_session.scalars(select(Lesson).where(Lesson.author_id == author.id)).all()) == 1


def test_a_renamed_organisation_is_found_by_its_new_name_where_it_is_named(force, author):
    named = factories.lesson(organisation=force, attribution=Attribution.NAMED)
    factories.lesson(organisation=force, attribution=Attribution.ROLE_ONLY)
    assert list(KIND.affects(force)) == [named.id]
    assert list(KIND.affects(author)) == []
