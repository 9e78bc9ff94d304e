"""A small world in which every page with a form can be reached, and the address of each for whoever may send it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from app.accounts.links import Purpose, token_for
from app.accounts.models import Person
from app.briefs.models import Horizon
from app.briefs.sponsors import letters as sponsor_letters
from app.briefs.sponsors.models import Sponsor, SponsorState
from app.briefs.steps import OUTLINE as BRIEF_OUTLINE
from app.collaborations.agreement import service as agreements
from app.collaborations.agreement.forms import STEPS as AGREEMENT_STEPS
from app.collaborations.ending.models import Adoption, Output
from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Collaboration, Confirmation, Measure, Outcome, Reading, Status
from app.core import clock
from app.core.actor import Audience, Role
from app.extensions import db
from app.lessons.following import letters as following_letters
from app.lessons.models import Attribution, LessonMechanism, LessonState
from app.listings.models import ListingCoOwner, ListingState
from app.listings.outline import Outline
from app.listings.questions.models import QuestionState
from app.offers.models import Method
from app.offers.steps import OUTLINE as OFFER_OUTLINE
from app.organisations.models import OrganisationDomain
from app.responses.assessment.models import Assessment, AssessmentScore, ListingAssessor
from app.responses.models import Response, ResponseAnswer, ResponsePartner, ResponseState
from app.taxonomy.models import Mechanism, ResearchInterest
from tests import factories
from tests.collaborations.running import places as running
from tests.matching import stored
from tests.support import kept

WHOLE: dict[str, dict[str, Any]] = {
    "briefs": {
        "areas": ["IDENT-04"],
        "mechanisms": [Mechanism.RESEARCH],
        "region_code": "NE",
        "duration_weeks": 4,
        "data_access": "None.",
        "vetting_code": "NONE",
        "research_interest": "none-fits",
        "gap": "Who compares them?",
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
GATES = ("DPIA", "DSA", "NDA", "MOU", "NPPV")
Place = tuple[Person | None, str]
# Sent by scripts or by buttons that stand on other pages: they have no page of their own to fill in.
WITHOUT_FORM = {
    "accounts.extend",
    "accounts.sign_out",
    "briefs.clarity",
    "briefs.stop_watching",
    "briefs.watch",
    "gates.derive",
    "lessons.click",
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
            ("copy", ListingState.CLOSED, poster),
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
        self.add(f"{room}.import", poster, f"/{room}/import")

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

    def add_questions(self) -> None:
        brief = factories.brief(self.force, poster=self.police)
        asker = factories.actor(self.university, who=self.academic)
        asked, answered = QuestionState.ASKED, QuestionState.ANSWERED
        for act, state in (("answer", asked), ("decline", asked), ("amend", answered)):
            question = factories.question(brief, asker, state)
            self.add(f"questions.{act}", self.police, f"/questions/{question.id}/{act}")
        self.add("questions.ask", self.academic, f"/listings/{brief.id}/ask")

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

    def full_response(self, state: ResponseState, **answered: str) -> Response:
        """A response of the university to a brief of its own, invited to answer one thing, or sent."""
        response = factories.response(
            factories.brief(self.force, poster=self.police), self.university, self.academic, state=state
        )
        response.full_by, response.conflict = soon(14), ""
        response.answers = [ResponseAnswer(position=1, asked="A list", **answered)]
        if state is ResponseState.FULL:
            response.full_sent_at = clock.now()
        return response

    def add_full_responses(self) -> None:
        interest, invited, sent = ResponseState.INTEREST, ResponseState.INVITED, ResponseState.FULL
        whole = dict.fromkeys(("situation", "what_we_did", "result"), "It worked.")
        joining = factories.university()
        manager = factories.person(joining, Role.PARTNERSHIP_MANAGER)
        scored = self.full_response(sent)
        assessor = factories.person(self.force)
        db.session.flush()
        given = [AssessmentScore(answer_id=scored.answers[0].id, mark=2)]
        db.session.add(Assessment(response=scored, person=assessor, scores=given))
        for endpoint, who, response in (
            ("responses.invite", self.police, self.full_response(interest)),
            ("responses.extend", self.police, self.full_response(invited)),
            ("responses.declare", self.academic, self.full_response(interest)),
            ("responses.send", self.academic, self.full_response(invited, **whole)),
            ("partners.partners", self.academic, self.full_response(invited)),
            ("assessments.score", self.police, self.full_response(sent)),
            ("assessments.recuse", self.police, self.full_response(sent)),
            ("assessments.agree", self.police, scored),
        ):
            db.session.flush()
            if endpoint == "assessments.score":
                db.session.add(ListingAssessor(listing=response.listing, person=self.police))
            self.add(endpoint, who, f"/responses/{response.id}/{endpoint.partition('.')[2]}")
        self.add("responses.answer", self.academic, f"/responses/{self.full_response(invited).id}/answer/1")
        for endpoint, who in (("partners.remove", self.academic), ("partners.answer", manager)):
            partner = ResponsePartner(response=self.full_response(invited), organisation=joining)
            db.session.add(partner)
            db.session.flush()
            self.add(endpoint, who, f"/response-partners/{partner.id}/{endpoint.partition('.')[2]}")
        listing = factories.brief(self.force, poster=self.police)
        db.session.add(ListingAssessor(listing=listing, person=assessor))
        self.add("assessments.assessors", self.police, f"/listings/{listing.id}/assessors")
        listing = factories.brief(self.force, poster=self.police)
        db.session.add(ListingAssessor(listing=listing, person=assessor))
        address = f"/listings/{listing.id}/remove-assessor?person={assessor.id}"
        self.add("assessments.remove_assessor", self.police, address)

    def collaboration(self, **values: Any) -> Collaboration:
        contacts = [(self.police, self.force), (self.academic, self.university)]
        values.setdefault("confirmation", Confirmation.CONFIRMED)
        return factories.collaboration(self.force, self.university, contacts=contacts, **values)

    def add_collaborations(self) -> None:
        for act in ("edit", "measures", "start"):
            self.add(f"collaborations.{act}", self.police, f"/collaborations/{self.collaboration().id}/{act}")
        small = self.collaboration(status=Status.RUNNING, started=clock.today(), mechanism=Mechanism.TRAINING)
        address = f"/collaborations/{small.id}/close"
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

    def add_agreements(self) -> None:
        path = f"/collaborations/{self.collaboration().id}"
        for step in AGREEMENT_STEPS:
            self.add(f"agreements.agreement_step/{step.slug}", self.police, f"{path}/agreement/{step.slug}")
        self.add("papers.questions", self.police, f"{path}/papers/questions")
        self.add("papers.mark", self.police, f"{path}/papers/NDA/mark")
        police = factories.actor(self.force, who=self.police)
        academic = factories.actor(self.university, who=self.academic)
        for act in ("offer", "sign", "decline"):
            made = self.collaboration(mechanism=Mechanism.TRAINING)
            own = {"scope": "One day.", "success_police": "A course.", "ip": "kept"}
            agreements.save(police, collaboration=made, version=1, values=own)
            agreements.save(academic, collaboration=made, version=2, values={"success_academic": "A cohort."})
            address = f"/collaborations/{made.id}/agreement"
            if act != "offer":
                agreements.offer(police, collaboration=made, version=3)
                address += "/version/1"
            self.add(f"agreements.{act}", self.academic, f"{address}/{act}")

    def add_gates(self) -> None:
        running = self.collaboration(status=Status.RUNNING, started=clock.today())
        for act, code in zip(("assign", "ask", "block", "settle", "not-needed"), GATES, strict=True):
            gate = Gate(kind_code=code, opened_on=clock.today())
            running.gates.append(gate)
            db.session.flush()
            self.add(f"gates.{act.replace('-', '_')}", self.police, f"/gates/{gate.id}/{act}")
        settled = Gate(kind_code="NSI", state=GateState.SETTLED, settled_on=clock.today())
        running.gates.append(settled)
        db.session.flush()
        self.add("gates.reopen", self.academic, f"/gates/{settled.id}/reopen")
        self.add("gates.derive", self.police, f"/collaborations/{running.id}/gates/derive")
        self.add("gates.add", self.police, f"/collaborations/{running.id}/gates/add")
        self.add("stages.decide", self.academic, f"/collaborations/{running.id}/stages/decide")

    def add_returns(self) -> None:
        number = self.collaboration(status=Status.RUNNING, started=clock.today()).id
        self.add("returns.edit_figures", self.academic, f"/collaborations/{number}/edit-figures")
        self.add("returns.edit_learning", self.academic, f"/cpd/{number}/edit-learning")

    def add_endings(self) -> None:
        running, ended = {"status": Status.RUNNING}, {"status": Status.COMPLETED}
        ending = {"status": Status.ENDING, "ending_at": clock.now(), "reported_by": self.force}
        ending |= {"outcome": Outcome.DELIVERED, "ended": clock.today()}
        for act, values in (
            ("end", running),
            ("reopen", ending),
            ("reflect", ending),
            ("conclude", ending),
            ("add_lesson", ended),
            ("assess", ending),
            ("add_output", ended),
            ("adopt", ended),
        ):
            made = self.collaboration(started=clock.today(), **values)
            address = f"/collaborations/{made.id}/{act.replace('_', '-')}"
            self.add(f"ending.{act}", self.police, address)
            if act == "end":
                self.add("ending.end/abandoned", self.police, f"{address}?outcome=abandoned")
            if act == "conclude":
                for side in (self.force, self.university):
                    factories.reflection(made, side)
        made = self.collaboration(**ended, measures=[Measure(name="Hits"), Measure(name="Misses")])
        hits, misses = made.measures
        hits.readings = [Reading(on=clock.today(), words="7", organisation=self.force)]
        output = Output(
            collaboration=made, organisation=self.force, title="Guide", kind="report", licence="cc0"
        )
        adoption = Adoption(
            collaboration=made,
            organisation=self.force,
            person_id=self.police.id,
            on=clock.today(),
            extent="trial",
            words="We do.",
        )
        db.session.add_all([output, adoption])
        db.session.flush()
        self.add("measuring.add_reading", self.police, f"/measures/{misses.id}/add-reading")
        self.add("measuring.not_measured", self.police, f"/measures/{misses.id}/not-measured")
        reading = hits.readings[0].id
        self.add("measuring.remove_reading", self.police, f"/readings/{reading}/remove-reading")
        self.add("ending.remove_output", self.police, f"/outputs/{output.id}/remove-output")
        self.add("ending.withdraw_adoption", self.police, f"/adoptions/{adoption.id}/withdraw-adoption")

    def add_duplicates(self) -> None:
        draft = factories.brief(self.force, ListingState.DRAFT, poster=self.police)
        self.add("duplicates.asked_already", self.police, f"/briefs/{draft.id}/asked-already")
        asker = factories.person(factories.force())
        at = asker.memberships[0].organisation
        for act, who in (("agree", self.police), ("decline", self.police), ("withdraw", asker)):
            theirs = factories.brief(at, ListingState.DRAFT, poster=asker)
            asked = factories.co_sponsor(factories.brief(self.force, poster=self.police), theirs)
            self.add(f"duplicates.{act}", who, f"/co-sponsors/{asked.id}/{act}")

    def add_sponsors(self) -> None:
        self.force.domains = [OrganisationDomain(domain="northmere.example")]
        holder = factories.person(self.force, email="holder@northmere.example")
        for act, state, who in (
            ("name", SponsorState.NOT_ASKED, self.police),
            ("ask", SponsorState.NOT_ASKED, self.police),
            ("remove", SponsorState.CONFIRMED, self.police),
            ("answer", SponsorState.ASKED, holder),
        ):
            brief = factories.brief(self.force, poster=self.police)
            db.session.add(Sponsor(brief=brief, post="Chief Constable", holder=holder, state=state))
            endpoint = "briefs.answer_as_sponsor" if act == "answer" else f"briefs.{act}_sponsor"
            self.add(endpoint, who, f"/briefs/{brief.id}/sponsor/{act}")
        db.session.flush()
        brief = factories.brief(self.force, poster=self.police)
        asked = Sponsor(brief=brief, post="Chief Constable", holder=holder, state=SponsorState.ASKED)
        db.session.add(asked)
        db.session.flush()
        self.add("briefs.answer_sponsor", None, f"/sponsor/{sponsor_letters.token_for(asked)}")

    def add_lessons(self) -> None:
        for act, state, who in (
            ("edit", LessonState.DRAFT, self.police),
            ("sharing", LessonState.DRAFT, self.police),
            ("work", LessonState.DRAFT, self.police),
            ("submit", LessonState.DRAFT, self.police),
            ("withdraw", LessonState.DRAFT, self.police),
            ("take_back", LessonState.IN_REVIEW, self.police),
            ("unname", LessonState.WITH_OTHER_SIDE, self.police),
            ("answer", LessonState.WITH_OTHER_SIDE, self.dean),
            ("accept", LessonState.IN_REVIEW, self.reviewer),
            ("return", LessonState.IN_REVIEW, self.reviewer),
        ):
            lesson = factories.lesson(
                state,
                organisation=self.force,
                other=self.university,
                attribution=Attribution.NAMED,
                names_other=True,
                author_id=self.police.id,
                submitted_at=clock.now(),
            )
            lesson.mechanism_links = [LessonMechanism(mechanism=Mechanism.RESEARCH)]
            self.add(f"lessons.{act}", who, f"/lessons/{lesson.id}/{act.replace('_', '-')}")
        shown, brief = factories.lesson(), factories.brief(self.force, poster=self.police)
        for act in ("click", "not-relevant"):
            address = f"/lessons/{shown.id}/{act}?place=brief-{brief.id}"
            self.add(f"lessons.{act.replace('-', '_')}", self.police, address)
        self.add("lessons.write", self.police, "/lessons/new")

    def add_following(self) -> None:
        for act in ("still_holds", "revise"):
            lesson = factories.lesson(organisation_id=self.force.id, author_id=self.police.id)
            self.add(f"lessons.{act}", self.police, f"/lessons/{lesson.id}/{act.replace('_', '-')}")
        self.add("lessons.follow", self.police, "/lessons/by/cause/FORCE_IT")
        self.add("lessons.by_mail", self.police, "/lessons/by-mail")
        link = following_letters.token_for(self.academic)
        self.add("lessons.stop_letters", None, f"/lessons/stop-letters/{link}")

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
        waiting = factories.brief(self.force, ListingState.IN_REVIEW, poster=self.police)
        self.add("briefs.score", self.reviewer, f"/briefs/{waiting.id}/score")
        self.add("briefs.watch", self.police, f"/research-interests/{code}/watch")
        self.add("briefs.stop_watching", self.police, f"/research-interests/{code}/stop-watching")


@kept.once
def build() -> dict[str, Place]:
    """The places by endpoint; a step of a draft has one of its own, as `briefs.edit_step/money`."""
    world = World()
    world.add_listings(BRIEF_OUTLINE, factories.brief, world.police, world.chief)
    world.add_listings(OFFER_OUTLINE, factories.offer, world.academic, world.dean)
    world.add_details()
    world.add_matches()
    world.add_questions()
    world.add_responses()
    world.add_full_responses()
    world.add_collaborations()
    world.add_agreements()
    running.add_to(world)
    world.add_gates()
    world.add_endings()
    world.add_returns()
    world.add_duplicates()
    world.add_sponsors()
    world.add_lessons()
    world.add_following()
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
        "kind": "cause",
        "token": "x",
        "number": 1,
        "step": "title",
        "position": 1,
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
