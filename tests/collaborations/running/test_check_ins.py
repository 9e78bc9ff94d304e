"""Check-ins: asked, answered by a link or signed in, missed, and the flag of those who disagree."""

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.collaborations.models import Collaboration, Status
from app.collaborations.running import check_ins, letters, panels
from app.collaborations.running.models import CheckIn, CheckInState, OnTrack
from app.core.errors import FieldError, Refused, WrongState
from app.extensions import db
from app.taxonomy.models import Mechanism
from tests.collaborations.running.made import STARTED, both, check_in, moments, work
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres
ASKED, ANSWERED, MISSED = CheckInState
YES, PARTLY, NO = OnTrack
SECRET = "The extract sits in a queue at the vault"


def test_each_side_is_asked_once_on_the_first_working_day_of_a_month(cast, clock, outbox_mail, db_session):
    made = work(cast, started=date(2026, 12, 15))
    work(cast, mechanism=Mechanism.TRAINING, started=date(2026, 12, 30))
    work(cast, status=Status.SCOPING)
    # New Year's Day is a holiday, and a Friday.
    for day, asked in ((1, 0), (3, 0), (4, 2), (5, 2), (20, 2)):
        clock.set(datetime(2027, 1, day, 9, tzinfo=UTC))
        check_ins.ask_due()
        db_session.flush()
        assert len(check_ins.of_collaboration(made)) == asked
    found = db_session.scalars(select(CheckIn)).all()
    assert len(found) == 2
    assert {(each.organisation_id, each.month, each.state) for each in found} == {
        (cast.force.id, date(2027, 1, 1), ASKED),
        (cast.university.id, date(2027, 1, 1), ASKED),
    }
    assert {letter.person_id for letter in outbox_mail()} == {cast.police_lead.id, cast.academic_lead.id}
    for letter in outbox_mail():
        assert made.title not in letter.body
        assert "no second contact and no handover note" in letter.body
        assert not letter.in_digest


def test_work_that_began_within_the_month_is_asked_from_the_next(cast, clock):
    made = work(cast, started=date(2026, 11, 2))
    check_ins.ask_due()
    assert check_ins.of_collaboration(made) == []
    assert check_ins.next_asked(date(2026, 11, 21)) == date(2026, 12, 1)
    assert check_ins.next_asked(date(2027, 1, 1)) == date(2027, 1, 4)
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    check_ins.ask_due()
    assert len(check_ins.of_collaboration(made)) == 2


# The link


def link_in(letter):
    return re.search(r"/check-in/\S+", letter.body)[0]


def test_the_link_answers_one_check_in_once_and_nothing_else(cast, clock, new_client, outbox_mail):
    work(cast, started=STARTED)
    check_ins.ask_due()
    path = {letter.person_id: link_in(letter) for letter in outbox_mail()}[cast.police_lead.id]
    visitor = new_client()
    page = visitor.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.page.heading == "Two questions for November 2026"
    refused = visitor.submit(path, {"on_track": "no"})
    assert (refused.status_code, refused.page.errors) == (422, ["Enter what is in the way"])
    assert visitor.submit(path, {"on_track": "no", "in_the_way": SECRET}).status_code == 302
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    check_ins.ask_due()
    december, november = date(2026, 12, 1), date(2026, 11, 1)
    found = db.session.scalars(select(CheckIn)).all()
    assert {each.state for each in found if each.month == december} == {ASKED}
    states = {each.organisation_id: each for each in found if each.month == november}
    assert states[cast.force.id].person_id == cast.police_lead.id
    assert (states[cast.force.id].state, states[cast.university.id].state) == (ANSWERED, ASKED)
    assert visitor.get(path).status_code == 410
    again = visitor.post(path, data={"on_track": "yes", "in_the_way": "It came."})
    assert again.page.errors == ["Somebody on your side has answered it already."]
    assert "It came." in again.get_data(as_text=True)
    assert states[cast.force.id].on_track is NO
    assert visitor.get("/check-in/answered").status_code == 200


