"""The working agreement of a collaboration: the copy that both sides write, the versions they sign, the papers.

The working copy is changed by either side. Offering it for signature freezes a numbered version, whose text is never
changed again; signed by both sides it is in force, until a later one is. Nothing here is ever removed.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.collaborations.models import Collaboration
from app.core import clock
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.core.sensitivity.confirming import Confirmation
from app.organisations.models import Organisation
from app.taxonomy.models import GateKind


class Standing(StrEnum):
    """How an agreement stands as a whole."""

    # No version waits for signatures.
    DRAFT = "draft"
    OFFERED = "offered"
    # The collaboration has ended: what was signed is read, and nothing is changed.
    CLOSED = "closed"


class Party(StrEnum):
    """What somebody is to an agreement."""

    # Who takes part in the collaboration, once both sides stand behind it.
    PARTICIPANT = "participant"
    # One of them, while their side has not signed the version that is offered.
    SIGNATORY = "signatory"


OPEN = (Standing.DRAFT, Standing.OFFERED)

AGREEMENT_TRANSITIONS = Transitions(
    # A change while a version is out withdraws it: nobody signs what is no longer meant.
    row("edit", OPEN, Standing.DRAFT, Party.PARTICIPANT),
    row("offer", [Standing.DRAFT], Standing.OFFERED, Party.PARTICIPANT),
    # The second signature brings the version into force, and nothing is offered any more.
    row("sign", [Standing.OFFERED], None, Party.SIGNATORY),
    row("decline", [Standing.OFFERED], Standing.DRAFT, Party.SIGNATORY),
    # The papers stand beside the agreement: what is said of them changes no version.
    row("mark", OPEN, None, Party.PARTICIPANT),
)


class VersionState(StrEnum):
    OFFERED = "offered"
    IN_FORCE = "in_force"
    # It was in force until a later version was.
    REPLACED = "replaced"
    DECLINED = "declined"
    # The working copy was changed before both had signed.
    WITHDRAWN = "withdrawn"


class Mark(StrEnum):
    """What the parties say of a legal paper."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    HAVE = "have"


class Agreement(Record):
    __tablename__ = "agreements"

    collaboration_id: Mapped[int] = mapped_column(ForeignKey("collaborations.id"), unique=True)
    # The working copy: what stands in each part, by its code (app.collaborations.agreement.parts).
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Raised by each change; `edited_in` says for each part in which version it was changed last.
    version: Mapped[int] = mapped_column(default=1)
    edited_in: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # Why work started before any version was signed by both.
    unsigned_because: Mapped[str] = mapped_column(Text, default="")
    # What the parties answered to the questions that decide which papers are proposed: true, false, or not there.
    answers: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)

    collaboration: Mapped[Collaboration] = relationship()
    versions: Mapped[list["AgreementVersion"]] = relationship(
        back_populates="agreement", order_by="AgreementVersion.number"
    )
    papers: Mapped[list["AgreementPaper"]] = relationship(order_by="AgreementPaper.id")
    confirmations: Mapped[list["AgreementConfirmation"]] = relationship(order_by="AgreementConfirmation.id")

    def _in(self, state: VersionState) -> "AgreementVersion | None":
        return next((each for each in self.versions if each.state is state), None)

    @property
    def offered(self) -> "AgreementVersion | None":
        """The version that waits for signatures."""
        return self._in(VersionState.OFFERED)

    @property
    def in_force(self) -> "AgreementVersion | None":
        """The version that both sides have signed and that no later one has replaced."""
        return self._in(VersionState.IN_FORCE)


class AgreementVersion(Record):
    """What was offered for signature, word for word. Its number, texts and hash are never changed."""

    __tablename__ = "agreement_versions"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enum_column(VersionState), default=VersionState.OFFERED)
    # [{"code", "title", "text"}, …], with the titles as they were.
    texts: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    # In what the freedom to publish is less than usual, for whoever may read the collaboration; empty when it is not.
    deviation: Mapped[str] = mapped_column(Text, default="")
    # SHA-256 of the canonical text, in hexadecimal.
    hash: Mapped[str] = mapped_column(String(64))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it was declined, withdrawn or replaced, and by which side; a side that declines says why.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    agreement: Mapped[Agreement] = relationship(back_populates="versions")
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    ended_by: Mapped[Organisation | None] = relationship(foreign_keys=[ended_by_organisation_id])
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")

    def signature_of(self, organisation_id: int | None) -> "Signature | None":
        """The signature of one side."""
        return next((each for each in self.signatures if each.organisation_id == organisation_id), None)


class Signature(Record):
    """Somebody signed a version for their side, in their post. Never changed, never removed."""

    __tablename__ = "agreement_signatures"
    __table_args__ = (UniqueConstraint("version_id", "organisation_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_versions.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    post: Mapped[str] = mapped_column(String(160))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    # The hash of what was signed, as it was then.
    hash: Mapped[str] = mapped_column(String(64))

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()


class AgreementPaper(Record):
    """What the parties say of one legal paper. The paper itself stays with them: this is where it is found."""

    __tablename__ = "agreement_papers"
    __table_args__ = (UniqueConstraint("agreement_id", "kind_code"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    kind_code: Mapped[str] = mapped_column(ForeignKey("gate_kinds.code"))
    mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    because: Mapped[str] = mapped_column(Text, default="")
    reference: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    dated: Mapped[date | None]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    kind: Mapped[GateKind] = relationship()
    organisation: Mapped[Organisation] = relationship()


class AgreementConfirmation(Confirmation):
    """Of the one text that others read too: what both sides call success."""

    __tablename__ = "agreement_confirmations"
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"), index=True)
