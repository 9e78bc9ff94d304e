"""Review queue, audit trail, administration: who sees them, and what they say."""

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core import audit
from app.core.actor import Role
from app.core.errors import Refused
from app.core.models import AuditKind, AuditRow
from app.extensions import db
from app.lessons.models import LessonState
from app.listings.models import ListingState
from app.moderation import service
from app.moderation.queue import queue
from tests import factories

pytestmark = pytest.mark.postgres

PAGES = {"/review": Role.REVIEWER, "/audit": Role.AUDITOR, "/administration": Role.ADMINISTRATOR}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, None])
def test_only_its_role_opens_a_page_of_the_site_staff(client, path, role):
    client.sign_in(factories.person(factories.force() if role is None else None, *([role] if role else [])))
    assert client.get(path).status_code == (200 if PAGES[path] is role else 403)


def test_the_queue_holds_what_is_in_review_and_nothing_else(app):
    waiting = factories.brief(state=ListingState.IN_REVIEW, submitted_at=factories.clock.now())
    lesson = factories.lesson(LessonState.IN_REVIEW, submitted_at=factories.clock.now())
    for state in set(ListingState) - {ListingState.IN_REVIEW}:
        factories.brief(state=state)
    assert [item.thing for item in queue(factories.actor(None, Role.REVIEWER)).page.items] == [
        waiting,
        lesson,
    ]


def test_the_audit_trail_is_narrowed_by_each_filter(app):
    force = factories.force()
    actor = factories.actor(force)
    brief = factories.brief(force)
    audit.record(actor, "briefs.publish", brief, fields=["state"])
    audit.note(actor, "briefs.show", AuditKind.REFUSED)

    def found(**asked):
        return [row.act for row in db.session.scalars(service.audit_rows(**asked))]

    assert found(act="briefs.pub") == ["briefs.publish"]
    assert found(kind=AuditKind.REFUSED) == ["briefs.show"]
    assert found(person=actor.person_id, thing_kind="brief", thing_id=str(brief.id)) == ["briefs.publish"]
    assert found(first=factories.clock.today(), last=factories.clock.today()) == [
        "briefs.show",
        "briefs.publish",
    ]
    assert found(last=factories.clock.today().replace(year=2020)) == []


def test_a_percent_sign_in_a_filter_is_only_a_percent_sign(app):
    audit.note(factories.actor(factories.force()), "briefs.show", AuditKind.REFUSED)
    assert db.session.scalars(service.audit_rows(act="%")).all() == []


@pytest.mark.parametrize(
    ("query", "message"),
    [("first=yesterday", "2026-11-21"), ("kind=odd", "Choose a kind"), ("person=-1", "digits")],
)
def test_a_filter_that_cannot_be_read_says_so_and_keeps_what_was_typed(client, query, message):
    client.sign_in(factories.person(None, Role.AUDITOR))
    page = client.get(f"/audit?{query}").page
    assert message in page.text
    assert page.select_one(f"[name={query.split('=')[0]}]") is not None


def test_an_auditor_can_write_nothing(client):
    client.sign_in(factories.person(None, Role.AUDITOR))
    other = factories.person()
    assert client.post(f"/administration/people/{other.id}", data={"role": "auditor"}).status_code == 403
    assert client.post("/audit").status_code == 405


def test_an_administrator_gives_a_role_and_the_person_signs_in_again(client):
    other = factories.person()
    client.sign_in(factories.person(None, Role.ADMINISTRATOR))
    epoch = other.epoch
    client.submit(f"/administration/people/{other.id}", {"role": "reviewer"})
    assert other.site_role is Role.REVIEWER
    assert other.epoch == epoch + 1


def test_nobody_changes_their_own_role(client):
    me = factories.person(None, Role.ADMINISTRATOR)
    client.sign_in(me)
    answer = client.submit(f"/administration/people/{me.id}", {"role": "none"})
    assert answer.status_code == 422
    assert answer.page.errors == ["You cannot change your own role. Ask another administrator"]


def test_only_an_administrator_gives_a_role(app):
    with pytest.raises(Refused):
        service.set_site_role(
            factories.actor(None, Role.REVIEWER), person=factories.person(), role=Role.AUDITOR
        )


def test_a_secret_setting_is_never_shown(client, app):
    client.sign_in(factories.person(None, Role.ADMINISTRATOR))
    assert app.config["SECRET_KEY"] not in client.get("/administration").text


def test_accounts_are_found_by_part_of_a_name_or_address(client):
    factories.person(name="Ada Lovelace", email="ada@force.example")
    factories.person(name="Grace Hopper", email="grace@force.example")
    client.sign_in(factories.person(None, Role.ADMINISTRATOR, name="Root"))
    page = client.get("/administration?q=LOVE").page
    assert "Ada Lovelace" in page.text
    assert "Grace Hopper" not in page.text


def test_an_account_that_is_closed_or_unknown_is_not_found(client):
    client.sign_in(factories.person(None, Role.ADMINISTRATOR))
    closed = factories.person(closed_at=factories.clock.now())
    for number in (closed.id, 10**9, 10**25):
        assert client.get(f"/administration/people/{number}").status_code == 404


def test_giving_a_role_leaves_an_audit_row(client):
    other = factories.person()
    client.sign_in(factories.person(None, Role.ADMINISTRATOR))
    client.submit(f"/administration/people/{other.id}", {"role": "auditor"})
    row = db.session.scalars(select(AuditRow).where(AuditRow.act == "moderation.person")).one()
    assert (row.thing_kind, row.thing_id, row.fields, row.detail) == (
        "person",
        str(other.id),
        ["site_role"],
        "auditor",
    )
    assert db.session.get(Person, other.id).site_role is Role.AUDITOR
