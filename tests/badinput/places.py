"""A small world in which every page with a form can be reached, and the address of each for whoever may send it."""

from datetime import date, timedelta
from typing import Any

from flask import Flask, url_for

from app.accounts.links import Purpose, token_for
from app.accounts.models import Membership, MembershipState, Person
from app.briefs.models import Horizon
from app.briefs.steps import OUTLINE as BRIEF_OUTLINE
from app.collaborations.models import Confirmation, Outcome, Status
from app.core import clock
from app.core.actor import Audience, Role
from app.extensions import db
from app.lessons.models import LessonState
from app.listings.models import ListingCoOwner, ListingState
from app.offers.models import Method
from app.offers.steps import OUTLINE as OFFER_OUTLINE
from app.taxonomy.models import Mechanism, ResearchInterest
from tests import factories

WHOLE: dict[str, dict[str, Any]] = {
    "briefs": {
        "areas": ["IDENT-04"], "mechanisms": [Mechanism.RESEARCH], "region_code": "NE", "duration_weeks": 4,
        "data_access": "None.", "vetting_code": "NONE", "research_interest": "none-fits", "horizon": Horizon.NOW,
        "audience": Audience.MEMBERS,
    },
    "offers": {
        "specialisms": ["DIG-MEDIA"], "method": Method.LABORATORY, "months": 6, "region_code": "NE",
        "capacity_text": "One study", "cost_model": "Free", "vetting_code": "NONE", "audience": Audience.MEMBERS,
    },
}
Place = tuple[Person | None, str]
# Sent by scripts or by buttons that stand on other pages: they have no page of their own to fill in.
WITHOUT_FORM = {"accounts.extend", "accounts.sign_out", "briefs.stop_watching", "briefs.watch"}


