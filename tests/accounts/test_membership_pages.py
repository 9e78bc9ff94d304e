"""Asking to join, and the pages on which it is decided."""

import pytest
from sqlalchemy import select

from app.accounts.models import Membership, MembershipState
from app.core.actor import Role
from app.extensions import db
from app.organisations.models import OrganisationDomain
from tests import factories


@pytest.fixture
def force():
    made = factories.force(name="Northshire Police", slug="northshire-police")
    made.domains.append(OrganisationDomain(domain="northshire.example"))
    return made


def test_the_address_proposes_the_organisation(client, force):
    client.sign_in(factories.person(email="ada@mail.northshire.example"))
    page = client.get("/account/request-membership")
    assert page.page.form()["organisation"] == ["northshire-police"]
    assert client.submit("/account/request-membership").location == "/account"
    membership = db.session.scalars(select(Membership)).one()
    assert (membership.organisation, membership.state) == (force, MembershipState.REQUESTED)
    assert "You asked to join" in client.get("/account").text


def test_any_organisation_can_be_found_and_chosen_without_a_script(client, force):
    factories.force(name="Southshire Police")
    client.sign_in(factories.person(email="ada@northshire.example"))
    other = factories.university(name="University of the North Coast", slug="north-coast")
    page = client.get("/account/request-membership?q=north+coast")
    assert [radio["value"] for radio in page.page.select("input[type=radio]")] == [other.slug]
    answer = client.submit("/account/request-membership?q=north+coast", {"organisation": other.slug})
    assert answer.location == "/account"


def test_an_organisation_can_be_chosen_from_another_page_of_results(client, force):
    client.sign_in(factories.person())
    assert (
        client.post("/account/request-membership", data={"organisation": force.slug}).location == "/account"
    )


@pytest.mark.parametrize("chosen", ["no-such", "", "x" * 300, "\x00"])
def test_an_unknown_organisation_is_refused(client, chosen):
    client.sign_in(factories.person())
    answer = client.post("/account/request-membership", data={"organisation": chosen})
    assert answer.status_code == 422
    assert answer.page.errors


@pytest.mark.parametrize("query", ["%", "_", "\\", "\x00", "ÿ" * 500, "' or 1=1", "zzzzzz"])
def test_a_search_that_finds_nothing_says_so(client, query):
    client.sign_in(factories.person())
    assert client.get("/account/request-membership", query_string={"q": query}).status_code == 200


def test_an_administrator_approves_and_the_member_sees_more(client, new_client, force):
    person = factories.person(force, approved=False)
    administrator = factories.person(force, Role.ORGANISATION_ADMINISTRATOR)
    client.sign_in(administrator)
    page = client.get("/organisations/northshire-police/members")
    assert person.email in page.text
    path = f"/memberships/{person.memberships[0].id}/approve"
    assert path in page.page.links
    assert client.get(path).page.select_one("#how_checked") is None
    answer = client.submit(path, {"roles": ["partnership_manager"]})
    assert answer.location == "/organisations/northshire-police/members"
    assert person.memberships[0].is_partnership_manager
    member = new_client()
    member.sign_in(person)
    assert "Partnership manager" in member.get("/account").text


def test_a_reviewer_is_asked_how_the_person_was_checked(client, force):
    person = factories.person(force, approved=False)
    client.sign_in(factories.person(None, Role.REVIEWER))
    path = f"/memberships/{person.memberships[0].id}/approve"
    answer = client.submit(path, {"roles": ["organisation_administrator"]})
    assert answer.page.errors == ["Enter how you checked who this person is and where they work"]
    assert answer.page.form()["roles"] == ["organisation_administrator"]
    done = client.submit(
        path, {"roles": ["organisation_administrator"], "how_checked": "Rang the switchboard"}
    )
    # With an administrator in place the page is no longer the reviewer's.
    assert done.location == "/account"


def test_a_refusal_needs_a_reason_which_the_person_reads(client, new_client, force):
    person = factories.person(force, approved=False)
    client.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    path = f"/memberships/{person.memberships[0].id}/refuse"
    assert client.submit(path).page.errors == ["Enter a reason. The person is told it"]
    client.submit(path, {"reason": "Nobody here knows you"})
    member = new_client()
    member.sign_in(person)
    assert "Nobody here knows you" in member.get("/account").text
    assert client.get(path).status_code == 422


