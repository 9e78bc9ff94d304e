"""What is true after each act between a draft and the board."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.core import mail
from app.core.actor import CLOCK, Role
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.lessons import protection, service, validation
from app.lessons.models import Attribution, LessonKind, LessonMechanism, LessonState, OtherAnswer
from app.lessons.voices import is_other_named, other_voice, standing, waiting_for
from app.taxonomy.models import Mechanism
from tests import factories

pytestmark = pytest.mark.postgres

AGREES, DISAGREES, SILENT = OtherAnswer.AGREES, OtherAnswer.DISAGREES, OtherAnswer.SILENT
D, B, R, A, P, W = LessonState
VALUES = {
    "title": "Test the export first",
    "kind": LessonKind.WORKED,
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "mechanisms": ["research"],
}


class Place:
    """A force and a university that worked together, a lesson of the force, and everybody who has a say in it."""

    def __init__(self) -> None:
        with factories.together():
            self.force = factories.force(name="Wexmoor Police")
            self.university = factories.university(name="Quenbury")
            author, lead = factories.person(self.force), factories.person(self.university)
            self.work = factories.collaboration(
                self.force, self.university, contacts=[(author, self.force), (lead, self.university)]
            )
            everybody = {
                "author": (self.force, author),
                "lead": (self.university, lead),
                "reviewer": (None, Role.REVIEWER),
            }
            actors = factories.actors(everybody)
        self.author, self.lead, self.reviewer = actors["author"], actors["lead"], actors["reviewer"]

    def draft(self, **values):
        return factories.lesson(
            D,
            organisation=self.force,
            other=self.university,
            author_id=self.author.person_id,
            mechanism_links=[LessonMechanism(mechanism=Mechanism.RESEARCH)],
            **values,
        )

    def lesson(self, state=D, **values):
        made = self.draft(**values)
        self.work.lessons.append(made)
        db.session.flush()
        if state is not D:
            service.submit(self.author, lesson=made)
        if state in (R, A, P):
            self.answer(made)
        if state in (A, P):
            service.accept(self.reviewer, lesson=made, version=made.version)
        return made

    def answer(self, lesson, answer=AGREES, **values):
        return service.answer(self.lead, lesson=lesson, version=lesson.version, answer=answer, **values)


@pytest.fixture
def place(app):
    with app.test_request_context(method="POST"):
        yield Place()


@pytest.fixture
def told(outbox_mail):
    """Who has been told what since it was last asked: (person, subject, whether at once)."""
    seen = 0

    def since():
        nonlocal seen
        letters = outbox_mail()
        new, seen = letters[seen:], len(letters)
        return [(letter.person_id, letter.subject, not letter.in_digest) for letter in new]

    return since


def test_the_whole_way_to_the_board(place, told):
    lesson = place.lesson()
    service.submit(place.author, lesson=lesson)
    assert (lesson.state, lesson.answer_by) == (B, date(2026, 12, 11))
    assert told() == [(place.lead.person_id, "A lesson from your work waits for what your side says", False)]
    place.answer(lesson, view="It took us a week.")
    assert (lesson.state, lesson.other_view, lesson.answered_by_id) == (
        R,
        "It took us a week.",
        place.lead.person_id,
    )
    assert told() == [(place.author.person_id, "The other side has answered a lesson of yours", False)]
    service.accept(place.reviewer, lesson=lesson, version=lesson.version)
    assert (lesson.state, lesson.accepted_at) == (P, lesson.published_at)
    assert told() == [
        (place.author.person_id, "Your lesson is on the board", True),
        (place.lead.person_id, "A lesson that you answered is on the board", False),
    ]
    acts = db.session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts == [f"lessons.{act}" for act in ("submit", "answer", "accept", "release")]


def test_no_letter_quotes_a_lesson(place, outbox_mail):
    lesson = place.lesson(R, title="Test the export first")
    service.return_(place.reviewer, lesson=lesson, reason="Shorter.")
    assert len(outbox_mail()) == 3
    for letter in outbox_mail():
        assert "export" not in letter.subject + letter.body


def test_what_has_no_other_side_goes_straight_to_a_reviewer(place):
    lesson = service.write(place.author, **VALUES)
    service.submit(place.author, lesson=lesson)
    assert (lesson.state, lesson.answer_by) == (R, None)


def test_without_leads_the_managers_of_the_other_side_are_asked(place, told):
    manager = factories.person(place.university, Role.PARTNERSHIP_MANAGER)
    alone = place.draft()
    service.submit(place.author, lesson=alone)
    assert [person for person, _, _ in told()] == [manager.id]


def test_an_answer_says_what_it_must(place):
    lesson = place.lesson(B, attribution=Attribution.NAMED, names_other=True)
    for field, values in (
        ("answer", {"answer": SILENT}),
        ("view", {"answer": DISAGREES, "view": "  "}),
        ("view", {"answer": OtherAnswer.OWN_VIEW}),
        ("may_be_named", {"answer": AGREES}),
    ):
        with pytest.raises(FieldError) as refused:
            place.answer(lesson, **values)
        assert refused.value.field == field
    assert lesson.state is B


def test_an_answer_to_another_text_is_no_answer_and_one_answer_is_enough(place):
    lesson = place.lesson(B)
    with pytest.raises(EditedMeanwhile):
        service.answer(place.lead, lesson=lesson, version=lesson.version + 1, answer=AGREES)
    place.answer(lesson)
    with pytest.raises(WrongState):
        place.answer(lesson, DISAGREES, view="No.")
    with pytest.raises(Refused):
        service.answer(place.author, lesson=lesson, version=lesson.version, answer=AGREES)


def test_an_answer_stands_until_what_it_answers_changes(place):
    lesson = place.lesson(R)
    service.return_(place.reviewer, lesson=lesson, reason="Which area?")
    service.edit(place.author, lesson=lesson, version=lesson.version, areas=["TRUST-01"])
    service.submit(place.author, lesson=lesson)
    assert (lesson.state, lesson.other_answer) == (R, AGREES)
    service.take_back(place.author, lesson=lesson)
    service.edit(place.author, lesson=lesson, version=lesson.version, title="Another lesson")
    service.submit(place.author, lesson=lesson)
    assert (lesson.state, lesson.other_answer, lesson.answered_by_id) == (B, None, None)


def test_what_is_to_name_its_organisation_now_is_asked_anew(place):
    lesson = place.lesson(R)
    service.take_back(place.author, lesson=lesson)
    service.edit(place.author, lesson=lesson, version=lesson.version, attribution=Attribution.SECTOR_ONLY)
    assert lesson.other_answer is AGREES
    service.edit(place.author, lesson=lesson, version=lesson.version, attribution=Attribution.NAMED)
    assert lesson.other_answer is None


# ---- naming and silence ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attribution", "asks", "says", "is_named"),
    [
        (Attribution.NAMED, True, True, True),
        (Attribution.NAMED, True, False, False),
        (Attribution.NAMED, False, True, False),
        (Attribution.ROLE_ONLY, True, True, False),
        (Attribution.SECTOR_ONLY, True, True, False),
    ],
)
def test_the_other_side_is_named_only_where_both_say_so(place, attribution, asks, says, is_named):
    lesson = place.lesson(B, attribution=attribution, names_other=asks)
    place.answer(lesson, DISAGREES, view="It was the contract.", may_be_named=says)
    assert is_other_named(lesson) is is_named
    voice = other_voice(lesson)
    assert voice.heading == f"{'Quenbury' if is_named else 'The other side'} sees it differently"
    assert voice.words == "It was the contract."


@pytest.mark.parametrize("attribution", [Attribution.ROLE_ONLY, Attribution.SECTOR_ONLY])
def test_silence_passes_for_what_names_nobody(place, attribution, clock, told):
    lesson = place.lesson(B, attribution=attribution, names_other=True)
    told()
    clock.set(datetime(2026, 12, 11, 20, tzinfo=UTC))
    validation.pass_on_silent()
    assert lesson.state is B
    clock.forward(days=1)
    validation.pass_on_silent()
    assert (lesson.state, lesson.other_answer, lesson.submitted_at) == (R, SILENT, clock.now)
    assert other_voice(lesson).heading == "The other side was asked and has not answered"
    assert [person for person, _, _ in told()] == [place.author.person_id]


def test_silence_never_passes_for_what_names_its_organisation(place, clock, told):
    lesson = place.lesson(B, attribution=Attribution.NAMED, names_other=True)
    told()
    for _ in range(3):
        clock.forward(days=30)
        validation.pass_on_silent()
    assert (lesson.state, lesson.other_answer) == (B, SILENT)
    assert len(told()) == 1
    assert "Quenbury has not answered by 11 December 2026" in standing(place.author, lesson)
    assert [each.act for each in waiting_for(place.author)] == ["unname"]
    assert [each.act for each in waiting_for(place.lead)] == ["answer"]


def test_it_goes_on_when_its_author_names_no_organisation(place, clock):
    lesson = place.lesson(B, attribution=Attribution.NAMED, names_other=True)
    with pytest.raises(FieldError):
        service.unname(place.author, lesson=lesson, attribution=Attribution.NAMED)
    clock.forward(days=30)
    validation.pass_on_silent()
    service.unname(place.author, lesson=lesson, attribution=Attribution.SECTOR_ONLY)
    assert (lesson.state, lesson.attribution, lesson.names_other) == (R, Attribution.SECTOR_ONLY, False)


def test_sending_it_again_does_not_turn_silence_into_a_yes(place, clock):
    lesson = place.lesson(B, attribution=Attribution.NAMED)
    clock.forward(days=30)
    validation.pass_on_silent()
    service.take_back(place.author, lesson=lesson)
    service.submit(place.author, lesson=lesson)
    assert (lesson.state, lesson.other_answer) == (B, None)
    assert lesson.answer_by > clock.now.date()


def test_it_still_waits_for_its_time_when_it_is_unnamed_early(place):
    lesson = place.lesson(B, attribution=Attribution.NAMED)
    service.unname(place.author, lesson=lesson, attribution=Attribution.ROLE_ONLY)
    assert (lesson.state, lesson.other_answer) == (B, None)


def test_it_goes_on_when_the_other_side_answers_after_all(place, clock):
    lesson = place.lesson(B, attribution=Attribution.NAMED, names_other=True)
    clock.forward(days=30)
    validation.pass_on_silent()
    place.answer(lesson, may_be_named=True)
    assert (lesson.state, lesson.other_answer) == (R, AGREES)


def test_the_other_side_is_reminded_every_fifth_working_day_until_its_time_is_over(
    place, clock, told, monkeypatch
):
    place.lesson(B)
    told()
    # As if each day's letter had been sent.
    monkeypatch.setattr(mail, "waits", lambda *letter: False)
    reminded = []
    for _ in range(30):
        clock.forward(days=1)
        validation.pass_on_silent()
        validation.remind_in_digests()
        reminded += [f"{clock.now:%d %b}" for person, _, _ in told() if person == place.lead.person_id]
    assert reminded == ["27 Nov", "04 Dec", "11 Dec"]


# ---- a reviewer, and the board -----------------------------------------------------------------------------


def test_a_lesson_sent_back_carries_the_reason_and_tells_its_author_at_once(place, told):
    lesson = place.lesson(R)
    with pytest.raises(FieldError):
        service.return_(place.reviewer, lesson=lesson, reason="  ")
    told()
    service.return_(place.reviewer, lesson=lesson, reason="A person can be recognised.")
    assert (lesson.state, lesson.review_note) == (D, "A person can be recognised.")
    assert told() == [(place.author.person_id, "A lesson of yours needs changes", True)]
    assert [each.act for each in waiting_for(place.author)] == ["edit"]
    service.submit(place.author, lesson=lesson)
    assert lesson.review_note == ""


def test_a_reviewer_never_takes_a_lesson_away_without_a_reason(place, told):
    lesson = place.lesson(P)
    with pytest.raises(FieldError):
        service.withdraw(place.reviewer, lesson=lesson, reason=" ")
    told()
    service.withdraw(place.reviewer, lesson=lesson, reason="A case is before the court.")
    assert (lesson.state, lesson.review_note) == (W, "A case is before the court.")
    assert told() == [(place.author.person_id, "A lesson of yours has been withdrawn", True)]


def test_its_owners_withdraw_it_without_a_word(place):
    lesson = place.lesson(P)
    assert lesson in service.newest(5)
    service.withdraw(place.author, lesson=lesson)
    assert lesson not in service.newest(5)
    assert lesson.withdrawn_at is not None


def test_a_reviewer_accepts_only_what_they_have_read(place):
    lesson = place.lesson(R)
    with pytest.raises(EditedMeanwhile):
        service.accept(place.reviewer, lesson=lesson, version=lesson.version + 1)


@pytest.mark.parametrize("side", ["force", "university"])
def test_nobody_accepts_what_their_own_organisation_has_a_side_in(place, side):
    lesson = place.lesson(R)
    with pytest.raises(Refused):
        service.accept(factories.actor(getattr(place, side), Role.REVIEWER), lesson=lesson, version=1)


def test_the_board_waits_for_the_end_of_an_embargo(place, clock, told):
    lesson = place.lesson(R, embargo_until=date(2027, 1, 4))
    told()
    service.accept(place.reviewer, lesson=lesson, version=lesson.version)
    assert told() == [(place.author.person_id, "Your lesson has been accepted", True)]
    clock.set(datetime(2027, 1, 3, 23, 30, tzinfo=UTC))
    validation.release_due()
    assert (lesson.state, lesson.published_at) == (A, None)
    assert "It is kept back until 4 January 2027" in standing(place.author, lesson)
    with pytest.raises(WrongState):
        service.release(CLOCK, lesson=lesson)
    clock.forward(hours=1)
    validation.release_due()
    assert lesson.state is P


def test_the_board_waits_until_a_lesson_cannot_be_traced(place, monkeypatch):
    monkeypatch.setattr(protection, "may_show", lambda lesson: False)
    lesson = place.lesson(A, attribution=Attribution.SECTOR_ONLY)
    validation.release_due()
    assert lesson.state is A
    for reader in (place.author, place.reviewer):
        assert "somebody could tell which one it is" in standing(reader, lesson)
    monkeypatch.setattr(protection, "may_show", lambda lesson: True)
    validation.release_due()
    assert lesson.state is P


def test_only_the_clock_releases(place):
    lesson = place.lesson(R, embargo_until=date(2026, 11, 21))
    with pytest.raises(Refused):
        service.release(place.reviewer, lesson=lesson)
