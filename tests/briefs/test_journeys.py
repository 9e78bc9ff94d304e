"""A brief from its first word to its end, through the pages."""

import re

import pytest

from app.briefs.models import Brief
from app.core.actor import Audience, Role
from app.extensions import db
from app.listings.models import ListingState as S
from tests import factories
from tests.briefs.test_forms import dates
from tests.listings.drafts import full_brief
from tests.support.signin import sign_in


@pytest.fixture
def force(app):
    return factories.force(requires_release=True)


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def as_person(new_client):
    def browser(person):
        made = new_client()
        sign_in(made, person)
        return made

    return browser


def test_a_brief_is_drafted_released_reviewed_and_published(force, poster, as_person, client, outbox_mail):
    police = as_person(poster)
    manager = as_person(factories.person(force, Role.PARTNERSHIP_MANAGER))
    reviewer = as_person(factories.person(None, Role.REVIEWER))
    start = police.submit("/briefs/create", {"title": "Tread patterns"})
    brief = db.session.scalars(db.select(Brief)).one()
    assert start.location.endswith(f"/briefs/{brief.id}/edit/problem")
    answers = [
        ("problem", {"problem": "Nobody compares the marks."}),
        ("outcome", {"desired_outcome": "Scenes are linked."}),
        ("areas", {"areas": ["FORENS-11"], "areas_text": "footwear and tyres"}),
        ("specialisms", {}),
        ("mechanisms", {"mechanisms": ["research", "placement"]}),
        ("place-and-dates", dates(30, 60)),
        ("money", {"budget_band": "none"}),
        ("data-and-vetting", {"data_access": "400 photographs.", "vetting_code": "NPPV2"}),
        ("research-interest", {"research_interest": "none-fits", "gap": "Who compares tread patterns?"}),
        ("horizon", {"horizon": "now"}),
        ("audience", {"audience": "public", "public_reason": "The marks are no secret."}),
    ]
    early = police.get(f"/briefs/{brief.id}/submit")
    assert "Still to do" in early.page.get_text()
    for step, typed in answers:
        done = police.submit(f"/briefs/{brief.id}/edit/{step}", typed)
        assert done.status_code == 302, (step, done.page.errors)
    assert done.location.endswith(f"/briefs/{brief.id}/edit")
    assert re.search(r"(\d+) of \1 parts are done", police.get(f"/briefs/{brief.id}/edit").page.get_text())

    assert police.submit(f"/briefs/{brief.id}/submit").page.errors == [
        "Confirm that nothing in this is above OFFICIAL"
    ]
    police.submit(f"/briefs/{brief.id}/submit", {"declared_official": "y"})
    assert brief.state is S.AWAITING_RELEASE
    assert reviewer.get(f"/briefs/{brief.id}").status_code == 404

    manager.submit(f"/briefs/{brief.id}/release")
    assert brief.state is S.IN_REVIEW
    refused = reviewer.submit(f"/briefs/{brief.id}/publish", {"helps_offenders": "yes"})
    assert refused.status_code == 422
    assert client.get(f"/briefs/{brief.id}").status_code == 404

    done = reviewer.submit(f"/briefs/{brief.id}/publish?next=/review", {"helps_offenders": "no"})
    assert done.location.endswith("/review")
    assert brief.state is S.PUBLISHED
    shown = client.get(f"/briefs/{brief.id}").page
    assert shown.heading == "Tread patterns"
    assert poster.name not in shown.get_text(), "public readers never see a person"
    assert "footwear and tyres" in shown.get_text()
    assert f"/briefs/{brief.id}" in client.get("/briefs").page.links
    assert f"/briefs/{brief.id}" in client.get("/briefs?mechanism=placement").page.links
    assert f"/briefs/{brief.id}" not in client.get("/briefs?mechanism=training").page.links
    assert len(outbox_mail()) == 3


def test_reasons_for_changes_stand_on_the_draft_and_on_their_page(force, poster, as_person):
    brief = full_brief(force, poster, S.IN_REVIEW)
    reviewer, police = as_person(factories.person(None, Role.REVIEWER)), as_person(poster)
    path = f"/briefs/{brief.id}/request-changes"
    assert reviewer.submit(path).status_code == 422
    done = reviewer.submit(path, {"step-problem": "Say how often.", "whole": "Nearly there."})
    assert done.location.endswith("/briefs"), "the reviewer no longer sees the draft"
    draft = police.get(f"/briefs/{brief.id}/edit").page.get_text()
    assert "Say how often." in draft
    assert "Nearly there." in draft
    assert "Say how often." in police.get(f"/briefs/{brief.id}/edit/problem").page.get_text()
    assert "Say how often." not in police.get(f"/briefs/{brief.id}/edit/title").page.get_text()


