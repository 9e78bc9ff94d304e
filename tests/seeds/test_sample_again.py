"""Loading again, on the same day or a later one, and with rows that cannot be loaded."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.passwords import verify
from app.briefs.models import Brief
from app.collaborations.models import Collaboration
from app.extensions import db
from app.lessons.models import Lesson
from app.listings.models import Listing, ListingState
from app.offers.models import Offer
from app.organisations.models import Organisation
from app.seeds import sample_accounts, sample_files
from app.taxonomy.rows import BadRow
from tests.seeds.small import load, small_sample

KINDS = (Organisation, Person, Listing, Collaboration, Lesson)


def counts():
    return [db.session.scalar(select(func.count(kind.id)).where(kind.is_sample)) for kind in KINDS]


@pytest.fixture
def fresh(app, tmp_path):
    """A folder with a small sample, and no sign-ins kept from an earlier test."""
    sample_accounts.forget()
    yield small_sample(tmp_path)
    sample_accounts.forget()


def test_loading_again_changes_nothing_even_weeks_later(db_session, fresh, clock):
    load(fresh)
    first, accounts = counts(), sample_accounts.read()
    deadlines = dict(db.session.execute(select(Brief.sample_ref, Brief.deadline)).all())
    brief = db.session.scalar(select(Brief).where(Brief.sample_ref == "BR-029"))
    brief.title, brief.state = "Changed by a member", ListingState.WITHDRAWN
    db_session.commit()
    clock.forward(days=45)
    load(fresh)
    assert counts() == first
    assert sample_accounts.read() == accounts
    assert dict(db.session.execute(select(Brief.sample_ref, Brief.deadline)).all()) == deadlines
    assert (brief.title, brief.state) == ("Changed by a member", ListingState.WITHDRAWN)


def test_what_is_new_in_the_files_follows_the_calendar_of_the_first_load(db_session, fresh, clock):
    whole = {path: path.read_text(encoding="utf-8") for path in fresh.glob("*.jsonl")}
    for path, text in whole.items():
        kept = [line for line in text.splitlines(keepends=True) if '"OF-150"' not in line]
        path.write_text("".join(kept), encoding="utf-8")
    load(fresh)
    clock.forward(weeks=10)
    for path, text in whole.items():
        path.write_text(text, encoding="utf-8")
    load(fresh)
    last = db.session.scalar(select(Offer).where(Offer.sample_ref == "OF-150"))
    assert last.available_from == sample_files.read().offers["OF-150"].day("available_from")


def test_dates_move_by_whole_weeks(db_session, fresh, clock):
    clock.forward(days=75)  # ten weeks and five days
    load(fresh)
    brief = db.session.scalar(select(Brief).where(Brief.sample_ref == "BR-029"))
    assert brief.deadline == date(2027, 2, 12) + timedelta(weeks=10)
    assert brief.state is ListingState.PUBLISHED


def test_a_password_that_was_changed_stays_changed(db_session, fresh):
    load(fresh)
    account = sample_accounts.read()[0]
    person = db.session.scalar(select(Person).where(Person.email == account["email"]))
    assert verify(person.password_hash, account["password"])
    person.password_hash = "changed"
    db_session.commit()
    load(fresh)
    assert person.password_hash == "changed"


def test_lost_sign_ins_are_made_anew(db_session, fresh):
    load(fresh)
    before = sample_accounts.read()
    sample_accounts.forget()
    load(fresh)
    after = sample_accounts.read()
    assert [account["email"] for account in after] == [account["email"] for account in before]
    assert after[0]["password"] != before[0]["password"]
    person = db.session.scalar(select(Person).where(Person.email == after[0]["email"]))
    assert verify(person.password_hash, after[0]["password"])


SPOILED = [
    ("organisations", 2, "kind", "cavalry", "unknown kind"),
    ("organisations", 2, "region", "Atlantis", "unknown region"),
    ("organisations", 2, "slug", "northmere-constabulary", "stands on line 1 already"),
    ("organisations", 2, "about", "", "missing"),
    ("briefs", 2, "org_slug", "nowhere", "unknown organisation"),
    ("briefs", 2, "org_slug", "fosse-vale-university", "not of the police side"),
    ("briefs", 2, "title", "x" * 151, "longer than 150"),
    ("briefs", 2, "deadline", "2026-02-30", "not a date"),
    ("briefs", 2, "deadline", None, "missing"),
    ("briefs", 2, "start", "2025-01-01", "before the deadline"),
    ("briefs", 2, "budget_band", "plenty", "unknown value"),
    ("briefs", 2, "mechanisms_wanted", ["magic"], "unknown code"),
    ("briefs", 2, "duration_weeks", "ten", "not a whole number"),
    ("briefs", 2, "classification", "SECRET", "unknown value"),
    ("briefs", 2, "id", "BR-999", "no row in codes.jsonl"),
    ("offers", 2, "type", "magic", "unknown value"),
    ("offers", 2, "remote_ok", "yes", "expected true or false"),
    ("offers", 2, "available_to", "2020-01-01", "before available_from"),
    ("offers", 2, "capacity", "x" * 201, "longer than 200"),
    ("collaborations", 1, "force_slug", "fosse-vale-university", "no organisation of the police side"),
    ("collaborations", 1, "brief_id", "BR-999", "unknown listing"),
    ("collaborations", 1, "ended", "2001-01-01", "before started"),
    ("collaborations", 1, "ended", None, "a running collaboration has no end"),
    ("collaborations", 1, "measures", ["much"], "expected a list of objects"),
    ("lessons", 1, "collaboration_id", "CO-999", "unknown collaboration"),
    ("lessons", 1, "recommendation", None, "missing"),
    ("codes", 1, "areas", ["NOWHERE"], "unknown code"),
    ("codes", 1, "areas", ["VICT-04", "VICT-04"], "holds a code twice"),
    ("codes", 1, "specialisms_likely", ["PSY-INTV"], "stated as well"),
    ("codes", 1, "horizon", "soon", "unknown value"),
    ("codes", 1, "vetting", "GOLD", "unknown code"),
    ("codes", 3, "fields", [], "expected an object"),
]


@pytest.mark.parametrize(("name", "line", "field", "value", "complaint"), SPOILED)
def test_a_bad_row_is_named_and_nothing_is_loaded(app, fresh, name, line, field, value, complaint):
    spoiled = fresh / f"{name}.jsonl"
    lines = spoiled.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = json.dumps(json.loads(lines[line - 1]) | {field: value})
    spoiled.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BadRow) as caught:
        load(fresh)
    db.session.rollback()
    assert str(caught.value).startswith(f"{name}.jsonl, line {line}, field {field}: ")
    assert complaint in str(caught.value)
    assert counts() == [0] * len(KINDS)
    assert sample_accounts.read() is None
