"""The panel of clarity: beside a draft, refreshed while somebody types, and beside what waits for review."""

import pytest
from sqlalchemy import select

from app.briefs.models import Brief
from app.core.actor import Role
from app.core.models import AuditRow, KeptPost
from app.extensions import db
from app.listings.models import ListingState as S
from tests import factories
from tests.listings.drafts import full_brief

pytestmark = pytest.mark.postgres(full=True)
TITLE = "How clear is this brief?"


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def draft(force, poster, client):
    client.sign_in(poster)
    return full_brief(force, poster)


def panel(page):
    """The panel's words and links, or None."""
    return next((s for s in page.select("section") if s.select_one("h2").get_text() == TITLE), None)


def words(page):
    return " ".join(panel(page).get_text(" ").split())


def test_the_task_list_and_every_step_show_all_ten_checks_in_words(client, draft):
    for path in ("edit", "edit/problem", "edit/need", "edit/audience"):
        said = words(client.get(f"/briefs/{draft.id}/{path}").page)
        assert " of 10 checks passed" in said
        assert said.count("To do: ") + said.count("Passed: ") == 10


def test_what_does_not_pass_leads_to_its_step_or_to_its_field_on_the_same_page(client, draft):
    far = panel(client.get(f"/briefs/{draft.id}/edit/problem").page)
    near = panel(client.get(f"/briefs/{draft.id}/edit/need").page)
    address = f"/briefs/{draft.id}/edit/need#why_now"
    assert address in [a["href"] for a in far.select("a")]
    assert "#why_now" in [a["href"] for a in near.select("a")]
    assert "In “Who, why and what was tried”" in far.get_text()


@pytest.mark.parametrize("step", ["need", "essentials", "success", "resources", "summary"])
def test_a_part_that_only_clarity_asks_for_is_optional_and_saved(client, draft, step):
    page = client.get(f"/briefs/{draft.id}/edit/{step}").page
    typed = {name: f"About {name}" for name in page.form() if page.select_one(f"#{name}")}
    assert client.submit(f"/briefs/{draft.id}/edit/{step}", dict.fromkeys(typed, "")).status_code == 302
    assert client.submit(f"/briefs/{draft.id}/edit/{step}", typed).status_code == 302
    assert {name: getattr(draft, name) for name in typed} == typed
    checked = client.get(f"/briefs/{draft.id}/submit").page.get_text()
    shown = client.get(f"/briefs/{draft.id}").page.get_text()
    assert all(text in checked and text in shown for text in typed.values())


def test_a_summary_of_sixty_words_is_kept_and_advised_against(client, draft):
    assert client.submit(f"/briefs/{draft.id}/edit/summary", {"summary": "word " * 60}).status_code == 302
    assert "It has 60 words." in words(client.get(f"/briefs/{draft.id}/edit").page)


def test_a_brief_that_passes_little_can_be_sent_for_review(client, draft):
    assert "3 of 10" in words(client.get(f"/briefs/{draft.id}/edit").page)
    client.submit(f"/briefs/{draft.id}/submit", {"declared_official": "y"})
    assert draft.state is S.IN_REVIEW


def ask(client, draft, typed, step="need"):
    return client.post(
        f"/briefs/{draft.id}/clarity?step={step}", json=typed, headers={"X-CSRFToken": client.csrf_token()}
    )


def test_what_is_typed_is_judged_and_not_stored(client, draft):
    before = db.session.scalars(select(AuditRow.id)).all()
    version = draft.version
    assert "Why now" in ask(client, draft, {}).json["checks"]
    answer = ask(client, draft, {"why_now": "The lease ends in March 2028. <b>", "version": "99"})
    assert "Passed: Why now" in answer.json["checks"]
    assert answer.json["count"] == "4 of 10 checks passed"
    assert "<b>" not in answer.json["checks"]
    assert (draft.why_now, draft.version) == ("", version)
    assert db.session.scalars(select(AuditRow.id)).all() == before


def test_a_chosen_band_of_money_counts_before_it_is_saved(client, draft):
    draft.budget_band = "not_said"
    assert "Passed: Resources" not in ask(client, draft, {}).json["checks"]
    assert "Passed: Resources" in ask(client, draft, {"budget_band": "under_10k"}).json["checks"]


@pytest.mark.parametrize(
    "typed",
    [[], "text", None, 7, {"why_now": 7}, {"why_now": ["a"]}, {"budget_band": {}}, {"title": "\ud800\0"}],
)
def test_whatever_is_sent_is_answered_with_ten_checks(client, draft, typed):
    answer = ask(client, draft, typed, step="no-such-step")
    assert answer.status_code == 200
    assert " of 10 checks passed" in answer.json["count"]


def test_a_body_that_is_no_json_counts_as_nothing_typed(client, draft):
    answer = client.post(
        f"/briefs/{draft.id}/clarity", data=b"\xff{", content_type="application/json",
        headers={"X-CSRFToken": client.csrf_token()},
    )  # fmt: skip
    assert answer.status_code == 200


def test_only_its_owners_may_ask(client, draft):
    client.sign_in(factories.person(factories.force()))
    assert ask(client, draft, {}).status_code == 404
    draft.state = S.PUBLISHED
    assert ask(client, draft, {}).status_code in (403, 404)


def test_a_published_brief_is_judged_no_more(client, draft, poster):
    draft.state = S.PUBLISHED
    assert ask(client, draft, {}).status_code >= 400
    assert panel(client.get(f"/briefs/{draft.id}").page) is None


def test_what_is_asked_after_the_session_ended_is_not_kept_as_a_post(client, draft):
    client.sign_out()
    assert ask(client, draft, {"why_now": "Typed"}).status_code in (302, 422)
    assert db.session.scalars(select(KeptPost)).all() == []


@pytest.mark.parametrize("state", [S.AWAITING_RELEASE, S.IN_REVIEW])
def test_the_reviewer_and_the_owners_see_it_beside_the_text(client, draft, poster, state):
    draft.state = state
    readers = [poster]
    if state is S.IN_REVIEW:
        readers.append(factories.person(None, Role.REVIEWER))
    for reader in readers:
        client.sign_in(reader)
        shown = panel(client.get(f"/briefs/{draft.id}").page)
        assert " of 10 checks passed" in shown.get_text()
        assert "In “Who, why and what was tried”" in shown.get_text()
        # Nobody can change it here.
        assert shown.select("a[href*='/edit/']") == []


@pytest.mark.parametrize("act", ["request-changes", "publish"])
def test_the_reviewer_has_it_at_hand_while_deciding(client, draft, act):
    draft.state = S.IN_REVIEW
    client.sign_in(factories.person(None, Role.REVIEWER))
    assert " of 10 checks passed" in words(client.get(f"/briefs/{draft.id}/{act}").page)


def test_the_vocabulary_proposes_words_for_an_acronym(client, draft):
    draft.problem = "The DFU waits."
    assert "Digital Forensic Unit (DFU)" in words(client.get(f"/briefs/{draft.id}/edit").page)


def test_changes_can_be_asked_for_by_each_new_step(client, draft):
    draft.state = S.IN_REVIEW
    client.sign_in(factories.person(None, Role.REVIEWER))
    client.submit(f"/briefs/{draft.id}/request-changes", {"step-need": "Say who waits."})
    assert db.session.get(Brief, draft.id).review_notes[0].field == "need"
