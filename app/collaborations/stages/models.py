"""A decision that moves a collaboration from one stage of the police science system to another, or ends it."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Record, enum_column
from app.core.sensitivity.confirming import Confirmation
from app.organisations.models import Organisation
from app.taxonomy.models import Stage


class Decision(StrEnum):
    GO_ON = "go_on"
    CHANGE = "change"
    STOP = "stop"


class StageDecision(Record):
    """What was decided, when and by whom. Never changed, never removed."""

    __tablename__ = "stage_decisions"

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    # Where the work stood, and where it stands from then on; None while no stage was known.
    from_stage_code: Mapped[str | None] = mapped_column(ForeignKey("stages.code"))
    stage_code: Mapped[str | None] = mapped_column(ForeignKey("stages.code"))
    decision: Mapped[Decision] = mapped_column(enum_column(Decision))
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    # The post or board that decided, in words; the person is whoever wrote it down, and their side.
    decided_by_post: Mapped[str] = mapped_column(String(160))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    # The gates before deployment that were not settled, and why it went on without them. Whoever may read the
    # collaboration reads both, for good.
    without_gates: Mapped[list[str]] = mapped_column(JSON, default=list)
    without_because: Mapped[str] = mapped_column(Text, default="")

    from_stage: Mapped[Stage | None] = relationship(foreign_keys=[from_stage_code])
    stage: Mapped[Stage | None] = relationship(foreign_keys=[stage_code])
    decided_by: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    confirmations: Mapped[list["StageConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="StageConfirmation.id"
    )


class StageConfirmation(Confirmation):
    __tablename__ = "stage_confirmations"
    decision_id: Mapped[int] = mapped_column(ForeignKey("stage_decisions.id"), index=True)
