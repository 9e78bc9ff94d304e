"""From an interest to a full response: the invitation, the draft, partners, conflicts of interest, the sending."""

import threading
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import Audience
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.extensions import db
from app.listings import service as listings
from app.organisations.models import Kind
from app.responses import service, waiting
from app.responses.full import service as full
from app.responses.models import DeclineReason, PartnerState, Response, ResponseState
from app.responses.partners import service as partners
from tests import factories
from tests.responses.cast import PM, gather, gather_weighed, invited, sent, write

pytestmark = pytest.mark.postgres
SECRET = "Forced entry by the canal"


@pytest.fixture
def cast(app):
    return gather()


@pytest.fixture(params=["brief", "offer"])
def either(app, request):
    """A cast around a listing of each kind."""
    return gather(request.param)


def told(outbox_mail, text):
    """Who got a letter with these words in its subject."""
    return {letter.person_id for letter in outbox_mail() if text in letter.subject}


def test_the_form_is_made_of_the_essentials_as_they_stood(app):
    cast = gather(essentials="A ranked list\n\n  A half-day course \n3\n4\n5\n6")
    response = invited(cast)
    cast.listing.essentials = "Something else"
    assert [each.asked for each in response.answers] == ["A ranked list", "A half-day course", "3", "4", "5"]
    assert {each.boxes for each in response.answers} == {("situation", "what_we_did", "result")}
    without = gather(desired_outcome="Links between scenes.")
    assert [each.asked for each in invited(without).answers] == ["Links between scenes."]


def test_an_offer_asks_what_is_needed_and_why(app):
    (answer,) = invited(gather("offer")).answers
    assert answer.boxes == ("need",)


def test_from_interest_to_full_response_each_side_is_told(either, outbox_mail):
    response = invited(either)
    assert told(outbox_mail, "invited to a full response") == {either.responder.id}
    assert response.first_answered_at == clock.now()
    assert either.listing.waiting_responses == 1
    sent(either, response)
    assert response.state is ResponseState.FULL
    assert told(outbox_mail, "A full response to") == {p.id for p in service.deciders(either.listing)}
    service.accept(either.actors["poster"], response=response)
    assert either.listing.waiting_responses == 0


def test_an_organisation_has_one_open_response_in_whatever_state(either):
    invited(either)
    colleague = either.actors["colleague of the responder"]
    with pytest.raises(Refused, match="already responded"):
        service.respond(
            colleague, listing=either.listing, why="a", contribution="b", first_step="c", availability="d"
        )


@pytest.mark.parametrize("state", [ResponseState.INTEREST, ResponseState.INVITED, ResponseState.FULL])
def test_a_listing_with_an_open_response_cannot_be_closed(app, state):
    cast = gather()
    if state is ResponseState.INTEREST:
        response = service.respond(
            cast.actors["responder"],
            listing=cast.listing,
            why="a",
            contribution="b",
            first_step="c",
            availability="d",
        )
    else:
        response = invited(cast)
    if state is ResponseState.FULL:
        sent(cast, response)
    with pytest.raises(FieldError, match="waits"):
        listings.close(cast.actors["poster"], listing=cast.listing)
    assert cast.responder in service.responders(cast.listing)
    service.decline(
        cast.actors["poster"], response=response, reason=DeclineReason.TIMING, sentence="Our year ends."
    )
    listings.close(cast.actors["poster"], listing=cast.listing)
    assert not cast.listing.is_open


def test_a_draft_is_kept_unfinished_and_sent_only_when_nothing_is_missing(either):
    response = invited(either, conflict=None)
    answer = response.answers[0]
    box = answer.boxes[0]
    responder = either.actors["responder"]
    full.save(responder, answer=answer, texts=dict.fromkeys(answer.boxes, "") | {box: "Half"}, version=1)
    assert (getattr(answer, box), answer.version) == ("Half", 2)
    with pytest.raises(FieldError):
        full.send(responder, response=response)
    write(either, response)
    assert full.gaps(response) == ["Say whether there is a conflict of interest"]
    service.declare(responder, response=response, conflict="")
    full.send(responder, response=response)
    with pytest.raises(WrongState):
        full.save(responder, answer=answer, texts=dict.fromkeys(answer.boxes, "Other"), version=3)


