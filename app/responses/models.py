"""Responses: an answer to a listing of either kind, from the other side."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.listings.models import Confirmation, Listing
from app.organisations.models import Organisation


class ResponseState(StrEnum):
    INTEREST = "interest"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    NOT_A_FIT = "not_a_fit"
    ALREADY_CHOSEN = "already_chosen"
    TIMING = "timing"
    NO_CAPACITY = "no_capacity"
    COST = "cost"
    VETTING = "vetting"
    NEED_CHANGED = "need_changed"
    OTHER = "other"


class Party(StrEnum):
    """What somebody is to a response."""

    # Whoever sent it, or a partnership manager or administrator of their organisation.
    RESPONDER = "responder"
    # An owner of the listing that it answers.
    OWNER = "owner"


RESPONSE_TRANSITIONS = Transitions(
    row("accept", [ResponseState.INTEREST], ResponseState.ACCEPTED, Party.OWNER),
    row("decline", [ResponseState.INTEREST], ResponseState.DECLINED, Party.OWNER),
    row("withdraw", [ResponseState.INTEREST], ResponseState.WITHDRAWN, Party.RESPONDER),
)


class Response(Record):
    """An interest: three sentences and when one is free. Names pass only once it is accepted."""

    __tablename__ = "responses"
    __table_args__ = (
        # One open response per organisation and listing.
        Index(
            "uq_responses_one_open",
            "listing_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'interest'"),
            postgresql_where=text("state = 'interest'"),
        ),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    responder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[ResponseState] = mapped_column(
        enum_column(ResponseState), default=ResponseState.INTEREST, index=True
    )
    why: Mapped[str] = mapped_column(Text)
    contribution: Mapped[str] = mapped_column(Text)
    first_step: Mapped[str] = mapped_column(Text)
    availability: Mapped[str] = mapped_column(Text)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_column(DeclineReason))
    decline_sentence: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_sample: Mapped[bool] = mapped_column(default=False, index=True)

    listing: Mapped[Listing] = relationship()
    organisation: Mapped[Organisation] = relationship()
    responder: Mapped[Person | None] = relationship(foreign_keys=[responder_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    confirmations: Mapped[list["ResponseConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="ResponseConfirmation.id"
    )


class ResponseConfirmation(Confirmation):
    __tablename__ = "response_confirmations"
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
