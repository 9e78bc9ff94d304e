"""A lesson is written on a few screens; every text of it is checked; nothing typed is lost."""

import pytest

from app.core.actor import Role
from app.core.errors import FieldError
from app.lessons import checking, clicks, service, sources
from app.lessons.models import Attribution, Evidence, LessonKind, LessonState, Use
from app.lessons.places import Place
from tests import factories
from tests.support.pages import text_of
from tests.support.signin import sign_in

VALUES = {
    "title": "Test the export first",
    "kind": LessonKind.DID_NOT_WORK,
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "causes": ["DATA_NOT_EXPORTABLE"],
}
TYPED = VALUES | {"kind": "did_not_work"}


@pytest.fixture
def sides(app):
    return factories.force(name="Wexmoor Police"), factories.university(name="University of Quenbury")


@pytest.fixture
def person(sides):
    return factories.person(sides[0])


@pytest.fixture
def author(sides, person):
    return factories.actor(sides[0], who=person)


def draft(author, sides, **values):
    return service.write_for(author, organisation=sides[0], other=sides[1], **{**VALUES, **values})


def body(response):
    return text_of(response.page.main)


# ---- the screens -------------------------------------------------------------------------------------------


def test_three_screens_lead_from_nothing_to_a_lesson_that_is_sent(client, person):
    sign_in(client, person)
    work = client.submit("/lessons/new", TYPED).location
    missing = client.submit(work, {"mechanisms": []})
    assert missing.page.errors == ["Select how you worked together"]
    sharing = client.submit(
        work, {"mechanisms": ["project"], "areas": ["TRUST-01"], "days_lost": "40"}
    ).location
    form = client.get(sharing).page.form()
    assert (form["attribution"], form["evidence"]) == (["role_only"], ["once"])
    check = client.submit(sharing, {"applies_when": "Any data leaves the force."}).location
    shown = body(client.get(check))
    for words in ("Project", "40", "Any data leaves the force.", "a territorial force", "No embargo"):
        assert words in shown
    assert client.submit(check).location == check.removesuffix("/submit")


def test_the_check_leads_to_each_screen_and_back(client, author, sides, person):
    lesson = draft(author, sides, mechanisms=["research"])
    sign_in(client, person)
    check = f"/lessons/{lesson.id}/submit"
    links = [link for link in client.get(check).page.links if link.endswith("then=submit")]
    assert len(links) == 3
    for link in links:
        assert client.submit(link).location == check


def test_what_cannot_be_sent_yet_says_so_and_is_not_sent(client, author, sides, person):
    lesson = draft(author, sides)
    sign_in(client, person)
    page = client.get(f"/lessons/{lesson.id}/submit")
    assert "Select how you worked together" in body(page)
    assert client.post(f"/lessons/{lesson.id}/submit").status_code == 422
    assert lesson.state is LessonState.DRAFT


def test_the_other_side_is_named_only_beside_ones_own(client, author, sides, person):
    lesson = draft(author, sides)
    sign_in(client, person)
    path = f"/lessons/{lesson.id}/sharing"
    refused = client.submit(path, {"names_other": "y", "attribution": "sector_only"})
    assert refused.page.errors == ["Name the other side only where you name your own organisation"]
    client.submit(path, {"names_other": "y", "attribution": "named"})
    assert (lesson.attribution, lesson.names_other) == (Attribution.NAMED, True)
    client.submit(path, {"names_other": [], "attribution": "role_only"})
    assert not lesson.names_other


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (("1", "2", "2020"), "The day until which it is kept off the board must be today or in the future"),
        (("1", "2", "2099"), "The day must be within two years"),
        (("1", "", "2099"), "The day until which it is kept off the board must include a month"),
    ],
)
def test_an_embargo_lies_within_two_years(client, author, sides, person, day, told):
    lesson = draft(author, sides)
    sign_in(client, person)
    typed = dict(zip(("embargo_until-day", "embargo_until-month", "embargo_until-year"), day, strict=True))
    assert client.submit(f"/lessons/{lesson.id}/sharing", typed).page.errors == [told]


