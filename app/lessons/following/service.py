"""The verbs of following: what somebody chose, and the end of it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock
from app.core import policy as engine
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db
from app.lessons.following.models import LessonDigest, LessonInterest
from app.lessons.topics import KINDS, Topic


def may_follow(actor: Actor) -> bool:
    """Lessons are public, so everybody with an account may be told of new ones."""
    return actor.person_id is not None


def access_following(actor: Actor) -> int:
    """The number of the person who chooses. Raises Refused for somebody without an account."""
    engine.require(may_follow(actor), "Sign in to be told of new lessons.")
    assert actor.person_id is not None
    return actor.person_id


def chosen(person_id: int) -> dict[str, list[str]]:
    """The codes that somebody follows, by their kind."""
    found: dict[str, list[str]] = {name: [] for name in KINDS}
    own = select(LessonInterest).where(LessonInterest.person_id == person_id).order_by(LessonInterest.id)
    for interest in db.session.scalars(own):
        found[interest.kind].append(interest.code)
    return found


def choose(actor: Actor, wanted: Mapping[str, Collection[str]]) -> None:
    """The actor follows exactly these subjects, and is told of lessons that come from now on; with none, of nothing.

    Raises FieldError for a kind or code that is no subject.
    """
    person_id = access_following(actor)
    pairs = {(kind, code) for kind, codes in wanted.items() for code in codes}
    for kind, code in sorted(pairs):
        if kind not in KINDS or code not in KINDS[kind].labels():
            raise FieldError(kind, "Select from the options in the list")
    before = {(kind, code) for kind, codes in chosen(person_id).items() for code in codes}
    if pairs == before:
        return
    try:
        with db.session.begin_nested():
            _set(person_id, pairs)
    except IntegrityError:
        # The same person has just chosen in another window: what they press later stands.
        _set(person_id, pairs)
    audit.record(actor, "lessons.follow")
    db.session.flush()


def follow(actor: Actor, topic: Topic, *, wanted: bool) -> None:
    """The actor follows the subject, or no longer does; what else they follow stays."""
    codes = {kind: set(found) for kind, found in chosen(access_following(actor)).items()}
    if wanted:
        codes[topic.kind.name].add(topic.code)
    else:
        codes[topic.kind.name].discard(topic.code)
    choose(actor, codes)


def forget(person_id: int) -> None:
    """Nothing is kept of what somebody followed."""
    _set(person_id, set())


def _set(person_id: int, pairs: Collection[tuple[str, str]]) -> None:
    own = select(LessonInterest).where(LessonInterest.person_id == person_id)
    before = {(interest.kind, interest.code): interest for interest in db.session.scalars(own)}
    for pair in sorted(set(pairs) - before.keys()):
        db.session.add(LessonInterest(person_id=person_id, kind=pair[0], code=pair[1]))
    for pair in before.keys() - set(pairs):
        db.session.delete(before[pair])
    digest = db.session.scalar(select(LessonDigest).where(LessonDigest.person_id == person_id))
    if pairs and digest is None:
        db.session.add(LessonDigest(person_id=person_id, told_at=clock.now()))
    elif not pairs and digest is not None:
        db.session.delete(digest)
    db.session.flush()