def test_roles_are_changed_and_shown_as_they_are(client, force):
    person = factories.person(force, Role.PARTNERSHIP_MANAGER)
    client.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    path = f"/memberships/{person.memberships[0].id}/change-roles"
    assert client.get(path).page.form()["roles"] == ["partnership_manager"]
    client.submit(path, {"roles": ["organisation_administrator"]})
    assert person.memberships[0].is_administrator
    assert not person.memberships[0].is_partnership_manager
    assert client.post(path, data={"roles": ["reviewer"]}).status_code == 422


def test_a_member_ends_their_own_membership(client, force):
    person = factories.person(force)
    client.sign_in(person)
    path = f"/memberships/{person.memberships[0].id}/end"
    assert client.get(path).page.select_one("#reason") is None
    assert client.submit(path).location == "/account"
    assert person.memberships[0].state is MembershipState.ENDED


def test_a_person_withdraws_their_own_request(client, force):
    person = factories.person(force, approved=False)
    client.sign_in(person)
    path = f"/memberships/{person.memberships[0].id}/end"
    page = client.get(path).page
    assert page.heading == "Withdraw your request to join"
    assert page.select_one("main form button").get_text(strip=True) == "Withdraw the request"
    client.submit(path)
    assert person.memberships[0].state is MembershipState.ENDED
    assert client.get("/account/request-membership").page.select_one("#q") is not None


def test_an_administrator_ends_a_membership_with_a_reason(client, force):
    person = factories.person(force)
    client.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    path = f"/memberships/{person.memberships[0].id}/end"
    assert client.submit(path).page.errors == ["Enter a reason. The person is told it"]
    assert client.submit(path, {"reason": "Has left"}).status_code == 302
    assert person.memberships[0].state is MembershipState.ENDED


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.ADMINISTRATOR, Role.REVIEWER])
def test_names_of_members_do_not_leave_the_organisation(client, force, role):
    administrator = factories.person(force, Role.ORGANISATION_ADMINISTRATOR, name="Grace Hopper")
    person = factories.person(force, name="Ada Byron")
    elsewhere = factories.university()
    roles = [Role.ORGANISATION_ADMINISTRATOR, Role.PARTNERSHIP_MANAGER, *([role] if role else [])]
    client.sign_in(factories.person(elsewhere, *roles))
    assert client.get("/organisations/northshire-police/members").status_code == 403
    for membership in (administrator.memberships[0], person.memberships[0]):
        for act in ("approve", "refuse", "change-roles", "end"):
            for answer in (
                client.get(f"/memberships/{membership.id}/{act}"),
                client.post(f"/memberships/{membership.id}/{act}"),
            ):
                assert answer.status_code == 404
                assert "Ada" not in answer.text
    assert "Grace" not in client.get("/organisations/northshire-police").text


def test_a_partnership_manager_sees_names_but_no_addresses_or_acts(client, force):
    person = factories.person(force, name="Ada Byron")
    waiting = factories.person(force, approved=False, name="Waiting Person")
    client.sign_in(factories.person(force, Role.PARTNERSHIP_MANAGER))
    page = client.get("/organisations/northshire-police/members")
    assert "Ada Byron" in page.text
    assert person.email not in page.text
    assert waiting.name not in page.text
    assert not [link for link in page.page.links if "/approve" in link or "/change-roles" in link]


def test_a_colleague_does_not_see_the_page_of_members(client, force):
    client.sign_in(factories.person(force))
    assert client.get("/organisations/northshire-police/members").status_code == 403


def test_the_organisations_page_tells_its_administrator_who_waits(client, new_client, force):
    factories.person(force, approved=False)
    factories.person(force, approved=False)
    client.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    assert "2 people wait for approval" in client.get("/organisations/northshire-police").text
    assert "wait for approval" not in new_client().get("/organisations/northshire-police").text


@pytest.mark.parametrize("path", ["/memberships/999999999/end", "/memberships/99999999999999999999/end"])
def test_a_membership_that_is_not_there_is_not_found(client, path):
    client.sign_in(factories.person())
    assert client.get(path).status_code == 404


def test_an_organisation_that_is_not_there_has_no_members(client):
    client.sign_in(factories.person())
    assert client.get("/organisations/no-such/members").status_code == 404
