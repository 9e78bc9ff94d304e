"""Each page of an offer: what it asks by mechanism, what it refuses, and what it saves."""

from datetime import timedelta

import pytest

from app.core import clock as site_clock
from app.core.actor import Audience, Role
from app.extensions import db
from app.listings.models import ListingMechanism
from app.listings.models import ListingState as S
from app.offers.forms import DETAIL_FORMS
from app.offers.models import MECHANISM_FIELDS, DayRate, Level, Method, Offer
from app.taxonomy.models import Mechanism
from tests import factories
from tests.briefs.test_forms import day
from tests.listings.drafts import full_offer
from tests.support.signin import sign_in


@pytest.fixture
def university(app):
    return factories.university()


@pytest.fixture
def poster(university):
    return factories.person(university)


@pytest.fixture
def draft(university, poster, client):
    sign_in(client, poster)
    return full_offer(university, poster)


DETAILS = {
    Mechanism.PLACEMENT: (
        {"level": "undergraduate", "days": "60"},
        {"level": Level.UNDERGRADUATE, "days": 60},
    ),
    Mechanism.SECONDMENT: (
        {"grade": "postdoctoral", "months": "6", "fte": "0.4"},
        {"grade": "postdoctoral", "months": 6, "fte": 0.4},
    ),
    Mechanism.TRAINING: (
        {"hours": "3.5", "cohort": "12", "certificate": "yes"},
        {"hours": 3.5, "cohort": 12, "certificate": True},
    ),
    Mechanism.CONSULTANCY: ({"days": "10", "day_rate": "free"}, {"days": 10, "day_rate": DayRate.FREE}),
    Mechanism.RESEARCH: (
        {"method": "field_trial", "months": "18"},
        {"method": Method.FIELD_TRIAL, "months": 18},
    ),
    Mechanism.PROJECT: ({"outputs": "A viewer", "months": "9"}, {"outputs": "A viewer", "months": 9}),
}


def test_every_mechanism_asks_for_its_own_fields():
    asked = {mechanism: set(form.field_names()) for mechanism, form in DETAIL_FORMS.items()}
    assert asked == {mechanism: set(fields) for mechanism, fields in MECHANISM_FIELDS.items()}


def test_the_details_of_each_mechanism_are_needed_and_saved(client, university, poster):
    sign_in(client, poster)
    for mechanism, (typed, saved) in DETAILS.items():
        offer = full_offer(university, poster, mechanism=mechanism, method=None, months=None)
        path = f"/offers/{offer.id}/edit/details"
        refused = client.submit(path)
        assert refused.status_code == 422
        assert len(refused.page.errors) == len(typed)
        done = client.submit(path, typed)
        assert done.status_code == 302, (mechanism, done.page.errors)
        assert {name: getattr(offer, name) for name in saved} == saved


def test_another_mechanism_asks_anew_and_keeps_only_what_it_shares(client, draft):
    client.submit(f"/offers/{draft.id}/edit/mechanism", {"mechanism": "project"})
    assert (draft.mechanism, draft.method, draft.months) == (Mechanism.PROJECT, None, 12)
    assert [link.mechanism for link in draft.mechanism_links] == [Mechanism.PROJECT]
    assert "Say what there would be" in client.get(f"/offers/{draft.id}/edit").page.get_text()


REFUSED = [
    ("mechanism", {"mechanism": "marriage"}, "select from the options"),
    ("title", {"title": ""}, "Enter a title"),
    ("description", {"description": ""}, "Describe the offer"),
    ("description", {"description": "x" * 5_001}, "5,000 characters or fewer"),
    ("description", {"description": "OFFICIAL-SENSITIVE"}, "OFFICIAL information only"),
    ("details", {"months": "0", "method": "laboratory"}, "between 1 and 120"),
    ("details", {"months": "9" * 50, "method": "laboratory"}, "between 1 and 120"),
    ("details", {"months": "6", "method": "guessing"}, "select from the options"),
    ("specialisms", {"specialisms": []}, "at least one specialism"),
    ("specialisms", {"specialisms": ["NO-SUCH"]}, "select from the options"),
    ("areas", {"areas": ["FORENS-11", "MOB-05", "VICT-04", "WORK-04"]}, "select 3 or fewer"),
    ("place", {"region_code": "ATLANTIS"}, "select from the options"),
    ("capacity", {"capacity_text": ""}, "Say how much"),
    ("capacity", {"capacity_text": "a lot", "capacity": "99999999999999999999"}, "must be between"),
    ("cost", {"cost_model": "a\x00b"}, "contained characters"),
    ("vetting", {"vetting_code": ""}, "Choose what is held"),
    ("audience", {"audience": "public", "public_reason": " "}, "Say why this would not help"),
]


