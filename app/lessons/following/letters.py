"""The monthly letter with the new lessons under what somebody follows, and the link that ends it."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from app.accounts.models import Person
from app.core import clock, links, mail
from app.core.actor import Actor
from app.core.display import LOCAL
from app.extensions import db
from app.lessons.following import service
from app.lessons.following.models import LessonDigest
from app.lessons.models import Lesson
from app.lessons.order import best_first
from app.lessons.topics import KINDS, codes_of, published

PURPOSE = "lessons.stop_letters"
# The link can only end letters, and must do so however long a letter lay unread.
LIVES = timedelta(days=400)
MOST = 12


def send_due() -> None:
    """On the first day of a month, or the next on which the worker runs, each follower has one letter with what came
    onto the board until the end of the month before; none where nothing did."""
    month = clock.now().astimezone(LOCAL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    due = select(LessonDigest).where(LessonDigest.told_at < month).order_by(LessonDigest.id)
    for digest in db.session.scalars(due).all():
        person = db.session.get_one(Person, digest.person_id)
        lessons = _new_for(person.id, digest.told_at, month) if person.is_active else []
        if lessons:
            _send(person, lessons)
        digest.told_at = month
    db.session.flush()


def _new_for(person_id: int, since: datetime, until: datetime) -> list[tuple[Lesson, list[str]]]:
    """What came onto the board in that time under what the person follows, each with the subjects; not their own."""
    follows = {kind: codes for kind, codes in service.chosen(person_id).items() if codes}
    new = published().where(
        or_(*(KINDS[kind].axis.has(codes) for kind, codes in follows.items())),
        Lesson.published_at >= since,
        Lesson.published_at < until,
        Lesson.author_id.is_distinct_from(person_id),
    )
    lessons = db.session.scalars(new.order_by(*best_first())).all()
    why: dict[int, list[str]] = {lesson.id: [] for lesson in lessons}
    found = codes_of([*why], follows)
    for kind, codes in follows.items():
        labels = KINDS[kind].labels()
        for number, under in found[kind].items():
            why[number] += [labels[code] for code in codes if code in under]
    return [(lesson, why[lesson.id]) for lesson in lessons]


def _send(person: Person, lessons: list[tuple[Lesson, list[str]]]) -> None:
    number = "1 new lesson" if len(lessons) == 1 else f"{len(lessons)} new lessons"
    parts = [_told(lesson, subjects) for lesson, subjects in lessons[:MOST]]
    if len(lessons) > MOST:
        parts.append(f"And {len(lessons) - MOST} more on the board:\n{mail.link('lessons.index')}")
    parts.append(
        f"Change what you follow:\n{mail.link('lessons.by_mail')}\n\n"
        f"Stop these letters, without signing in:\n{mail.link('lessons.stop_letters', token=token_for(person))}"
    )
    mail.queue(person.id, subject=f"{number} under what you follow", body="\n\n".join(parts))


def _told(lesson: Lesson, subjects: list[str]) -> str:
    kind = "Published case: " if lesson.is_published_case else ""
    address = mail.link("lessons.show", id=lesson.id)
    return f"{kind}{lesson.title}\n{address}\nYou follow: {', '.join(subjects)}"


def token_for(person: Person) -> str:
    """The token of the link with which the person ends these letters."""
    return links.token(PURPOSE, person.id)


def reader_for(token: str) -> Actor | None:
    """Who ends their letters with the link; None for one that is forged or too old, or whose account is closed."""
    signed = links.read(token, PURPOSE, LIVES)
    person = db.session.get(Person, signed[0]) if signed else None
    if person is None or not person.is_active:
        return None
    return Actor(person_id=person.id, name=person.name)
