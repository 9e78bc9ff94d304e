"""Who asks, answers and reads; when questions close; who hears of it; and who never learns who asked."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.briefs.models import Brief
from app.core import mail
from app.core.actor import Audience, Role
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.core.sensitivity.confirming import pointed_at
from app.desk import service as desk
from app.extensions import db
from app.listings import service as listings
from app.listings.models import ListingState
from app.listings.questions import panels, policy, service
from app.listings.questions.dates import closing_of
from app.listings.questions.models import QUESTION_TRANSITIONS, Question, QuestionState
from app.responses import service as responses
from tests import factories
from tests.responses.cast import gather

pytestmark = pytest.mark.postgres

ASKED, ANSWERED, DECLINED = QuestionState.ASKED, QuestionState.ANSWERED, QuestionState.DECLINED
SHOWN = {ListingState.PUBLISHED, ListingState.CLOSED, ListingState.EXPIRED}
OWNERS = {"poster", "co-owner", "manager at home", "administrator at home"}
ASKERS = {"responder", "manager of the responder", "administrator of the responder"}
ACTS = {ASKED: {"answer", "decline"}, ANSWERED: {"amend"}, DECLINED: {"answer"}}
# Who may not ask about a brief for members, and the word by which they are told why.
CANNOT_ASK = {
    **dict.fromkeys([*OWNERS, "colleague at home", "responder who has moved"], "your own organisation"),
    "member not approved": "no more questions",
    "auditor": "writes nothing",
    "public": "Sign in",
}
SAID = {"why": "We can.", "contribution": "Students.", "first_step": "A call.", "availability": "June."}


@pytest.fixture
def cast(app):
    return gather()


def ask(cast, who="responder", text="May the students see the photographs?"):
    return service.ask(cast.actors[who], listing=cast.listing, question=text)


def answer(cast, question, text="They may, on our premises."):
    return service.answer(cast.actors["poster"], question=question, answer=text)


def respond(cast):
    return responses.respond(cast.actors["responder"], listing=cast.listing, **SAID)


def by(cast, name, question):
    """What the panel tells this reader of who asked."""
    actor = cast.actors[name]
    return panels.shown(actor, question, policy.named_to(actor, cast.listing)).by


# ---- who may ---------------------------------------------------------------------------------------------------------


def test_each_reads_and_does_what_the_table_says_and_no_more(cast):
    questions = {state: factories.question(cast.listing, cast.actors["responder"], state) for state in ACTS}
    readers = {name for name, actor in cast.actors.items() if "members" in actor.audiences}
    for listing_state in ListingState:
        cast.listing.state = listing_state
        db.session.flush()
        for name, actor in cast.actors.items():
            listed = set(db.session.scalars(policy.readable_by(actor)))
            for state, question in questions.items():
                where = (listing_state, name, state)
                shown = listing_state in SHOWN
                may_read = (
                    name in OWNERS
                    or (shown and name in ASKERS)
                    or (shown and state is ANSWERED and name in readers)
                    # Who reviews what is sent in again reads what it was asked before.
                    or (listing_state is ListingState.IN_REVIEW and state is ANSWERED and name == "reviewer")
                )
                assert (question in listed) == may_read, where
                may_do = ACTS[state] if shown and name in OWNERS else set()
                assert set(policy.acts(actor, question)) == may_do, where
                assert may_do == {
                    act
                    for act in ("answer", "amend", "decline")
                    if getattr(policy, f"can_{act}")(actor, question)
                }
            assert policy.can_ask(actor, cast.listing) == (
                listing_state is ListingState.PUBLISHED and name not in CANNOT_ASK
            ), (listing_state, name)


def test_the_list_and_the_question_agree_and_an_offer_takes_questions_too(app):
    cast = gather("offer", audience=Audience.MEMBERS)
    questions = [factories.question(cast.listing, cast.actors["responder"], state) for state in ACTS]
    for name, actor in cast.actors.items():
        listed = set(db.session.scalars(policy.readable_by(actor)))
        assert listed == {question for question in questions if policy.can_read(actor, question)}
        assert policy.can_ask(actor, cast.listing) == (name not in CANNOT_ASK)


def test_each_reason_against_asking_is_said(cast):
    for name, word in CANNOT_ASK.items():
        assert word in policy.why_not_ask(cast.actors[name], cast.listing), name
        with pytest.raises(Refused, match=word):
            ask(cast, name)
    cast.listing.audience = Audience.POLICE
    assert "no more questions" in policy.why_not_ask(cast.actors["responder"], cast.listing)


def test_the_public_reads_answers_on_what_is_public_and_nothing_on_the_rest(app):
    for audience, reads in ((Audience.PUBLIC, True), (Audience.MEMBERS, False), (Audience.POLICE, False)):
        cast = gather(audience=audience)
        question = factories.question(cast.listing, cast.actors["manager elsewhere"], ANSWERED)
        assert policy.can_read(cast.actors["public"], question) == reads
        assert policy.can_read(cast.actors["academic elsewhere"], question) == (
            audience is not Audience.POLICE
        )


def test_who_has_moved_has_no_part_in_what_they_asked_elsewhere(cast):
    question = ask(cast)
    moved = factories.actor(factories.university(), who=cast.responder)
    assert not policy.can_read(moved, question)
    assert policy.parties(moved, question) == frozenset()


def test_the_table_names_every_act_and_its_target():
    assert {row.act: row.target for row in QUESTION_TRANSITIONS.rows} == {
        "answer": ANSWERED,
        "amend": None,
        "decline": DECLINED,
    }


def test_what_may_not_be_read_is_not_there_and_what_is_read_is_not_theirs(cast):
    waits = factories.question(cast.listing, cast.actors["responder"])
    answered = factories.question(cast.listing, cast.actors["responder"], ANSWERED)
    for name in ("academic elsewhere", "colleague of the responder", "colleague at home", "reviewer"):
        with pytest.raises(NotFound):
            policy.access_question(cast.actors[name], waits.id, "answer")
        with pytest.raises(Refused):
            policy.access_question(cast.actors[name], answered.id, "amend")
    with pytest.raises(Refused):
        policy.access_question(cast.actors["responder"], waits.id, "answer")
    with pytest.raises(WrongState):
        policy.access_question(cast.actors["poster"], answered.id, "decline")


# ---- when questions close --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "deadline", "closes", "due"),
    [
        # As the Digital Marketplace had it: five working days of two weeks, two of one.
        ("2026-11-18", "2026-12-02", "2026-11-25", "2026-12-01"),
        ("2026-11-18", "2026-11-25", "2026-11-20", "2026-11-24"),
        # Longer: five working days before the last day, over two weekends where it ends on one.
        ("2026-11-18", "2027-03-01", "2027-02-22", "2027-02-26"),
        ("2026-11-18", "2027-02-28", "2027-02-22", "2027-02-26"),
        # Never before it was published, and answers not before questions close.
        ("2026-11-21", "2026-11-23", "2026-11-21", "2026-11-21"),
        ("2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
    ],
)
def test_questions_close_five_working_days_before_the_deadline_or_halfway(published, deadline, closes, due):
    last = date.fromisoformat(deadline)
    at = datetime.fromisoformat(f"{published}T09:00:00+00:00")
    closing = closing_of(Brief(closes_on=last, published_at=at))
    assert (str(closing.last_day), str(closing.answers_due)) == (closes, due)


def test_an_offer_takes_questions_while_it_is_open(app):
    offer = factories.offer()
    assert closing_of(offer).last_day == offer.closes_on
    assert "the last day of the offer" in closing_of(offer).words
    offer.closes_on = None
    assert not closing_of(offer).is_over
    assert "while this is open" in closing_of(offer).words


def test_questions_are_taken_until_the_end_of_the_closing_day(cast, clock):
    last = closing_of(cast.listing).last_day
    clock.set(datetime.combine(last, clock.now.timetz()))
    assert ask(cast).state is ASKED
    clock.forward(days=1)
    with pytest.raises(Refused, match="Questions closed at the end of"):
        ask(cast)
    # What was asked in time is answered all the same.
    assert answer(cast, db.session.scalar(select(Question))).state is ANSWERED


# ---- the verbs -------------------------------------------------------------------------------------------------------


def test_what_waits_is_counted_on_the_listing_the_desk_and_in_the_daily_letter(app, cast, outbox_mail):
    first, second = ask(cast), ask(cast, "academic elsewhere", "Who pays for the vetting?")
    assert outbox_mail() == []

    def counted():
        with app.test_request_context("/desk"):
            on_desk = [item.text for item in desk.desk_of(cast.actors["co-owner"]).waiting]
        service.count_in_digests()
        letters = outbox_mail()
        said = {letter.subject for letter in letters if "wait" in letter.subject}
        for letter in letters:
            db.session.delete(letter)
        return cast.listing.unanswered_questions, on_desk, said, {letter.person_id for letter in letters}

    title, owners = cast.listing.title, {cast.actors[name].person_id for name in ("poster", "co-owner")}
    assert counted() == (
        2,
        [f"Answer 2 questions on “{title}”"],
        {"2 questions wait for an answer on a brief of yours"},
        owners,
    )
    answer(cast, first)
    service.decline(cast.actors["poster"], question=second, reason="We cannot say that.")
    assert cast.listing.unanswered_questions == 0
    db.session.execute(select(Question))
    assert counted()[1:3] == ([], set())


def test_no_daily_letter_counts_for_who_does_not_own_it_or_after_it_has_ended(cast, outbox_mail):
    ask(cast)
    for person in (cast.poster, *cast.listing.co_owners):
        person.memberships[0].state = "ended"
    db.session.flush()
    service.count_in_digests()
    # Poster and co-owner have left: the managers answer.
    assert {letter.person_id for letter in outbox_mail()} == {
        cast.actors[name].person_id for name in ("manager at home", "administrator at home")
    }
    assert "Answers are due by 18 December 2026" in outbox_mail()[0].body
    cast.listing.state = ListingState.EXPIRED
    service.count_in_digests()
    assert len(outbox_mail()) == 2


def test_the_count_goes_out_with_the_same_days_letter(make_app):
    with make_app().app_context():
        cast = gather()
        ask(cast)
        db.session.commit()
        mail.send_digests()
        sent = db.session.scalars(select(mail.MailRow)).all()
        assert {letter.person_id for letter in sent} == {cast.poster.id, cast.listing.co_owners[0].id}
        assert all(letter.sent_at for letter in sent)


def test_an_answer_reaches_asker_and_followers_once_a_day_and_only_who_may_read_it(cast, outbox_mail):
    respond(cast)
    other = ask(cast, "academic elsewhere", "Is there parking?")
    gone = ask(cast, "manager of a partnership", "Is there a canteen?")
    told = len(outbox_mail())
    answer(cast, other)
    service.decline(cast.actors["poster"], question=gone, reason="Nobody knows.")
    late = ask(cast, "manager elsewhere", "Is there a bus?")
    answer(cast, late)
    said = [(letter.person_id, letter.subject) for letter in outbox_mail()[told:]]
    home = cast.home.name
    person = {name: actor.person_id for name, actor in cast.actors.items()}
    follows = f"A question on a brief of {home} was answered"
    assert sorted(said) == sorted(
        [
            (person["academic elsewhere"], f"Your question on a brief of {home} was answered"),
            (person["responder"], follows),
            (person["manager of a partnership"], follows),
            (person["manager of a partnership"], f"Your question on a brief of {home} will not be answered"),
            (person["manager elsewhere"], f"Your question on a brief of {home} was answered"),
            (person["academic elsewhere"], follows),
        ]
    )
    assert all(letter.in_digest for letter in outbox_mail()[told:])
    cast.listing.audience = Audience.POLICE
    before = len(outbox_mail())
    service.amend(cast.actors["poster"], question=other, answer="There is none.")
    assert {letter.person_id for letter in outbox_mail()[before:]} <= {person["manager elsewhere"]}


def test_an_amended_answer_keeps_its_date_and_its_earlier_words(cast, clock):
    question = answer(cast, ask(cast))
    clock.forward(days=2)
    with pytest.raises(FieldError, match="says this already"):
        service.amend(cast.actors["poster"], question=question, answer="They may, on our premises.")
    service.amend(cast.actors["co-owner"], question=question, answer="They may not.")
    assert [(each.answer, each.created_at.day) for each in question.answers] == [
        ("They may, on our premises.", 21),
        ("They may not.", 23),
    ]
    assert question.state is ANSWERED


def test_every_no_carries_a_reason_and_may_become_an_answer(cast):
    question = ask(cast)
    with pytest.raises(FieldError):
        service.decline(cast.actors["poster"], question=question, reason="  ")
    service.decline(cast.actors["poster"], question=question, reason="It would tell too much.")
    assert answer(cast, question).state is ANSWERED


def test_who_answers_second_is_told(cast):
    question = answer(cast, ask(cast))
    with pytest.raises(WrongState):
        answer(cast, question)
    with pytest.raises(WrongState):
        service.decline(cast.actors["co-owner"], question=question, reason="No.")
    assert len(question.answers) == 1


def test_no_verb_keeps_what_is_marked_or_not_confirmed(cast):
    text = "Shall we call 07700 900 123?"
    boxes = {each.box for field in ("question", "answer", "reason") for each in pointed_at({field: text})}
    poster, asker = cast.actors["poster"], cast.actors["responder"]
    waits, answered = ask(cast), answer(cast, ask(cast))
    verbs = (
        lambda said, **more: service.ask(asker, listing=cast.listing, question=said, **more),
        lambda said, **more: service.amend(poster, question=answered, answer=said, **more),
        lambda said, **more: service.decline(poster, question=waits, reason=said, **more),
        lambda said, **more: service.answer(poster, question=waits, answer=said, **more),
    )
    for verb in verbs:
        with pytest.raises(FieldError, match="OFFICIAL information only"):
            verb("This is SECRET.")
        with pytest.raises(FieldError, match="07700 900 123"):
            verb(text)
        kept = verb(text, boxes=boxes).confirmations
        assert kept[-1].words == "07700 900 123"
    assert {each.field for each in waits.confirmations} == {"reason", "answer"}


def test_an_open_question_of_a_leaver_is_handed_over(cast):
    waits, answered = ask(cast), answer(cast, ask(cast))
    heir = factories.person(cast.away)
    manager = cast.actors["manager of the responder"]
    assert listings.hand_over_all(manager, from_person=cast.responder, to_person=heir) == 1
    assert (waits.asker_id, answered.asker_id) == (heir.id, cast.responder.id)


def test_every_verb_leaves_an_audit_row(cast, db_session):
    question = answer(cast, ask(cast))
    service.amend(cast.actors["poster"], question=question, answer="No.")
    service.decline(cast.actors["poster"], question=ask(cast), reason="No.")
    acts = select(AuditRow.act).where(AuditRow.act.startswith("questions.")).order_by(AuditRow.id)
    assert list(db_session.scalars(acts)) == [
        "questions.ask",
        "questions.answer",
        "questions.amend",
        "questions.ask",
        "questions.decline",
    ]


# ---- who asked -------------------------------------------------------------------------------------------------------


def test_the_askers_organisation_is_hidden_until_it_responds_and_then_for_the_owners_alone(cast):
    early = answer(cast, ask(cast))
    own_side = {"responder": "you", **dict.fromkeys(ASKERS - {"responder"}, "your organisation")}
    assert {name: by(cast, name, early) for name in cast.actors} == dict.fromkeys(cast.actors, "") | own_side
    response = respond(cast)
    late, other = ask(cast), ask(cast, "academic elsewhere")
    named = dict.fromkeys(OWNERS, cast.away.name)
    for question in (early, late):
        assert {name: by(cast, name, question) for name in cast.actors} == (
            dict.fromkeys(cast.actors, "") | own_side | named
        )
    assert by(cast, "poster", other) == ""
    # The owners go on reading a response that was taken back, and so whose the questions are.
    responses.withdraw(cast.actors["responder"], response=response)
    assert by(cast, "poster", early) == cast.away.name


def test_a_response_to_another_listing_names_nobody_here(cast):
    question = ask(cast)
    another = factories.brief(cast.home, poster=cast.poster)
    responses.respond(cast.actors["responder"], listing=another, **SAID)
    assert by(cast, "poster", question) == ""


def test_who_belongs_to_no_organisation_may_ask_and_stays_unnamed(app):
    cast = gather(audience=Audience.PUBLIC)
    question = ask(cast, "member not approved")
    assert question.organisation_id is None
    assert {by(cast, name, question) for name in OWNERS} == {""}
    assert by(cast, "member not approved", question) == "you"


def test_a_question_does_not_say_who_asks(cast):
    cast.away.name, cast.home.name = "Fosse Vale University", "Fosse Constabulary"
    asker = factories.actor(cast.away, Role.ACADEMIC, who=cast.responder)
    for text, name in (
        ("We at fosse  vale university ask.", "Fosse Vale University"),
        (f"I am {asker.name}.", asker.name),
    ):
        with pytest.raises(FieldError, match=f"Take “{name}” out"):
            service.ask(asker, listing=cast.listing, question=text)
    # An answer is not compared with it: that would let its writer find out who asked.
    question = service.ask(asker, listing=cast.listing, question="Does Fosse Constabulary have vans?")
    assert answer(cast, question, "As Fosse Vale University knows, we do.").state is ANSWERED


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.PUBLIC])
def test_no_letter_says_who_asked_and_only_what_is_public_is_quoted(app, outbox_mail, audience):
    cast = gather(audience=audience, title="Forced entry by the canal")
    cast.away.name, cast.responder.name = "Fosse Vale University", "Rosalind Responder"
    ask(cast, "academic elsewhere")
    answer(cast, ask(cast, text="Do the vans leave the depot?"), "Two of them do.")
    service.count_in_digests()
    letters = [letter.subject + letter.body for letter in outbox_mail()]
    assert len(letters) == 4
    assert not [
        word for word in ("Fosse Vale", "Rosalind", "vans", "Two of them") if word in "".join(letters)
    ]
    quoted = ["Forced entry" in letter for letter in letters]
    assert all(quoted) if audience is Audience.PUBLIC else not any(quoted)


def test_a_sample_persons_question_is_sample(app):
    assert ask(gather(is_sample=True)).is_sample


def test_the_closing_date_moves_with_the_deadline(cast):
    before = closing_of(cast.listing).last_day
    cast.listing.closes_on -= timedelta(weeks=1)  # later lies Christmas
    assert closing_of(cast.listing).last_day == before - timedelta(weeks=1)