def test_a_link_is_void_when_forged_old_or_of_somebody_who_has_left(cast, client, clock, db_session):
    asked = check_in(work(cast), cast.force)
    token = letters.token_for(asked, cast.police_lead)
    assert letters.check_in_for(token)[1] is asked
    assert letters.check_in_for("A" + token[1:]) is None
    for stranger in (cast.academic_lead, cast.person("police colleague"), cast.person("reviewer")):
        assert letters.check_in_for(letters.token_for(asked, stranger)) is None
    clock.forward(days=14, seconds=1)
    assert letters.check_in_for(token) is None
    fresh = letters.token_for(asked, cast.police_lead)
    cast.police_lead.epoch += 1
    assert letters.check_in_for(fresh) is None
    fresh = letters.token_for(asked, cast.police_lead)
    cast.police_lead.memberships[0].state = "ended"
    db_session.flush()
    assert letters.check_in_for(fresh) is None
    assert client.get("/check-in/anything").status_code == 410


# Answering


def test_one_answer_a_side_that_stands_once_the_other_has_answered(cast):
    made = work(cast)
    ours, theirs = both(cast, made)
    check_ins.answer(cast.actors["police lead"], check_in=ours, on_track=YES)
    with pytest.raises(WrongState):
        check_ins.answer(cast.actors["police manager"], check_in=ours, on_track=NO, in_the_way="Much.")
    check_ins.correct(cast.actors["police manager"], check_in=ours, on_track=PARTLY, in_the_way="Vetting.")
    assert (ours.on_track, ours.in_the_way) == (PARTLY, "Vetting.")
    check_ins.answer(cast.actors["academic lead"], check_in=theirs, on_track=YES)
    for side, each in (("police", ours), ("academic", theirs)):
        with pytest.raises(WrongState):
            check_ins.correct(cast.actors[f"{side} lead"], check_in=each, on_track=YES)
    assert made.flagged_at is None
    assert moments(made) == [
        "Check-in of November 2026 answered",
        "Answer to the check-in of November 2026 corrected",
        "Check-in of November 2026 answered",
    ]


@pytest.mark.parametrize(
    ("on_track", "words", "field"),
    [(NO, " ", "in_the_way"), (PARTLY, "", "in_the_way"), (YES, "It is SECRET.", "in_the_way")],
)
def test_what_is_not_on_track_needs_words_and_no_marking(cast, on_track, words, field):
    asked = check_in(work(cast), cast.force)
    with pytest.raises(FieldError) as refused:
        check_ins.answer(cast.actors["police lead"], check_in=asked, on_track=on_track, in_the_way=words)
    assert refused.value.field == field
    assert asked.state is ASKED


def test_the_other_side_learns_nothing_before_it_has_answered(cast, client, outbox_mail):
    made = work(cast)
    ours, theirs = both(cast, made)
    sign_in(client, cast.police_lead)
    client.submit(f"/check-ins/{ours.id}/answer", {"on_track": "no", "in_the_way": SECRET})
    page = f"/collaborations/{made.id}/check-ins"
    ways = [page, f"/collaborations/{made.id}", f"/collaborations/{made.id}/timeline", "/desk"]

    def read(way):
        return client.get(way).get_data(as_text=True)

    assert SECRET in read(page)
    sign_in(client, cast.academic_lead)
    assert not any(SECRET in read(way) for way in (*ways, f"/check-ins/{theirs.id}/answer"))
    assert "You read it once your side has answered too" in read(page)
    for act in ("answer", "correct"):
        assert client.get(f"/check-ins/{ours.id}/{act}").status_code == 403
    client.submit(f"/check-ins/{theirs.id}/answer", {"on_track": "partly", "in_the_way": "Ethics."})
    assert SECRET in read(page)
    assert not any(SECRET in letter.body for letter in outbox_mail())
    assert SECRET not in read(f"/collaborations/{made.id}/timeline")


def test_of_two_who_answer_at_the_same_instant_one_wins_and_two_sides_both_do(app, cast, db_session):
    made = work(cast)
    ours, theirs = both(cast, made)
    second = both(cast, work(cast))
    number, numbers, one, other = made.id, second[0].collaboration_id, ours.id, theirs.id
    pair = (second[0].id, second[1].id)
    db_session.commit()
    assert sorted(at_once(app, cast, (one, "police lead", YES), (one, "police manager", NO))) == [
        "told",
        "won",
    ]
    assert at_once(app, cast, (pair[0], "police lead", YES), (pair[1], "academic lead", NO)) == ["won", "won"]
    db_session.expire_all()
    assert db_session.get(CheckIn, other).state is ASKED
    assert len(db_session.get(Collaboration, number).events) == 1
    # Whichever of the two came second saw that they disagree.
    assert db_session.get(Collaboration, numbers).flagged_at is not None


