"""What the pages of collaborations show to whom."""

import pytest
from sqlalchemy import select

from app.collaborations.models import Confirmation, Outcome, Status
from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import Attribution
from app.taxonomy.models import Cause, Mechanism
from tests import factories
from tests.collaborations.cast import NAMES, named
from tests.collaborations.verbs import TODAY, running
from tests.support.signin import sign_in


@pytest.fixture
def cast(app):
    return named()


@pytest.fixture
def cause(app):
    return db.session.scalars(select(Cause.code).where(Cause.parent_code.is_not(None))).first()


# Who sees what


def test_the_public_reads_the_outcome_and_no_person(client, cast, cause):
    failed = running(
        cast, status=Status.COMPLETED, outcome=Outcome.NOT_ADOPTED, ended=TODAY, outcome_summary="Never used."
    )
    failed.causes = [db.session.get(Cause, cause)]
    for path in ("/collaborations", f"/collaborations/{failed.id}", f"/organisations/{cast.force.slug}"):
        page = client.get(path).page
        assert "Not adopted" in page.text
        assert not any(name in page.text for name in NAMES)


def test_why_it_fell_short_is_told_to_those_who_take_part_and_by_lessons(client, cast, cause):
    failed = running(cast, status=Status.COMPLETED, outcome=Outcome.NOT_ADOPTED, ended=TODAY)
    failed.causes = [db.session.get(Cause, cause)]
    said = failed.causes[0].label
    for name in (None, "police colleague", "police elsewhere", "reviewer", "auditor", "administrator"):
        if name:
            sign_in(client, cast.person(name))
        for path in ("/collaborations", f"/collaborations/{failed.id}", f"/organisations/{cast.force.slug}"):
            assert said not in client.get(path).page.main.text, name
    for name in ("police lead", "academic manager"):
        sign_in(client, cast.person(name))
        assert said in client.get(f"/collaborations/{failed.id}").page.main.text


def test_the_page_says_the_same_of_lessons_whether_there_is_one_or_none(client, cast):
    told, silent = (
        running(cast, status=Status.COMPLETED, outcome=Outcome.DELIVERED, ended=TODAY) for _ in "ab"
    )
    told.lessons = [factories.lesson(attribution=Attribution.SECTOR_ONLY, organisation=cast.force)]
    said = [client.get(f"/collaborations/{each.id}").page.main.text for each in (told, silent)]
    assert said[0].replace(told.title, "") == said[1].replace(silent.title, "")
    assert "board of lessons" in said[0]


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
    sign_in(client, cast.person("academic lead"))
    assert f"/lessons/{quiet.id}" not in client.get(f"/collaborations/{made.id}").page.links
    client.sign_out()
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
