"""What one side records, and what the other may say to it."""

import threading

import pytest

from app.collaborations import service
from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.core.actor import Audience
from app.core.errors import FieldError, Refused, WrongState
from app.extensions import db
from tests import factories
from tests.collaborations.verbs import TODAY, closed, past, recorded, said, small

pytestmark = pytest.mark.postgres


def test_one_side_records_and_the_other_is_asked_at_once(cast, causes, outbox_mail):
    made = recorded(cast, causes)
    assert (made.confirmation, made.status) == (Confirmation.ONE_SIDE, Status.COMPLETED)
    assert made.recorded_by is cast.force
    assert len(made.lessons) == 1
    asked = {letter.person_id for letter in outbox_mail()}
    assert asked == {cast.actors[n].person_id for n in ("academic manager", "academic administrator")}
    assert not any(letter.in_digest for letter in outbox_mail())
    assert all("Treads" not in letter.body + letter.subject for letter in outbox_mail())
    assert (cast.force.collaborations_count, cast.university.collaborations_count) == (0, 0)


@pytest.mark.parametrize(
    "who", ["police lead", "police administrator", "manager of a partnership", "reviewer"]
)
def test_only_a_partnership_manager_records(cast, causes, who):
    with pytest.raises(Refused):
        recorded(cast, causes, who)


def test_the_other_organisation_is_of_the_other_side(cast, causes):
    for wrong in (factories.force().id, cast.force.id, 10**6):
        with pytest.raises(FieldError) as refused:
            recorded(cast, causes, other_id=wrong)
        assert refused.value.field == "other"


def test_a_running_one_is_recorded_without_outcome_or_lesson(cast):
    made = service.record(cast.actors["police manager"], values=said(cast))
    assert (made.status, made.outcome, list(made.lessons)) == (Status.RUNNING, None, [])
    with pytest.raises(FieldError):
        service.record(
            cast.actors["police manager"], values=said(cast, outcome=Outcome.DELIVERED, ended=TODAY)
        )


def test_a_record_that_grew_from_a_listing_is_no_wider_than_it(cast, causes):
    brief = factories.brief(cast.force, audience=Audience.MEMBERS)
    made = recorded(cast, causes, listing_id=brief.id)
    assert made.brief is brief
    assert made.audience is Audience.MEMBERS
    with pytest.raises(FieldError):
        recorded(cast, causes, listing_id=factories.brief(audience=Audience.PUBLIC).id)


def test_confirmed_it_counts_and_its_recorder_is_told(cast, causes, outbox_mail):
    made = recorded(cast, causes)
    service.confirm(cast.actors["academic manager"], collaboration=made)
    assert made.confirmation is Confirmation.CONFIRMED
    assert (cast.force.collaborations_count, cast.university.collaborations_count) == (1, 1)
    assert outbox_mail()[-1].person_id in {
        cast.actors[n].person_id for n in ("police manager", "police administrator")
    }
    for again in (service.confirm, lambda *a, **k: service.dispute(*a, reason="No.", **k)):
        with pytest.raises(WrongState, match="confirmed"):
            again(cast.actors["academic manager"], collaboration=made)


@pytest.mark.parametrize(
    "who", ["police manager", "academic lead", "academic colleague", "academic elsewhere"]
)
def test_nobody_confirms_for_the_other_side(cast, causes, who):
    made = recorded(cast, causes)
    for verb in (service.confirm, lambda *a, **k: service.dispute(*a, reason="No.", **k)):
        with pytest.raises(Refused):
            verb(cast.actors[who], collaboration=made)


def test_disputed_it_counts_for_nothing_and_can_be_corrected(cast, causes):
    made = recorded(cast, causes)
    with pytest.raises(FieldError):
        service.dispute(cast.actors["academic manager"], collaboration=made, reason=" ")
    service.dispute(cast.actors["academic manager"], collaboration=made, reason="It was adopted.")
    assert (made.confirmation, made.dispute_reason) == (Confirmation.DISPUTED, "It was adopted.")
    assert service.disputed(cast.actors["police manager"]) == [made]
    service.correct(
        cast.actors["police manager"],
        collaboration=made,
        values=said(cast, outcome=Outcome.DELIVERED, ended=TODAY, outcome_summary="Adopted."),
    )
    assert (made.confirmation, made.outcome, list(made.causes)) == (
        Confirmation.ONE_SIDE,
        Outcome.DELIVERED,
        [],
    )
    assert made.dispute_reason == ""
    assert service.to_confirm(cast.actors["academic manager"]) == [made]


def test_a_correction_is_no_way_round_the_lesson(cast, causes):
    made = service.record(cast.actors["police manager"], values=said(cast))
    with pytest.raises(FieldError) as refused:
        service.correct(cast.actors["police manager"], collaboration=made, values=past(cast, causes))
    assert refused.value.field == "standing"


def test_of_two_who_close_or_answer_at_the_same_instant_one_wins(app, cast, causes, db_session):
    running = small(cast)
    record = recorded(cast, causes)
    numbers = (running.id, record.id)
    db_session.commit()
    answers = {
        "close": lambda who: closed(cast, db.session.get(Collaboration, numbers[0]), Outcome.DELIVERED, who),
        "confirm": lambda who: service.confirm(
            cast.actors[who], collaboration=db.session.get(Collaboration, numbers[1])
        ),
    }
    assert sorted(at_once(app, answers, ("close", "police lead"), ("close", "academic lead"))) == [
        "told",
        "won",
    ]
    pair = (("confirm", "academic manager"), ("confirm", "academic administrator"))
    assert sorted(at_once(app, answers, *pair)) == ["told", "won"]
    db_session.expire_all()
    assert len(db_session.get(Collaboration, numbers[0]).lessons) == 1
    assert db_session.get(Collaboration, numbers[1]).confirmation is Confirmation.CONFIRMED


def at_once(app, answers, *calls):
    barrier, outcomes = threading.Barrier(len(calls)), []

    def act(verb, who):
        with app.app_context():
            barrier.wait()
            try:
                answers[verb](who)
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


@pytest.mark.parametrize("confirmation", list(Confirmation))
def test_one_side_never_changes_what_the_other_reported(cast, causes, confirmation):
    made = recorded(cast, causes)
    made.confirmation = confirmation
    db.session.flush()
    others = ["academic lead", "academic manager", "academic administrator"]
    if confirmation is Confirmation.CONFIRMED:
        others.append("police manager")
    for who in others:
        with pytest.raises((Refused, WrongState)):
            service.correct(cast.actors[who], collaboration=made, values=said(cast))
        with pytest.raises((Refused, WrongState)):
            service.edit(cast.actors[who], collaboration=made, version=made.version, title="Ours")
