"""Offers: what a university can do, by one mechanism each."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.models import enum_column
from app.listings.models import Listing, ListingKind
from app.taxonomy.models import Mechanism


class Level(StrEnum):
    """Level of study of a placement."""

    UNDERGRADUATE = "undergraduate"
    POSTGRADUATE_TAUGHT = "postgraduate_taught"
    POSTGRADUATE_RESEARCH = "postgraduate_research"


class DayRate(StrEnum):
    """What a consultancy charges."""

    FREE = "free"
    UNDER_500 = "under_500"
    FROM_500_TO_1000 = "500_to_1000"
    OVER_1000 = "over_1000"
    BY_THE_DAY = "day"


class Method(StrEnum):
    """How a research offer works."""

    LABORATORY = "laboratory"
    EXPERIMENT = "experiment"
    FIELD_TRIAL = "field_trial"
    FIELD_STUDY = "field_study"
    MODELLING = "modelling"
    METHOD_DEVELOPMENT = "method_development"
    QUALITATIVE = "qualitative"
    MIXED = "mixed"


class Offer(Listing):
    __tablename__ = "offers"
    __mapper_args__ = {"polymorphic_identity": ListingKind.OFFER}

    id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    description: Mapped[str] = mapped_column(Text, default="")
    remote_ok: Mapped[bool] = mapped_column(default=False)
    available_from: Mapped[date | None]
    # Also kept as Listing.closes_on.
    available_to: Mapped[date | None]
    # The poster's words, and the number in them where there is one, with its unit.
    capacity_text: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int | None]
    capacity_unit: Mapped[str] = mapped_column(String(60), default="")
    # A fact written down by the collaborations room: how many running collaborations use the offer.
    load: Mapped[int] = mapped_column(default=0)
    cost_model: Mapped[str] = mapped_column(String(160), default="")
    provided_by: Mapped[str] = mapped_column(String(160), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    vetting_text: Mapped[str] = mapped_column(String(200), default="")
    # By mechanism; which apply is said by MECHANISM_FIELDS, and the rest stay empty.
    level: Mapped[Level | None] = mapped_column(enum_column(Level))
    days: Mapped[int | None]
    grade: Mapped[str] = mapped_column(String(60), default="")
    months: Mapped[int | None]
    fte: Mapped[float | None]
    hours: Mapped[float | None]
    cohort: Mapped[int | None]
    certificate: Mapped[bool | None]
    day_rate: Mapped[DayRate | None] = mapped_column(enum_column(DayRate))
    method: Mapped[Method | None] = mapped_column(enum_column(Method))
    outputs: Mapped[str] = mapped_column(Text, default="")

    @property
    def mechanism(self) -> Mechanism:
        return self.mechanism_links[0].mechanism


MECHANISM_FIELDS: dict[Mechanism, tuple[str, ...]] = {
    Mechanism.PLACEMENT: ("level", "days"),
    Mechanism.SECONDMENT: ("grade", "months", "fte"),
    Mechanism.TRAINING: ("hours", "cohort", "certificate"),
    Mechanism.CONSULTANCY: ("days", "day_rate"),
    Mechanism.RESEARCH: ("method", "months"),
    Mechanism.PROJECT: ("outputs", "months"),
}
