"""The way of a lesson from its draft to the board: its other side answers, a reviewer accepts, the clock releases.

The verbs take a lock, so that of two who act at once the second finds the state that the first has left.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from app.core import audit, clock, mail
from app.core.actor import CLOCK, Actor
from app.core.display import LOCAL, show_date
from app.core.errors import EditedMeanwhile, FieldError, WrongState
from app.core.working_days import is_working_day, working_days_after, working_days_since
from app.extensions import db
from app.lessons import checking, keeping, naming, policy, protection
from app.lessons.models import Attribution, Lesson, LessonState, OtherAnswer
from app.lessons.work import people_of_other_side

# So long the other side may take to answer; it is reminded on the way.
WORKING_DAYS = 15
REMIND_EVERY = 5
# What the other side answers to. When one of these changes, it is asked again.
ANSWERED_TO = frozenset(
    {
        "title",
        "kind",
        "what_happened",
        "what_worked",
        "what_did_not_work",
        "root_cause",
        "recommendation",
        "conditions",
        "applies_when",
        "does_not_apply_when",
        "causes",
        "guards_against",
        "names_other",
    }
)


def submit(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The draft waits for the answer of its other side, or, where none is to be waited for, for a reviewer.

    An answer once given stands as long as the text does. Raises FieldError while a text in it is not fit to be read by
    others, Refused, WrongState.
    """
    _lock(lesson)
    target = policy.require("submit", actor, lesson)
    checking.require_fit(lesson)
    lesson.state = target
    lesson.submitted_at = clock.now()
    lesson.review_note = ""
    audit.record(actor, "lessons.submit", lesson, fields=["state"])
    if lesson.other_id is None or _is_heard(lesson):
        _pass_on(lesson)
    else:
        lesson.other_answer = None
        lesson.answer_by = working_days_after(clock.now(), WORKING_DAYS)
        _ask(lesson)
    db.session.flush()
    return lesson


def answer(
    actor: Actor,
    *,
    lesson: Lesson,
    version: int,
    answer: OtherAnswer,
    view: str = "",
    may_be_named: bool | None = None,
    boxes: Collection[str] = (),
) -> Lesson:
    """The other side has said whether it agrees, and how it sees it; the lesson goes to a reviewer.

    `may_be_named` counts only where the author asks to name it. Raises FieldError without an answer to what is asked,
    for a view that names an organisation which the lesson does not name, and for a find of the sensitivity check in it
    that none of the ticked `boxes` confirms; EditedMeanwhile when `version` is not the present one; Refused; and
    WrongState when a colleague was first.
    """
    _lock(lesson)
    target = policy.require("answer", actor, lesson)
    if version != lesson.version:
        raise EditedMeanwhile(lesson)
    if answer is OtherAnswer.SILENT:
        raise FieldError("answer", "Select what your side says")
    if answer is not OtherAnswer.AGREES and not view.strip():
        raise FieldError("view", "Enter how your side sees it")
    if asks_to_name(lesson) and may_be_named is None:
        raise FieldError("may_be_named", "Select whether your organisation may be named")
    allowed = may_be_named if asks_to_name(lesson) else None
    for told in naming.complaints({"view": view}, naming.hidden(lesson, names_other=allowed)).values():
        raise FieldError("view", told)
    checking.keep_confirmed(actor, lesson, {"other_view": view}, boxes, {"other_view": "view"})
    lesson.state = target
    lesson.other_answer = answer
    lesson.other_view = view
    lesson.other_may_be_named = allowed
    lesson.answered_at = lesson.submitted_at = clock.now()
    lesson.answered_by_id = actor.person_id
    audit.record(actor, "lessons.answer", lesson, fields=["state", "other_answer", "other_view"])
    _tell_author(
        actor,
        lesson,
        "The other side has answered a lesson of yours",
        "What it says stands on the page of the lesson, which is now with a reviewer:",
        in_digest=True,
    )
    db.session.flush()
    return lesson


def unname(actor: Actor, *, lesson: Lesson, attribution: Attribution) -> Lesson:
    """The lesson names neither its organisation nor the other, and so no longer waits for an answer whose time is over.

    Raises FieldError for an attribution that names, and for a text that names an organisation, Refused, WrongState.
    """
    _lock(lesson)
    policy.require("unname", actor, lesson)
    if attribution is Attribution.NAMED:
        raise FieldError("attribution", "Select how much may be said without naming your organisation")
    unnamed = naming.hidden(lesson, attribution, names_other=False)
    for told in naming.complaints(checking.texts_of(lesson), unnamed).values():
        raise FieldError("attribution", f"{told}. Take the lesson back to change it")
    lesson.attribution = attribution
    lesson.names_other = False
    audit.record(actor, "lessons.unname", lesson, fields=["attribution", "names_other"])
    if _is_heard(lesson):
        _pass_on(lesson)
    db.session.flush()
    return lesson


