"""What the sensitivity check points at in a listing is removed or confirmed before anybody else reads it."""

import pytest

from app.briefs.preflight import QUESTIONS
from app.core.actor import Role
from app.core.errors import FieldError
from app.core.sensitivity import Kind
from app.core.sensitivity.confirming import pointed_at
from app.extensions import db
from app.listings import service
from app.listings.models import ListingConfirmation
from app.listings.models import ListingState as S
from app.listings.outline import outline_of
from tests import factories
from tests.listings.drafts import full_brief, full_offer
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres

PROBLEM = "We cannot compare marks. Ring Bev on 07700 900 123 about Op Teasel. It happens weekly."


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def brief(force, poster):
    return full_brief(force, poster, problem=PROBLEM)


@pytest.fixture
def as_person(new_client):
    def browser(person):
        made = new_client()
        sign_in(made, person)
        return made

    return browser


def boxes(**texts):
    return {each.words: each.box for each in pointed_at(texts)}


def send(force, poster, brief, *words):
    """Send it for review with the boxes of these words ticked."""
    known = boxes(**{each.field: each.text for each in outline_of(brief).texts(brief)})
    return service.submit(
        factories.actor(force, who=poster),
        listing=brief,
        version=brief.version,
        declared_official=True,
        boxes=[known[each] for each in words],
    )


# ---- the pages --------------------------------------------------------------------------------------------


def test_each_find_stands_on_the_check_page_in_its_sentence_with_a_way_to_change_it(as_person, poster, brief):
    page = as_person(poster).get(f"/briefs/{brief.id}/submit").page
    marks = [mark.get_text() for mark in page.select("mark")]
    assert marks == ["07700 900 123", "Op Teasel"]
    around = page.select("mark")[0].parent.get_text()
    assert around == "Ring Bev on 07700 900 123 about Op Teasel."
    assert "The problem: a phone number" in page.get_text()
    step = f"/briefs/{brief.id}/edit/problem?back=submit"
    changes = [link["href"] for link in page.select("a") if "“Op Teasel”" in link.get_text()]
    assert changes == [step]
    labels = page.get_text()
    assert "I confirm that “07700 900 123” may be shown" in labels
    assert "I confirm that “Op Teasel” may be shown" in labels


def test_it_is_not_sent_until_every_find_is_confirmed(as_person, poster, brief):
    browser, path = as_person(poster), f"/briefs/{brief.id}/submit"
    box = boxes(problem=PROBLEM)
    refused = browser.submit(path, {box["Op Teasel"]: "y"})
    assert refused.status_code == 422
    assert refused.page.errors == [
        "Remove “07700 900 123”, a phone number, or confirm that it may be shown",
        "Confirm that nothing in this is above OFFICIAL",
    ]
    # What was ticked stays ticked.
    assert refused.page.form()[box["Op Teasel"]] == ["y"]
    assert box["07700 900 123"] not in refused.page.form()
    db.session.refresh(brief)
    assert brief.state is S.DRAFT and brief.confirmations == []
    sent = browser.submit(path, {"declared_official": "y", **dict.fromkeys(box.values(), "y")})
    assert sent.status_code == 302
    db.session.refresh(brief)
    assert brief.state is S.IN_REVIEW


def test_removing_the_words_serves_as_well(as_person, poster, brief):
    browser = as_person(poster)
    browser.submit(f"/briefs/{brief.id}/edit/problem", {"problem": "We cannot compare marks."})
    assert browser.submit(f"/briefs/{brief.id}/submit", {"declared_official": "y"}).status_code == 302


def test_a_box_that_nobody_showed_confirms_nothing(as_person, poster, brief):
    typed = {"declared_official": "y", "confirm-0123456789abcdef": "y", "confirm-": "y"}
    assert as_person(poster).submit(f"/briefs/{brief.id}/submit", typed).status_code == 422


def test_reviewer_and_manager_see_what_was_confirmed_beside_the_text(as_person, force, poster, brief):
    force.requires_release = True
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    manager = as_person(factories.person(force, Role.PARTNERSHIP_MANAGER))
    assert "Confirmed by the poster" in manager.get(f"/briefs/{brief.id}").page.get_text()
    manager.submit(f"/briefs/{brief.id}/release")
    reviewer = as_person(factories.person(None, Role.REVIEWER))
    for act in ("", "/publish", "/request-changes"):
        page = reviewer.get(f"/briefs/{brief.id}{act}").page
        assert "Confirmed by the poster" in page.get_text()
        assert [mark.get_text() for mark in page.select("mark")] == ["07700 900 123", "Op Teasel"]


