"""The pages, from the accepted response to the outcome, as a browser without scripts would use them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import Attribution, LessonState
from app.responses.models import Response
from app.taxonomy.models import Area, Cause, Mechanism
from tests import factories
from tests.collaborations.cast import gather
from tests.support.signin import sign_in

TODAY = date(2026, 11, 21)
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
    made = gather()
    made.police_lead.name, made.police_lead.email = "Peter Police", "peter@force.example"
    made.academic_lead.name, made.academic_lead.email = "Rosalind Academic", "rosalind@university.example"
    return made


@pytest.fixture
def cause(app):
    return db.session.scalars(select(Cause.code).where(Cause.parent_code.is_not(None))).first()


@pytest.fixture
def area(app):
    return db.session.scalars(select(Area.code)).first()


NAMES = ("Peter Police", "peter@force.example", "Rosalind Academic", "rosalind@university.example")


def running(cast, **values):
    values.setdefault("status", Status.RUNNING)
    values.setdefault("started", TODAY - timedelta(days=100))
    values.setdefault("audience", Audience.PUBLIC)
    return cast.collaboration(**values)


# The whole path


def test_from_a_brief_to_a_lesson(client, cast, cause, outbox_mail):
    either = [Mechanism.RESEARCH, Mechanism.PROJECT]
    brief = factories.brief(cast.force, poster=cast.police_lead, mechanisms=either)
    sign_in(client, cast.academic_lead)
    sent = client.submit(
        f"/listings/{brief.id}/respond",
        {"why": "We study it.", "contribution": "Data.", "first_step": "A call.", "availability": "June."},
    )
    sign_in(client, cast.police_lead)
    page = client.get(sent.location).page
    response = db.session.scalar(select(Response))
    assert {f"/responses/{response.id}/accept", f"/responses/{response.id}/decline"} <= set(page.links)
    second = cast.actors["police colleague"].person_id
    opened = client.submit(
        f"/responses/{response.id}/accept",
        {"mechanism": "project", "second": str(second), **day("planned_start", TODAY)},
    )
    path = opened.location
    page = client.get(path).page
    assert page.heading == brief.title
    assert "Scoping" in page.text
    assert all(name in page.text for name in NAMES)
    sign_in(client, cast.academic_lead)
    assert path in client.get(sent.location).page.links
    edited = client.submit(f"{path}/edit", {"title": "Treads", "success_criteria": "Faster\nCheaper"})
    assert edited.status_code == 302
    measured = client.submit(
        f"{path}/measures",
        {
            "measures-0-name": "Time to result",
            "measures-0-baseline": "9",
            "measures-0-target": "2",
            "measures-0-unit": "days",
        },
    )
    assert measured.status_code == 302
    assert client.submit(f"{path}/start", day("started", TODAY - timedelta(days=3))).status_code == 302
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
    assert done.location == path
    page = client.get(path).page
    for said in (
        "Outcome: partly delivered",
        "Some of it.",
        "Faster",
        "Cheaper",
        "Time to result (days)",
        "Try the export first",
        "in review",
    ):
        assert said in page.text
    assert [cell.get_text() for cell in page.select("main td")] == ["9", "2", "3"]
    assert collaboration.lessons[0].state is LessonState.IN_REVIEW
    assert [c.person_id for c in collaboration.contacts if c.is_second] == [second]


def test_a_partnership_manager_records_and_the_other_side_confirms(client, cast, cause, area, outbox_mail):
    sign_in(client, cast.person("academic manager"))
    assert client.get("/collaborations").page.select_one("a[href='/collaborations/record']")
    made = client.submit("/collaborations/record", record_of(cast, cause, area))
    assert made.status_code == 302
    page = client.get(made.location).page
    assert "Recorded by one side" in page.text
    assert outbox_mail()[-1].person_id == cast.actors["police administrator"].person_id
    sign_in(client, cast.person("police administrator"))
    assert f"{made.location}/confirm" in client.get(made.location).page.links
    assert client.submit(f"{made.location}/confirm").status_code == 302
    page = client.get(made.location).page
    assert "Confirmed by both sides" in page.text
    client.post("/sign-out")
    assert cast.force.collaborations_count == 1


def test_a_disputed_record_says_why_to_those_who_take_part_and_is_corrected(client, cast, cause, area):
    sign_in(client, cast.person("police manager"))
    data = {**record_of(cast, cause, area), "other": str(cast.university.id)}
    path = client.submit("/collaborations/record", data).location
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
    made = running(cast)
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/close"
    refused = client.submit(path, {})
    assert refused.page.errors == ["Select how it ended"]
    assert client.get(f"{path}?outcome=never_started").page.heading == "Close the collaboration"
    assert not client.get(f"{path}?outcome=delivered").page.select("[name=causes]")
    assert client.get(f"{path}?outcome=abandoned").page.select("[name=causes]")


def test_it_does_not_close_without_its_parts(client, cast, cause):
    made = running(cast)
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
    made = running(cast)
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


# Who sees what


def test_the_public_reads_the_outcome_and_no_person(client, cast, cause):
    failed = running(
        cast, status=Status.COMPLETED, outcome=Outcome.NOT_ADOPTED, ended=TODAY, outcome_summary="Never used."
    )
    failed.causes = [db.session.get(Cause, cause)]
    for path in ("/collaborations", f"/collaborations/{failed.id}", f"/organisations/{cast.force.slug}"):
        page = client.get(path).page
        assert "Not adopted" in page.text
        assert failed.causes[0].label in page.text
        assert not any(name in page.text for name in NAMES)


def test_who_takes_no_part_sees_no_person(client, cast):
    made = running(cast)
    for name in ("police colleague", "academic elsewhere", "reviewer", "auditor", "administrator"):
        sign_in(client, cast.person(name))
        for path in (
            "/collaborations",
            f"/collaborations/{made.id}",
            f"/organisations/{cast.university.slug}",
        ):
            assert not any(who in client.get(path).page.main.text for who in NAMES)


def test_who_takes_part_sees_the_contacts(client, cast):
    made = running(cast)
    for name in ("academic manager", "police lead"):
        sign_in(client, cast.person(name))
        assert all(who in client.get(f"/collaborations/{made.id}").page.text for who in NAMES)


def test_a_closed_account_leaves_no_name_behind(client, cast):
    made = running(cast)
    lead = cast.police_lead
    lead.closed_at, lead.email, lead.name, lead.post = lead.created_at, None, "", ""
    sign_in(client, cast.academic_lead)
    assert "Somebody who has left" in client.get(f"/collaborations/{made.id}").page.text


@pytest.mark.parametrize(
    ("confirmation", "status"),
    [(Confirmation.ONE_SIDE, 404), (Confirmation.DISPUTED, 404), (Confirmation.CONFIRMED, 200)],
)
def test_the_public_reads_only_what_both_sides_confirmed(client, cast, confirmation, status):
    made = cast.recorded(confirmation=confirmation, audience=Audience.PUBLIC, status=Status.RUNNING)
    assert client.get(f"/collaborations/{made.id}").status_code == status
    assert (f"/collaborations/{made.id}" in client.get("/collaborations").page.links) == (status == 200)


def test_acts_are_refused_to_who_takes_no_part(client, cast):
    made, hidden = cast.recorded(), cast.recorded(confirmation=Confirmation.DISPUTED)
    sign_in(client, cast.person("police elsewhere"))
    for act in ("edit", "measures", "start", "close", "correct", "confirm", "dispute"):
        assert client.get(f"/collaborations/{made.id}/{act}").status_code == 403
        assert client.post(f"/collaborations/{made.id}/{act}").status_code == 403
        assert client.get(f"/collaborations/{hidden.id}/{act}").status_code == 404


def test_numbers_that_are_none_are_not_found(client, cast):
    sign_in(client, cast.police_lead)
    for path in (f"/collaborations/{2**40}", f"/responses/{2**40}", f"/responses/{2**40}/accept"):
        assert client.get(path).status_code == 404


def test_the_listing_is_named_only_to_who_may_read_it(client, cast):
    brief = factories.brief(cast.force, audience=Audience.MEMBERS, title="A brief for members")
    made = running(cast, brief=brief)
    assert "A brief for members" not in client.get(f"/collaborations/{made.id}").page.text
    sign_in(client, cast.person("academic elsewhere"))
    assert f"/briefs/{brief.id}" in client.get(f"/collaborations/{made.id}").page.links


def test_a_lesson_whose_author_names_no_organisation_is_not_linked_for_others(client, cast):
    made = running(cast, status=Status.COMPLETED, outcome=Outcome.DELIVERED, ended=TODAY)
    quiet = factories.lesson(attribution=Attribution.SECTOR_ONLY, organisation=cast.force)
    open_one = factories.lesson(attribution=Attribution.NAMED, organisation=cast.force)
    made.lessons = [quiet, open_one]
    path = f"/collaborations/{made.id}"
    links = client.get(path).page.links
    assert f"/lessons/{open_one.id}" in links
    assert f"/lessons/{quiet.id}" not in links
    sign_in(client, cast.police_lead)
    assert f"/lessons/{quiet.id}" in client.get(path).page.links


def test_the_brief_it_grew_from_shows_it(client, cast):
    brief = factories.brief(cast.force, audience=Audience.PUBLIC)
    made = running(cast, brief=brief)
    assert f"/collaborations/{made.id}" in client.get(f"/briefs/{brief.id}").page.links
    offer = factories.offer(cast.university)
    hidden = running(cast, offer=offer, audience=Audience.MEMBERS)
    assert f"/collaborations/{hidden.id}" not in client.get(f"/offers/{offer.id}").page.links


# The list


def test_filters_stand_in_the_address(client, cast):
    failed = running(cast, status=Status.STOPPED, outcome=Outcome.ABANDONED, ended=TODAY)
    other = running(cast, mechanism=Mechanism.TRAINING)
    page = client.get("/collaborations?outcome=abandoned").page
    assert f"/collaborations/{failed.id}" in page.links
    assert f"/collaborations/{other.id}" not in page.links
    assert "1 collaboration" in page.text
    page = client.get("/collaborations?mechanism=training&status=running&status=stopped").page
    assert f"/collaborations/{other.id}" in page.links
    none = client.get("/collaborations?outcome=delivered").page
    assert "Nothing matches" in none.text


def test_nonsense_in_the_address_finds_nothing_and_breaks_nothing(client, cast):
    running(cast)
    for query in ("outcome=x", "area=%00", "page=9999", "page=-1", "mechanism=" + "x" * 3000):
        assert client.get(f"/collaborations?{query}").status_code == 200


def test_a_long_list_has_pages(client, cast):
    for _ in range(21):
        running(cast)
    page = client.get("/collaborations?status=running").page
    assert any("page=2" in link and "status=running" in link for link in page.links)
