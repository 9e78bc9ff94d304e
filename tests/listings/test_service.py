"""The verbs on any listing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.briefs import service as briefs
from app.core import clock as site_clock
from app.core import worker
from app.core.actor import CLOCK, Audience, Role
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.listings import service
from app.listings.models import Listing
from app.listings.models import ListingState as S
from app.listings.outline import missing
from tests import factories
from tests.listings.drafts import full_brief, full_offer

pytestmark = pytest.mark.postgres


class Place:
    """A force with its people, and a reviewer."""

    def __init__(self) -> None:
        self.force = factories.force()
        self.poster = factories.person(self.force)
        self.colleague = factories.person(self.force)
        self.chief = factories.person(self.force, Role.PARTNERSHIP_MANAGER)
        self.actor = factories.actor(self.force, who=self.poster)
        self.manager = factories.actor(self.force, Role.PARTNERSHIP_MANAGER, who=self.chief)
        self.reviewer = factories.actor(None, Role.REVIEWER)

    def brief(self, state=S.DRAFT, **values):
        return full_brief(self.force, self.poster, state, **values)

    def submit(self, brief, actor=None):
        return service.submit(
            actor or self.actor, listing=brief, version=brief.version, declared_official=True
        )


@pytest.fixture
def place(app):
    return Place()


def acts():
    return [row.act for row in db.session.scalars(select(AuditRow).order_by(AuditRow.id))]


def test_a_finished_draft_goes_to_review(place):
    brief = place.submit(place.brief())
    assert brief.state is S.IN_REVIEW
    assert brief.declared_official
    assert brief.submitted_at == site_clock.now()
    assert acts() == ["briefs.submit"]


def test_an_unfinished_draft_says_what_is_missing(place):
    brief = place.brief(problem="", horizon=None)
    assert [task.step.slug for task in missing(brief)] == ["problem", "horizon"]
    with pytest.raises(FieldError, match="the problem, horizon"):
        place.submit(brief)


def test_a_deadline_that_passed_while_it_was_a_draft_is_missing_again(place, clock):
    brief = place.brief()
    clock.forward(days=45)
    assert [task.step.slug for task in missing(brief)] == ["place-and-dates"]


def test_official_must_be_declared(place):
    brief = place.brief()
    with pytest.raises(FieldError) as refused:
        service.submit(place.actor, listing=brief, version=1, declared_official=False)
    assert refused.value.field == "declared_official"


@pytest.mark.parametrize(
    "text",
    [
        "OFFICIAL-SENSITIVE: see annex",
        "Official Sensitive",
        "official – sensitive",
        "TOP SECRET",
        "It is SECRET.",
        "OFFICIAL: SENSITIVE",
        "UK EYES ONLY",
    ],
)
def test_what_is_marked_above_official_is_refused_by_its_field(place, text):
    brief = place.brief()
    with pytest.raises(FieldError) as refused:
        service.edit(place.actor, listing=brief, version=1, values={"problem": text})
    assert refused.value.field == "problem"
    brief.problem = text
    with pytest.raises(FieldError):
        place.submit(brief)


@pytest.mark.parametrize("text", ["Secret shoppers visit", "OFFICIAL only", "sensitive", "the secretariat"])
def test_plain_words_are_no_marking(place, text):
    brief = place.brief()
    service.edit(place.actor, listing=brief, version=1, values={"problem": text})
    assert brief.problem == text


def test_its_manager_releases_it_where_the_organisation_wants_that(place, outbox_mail):
    place.force.requires_release = True
    brief = place.submit(place.brief())
    assert brief.state is S.AWAITING_RELEASE
    assert [(letter.person_id, letter.in_digest) for letter in outbox_mail()] == [(place.chief.id, True)]
    with pytest.raises(Refused):
        service.release(place.actor, listing=brief)
    service.release(place.manager, listing=brief)
    assert brief.state is S.IN_REVIEW
    assert outbox_mail()[-1].person_id == place.poster.id


def test_a_manager_who_submits_has_released(place):
    place.force.requires_release = True
    brief = place.submit(place.brief(), place.manager)
    assert brief.state is S.IN_REVIEW
    assert brief.released_at is not None


def test_holding_back_gives_its_reason_on_the_draft(place):
    brief = place.brief(S.AWAITING_RELEASE)
    with pytest.raises(FieldError):
        service.hold_back(place.manager, listing=brief, reason="  ")
    service.hold_back(place.manager, listing=brief, reason="Say who owns the data.")
    assert brief.state is S.DRAFT
    assert [(note.field, note.reason) for note in brief.review_notes] == [("", "Say who owns the data.")]


def test_a_reviewer_publishes_and_its_owners_are_told_at_once(place, outbox_mail):
    brief = place.brief(S.IN_REVIEW)
    brief.co_owners = [place.colleague]
    service.publish(place.reviewer, listing=brief, version=1)
    assert brief.state is S.PUBLISHED
    assert {letter.person_id for letter in outbox_mail()} == {place.poster.id, place.colleague.id}
    assert not any(
        letter.in_digest or brief.title in letter.subject + letter.body for letter in outbox_mail()
    )
    assert f"/briefs/{brief.id}" in outbox_mail()[0].body


def test_a_reviewer_does_not_review_what_their_own_organisation_posts(place):
    brief = place.brief(S.IN_REVIEW)
    with pytest.raises(Refused):
        service.publish(factories.actor(place.force, Role.REVIEWER), listing=brief, version=1)


@pytest.mark.parametrize("answer", [None, True])
def test_what_might_help_someone_defeat_the_police_is_not_published_to_everyone(place, answer):
    brief = place.brief(S.IN_REVIEW, audience=Audience.PUBLIC)
    with pytest.raises(FieldError):
        service.publish(place.reviewer, listing=brief, version=1, helps_offenders=answer)
    service.publish(place.reviewer, listing=brief, version=1, helps_offenders=False)
    assert brief.state is S.PUBLISHED


def test_a_reviewer_publishes_only_the_words_that_they_read(place):
    brief = place.brief(S.IN_REVIEW, version=4)
    with pytest.raises(EditedMeanwhile):
        service.publish(place.reviewer, listing=brief, version=3)


def test_what_is_over_is_not_published(place, clock):
    brief = place.brief(S.IN_REVIEW)
    clock.forward(days=31)
    with pytest.raises(FieldError, match="last day"):
        service.publish(place.reviewer, listing=brief, version=1)


def test_changes_are_asked_for_with_reasons_by_part(place, outbox_mail):
    brief = place.brief(S.IN_REVIEW)
    with pytest.raises(FieldError):
        service.request_changes(place.reviewer, listing=brief, version=1, reasons={"title": " "})
    reasons = {"title": "Spell out SCIU.", "": "Too long.", "money": ""}
    service.request_changes(place.reviewer, listing=brief, version=1, reasons=reasons)
    assert brief.state is S.DRAFT
    assert {note.field: note.reason for note in brief.review_notes} == {
        "title": "Spell out SCIU.",
        "": "Too long.",
    }
    assert "SCIU" not in outbox_mail()[0].body


def test_revising_hides_it_and_asks_for_the_declaration_again(place):
    brief = place.brief(S.PUBLISHED, declared_official=True)
    service.revise(place.actor, listing=brief)
    assert brief.state is S.DRAFT
    assert not brief.declared_official


def test_it_is_not_closed_while_a_response_waits(place):
    brief = place.brief(S.PUBLISHED)
    service.set_waiting_responses(place.actor, listing=brief, count=2)
    with pytest.raises(FieldError, match="2 responses wait"):
        service.close(place.actor, listing=brief)
    service.set_waiting_responses(place.actor, listing=brief, count=0)
    service.close(place.actor, listing=brief, reason="Done")
    assert (brief.state, brief.end_reason, brief.ended_at) == (S.CLOSED, "Done", site_clock.now())


def test_withdrawing_needs_a_reason(place):
    brief = place.brief(S.PUBLISHED)
    with pytest.raises(FieldError):
        service.withdraw(place.actor, listing=brief, reason="")
    service.withdraw(place.actor, listing=brief, reason="Overtaken.")
    assert (brief.state, brief.end_reason) == (S.WITHDRAWN, "Overtaken.")


def test_the_clock_expires_what_is_published_and_past_its_last_day(place, clock, outbox_mail, monkeypatch):
    brief, draft, standing = place.brief(S.PUBLISHED), place.brief(), place.brief(S.PUBLISHED, closes_on=None)
    offer = full_offer(factories.university(), factories.person(), S.PUBLISHED)
    clock.forward(days=30)
    service.expire_due()
    assert brief.state is S.PUBLISHED, "the last day itself is not over"
    clock.forward(days=1)
    numbers = [listing.id for listing in (brief, draft, standing, offer)]
    db.session.commit()
    # The worker's other jobs are none of this: it would build an index of all the reference data.
    monkeypatch.setattr(worker, "_jobs", [job for job in worker._jobs if job.name == "expire-listings"])
    worker.turn()
    states = [db.session.get_one(Listing, number).state for number in numbers]
    assert states == [S.EXPIRED, S.DRAFT, S.PUBLISHED, S.PUBLISHED]
    assert "expired" in outbox_mail()[0].subject


def test_only_the_clock_expires(place):
    with pytest.raises(Refused):
        service.expire(place.actor, listing=place.brief(S.PUBLISHED))
    with pytest.raises(WrongState):
        service.expire(CLOCK, listing=place.brief(S.CLOSED))


def test_a_later_edit_from_an_older_version_is_refused(place):
    brief = place.brief()
    service.edit(place.actor, listing=brief, version=1, values={"title": "First"})
    with pytest.raises(EditedMeanwhile):
        service.edit(place.manager, listing=brief, version=1, values={"title": "Second"})
    assert (brief.title, brief.version) == ("First", 2)


def test_saving_nothing_new_leaves_no_trace(place):
    brief = place.brief()
    service.edit(place.actor, listing=brief, version=1, values={"title": brief.title})
    assert brief.version == 1
    assert acts() == []


def test_areas_keep_the_order_with_the_principal_one_first(place):
    brief = place.brief()
    values = {"areas": ["FORENS-11", "MOB-05"], "principal_area": "MOB-05", "areas_text": ""}
    service.edit(place.actor, listing=brief, version=1, values=values)
    db.session.expire_all()
    assert [link.area_code for link in brief.area_links] == ["MOB-05", "FORENS-11"]
    service.edit(
        place.actor, listing=brief, version=2, values={"areas": ["FORENS-11"], "principal_area": None}
    )
    db.session.expire_all()
    assert [area.code for area in brief.areas] == ["FORENS-11"]


def test_stated_specialisms_leave_the_likely_ones_as_suggestions(place):
    brief = place.brief()
    service.edit(place.actor, listing=brief, version=1, values={"specialisms": ["DIG-MEDIA", "DIG-VEH"]})
    brief.specialism_links[1].is_likely = True
    service.edit(place.actor, listing=brief, version=2, values={"specialisms": ["ENG-COL"]})
    db.session.expire_all()
    assert [each.code for each in brief.specialisms] == ["ENG-COL"]
    assert [each.code for each in brief.likely_specialisms] == ["DIG-VEH"]


def test_a_draft_by_a_sample_person_is_sample(place):
    made = briefs.create(place.actor, title="Real")
    sampled = briefs.create(replace(place.actor, is_sample=True), title="Sample")
    assert (made.is_sample, sampled.is_sample) == (False, True)
    assert (made.state, made.audience, made.poster_id) == (S.DRAFT, Audience.MEMBERS, place.poster.id)


def test_only_the_police_create_briefs(place):
    with pytest.raises(Refused):
        briefs.create(factories.actor(factories.university()), title="Not theirs")


def test_who_submits_twice_is_told_that_it_is_in_review(place):
    brief = place.submit(place.brief())
    with pytest.raises(WrongState):
        place.submit(brief)


def test_the_poster_who_left_gets_no_letter(place, outbox_mail):
    brief = place.brief(S.IN_REVIEW, closes_on=site_clock.today() + timedelta(days=3))
    brief.poster = factories.person()
    service.publish(place.reviewer, listing=brief, version=1)
    assert outbox_mail() == []
