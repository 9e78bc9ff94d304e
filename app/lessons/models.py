"""Lessons: what to repeat or avoid, when it applies, and since when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Link, Record, Sampled, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Cause, GateKind, Mechanism, Stage


class LessonKind(StrEnum):
    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    MIXED = "mixed"


class Attribution(StrEnum):
    """How much a lesson says of where it comes from. Never a person."""

    NAMED = "named"
    ROLE_ONLY = "role_only"
    SECTOR_ONLY = "sector_only"


class LessonState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """What somebody is to a lesson."""

    # Its author, or a partnership manager or administrator of its organisation.
    OWNER = "owner"
    REVIEWER = "reviewer"


LESSON_TRANSITIONS = Transitions(
    row("edit", [LessonState.DRAFT], None, Party.OWNER),
    row("submit", [LessonState.DRAFT], LessonState.IN_REVIEW, Party.OWNER),
    row("publish", [LessonState.IN_REVIEW], LessonState.PUBLISHED, Party.REVIEWER),
    row("return", [LessonState.IN_REVIEW], LessonState.DRAFT, Party.REVIEWER),
    row(
        "withdraw",
        [LessonState.DRAFT, LessonState.IN_REVIEW, LessonState.PUBLISHED],
        LessonState.WITHDRAWN,
        Party.OWNER,
        Party.REVIEWER,
    ),
)


class Lesson(Sampled, Record):
    """A member's lesson, or a published case (`is_published_case`), which has a source and no owner."""

    __tablename__ = "lessons"

    state: Mapped[LessonState] = mapped_column(
        enum_column(LessonState), default=LessonState.DRAFT, index=True
    )
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[LessonKind] = mapped_column(enum_column(LessonKind))
    is_good_practice: Mapped[bool] = mapped_column(default=False)
    context: Mapped[str] = mapped_column(Text, default="")
    what_happened: Mapped[str] = mapped_column(Text, default="")
    what_worked: Mapped[str] = mapped_column(Text, default="")
    what_did_not_work: Mapped[str] = mapped_column(Text, default="")
    root_cause: Mapped[str] = mapped_column(Text, default="")
    recommendation: Mapped[str] = mapped_column(Text, default="")
    # The author's own words for the areas, beside the codes.
    areas_text: Mapped[str] = mapped_column(Text, default="")
    stage_code: Mapped[str | None] = mapped_column(ForeignKey("stages.code"))
    gate_code: Mapped[str | None] = mapped_column(ForeignKey("gate_kinds.code"))
    attribution: Mapped[Attribution] = mapped_column(enum_column(Attribution), default=Attribution.ROLE_ONLY)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    review_note: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    # Published cases only.
    is_published_case: Mapped[bool] = mapped_column(default=False, index=True)
    case_ref: Mapped[str | None] = mapped_column(String(200), unique=True)
    partners: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[str] = mapped_column(String(60), default="")
    source_url: Mapped[str] = mapped_column(Text, default="")

    stage: Mapped[Stage | None] = relationship()
    gate: Mapped[GateKind | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    author: Mapped[Person | None] = relationship()
    areas: Mapped[list[Area]] = relationship(secondary="lesson_areas", order_by="Area.position")
    causes: Mapped[list[Cause]] = relationship(secondary="lesson_causes", order_by="Cause.position")
    guards_against: Mapped[list[Cause]] = relationship(secondary="lesson_guards", order_by="Cause.position")
    mechanism_links: Mapped[list["LessonMechanism"]] = relationship(
        cascade="all, delete-orphan", order_by="LessonMechanism.mechanism"
    )

    @property
    def mechanisms(self) -> list[Mechanism]:
        return [link.mechanism for link in self.mechanism_links]


class LessonArea(Link):
    __tablename__ = "lesson_areas"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)


class LessonCause(Link):
    __tablename__ = "lesson_causes"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    cause_code: Mapped[str] = mapped_column(ForeignKey("causes.code"), primary_key=True)


class LessonGuard(Link):
    """A cause that a practice which worked prevents."""

    __tablename__ = "lesson_guards"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    cause_code: Mapped[str] = mapped_column(ForeignKey("causes.code"), primary_key=True)


class LessonMechanism(Link):
    __tablename__ = "lesson_mechanisms"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    mechanism: Mapped[Mechanism] = mapped_column(enum_column(Mechanism), primary_key=True)
