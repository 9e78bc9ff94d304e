"""Lessons: what to repeat or avoid, when it applies, and since when."""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Link, Record, Sampled, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.core.sensitivity.confirming import Confirmation
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Cause, GateKind, Mechanism, Region, Specialism, Stage


class LessonKind(StrEnum):
    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    MIXED = "mixed"


class Attribution(StrEnum):
    """How much a lesson says of where it comes from. Never a person."""

    NAMED = "named"
    ROLE_ONLY = "role_only"
    SECTOR_ONLY = "sector_only"


class Evidence(StrEnum):
    """What a lesson rests on, the strongest first."""

    COMPARED = "compared"
    MEASURED = "measured"
    REPEATED = "repeated"
    ONCE = "once"


class OtherAnswer(StrEnum):
    """What the other side of the work says of a lesson. Silent: it did not answer in time."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    OWN_VIEW = "own_view"
    SILENT = "silent"


class LessonState(StrEnum):
    DRAFT = "draft"
    # With the other side of the work, to agree or to add its view.
    WITH_OTHER_SIDE = "with_other_side"
    IN_REVIEW = "in_review"
    # A reviewer has accepted it; it waits for the end of its embargo, or until it cannot be traced.
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Use(StrEnum):
    """What somebody says that they do with a lesson where it is shown to them."""

    WILL_APPLY = "will_apply"
    NOTED = "noted"
    NOT_RELEVANT = "not_relevant"


class Party(StrEnum):
    """What somebody is to a lesson."""

    # Its author, or a partnership manager or administrator of its organisation.
    OWNER = "owner"
    # Who leads the work for its other side, or is a partnership manager or administrator there.
    OTHER = "other"
    REVIEWER = "reviewer"
    CLOCK = "clock"


LESSON_TRANSITIONS = Transitions(
    row("edit", [LessonState.DRAFT], None, Party.OWNER),
    # What has no other side, or one that has answered, is passed on in the same breath.
    row("submit", [LessonState.DRAFT], LessonState.WITH_OTHER_SIDE, Party.OWNER),
    row("answer", [LessonState.WITH_OTHER_SIDE], LessonState.IN_REVIEW, Party.OTHER),
    row("pass_on", [LessonState.WITH_OTHER_SIDE], LessonState.IN_REVIEW, Party.CLOCK),
    # It names its organisation no more, so that it need not wait for an answer.
    row("unname", [LessonState.WITH_OTHER_SIDE], None, Party.OWNER),
    row("accept", [LessonState.IN_REVIEW], LessonState.ACCEPTED, Party.REVIEWER),
    row("return", [LessonState.IN_REVIEW], LessonState.DRAFT, Party.REVIEWER),
    row("release", [LessonState.ACCEPTED], LessonState.PUBLISHED, Party.CLOCK),
    # It could be traced by now, and waits again.
    row("hide", [LessonState.PUBLISHED], LessonState.ACCEPTED, Party.CLOCK),
    row(
        "take_back",
        [LessonState.WITH_OTHER_SIDE, LessonState.IN_REVIEW, LessonState.ACCEPTED],
        LessonState.DRAFT,
        Party.OWNER,
    ),
    row("still_holds", [LessonState.PUBLISHED], None, Party.OWNER),
    row("revise", [LessonState.PUBLISHED], LessonState.DRAFT, Party.OWNER),
    row("withdraw", set(LessonState) - {LessonState.WITHDRAWN}, LessonState.WITHDRAWN, Party.OWNER),
    # A reviewer withdraws only what a reviewer reads, and says why.
    row(
        "withdraw",
        [LessonState.IN_REVIEW, LessonState.ACCEPTED, LessonState.PUBLISHED],
        LessonState.WITHDRAWN,
        Party.REVIEWER,
    ),
)


# Nine digits: what PostgreSQL and SQLite both keep in an integer, far above what is counted from 1.
FIRST_NUMBER, LAST_NUMBER = 10**8, 10**9 - 1


def random_number(context: DefaultExecutionContext) -> int:
    """A number that no lesson has yet. It is drawn, not counted: numbers in a row would tell which lessons were written
    on the same day as the end of which work."""
    while True:
        number = FIRST_NUMBER + secrets.randbelow(LAST_NUMBER - FIRST_NUMBER + 1)
        taken = select(Lesson.id).where(Lesson.id == number)
        if context.connection.scalar(taken) is None:
            return number


class Lesson(Sampled, Record):
    """A member's lesson, or a published case (`is_published_case`), which has a source and no owner."""

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(primary_key=True, default=random_number)
    state: Mapped[LessonState] = mapped_column(
        enum_column(LessonState), default=LessonState.DRAFT, index=True
    )
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[LessonKind] = mapped_column(enum_column(LessonKind))
    is_good_practice: Mapped[bool] = mapped_column(default=False)
    # The conditions in which it held, and to which work it applies and does not.
    conditions: Mapped[str] = mapped_column(Text, default="")
    applies_when: Mapped[str] = mapped_column(Text, default="")
    does_not_apply_when: Mapped[str] = mapped_column(Text, default="")
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
    evidence: Mapped[Evidence | None] = mapped_column(enum_column(Evidence))
    # When the work of which it tells ended, where, and how many days were lost, if anybody knows.
    happened_on: Mapped[date | None]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    days_lost: Mapped[int | None]
    # The other side of that work, what it says of the lesson, and whether it may be named where its author asks to.
    other_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    names_other: Mapped[bool] = mapped_column(default=False)
    other_answer: Mapped[OtherAnswer | None] = mapped_column(enum_column(OtherAnswer))
    other_view: Mapped[str] = mapped_column(Text, default="")
    other_may_be_named: Mapped[bool | None]
    answer_by: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # Not on the board before this day.
    embargo_until: Mapped[date | None]
    # The day by which its owner says whether it still holds; past it the lesson sinks.
    review_by: Mapped[date | None]
    # When its owner was last asked for that.
    review_asked_on: Mapped[date | None]
    # How far what a sector-only lesson shows has been widened: see app.lessons.protection.
    widening: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(Text, default="")
    # Since when it waits where it is: with the other side, then with a reviewer.
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
    region: Mapped[Region | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    other: Mapped[Organisation | None] = relationship(foreign_keys=[other_id])
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    specialisms: Mapped[list[Specialism]] = relationship(
        secondary="lesson_specialisms", order_by="Specialism.position"
    )
    areas: Mapped[list[Area]] = relationship(secondary="lesson_areas", order_by="Area.position")
    causes: Mapped[list[Cause]] = relationship(secondary="lesson_causes", order_by="Cause.position")
    guards_against: Mapped[list[Cause]] = relationship(secondary="lesson_guards", order_by="Cause.position")
    mechanism_links: Mapped[list["LessonMechanism"]] = relationship(
        cascade="all, delete-orphan", order_by="LessonMechanism.mechanism"
    )
    confirmations: Mapped[list["LessonConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="LessonConfirmation.id"
    )

    @property
    def mechanisms(self) -> list[Mechanism]:
        return [link.mechanism for link in self.mechanism_links]


class LessonArea(Link):
    __tablename__ = "lesson_areas"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)


class LessonSpecialism(Link):
    __tablename__ = "lesson_specialisms"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    specialism_code: Mapped[str] = mapped_column(ForeignKey("specialisms.code"), primary_key=True)


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


class LessonConfirmation(Confirmation):
    """Words in a text of a lesson, or of somebody who answers it, and who confirmed that they may be shown."""

    __tablename__ = "lesson_confirmations"
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), index=True)


class LessonClick(Record):
    """What a person said of a lesson at a place, such as a brief: the latest stands, so each counts once."""

    __tablename__ = "lesson_clicks"
    __table_args__ = (UniqueConstraint("lesson_id", "person_id", "place_kind", "place_id"),)

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    # A place belongs to a higher room, so it is no foreign key: app.lessons.places knows the kinds.
    place_kind: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[str] = mapped_column(String(40))
    choice: Mapped[Use] = mapped_column(enum_column(Use))
    # Why it is not relevant: a code of app.lessons.words.WHY_NOT, words, or both.
    reason: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    # When the author of the lesson heard that it will be applied here: once, however often the mind is changed.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
