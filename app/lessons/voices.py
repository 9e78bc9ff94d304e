"""What is said of the two sides of a lesson: on the board for everybody, and on the way there for those concerned."""

from dataclasses import dataclass
from datetime import datetime

from app.core.actor import Actor
from app.core.display import show_date
from app.extensions import db
from app.lessons import policy
from app.lessons.models import Lesson, LessonState, OtherAnswer, Party
from app.lessons.protection import waits
from app.lessons.validation import asks_to_name, is_embargoed

STATE_LABELS: dict[str, str] = {
    LessonState.DRAFT: "Draft",
    LessonState.WITH_OTHER_SIDE: "With the other side",
    LessonState.IN_REVIEW: "With a reviewer",
    LessonState.ACCEPTED: "Accepted, not on the board yet",
    LessonState.PUBLISHED: "On the board",
    LessonState.WITHDRAWN: "Withdrawn",
}
ANSWER_LABELS: dict[str, str] = {
    OtherAnswer.AGREES: "We agree",
    OtherAnswer.OWN_VIEW: "We have a view of our own to add",
    OtherAnswer.DISAGREES: "We see it differently",
}
# What follows the name of the other side, or "The other side".
_SAYS: dict[str, str] = {
    OtherAnswer.AGREES: "agrees",
    OtherAnswer.OWN_VIEW: "adds its own view",
    OtherAnswer.DISAGREES: "sees it differently",
    OtherAnswer.SILENT: "was asked and has not answered",
}


@dataclass(frozen=True)
class Voice:
    """What the other side says: who it is, as far as that may be said, what, and its own words if it gave any."""

    who: str
    says: str
    words: str

    @property
    def heading(self) -> str:
        return f"{self.who} {self.says}"


@dataclass(frozen=True)
class Waiting:
    """A lesson that waits for somebody: what to do, the act on whose page it is done, and since when."""

    text: str
    act: str
    lesson: Lesson
    since: datetime | None


def is_other_named(lesson: Lesson) -> bool:
    """Whether the other side may be named: its author asked, and it said yes. Silence is no yes."""
    return asks_to_name(lesson) and lesson.other_may_be_named is True


def other_voice(lesson: Lesson) -> Voice | None:
    """What the other side says of the lesson, naming it only where it may be; None while it has not been heard."""
    if lesson.other_answer is None:
        return None
    who = lesson.other.name if lesson.other and is_other_named(lesson) else "The other side"
    return Voice(who, _SAYS[lesson.other_answer], lesson.other_view)


def standing(actor: Actor, lesson: Lesson) -> str:
    """Where the lesson is on its way to the board, in a sentence for those concerned; empty for everybody else."""
    held = policy.parties(actor, lesson)
    if not held:
        return ""
    if lesson.state is LessonState.WITH_OTHER_SIDE:
        return _with_other_side(lesson, asked=Party.OTHER in held)
    if lesson.state is LessonState.IN_REVIEW:
        since = show_date(lesson.submitted_at)
        return f"It has been with a reviewer since {since}. {_meanwhile(lesson)}"
    if lesson.state is not LessonState.ACCEPTED:
        return ""
    if is_embargoed(lesson):
        return f"A reviewer has accepted it. It is kept back until {show_date(lesson.embargo_until)}."
    return f"A reviewer has accepted it. {waits(lesson)}"


def _with_other_side(lesson: Lesson, *, asked: bool) -> str:
    if asked:
        return "Your side is asked whether it agrees. Then a reviewer reads the lesson."
    other = lesson.other.name if lesson.other else "The other side"
    until = show_date(lesson.answer_by)
    if lesson.other_answer is OtherAnswer.SILENT:
        return (
            f"{other} has not answered by {until}. This lesson names your organisation, so it waits until it is "
            "answered, or until you choose to name no organisation."
        )
    then = f"{other} can say until {until} how it sees this. Then a reviewer reads the lesson."
    return f"{then} {_meanwhile(lesson)}"


def _meanwhile(lesson: Lesson) -> str:
    readers = "both sides of the work" if lesson.other_id else "its own organisation"
    return (
        f"Until it is on the board it is read only by reviewers and by those who answer for it in {readers}. Its "
        "author hears by email how it went on."
    )


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lessons that wait for the actor: for the answer of their side, for changes, or for a choice."""
    owned = policy.owned_by(actor)
    sent_back = owned.where(Lesson.state == LessonState.DRAFT, Lesson.review_note != "")
    silent = owned.where(
        Lesson.state == LessonState.WITH_OTHER_SIDE, Lesson.other_answer == OtherAnswer.SILENT
    )
    asked = (
        ("answer", "Say what your side thinks of the lesson “{}”", policy.to_answer(actor)),
        ("edit", "Change the lesson “{}” as the reviewer asked", sent_back),
        ("unname", "Choose what the lesson “{}” names: the other side is silent", silent),
    )
    return [
        Waiting(words.format(lesson.title), act, lesson, lesson.submitted_at)
        for act, words, rows in asked
        for lesson in db.session.scalars(rows.order_by(Lesson.submitted_at, Lesson.id))
    ]
