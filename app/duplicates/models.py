"""Asked once: what a poster answered when something near was found, and who stands beside whose brief."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.briefs.models import Brief
from app.collaborations.models import Collaboration
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.organisations.models import Organisation
from app.taxonomy.models import ResearchInterest


class Choice(StrEnum):
    """What the poster does about what is near."""

    JOIN = "join"
    EXTEND = "extend"
    DIFFERENT = "different"
    NOTHING_NEAR = "nothing_near"


class DuplicateAnswer(Record):
    """The latest answer of a brief. It holds while what the brief asks (`digest`) stays as it was."""

    __tablename__ = "duplicate_answers"

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice))
    sentence: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    # What it is about: the one chosen, or the nearest that the brief differs from. One of the three at most.
    other_brief_id: Mapped[int | None] = mapped_column(ForeignKey("briefs.id"), index=True)
    collaboration_id: Mapped[int | None] = mapped_column(ForeignKey("collaborations.id"), index=True)
    research_interest_id: Mapped[int | None] = mapped_column(ForeignKey("research_interests.id"), index=True)

    brief: Mapped[Brief] = relationship(foreign_keys=[brief_id])
    other_brief: Mapped[Brief | None] = relationship(foreign_keys=[other_brief_id])
    collaboration: Mapped[Collaboration | None] = relationship()
    research_interest: Mapped[ResearchInterest | None] = relationship()

    @property
    def other(self) -> Brief | Collaboration | ResearchInterest | None:
        return self.other_brief or self.collaboration or self.research_interest


class CoSponsorState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """What somebody is to a co-sponsor's asking."""

    # An owner of the draft that would be joined to the brief.
    ASKER = "asker"
    # An owner of the brief.
    OWNER = "owner"


S = CoSponsorState

CO_SPONSOR_TRANSITIONS = Transitions(
    row("agree", [S.ASKED], S.AGREED, Party.OWNER),
    row("decline", [S.ASKED], S.DECLINED, Party.OWNER),
    row("withdraw", [S.ASKED], S.WITHDRAWN, Party.ASKER),
)


class CoSponsor(Record):
    """An organisation that asks to stand beside the owner of a brief, in place of a draft of its own."""

    __tablename__ = "co_sponsors"
    __table_args__ = (
        # An organisation stands beside a brief, or asks to, once.
        Index(
            "uq_co_sponsors_one_each",
            "brief_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'agreed')"),
            postgresql_where=text("state IN ('asked', 'agreed')"),
        ),
        # A draft joins one brief.
        Index(
            "uq_co_sponsors_one_draft",
            "draft_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'agreed')"),
            postgresql_where=text("state IN ('asked', 'agreed')"),
        ),
    )

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[CoSponsorState] = mapped_column(enum_column(CoSponsorState), default=S.ASKED, index=True)
    sentence: Mapped[str] = mapped_column(Text)
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_sample: Mapped[bool] = mapped_column(default=False, index=True)

    brief: Mapped[Brief] = relationship(foreign_keys=[brief_id])
    draft: Mapped[Brief] = relationship(foreign_keys=[draft_id])
    organisation: Mapped[Organisation] = relationship()
    asker: Mapped[Person | None] = relationship(foreign_keys=[asker_id])