@pytest.mark.parametrize("step", list(dict.fromkeys(step for step, _, _ in REFUSED)))
def test_what_is_wrong_is_said_by_the_field_and_not_saved(client, draft, step):
    for typed, message in [(typed, message) for name, typed, message in REFUSED if name == step]:
        answer = client.submit(f"/offers/{draft.id}/edit/{step}", typed)
        assert answer.status_code == 422, typed
        assert any(message in error for error in answer.page.errors), (typed, answer.page.errors)
    assert draft.version == 1


def test_availability_must_not_be_over_or_end_before_it_begins(client, draft):
    def dates(first, last):
        today = site_clock.today()
        return day("available_from", today + timedelta(days=first)) | day(
            "available_to", today + timedelta(days=last)
        )

    path = f"/offers/{draft.id}/edit/availability"
    for typed, message in (
        (dates(-60, -1), "today or in the future"),
        (dates(60, 30), "same as or after the available from"),
    ):
        answer = client.submit(path, typed)
        assert answer.status_code == 422
        assert any(message in error for error in answer.page.errors), answer.page.errors
    assert client.submit(path, dates(-60, 60)).status_code == 302
    assert draft.closes_on == site_clock.today() + timedelta(days=60)


def test_a_second_click_creates_one_offer(client, poster):
    sign_in(client, poster)
    form = client.get("/offers/create").page.form() | {"title": "Once", "mechanism": "training"}
    assert (
        client.post("/offers/create", data=form).location == client.post("/offers/create", data=form).location
    )
    offer = db.session.scalars(db.select(Offer)).one()
    assert (offer.audience, offer.mechanism) == (Audience.PUBLIC, Mechanism.TRAINING)


def test_the_later_of_two_editors_is_told_with_both_texts(client, draft):
    path = f"/offers/{draft.id}/edit/specialisms"
    opened = client.get(path).page.form()
    client.submit(path, {"specialisms": ["DIG-VEH"], "specialisms_text": "theirs it is"})
    answer = client.post(path, data=opened | {"specialisms_text": "mine it is"})
    assert answer.status_code == 422
    assert "theirs it is" in answer.page.get_text()
    assert answer.page.form()["specialisms_text"] == ["mine it is"]


def test_an_offer_is_sent_reviewed_and_shown_without_a_person(client, new_client, draft, poster):
    client.submit(f"/offers/{draft.id}/submit", {"declared_official": "y"})
    assert draft.state is S.IN_REVIEW
    reviewer, public = new_client(), new_client()
    sign_in(reviewer, factories.person(None, Role.REVIEWER))
    reviewer.submit(f"/offers/{draft.id}/publish", {"helps_offenders": "no"})
    shown = public.get(f"/offers/{draft.id}").page
    assert shown.heading == draft.title
    assert poster.name not in shown.get_text()
    assert f"/offers/{draft.id}" in public.get("/offers?mechanism=research").page.links


def test_vetting_held_is_shown_to_verified_members_only(client, new_client, university, poster):
    offer = full_offer(university, poster, S.PUBLISHED, vetting_code="NPPV2", vetting_text="two of six")
    member, unverified = new_client(), new_client()
    sign_in(member, factories.person(factories.force()))
    sign_in(unverified, factories.person())
    assert "two of six" in member.get(f"/offers/{offer.id}").page.get_text()
    for browser in (client, unverified):
        assert "two of six" not in browser.get(f"/offers/{offer.id}").page.get_text()
        assert "Non-Police" not in browser.get(f"/offers/{offer.id}").page.get_text()


def test_police_do_not_post_offers(client, app):
    sign_in(client, factories.person(factories.force()))
    assert client.get("/offers/create").status_code == 403


def test_an_offer_has_one_mechanism(app):
    offer = factories.offer()
    assert [type(link) for link in offer.mechanism_links] == [ListingMechanism]
