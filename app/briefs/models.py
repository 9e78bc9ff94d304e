"""Challenge briefs: what a force needs."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.models import Link, Record, enum_column
from app.listings.models import Listing, ListingKind
from app.taxonomy.models import ResearchInterest, VettingLevel


class Horizon(StrEnum):
    NOW = "now"
    NEXT = "next"
    LATER = "later"


class BudgetBand(StrEnum):
    NONE = "none"
    UNDER_10K = "under_10k"
    FROM_10K_TO_25K = "10k_to_25k"
    FROM_25K_TO_50K = "25k_to_50k"
    FROM_50K_TO_100K = "50k_to_100k"
    OVER_100K = "over_100k"
    NOT_SAID = "not_said"


BUDGET_LABELS = {
    BudgetBand.NONE: "No money (in kind)",
    BudgetBand.UNDER_10K: "Under £10,000",
    BudgetBand.FROM_10K_TO_25K: "£10,000 to £25,000",
    BudgetBand.FROM_25K_TO_50K: "£25,000 to £50,000",
    BudgetBand.FROM_50K_TO_100K: "£50,000 to £100,000",
    BudgetBand.OVER_100K: "Over £100,000",
    BudgetBand.NOT_SAID: "Not said",
}
HORIZON_LABELS = {
    Horizon.NOW: "Now: within a year",
    Horizon.NEXT: "Next: one to three years",
    Horizon.LATER: "Later: beyond three years",
}


class Brief(Listing):
    __tablename__ = "briefs"
    __mapper_args__ = {"polymorphic_identity": ListingKind.BRIEF}

    id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    desired_outcome: Mapped[str] = mapped_column(Text, default="")
    data_access: Mapped[str] = mapped_column(Text, default="")
    # What makes a brief clear, each optional: app.briefs.clarity reads them.
    summary: Mapped[str] = mapped_column(Text, default="")
    who_affected: Mapped[str] = mapped_column(Text, default="")
    why_now: Mapped[str] = mapped_column(Text, default="")
    already_done: Mapped[str] = mapped_column(Text, default="")
    essentials: Mapped[str] = mapped_column(Text, default="")  # one a line
    resources: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    baseline: Mapped[str] = mapped_column(Text, default="")
    adoption: Mapped[str] = mapped_column(Text, default="")
    # By the code of a question {"state", "words", "on"}: app.briefs.preflight reads and writes it.
    preflight: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    start: Mapped[date | None]
    # Last date for responses, before the start. Also kept as Listing.closes_on.
    deadline: Mapped[date | None]
    duration_weeks: Mapped[int | None]
    budget_band: Mapped[BudgetBand] = mapped_column(enum_column(BudgetBand), default=BudgetBand.NOT_SAID)
    # Listing.vetting_code is the most that any part needs; this the least with which some part can be done.
    vetting_min_code: Mapped[str | None] = mapped_column(ForeignKey("vetting_levels.code"))
    horizon: Mapped[Horizon | None] = mapped_column(enum_column(Horizon))
    research_interest_id: Mapped[int | None] = mapped_column(ForeignKey("research_interests.id"), index=True)
    # "None fits" is an answer too, and feeds the list of gaps.
    no_research_interest_fits: Mapped[bool] = mapped_column(default=False)
    # The question that is missing there, in a sentence.
    gap: Mapped[str] = mapped_column(Text, default="")

    vetting_min: Mapped[VettingLevel | None] = relationship(foreign_keys=[vetting_min_code])
    research_interest: Mapped[ResearchInterest | None] = relationship()
    scores: Mapped[list["BriefScores"]] = relationship(
        cascade="all, delete-orphan", order_by="BriefScores.side"
    )


class Scorer(StrEnum):
    """Whose view of a brief's priority."""

    OWNER = "owner"
    REVIEWER = "reviewer"


class BriefScores(Record):
    """One side's view of a brief's priority: 0 to 4 by criterion (app.briefs.priority), None where not known."""

    __tablename__ = "brief_scores"
    __table_args__ = (UniqueConstraint("brief_id", "side"),)

    brief_id: Mapped[int] = mapped_column(ForeignKey("briefs.id"), index=True)
    side: Mapped[Scorer] = mapped_column(enum_column(Scorer))
    harm: Mapped[int | None]
    demand: Mapped[int | None]
    breadth: Mapped[int | None]
    readiness: Mapped[int | None]
    cost: Mapped[int | None]


class ResearchInterestWatch(Link):
    """Somebody who wants to be told when a brief is posted under a research interest."""

    __tablename__ = "research_interest_watches"
    research_interest_id: Mapped[int] = mapped_column(ForeignKey("research_interests.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
