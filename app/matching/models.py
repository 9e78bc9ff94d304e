"""Stored matches, computed when a listing changes and only read by pages; and what people say of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.briefs.models import Brief
from app.core import clock
from app.core.models import Record, UtcDateTime, _Base, enum_column
from app.offers.models import Offer


class Band(StrEnum):
    """How good a match is, as pages say it."""

    STRONG = "strong"
    GOOD = "good"
    POSSIBLE = "possible"
    WEAK = "weak"


class Match(_Base):
    """A scored brief-offer pair with its reasons; the same score from both sides."""

    __tablename__ = "matches"
    __table_args__ = (
        Index("ix_matches_offer", "offer_id", "score"),
        Index("ix_matches_brief", "brief_id", "score"),
    )

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    # The sum of the parts in `reasons`; the scale is the method's own.
    score: Mapped[float]
    band: Mapped[Band] = mapped_column(enum_column(Band))
    # [{"part": "words", "points": 0.21, "detail": {...}}, ...], best part first.
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    method_version: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    brief: Mapped[Brief] = relationship()
    offer: Mapped[Offer] = relationship()


class Verdict(StrEnum):
    GOOD = "good"
    NOT_FOR_US = "not_for_us"


class MatchFeedback(Record):
    """What somebody of one side says of a match. It never moves a score."""

    __tablename__ = "match_feedback"
    __table_args__ = (UniqueConstraint("brief_id", "offer_id", "person_id"),)

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    # Which listing is theirs: brief or offer.
    side: Mapped[str] = mapped_column(String(10))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    # Why not; empty for a good match.
    reason: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    # The place, from 1, at which the page showed the match; nothing when it was not in a list.
    rank_shown: Mapped[int | None]
    band: Mapped[Band] = mapped_column(enum_column(Band))
    method_version: Mapped[str] = mapped_column(String(20))

    brief: Mapped[Brief] = relationship()
    offer: Mapped[Offer] = relationship()
