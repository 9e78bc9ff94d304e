"""Responses: an answer to a listing of either kind, from the other side.

It begins as an interest, which may be accepted as it is. Its owners may invite it to a full response, made of what
the listing asks: for each essential of a brief one piece of evidence; of an offer, what is needed and why.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.core.sensitivity.confirming import Confirmation
from app.listings.models import Listing, ListingKind
from app.organisations.models import Organisation


class ResponseState(StrEnum):
    INTEREST = "interest"
    # To a full response, which is being written.
    INVITED = "invited"
    # The full response has been sent.
    FULL = "full"
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
    # A partnership manager or administrator of an organisation that is asked to join it, or has joined.
    PARTNER = "partner"
    # An owner of the listing that it answers.
    OWNER = "owner"
    # Named by the owners to score the full responses to their listing.
    ASSESSOR = "assessor"
    # An owner who has declared a conflict of interest: they read it, and decide nothing about it.
    RECUSED = "recused"


S = ResponseState
# Nothing is decided yet. An organisation has one such response to a listing, and the listing cannot be closed.
OPEN_STATES = (S.INTEREST, S.INVITED, S.FULL)
# It is the owners' turn. While somebody is invited, it is the responder's.
WAITING_STATES = (S.INTEREST, S.FULL)

RESPONSE_TRANSITIONS = Transitions(
    row("invite", [S.INTEREST], S.INVITED, Party.OWNER),
    # Another last day for the full response.
    row("extend", [S.INVITED], None, Party.OWNER),
    row("accept", [S.INTEREST, S.FULL], S.ACCEPTED, Party.OWNER),
    row("decline", OPEN_STATES, S.DECLINED, Party.OWNER),
    # The draft of the full response, which its owners do not see.
    row("edit", [S.INVITED], None, Party.RESPONDER),
    row("add_partner", [S.INVITED], None, Party.RESPONDER),
    row("remove_partner", [S.INVITED], None, Party.RESPONDER),
    row("send", [S.INVITED], S.FULL, Party.RESPONDER),
    # Whether there is a conflict of interest: the owners read it at once.
    row("declare", OPEN_STATES, None, Party.RESPONDER),
    row("withdraw", OPEN_STATES, S.WITHDRAWN, Party.RESPONDER),
    row("score", [S.FULL], None, Party.ASSESSOR),
    row("recuse", [S.FULL], None, Party.ASSESSOR),
    row("recuse", OPEN_STATES, None, Party.OWNER),
    row("agree", [S.FULL], None, Party.OWNER),
)
_ONE_OPEN = "state IN ('interest', 'invited', 'full')"


class Response(Record):
    """Three sentences, when one is free, and later perhaps a full response. Names pass only once it is accepted."""

    __tablename__ = "responses"
    __table_args__ = (
        # One open response per organisation and listing.
        Index(
            "uq_responses_one_open",
            "listing_id",
            "organisation_id",
            unique=True,
            sqlite_where=text(_ONE_OPEN),
            postgresql_where=text(_ONE_OPEN),
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
    # What was declared of conflicts of interest: empty for none, null where it was sent before this was asked.
    conflict: Mapped[str | None] = mapped_column(Text)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The last day on which the full response may be sent.
    full_by: Mapped[date | None]
    full_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When its owners first said anything: invited, accepted or declined. The reply clock counts up to here.
    first_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How many reminders of this wait have been sent, see app.responses.reminders.
    reminders: Mapped[int] = mapped_column(default=0)
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
    answers: Mapped[list["ResponseAnswer"]] = relationship(
        cascade="all, delete-orphan", order_by="ResponseAnswer.position", back_populates="response"
    )
    partners: Mapped[list["ResponsePartner"]] = relationship(
        cascade="all, delete-orphan", order_by="ResponsePartner.id", back_populates="response"
    )

    @property
    def is_waiting(self) -> bool:
        """Whether it is the owners' turn."""
        return self.state in WAITING_STATES

    @property
    def waiting_since(self) -> datetime:
        """Since when its owners have had it: an interest, or later the full response."""
        return self.full_sent_at or self.created_at


class ResponseConfirmation(Confirmation):
    __tablename__ = "response_confirmations"
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)


class ResponseAnswer(Record):
    """What a full response says to one thing that the listing asks, in the words in which it was asked then."""

    __tablename__ = "response_answers"
    __table_args__ = (UniqueConstraint("response_id", "position"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    position: Mapped[int]
    asked: Mapped[str] = mapped_column(Text)
    # To an essential of a brief: one piece of evidence.
    situation: Mapped[str] = mapped_column(Text, default="")
    what_we_did: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    # To an offer.
    need: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    response: Mapped[Response] = relationship(back_populates="answers")
    confirmations: Mapped[list["ResponseAnswerConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="ResponseAnswerConfirmation.id"
    )

    @property
    def boxes(self) -> tuple[str, ...]:
        """The fields that are asked for."""
        if self.response.listing.kind is ListingKind.OFFER:
            return ("need",)
        return ("situation", "what_we_did", "result")

    @property
    def is_complete(self) -> bool:
        return all(getattr(self, box).strip() for box in self.boxes)


class ResponseAnswerConfirmation(Confirmation):
    __tablename__ = "response_answer_confirmations"
    answer_id: Mapped[int] = mapped_column(ForeignKey("response_answers.id"), index=True)


class PartnerState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


PARTNER_TRANSITIONS = Transitions(
    row("confirm", [PartnerState.ASKED], PartnerState.CONFIRMED, Party.PARTNER),
    # Until the full response is sent; after that the response itself is withdrawn.
    row("decline", [PartnerState.ASKED, PartnerState.CONFIRMED], PartnerState.DECLINED, Party.PARTNER),
)


class ResponsePartner(Record):
    """An organisation that the responder names as a partner. It answers for itself, through its managers."""

    __tablename__ = "response_partners"
    __table_args__ = (UniqueConstraint("response_id", "organisation_id"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[PartnerState] = mapped_column(enum_column(PartnerState), default=PartnerState.ASKED)
    # What it is asked to do, and why it declines.
    part: Mapped[str] = mapped_column(Text, default="")
    sentence: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    response: Mapped[Response] = relationship(back_populates="partners")
    organisation: Mapped[Organisation] = relationship()
