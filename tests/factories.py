"""Rows for tests, each in the state that the test names. They go round the verbs on purpose: a test of
one verb must not depend on the others."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from app.accounts.models import Membership, MembershipState, Person
from app.briefs.models import Brief
from app.collaborations.ending.models import Reflection, WouldRepeat
from app.collaborations.models import Collaboration, Contact, Outcome
from app.core import clock
from app.core.actor import ANONYMOUS, Actor, Audience, Role
from app.duplicates.models import CoSponsor
from app.extensions import db
from app.lessons.models import Lesson, LessonKind, LessonMechanism, LessonState
from app.listings.models import ListingMechanism, ListingState
from app.listings.questions.models import Question, QuestionAnswer, QuestionState
from app.offers.models import Offer
from app.organisations.models import Kind, Organisation, Side
from app.responses.models import Response
from app.taxonomy.models import Mechanism

_numbers = count(1)


_gathering = False


@contextmanager
def together() -> Iterator[None]:
    """Write what is made inside in one go at the end, which is quicker; until then it has no number."""
    global _gathering
    _gathering = True
    try:
        yield
    finally:
        _gathering = False
    db.session.flush()


def _add(thing: Any) -> Any:
    db.session.add(thing)
    if not _gathering:
        db.session.flush()
    return thing


def organisation(kind: Kind = Kind.TERRITORIAL, **values: Any) -> Organisation:
    number = next(_numbers)
    values.setdefault("slug", f"organisation-{number}")
    values.setdefault("name", f"Organisation {number}")
    return _add(Organisation(kind=kind, **values))


def force(**values: Any) -> Organisation:
    return organisation(Kind.TERRITORIAL, **values)


def university(**values: Any) -> Organisation:
    return organisation(Kind.UNIVERSITY, **values)


def person(at: Organisation | None = None, *roles: Role, approved: bool = True, **values: Any) -> Person:
    """Somebody with a proved address; a member of `at` with `roles` (a site role needs no organisation)."""
    made = _person(at, *roles, approved=approved, **values)
    if not _gathering:
        db.session.flush()
    return made


def _person(at: Organisation | None, *roles: Role, approved: bool = True, **values: Any) -> Person:
    number = next(_numbers)
    site = next((role for role in roles if role in (Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)), None)
    values.setdefault("email", f"person{number}@organisation.example")
    values.setdefault("name", f"Person {number}")
    values.setdefault("post", "Post")
    made = Person(proved_at=clock.now(), site_role=site, **values)
    db.session.add(made)
    if at is not None:
        db.session.add(
            Membership(
                person=made,
                organisation=at,
                state=MembershipState.APPROVED if approved else MembershipState.REQUESTED,
                is_partnership_manager=Role.PARTNERSHIP_MANAGER in roles,
                is_administrator=Role.ORGANISATION_ADMINISTRATOR in roles,
            )
        )
    return made


def actor(at: Organisation | None = None, *roles: Role, who: Person | None = None) -> Actor:
    """The actor for `who`, or for a new person at `at` with `roles`, as the accounts room would load it."""
    who = who or person(at, *roles)
    held = set(roles)
    audiences = {Audience.PUBLIC}
    if at is not None:
        audiences.add(Audience.MEMBERS)
        if at.side is Side.POLICE:
            held.add(Role.POLICE)
        if at.side is Side.ACADEMIC:
            held.add(Role.ACADEMIC)
        if at.is_police:
            audiences.add(Audience.POLICE)
    if Role.REVIEWER in held:
        audiences |= {Audience.MEMBERS, Audience.POLICE}
    if held & {Role.ADMINISTRATOR, Role.AUDITOR}:
        audiences.add(Audience.MEMBERS)
    return Actor(
        person_id=who.id,
        name=who.name,
        organisation_id=at.id if at else None,
        side=at.side.value if at else "",
        roles=frozenset(held),
        audiences=frozenset(audiences),
    )


def actors(
    wanted: Mapping[str, tuple[Organisation | None, Person] | tuple[Organisation | None, *tuple[Role, ...]]],
) -> dict[str, Actor]:
    """An actor for each name: of the person given with an organisation, or of a new one there with the roles.

    All are written at once, which is several times quicker than one by one.
    """
    found = {}
    for name, (at, *rest) in wanted.items():
        who = rest[0] if rest and isinstance(rest[0], Person) else None
        roles = [role for role in rest if isinstance(role, Role)]
        found[name] = at, roles, who or _person(at, *roles)
    db.session.flush()
    return {name: actor(at, *roles, who=who) for name, (at, roles, who) in found.items()}


def nobody() -> Actor:
    return ANONYMOUS


def brief(
    at: Organisation | None = None, state: ListingState = ListingState.PUBLISHED, **values: Any
) -> Brief:
    at = at or force()
    values.setdefault("title", f"Brief {next(_numbers)}")
    values.setdefault("problem", "Tyre marks at burglary scenes are photographed and never compared.")
    values.setdefault("desired_outcome", "A way to link scenes by tread pattern.")
    values.setdefault("deadline", clock.today() + timedelta(days=30))
    values.setdefault("closes_on", values["deadline"])
    values.setdefault("start", clock.today() + timedelta(days=60))
    mechanisms = values.pop("mechanisms", [Mechanism.RESEARCH])
    if state is not ListingState.DRAFT:
        values.setdefault("published_at", clock.now())
    values.setdefault("declared_official", True)
    made = Brief(organisation=at, state=state, **values)
    made.mechanism_links = [ListingMechanism(mechanism=m) for m in mechanisms]
    return _add(made)


def offer(
    at: Organisation | None = None, state: ListingState = ListingState.PUBLISHED, **values: Any
) -> Offer:
    at = at or university()
    values.setdefault("title", f"Offer {next(_numbers)}")
    values.setdefault("description", "Image retrieval of tread patterns from scene photographs.")
    values.setdefault("audience", Audience.PUBLIC)
    values.setdefault("available_from", clock.today())
    values.setdefault("available_to", clock.today() + timedelta(days=365))
    values.setdefault("closes_on", values["available_to"])
    mechanism = values.pop("mechanism", Mechanism.RESEARCH)
    if state is not ListingState.DRAFT:
        values.setdefault("published_at", clock.now())
    values.setdefault("declared_official", True)
    made = Offer(organisation=at, state=state, **values)
    made.mechanism_links = [ListingMechanism(mechanism=mechanism)]
    return _add(made)


def lesson(state: LessonState = LessonState.PUBLISHED, **values: Any) -> Lesson:
    values.setdefault("title", f"Lesson {next(_numbers)}")
    values.setdefault("kind", LessonKind.DID_NOT_WORK)
    values.setdefault("what_happened", "Nobody could export the data.")
    values.setdefault("recommendation", "Try the export before anything is signed.")
    if state is LessonState.PUBLISHED:
        values.setdefault("published_at", clock.now())
    if state is LessonState.DRAFT:
        # It can be sent as it is.
        values.setdefault("mechanism_links", [LessonMechanism(mechanism=Mechanism.RESEARCH)])
    return _add(Lesson(state=state, **values))


def response(to: Brief | Offer, at: Organisation, by: Person | None = None, **values: Any) -> Response:
    for field in ("why", "contribution", "first_step", "availability"):
        values.setdefault(field, f"Our {field} in one sentence.")
    return _add(Response(listing=to, organisation=at, responder=by or person(at), **values))


def question(
    on: Brief | Offer, by: Actor, state: QuestionState = QuestionState.ASKED, **values: Any
) -> Question:
    """A question of an actor, for the organisation at which they act."""
    values.setdefault("question", f"May the students see question {next(_numbers)}?")
    made = Question(
        listing=on, asker_id=by.person_id, organisation_id=by.organisation_id, state=state, **values
    )
    if state is QuestionState.ASKED:
        on.unanswered_questions += 1
    if state is QuestionState.ANSWERED:
        made.answers = [QuestionAnswer(answer="They may, on our premises.")]
    if state is QuestionState.DECLINED:
        made.decline_reason, made.declined_at = "It would tell too much.", clock.now()
    return _add(made)


def co_sponsor(brief: Brief, draft: Brief, **values: Any) -> CoSponsor:
    """The organisation of `draft` asks to join `brief`."""
    values.setdefault("sentence", "We would ask the same.")
    return _add(
        CoSponsor(
            brief=brief, draft=draft, organisation_id=draft.organisation_id, asker=draft.poster, **values
        )
    )


def reflection(on: Collaboration, at: Organisation, **values: Any) -> Reflection:
    """What a side says of how it went, with a lesson of that side."""
    values.setdefault("outcome", Outcome.DELIVERED)
    values.setdefault("would_repeat", WouldRepeat.YES)
    on.lessons.append(lesson(organisation=at))
    return _add(Reflection(collaboration_id=on.id, organisation=at, written_at=clock.now(), **values))


def collaboration(police: Organisation, academic: Organisation, **values: Any) -> Collaboration:
    contacts = values.pop("contacts", [])
    values.setdefault("title", f"Collaboration {next(_numbers)}")
    values.setdefault("mechanism", Mechanism.RESEARCH)
    made = Collaboration(police_organisation=police, academic_organisation=academic, **values)
    made.contacts = [Contact(person=who, organisation=where) for who, where in contacts]
    return _add(made)
