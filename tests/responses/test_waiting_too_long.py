"""The reply clock, the reminders of silence, and its escalation."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import mail
from app.extensions import db
from app.listings import service as listings
from app.listings.models import ListingState
from app.responses import reminders, service, waiting
from app.responses.models import ResponseState
from app.responses.reply_clock import reply_clock
from tests import factories
from tests.responses.cast import gather, invited, sent

pytestmark = pytest.mark.postgres
MONDAY = datetime(2026, 12, 14, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cast(app, clock):
    clock.set(MONDAY)
    return gather()


@pytest.fixture(params=["brief", "offer"])
def either(app, request, clock):
    """A cast around a listing of each kind."""
    clock.set(MONDAY)
    return gather(request.param)


def told(outbox_mail):
    return [(letter.person_id, letter.subject) for letter in outbox_mail() if "has waited" in letter.subject]


def test_silence_is_told_after_three_seven_and_ten_working_days_once_each(either, clock, outbox_mail):
    either.response()
    owners = {either.poster.id, either.actors["co-owner"].person_id}
    manager = either.actors["manager at home"].person_id
    kind = either.listing.kind.value
    # Christmas Day, Boxing Day (on the Monday after it) and New Year's Day are no working days.
    days = {17: 3, 23: 7, 30: 10}
    seen = []
    for number in range(18):
        clock.set(MONDAY + number * DAY)
        reminders.remind_in_digests()
        reminders.remind_in_digests()
        new = told(outbox_mail)[len(seen) :]
        seen += new
        waited = days.get(14 + number)
        readers = {None: set(), 3: owners, 7: owners, 10: {manager}}[waited]
        assert {person for person, _ in new} == readers, 14 + number
        assert len(new) == len(readers)
        assert all(f"has waited {waited} working days" in subject for _, subject in new)
    assert seen[-1][1].startswith(
        f"A response to {'an' if kind == 'offer' else 'a'} {kind} of your organisation"
    )
    assert all(letter.in_digest for letter in outbox_mail())


def test_an_answer_ends_the_wait_and_a_full_response_begins_another(cast, clock, outbox_mail):
    response = invited(cast)
    clock.set(MONDAY + 20 * DAY)
    reminders.remind_in_digests()
    # It was the responder's turn.
    assert told(outbox_mail) == []
    sent(cast, response)
    clock.set(MONDAY + 50 * DAY)
    reminders.remind_in_digests()
    assert {person for person, _ in told(outbox_mail)} == {cast.actors["manager at home"].person_id}
    service.accept(cast.actors["poster"], response=response)
    reminders.remind_in_digests()
    assert len(told(outbox_mail)) == 1
    assert reminders.days_waited(response) == 0


def test_nobody_is_reminded_of_what_was_withdrawn(cast, clock, outbox_mail):
    cast.response()
    listings.withdraw(cast.actors["poster"], listing=cast.listing, reason="Overtaken.")
    clock.set(MONDAY + 30 * DAY)
    reminders.remind_in_digests()
    assert told(outbox_mail) == []


def test_where_there_is_no_partnership_manager_the_administrators_are_told(cast, clock, outbox_mail):
    manager = db.session.get(factories.Person, cast.actors["manager at home"].person_id)
    manager.memberships[0].is_partnership_manager = False
    cast.response()
    clock.set(MONDAY + 30 * DAY)
    reminders.remind_in_digests()
    assert {person for person, _ in told(outbox_mail)} == {cast.actors["administrator at home"].person_id}


def test_the_worker_sends_it_with_the_daily_letter(cast, clock, outbox_mail, app, tmp_path):
    cast.response()
    clock.set(MONDAY + 4 * DAY)
    db.session.commit()
    mail.send_digests()
    assert len(told(outbox_mail)) == 2
    assert all(letter.sent_at for letter in outbox_mail())


def test_what_is_escalated_stands_on_the_managers_desk_with_its_age(cast, clock, app):
    cast.response()
    for day, age in ((3, ""), (30, "19 working days")):
        clock.set(MONDAY + day * DAY)
        with app.test_request_context("/desk"):
            ((text, *_),) = waiting.lines(cast.actors["manager at home"])
        assert text.endswith(f"escalated, it has waited {age}" if age else "”")
        assert bool(waiting.escalated(cast.actors["manager at home"])) == bool(age)
    assert waiting.escalated(cast.actors["poster"]) == []


def answered(listing, days):
    """Responses to the listing, each answered so many days after it was sent, on Monday."""
    for number in days:
        factories.response(
            listing,
            factories.university(),
            state=ResponseState.DECLINED,
            created_at=MONDAY,
            first_answered_at=MONDAY + number * DAY,
        )


def test_the_reply_clock_is_the_median_of_working_days_and_hidden_under_five(app, clock):
    clock.set(MONDAY)
    force = factories.force()
    brief = factories.brief(force)
    answered(brief, [0, 1, 2, 3])
    factories.response(brief, factories.university())
    assert reply_clock(force.id) is None
    # Seven days on it is five working days later.
    answered(brief, [7])
    assert (reply_clock(force.id).days, reply_clock(force.id).answers) == (2, 5)
    answered(brief, [7])
    # Between two and three days, so within three.
    assert reply_clock(force.id).days == 3
    assert reply_clock(factories.force().id) is None
    answered(brief, [14])
    factories.response(brief, factories.university(), is_sample=True, first_answered_at=MONDAY)
    assert reply_clock(force.id).answers == 7


def test_everyone_sees_the_reply_clock_of_an_organisation_and_on_its_open_listings(client, app):
    force = factories.force()
    brief = factories.brief(force, audience="public")
    closed = factories.brief(force, ListingState.CLOSED, audience="public")
    pages = (f"/organisations/{force.slug}", f"/briefs/{brief.id}")
    answered(brief, [1, 1, 1, 2])
    assert not any("Usually answers" in client.get(path).text for path in pages)
    answered(brief, [9])
    for path in pages:
        assert (
            "Usually answers within 1 working day (the median of its last 5 answers" in client.get(path).text
        )
    assert "Usually answers" not in client.get(f"/briefs/{closed.id}").text