def at_once(app, cast, *calls):
    barrier, outcomes = threading.Barrier(len(calls)), []

    def act(number, who, on_track):
        with app.app_context():
            barrier.wait()
            try:
                check_in = db.session.get(CheckIn, number)
                check_ins.answer(
                    cast.actors[who], check_in=check_in, on_track=on_track, in_the_way="Vetting."
                )
                db.session.commit()
                outcomes.append("won")
            except (Refused, WrongState):
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_who_comes_second_is_told_and_keeps_what_they_typed(cast, client):
    ours = check_in(work(cast), cast.force)
    sign_in(client, cast.person("police manager"))
    path = f"/check-ins/{ours.id}/answer"
    form = client.get(path).page.form()
    check_ins.answer(cast.actors["police lead"], check_in=ours, on_track=YES)
    db.session.commit()
    late = client.post(path, data=form | {"on_track": "no", "in_the_way": "The vault is shut"})
    assert late.status_code == 422
    assert late.page.errors == ["Somebody on your side has answered it already."]
    assert "The vault is shut" in late.get_data(as_text=True)
    assert client.get(path).status_code == 422


# Missed


def test_what_nobody_answers_in_14_days_is_missed_and_stands_on_the_managers_desk(cast, app, clock):
    made = work(cast)
    ours, theirs = both(cast, made, theirs=ANSWERED, asked_at=clock.now - timedelta(days=13))
    check_ins.miss_overdue()
    assert ours.state is ASKED

    def on_desks_with(words):
        with app.test_request_context():
            return {
                name
                for name, actor in cast.actors.items()
                if any(words in asked.text for asked in panels.waiting_for(actor))
            }

    assert on_desks_with("Answer two questions") == {"police lead"}
    clock.forward(days=1)
    check_ins.miss_overdue()
    check_ins.miss_overdue()
    assert (ours.state, theirs.state) == (MISSED, ANSWERED)
    assert moments(made) == [f"{cast.force.name} has not answered the check-in of November 2026"]
    assert on_desks_with("missed") == {"police manager", "police administrator"}
    check_ins.answer(cast.actors["police lead"], check_in=ours, on_track=YES)
    assert (ours.state, ours.is_late) == (ANSWERED, True)
    tallies = check_ins.tallies(made, [ours, theirs])
    assert [(each.in_time, each.late, each.missed) for each in tallies] == [(0, 1, 0), (1, 0, 0)]


# The flag


def test_answers_two_steps_apart_are_a_disagreement():
    answers = [CheckIn(on_track=each) for each in (*OnTrack, None)]
    apart = {
        (one.on_track, other.on_track)
        for one in answers
        for other in answers
        if check_ins.disagree(one, other)
    }
    assert apart == {(YES, NO), (NO, YES)}


def test_a_disagreement_raises_a_flag_and_a_sentence_lowers_it(cast, client, outbox_mail):
    made = work(cast)
    ours, theirs = both(cast, made)
    check_ins.answer(cast.actors["police lead"], check_in=ours, on_track=YES)
    assert made.flagged_at is None and outbox_mail() == []
    check_ins.answer(cast.actors["academic lead"], check_in=theirs, on_track=NO, in_the_way="No data.")
    assert made.flagged_at is not None
    at_once_told = {letter.person_id for letter in outbox_mail() if not letter.in_digest}
    managers = [f"{side} {post}" for side in ("police", "academic") for post in ("manager", "administrator")]
    assert at_once_told == {
        cast.actors[name].person_id for name in (*managers, "police lead", "academic lead")
    }
    assert not any(made.title in letter.body or "No data" in letter.body for letter in outbox_mail())
    sign_in(client, cast.academic_lead)
    assert "see “" in client.get("/desk").get_data(as_text=True)
    assert "Flagged since" in client.get(f"/collaborations/{made.id}").get_data(as_text=True)
    path = f"/collaborations/{made.id}/lower-flag"
    assert client.submit(path, {"said": " "}).page.errors == ["Enter what was said"]
    assert client.submit(path, {"said": "We spoke: the data comes on Monday."}).status_code == 302
    assert made.flagged_at is None
    assert moments(made)[-2:] == [
        "Flag raised: the two sides see differently whether it was on track in November 2026",
        "Flag lowered: We spoke: the data comes on Monday.",
    ]
    assert client.get(path).status_code == 422
    with pytest.raises(WrongState):
        check_ins.lower(cast.actors["police lead"], collaboration=made, said="So did we.")
