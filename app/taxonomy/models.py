"""The lists that everything is coded with. Loaded from app/taxonomy/data, changed by nobody at run time."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.models import Coded, Record


class Mechanism(StrEnum):
    """How the two sides work together."""

    PLACEMENT = "placement"
    SECONDMENT = "secondment"
    TRAINING = "training"
    CONSULTANCY = "consultancy"
    RESEARCH = "research"
    PROJECT = "project"


class Area(Coded):
    """An area of challenge; two levels."""

    __tablename__ = "areas"
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    description: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[int] = mapped_column(default=0)
    parent: Mapped["Area | None"] = relationship(remote_side="Area.code")


class Specialism(Coded):
    """A field of science, technology or social science; two levels."""

    __tablename__ = "specialisms"
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("specialisms.code"))
    description: Mapped[str] = mapped_column(Text)
    scheme_ref: Mapped[str] = mapped_column(String(200), default="")
    synonyms: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    parent: Mapped["Specialism | None"] = relationship(remote_side="Specialism.code")


class ResearchInterest(Record):
    """A question that a body published, in our own short words. Takes no response."""

    __tablename__ = "research_interests"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    issuer: Mapped[str] = mapped_column(String(80), index=True)
    year: Mapped[int]
    service_line_code: Mapped[str] = mapped_column(String(20))
    service_line: Mapped[str] = mapped_column(String(120))
    group_code: Mapped[str] = mapped_column(String(20))
    group: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    portal_id: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text)
    area: Mapped[Area | None] = relationship()


class VocabularyTerm(Record):
    """A police or academic word and what else it is called."""

    __tablename__ = "vocabulary_terms"
    term: Mapped[str] = mapped_column(String(120), unique=True)
    equivalents: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")


class Region(Coded):
    __tablename__ = "regions"
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class VettingLevel(Coded):
    """A level of vetting. Three scales; a clearance on one does not stand for another."""

    __tablename__ = "vetting_levels"
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Cause(Coded):
    """Why a collaboration fell short; two levels."""

    __tablename__ = "causes"
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("causes.code"))
    description: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    parent: Mapped["Cause | None"] = relationship(remote_side="Cause.code")


class GateKind(Coded):
    """A thing that must be settled before work may go on."""

    __tablename__ = "gate_kinds"
    when_needed: Mapped[str] = mapped_column(Text)
    typical_duration: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class MeasureKind(Coded):
    """An indicator for judging a collaboration."""

    __tablename__ = "measure_kinds"
    definition: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(120))
    direction: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Stage(Coded):
    """One of the nine stages of the police science system."""

    __tablename__ = "stages"
    what_happens: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