def test_once_published_nobody_is_told_what_was_confirmed(as_person, client, force, poster, brief):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    as_person(factories.person(None, Role.REVIEWER)).submit(
        f"/briefs/{brief.id}/publish", {"helps_offenders": "no"}
    )
    db.session.refresh(brief)
    assert brief.state is S.PUBLISHED
    for browser in (client, as_person(poster)):
        assert "Confirmed by the poster" not in browser.get(f"/briefs/{brief.id}").page.get_text()


@pytest.mark.parametrize(
    ("state", "act", "field"),
    [
        (S.IN_REVIEW, "request-changes", "step-problem"),
        (S.IN_REVIEW, "request-changes", "whole"),
        (S.AWAITING_RELEASE, "hold-back", "reason"),
        (S.PUBLISHED, "close", "reason"),
        (S.PUBLISHED, "withdraw", "reason"),
    ],
)
def test_reasons_marked_above_official_are_refused_by_their_field(
    as_person, force, poster, state, act, field
):
    brief = full_brief(force, poster, state)
    person = factories.person(force, Role.PARTNERSHIP_MANAGER)
    if act == "request-changes":
        person = factories.person(None, Role.REVIEWER)
    answer = as_person(person).submit(f"/briefs/{brief.id}/{act}", {field: "It is OFFICIAL-SENSITIVE."})
    assert answer.status_code == 422
    assert any("OFFICIAL information only" in error for error in answer.page.errors)
    assert answer.page.form()[field] == ["It is OFFICIAL-SENSITIVE."]


# ---- the verb ---------------------------------------------------------------------------------------------


def test_who_confirmed_which_words_in_which_field_and_when_is_kept(force, poster, brief, clock):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    assert [(each.field, each.kind, each.words) for each in brief.confirmations] == [
        ("problem", Kind.PHONE, "07700 900 123"),
        ("problem", Kind.OPERATION, "Op Teasel"),
    ]
    assert {each.person_id for each in brief.confirmations} == {poster.id}
    assert all(each.created_at is not None for each in brief.confirmations)


def test_what_is_unchanged_need_not_be_confirmed_again(force, poster, brief):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    first = [each.id for each in brief.confirmations]
    service.revise(factories.actor(force, who=poster), listing=brief)
    send(force, poster, brief)
    assert brief.state is S.IN_REVIEW
    assert [each.id for each in brief.confirmations] == first


def test_what_was_confirmed_before_is_shown_without_a_box(as_person, force, poster, brief):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    service.revise(factories.actor(force, who=poster), listing=brief)
    page = as_person(poster).get(f"/briefs/{brief.id}/submit").page
    assert page.get_text().count("Confirmed on") == 2
    assert "I confirm that “Op Teasel”" not in page.get_text()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"problem": PROBLEM.replace("Teasel", "Heron")}, "Op Heron"),
        ({"problem": PROBLEM, "desired_outcome": "Op Teasel ends."}, "Op Teasel"),
        ({"problem": "Ring Bev about Op Teasel.", "data_access": "07700 900 123"}, "07700 900 123"),
    ],
)
def test_a_changed_find_or_one_in_another_field_is_confirmed_anew(force, poster, brief, changed, words):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    service.revise(factories.actor(force, who=poster), listing=brief)
    for field, text in changed.items():
        setattr(brief, field, text)
    with pytest.raises(FieldError, match=words):
        send(force, poster, brief)
    send(force, poster, brief, words)
    assert brief.state is S.IN_REVIEW


def test_what_is_no_longer_in_the_text_is_forgotten(force, poster, brief):
    send(force, poster, brief, "07700 900 123", "Op Teasel")
    service.revise(factories.actor(force, who=poster), listing=brief)
    brief.problem = "Op Teasel showed that we cannot compare marks."
    send(force, poster, brief)
    db.session.flush()
    assert [each.words for each in db.session.scalars(db.select(ListingConfirmation))] == ["Op Teasel"]


def test_a_marking_above_official_cannot_be_confirmed(force, poster, brief):
    brief.problem = "SECRET. Op Teasel goes on."
    assert list(boxes(problem=brief.problem)) == ["Op Teasel"]
    with pytest.raises(FieldError, match="OFFICIAL information only"):
        send(force, poster, brief, "Op Teasel")


def test_every_text_of_a_brief_and_of_an_offer_is_looked_at(force, poster):
    university = factories.university()
    brief = full_brief(force, poster)
    offer = full_offer(university, factories.person(university))
    written = {each.field for each in outline_of(brief).texts(brief)}
    assert written == {
        "title", "problem", "desired_outcome", "areas_text", "specialisms_text", "data_access",
        "vetting_note", "public_reason", "summary", "who_affected", "why_now", "already_done", "essentials",
        "resources", "measure", "baseline", "adoption", "gap",
        *(question.words_field for question in QUESTIONS),
    }  # fmt: skip
    assert {"title", "description", "areas_text", "specialisms_text", "evidence", "public_reason"} <= {
        each.field for each in outline_of(offer).texts(offer)
    }
