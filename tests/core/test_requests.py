"""The commit hook: what stands after a request, and what a second click does."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.core.actor import Role
from app.core.models import AuditKind, AuditRow, Submission
from app.extensions import db
from tests import factories

KEY = "a-key-of-a-form-shown-once"


@pytest.fixture
def administrator(app):
    return factories.person(None, Role.ADMINISTRATOR)


def give_role(client, person, role, key=KEY):
    return client.post(
        f"/administration/people/{person.id}",
        data={"submission_key": key, "role": role},
        follow_redirects=False,
    )


def role_rows():
    return db.session.scalar(
        select(func.count()).select_from(AuditRow).where(AuditRow.act == "moderation.person")
    )


def test_a_request_that_succeeds_is_committed(client, administrator):
    other = factories.person()
    client.sign_in(administrator)
    assert give_role(client, other, "auditor").status_code == 302
    db.session.rollback()
    assert db.session.get(Person, other.id).site_role is Role.AUDITOR


def test_a_request_that_fails_leaves_nothing_behind(client, administrator):
    other = factories.person()
    client.sign_in(administrator)
    assert give_role(client, other, "emperor").status_code == 422
    assert db.session.get(Person, other.id).site_role is None
    assert role_rows() == 0


def test_a_second_click_acts_once_and_leads_to_the_same_place(client, administrator):
    other = factories.person()
    client.sign_in(administrator)
    first = give_role(client, other, "auditor")
    second = give_role(client, other, "auditor")
    assert second.status_code == 302
    assert second.headers["Location"] == first.headers["Location"]
    assert role_rows() == 1


def test_the_same_form_with_something_changed_is_a_new_act(client, administrator):
    other = factories.person()
    client.sign_in(administrator)
    give_role(client, other, "auditor")
    give_role(client, other, "reviewer")
    assert db.session.get(Person, other.id).site_role is Role.REVIEWER
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 2


def test_a_refusal_is_noted_although_the_request_is_rolled_back(client, app):
    client.sign_in(factories.person())
    assert client.get("/audit").status_code == 403
    noted = db.session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.REFUSED)).all()
    assert [(row.act, row.detail) for row in noted] == [("moderation.audit", "/audit")]


def test_a_get_that_tries_to_write_is_stopped(app):
    with app.test_request_context("/"):
        db.session.add(Submission(digest="x", location="/"))
        with pytest.raises(RuntimeError, match="GET must not write"):
            db.session.flush()
        db.session.rollback()
