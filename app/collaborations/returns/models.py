"""What a university notes for its yearly return, and what a person notes of their own learning."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.collaborations.models import Collaboration
from app.core.models import Record, UtcDateTime, enum_column
from app.organisations.models import Organisation


class Heading(StrEnum):
    """A heading of HE-BCI, or none of them. What each holds: app.collaborations.returns.headings."""

    COLLABORATIVE_RESEARCH = "collaborative_research"
    CONTRACT_RESEARCH = "contract_research"
    CONSULTANCY = "consultancy"
    FACILITIES = "facilities"
    CPD = "cpd"
    REGENERATION = "regeneration"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    ENGAGEMENT = "engagement"
    NOT_COUNTED = "not_counted"


class ReturnFigures(Record):
    """The figures of a collaboration for one academic year. Only the university whose they are reads them."""

    __tablename__ = "return_figures"
    __table_args__ = (UniqueConstraint("collaboration_id", "organisation_id", "year"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    # The year in which the academic year begins: 2025 is 1 August 2025 to 31 July 2026.
    year: Mapped[int] = mapped_column(index=True)
    heading: Mapped[Heading] = mapped_column(enum_column(Heading))
    # Why it is not the heading that the mapping proposes; empty where it is.
    heading_because: Mapped[str] = mapped_column(Text, default="")
    # In whole pounds; None where nobody has said.
    income: Mapped[int | None]
    public_grant: Mapped[int | None]
    in_kind: Mapped[int | None]
    # Of training; halves are exact in a float.
    learner_days: Mapped[float | None]
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    collaboration: Mapped[Collaboration] = relationship()
    organisation: Mapped[Organisation] = relationship()


class LearningNote(Record):
    """What a person learned in a collaboration, in their own words and for them alone; erased with their account."""

    __tablename__ = "learning_notes"
    __table_args__ = (UniqueConstraint("person_id", "collaboration_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    hours: Mapped[float | None]
    learned: Mapped[str] = mapped_column(Text, default="")
    # What the collaboration and the person's part in it were called when they last wrote: it stays theirs after they
    # have handed over or moved, and shows them nothing that came later.
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    collaboration: Mapped[Collaboration] = relationship()