def test_the_later_of_two_writers_is_told_and_an_owner_writes_nothing(cast):
    response = invited(cast)
    answer = response.answers[0]
    texts = dict.fromkeys(answer.boxes, "Mine")
    full.save(cast.actors["manager of the responder"], answer=answer, texts=texts, version=1)
    with pytest.raises(EditedMeanwhile):
        full.save(cast.actors["responder"], answer=answer, texts=texts, version=1)
    with pytest.raises(Refused):
        full.save(cast.actors["poster"], answer=answer, texts=texts, version=2)


def test_finds_in_a_draft_are_confirmed_once(app):
    cast = gather()
    response = invited(cast)
    answer, texts = response.answers[0], {"situation": "In Op Teasel.", "what_we_did": "", "result": ""}
    with pytest.raises(FieldError, match="Op Teasel") as found:
        full.save(cast.actors["responder"], answer=answer, texts=texts, version=1)
    full.save(cast.actors["responder"], answer=answer, texts=texts, version=1, boxes=[found.value.field])
    full.save(cast.actors["responder"], answer=answer, texts=texts | {"result": "It worked."}, version=2)
    assert [each.words for each in answer.confirmations] == ["Op Teasel"]


def test_after_the_last_day_it_is_sent_only_if_the_owners_set_another(cast, clock):
    response = invited(cast)
    write(cast, response)
    clock.forward(days=29)
    with pytest.raises(FieldError, match="The last day was"):
        full.send(cast.actors["responder"], response=response)
    with pytest.raises(FieldError):
        service.extend(cast.actors["poster"], response=response, full_by=response.full_by)
    service.extend(cast.actors["poster"], response=response, full_by=clock.now.date() + timedelta(days=2))
    assert full.send(cast.actors["responder"], response=response).state is ResponseState.FULL


def test_a_conflict_of_interest_is_declared_and_its_change_told_at_once(cast, outbox_mail):
    response = cast.response(conflict="")
    service.declare(cast.actors["responder"], response=response, conflict="Our dean sits on their board.")
    assert response.conflict.startswith("Our dean")
    assert told(outbox_mail, "A declaration has changed") == {p.id for p in service.deciders(cast.listing)}
    assert "dean" not in "".join(letter.subject + letter.body for letter in outbox_mail())


def test_a_partner_answers_for_itself_before_the_response_is_sent(cast, outbox_mail):
    response = invited(cast)
    write(cast, response)
    responder = cast.actors["responder"]
    joining, other = factories.organisation(cast.away.kind), factories.organisation(cast.away.kind)
    manager, theirs = factories.actor(joining, PM), factories.actor(other, PM)
    silent, network = factories.organisation(cast.away.kind), factories.organisation(Kind.PARTNERSHIP)
    factories.actor(network, PM)
    assert {joining, other, network} <= set(partners.eligible(response))
    assert not {silent, cast.home, cast.away} & set(partners.eligible(response))
    named = [
        partners.add_partner(responder, response=response, organisation=each, part="The data.")
        for each in (joining, other)
    ]
    assert told(outbox_mail, "to join a response") == {manager.person_id, theirs.person_id}
    assert [asked.id for asked in partners.asked(manager)] == [named[0].id]
    for actor in (responder, theirs, factories.actor(joining)):
        with pytest.raises(Refused):
            partners.confirm(actor, partner=named[0])
    partners.confirm(manager, partner=named[0])
    with pytest.raises(FieldError, match="to answer, or remove it"):
        full.send(responder, response=response)
    with pytest.raises(FieldError):
        partners.decline(theirs, partner=named[1], sentence=" ")
    partners.decline(theirs, partner=named[1], sentence="We have no room.")
    with pytest.raises(FieldError, match="which has declined"):
        full.send(responder, response=response)
    partners.remove_partner(responder, partner=named[1])
    full.send(responder, response=response)
    assert [each.organisation for each in response.partners] == [joining]
    with pytest.raises(WrongState):
        partners.decline(manager, partner=named[0], sentence="Too late.")