def accept(actor: Actor, *, lesson: Lesson, version: int) -> Lesson:
    """A reviewer has accepted the lesson. It is released at once when nothing holds it back, and its author is told.

    Raises FieldError for a text that names an organisation which the lesson may not name, EditedMeanwhile when
    `version` is not the present one, Refused, WrongState.
    """
    _lock(lesson)
    target = policy.require("accept", actor, lesson)
    if version != lesson.version:
        raise EditedMeanwhile(lesson)
    # Its other side may have refused to be named after it was sent.
    checking.check_names(lesson)
    lesson.state = target
    lesson.accepted_at = clock.now()
    audit.record(actor, "lessons.accept", lesson, fields=["state"])
    if is_free(lesson):
        return _put_on_board(CLOCK, lesson, policy.require("release", CLOCK, lesson))
    _tell_author(
        actor,
        lesson,
        "Your lesson has been accepted",
        "A reviewer has accepted your lesson. Its page says what it waits for before it stands on the board:",
    )
    db.session.flush()
    return lesson


def release(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The accepted lesson stands on the board for everybody; its author and who answered for the other side are told.

    Raises Refused, and WrongState before the end of its embargo and while it could be traced.
    """
    _lock(lesson)
    target = policy.require("release", actor, lesson)
    if not is_free(lesson):
        raise WrongState("This lesson cannot stand on the board yet.")
    return _put_on_board(actor, lesson, target)


def _put_on_board(actor: Actor, lesson: Lesson, target: LessonState) -> Lesson:
    lesson.state = target
    lesson.published_at = protection.board_moment(lesson)
    lesson.review_by = keeping.next_review(clock.today())
    audit.record(actor, "lessons.release", lesson, fields=["state"])
    _tell_author(actor, lesson, "Your lesson is on the board", "Your lesson has been published:")
    if lesson.answered_by_id is not None:
        body = f"What your side said stands beside it:\n{_address(lesson)}"
        subject = "A lesson that you answered is on the board"
        mail.queue(lesson.answered_by_id, subject=subject, body=body, in_digest=True)
    db.session.flush()
    return lesson


def return_(actor: Actor, *, lesson: Lesson, reason: str) -> Lesson:
    """The lesson is its author's draft again, with the reviewer's `reason`. Raises FieldError without one."""
    _lock(lesson)
    target = policy.require("return", actor, lesson)
    if not reason.strip():
        raise FieldError("reason", "Say what should change")
    lesson.state = target
    lesson.review_note = reason
    lesson.version += 1
    audit.record(actor, "lessons.return", lesson, fields=["state", "review_note"])
    _tell_author(
        actor,
        lesson,
        "A lesson of yours needs changes",
        "A reviewer has sent a lesson of yours back. The reason stands on its page:",
    )
    db.session.flush()
    return lesson


def take_back(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The lesson is a draft again, for its owners to change. Raises Refused, and WrongState once it is on the board."""
    _lock(lesson)
    lesson.state = policy.require("take_back", actor, lesson)
    audit.record(actor, "lessons.take_back", lesson, fields=["state"])
    db.session.flush()
    return lesson


def withdraw(actor: Actor, *, lesson: Lesson, reason: str = "") -> Lesson:
    """The lesson is on no board; its owners can still read it, with the `reason` of a reviewer who withdrew it.

    Raises FieldError when a reviewer gives none, Refused, WrongState.
    """
    _lock(lesson)
    target = policy.require("withdraw", actor, lesson)
    if not policy.owns(actor, lesson):
        if not reason.strip():
            raise FieldError("reason", "Enter why it is withdrawn")
        lesson.review_note = reason
    lesson.state = target
    lesson.withdrawn_at = clock.now()
    audit.record(actor, "lessons.withdraw", lesson, fields=["state"])
    _tell_author(
        actor,
        lesson,
        "A lesson of yours has been withdrawn",
        "It is no longer on the board. Its page says why, if a reviewer withdrew it:",
    )
    db.session.flush()
    return lesson


def forget_answer(lesson: Lesson, changed: Collection[str]) -> None:
    """The other side has not answered this text: what changed touches what it answered, or names more than it knew."""
    names_now = "attribution" in changed and lesson.attribution is Attribution.NAMED
    if not names_now and not ANSWERED_TO.intersection(changed):
        return
    lesson.other_answer = lesson.other_may_be_named = None
    lesson.answered_at = lesson.answered_by_id = lesson.answer_by = None
    lesson.other_view = ""


def asks_to_name(lesson: Lesson) -> bool:
    """Whether the author asks that the other side be named: where the own organisation is not, neither is the other."""
    return lesson.names_other and lesson.other_id is not None and lesson.attribution is Attribution.NAMED


def is_free(lesson: Lesson) -> bool:
    """Whether nothing holds an accepted lesson back from the board."""
    return not is_embargoed(lesson) and protection.may_show(lesson)


def is_embargoed(lesson: Lesson) -> bool:
    """Whether its author has asked to wait for a later day."""
    return lesson.embargo_until is not None and lesson.embargo_until > _today()


def release_due() -> None:
    """Release what was accepted and is held back no longer."""
    accepted = select(Lesson).where(Lesson.state == LessonState.ACCEPTED).order_by(Lesson.id)
    for lesson in db.session.scalars(accepted).all():
        _lock(lesson)
        if lesson.state is LessonState.ACCEPTED and is_free(lesson):
            _put_on_board(CLOCK, lesson, policy.require("release", CLOCK, lesson))


def pass_on_silent() -> None:
    """Where the time of the other side is over its silence is written down. What names nobody goes to a reviewer; what
    names its organisation waits until its author names it no more, or the other side answers after all."""
    silent = select(Lesson).where(
        Lesson.state == LessonState.WITH_OTHER_SIDE,
        Lesson.answer_by < _today(),
        Lesson.other_answer.is_(None),
    )
    for lesson in db.session.scalars(silent.order_by(Lesson.id)).all():
        _lock(lesson)
        if lesson.state is not LessonState.WITH_OTHER_SIDE or lesson.other_answer is not None:
            continue
        lesson.other_answer = OtherAnswer.SILENT
        audit.record(CLOCK, "lessons.note_silence", lesson, fields=["other_answer"])
        subject = "The other side has not answered a lesson of yours"
        if _is_heard(lesson):
            text = "Its time is over, so the lesson has gone to a reviewer without its answer:"
            _pass_on(lesson)
        else:
            text = "It names your organisation, so it waits for an answer, or until you name no organisation:"
        _tell_author(CLOCK, lesson, subject, text, in_digest=True)
    db.session.flush()


def remind_in_digests() -> None:
    """Remind the other side of each lesson that waits for its answer, every fifth working day."""
    if not is_working_day(_today()):
        return
    waiting = select(Lesson).where(Lesson.state == LessonState.WITH_OTHER_SIDE, Lesson.other_answer.is_(None))
    for lesson in db.session.scalars(waiting.order_by(Lesson.id)):
        passed = working_days_since(lesson.submitted_at) if lesson.submitted_at else 0
        if passed and passed % REMIND_EVERY == 0:
            _ask(lesson)


def _is_heard(lesson: Lesson) -> bool:
    """Whether the other side has answered this text. Silence is an answer only where the organisation is not named."""
    if lesson.other_answer is OtherAnswer.SILENT:
        return lesson.attribution is not Attribution.NAMED
    return lesson.other_answer is not None


def _ask(lesson: Lesson) -> None:
    """Ask the other side in its daily letters, each once."""
    own = lesson.organisation.name if lesson.organisation else "The other side"
    subject = "A lesson from your work waits for what your side says"
    body = (
        f"{own} has written a lesson from work with you. Say by {show_date(lesson.answer_by)} whether your side "
        f"agrees, or how you see it:\n{mail.link('lessons.answer', id=lesson.id)}"
    )
    for person in people_of_other_side(lesson):
        if not mail.waits(person.id, subject, body):
            mail.queue(person.id, subject=subject, body=body, in_digest=True)


def _pass_on(lesson: Lesson) -> None:
    lesson.state = policy.require("pass_on", CLOCK, lesson)
    lesson.submitted_at = clock.now()
    audit.record(CLOCK, "lessons.pass_on", lesson, fields=["state"])


def _tell_author(actor: Actor, lesson: Lesson, subject: str, text: str, *, in_digest: bool = False) -> None:
    if lesson.author_id is not None and lesson.author_id != actor.person_id:
        body = f"{text}\n{_address(lesson)}"
        mail.queue(lesson.author_id, subject=subject, body=body, in_digest=in_digest)


def _address(lesson: Lesson) -> str:
    return mail.link("lessons.show", id=lesson.id)


def _today() -> date:
    return clock.now().astimezone(LOCAL).date()


def _lock(lesson: Lesson) -> None:
    # A refresh forgets what has not been written.
    db.session.flush()
    db.session.refresh(lesson, with_for_update={"of": Lesson})
