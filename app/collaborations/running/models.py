"""What is kept while work runs: handover notes, check-ins, and the plan. Asked only of work that is not small."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.collaborations.models import RUNS, Collaboration, Status
from app.core.links import LIVES
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.organisations.models import Organisation

# A check-in is answered within the life of the link that asks for it, or it counts as missed.
ANSWERED_WITHIN: timedelta = LIVES


class CheckInState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    # Nobody of the side has answered in time. A late answer is still heard, and counts as late.
    MISSED = "missed"


class OnTrack(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Likelihood(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Flag(StrEnum):
    """Whether the two sides have been found to see it differently."""

    DOWN = "down"
    UP = "up"


class Party(StrEnum):
    """What somebody is to work that runs."""

    # A contact, or a partnership manager or administrator of either organisation.
    PARTICIPANT = "participant"
    # A lead, or a partnership manager or administrator of either organisation.
    LEAD = "lead"
    # A participant on the side that the thing belongs to.
    OWN_SIDE = "own_side"
    CLOCK = "clock"


WORK_TRANSITIONS = Transitions(
    row("plan", RUNS, None, Party.PARTICIPANT),
    # Each of these two acts on the actor's own side alone.
    row("name_contacts", RUNS, None, Party.PARTICIPANT),
    row("write_note", RUNS, None, Party.PARTICIPANT),
    row("hand_over", RUNS, None, Party.LEAD),
    row("ask_check_in", [Status.RUNNING], None, Party.CLOCK),
    row("stall", RUNS, None, Party.CLOCK),
)

# While the work runs. That an answer may be corrected only until the other side has answered, the policy says.
CHECK_IN_TRANSITIONS = Transitions(
    row("answer", [CheckInState.ASKED, CheckInState.MISSED], CheckInState.ANSWERED, Party.OWN_SIDE),
    row("correct", [CheckInState.ANSWERED], None, Party.OWN_SIDE),
    row("miss", [CheckInState.ASKED], CheckInState.MISSED, Party.CLOCK),
)

FLAG_TRANSITIONS = Transitions(
    # By the answer that differs from the other side's.
    row("raise", [Flag.DOWN], Flag.UP, Party.CLOCK),
    # With a sentence: what was said.
    row("lower", [Flag.UP], Flag.DOWN, Party.LEAD),
)


class HandoverNote(Record):
    """What a successor on one side needs to know. Only that side reads it."""

    __tablename__ = "collaboration_handover_notes"
    __table_args__ = (UniqueConstraint("collaboration_id", "organisation_id"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    where_things_are: Mapped[str] = mapped_column(Text, default="")
    who_knows_what: Mapped[str] = mapped_column(Text, default="")
    what_is_promised: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    collaboration: Mapped[Collaboration] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()


class CheckIn(Record):
    """The two questions of a month to one side, and its answer."""

    __tablename__ = "collaboration_check_ins"
    __table_args__ = (UniqueConstraint("collaboration_id", "organisation_id", "month"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    # Its first day.
    month: Mapped[date] = mapped_column(index=True)
    state: Mapped[CheckInState] = mapped_column(
        enum_column(CheckInState), default=CheckInState.ASKED, index=True
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    on_track: Mapped[OnTrack | None] = mapped_column(enum_column(OnTrack))
    in_the_way: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    collaboration: Mapped[Collaboration] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def due_at(self) -> datetime:
        """Until when an answer is in time."""
        return self.asked_at + ANSWERED_WITHIN

    @property
    def is_late(self) -> bool:
        return self.answered_at is not None and self.answered_at >= self.due_at


class Milestone(Record):
    __tablename__ = "collaboration_milestones"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    done_on: Mapped[date | None]


class Cost(Record):
    """A line of the costs and which side bears it. Days come in halves, which a float holds exactly."""

    __tablename__ = "collaboration_costs"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    planned_days: Mapped[float | None]
    planned_pounds: Mapped[int | None]
    actual_days: Mapped[float | None]
    actual_pounds: Mapped[int | None]
    organisation: Mapped[Organisation] = relationship()


class Risk(Record):
    __tablename__ = "collaboration_risks"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    likelihood: Mapped[Likelihood] = mapped_column(enum_column(Likelihood))
    response: Mapped[str] = mapped_column(String(300), default="")