def test_nothing_more_is_written_to_what_was_withdrawn(cast):
    response, other = invited(cast), factories.response(cast.listing, factories.organisation(cast.away.kind))
    write(cast, response)
    listings.withdraw(cast.actors["poster"], listing=cast.listing, reason="Overtaken.")
    with pytest.raises(WrongState, match="withdrawn"):
        full.send(cast.actors["responder"], response=response)
    with pytest.raises(WrongState, match="withdrawn"):
        service.invite(cast.actors["poster"], response=other, full_by=clock.today())


def test_what_only_police_see_is_offered_to_no_other_partner(app):
    cast = gather("offer", audience=Audience.POLICE)
    response = invited(cast)
    force, body = factories.force(), factories.organisation(Kind.OVERSIGHT)
    for each in (force, body):
        factories.actor(each, PM)
    assert force in partners.eligible(response)
    assert body not in partners.eligible(response)


def test_a_desk_shows_what_is_to_be_written_and_joined(app):
    cast = gather_weighed("brief", state=ResponseState.INVITED, full_by=clock.today())
    cast.weighed.partners[0].state = PartnerState.ASKED
    db.session.flush()
    with app.test_request_context("/desk"):
        lines = {name: [text for text, *_ in waiting.lines(actor)] for name, actor in cast.actors.items()}
    assert [text.partition(" to ")[0] for text in lines["responder"]] == ["Send your full response"]
    assert [text.partition(" your ")[0] for text in lines["manager of the partner"]] == ["Say whether"]
    assert lines["poster"] == lines["member of the partner"] == lines["colleague of the responder"] == []


def test_letters_quote_nothing_that_is_not_public(app, outbox_mail):
    cast = gather_weighed(title=SECRET)
    response = cast.weighed
    response.conflict = ""
    service.invite(cast.actors["poster"], response=response, full_by=clock.today())
    write(cast, response, SECRET)
    service.declare(cast.actors["responder"], response=response, conflict=SECRET)
    full.send(cast.actors["responder"], response=response)
    service.decline(cast.actors["poster"], response=response, reason=DeclineReason.OTHER, sentence=SECRET)
    letters = outbox_mail()
    assert len({letter.subject for letter in letters}) >= 6
    assert not any(SECRET in letter.subject + letter.body for letter in letters)


ACTS = {
    "invite": lambda actor, r: service.invite(actor, response=r, full_by=clock.today()),
    "accept": lambda actor, r: service.accept(actor, response=r),
    "decline": lambda actor, r: service.decline(actor, response=r, reason=DeclineReason.COST, sentence="No."),
    "send": lambda actor, r: full.send(actor, response=r),
    "withdraw": lambda actor, r: service.withdraw(actor, response=r),
}


@pytest.mark.parametrize(
    ("first", "second"),
    [("invite", "accept"), ("invite", "invite"), ("accept", "accept"), ("send", "decline")],
)
def test_of_two_who_act_at_the_same_instant_neither_overwrites_the_other(app, db_session, first, second):
    cast = gather()
    response = cast.response(conflict="")
    if first == "send":
        service.invite(cast.actors["poster"], response=response, full_by=clock.today())
        write(cast, response)
    number = response.id
    db_session.commit()
    actors = (cast.actors["responder" if first == "send" else "poster"], cast.actors["co-owner"])
    barrier, outcomes = threading.Barrier(2), []

    def act(actor, name):
        with app.app_context():
            barrier.wait()
            try:
                ACTS[name](actor, db.session.get(Response, number))
                db.session.commit()
                outcomes.append("won")
            except WrongState:
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=pair) for pair in zip(actors, (first, second), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db_session.expire_all()
    final = db_session.get(Response, number)
    if first == "send":
        # A full response may be declined as an invited one may: then both have acted, one after the other.
        assert outcomes.count("won") in (1, 2)
        assert final.state is ResponseState.DECLINED
        assert (final.full_sent_at is not None) == (outcomes.count("won") == 2)
    elif (first, second) == ("invite", "accept"):
        assert sorted(outcomes) == ["told", "won"]
        assert final.state in (ResponseState.INVITED, ResponseState.ACCEPTED)
        assert bool(final.answers) == (final.state is ResponseState.INVITED)
    else:
        assert sorted(outcomes) == ["told", "won"]
