"""Collaborations: from the accepted response, or from the record of one, to the outcome and its lessons."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.briefs.models import Brief
from app.collaborations.gates.models import Gate
from app.collaborations.numbers import number_in
from app.core import clock
from app.core.actor import Audience
from app.core.models import Link, Record, Sampled, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.lessons.models import Lesson
from app.offers.models import Offer
from app.organisations.models import Organisation
from app.responses.models import Response
from app.taxonomy.models import Area, Cause, MeasureKind, Mechanism, Stage


class Status(StrEnum):
    SCOPING = "scoping"
    RUNNING = "running"
    # One side has said how it ended; each side writes its reflection.
    ENDING = "ending"
    COMPLETED = "completed"
    STOPPED = "stopped"


class Confirmation(StrEnum):
    """Whether both sides stand behind the record."""

    ONE_SIDE = "one_side"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class Outcome(StrEnum):
    DELIVERED = "delivered"
    PARTLY_DELIVERED = "partly_delivered"
    NOT_ADOPTED = "not_adopted"
    ABANDONED = "abandoned"
    NEVER_STARTED = "never_started"


class Direction(StrEnum):
    """Which way a measure should go. Neutral: neither is better, or nobody has said."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Party(StrEnum):
    """What somebody is to a collaboration."""

    # A lead, a second contact, or a partnership manager or administrator of either organisation; while only
    # one side stands behind the record, of that side.
    PARTICIPANT = "participant"
    # A partnership manager or administrator of the organisation that has not confirmed the record.
    OTHER_SIDE = "other_side"


ENDED = frozenset({Status.COMPLETED, Status.STOPPED})
# Work is planned or goes on.
RUNS = frozenset({Status.SCOPING, Status.RUNNING})
# Somebody still has to do something: what is ending waits for reflections.
OPEN = RUNS | {Status.ENDING}

COLLABORATION_TRANSITIONS = Transitions(
    row("edit", RUNS, None, Party.PARTICIPANT),
    row("start", [Status.SCOPING], Status.RUNNING, Party.PARTICIPANT),
    # Small work, and what one side alone stands behind, in one go: outcome, causes where it fell short, and a lesson.
    # Which status follows is said by the outcome: abandoned and never started are stopped, the others completed.
    row("close", RUNS, Status.COMPLETED, Party.PARTICIPANT),
    # All other work: one side says how it ended, both write their reflections and lessons, then it is concluded.
    row("end", RUNS, Status.ENDING, Party.PARTICIPANT),
    # It goes on after all, as long as nobody has reflected. What had not started is scoping again.
    row("reopen", [Status.ENDING], Status.RUNNING, Party.PARTICIPANT),
    row("reflect", [Status.ENDING], None, Party.PARTICIPANT),
    row("conclude", [Status.ENDING], Status.COMPLETED, Party.PARTICIPANT),
    row("add_lesson", ENDED | {Status.ENDING}, None, Party.PARTICIPANT),
    # Once both stand behind what has ended, its evidence stays as it is.
    row("assess", ENDED | {Status.RUNNING, Status.ENDING}, None, Party.PARTICIPANT),
    row("measure", list(Status), None, Party.PARTICIPANT),
    row("add_output", ENDED | {Status.RUNNING, Status.ENDING}, None, Party.PARTICIPANT),
    # Only while one side stands behind the record: nobody rewrites what both have agreed to.
    row("correct", list(Status), None, Party.PARTICIPANT),
    row("confirm", list(Status), None, Party.OTHER_SIDE),
    row("dispute", list(Status), None, Party.OTHER_SIDE),
)


