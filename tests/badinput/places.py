"""A small world in which every page with a form can be reached, and the address of each for whoever may send it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from app.accounts.links import Purpose, token_for
from app.accounts.models import Person
from app.briefs.models import Horizon
from app.briefs.steps import OUTLINE as BRIEF_OUTLINE
from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.core import clock
from app.core.actor import Audience, Role
from app.extensions import db
from app.lessons.models import LessonState
from app.listings.models import ListingCoOwner, ListingState
from app.listings.outline import Outline
from app.offers.models import Method
from app.offers.steps import OUTLINE as OFFER_OUTLINE
from app.taxonomy.models import Mechanism, ResearchInterest
from tests import factories
from tests.matching import stored

WHOLE: dict[str, dict[str, Any]] = {
    "briefs": {
        "areas": ["IDENT-04"],
        "mechanisms": [Mechanism.RESEARCH],
        "region_code": "NE",
        "duration_weeks": 4,
        "data_access": "None.",
        "vetting_code": "NONE",
        "research_interest": "none-fits",
        "horizon": Horizon.NOW,
        "audience": Audience.MEMBERS,
    },
    "offers": {
        "specialisms": ["DIG-MEDIA"],
        "method": Method.LABORATORY,
        "months": 6,
        "region_code": "NE",
        "capacity_text": "One study",
        "cost_model": "Free",
        "vetting_code": "NONE",
        "audience": Audience.MEMBERS,
    },
}
Place = tuple[Person | None, str]
# Sent by scripts or by buttons that stand on other pages: they have no page of their own to fill in.
WITHOUT_FORM = {
    "accounts.extend",
    "accounts.sign_out",
    "briefs.clarity",
    "briefs.stop_watching",
    "briefs.watch",
}


class World:
    """A force and a university with their people, and something of each kind in each state that has a page."""

    def __init__(self) -> None:
        manager, administrator = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR
        self.force, self.university = factories.force(), factories.university()
        self.police, self.academic = factories.person(self.force), factories.person(self.university)
        self.chief = factories.person(self.force, manager, administrator)
        self.dean = factories.person(self.university, manager, administrator)
        self.reviewer = factories.person(None, Role.REVIEWER)
        self.places: dict[str, Place] = {}

    def add(self, endpoint: str, who: Person | None, address: str) -> None:
        self.places[endpoint] = who, address

    def add_listings(self, outline: Outline, make: Callable[..., Any], poster: Person, boss: Person) -> None:
        room, at = outline.room, poster.memberships[0].organisation
        with factories.together():
            drafts = [make(at, ListingState.DRAFT, poster=poster) for _ in outline.steps]
        for step, draft in zip(outline.steps, drafts, strict=True):
            self.add(f"{room}.edit_step/{step.slug}", poster, f"/{room}/{draft.id}/edit/{step.slug}")
        acts = (
            ("hand-over", ListingState.DRAFT, poster),
            ("co-owners", ListingState.DRAFT, poster),
            ("withdraw", ListingState.DRAFT, poster),
            ("release", ListingState.AWAITING_RELEASE, boss),
            ("hold-back", ListingState.AWAITING_RELEASE, boss),
            ("publish", ListingState.IN_REVIEW, self.reviewer),
            ("request-changes", ListingState.IN_REVIEW, self.reviewer),
            ("revise", ListingState.PUBLISHED, poster),
            ("close", ListingState.PUBLISHED, poster),
        )
        with factories.together():
            listings = [make(at, state, poster=poster) for _, state, _ in acts]
        for (act, _, who), listing in zip(acts, listings, strict=True):
            self.add(f"{room}.{act.replace('-', '_')}", who, f"/{room}/{listing.id}/{act}")
        whole = make(at, ListingState.DRAFT, poster=poster)
        for name, value in WHOLE[room].items():
            outline.write(whole, name, value)
        self.add(f"{room}.submit", poster, f"/{room}/{whole.id}/submit")
        shared = make(at, ListingState.DRAFT, poster=poster)
        db.session.add(ListingCoOwner(listing_id=shared.id, person_id=boss.id))
        self.add(f"{room}.remove_co_owner", poster, f"/{room}/{shared.id}/remove-co-owner?person={boss.id}")
        self.add(f"{room}.create", poster, f"/{room}/create")

    def add_details(self) -> None:
        """An offer has one page of details for each mechanism."""
        with factories.together():
            offers = {
                mechanism: factories.offer(
                    self.university, ListingState.DRAFT, poster=self.academic, mechanism=mechanism
                )
                for mechanism in Mechanism
            }
        for mechanism, offer in offers.items():
            self.add(
                f"offers.edit_step/details-{mechanism.value}",
                self.academic,
                f"/offers/{offer.id}/edit/details",
            )
        self.add("listings.hand_over_all", self.chief, "/hand-over-all")

    def add_matches(self) -> None:
        brief = factories.brief(self.force, poster=self.police)
        offer = factories.offer(self.university, poster=self.academic)
        stored.match(brief, offer)
        self.add("matching.which_science", None, "/which-science")
        self.add("matching.give_feedback", self.police, f"/matches/{brief.id}/{offer.id}/give-feedback")

    def add_responses(self) -> None:
        brief = factories.brief(self.force, poster=self.police)
        elsewhere = factories.person(factories.university())
        self.add("responses.respond", elsewhere, f"/listings/{brief.id}/respond")
        for endpoint, who in (
            ("responses.withdraw", self.academic),
            ("responses.decline", self.police),
            ("collaborations.accept", self.police),
        ):
            response = factories.response(
                factories.brief(self.force, poster=self.police), self.university, self.academic
            )
            self.add(endpoint, who, f"/responses/{response.id}/{endpoint.partition('.')[2]}")

    def collaboration(self, **values: Any) -> Collaboration:
        contacts = [(self.police, self.force), (self.academic, self.university)]
        values.setdefault("confirmation", Confirmation.CONFIRMED)
        return factories.collaboration(self.force, self.university, contacts=contacts, **values)

    def add_collaborations(self) -> None:
        for act in ("edit", "measures", "start"):
            self.add(f"collaborations.{act}", self.police, f"/collaborations/{self.collaboration().id}/{act}")
        running = self.collaboration(status=Status.RUNNING, started=clock.today())
        address = f"/collaborations/{running.id}/close"
        self.add("collaborations.close", self.police, address)
        for outcome in (Outcome.DELIVERED, Outcome.ABANDONED):
            self.add(
                f"collaborations.close/{outcome.value}", self.academic, f"{address}?outcome={outcome.value}"
            )
        for act, who in (("confirm", self.dean), ("dispute", self.dean), ("correct", self.chief)):
            recorded = self.collaboration(
                confirmation=Confirmation.ONE_SIDE, recorded_by_organisation_id=self.force.id
            )
            self.add(f"collaborations.{act}", who, f"/collaborations/{recorded.id}/{act}")
        self.add("collaborations.record", self.chief, "/collaborations/record")

    def add_duplicates(self) -> None:
        draft = factories.brief(self.force, ListingState.DRAFT, poster=self.police)
        self.add("duplicates.asked_already", self.police, f"/briefs/{draft.id}/asked-already")
        asker = factories.person(factories.force())
        at = asker.memberships[0].organisation
        for act, who in (("agree", self.police), ("decline", self.police), ("withdraw", asker)):
            theirs = factories.brief(at, ListingState.DRAFT, poster=asker)
            asked = factories.co_sponsor(factories.brief(self.force, poster=self.police), theirs)
            self.add(f"duplicates.{act}", who, f"/co-sponsors/{asked.id}/{act}")

    def add_lessons(self) -> None:
        for act, state, who in (
            ("edit", LessonState.DRAFT, self.police),
            ("submit", LessonState.DRAFT, self.police),
            ("withdraw", LessonState.DRAFT, self.police),
            ("publish", LessonState.IN_REVIEW, self.reviewer),
            ("return", LessonState.IN_REVIEW, self.reviewer),
        ):
            lesson = factories.lesson(
                state, organisation=self.force, author_id=self.police.id, submitted_at=clock.now()
            )
            self.add(f"lessons.{act}", who, f"/lessons/{lesson.id}/{act}")
        self.add("lessons.write", self.police, "/lessons/new")

    def add_members(self) -> None:
        self.add("organisations.edit", self.chief, f"/organisations/{self.force.slug}/edit")
        for act in ("approve", "refuse", "change-roles", "end"):
            asks = act in ("approve", "refuse")
            membership = factories.person(self.force, approved=not asks).memberships[0]
            self.add(f"accounts.{act.replace('-', '_')}", self.chief, f"/memberships/{membership.id}/{act}")
        asker = factories.person()
        self.add(
            "accounts.request_membership", asker, f"/account/request-membership?q={self.force.name[:12]}"
        )
        site = factories.person(None, Role.ADMINISTRATOR)
        self.add("moderation.person", site, f"/administration/people/{self.police.id}")

    def add_accounts(self) -> None:
        for act in ("change-details", "change-email", "change-password", "close", "sign-out-everywhere"):
            self.add(f"accounts.{act.replace('-', '_')}", factories.person(self.force), f"/account/{act}")
        unproved = factories.person()
        unproved.proved_at = None
        moving = factories.person(self.force)
        moving.new_email = "elsewhere@organisation.example"
        self.add("accounts.prove", None, f"/prove/{token_for(unproved, Purpose.PROVE)}")
        self.add("accounts.prove/move", moving, f"/prove/{token_for(moving, Purpose.MOVE)}")
        self.add("accounts.reset", None, f"/reset/{token_for(factories.person(), Purpose.RESET)}")
        for act in ("sign-in", "sign-up", "forgotten"):
            self.add(f"accounts.{act.replace('-', '_')}", None, f"/{act}")
        code = db.session.scalars(select(ResearchInterest.code)).first()
        self.add("accounts.sign_out", factories.person(self.force), "/sign-out")
        self.add("accounts.extend", self.police, "/session/extend")
        draft = factories.brief(self.force, ListingState.DRAFT, poster=self.police)
        self.add("briefs.clarity", self.police, f"/briefs/{draft.id}/clarity")
        self.add("briefs.watch", self.police, f"/research-interests/{code}/watch")
        self.add("briefs.stop_watching", self.police, f"/research-interests/{code}/stop-watching")


def build() -> dict[str, Place]:
    """The places by endpoint; a step of a draft has one of its own, as `briefs.edit_step/money`."""
    world = World()
    world.add_listings(BRIEF_OUTLINE, factories.brief, world.police, world.chief)
    world.add_listings(OFFER_OUTLINE, factories.offer, world.academic, world.dean)
    world.add_details()
    world.add_matches()
    world.add_responses()
    world.add_collaborations()
    world.add_duplicates()
    world.add_lessons()
    world.add_members()
    world.add_accounts()
    db.session.commit()
    return world.places


def readable(app: Flask) -> list[tuple[str, dict[str, object]]]:
    """Each endpoint that answers GET with values for its address that lead to a page or nowhere."""
    values = {
        "id": 1,
        "brief_id": 1,
        "offer_id": 1,
        "slug": "organisation-1",
        "code": "IDENT-01",
        "token": "x",
        "step": "title",
        "filename": "app.css",
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            with app.test_request_context():
                found.append(
                    (rule.endpoint, url_for(rule.endpoint, **{k: values[k] for k in rule.arguments}))
                )
    return sorted(found)


def soon(days: int) -> date:
    """A day so many days after today, by the frozen clock of the tests."""
    return date(2026, 11, 21) + timedelta(days=days)
