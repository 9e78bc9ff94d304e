"""Whether a lesson still holds: the day on which its owner is asked, and what the owner may answer.

Past that day a lesson is stale: it sinks on the board (see app.lessons.order) and its page says so.
"""

from datetime import date, timedelta

from sqlalchemy import or_, select

from app.accounts.models import Membership, MembershipState, Person
from app.core import audit, clock, mail
from app.core.actor import Actor
from app.extensions import db
from app.lessons import policy
from app.lessons.models import Lesson, LessonState

YEARS = 2
ASK_AGAIN = timedelta(days=91)


def next_review(day: date) -> date:
    """The first day of the quarter that follows two years after `day`: so it does not tell on which day a lesson
    came onto the board."""
    months = (day.year + YEARS) * 12 + (day.month - 1) // 3 * 3 + 3
    return date(months // 12, months % 12 + 1, 1)


def is_stale(lesson: Lesson) -> bool:
    """Whether a published lesson's day has passed without a word of its owner."""
    past = lesson.review_by is not None and lesson.review_by < clock.today()
    return past and lesson.state is LessonState.PUBLISHED


def still_holds(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The lesson's owner says that it still holds: it is fresh, and its owner is asked again in two years."""
    policy.require("still_holds", actor, lesson)
    lesson.review_by = next_review(clock.today())
    lesson.review_asked_on = None
    audit.record(actor, "lessons.still_holds", lesson, fields=["review_by"])
    db.session.flush()
    return lesson


def revise(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The published lesson is a draft again and off the board, and goes the whole way once more (decision 0007).

    When it first came onto the board stays: see app.lessons.protection.
    """
    lesson.state = policy.require("revise", actor, lesson)
    lesson.review_by = lesson.review_asked_on = lesson.accepted_at = None
    lesson.version += 1
    audit.record(actor, "lessons.revise", lesson, fields=["state"])
    db.session.flush()
    return lesson


def ask_owners() -> None:
    """Those who answer for a stale lesson are asked in their daily letter, and again each quarter until they do."""
    today = clock.today()
    due = select(Lesson).where(
        Lesson.state == LessonState.PUBLISHED,
        Lesson.review_by < today,
        or_(Lesson.review_asked_on.is_(None), Lesson.review_asked_on <= today - ASK_AGAIN),
    )
    for lesson in db.session.scalars(due.order_by(Lesson.id)):
        lesson.review_asked_on = today
        body = (
            f"“{lesson.title}” has stood on the board for a while, so it is now shown after the others. Say that it "
            f"still holds, change it, or withdraw it:\n{mail.link('lessons.still_holds', id=lesson.id)}"
        )
        for person in owners(lesson):
            mail.queue(person.id, subject="Does your lesson still hold?", body=body, in_digest=True)


def owners(lesson: Lesson) -> list[Person]:
    """Its author while a member of its organisation, else those who manage that."""
    members = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == lesson.organisation_id,
            Membership.state == MembershipState.APPROVED,
            Person.closed_at.is_(None),
        )
        .order_by(Person.id)
    )
    author = db.session.scalars(members.where(Person.id == lesson.author_id)).all()
    if author:
        return list(author)
    manages = Membership.is_partnership_manager | Membership.is_administrator
    return list(db.session.scalars(members.where(manages)))