def test_what_worked_says_what_it_prevents(client, person, db_session):
    sign_in(client, person)
    number = client.submit("/lessons/new", {**TYPED, "kind": "worked"}).location.split("/")[2]
    lesson = db_session.get(checking.Lesson, int(number))
    assert ([cause.code for cause in lesson.guards_against], lesson.causes) == (["DATA_NOT_EXPORTABLE"], [])
    assert client.get(f"/lessons/{number}/edit").page.form()["causes"] == ["DATA_NOT_EXPORTABLE"]


def test_what_was_seen_more_than_once_is_good_practice(author, sides):
    lesson = draft(author, sides, kind=LessonKind.WORKED)
    service.edit(author, lesson=lesson, version=1, evidence=Evidence.REPEATED)
    assert lesson.is_good_practice
    service.edit(author, lesson=lesson, version=2, kind=LessonKind.DID_NOT_WORK)
    assert not lesson.is_good_practice


# ---- names of people and sensitive words -------------------------------------------------------------------


def test_a_find_is_changed_or_confirmed_and_its_reviewer_sees_that(client, author, person, sides, db_session):
    sign_in(client, person)
    typed = {**TYPED, "what_happened": "DS Hargreaves rang 07700 900123. Nobody answered."}
    refused = client.submit("/lessons/new", typed)
    assert [error.partition(",")[0] for error in refused.page.errors] == [
        "Remove “DS Hargreaves”",
        "Remove “07700 900123”",
    ]
    boxes = [name for name in refused.page.form() if name.startswith("confirm-")]
    assert len(boxes) == 0 and "DS Hargreaves rang" in refused.page.form()["what_happened"][0]
    names = [
        tag["name"]
        for tag in refused.page.select("input[type=checkbox]")
        if tag["name"].startswith("confirm-")
    ]
    saved = client.submit("/lessons/new", {**typed, **dict.fromkeys(names, "y")})
    lesson = db_session.get(checking.Lesson, int(saved.location.split("/")[2]))
    assert {(row.field, row.words, row.person_id) for row in lesson.confirmations} == {
        ("what_happened", "DS Hargreaves", person.id),
        ("what_happened", "07700 900123", person.id),
    }
    # The same words in the same text are not asked for again, and what is no longer there is forgotten.
    service.edit(author, lesson=lesson, version=1, what_happened="DS Hargreaves rang.")
    assert [row.words for row in lesson.confirmations] == ["DS Hargreaves"]
    service.edit(author, lesson=lesson, version=2, mechanisms=["research"])
    service.submit(author, lesson=lesson)
    reviewing = factories.person(None, Role.REVIEWER)
    sign_in(client, reviewing)
    assert "Confirmed by its writers" in body(client.get(f"/lessons/{lesson.id}"))
    lesson.state = LessonState.PUBLISHED
    sign_in(client, factories.person(factories.force()))
    assert "Confirmed by its writers" not in body(client.get(f"/lessons/{lesson.id}"))


@pytest.mark.parametrize("field", checking.TEXTS)
def test_no_text_of_a_lesson_names_a_person_unseen(author, sides, field):
    lesson = draft(author, sides)
    with pytest.raises(FieldError) as told:
        service.edit(author, lesson=lesson, version=1, **{field: "Ask Dr Okonkwo first."})
    assert told.value.message == "Remove “Dr Okonkwo”, or confirm that it is not the name of a person"
    with pytest.raises(FieldError) as told:
        service.edit(author, lesson=lesson, version=1, **{field: "TOP SECRET"})
    assert told.value.field == field


def test_an_answer_of_the_other_side_passes_the_same_check(author, sides):
    lesson = draft(author, sides)
    with pytest.raises(FieldError):
        checking.keep_confirmed(author, lesson, {"other_view": "Ask Dr Okonkwo."}, (), {"other_view": "view"})
    box = checking.pointed_at({"view": "Ask Dr Okonkwo."}, with_people=True)[0].box
    checking.keep_confirmed(author, lesson, {"other_view": "Ask Dr Okonkwo."}, [box], {"other_view": "view"})
    assert [(row.field, row.words) for row in lesson.confirmations] == [("other_view", "Dr Okonkwo")]


