"""Who decides about membership: every state, every actor, every act, as the design says.

Membership is approved by the organisation's administrator; where there is none, by a reviewer, who records how
the person was checked and may name the first administrator. Nobody acts outside their organisation, and nobody
approves themselves.
"""

from itertools import product

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.accounts import policy, service
from app.accounts.models import Membership, MembershipState
from app.core.actor import Role
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditKind, AuditRow
from app.extensions import db
from tests import factories

pytestmark = pytest.mark.postgres
REQUESTED, APPROVED, REFUSED, ENDED = (
    MembershipState.REQUESTED,
    MembershipState.APPROVED,
    MembershipState.REFUSED,
    MembershipState.ENDED,
)
ACTS = ("approve", "refuse", "change_roles", "end")
# Who is asked about, and whether the organisation has an administrator while they ask.
ACTORS = {
    "stranger": True,
    "person": True,
    "colleague": True,
    "partnership_manager": True,
    "administrator": True,
    "administrator_elsewhere": True,
    "reviewer": True,
    "reviewer_without_administrator": False,
    "reviewer_about_themselves": False,
    "auditor": False,
    "site_administrator": False,
}
# From the design, by hand: (actor, state) -> the acts allowed. Every pair that is not here allows none.
ALLOWED = {
    ("person", REQUESTED): {"end"},
    ("person", APPROVED): {"end"},
    ("administrator", REQUESTED): {"approve", "refuse", "end"},
    ("administrator", APPROVED): {"change_roles", "end"},
    ("reviewer_without_administrator", REQUESTED): {"approve", "refuse", "end"},
    ("reviewer_without_administrator", APPROVED): {"change_roles", "end"},
    ("reviewer_about_themselves", REQUESTED): {"end"},
    ("reviewer_about_themselves", APPROVED): {"end"},
}
READABLE = {
    "stranger": set(),
    "person": set(MembershipState),
    "colleague": set(),
    "partnership_manager": {APPROVED},
    "administrator": set(MembershipState),
    "administrator_elsewhere": set(),
    "reviewer": set(),
    "reviewer_without_administrator": set(MembershipState),
    "reviewer_about_themselves": set(MembershipState),
    "auditor": set(),
    "site_administrator": set(),
}
TARGETS = {"approve": APPROVED, "refuse": REFUSED, "end": ENDED, "change_roles": APPROVED}


def make(who, state):
    """A membership in `state`, and the actor that `who` names."""
    force = factories.force()
    about_self = who == "reviewer_about_themselves"
    person = factories.person(force, *([Role.REVIEWER] if about_self else []))
    membership = person.memberships[0]
    membership.state = state
    if ACTORS[who]:
        administrator = factories.person(force, Role.ORGANISATION_ADMINISTRATOR)
    elsewhere = factories.university()
    actors = {
        "stranger": factories.person,
        "person": lambda: person,
        "colleague": lambda: factories.person(force),
        "partnership_manager": lambda: factories.person(force, Role.PARTNERSHIP_MANAGER),
        "administrator": lambda: administrator,
        "administrator_elsewhere": lambda: factories.person(
            elsewhere, Role.ORGANISATION_ADMINISTRATOR, Role.PARTNERSHIP_MANAGER
        ),
        "reviewer": lambda: factories.person(None, Role.REVIEWER),
        "reviewer_without_administrator": lambda: factories.person(None, Role.REVIEWER),
        "reviewer_about_themselves": lambda: person,
        "auditor": lambda: factories.person(None, Role.AUDITOR),
        "site_administrator": lambda: factories.person(None, Role.ADMINISTRATOR),
    }
    found = actors[who]()
    db.session.flush()
    return service.actor_for(found), membership


def do(act, actor, membership):
    if act == "approve":
        return service.approve(
            actor,
            membership=membership,
            is_partnership_manager=False,
            is_administrator=False,
            how_checked="Rang",
        )
    if act == "refuse":
        return service.refuse(actor, membership=membership, reason="Nobody here knows them")
    if act == "change_roles":
        return service.change_roles(
            actor, membership=membership, is_partnership_manager=True, is_administrator=True
        )
    return service.end(actor, membership=membership, reason="Left")


@pytest.mark.parametrize("who", ACTORS)
def test_the_design_says_who_may_do_what_to_a_membership(app, who):
    for state, act in product(MembershipState, ACTS):
        actor, membership = make(who, state)
        cell = f"{who}, {state}, {act}"
        allowed = act in ALLOWED.get((who, state), set())
        assert getattr(policy, f"can_{act}")(actor, membership) is allowed, cell
        assert (act in policy.acts(actor, membership)) is allowed, cell
        if allowed:
            do(act, actor, membership)
            assert membership.state is TARGETS[act], cell
            done = select(AuditRow).where(AuditRow.kind == AuditKind.DONE).order_by(AuditRow.id.desc())
            last = db.session.scalars(done).first()
            assert (last.act, last.thing_id) == (f"accounts.{act}", str(membership.id)), cell
        else:
            with pytest.raises((Refused, WrongState)):
                do(act, actor, membership)
            assert membership.state is state, cell
            assert not membership.is_administrator, cell


