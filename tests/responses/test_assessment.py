"""Assessors score alone, then agree; notes stay private; the responder sees nothing of it."""

import threading

import pytest
from sqlalchemy import select

from app.core.errors import FieldError, Refused, WrongState
from app.extensions import db
from app.listings.models import ListingState
from app.responses import service as responses
from app.responses import waiting
from app.responses.assessment import policy, service
from app.responses.assessment.board import board_of
from app.responses.assessment.models import AgreedScore, Assessment, Mark
from app.responses.models import DeclineReason, Response, ResponseState
from tests import factories
from tests.responses.cast import gather, gather_weighed, sent
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres
NOTE = "Their figure looks too good to me."
SENTENCE = "Two of three found the evidence thin."


@pytest.fixture
def cast(app):
    made = gather_weighed(conflict="")
    made.weighed.partners = []
    responses.invite(made.actors["poster"], response=made.weighed, full_by=factories.clock.today())
    sent(made, made.weighed)
    return made


def marks(response, mark, text=""):
    return {answer.id: (mark, text) for answer in response.answers}


def give(cast, who, mark=Mark.MET, text=""):
    return service.score(cast.actors[who], response=cast.weighed, given=marks(cast.weighed, mark, text))


def agree(cast, who="poster"):
    return service.agree(
        cast.actors[who], response=cast.weighed, given=marks(cast.weighed, Mark.PARTLY_MET, SENTENCE)
    )


def others(cast, who):
    return [mark for row in board_of(cast.actors[who], cast.weighed).criteria for _, mark in row.others]


def test_each_scores_alone_then_sees_the_others_and_an_owner_records_what_was_agreed(cast, outbox_mail):
    give(cast, "assessor", Mark.NOT_MET, NOTE)
    assert others(cast, "assessor") == others(cast, "second assessor") == others(cast, "poster") == []
    with pytest.raises(WrongState, match="Not all"):
        agree(cast)
    give(cast, "second assessor", Mark.EXCEEDED)
    assert others(cast, "assessor") == ["3: Exceeded"] * 2
    assert others(cast, "second assessor") == ["0: Not met"] * 2
    assert others(cast, "poster") == ["0: Not met", "3: Exceeded"] * 2
    (letter,) = {letter.subject for letter in outbox_mail() if "All assessors" in letter.subject}
    assert cast.listing.title not in letter
    assert len(agree(cast)) == 2
    assert {row.agreed for row in board_of(cast.actors["assessor"], cast.weighed).criteria} == {
        "1: Partly met"
    }
    with pytest.raises(WrongState, match="already"):
        agree(cast, "co-owner")
    assert not any(NOTE in each.body or SENTENCE in each.body for each in outbox_mail())


def test_who_scores_later_sees_what_stands_only_after_their_own(cast):
    give(cast, "assessor", Mark.NOT_MET)
    give(cast, "second assessor", Mark.MET)
    db.session.add(service.name_assessor(cast.actors["poster"], listing=cast.listing, person=cast.poster))
    assert others(cast, "poster") == []
    assert others(cast, "co-owner") == []
    give(cast, "poster", Mark.MET)
    assert others(cast, "poster") == ["0: Not met", "2: Met"] * 2


def test_scores_are_given_whole_and_once_and_by_assessors_only(cast):
    with pytest.raises(FieldError, match="Score"):
        service.score(cast.actors["assessor"], response=cast.weighed, given={})
    give(cast, "assessor")
    with pytest.raises(WrongState, match="stand"):
        give(cast, "assessor")
    with pytest.raises(FieldError, match="OFFICIAL"):
        give(cast, "second assessor", text="This is SECRET.")
    for who in ("poster", "responder", "colleague at home", "owner who stepped back", "manager elsewhere"):
        with pytest.raises(Refused):
            give(cast, who)


def test_who_has_a_conflict_says_so_instead_of_scoring_and_decides_nothing(cast):
    with pytest.raises(FieldError):
        service.recuse(cast.actors["assessor"], response=cast.weighed, conflict=" ")
    service.recuse(cast.actors["assessor"], response=cast.weighed, conflict="My brother works there.")
    for who in ("assessor", "owner who stepped back"):
        assert not policy.can_read(cast.actors[who], cast.weighed)
        with pytest.raises(Refused):
            responses.decline(
                cast.actors[who], response=cast.weighed, reason=DeclineReason.COST, sentence="No."
            )
    assert cast.weighed not in responses.waiting_for(cast.actors["owner who stepped back"])
    # The other assessors need not wait for them.
    give(cast, "second assessor")
    assert len(agree(cast)) == 2


def test_only_owners_name_assessors_and_only_colleagues(cast):
    stranger, colleague = factories.person(factories.force()), factories.person(cast.home)
    for who in ("assessor", "colleague at home", "responder"):
        with pytest.raises(Refused):
            service.name_assessor(cast.actors[who], listing=cast.listing, person=colleague)
    with pytest.raises(FieldError, match="approved member"):
        service.name_assessor(cast.actors["poster"], listing=cast.listing, person=stranger)
    with pytest.raises(FieldError, match="already"):
        service.name_assessor(cast.actors["poster"], listing=cast.listing, person=cast.assessors[0])
    service.name_assessor(cast.actors["poster"], listing=cast.listing, person=colleague)
    assert colleague.id in policy.still_to_score(cast.weighed)
    service.remove_assessor(cast.actors["poster"], listing=cast.listing, person=colleague)
    assert colleague.id not in policy.still_to_score(cast.weighed)
    # Who has left the organisation is waited for no longer.
    cast.assessors[0].memberships[0].state = "ended"
    db.session.flush()
    assert policy.still_to_score(cast.weighed) == [cast.assessors[1].id]
    cast.listing.state = ListingState.DRAFT
    assert not policy.can_name(cast.actors["poster"], cast.listing)


