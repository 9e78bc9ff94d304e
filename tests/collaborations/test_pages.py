"""The pages, from the accepted response to the outcome, as a browser without scripts would use them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.collaborations.models import Collaboration, Status
from app.extensions import db
from app.lessons.models import LessonState
from app.responses.models import Response
from app.taxonomy.models import Area, Cause, Mechanism
from tests import factories
from tests.collaborations.cast import NAMES, named
from tests.collaborations.verbs import TODAY, running
from tests.support.signin import sign_in

LESSON = {
    "lesson_title": "Try the export first",
    "lesson_kind": "did_not_work",
    "lesson_happened": "Nobody could.",
    "lesson_advice": "Ask for one row.",
    "lesson_attribution": "role_only",
}


def day(name, value):
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


@pytest.fixture
def cast(app):
    return named()


@pytest.fixture
def cause(app):
    return db.session.scalars(select(Cause.code).where(Cause.parent_code.is_not(None))).first()


@pytest.fixture
def area(app):
    return db.session.scalars(select(Area.code)).first()


# The whole path


def test_from_a_brief_to_a_lesson(client, cast, cause, outbox_mail):
    either = [Mechanism.TRAINING, Mechanism.CONSULTANCY]
    brief = factories.brief(cast.force, poster=cast.police_lead, mechanisms=either)
    sign_in(client, cast.academic_lead)
    sent = client.submit(
        f"/listings/{brief.id}/respond",
        dict.fromkeys(("why", "contribution", "first_step", "availability"), "Ours.")
        | {"has_conflict": "no"},
    )
    sign_in(client, cast.police_lead)
    page = client.get(sent.location).page
    response = db.session.scalar(select(Response))
    assert {f"/responses/{response.id}/accept", f"/responses/{response.id}/decline"} <= set(page.links)
    second = cast.actors["police colleague"].person_id
    opened = client.submit(
        f"/responses/{response.id}/accept",
        {"mechanism": "training", "second": str(second), **day("planned_start", TODAY)},
    )
    path = opened.location
    page = client.get(path).page
    assert page.heading == brief.title
    assert "Scoping" in page.text
    assert all(name in page.text for name in NAMES)
    sign_in(client, cast.academic_lead)
    assert path in client.get(sent.location).page.links
    assert client.submit(f"{path}/edit", {"title": "Treads"}).status_code == 302
    assert client.submit(f"{path}/agreement/success", {"success": "Faster\nCheaper"}).status_code == 302
    measured = client.submit(
        f"{path}/measures",
        {
            "measures-0-name": "Time to result",
            "measures-0-baseline": "9",
            "measures-0-target": "2",
            "measures-0-unit": "days",
            "measures-0-direction": "lower",
        },
    )
    assert measured.status_code == 302
    start = {**day("started", TODAY - timedelta(days=3)), "unsigned_because": "The students are here now."}
    assert client.submit(f"{path}/start", start).status_code == 302
    asked = client.submit(f"{path}/close", {"outcome": "partly_delivered"})
    assert asked.location == f"{path}/close?outcome=partly_delivered"
    collaboration = db.session.scalar(select(Collaboration))
    done = client.submit(
        asked.location,
        {
            **day("ended", TODAY),
            "summary": "Some of it.",
            "causes": [cause],
            f"actual_{collaboration.measures[0].id}": "3",
            **LESSON,
        },
    )
    (lesson,) = collaboration.lessons
    assert done.location == f"/lessons/{lesson.id}/sharing"
    page = client.get(path).page
    for said in (
        "Outcome: partly delivered",
        "Some of it.",
        "Faster",
        "Cheaper",
        "Time to result (days)",
        "Try the export first",
        "draft",
    ):
        assert said in page.text
    assert [cell.get_text() for cell in page.select("main td")] == ["9", "2", "3", "Target missed"]
    assert lesson.state is LessonState.DRAFT
    assert [c.person_id for c in collaboration.contacts if c.is_second] == [second]


def recorded(client, data):
    """The path of what was recorded. Its recorder is led on to the draft of its lesson."""
    answer = client.submit("/collaborations/record", data)
    made = db.session.scalars(select(Collaboration)).one()
    assert answer.location == f"/lessons/{made.lessons[0].id}/sharing"
    return f"/collaborations/{made.id}"


def test_a_partnership_manager_records_and_the_other_side_confirms(client, cast, cause, area, outbox_mail):
    sign_in(client, cast.person("academic manager"))
    assert client.get("/collaborations").page.select_one("a[href='/collaborations/record']")
    path = recorded(client, record_of(cast, cause, area))
    page = client.get(path).page
    assert "Recorded by one side" in page.text
    assert outbox_mail()[-1].person_id == cast.actors["police administrator"].person_id
    sign_in(client, cast.person("police administrator"))
    assert f"{path}/confirm" in client.get(path).page.links
    assert client.submit(f"{path}/confirm").status_code == 302
    page = client.get(path).page
    assert "Confirmed by both sides" in page.text
    client.post("/sign-out")
    assert cast.force.collaborations_count == 1


def test_a_disputed_record_says_why_to_those_who_take_part_and_is_corrected(client, cast, cause, area):
    sign_in(client, cast.person("police manager"))
    data = {**record_of(cast, cause, area), "other": str(cast.university.id)}
    path = recorded(client, data)
    sign_in(client, cast.person("academic manager"))
    assert client.submit(f"{path}/dispute", {"reason": ""}).status_code == 422
    assert client.submit(f"{path}/dispute", {"reason": "It was adopted."}).status_code == 302
    sign_in(client, cast.person("police colleague"))
    assert client.get(path).status_code == 404
    sign_in(client, cast.person("police manager"))
    page = client.get(path).page
    assert "It was adopted." in page.text
    assert f"{path}/correct" in page.links
    filled = client.get(f"{path}/correct").page.form()
    assert filled["title"] == ["Better treads"]
    assert filled["measures-0-name"] == ["Hits"]
    assert filled["causes"] == [cause]
    assert client.submit(f"{path}/correct", {"standing": "delivered", "causes": []}).status_code == 302
    page = client.get(path).page
    assert "Recorded by one side" in page.text
    assert "Outcome: delivered" in page.text


def record_of(cast, cause, area):
    return {
        "other": str(cast.force.id),
        "title": "Better treads",
        "mechanism": "research",
        "areas": [area],
        "audience": "public",
        **day("started", date(2024, 1, 8)),
        **day("ended", date(2025, 3, 1)),
        "success_criteria": "More hits",
        "standing": "not_adopted",
        "summary": "Nobody used it.",
        "causes": [cause],
        "measures-0-name": "Hits",
        "measures-0-actual": "4",
        **LESSON,
    }


# What each form refuses


RECORD_ERRORS = [
    ("other", "", "Select the other organisation"),
    ("other", "999999", "select from the options"),
    ("title", "", "Enter a title"),
    ("title", "x" * 151, "150 characters"),
    ("mechanism", "", "worked together"),
    ("areas", [], "area of challenge"),
    ("areas", ["NO"], "select from the options"),
    ("audience", "", "who may see it"),
    ("audience", "police", "select from the options"),
    ("started-year", "", "must include a year"),
    ("started-year", "2027", "in the past"),
    ("started-day", "40", "real date"),
    ("standing", "", "where it stands"),
    ("ended-year", "2023", "after"),
    ("ended-year", "2027", "in the past"),
    ("summary", "", "what came of it"),
    ("causes", [], "at least one cause"),
    ("lesson_title", "", "lesson in one line"),
    ("lesson_kind", "", "whether it worked"),
    ("lesson_happened", "", "what happened"),
    ("lesson_advice", "", "next time"),
    ("measures-0-name", "", "Enter what is measured"),
    ("title", "TOP SECRET work", "OFFICIAL"),
    ("standing", "delivered", "only for a collaboration that fell short"),
    ("standing", "running", "only for a collaboration that fell short"),
]


def refusals(client, path, good, cases):
    """What came back for each case that was not refused with its message beside what was typed."""
    shown = client.get(path).page.form()
    wrong = []
    for field, value, said in cases:
        answer = client.post(path, data={**shown, **good, field: value})
        if answer.status_code != 422 or not any(said in error for error in answer.page.errors):
            wrong.append((field, value, answer.status_code, answer.page.errors))
        elif not answer.page.title.startswith("Error: "):
            wrong.append((field, value, "title"))
    return wrong


def test_a_record_is_told_what_is_wrong_by_the_field(client, cast, cause, area):
    sign_in(client, cast.person("academic manager"))
    assert refusals(client, "/collaborations/record", record_of(cast, cause, area), RECORD_ERRORS) == []
    assert db.session.scalar(select(Collaboration)) is None


def test_a_running_one_is_recorded_without_an_end(client, cast, area):
    sign_in(client, cast.person("academic manager"))
    data = {
        "other": str(cast.force.id),
        "title": "Now",
        "mechanism": "research",
        "areas": [area],
        "audience": "members",
        "standing": "running",
        **day("started", TODAY),
    }
    assert client.submit("/collaborations/record", data).status_code == 302
    made = db.session.scalar(select(Collaboration))
    assert (made.status, made.outcome) == (Status.RUNNING, None)


def test_rows_of_measures_are_added_and_removed_without_a_script(client, cast):
    made = running(cast)
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/measures"
    typed = {"measures-0-name": "One", "measures-0-target": "5", "measures-1-name": "Two"}
    more = client.submit(path, {**typed, "add_row": "1"})
    assert more.status_code == 200
    assert more.page.form()["measures-1-name"] == ["Two"]
    assert "measures-2-name" in more.page.form()
    assert made.measures == []
    client.submit(path, typed)
    assert [m.name for m in made.measures] == ["One", "Two"]
    client.submit(path, {"measures-0-name": "", "measures-0-target": ""})
    assert [m.name for m in made.measures] == ["Two"]
    bad = client.submit(path, {"measures-0-name": "", "measures-0-unit": "days"})
    assert (bad.status_code, bad.page.errors) == (422, ["Enter what is measured, or empty the whole row"])


def test_an_edit_is_told_what_is_wrong(client, cast):
    made = running(cast)
    sign_in(client, cast.police_lead)
    late = {**day("planned_start", TODAY), **day("planned_end", TODAY)}
    cases = [
        ("title", "", "Enter a title"),
        ("second", "999999", "select from the options"),
        ("planned_end-year", "2025", "same as or after"),
        ("version", "x", "out of date"),
        ("summary", "word " * 201, "200 words"),
    ]
    assert refusals(client, f"/collaborations/{made.id}/edit", late, cases) == []
    assert made.version == 1


def test_of_two_who_edit_the_later_is_told_with_both_texts(client, new_client, cast):
    made, other = running(cast), new_client()
    path = f"/collaborations/{made.id}/edit"
    sign_in(client, cast.police_lead)
    sign_in(other, cast.academic_lead)
    mine = {**client.get(path).page.form(), "title": ["Mine"]}
    other.submit(path, {"title": "Theirs"})
    answer = client.post(path, data=mine)
    assert answer.status_code == 422
    assert "Theirs" in answer.page.text
    assert answer.page.form()["title"] == ["Mine"]
    again = client.post(path, data={**answer.page.form()})
    assert again.status_code == 302
    assert made.title == "Mine"


def test_a_second_click_on_accept_opens_one(client, cast):
    brief = factories.brief(cast.force, poster=cast.police_lead)
    response = factories.response(brief, cast.university, by=cast.academic_lead)
    sign_in(client, cast.police_lead)
    path = f"/responses/{response.id}/accept"
    data = client.get(path).page.form()
    first, second = client.post(path, data=data), client.post(path, data=data)
    assert first.location == second.location
    assert len(db.session.scalars(select(Collaboration)).all()) == 1


def test_an_acceptance_is_told_what_is_wrong_and_answers_nothing(client, cast):
    brief = factories.brief(cast.force, poster=cast.police_lead)
    response = factories.response(brief, cast.university, by=cast.academic_lead)
    sign_in(client, cast.police_lead)
    cases = [
        ("title", "", "Enter a title"),
        ("mechanism", "placement", "select from the options"),
        ("planned_start-day", "31", "real date"),
    ]
    february = day("planned_start", date(2027, 2, 1))
    assert refusals(client, f"/responses/{response.id}/accept", february, cases) == []
    assert response.state == "interest"


def test_closing_asks_for_the_outcome_first_and_for_causes_only_where_it_fell_short(client, cast):
    made = running(cast, mechanism=Mechanism.TRAINING)
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/close"
    refused = client.submit(path, {})
    assert refused.page.errors == ["Select how it ended"]
    assert client.get(f"{path}?outcome=never_started").page.heading == "Close the collaboration"
    assert not client.get(f"{path}?outcome=delivered").page.select("[name=causes]")
    assert client.get(f"{path}?outcome=abandoned").page.select("[name=causes]")


def test_it_does_not_close_without_its_parts(client, cast, cause):
    made = running(cast, mechanism=Mechanism.TRAINING)
    sign_in(client, cast.police_lead)
    good = {**day("ended", TODAY), "summary": "Stopped.", "causes": [cause], **LESSON}
    cases = [
        ("ended-year", "", "year"),
        ("summary", "", "what came of it"),
        ("causes", [], "at least one cause"),
        ("lesson_title", "", "in one line"),
        ("lesson_kind", "", "whether it worked"),
        ("lesson_happened", "", "what happened"),
        ("lesson_advice", "", "next time"),
    ]
    assert refusals(client, f"/collaborations/{made.id}/close?outcome=abandoned", good, cases) == []
    assert made.status is Status.RUNNING
    assert made.lessons == []


def test_an_end_before_the_start_is_told_by_the_field(client, cast):
    made = running(cast, mechanism=Mechanism.TRAINING)
    sign_in(client, cast.police_lead)
    data = {**day("ended", date(2020, 1, 1)), "summary": "Done.", **LESSON}
    answer = client.submit(f"/collaborations/{made.id}/close?outcome=delivered", data)
    assert answer.status_code == 422
    assert "same as or after the date it started" in answer.page.errors[0]


def test_it_does_not_start_on_a_day_to_come(client, cast):
    made = cast.collaboration()
    sign_in(client, cast.police_lead)
    answer = client.submit(f"/collaborations/{made.id}/start", day("started", TODAY + timedelta(days=1)))
    assert (answer.status_code, made.status) == (422, Status.SCOPING)