class Collaboration(Sampled, Record):
    __tablename__ = "collaborations"

    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    mechanism: Mapped[Mechanism] = mapped_column(enum_column(Mechanism), index=True)
    status: Mapped[Status] = mapped_column(enum_column(Status), default=Status.SCOPING, index=True)
    confirmation: Mapped[Confirmation] = mapped_column(
        enum_column(Confirmation), default=Confirmation.ONE_SIDE, index=True
    )
    # The narrowest audience of the listings it grew from, or as its recorder chose.
    audience: Mapped[Audience] = mapped_column(enum_column(Audience), default=Audience.MEMBERS, index=True)
    police_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    academic_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    recorded_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    brief_id: Mapped[int | None] = mapped_column(ForeignKey("briefs.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), unique=True)
    planned_start: Mapped[date | None]
    planned_end: Mapped[date | None]
    started: Mapped[date | None]
    ended: Mapped[date | None]
    # What both sides agreed to call success, one a line.
    success_criteria: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome), index=True)
    outcome_summary: Mapped[str] = mapped_column(Text, default="")
    # The side that said how it ended.
    reported_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    stage_code: Mapped[str | None] = mapped_column(ForeignKey("stages.code"))
    dispute_reason: Mapped[str] = mapped_column(Text, default="")
    # The evidence, in the codes of app.collaborations.ending.words: 1 to 5 on the Maryland scale, 0 for no evaluation,
    # None where nobody has said; a sentence for each letter of EMMIE; readiness as TRL 1 to 9.
    maryland: Mapped[int | None]
    practice_stage: Mapped[str | None] = mapped_column(String(40))
    emmie: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    trl_before: Mapped[int | None]
    trl_after: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When one side said how it ended and both were asked for their reflections; None for small work.
    ending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Since when the two sides are known to see it differently, and since when nothing has happened in it.
    flagged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    police_organisation: Mapped[Organisation] = relationship(foreign_keys=[police_organisation_id])
    academic_organisation: Mapped[Organisation] = relationship(foreign_keys=[academic_organisation_id])
    recorded_by: Mapped[Organisation | None] = relationship(foreign_keys=[recorded_by_organisation_id])
    reported_by: Mapped[Organisation | None] = relationship(foreign_keys=[reported_by_organisation_id])
    brief: Mapped[Brief | None] = relationship()
    offer: Mapped[Offer | None] = relationship()
    response: Mapped[Response | None] = relationship()
    stage: Mapped[Stage | None] = relationship()
    areas: Mapped[list[Area]] = relationship(secondary="collaboration_areas", order_by="Area.position")
    causes: Mapped[list[Cause]] = relationship(secondary="collaboration_causes", order_by="Cause.position")
    lessons: Mapped[list[Lesson]] = relationship(
        secondary="collaboration_lessons", order_by="Lesson.created_at"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        cascade="all, delete-orphan", order_by="Contact.is_second, Contact.id"
    )
    measures: Mapped[list["Measure"]] = relationship(
        cascade="all, delete-orphan", order_by="Measure.id", back_populates="collaboration"
    )
    gates: Mapped[list[Gate]] = relationship(
        back_populates="collaboration", cascade="all, delete-orphan", order_by=Gate.id
    )
    events: Mapped[list["Event"]] = relationship(cascade="all, delete-orphan", order_by="Event.at, Event.id")

    @property
    def known_outcome(self) -> Outcome | None:
        """How it ended, once it is closed; until then what one side has said is for those who take part."""
        return self.outcome if self.status in ENDED else None

    @property
    def known_summary(self) -> str:
        """What came of it, once it is closed."""
        return self.outcome_summary if self.known_outcome else ""

    @property
    def organisations(self) -> tuple[Organisation, Organisation]:
        return self.police_organisation, self.academic_organisation


class CollaborationArea(Link):
    __tablename__ = "collaboration_areas"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)


class CollaborationCause(Link):
    __tablename__ = "collaboration_causes"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), primary_key=True)
    cause_code: Mapped[str] = mapped_column(ForeignKey("causes.code"), primary_key=True)


class CollaborationLesson(Link):
    __tablename__ = "collaboration_lessons"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)


class Contact(Record):
    """A person who answers for one side: its lead, or its second contact."""

    __tablename__ = "collaboration_contacts"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    is_second: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Event(Record):
    """Something that happened, as the timeline tells it to those who take part. Never changed, never removed."""

    __tablename__ = "collaboration_events"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    act: Mapped[str] = mapped_column(String(40))
    told: Mapped[str] = mapped_column(Text)
    # The side whose act it was; None for what the site noticed by itself.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()


class Measure(Record):
    """An indicator. Its values are text: "-4, interval -13 to 5" is one."""

    __tablename__ = "collaboration_measures"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind_code: Mapped[str | None] = mapped_column(ForeignKey("measure_kinds.code"))
    direction: Mapped[Direction] = mapped_column(enum_column(Direction), default=Direction.NEUTRAL)
    baseline: Mapped[str] = mapped_column(String(80), default="")
    target: Mapped[str] = mapped_column(String(80), default="")
    unit: Mapped[str] = mapped_column(String(120), default="")
    # Why nothing was measured, where nothing was.
    not_measured_because: Mapped[str] = mapped_column(Text, default="")
    collaboration: Mapped[Collaboration] = relationship(back_populates="measures")
    kind: Mapped[MeasureKind | None] = relationship()
    readings: Mapped[list["Reading"]] = relationship(
        cascade="all, delete-orphan", order_by="Reading.on, Reading.id"
    )

    @property
    def actual(self) -> str:
        """The latest reading, as it was written; empty where nothing was measured."""
        return self.readings[-1].words if self.readings else ""


class Reading(Record):
    """What a measure stood at on a day, and who measured it."""

    __tablename__ = "measure_readings"
    measure_id: Mapped[int] = mapped_column(ForeignKey("collaboration_measures.id"), index=True)
    on: Mapped[date]
    words: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def value(self) -> float | None:
        """The reading as a number; None where its words are none."""
        return number_in(self.words)
