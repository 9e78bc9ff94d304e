"""What a person follows, and until when they have been told. Kept for that person alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.models import Record, UtcDateTime


class LessonInterest(Record):
    """A subject that a person follows: a kind and a code of app.lessons.topics, such as a cause."""

    __tablename__ = "lesson_interests"
    __table_args__ = (UniqueConstraint("person_id", "kind", "code"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))


class LessonDigest(Record):
    """The moment up to which somebody has been told of new lessons; beside their interests, never without."""

    __tablename__ = "lesson_digests"
    __table_args__ = (UniqueConstraint("person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