def build(app: Flask) -> dict[str, Place]:
    """The places by endpoint; a step of a draft has one of its own, as `briefs.edit_step/money`."""
    manager, administrator = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR
    force, university = factories.force(), factories.university()
    police, academic = factories.person(force), factories.person(university)
    chief, dean = factories.person(force, manager, administrator), factories.person(university, manager, administrator)
    reviewer = factories.person(None, Role.REVIEWER)
    places: dict[str, Place] = {}

    def member_waiting() -> Membership:
        asked = Membership(person=factories.person(), organisation=force, state=MembershipState.REQUESTED)
        db.session.add(asked)
        db.session.flush()
        return asked

    def listings(outline, make, at, poster, boss) -> None:
        room = outline.room

        def listing(state, **values):
            return make(at, state, poster=poster, **values)

        for step in outline.steps:
            draft = listing(ListingState.DRAFT)
            places[f"{room}.edit_step/{step.slug}"] = poster, f"/{room}/{draft.id}/edit/{step.slug}"
        for act, state, who in (
            ("hand-over", ListingState.DRAFT, poster),
            ("co-owners", ListingState.DRAFT, poster),
            ("withdraw", ListingState.DRAFT, poster),
            ("release", ListingState.AWAITING_RELEASE, boss),
            ("hold-back", ListingState.AWAITING_RELEASE, boss),
            ("publish", ListingState.IN_REVIEW, reviewer),
            ("request-changes", ListingState.IN_REVIEW, reviewer),
            ("revise", ListingState.PUBLISHED, poster),
            ("close", ListingState.PUBLISHED, poster),
        ):
            places[f"{room}.{act.replace('-', '_')}"] = who, f"/{room}/{listing(state).id}/{act}"
        whole = listing(ListingState.DRAFT)
        for name, value in WHOLE[room].items():
            outline.write(whole, name, value)
        places[f"{room}.submit"] = poster, f"/{room}/{whole.id}/submit"
        shared = listing(ListingState.DRAFT)
        db.session.add(ListingCoOwner(listing_id=shared.id, person_id=boss.id))
        address = f"/{room}/{shared.id}/remove-co-owner?person={boss.id}"
        places[f"{room}.remove_co_owner"] = poster, address
        places[f"{room}.create"] = poster, f"/{room}/create"

    listings(BRIEF_OUTLINE, factories.brief, force, police, chief)
    listings(OFFER_OUTLINE, factories.offer, university, academic, dean)
    # An offer has one page of details for each mechanism; the draft's own stands above.
    for mechanism in Mechanism:
        offer = factories.offer(university, ListingState.DRAFT, poster=academic, mechanism=mechanism)
        places[f"offers.edit_step/details-{mechanism.value}"] = academic, f"/offers/{offer.id}/edit/details"
    places["listings.hand_over_all"] = chief, "/hand-over-all"

    brief = factories.brief(force, poster=police)
    places["responses.respond"] = factories.person(factories.university()), f"/listings/{brief.id}/respond"
    places["responses.withdraw"] = academic, f"/responses/{factories.response(brief, university, academic).id}/withdraw"
    for room, act in (("responses", "decline"), ("collaborations", "accept")):
        response = factories.response(factories.brief(force, poster=police), university, academic)
        places[f"{room}.{act}"] = police, f"/responses/{response.id}/{act}"

    def collaboration(**values):
        contacts = [(police, force), (academic, university)]
        values.setdefault("confirmation", Confirmation.CONFIRMED)
        return factories.collaboration(force, university, contacts=contacts, **values)

    for act in ("edit", "measures", "start"):
        places[f"collaborations.{act}"] = police, f"/collaborations/{collaboration().id}/{act}"
    running = collaboration(status=Status.RUNNING, started=clock.today())
    places["collaborations.close"] = police, f"/collaborations/{running.id}/close"
    for outcome in (Outcome.DELIVERED, Outcome.ABANDONED):
        address = f"/collaborations/{running.id}/close?outcome={outcome.value}"
        places[f"collaborations.close/{outcome.value}"] = academic, address
    for act, who in (("confirm", dean), ("dispute", dean), ("correct", chief)):
        recorded = collaboration(confirmation=Confirmation.ONE_SIDE, recorded_by_organisation_id=force.id)
        places[f"collaborations.{act}"] = who, f"/collaborations/{recorded.id}/{act}"
    places["collaborations.record"] = chief, "/collaborations/record"

    for act, state, who in (
        ("edit", LessonState.DRAFT, police),
        ("submit", LessonState.DRAFT, police),
        ("withdraw", LessonState.DRAFT, police),
        ("publish", LessonState.IN_REVIEW, reviewer),
        ("return", LessonState.IN_REVIEW, reviewer),
    ):
        lesson = factories.lesson(state, organisation=force, author_id=police.id, submitted_at=clock.now())
        places[f"lessons.{act}"] = who, f"/lessons/{lesson.id}/{act}"
    places["lessons.write"] = police, "/lessons/new"

    places["organisations.edit"] = chief, f"/organisations/{force.slug}/edit"
    for act in ("approve", "refuse"):
        places[f"accounts.{act}"] = chief, f"/memberships/{member_waiting().id}/{act}"
    for act in ("change-roles", "end"):
        member = factories.person(force).memberships[0]
        places[f"accounts.{act.replace('-', '_')}"] = chief, f"/memberships/{member.id}/{act}"
    for act in ("change-details", "change-email", "change-password", "close", "sign-out-everywhere"):
        places[f"accounts.{act.replace('-', '_')}"] = factories.person(force), f"/account/{act}"
    places["accounts.request_membership"] = factories.person(), f"/account/request-membership?q={force.name[:12]}"
    unproved = factories.person()
    unproved.proved_at = None
    moving = factories.person(force)
    moving.new_email = "elsewhere@organisation.example"
    places["accounts.prove"] = None, f"/prove/{token_for(unproved, Purpose.PROVE)}"
    places["accounts.prove/move"] = moving, f"/prove/{token_for(moving, Purpose.MOVE)}"
    places["accounts.reset"] = None, f"/reset/{token_for(factories.person(), Purpose.RESET)}"
    for act in ("sign-in", "sign-up", "forgotten"):
        places[f"accounts.{act.replace('-', '_')}"] = None, f"/{act}"

    site = factories.person(None, Role.ADMINISTRATOR)
    places["moderation.person"] = site, f"/administration/people/{police.id}"
    code = db.session.query(ResearchInterest.code).limit(1).scalar()
    places["accounts.sign_out"] = factories.person(force), "/sign-out"
    places["accounts.extend"] = police, "/session/extend"
    places["briefs.watch"] = police, f"/research-interests/{code}/watch"
    places["briefs.stop_watching"] = police, f"/research-interests/{code}/stop-watching"
    db.session.commit()
    return places


def readable(app: Flask) -> list[tuple[str, dict[str, object]]]:
    """Each endpoint that answers GET with values for its address that lead to a page or nowhere."""
    values = {"id": 1, "slug": "organisation-1", "code": "IDENT-01", "token": "x", "step": "title", "filename": "app.css"}
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            with app.test_request_context():
                found.append((rule.endpoint, url_for(rule.endpoint, **{k: values[k] for k in rule.arguments})))
    return sorted(found)


def soon(days: int) -> date:
    """A day so many days after today, by the frozen clock of the tests."""
    return date(2026, 11, 21) + timedelta(days=days)
