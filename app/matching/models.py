"""Stored matches: computed when a listing changes, only read by pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.briefs.models import Brief
from app.core import clock
from app.core.models import UtcDateTime, _Base
from app.offers.models import Offer


class Match(_Base):
    """A scored brief-offer pair with its reasons; the same score from both sides."""

    __tablename__ = "matches"
    __table_args__ = (
        Index("ix_matches_offer", "offer_id", "score"),
        Index("ix_matches_brief", "brief_id", "score"),
    )

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    # 0 to 1; the sum of the parts in `reasons`.
    score: Mapped[float]
    # [{"part": "words", "points": 0.21, "detail": {...}}, ...], best part first.
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    method_version: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    brief: Mapped[Brief] = relationship()
    offer: Mapped[Offer] = relationship()
