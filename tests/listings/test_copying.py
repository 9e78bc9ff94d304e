"""A copy has the words and the codes, and neither the dates nor anything that was confirmed."""

from datetime import timedelta

import pytest

from app.collaborations.models import Confirmation, Status
from app.core import clock
from app.core.actor import Audience
from app.core.errors import Refused
from app.core.sensitivity import Kind
from app.extensions import db
from app.lessons.models import Attribution, LessonState
from app.listings import panels, service
from app.listings.models import Listing, ListingConfirmation, ListingState, ReviewNote
from app.listings.outline import outline_of
from tests import factories
from tests.listings.drafts import full_brief, full_offer

pytestmark = pytest.mark.postgres
MAKERS = {"brief": (factories.force, full_brief), "offer": (factories.university, full_offer)}
# What says something of this one alone.
LEFT = ("closes_on", "submitted_at", "released_at", "published_at", "ended_at")


@pytest.mark.parametrize("kind", MAKERS)
def test_everything_is_copied_but_dates_and_confirmations(app, kind):
    organisation, make = MAKERS[kind]
    at = organisation()
    poster, manager = factories.person(at), factories.person(at)
    old = make(at, poster, ListingState.CLOSED, vetting_note="Only to read.", end_reason="Done.")
    old.co_owners = [manager]
    old.confirmations = [ListingConfirmation(field="title", kind=Kind.PHONE, words="07700 900123")]
    old.review_notes = [ReviewNote(field="", reason="Say more.")]
    old.submitted_at = old.ended_at = clock.now()
    made = service.copy(factories.actor(at, who=manager), listing=old)
    outline = outline_of(old)
    assert outline.undated(made) == outline.undated(old)
    assert {task.step.slug for task in outline.missing(made)} <= {"place-and-dates", "availability"}
    dates = [name for name in ("start", "deadline", "available_from", "available_to") if hasattr(made, name)]
    assert [getattr(made, name) for name in (*LEFT, *dates)] == [None] * (len(LEFT) + len(dates))
    assert (made.state, made.poster_id, made.version) == (ListingState.DRAFT, manager.id, 1)
    assert (made.co_owners, made.confirmations, made.review_notes) == ([], [], [])
    assert not made.declared_official and made.end_reason == "" and made.copied_from is old
    assert old.state is ListingState.CLOSED


@pytest.fixture
def copied(app):
    force = factories.force()
    owner = factories.person(force)
    old = full_brief(force, owner, ListingState.CLOSED)
    return old, service.copy(factories.actor(force, who=owner), listing=old), owner


def linked(actor, listing):
    panel = panels.copies(actor, listing)
    return [] if panel is None else [panel.context["old"], *panel.context["copies"]]


def test_each_says_of_the_other_what_its_reader_may_know(app, copied):
    with app.test_request_context(method="POST"):
        _check_links(copied)


def _check_links(copied):
    old, made, owner = copied
    force = old.organisation
    academic, newcomer = factories.actor(factories.university()), factories.actor(force)
    mine = factories.actor(force, who=owner)
    to_old, to_new = [(each.title, f"/briefs/{each.id}") for each in copied[:2]]
    assert linked(mine, made) == [to_old] and linked(mine, old) == [None, to_new]
    assert linked(academic, old) == linked(newcomer, old) == []
    made.state = ListingState.PUBLISHED
    db.session.flush()
    assert linked(academic, old) == [None, to_new]
    assert linked(academic, made) == [], "where it came from is for its owners"
    # Somebody else goes on with the copy, and may no longer see the old one.
    old.state, made.poster = ListingState.WITHDRAWN, db.session.get(type(owner), newcomer.person_id)
    db.session.flush()
    assert linked(newcomer, made) == []


def test_only_its_owners_copy_it(copied, client):
    old, _, owner = copied
    colleague = factories.person(old.organisation)
    with pytest.raises(Refused):
        service.copy(factories.actor(old.organisation, who=colleague), listing=old)
    client.sign_in(colleague)
    assert client.get(f"/briefs/{old.id}/copy").status_code == 403
    client.sign_in(owner)
    done = client.submit(f"/briefs/{old.id}/copy?next=/desk")
    newest = db.session.scalars(db.select(Listing).order_by(Listing.id.desc())).first()
    assert done.location == f"/briefs/{newest.id}/edit" and newest.copied_from_id == old.id


def test_the_lessons_of_the_old_one_stand_beside_the_draft(copied, client):
    old, made, owner = copied
    university = factories.university()
    shared = factories.lesson(title="Try the export first")
    hidden = factories.lesson(LessonState.DRAFT, title="Not written yet", organisation=university)
    quiet = factories.lesson(
        title="By somebody", organisation=university, attribution=Attribution.SECTOR_ONLY
    )
    factories.collaboration(
        old.organisation,
        university,
        brief=old,
        lessons=[shared, hidden, quiet],
        contacts=[(owner, old.organisation)],
        confirmation=Confirmation.CONFIRMED,
        status=Status.COMPLETED,
        started=clock.today() - timedelta(days=90),
        audience=Audience.MEMBERS,
    )
    client.sign_in(owner)
    said = client.get(f"/briefs/{made.id}/edit").get_data(as_text=True)
    assert "What was learned last time" in said and shared.title in said and hidden.title not in said
    assert quiet.title not in said
    again = service.copy(factories.actor(old.organisation, who=owner), listing=made)
    assert "What was learned last time" not in client.get(f"/briefs/{again.id}/edit").get_data(as_text=True)
