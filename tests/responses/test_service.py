"""What each verb on a response does, and refuses."""

import threading

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.listings import service as listings
from app.responses import service
from app.responses.models import DeclineReason, Response, ResponseState
from tests import factories
from tests.responses.cast import gather

pytestmark = pytest.mark.postgres

SAID = {
    "why": "We study treads.",
    "contribution": "A data set.",
    "first_step": "A call.",
    "availability": "June.",
}
SECRET = "Forced entry by the canal"


@pytest.fixture(params=["brief", "offer"])
def cast(app, request):
    return gather(request.param)


def respond(cast, who="responder"):
    return service.respond(cast.actors[who], listing=cast.listing, **SAID)


def decline(cast, response, who="poster"):
    return service.decline(
        cast.actors[who], response=response, reason=DeclineReason.TIMING, sentence="Our year ends in March."
    )


def test_a_response_waits_for_the_owners_and_they_are_told_at_once(cast, outbox_mail):
    response = respond(cast)
    assert response.state is ResponseState.INTEREST
    assert cast.listing.waiting_responses == 1
    told = {letter.person_id for letter in outbox_mail()}
    assert told == {cast.actors["poster"].person_id, cast.actors["co-owner"].person_id}
    assert not any(letter.in_digest for letter in outbox_mail())


def test_a_second_interest_of_the_same_organisation_is_refused(cast):
    respond(cast)
    with pytest.raises(Refused, match="already responded"):
        respond(cast, "colleague of the responder")


def test_nobody_responds_to_their_own_side(cast):
    with pytest.raises(Refused):
        respond(cast, "colleague at home")


def test_accepting_tells_the_responder(cast, outbox_mail):
    response = respond(cast)
    service.accept(cast.actors["co-owner"], response=response)
    assert response.state is ResponseState.ACCEPTED
    assert response.decided_by_id == cast.actors["co-owner"].person_id
    assert cast.listing.waiting_responses == 0
    assert outbox_mail()[-1].person_id == cast.responder.id
    assert "awards no contract" in outbox_mail()[-1].body


def test_every_no_carries_a_reason_and_a_sentence(cast, outbox_mail):
    response = respond(cast)
    with pytest.raises(FieldError):
        service.decline(cast.actors["poster"], response=response, reason=DeclineReason.COST, sentence="  ")
    assert response.state is ResponseState.INTEREST
    decline(cast, response)
    assert (response.state, response.decline_reason) == (ResponseState.DECLINED, DeclineReason.TIMING)
    assert cast.listing.waiting_responses == 0
    assert outbox_mail()[-1].person_id == cast.responder.id


def test_the_responder_takes_it_back_and_the_owners_are_told(cast, outbox_mail):
    response = respond(cast)
    service.withdraw(cast.actors["manager of the responder"], response=response)
    assert response.state is ResponseState.WITHDRAWN
    assert cast.listing.waiting_responses == 0
    assert outbox_mail()[-1].person_id in {p.id for p in service.deciders(cast.listing)}


def test_whoever_waits_for_an_answer_hears_that_the_listing_was_withdrawn(cast, outbox_mail):
    respond(cast)
    listings.withdraw(cast.actors["poster"], listing=cast.listing, reason="Overtaken.")
    (letter,) = [letter for letter in outbox_mail() if "responded to" in letter.subject]
    assert letter.person_id == cast.responder.id
    assert cast.listing.title not in letter.body
    assert "Overtaken" not in letter.body


def test_a_listing_with_a_response_waiting_cannot_be_closed(cast):
    respond(cast)
    with pytest.raises(FieldError, match="waits"):
        listings.close(cast.actors["poster"], listing=cast.listing)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("accept", "decline"),
        ("decline", "accept"),
        ("withdraw", "accept"),
        ("accept", "withdraw"),
        ("decline", "decline"),
    ],
)
def test_who_comes_second_is_told(cast, first, second):
    response = respond(cast)
    verbs = {
        "accept": lambda: service.accept(cast.actors["poster"], response=response),
        "decline": lambda: decline(cast, response, "co-owner"),
        "withdraw": lambda: service.withdraw(cast.actors["responder"], response=response),
    }
    verbs[first]()
    state = response.state
    with pytest.raises(WrongState):
        verbs[second]()
    assert response.state is state


