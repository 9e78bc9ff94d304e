"""Base of every table, and the ground floor's own tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, DateTime, Enum, Index, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core import clock
from app.extensions import Model, db

if TYPE_CHECKING:
    _Base = Model
else:
    _Base = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC. SQLite keeps no zone, so it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum]) -> Enum:
    """A column type that holds the values of `kind` as text, so that a new value needs no new type."""
    return Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


class Record(_Base):
    """A row with a number and two moments."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, onupdate=clock.now)


class Link(_Base):
    """A row that only joins two others."""

    __abstract__ = True


class Coded(_Base):
    """A row of reference data, known by its code."""

    __abstract__ = True

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))


class Sampled:
    """Mixed into what sample content may hold: `sample_ref` is its id in the sample files."""

    is_sample: Mapped[bool] = mapped_column(default=False, index=True)

    @declared_attr
    def sample_ref(cls) -> Mapped[str | None]:
        return mapped_column(String(80), unique=True)


class AuditKind(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    SECURITY = "security"
    EXPORT = "export"


class AuditRow(_Base):
    """Who did what to which thing, when, and which fields changed. Holds ids, never names or texts."""

    __tablename__ = "audit_rows"
    __table_args__ = (Index("ix_audit_rows_thing", "thing_kind", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    kind: Mapped[AuditKind] = mapped_column(enum_column(AuditKind), default=AuditKind.DONE)
    act: Mapped[str] = mapped_column(String(80), index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None]
    thing_kind: Mapped[str | None] = mapped_column(String(40))
    thing_id: Mapped[str | None] = mapped_column(String(80))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    detail: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(64), default="")


class MailRow(_Base):
    """A letter waiting to be sent. Names its reader by id; the address is looked up when it is sent."""

    __tablename__ = "mail_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    person_id: Mapped[int] = mapped_column(index=True)
    to_new_address: Mapped[bool] = mapped_column(default=False)
    in_digest: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Submission(_Base):
    """A form already acted on: the same one sent twice leads to the same place and acts once."""

    __tablename__ = "submissions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)


class KeptPost(_Base):
    """What somebody typed into a form after their session had ended, until they sign in again."""

    __tablename__ = "kept_posts"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(String(2000))
    fields: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)


class ClockRun(_Base):
    """When the worker last did a timed job, so that a restart repeats nothing."""

    __tablename__ = "clock_runs"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
