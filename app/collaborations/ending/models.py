"""What an ended collaboration leaves: each side's reflection, outputs, and who else uses what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.collaborations.models import Collaboration, Outcome
from app.core.models import Link, Record, UtcDateTime, enum_column
from app.core.sensitivity.confirming import Confirmation
from app.organisations.models import Organisation
from app.taxonomy.models import Cause


class WouldRepeat(StrEnum):
    """Whether a side would work with the other again."""

    YES = "yes"
    WITH_CHANGES = "with_changes"
    NO = "no"


class OutputKind(StrEnum):
    ARTICLE = "article"
    REPORT = "report"
    DATA_SET = "data_set"
    CODE = "code"
    TRAINING_MATERIAL = "training_material"
    TOOL = "tool"


class Extent(StrEnum):
    """How far an organisation uses what came of a collaboration."""

    TRIAL = "trial"
    ONE_TEAM = "one_team"
    FORCE_WIDE = "force_wide"


class Reflection(Record):
    """One side's own account of how it went, written before it sees the other's."""

    __tablename__ = "collaboration_reflections"
    __table_args__ = (UniqueConstraint("collaboration_id", "organisation_id"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    worked: Mapped[str] = mapped_column(Text, default="")
    did_not: Mapped[str] = mapped_column(Text, default="")
    differently: Mapped[str] = mapped_column(Text, default="")
    would_repeat: Mapped[WouldRepeat] = mapped_column(enum_column(WouldRepeat))
    # {dimension of app.collaborations.ending.words: 1 to 5}
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    causes: Mapped[list[Cause]] = relationship(secondary="reflection_causes", order_by="Cause.position")
    organisation: Mapped[Organisation] = relationship()


class ReflectionCause(Link):
    __tablename__ = "reflection_causes"
    reflection_id: Mapped[int] = mapped_column(ForeignKey("collaboration_reflections.id"), primary_key=True)
    cause_code: Mapped[str] = mapped_column(ForeignKey("causes.code"), primary_key=True)


class Output(Record):
    """Something that others can read, run or teach from."""

    __tablename__ = "collaboration_outputs"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[OutputKind] = mapped_column(enum_column(OutputKind))
    # A full web address; a DOI stands as https://doi.org/10.…
    link: Mapped[str] = mapped_column(Text, default="")
    # A code of app.collaborations.ending.words.LICENCES.
    licence: Mapped[str] = mapped_column(String(40))
    not_open_because: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date | None]
    organisation: Mapped[Organisation | None] = relationship()
    collaboration: Mapped[Collaboration] = relationship()


class Adoption(Record):
    """A police organisation says that it uses what came of a collaboration too."""

    __tablename__ = "collaboration_adoptions"
    __table_args__ = (UniqueConstraint("collaboration_id", "organisation_id"),)

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on: Mapped[date]
    extent: Mapped[Extent] = mapped_column(enum_column(Extent))
    words: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[Organisation] = relationship()
    collaboration: Mapped[Collaboration] = relationship()


class EndingConfirmation(Confirmation):
    """Words in what stands on the page of an ended collaboration, and who confirmed that they may be shown."""

    __tablename__ = "ending_confirmations"
    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), index=True)
