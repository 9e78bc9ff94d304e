"""The sponsoring chief officer: the senior post that backs a brief, and whether its holder has said so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.briefs.models import Brief
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row


class SponsorState(StrEnum):
    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    # A year has passed since it was confirmed.
    LAPSED = "lapsed"
    # Whoever was named does not hold the post, or not any more.
    CHANGED_HANDS = "changed_hands"


class Party(StrEnum):
    """What somebody is to the sponsorship of a brief."""

    # An owner of the brief.
    OWNER = "owner"
    # Whoever is named as the holder of the post; never an owner.
    HOLDER = "holder"
    CLOCK = "clock"


S = SponsorState

SPONSOR_TRANSITIONS = Transitions(
    # Where the post or its holder is another one, an earlier answer no longer counts: the service says what follows.
    row("name", list(S), None, Party.OWNER),
    row("ask", [S.NOT_ASKED, S.ASKED, S.DECLINED, S.LAPSED], S.ASKED, Party.OWNER),
    row("confirm", [S.ASKED, S.LAPSED], S.CONFIRMED, Party.HOLDER),
    row("decline", [S.ASKED, S.LAPSED], S.DECLINED, Party.HOLDER),
    row("pass_on", [S.ASKED, S.LAPSED], S.CHANGED_HANDS, Party.HOLDER),
    row("remove", list(S), None, Party.OWNER),
    row("lapse", [S.CONFIRMED], S.LAPSED, Party.CLOCK),
    row("lose_holder", [S.NOT_ASKED, S.ASKED, S.CONFIRMED, S.LAPSED], S.CHANGED_HANDS, Party.CLOCK),
)


class Sponsor(Record):
    """The post that backs a brief. Its holder's name and address stand with the people, never here."""

    __tablename__ = "sponsors"

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), unique=True)
    post: Mapped[str] = mapped_column(String(120))
    # Empty once nobody needs to be asked any more.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[SponsorState] = mapped_column(enum_column(SponsorState), default=S.NOT_ASKED, index=True)
    # Raised by each asking and each answer: the links of earlier letters are void.
    asking: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # The brief's version that was confirmed.
    confirmed_version: Mapped[int | None]
    decline_reason: Mapped[str] = mapped_column(Text, default="")

    brief: Mapped[Brief] = relationship()
    holder: Mapped[Person | None] = relationship()
