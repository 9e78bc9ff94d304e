"""Each page of a brief: what it refuses, what it says, and that nothing typed is lost."""

from datetime import timedelta

import pytest

from app.briefs.models import Brief
from app.core import clock as site_clock
from app.extensions import db
from tests import factories
from tests.listings.drafts import full_brief
from tests.support.signin import sign_in

LONG = "word " * 1_100


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def draft(force, poster, client):
    sign_in(client, poster)
    return full_brief(force, poster)


def day(name, date):
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


def in_days(number):
    return site_clock.today() + timedelta(days=number)


DATES = {"region_code": "YH", "duration_weeks": "26"}


def dates(deadline, start, **more):
    return DATES | day("deadline", in_days(deadline)) | day("start", in_days(start)) | more


REFUSED = [
    ("title", {"title": ""}, "Enter a title"),
    ("title", {"title": "\u200b \u00a0"}, "Enter a title"),
    ("title", {"title": "x" * 151}, "Title must be 150 characters or fewer"),
    ("title", {"title": "a\x00b"}, "contained characters that cannot be kept"),
    ("title", {"title": "y" * 100_001}, "too long"),
    ("problem", {"problem": ""}, "Describe the problem"),
    ("problem", {"problem": LONG}, "5,000 characters or fewer"),
    ("problem", {"problem": "This is SECRET."}, "OFFICIAL information only"),
    ("outcome", {"desired_outcome": ""}, "Describe the outcome"),
    ("areas", {"areas": []}, "at least one area"),
    ("areas", {"areas": ["FORENS-11", "MOB-05", "VICT-04", "WORK-04"]}, "select 3 or fewer"),
    ("areas", {"areas": ["NO-SUCH"]}, "select from the options in the list"),
    ("areas", {"areas": ["MOB-05"], "principal_area": "VICT-04"}, "must be one of those you chose"),
    ("specialisms", {"specialisms": ["NO-SUCH"]}, "select from the options in the list"),
    (
        "specialisms",
        {"specialisms": ["DIG-VEH", "ENG-COL", "FOR-INT", "ENG-VEH", "CHEM-METR", "PSY-INTV", "EDU-SIM"]},
        "select 6 or fewer",
    ),
    ("mechanisms", {"mechanisms": []}, "at least one way"),
    ("mechanisms", {"mechanisms": ["marriage"]}, "select from the options in the list"),
    ("money", {"budget_band": "a-lot"}, "select from the options in the list"),
    ("data-and-vetting", {"data_access": "", "vetting_code": "NPPV2"}, "Say what data or access"),
    ("data-and-vetting", {"data_access": "Some", "vetting_code": "ROYAL"}, "select from the options"),
    (
        "data-and-vetting",
        {"data_access": "Some", "vetting_code": "NPPV2", "vetting_min_code": "NPPV3"},
        "cannot be higher than the most",
    ),
    ("research-interest", {"research_interest": ""}, "Choose a research interest"),
    ("research-interest", {"research_interest": "ZZ9"}, "select from the options in the list"),
    ("horizon", {"horizon": ""}, "Choose when it matters"),
    ("audience", {"audience": "public", "public_reason": ""}, "Say why this would not help"),
    ("audience", {"audience": "everyone-at-all"}, "select from the options in the list"),
]


@pytest.mark.parametrize("step", list(dict.fromkeys(step for step, _, _ in REFUSED)))
def test_what_is_wrong_is_said_by_the_field_and_not_saved(client, draft, step):
    before = (draft.version, draft.title, draft.problem)
    for typed, message in [(typed, message) for name, typed, message in REFUSED if name == step]:
        answer = client.submit(f"/briefs/{draft.id}/edit/{step}", typed)
        assert answer.status_code == 422, typed
        assert any(message in error for error in answer.page.errors), (typed, answer.page.errors)
        assert answer.page.title.startswith("Error: ")
    assert (draft.version, draft.title, draft.problem) == before


def test_dates_that_cannot_be_are_refused(client, draft):
    for typed, message in (
        (dates(-1, 60), "today or in the future"),
        (dates(30, -1), "today or in the future"),
        (dates(60, 30), "must be before the start"),
        (dates(30, 30), "must be before the start"),
        (dates(30, 60) | {"start-day": "31", "start-month": "2"}, "must be a real date"),
        (dates(30, 60) | {"start-year": "99999999999999999999"}, "must be a real date"),
        (dates(30, 60, duration_weeks="0"), "between 1 and 520"),
        (dates(30, 60, duration_weeks="9" * 40), "between 1 and 520"),
        (dates(30, 60, duration_weeks="a while"), "whole number"),
        (dates(30, 60, region_code="ATLANTIS"), "select from the options"),
        (dates(30, 60, region_code=""), "Choose a region"),
    ):
        answer = client.submit(f"/briefs/{draft.id}/edit/place-and-dates", typed)
        assert answer.status_code == 422, typed
        assert any(message in error for error in answer.page.errors), (message, answer.page.errors)


def test_nothing_typed_is_lost_when_a_page_is_refused(client, draft):
    typed = {"data_access": "Only this was typed.", "vetting_code": "", "vetting_note": "and this"}
    page = client.submit(f"/briefs/{draft.id}/edit/data-and-vetting", typed).page
    shown = page.form()
    assert shown["data_access"] == ["Only this was typed."]
    assert shown["vetting_note"] == ["and this"]


def test_a_page_that_is_right_is_saved_and_leads_to_the_next(client, draft):
    answer = client.submit(f"/briefs/{draft.id}/edit/place-and-dates", dates(40, 80, region_code="NAT"))
    assert answer.status_code == 302
    assert answer.location.endswith(f"/briefs/{draft.id}/edit/money")
    assert (draft.region_code, draft.deadline, draft.closes_on) == ("NAT", in_days(40), in_days(40))


def test_a_page_without_its_version_is_refused(client, draft):
    for version in ("", "-1", "9" * 400, "one"):
        answer = client.submit(f"/briefs/{draft.id}/edit/title", {"title": "New", "version": version})
        assert answer.status_code == 422


def test_the_later_of_two_editors_is_told_with_both_texts(client, new_client, draft, force):
    colleague = factories.person(force)
    draft.co_owners = [colleague]
    other = new_client()
    sign_in(other, colleague)
    path = f"/briefs/{draft.id}/edit/problem"
    opened = client.get(path).page.form()
    assert other.submit(path, {"problem": "What the colleague wrote."}).status_code == 302
    answer = client.post(path, data=opened | {"problem": "What I wrote."})
    assert answer.status_code == 422
    assert "What the colleague wrote." in answer.page.get_text()
    assert answer.page.form()["problem"] == ["What I wrote."]
    assert draft.problem == "What the colleague wrote."
    # Having seen both, a second press of the button keeps one's own.
    assert client.post(path, data=answer.page.form()).status_code == 302
    assert draft.problem == "What I wrote."


def test_a_second_click_creates_one_brief(client, poster):
    sign_in(client, poster)
    form = client.get("/briefs/create").page.form() | {"title": "Once only"}
    first, second = client.post("/briefs/create", data=form), client.post("/briefs/create", data=form)
    assert first.location == second.location
    assert len(list(db.session.scalars(db.select(Brief).where(Brief.title == "Once only")))) == 1


def test_an_unknown_step_is_not_found(client, draft):
    assert client.get(f"/briefs/{draft.id}/edit/no-such-step").status_code == 404
    assert client.get(f"/briefs/{10**30}/edit").status_code == 404
