"""People and their membership of an organisation. The only tables that hold personal data."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.actor import Role
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.organisations.models import Organisation

SITE_ROLES = (Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)


class Person(UserMixin, Record):
    """Somebody with an account. A closed account keeps its number and loses everything personal."""

    __tablename__ = "people"

    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    post: Mapped[str] = mapped_column(String(160), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_email: Mapped[str | None] = mapped_column(String(254))
    # Raised to end every session and make every link in earlier mail void.
    epoch: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    site_role: Mapped[Role | None] = mapped_column(enum_column(Role))
    is_sample: Mapped[bool] = mapped_column(default=False, index=True)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", foreign_keys="Membership.person_id"
    )

    def get_id(self) -> str:
        return f"{self.id}.{self.epoch}"

    @property
    def is_active(self) -> bool:
        return self.closed_at is None and self.proved_at is not None

    @property
    def is_only_named(self) -> bool:
        """Whether others gave their name and address, and they never signed up themselves."""
        return self.proved_at is None and not self.password_hash and self.closed_at is None

    @property
    def membership(self) -> "Membership | None":
        """The one membership that is asked for or approved, if any."""
        for membership in self.memberships:
            if membership.state in (MembershipState.REQUESTED, MembershipState.APPROVED):
                return membership
        return None


class MembershipState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class Party(StrEnum):
    """What somebody is to a membership."""

    PERSON = "person"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    # A reviewer, while the organisation has no administrator.
    REVIEWER = "reviewer"


class Membership(Record):
    """A person's place in an organisation: asked for, then approved by somebody who checked."""

    __tablename__ = "memberships"
    __table_args__ = (
        # One organisation at a time.
        Index(
            "uq_memberships_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("state IN ('requested', 'approved')"),
            postgresql_where=text("state IN ('requested', 'approved')"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[MembershipState] = mapped_column(
        enum_column(MembershipState), default=MembershipState.REQUESTED, index=True
    )
    is_partnership_manager: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    # How the person was checked, in the words of who approved: kept for the audit, shown to nobody else.
    how_checked: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="memberships", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship()


MEMBERSHIP_TRANSITIONS = Transitions(
    row(
        "approve",
        [MembershipState.REQUESTED],
        MembershipState.APPROVED,
        Party.ORGANISATION_ADMINISTRATOR,
        Party.REVIEWER,
    ),
    row(
        "refuse",
        [MembershipState.REQUESTED],
        MembershipState.REFUSED,
        Party.ORGANISATION_ADMINISTRATOR,
        Party.REVIEWER,
    ),
    row(
        "change_roles",
        [MembershipState.APPROVED],
        None,
        Party.ORGANISATION_ADMINISTRATOR,
        Party.REVIEWER,
    ),
    row(
        "end",
        [MembershipState.REQUESTED, MembershipState.APPROVED],
        MembershipState.ENDED,
        Party.PERSON,
        Party.ORGANISATION_ADMINISTRATOR,
        Party.REVIEWER,
    ),
)


class SignInFailure(Record):
    """A failed sign-in, counted by a hash of the address typed, known or not, and its source."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_who", "address_hash", "source"),)

    address_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
