"""Briefs under a research interest: posting one, and being told of one."""

import pytest

from app.briefs.models import Brief
from app.core.actor import Audience, Role
from app.extensions import db
from app.listings import service
from app.listings.models import ListingState as S
from app.taxonomy.models import ResearchInterest
from tests import factories
from tests.listings.drafts import full_brief
from tests.support.signin import sign_in


@pytest.fixture
def interest(app):
    return db.session.scalars(
        db.select(ResearchInterest).where(ResearchInterest.area_code.is_not(None)).limit(1)
    ).one()


def test_a_brief_posted_under_one_carries_it_and_its_area(client, interest):
    sign_in(client, factories.person(factories.force()))
    shown = client.get(f"/research-interests/{interest.code}").page
    path = f"/briefs/create?research_interest={interest.code}"
    assert path in shown.links
    client.submit(path, {"title": "Under it"})
    brief = db.session.scalars(db.select(Brief)).one()
    assert brief.research_interest_id == interest.id
    assert [area.code for area in brief.areas] == [interest.area_code]


def test_an_unknown_research_interest_is_passed_over(client, interest):
    sign_in(client, factories.person(factories.force()))
    for code in ("no-such", "%00", "x" * 500):
        assert client.get(f"/briefs/create?research_interest={code}").status_code == 200


def test_its_page_shows_the_briefs_that_the_reader_may_read(client, interest):
    force = factories.force()
    public = factories.brief(force, audience=Audience.PUBLIC, research_interest=interest)
    members = factories.brief(force, research_interest=interest)
    links = client.get(f"/research-interests/{interest.code}").page.links
    assert f"/briefs/{public.id}" in links
    assert f"/briefs/{members.id}" not in links
    assert not any("create" in link for link in links)


def test_who_watches_is_told_in_the_digest_if_they_may_read_it(client, interest, outbox_mail):
    force = factories.force()
    member, stranger = factories.person(factories.university()), factories.person()
    for person in (member, stranger):
        sign_in(client, person)
        assert client.post(f"/research-interests/{interest.code}/watch").status_code == 302
        assert client.post(f"/research-interests/{interest.code}/watch").status_code == 302
    brief = full_brief(
        force,
        factories.person(force),
        S.IN_REVIEW,
        research_interest=interest,
        no_research_interest_fits=False,
    )
    reviewer = factories.actor(None, Role.REVIEWER)
    service.publish(reviewer, listing=brief, version=1)
    told = [letter for letter in outbox_mail() if letter.in_digest]
    assert [letter.person_id for letter in told] == [member.id]
    assert interest.code in told[0].subject
    assert brief.title not in told[0].subject + told[0].body


def test_who_stops_watching_is_told_no_more(client, interest, outbox_mail):
    sign_in(client, factories.person(factories.university()))
    client.post(f"/research-interests/{interest.code}/watch")
    page = client.get(f"/research-interests/{interest.code}").page
    assert "Stop telling me" in page.get_text()
    client.post(f"/research-interests/{interest.code}/stop-watching")
    force = factories.force()
    brief = full_brief(force, factories.person(force), S.IN_REVIEW, research_interest=interest)
    service.publish(factories.actor(None, Role.REVIEWER), listing=brief, version=1)
    assert [letter for letter in outbox_mail() if letter.in_digest] == []
