"""How the owners' side weighs full responses. The responder's side reads nothing of this.

Each assessor scores alone what the listing asks. Who has scored sees the others' scores; a note is read by its writer
and by nobody else. When all have scored, an owner records what was agreed.
"""

from enum import IntEnum

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.models import Record
from app.listings.models import Listing
from app.responses.models import Response, ResponseAnswer


class Mark(IntEnum):
    """How far an answer meets what was asked."""

    NOT_MET = 0
    PARTLY_MET = 1
    MET = 2
    EXCEEDED = 3


MARK_LABELS = {
    Mark.NOT_MET: "Not met",
    Mark.PARTLY_MET: "Partly met",
    Mark.MET: "Met",
    Mark.EXCEEDED: "Exceeded",
}


class ListingAssessor(Record):
    """A colleague of the owners who scores the full responses to a listing."""

    __tablename__ = "listing_assessors"
    __table_args__ = (UniqueConstraint("listing_id", "person_id"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    listing: Mapped[Listing] = relationship()
    person: Mapped[Person] = relationship()


class Assessment(Record):
    """What one person has said of a full response: their scores, or that they have a conflict of interest."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("response_id", "person_id"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    is_recused: Mapped[bool] = mapped_column(default=False)
    # The conflict of interest of who is recused.
    conflict: Mapped[str] = mapped_column(Text, default="")

    response: Mapped[Response] = relationship()
    person: Mapped[Person] = relationship()
    scores: Mapped[list["AssessmentScore"]] = relationship(
        cascade="all, delete-orphan", order_by="AssessmentScore.answer_id"
    )


class AssessmentScore(Record):
    """One assessor's score for one answer, and their private note on it."""

    __tablename__ = "assessment_scores"
    __table_args__ = (UniqueConstraint("assessment_id", "answer_id"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("response_answers.id"), index=True)
    mark: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")


class AgreedScore(Record):
    """What the assessors agreed on for one answer, in the words of the owner who recorded it."""

    __tablename__ = "agreed_scores"

    answer_id: Mapped[int] = mapped_column(ForeignKey("response_answers.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    mark: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)

    answer: Mapped[ResponseAnswer] = relationship()
