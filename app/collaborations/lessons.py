"""Who leads the work from which a lesson comes, as the room of lessons asks."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from app.accounts.models import Person
from app.collaborations.models import Collaboration, CollaborationLesson
from app.collaborations.policy import taken_part_in
from app.collaborations.service.facts import contacts_at
from app.core.actor import Actor
from app.extensions import db
from app.lessons.models import Lesson


def led_by(actor: Actor) -> Select[int]:
    """The numbers of the lessons of the collaborations in which the actor takes part."""
    taken_part = taken_part_in(actor).with_only_columns(Collaboration.id)
    return select(CollaborationLesson.lesson_id).where(CollaborationLesson.collaboration_id.in_(taken_part))


def other_leads(lesson: Lesson) -> Sequence[Person]:
    """The contacts of the lesson's other side, without any its managers; nobody for a lesson of no collaboration."""
    here = (
        select(Collaboration)
        .join(CollaborationLesson, CollaborationLesson.collaboration_id == Collaboration.id)
        .where(CollaborationLesson.lesson_id == lesson.id)
    )
    found = db.session.scalar(here.limit(1))
    other = lesson.other
    return [] if found is None or other is None else contacts_at(found, other)
