"""A gate: its state, who owns it on each side, and its dates."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core import clock
from app.core.models import Record, enum_column
from app.core.policy import Transitions, row
from app.taxonomy.models import GateKind

if TYPE_CHECKING:
    from app.collaborations.models import Collaboration


class GateState(StrEnum):
    OPEN = "open"
    # Asked for, and under way.
    ASKED = "asked"
    # Something stands in the way.
    BLOCKED = "blocked"
    SETTLED = "settled"
    NOT_NEEDED = "not_needed"


class Party(StrEnum):
    """What somebody is to a gate."""

    # Whoever takes part in the collaboration for a side that stands behind it.
    PARTICIPANT = "participant"
    # The one who owns the gate for their side, and need not take part in anything else.
    OWNER = "owner"


S = GateState
WAITS = frozenset({S.OPEN, S.ASKED, S.BLOCKED})
DONE = frozenset({S.SETTLED, S.NOT_NEEDED})

GATE_TRANSITIONS = Transitions(
    # Each side names its own owner.
    row("assign", WAITS, None, Party.PARTICIPANT),
    row("ask", [S.OPEN, S.BLOCKED], S.ASKED, Party.PARTICIPANT, Party.OWNER),
    # Again from blocked: what stands in the way may become something else.
    row("block", WAITS, S.BLOCKED, Party.PARTICIPANT, Party.OWNER),
    row("settle", WAITS, S.SETTLED, Party.PARTICIPANT, Party.OWNER),
    row("not_needed", WAITS, S.NOT_NEEDED, Party.PARTICIPANT, Party.OWNER),
    row("reopen", DONE, S.OPEN, Party.PARTICIPANT),
)


class Gate(Record):
    """A thing that must be settled before work may go on. opened_on <= asked_on <= settled_on, as far as they are
    known."""

    __tablename__ = "collaboration_gates"
    __table_args__ = (UniqueConstraint("collaboration_id", "kind_code"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    kind_code: Mapped[str] = mapped_column(ForeignKey("gate_kinds.code"), index=True)
    state: Mapped[GateState] = mapped_column(enum_column(GateState), default=S.OPEN, index=True)
    # Why it stands here: the rule that derived it, or empty where somebody added it.
    derived_because: Mapped[str] = mapped_column(Text, default="")
    police_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    academic_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    opened_on: Mapped[date] = mapped_column(default=clock.today)
    asked_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    # What stands in the way while it is blocked, what it was settled under, and why it is not needed.
    blocked_by: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    not_needed_because: Mapped[str] = mapped_column(Text, default="")
    # What the brief's pre-flight said when the collaboration was opened; later edits of the brief change nothing.
    # [{"question", "asked", "state", "words", "on"}, ...]
    preflight: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    collaboration: Mapped["Collaboration"] = relationship(back_populates="gates")
    kind: Mapped[GateKind] = relationship()
    police_owner: Mapped[Person | None] = relationship(foreign_keys=[police_owner_id])
    academic_owner: Mapped[Person | None] = relationship(foreign_keys=[academic_owner_id])
