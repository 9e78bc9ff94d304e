"""Questions on a listing, and their answers.

Everybody who may read the listing reads a question with its answer. Who asked is never shown; for which organisation,
only as app.listings.questions.policy says.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Link, Record, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.core.sensitivity.confirming import Confirmation
from app.listings.models import Listing
from app.organisations.models import Organisation


class QuestionState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"


class Party(StrEnum):
    """What somebody is to a question."""

    # Whoever asked, or a partnership manager or administrator of the organisation for which they did.
    ASKER = "asker"
    # An owner of the listing.
    OWNER = "owner"


S = QuestionState

QUESTION_TRANSITIONS = Transitions(
    row("answer", [S.ASKED, S.DECLINED], S.ANSWERED, Party.OWNER),
    # What everybody has read is not taken away; its words may be put right.
    row("amend", [S.ANSWERED], None, Party.OWNER),
    row("decline", [S.ASKED], S.DECLINED, Party.OWNER),
)


class Question(Record):
    __tablename__ = "questions"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    # None for somebody who was no member of an organisation when they asked.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[QuestionState] = mapped_column(enum_column(QuestionState), default=S.ASKED, index=True)
    question: Mapped[str] = mapped_column(Text)
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_sample: Mapped[bool] = mapped_column(default=False, index=True)

    listing: Mapped[Listing] = relationship()
    asker: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    answers: Mapped[list["QuestionAnswer"]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionAnswer.id"
    )
    confirmations: Mapped[list["QuestionConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionConfirmation.id"
    )


class QuestionAnswer(Record):
    """An answer, or what it was amended to: the last row is the one that holds, the others are its history."""

    __tablename__ = "question_answers"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text)


class QuestionConfirmation(Confirmation):
    __tablename__ = "question_confirmations"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)


class ListingResponder(Link):
    """An organisation that has sent a response to a listing: the responses room writes this fact down."""

    __tablename__ = "listing_responders"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