def test_the_desk_of_an_assessor_shows_what_is_to_be_scored(app, cast):
    def lines(who):
        with app.test_request_context("/desk"):
            return [text for text, *_ in waiting.lines(cast.actors[who]) if text.startswith("Score")]

    assert len(lines("assessor")) == 1
    give(cast, "assessor")
    assert lines("assessor") == lines("poster") == lines("owner who stepped back") == []


def person(cast, name):
    return db.session.get(factories.Person, cast.actors[name].person_id)


def test_no_page_shows_notes_to_others_or_scores_to_the_responder(client, cast):
    give(cast, "assessor", Mark.NOT_MET, NOTE)
    give(cast, "second assessor", Mark.EXCEEDED)
    agree(cast)
    number, listing = cast.weighed.id, f"/briefs/{cast.listing.id}"
    db.session.commit()

    def read(who, *paths):
        sign_in(client, person(cast, who))
        return [client.get(path) for path in paths]

    (mine,) = read("assessor", f"/responses/{number}/assessment")
    assert NOTE in mine.text and "3: Exceeded" in mine.text and SENTENCE in mine.text
    for who in ("second assessor", "poster"):
        for page in read(who, f"/responses/{number}/assessment", f"/responses/{number}", listing, "/desk"):
            assert page.status_code == 200
            assert NOTE not in page.text
    for page in read("responder", f"/responses/{number}", listing, "/desk", "/find?q=figure"):
        assert not any(text in page.text for text in (NOTE, SENTENCE, "Partly met", "Has scored"))
    refused = [f"/responses/{number}/{act}" for act in ("assessment", "score", "agree", "recuse")]
    assert {page.status_code for page in read("manager of the responder", *refused)} == {404}
    (refused,) = read("owner who stepped back", f"/responses/{number}/assessment")
    assert refused.status_code == 403
    for page in read("colleague at home", f"/responses/{number}/assessment", f"/responses/{number}"):
        assert page.status_code == 404


def test_scores_are_given_and_agreed_on_pages(client, cast, db_session):
    number = cast.weighed.id
    one, two = (answer.id for answer in cast.weighed.answers)
    db_session.commit()
    path = f"/responses/{number}/score"
    sign_in(client, cast.assessors[0])
    refused = client.submit(path, {f"mark-{one}": "2", f"note-{one}": NOTE})
    assert refused.status_code == 422
    assert refused.page.errors == ["Score 2: select how far it is met"]
    assert refused.page.form()[f"note-{one}"] == [NOTE]
    assert client.submit(path, {f"mark-{one}": "2", f"mark-{two}": "0"}).status_code == 302
    assert client.get(path).status_code == 302
    sign_in(client, cast.assessors[1])
    stepped = client.submit(f"/responses/{number}/recuse", {"conflict": "I wrote it with them."})
    assert stepped.location == "/desk"
    sign_in(client, cast.poster)
    board = client.get(f"/responses/{number}/assessment").page
    assert "Stepped back: I wrote it with them." in board.text
    typed = {f"mark-{n}": "1" for n in (one, two)} | {f"note-{n}": SENTENCE for n in (one, two)}
    assert client.submit(f"/responses/{number}/agree", typed).status_code == 302
    assert [each.mark for each in db_session.scalars(select(AgreedScore))] == [1, 1]
    named = client.submit(f"/listings/{cast.listing.id}/assessors", {"person": str(cast.poster.id)})
    assert named.status_code == 302
    removed = f"/listings/{cast.listing.id}/remove-assessor?person={cast.poster.id}"
    assert client.submit(removed).status_code == 302
    assert client.get(removed).status_code == 404


def test_of_two_owners_who_record_at_the_same_instant_one_is_told(app, cast, db_session):
    give(cast, "assessor")
    give(cast, "second assessor")
    number, given = cast.weighed.id, marks(cast.weighed, Mark.MET, SENTENCE)
    actors = [cast.actors["poster"], cast.actors["co-owner"]]
    db_session.commit()
    barrier, outcomes = threading.Barrier(2), []

    def record(actor):
        with app.app_context():
            barrier.wait()
            try:
                service.agree(actor, response=db.session.get(Response, number), given=given)
                db.session.commit()
                outcomes.append("won")
            except WrongState:
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=record, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["told", "won"]


def test_an_interest_has_no_assessment_but_an_owner_can_step_back_from_it(app):
    cast = gather()
    response = cast.response()
    with pytest.raises(Refused):
        service.score(cast.actors["poster"], response=response, given={})
    service.recuse(cast.actors["poster"], response=response, conflict="I sit on their board.")
    assert db.session.scalar(select(Assessment)).is_recused
    assert response.state is ResponseState.INTEREST
    with pytest.raises(Refused):
        responses.accept(cast.actors["poster"], response=response)