def test_it_is_held_back_with_a_reason(force, poster, as_person):
    brief = full_brief(force, poster, S.AWAITING_RELEASE)
    manager = as_person(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    assert manager.submit(f"/briefs/{brief.id}/hold-back").status_code == 422
    manager.submit(f"/briefs/{brief.id}/hold-back", {"reason": "Ask the SIRO first."})
    assert "Ask the SIRO first." in as_person(poster).get(f"/briefs/{brief.id}/edit").page.get_text()


def test_a_revised_brief_is_hidden_until_it_is_reviewed_again(force, poster, as_person, client):
    brief = full_brief(force, poster, S.PUBLISHED, audience=Audience.PUBLIC)
    assert client.get(f"/briefs/{brief.id}").status_code == 200
    police = as_person(poster)
    assert "reviewed and published again" in police.get(f"/briefs/{brief.id}/revise").page.get_text()
    police.submit(f"/briefs/{brief.id}/revise")
    assert client.get(f"/briefs/{brief.id}").status_code == 404
    assert brief.state is S.DRAFT


def test_a_closed_brief_stays_readable_and_a_withdrawn_one_does_not(force, poster, as_person, client):
    police = as_person(poster)
    closed, withdrawn = (full_brief(force, poster, S.PUBLISHED, audience=Audience.PUBLIC) for _ in range(2))
    police.submit(f"/briefs/{closed.id}/close", {"reason": "Done."})
    assert police.submit(f"/briefs/{withdrawn.id}/withdraw", {"reason": ""}).status_code == 422
    police.submit(f"/briefs/{withdrawn.id}/withdraw", {"reason": "Overtaken."})
    assert "Closed" in client.get(f"/briefs/{closed.id}").page.get_text()
    assert client.get(f"/briefs/{withdrawn.id}").status_code == 404
    assert "Overtaken." in police.get(f"/briefs/{withdrawn.id}").page.get_text()


def test_a_waiting_response_keeps_a_brief_open(force, poster, as_person):
    brief = full_brief(force, poster, S.PUBLISHED, waiting_responses=1)
    answer = as_person(poster).submit(f"/briefs/{brief.id}/close")
    assert answer.status_code == 422
    assert any("1 response waits" in error for error in answer.page.errors)
    assert brief.state is S.PUBLISHED


def test_it_is_shared_and_handed_over(force, poster, as_person):
    brief = full_brief(force, poster, S.PUBLISHED)
    colleague = factories.person(force, name="Alex Colleague")
    police = as_person(poster)
    police.submit(f"/briefs/{brief.id}/co-owners", {"person": str(colleague.id)})
    assert brief.co_owners == [colleague]
    assert "Alex Colleague" in police.get(f"/briefs/{brief.id}/co-owners").page.get_text()
    police.submit(f"/briefs/{brief.id}/remove-co-owner?person={colleague.id}")
    assert brief.co_owners == []
    outsider = factories.person(factories.force())
    assert police.submit(f"/briefs/{brief.id}/hand-over", {"person": str(outsider.id)}).status_code == 422
    police.submit(f"/briefs/{brief.id}/hand-over", {"person": str(colleague.id)})
    assert brief.poster_id == colleague.id


def test_all_open_items_are_handed_over_on_one_page(force, poster, as_person):
    brief, colleague = full_brief(force, poster), factories.person(force)
    done = as_person(poster).submit("/hand-over-all", {"to_person": str(colleague.id)})
    assert done.status_code == 302
    assert brief.poster_id == colleague.id


def test_a_stranger_who_asks_for_a_draft_is_told_nothing(force, poster, as_person):
    brief = full_brief(force, poster)
    other = as_person(factories.person(factories.force(), Role.PARTNERSHIP_MANAGER))
    for act in ("", "/edit", "/submit", "/publish", "/withdraw", "/hand-over", "/co-owners"):
        assert other.get(f"/briefs/{brief.id}{act}").status_code == 404


def test_only_its_force_can_close(force, poster, as_person):
    brief = full_brief(force, poster, S.PUBLISHED)
    other = as_person(factories.person(factories.force()))
    assert other.get(f"/briefs/{brief.id}").status_code == 200
    assert other.get(f"/briefs/{brief.id}/close").status_code == 403


def test_academics_do_not_post_briefs(as_person, app):
    assert as_person(factories.person(factories.university())).get("/briefs/create").status_code == 403