def test_of_two_who_answer_at_the_same_instant_one_wins(app, db_session):
    cast = gather()
    number = respond(cast).id
    db_session.commit()
    actors = (cast.actors["poster"], cast.actors["co-owner"])
    barrier, outcomes = threading.Barrier(2), []

    def answer(actor, accepts):
        with app.app_context():
            barrier.wait()
            try:
                response = db.session.get(Response, number)
                if accepts:
                    service.accept(actor, response=response)
                else:
                    service.decline(actor, response=response, reason=DeclineReason.COST, sentence="No.")
                db.session.commit()
                outcomes.append("won")
            except WrongState:
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=answer, args=pair) for pair in zip(actors, (True, False), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["told", "won"]
    db_session.expire_all()
    assert db_session.get(Response, number).listing.waiting_responses == 0


def test_of_two_colleagues_who_respond_at_the_same_instant_one_is_told(app, db_session):
    cast = gather()
    number = cast.listing.id
    db_session.commit()
    actors = (cast.actors["responder"], cast.actors["colleague of the responder"])
    barrier, outcomes = threading.Barrier(2), []

    def send(actor):
        with app.app_context():
            barrier.wait()
            try:
                service.respond(actor, listing=db.session.get(type(cast.listing), number), **SAID)
                db.session.commit()
                outcomes.append("won")
            except Refused:
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["told", "won"]


@pytest.mark.parametrize("verb", ["accept", "decline"])
@pytest.mark.parametrize("who", ["responder", "colleague at home", "manager elsewhere", "reviewer", "public"])
def test_only_owners_answer(cast, verb, who):
    response = respond(cast)
    with pytest.raises(Refused):
        if verb == "accept":
            service.accept(cast.actors[who], response=response)
        else:
            decline(cast, response, who)


def test_every_verb_leaves_an_audit_row(cast, db_session):
    first = respond(cast)
    decline(cast, first)
    service.withdraw(cast.actors["responder"], response=respond(cast))
    service.accept(cast.actors["poster"], response=respond(cast))
    ours = select(AuditRow.act).where(AuditRow.act.startswith("responses."))
    assert list(db_session.scalars(ours.order_by(AuditRow.id))) == [
        "responses.respond",
        "responses.decline",
        "responses.respond",
        "responses.withdraw",
        "responses.respond",
        "responses.accept",
    ]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.PUBLIC])
def test_mail_quotes_only_what_is_public(app, outbox_mail, audience):
    cast = gather(audience=audience, title=SECRET)
    decline(cast, respond(cast))
    service.withdraw(cast.actors["responder"], response=respond(cast))
    service.accept(cast.actors["poster"], response=respond(cast))
    quoted = [SECRET in letter.subject + letter.body for letter in outbox_mail()]
    assert all(quoted) if audience is Audience.PUBLIC else not any(quoted)


def test_mail_names_no_person(cast, outbox_mail):
    cast.responder.name, cast.poster.name = "Rosalind Responder", "Peter Poster"
    service.accept(cast.actors["poster"], response=respond(cast))
    text = "".join(letter.subject + letter.body for letter in outbox_mail())
    assert "Rosalind" not in text
    assert "Peter" not in text


def test_where_poster_and_co_owners_have_left_the_managers_decide(cast, outbox_mail):
    for person in (cast.poster, *cast.listing.co_owners):
        person.memberships[0].state = "ended"
    db.session.flush()
    respond(cast)
    told = {letter.person_id for letter in outbox_mail()}
    assert told == {cast.actors[n].person_id for n in ("manager at home", "administrator at home")}


def test_a_response_to_sample_content_is_sample(app):
    cast = gather(is_sample=True)
    assert respond(cast).is_sample


def test_open_responses_of_a_leaver_are_handed_over(cast):
    response = respond(cast)
    old = cast.response(state=ResponseState.DECLINED)
    manager, heir = cast.actors["manager of the responder"], factories.person(cast.away)
    assert listings.hand_over_all(manager, from_person=cast.responder, to_person=heir) == 1
    assert response.responder_id == heir.id
    assert old.responder_id == cast.responder.id


def test_an_account_with_a_response_waiting_is_told_to_hand_over(cast):
    response = respond(cast)
    assert service.reasons_to_stay(cast.responder.id)
    decline(cast, response)
    assert service.reasons_to_stay(cast.responder.id) == []


def test_a_desk_shows_what_waits_and_what_was_sent(cast):
    response = respond(cast)
    seen = {
        name: (response in service.waiting_for(actor), response in service.mine(actor))
        for name, actor in cast.actors.items()
    }
    assert {name for name, (waits, _) in seen.items() if waits} == {
        "poster",
        "co-owner",
        "manager at home",
        "administrator at home",
    }
    assert {name for name, (_, sent) in seen.items() if sent} == {
        "responder",
        "manager of the responder",
        "administrator of the responder",
    }
    decline(cast, response)
    assert not service.waiting_for(cast.actors["poster"])