@pytest.mark.parametrize("who", ACTORS)
def test_the_query_and_the_question_agree_on_who_may_see_a_membership(app, who):
    for state in MembershipState:
        actor, membership = make(who, state)
        readable = state in READABLE[who]
        assert policy.can_read(actor, membership) is readable, state
        assert (membership in db.session.scalars(policy.readable_by(actor)).all()) is readable, state
        if readable:
            assert policy.access_membership(actor, membership.id) is membership
        else:
            with pytest.raises(NotFound):
                policy.access_membership(actor, membership.id)


def test_nobody_sees_a_membership_without_signing_in(app):
    _, membership = make("person", APPROVED)
    assert not policy.can_read(factories.nobody(), membership)
    assert policy.acts(factories.nobody(), membership) == []


def test_an_administrator_may_change_their_own_roles_but_a_reviewer_may_not(app):
    force = factories.force()
    administrator = factories.person(force, Role.ORGANISATION_ADMINISTRATOR)
    actor = service.actor_for(administrator)
    service.change_roles(
        actor, membership=administrator.memberships[0], is_partnership_manager=True, is_administrator=True
    )
    assert service.actor_for(administrator).has(Role.PARTNERSHIP_MANAGER)


def test_a_reviewer_must_say_how_the_person_was_checked(app):
    actor, membership = make("reviewer_without_administrator", REQUESTED)
    with pytest.raises(FieldError) as raised:
        service.approve(actor, membership=membership, is_partnership_manager=False, is_administrator=True)
    assert raised.value.field == "how_checked"
    assert membership.state is REQUESTED


def test_a_reviewer_may_name_the_first_administrator_and_then_stands_back(app):
    actor, membership = make("reviewer_without_administrator", REQUESTED)
    service.approve(
        actor, membership=membership, is_partnership_manager=False, is_administrator=True, how_checked="Rang"
    )
    assert service.actor_for(membership.person).has(Role.ORGANISATION_ADMINISTRATOR)
    assert policy.acts(actor, membership) == []
    assert membership.how_checked == "Rang"
    assert membership.decided_by_id == actor.person_id


def test_when_the_last_administrator_leaves_reviewers_decide_again(app):
    actor, membership = make("administrator", REQUESTED)
    own = db.session.scalars(select(Membership).where(Membership.person_id == actor.person_id)).one()
    service.end(actor, membership=own)
    reviewer = service.actor_for(factories.person(None, Role.REVIEWER))
    assert policy.can_approve(reviewer, membership)


def test_whoever_ends_the_membership_of_another_says_why(app):
    actor, membership = make("administrator", APPROVED)
    with pytest.raises(FieldError):
        service.end(actor, membership=membership)


def test_the_person_is_told_of_every_decision_at_once_with_the_reason(app, outbox_mail):
    for act, state in (
        ("approve", REQUESTED),
        ("refuse", REQUESTED),
        ("change_roles", APPROVED),
        ("end", APPROVED),
    ):
        actor, membership = make("administrator", state)
        do(act, actor, membership)
        letter = outbox_mail()[-1]
        assert (letter.person_id, letter.in_digest) == (membership.person_id, False)
        if membership.reason:
            assert membership.reason in letter.body


def test_a_request_is_announced_to_those_who_decide(app, outbox_mail):
    reviewer = factories.person(None, Role.REVIEWER)
    person, force = factories.person(), factories.force()
    service.request_membership(service.actor_for(person), person=person, organisation=force)
    assert [(letter.person_id, letter.in_digest) for letter in outbox_mail()] == [(reviewer.id, True)]
    other, university = factories.person(), factories.university()
    administrator = factories.person(university, Role.ORGANISATION_ADMINISTRATOR)
    service.request_membership(service.actor_for(other), person=other, organisation=university)
    assert [letter.person_id for letter in outbox_mail()] == [reviewer.id, administrator.id]
    assert person.name not in outbox_mail()[0].body


def test_one_person_belongs_to_one_organisation(app):
    person = factories.person(factories.force(), approved=False)
    with pytest.raises(FieldError):
        service.request_membership(
            service.actor_for(person), person=person, organisation=factories.university()
        )


def test_nobody_asks_for_somebody_else(app):
    person = factories.person()
    with pytest.raises(Refused):
        service.request_membership(factories.actor(), person=person, organisation=factories.force())


def test_waiting_requests_are_shown_to_whoever_decides_them(app):
    actor, membership = make("administrator", REQUESTED)
    lonely = factories.person(factories.university(), approved=False).memberships[0]
    reviewer = service.actor_for(factories.person(None, Role.REVIEWER))
    assert list(service.waiting_memberships(actor)) == [membership]
    assert list(service.waiting_memberships(reviewer)) == [lonely]
    assert list(service.waiting_memberships(service.actor_for(membership.person))) == []
    assert list(service.waiting_memberships(factories.nobody())) == []