def test_why_a_lesson_is_not_relevant_passes_the_same_check(client, author, sides, person):
    lesson, brief = factories.lesson(), factories.brief(sides[0], poster=person)
    path = f"/lessons/{lesson.id}/not-relevant?place=brief-{brief.id}"
    sign_in(client, person)
    refused = client.submit(path, {"reason": "other", "words": "DC Marsh said so."})
    assert "“DC Marsh”" in refused.page.errors[0]
    (box,) = [tag["name"] for tag in refused.page.select("input[type=checkbox]")]
    assert client.submit(path, {"reason": "other", "words": "DC Marsh said so.", box: "y"}).status_code == 302
    said = clicks.own(author, Place("brief", str(brief.id)))[lesson.id]
    assert (said.choice, said.words) == (Use.NOT_RELEVANT, "DC Marsh said so.")
    with pytest.raises(FieldError):
        clicks.click(
            author,
            lesson=lesson,
            place=Place("brief", str(brief.id)),
            choice=Use.NOT_RELEVANT,
            words="Ask DC Roe",
        )


# ---- organisations that are not to be named ----------------------------------------------------------------


@pytest.mark.parametrize("attribution", [Attribution.ROLE_ONLY, Attribution.SECTOR_ONLY])
@pytest.mark.parametrize("field", [*checking.TEXTS])
def test_a_lesson_that_hides_its_sides_names_neither(author, sides, attribution, field):
    for words in ("It was so at Wexmoor.", "The Quenbury team left."):
        lesson = draft(author, sides, **{field: words})
        with pytest.raises(FieldError) as told:
            service.edit(author, lesson=lesson, version=1, attribution=attribution)
        assert told.value.field == field
        assert checking.why_not_send(lesson)[0][0] == field


def test_the_words_that_name_a_side_are_changed_where_it_is_chosen_who_is_named(
    client, author, sides, person
):
    lesson = draft(author, sides, what_happened="At Wexmoor Police nobody knew.", mechanisms=["research"])
    sign_in(client, person)
    path = f"/lessons/{lesson.id}/sharing"
    refused = client.submit(path)
    assert refused.page.errors == [
        "Take out “Wexmoor Police”: it shows which organisation this is about. "
        "Say “the force” or “the university”"
    ]
    assert refused.page.form()["what_happened"] == ["At Wexmoor Police nobody knew."]
    client.submit(path, {"what_happened": "At the force nobody knew."})
    assert (lesson.what_happened, checking.why_not_send(lesson)) == ("At the force nobody knew.", [])
    service.edit(author, lesson=lesson, version=lesson.version, what_happened="At Wexmoor nobody knew.")
    assert client.submit(path, {"attribution": "named"}).status_code == 302


def test_a_draft_of_earlier_days_is_looked_at_again_before_it_is_sent(client, author, sides, person):
    lesson = draft(author, sides, mechanisms=["research"])
    lesson.root_cause = "DC Marsh had left."
    lesson.title = "Ask DS Roe at Wexmoor"
    assert [field for field, _ in checking.why_not_send(lesson)] == ["title", "title", "root_cause"]
    sign_in(client, person)
    assert client.get(f"/lessons/{lesson.id}/edit").page.form()["root_cause"] == ["DC Marsh had left."]
    path = f"/lessons/{lesson.id}/sharing"
    form = client.get(path).page.form()
    assert (form["title"], form["root_cause"]) == (["Ask DS Roe at Wexmoor"], ["DC Marsh had left."])
    client.submit(path, {"title": "Ask first", "root_cause": "The owner had left."})
    assert (checking.why_not_send(lesson), lesson.root_cause) == ([], "The owner had left.")


def test_conditions_that_were_filled_in_are_not_shown_of_a_sector_alone(author, sides, monkeypatch):
    filled_in = sources.Source("Work", "desk.home", 1, "Data: images. Vetting: NPPV 3.")
    monkeypatch.setattr(sources, "_find", [lambda lesson: filled_in])
    lesson = draft(author, sides, conditions=filled_in.conditions)
    service.edit(author, lesson=lesson, version=1, attribution=Attribution.ROLE_ONLY)
    assert lesson.conditions == filled_in.conditions
    service.edit(author, lesson=lesson, version=lesson.version, attribution=Attribution.SECTOR_ONLY)
    assert lesson.conditions == ""
    service.edit(author, lesson=lesson, version=lesson.version, conditions="Images of many people.")
    assert lesson.conditions == "Images of many people."
