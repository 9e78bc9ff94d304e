"""What a poster answers, what it holds for, and what becomes of asking to join."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.duplicates import service
from app.duplicates.models import Choice, CoSponsorState, DuplicateAnswer
from app.extensions import db
from app.listings import service as listings
from app.listings.models import ListingState
from tests import factories
from tests.duplicates.cast import as_near, gather

pytestmark = pytest.mark.postgres
WHY = "Ours is about motorcycles."


@pytest.fixture
def cast(app):
    return gather()


@pytest.fixture
def something_near(cast, monkeypatch):
    monkeypatch.setattr(service, "near", lambda actor, brief: [as_near(cast.brief)])


def say(cast, choice, who="asker", sentence=WHY, about=None):
    about = about or as_near(cast.brief)
    return service.answer(cast.actors[who], brief=cast.draft, choice=choice, about=about, sentence=sentence)


def send(cast):
    return listings.submit(
        cast.actors["asker"], listing=cast.draft, version=cast.draft.version, declared_official=True
    )


def acts():
    return [row.act for row in db.session.scalars(select(AuditRow).order_by(AuditRow.id))]


def test_a_brief_is_not_sent_while_something_is_near_and_nothing_is_said_of_it(cast, something_near):
    with pytest.raises(FieldError, match="Has somebody asked this already"):
        send(cast)
    assert cast.draft.state is ListingState.DRAFT


def test_a_brief_to_which_nothing_is_near_is_sent_as_before(cast, monkeypatch):
    monkeypatch.setattr(service, "near", lambda actor, brief: [])
    assert send(cast).state is ListingState.IN_REVIEW


@pytest.mark.parametrize("choice", [Choice.EXTEND, Choice.DIFFERENT])
def test_an_answered_brief_is_sent(cast, something_near, choice):
    kept = say(cast, choice)
    assert (kept.choice, kept.sentence, kept.other) == (choice, WHY, cast.brief)
    assert acts() == ["duplicates.answer"]
    assert send(cast).state is ListingState.IN_REVIEW


@pytest.mark.parametrize("field", ["problem", "desired_outcome"])
def test_it_is_asked_again_when_what_the_brief_asks_has_changed(cast, something_near, field):
    say(cast, Choice.DIFFERENT)
    setattr(cast.draft, field, "Something else.")
    with pytest.raises(FieldError):
        send(cast)


def test_it_is_not_asked_again_for_anything_else(cast, something_near):
    say(cast, Choice.DIFFERENT)
    cast.draft.title, cast.draft.problem = "Another title", f"  {cast.draft.problem}\n"
    assert send(cast).state is ListingState.IN_REVIEW


def test_the_latest_answer_stands(cast):
    say(cast, Choice.DIFFERENT)
    say(cast, Choice.EXTEND, sentence="It adds a trial.")
    (kept,) = db.session.scalars(select(DuplicateAnswer))
    assert (kept.choice, kept.sentence) == (Choice.EXTEND, "It adds a trial.")


@pytest.mark.parametrize("choice", [Choice.JOIN, Choice.EXTEND, Choice.DIFFERENT])
@pytest.mark.parametrize("sentence", ["", "  ", "OFFICIAL-SENSITIVE: see annex"])
def test_an_answer_is_a_sentence_that_is_not_marked(cast, choice, sentence):
    with pytest.raises(FieldError) as refused:
        say(cast, choice, sentence=sentence)
    assert refused.value.field == "sentence"


@pytest.mark.parametrize("choice", [Choice.JOIN, Choice.EXTEND])
def test_to_join_or_extend_says_which(cast, choice):
    with pytest.raises(FieldError) as refused:
        service.answer(cast.actors["asker"], brief=cast.draft, choice=choice, sentence=WHY)
    assert refused.value.field == "about"


def test_only_the_owners_of_the_draft_answer(cast):
    for name in ("owner", "colleague of the asker", "reviewer", "administrator", "public"):
        with pytest.raises(Refused):
            say(cast, Choice.DIFFERENT, name)


def test_what_is_in_review_is_answered_no_more(cast):
    cast.draft.state = ListingState.IN_REVIEW
    with pytest.raises(WrongState):
        say(cast, Choice.DIFFERENT)


# ---- joining ------------------------------------------------------------------------------------------------


def test_to_join_asks_the_owners_at_once_and_tells_nothing_of_either_brief(cast, outbox_mail):
    cast.brief.title, cast.draft.title = "Forced entry by the canal", "Crowbars"
    say(cast, Choice.JOIN)
    letters = outbox_mail()
    assert {letter.person_id for letter in letters} == {
        cast.actors["owner"].person_id,
        cast.actors["co-owner"].person_id,
    }
    for letter in letters:
        assert not letter.in_digest
        assert "canal" not in letter.body + letter.subject
        assert "Crowbars" not in letter.body + letter.subject
        assert cast.away.name in letter.body
    assert acts() == ["duplicates.join", "duplicates.answer"]


def test_a_draft_that_waits_for_an_answer_is_neither_sent_nor_answered_anew(cast, something_near):
    say(cast, Choice.JOIN)
    with pytest.raises(FieldError, match="Wait for the answer"):
        send(cast)
    with pytest.raises(FieldError, match="Wait for the answer"):
        say(cast, Choice.DIFFERENT)


def test_on_agreement_the_organisation_stands_beside_and_its_draft_is_withdrawn(cast, outbox_mail):
    say(cast, Choice.JOIN)
    asked = service.asked_by(cast.draft)
    before = len(outbox_mail())
    service.agree(cast.actors["owner"], asked=asked)
    assert [each.organisation for each in service.beside(cast.brief)] == [cast.away]
    assert cast.draft.state is ListingState.WITHDRAWN
    assert cast.draft.end_reason == f"Joined “{cast.brief.title}”"
    told = {letter.person_id for letter in outbox_mail()[before:]}
    assert told == {cast.actors["asker"].person_id, cast.actors["co-owner of the draft"].person_id}
    assert acts()[2:] == ["briefs.join", "duplicates.agree"]


def test_declined_with_a_reason_the_draft_is_answered_anew(cast, something_near, outbox_mail):
    say(cast, Choice.JOIN)
    asked = service.asked_by(cast.draft)
    before = len(outbox_mail())
    service.decline(cast.actors["owner"], asked=asked, reason="Our data stays here.")
    assert cast.draft.state is ListingState.DRAFT
    assert [each.decline_reason for each in service.declined_of(cast.draft)] == ["Our data stays here."]
    assert cast.actors["asker"].person_id in {letter.person_id for letter in outbox_mail()[before:]}
    with pytest.raises(FieldError, match="Has somebody asked"):
        send(cast)
    say(cast, Choice.DIFFERENT)
    assert send(cast).state is ListingState.IN_REVIEW


@pytest.mark.parametrize("reason", ["", " ", "SECRET: no"])
def test_every_no_carries_a_reason(cast, reason):
    asked = cast.asked()
    with pytest.raises(FieldError) as refused:
        service.decline(cast.actors["owner"], asked=asked, reason=reason)
    assert refused.value.field == "reason"
    assert asked.state is CoSponsorState.ASKED


def test_taken_back_the_draft_is_free_again(cast, outbox_mail):
    say(cast, Choice.JOIN)
    service.withdraw(cast.actors["asker"], asked=service.asked_by(cast.draft))
    assert service.asked_by(cast.draft) is None
    assert say(cast, Choice.EXTEND).choice is Choice.EXTEND


def test_only_a_brief_that_can_be_joined_is_asked(cast):
    interest = as_near(object(), "interest")
    with pytest.raises(FieldError, match="Only a brief"):
        say(cast, Choice.JOIN, about=interest)
    cast.brief.state = ListingState.CLOSED
    with pytest.raises(FieldError, match="no longer"):
        say(cast, Choice.JOIN)
    assert service.asked_by(cast.draft) is None


def test_who_comes_second_is_told(cast):
    asked = cast.asked()
    service.agree(cast.actors["owner"], asked=asked)
    with pytest.raises(WrongState):
        service.decline(cast.actors["co-owner"], asked=asked, reason="No.")
    with pytest.raises(WrongState):
        service.withdraw(cast.actors["asker"], asked=asked)


@pytest.mark.parametrize("which", ["brief", "draft"])
def test_nothing_is_joined_once_one_of_the_two_has_ended(cast, which):
    asked = cast.asked()
    getattr(cast, which).state = ListingState.WITHDRAWN
    with pytest.raises(WrongState):
        service.agree(cast.actors["owner"], asked=asked)
    assert service.waiting_for(cast.actors["owner"]) == []


def test_a_draft_whose_asking_can_lead_nowhere_waits_no_longer(cast, something_near):
    say(cast, Choice.JOIN)
    cast.brief.state = ListingState.CLOSED
    db.session.flush()
    assert not service.waits(cast.draft)
    with pytest.raises(FieldError, match="Has somebody asked"):
        send(cast)
    elsewhere = factories.brief()
    say(cast, Choice.JOIN, about=as_near(elsewhere))
    assert service.asked_by(cast.draft).brief is elsewhere


@pytest.mark.parametrize("act", ["agree", "decline", "withdraw"])
def test_nobody_else_answers(cast, act):
    asked = cast.asked()
    values = {"reason": "No."} if act == "decline" else {}
    for name in ("colleague at home", "colleague of the asker", "reviewer", "administrator", "public"):
        with pytest.raises(Refused):
            getattr(service, act)(cast.actors[name], asked=asked, **values)


def test_an_offer_is_sent_without_the_question(app, monkeypatch):
    monkeypatch.setattr(service, "near", lambda actor, brief: pytest.fail("asked of an offer"))
    service.need_answer(factories.actor(factories.university()), factories.offer(audience=Audience.MEMBERS))
