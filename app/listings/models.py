"""What briefs and offers share: owner, state, audience, codes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.actor import Audience
from app.core.models import Link, Record, Sampled, UtcDateTime, enum_column
from app.core.policy import Transitions, row
from app.core.sensitivity.confirming import Confirmation
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Mechanism, Region, Specialism, VettingLevel


class ListingKind(StrEnum):
    BRIEF = "brief"
    OFFER = "offer"


class ListingState(StrEnum):
    DRAFT = "draft"
    AWAITING_RELEASE = "awaiting_release"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Party(StrEnum):
    """What somebody is to a listing."""

    # Poster, co-owner, or partnership manager or administrator of the organisation that posts it.
    OWNER = "owner"
    # Partnership manager or administrator of the organisation that posts it.
    MANAGER = "manager"
    REVIEWER = "reviewer"
    CLOCK = "clock"


S = ListingState
OPEN_STATES = frozenset({S.DRAFT, S.AWAITING_RELEASE, S.IN_REVIEW, S.PUBLISHED})

LISTING_TRANSITIONS = Transitions(
    row("edit", [S.DRAFT], None, Party.OWNER),
    # The service sends it to AWAITING_RELEASE first where the organisation wants that.
    row("submit", [S.DRAFT], S.IN_REVIEW, Party.OWNER),
    row("release", [S.AWAITING_RELEASE], S.IN_REVIEW, Party.MANAGER),
    row("hold_back", [S.AWAITING_RELEASE], S.DRAFT, Party.MANAGER),
    row("publish", [S.IN_REVIEW], S.PUBLISHED, Party.REVIEWER),
    row("request_changes", [S.IN_REVIEW], S.DRAFT, Party.REVIEWER),
    # The reviewer's own view of a brief's priority. It changes no word.
    row("score", [S.IN_REVIEW], None, Party.REVIEWER),
    # Words that a reviewer has passed change only through review again.
    row("revise", [S.AWAITING_RELEASE, S.IN_REVIEW, S.PUBLISHED], S.DRAFT, Party.OWNER),
    # Not while a response waits for an answer: the responses room writes that fact down.
    row("close", [S.PUBLISHED], S.CLOSED, Party.OWNER),
    row("withdraw", [S.DRAFT, S.AWAITING_RELEASE, S.IN_REVIEW, S.PUBLISHED], S.WITHDRAWN, Party.OWNER),
    # By nobody's own hand: the owners of the listing that it joins agree to it, in a higher room.
    row("join", [S.DRAFT], S.WITHDRAWN),
    row("expire", [S.PUBLISHED], S.EXPIRED, Party.CLOCK),
    row("copy", list(S), None, Party.OWNER),
    row("hand_over", list(S), None, Party.OWNER),
    row("add_co_owner", list(OPEN_STATES), None, Party.OWNER),
    row("remove_co_owner", list(OPEN_STATES), None, Party.OWNER),
)


class Listing(Sampled, Record):
    """Something posted: a brief or an offer (joined tables; one number range for both)."""

    __tablename__ = "listings"
    __mapper_args__ = {"polymorphic_on": "kind"}

    kind: Mapped[ListingKind] = mapped_column(enum_column(ListingKind), index=True)
    state: Mapped[ListingState] = mapped_column(enum_column(ListingState), default=S.DRAFT, index=True)
    audience: Mapped[Audience] = mapped_column(enum_column(Audience), default=Audience.MEMBERS, index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    poster_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(150))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    vetting_code: Mapped[str | None] = mapped_column(ForeignKey("vetting_levels.code"))
    vetting_note: Mapped[str] = mapped_column(Text, default="")
    # The poster's own words, beside the codes.
    areas_text: Mapped[str] = mapped_column(Text, default="")
    specialisms_text: Mapped[str] = mapped_column(Text, default="")
    declared_official: Mapped[bool] = mapped_column(default=False)
    # Why the poster thinks that the public may see it: would this help someone defeat the police?
    public_reason: Mapped[str] = mapped_column(Text, default="")
    # The day after which it expires: a brief's deadline, an offer's last day. Kept by the higher rooms.
    closes_on: Mapped[date | None] = mapped_column(index=True)
    # Facts written down by higher rooms.
    waiting_responses: Mapped[int] = mapped_column(default=0)
    # Kept by app.listings.questions: how many wait for an answer.
    unanswered_questions: Mapped[int] = mapped_column(default=0)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    poster: Mapped[Person | None] = relationship()
    region: Mapped[Region | None] = relationship()
    vetting: Mapped[VettingLevel | None] = relationship()
    copied_from: Mapped["Listing | None"] = relationship(remote_side="Listing.id")
    co_owners: Mapped[list[Person]] = relationship(secondary="listing_co_owners", order_by=Person.name)
    area_links: Mapped[list["ListingArea"]] = relationship(
        back_populates="listing",
        cascade="all, delete-orphan",
        order_by="ListingArea.position",
        collection_class=ordering_list("position"),
    )
    areas: AssociationProxy[list[Area]] = association_proxy(
        "area_links", "area", creator=lambda area: ListingArea(area_code=area.code, area=area)
    )
    specialism_links: Mapped[list["ListingSpecialism"]] = relationship(
        back_populates="listing",
        cascade="all, delete-orphan",
        order_by="ListingSpecialism.position",
        collection_class=ordering_list("position"),
    )
    mechanism_links: Mapped[list["ListingMechanism"]] = relationship(
        back_populates="listing", cascade="all, delete-orphan", order_by="ListingMechanism.mechanism"
    )
    review_notes: Mapped[list["ReviewNote"]] = relationship(
        cascade="all, delete-orphan", order_by="ReviewNote.id.desc()"
    )
    rounds: Mapped[list["ReviewRound"]] = relationship(
        cascade="all, delete-orphan", order_by="ReviewRound.id"
    )
    confirmations: Mapped[list["ListingConfirmation"]] = relationship(
        cascade="all, delete-orphan", order_by="ListingConfirmation.id"
    )

    @property
    def specialisms(self) -> list[Specialism]:
        """Those stated, in the poster's order; likely ones (`is_likely`) are not among them."""
        return [link.specialism for link in self.specialism_links if not link.is_likely]

    @property
    def likely_specialisms(self) -> list[Specialism]:
        """Those that a knowledgeable reader would suggest; shown as such, never as stated."""
        return [link.specialism for link in self.specialism_links if link.is_likely]

    @property
    def mechanisms(self) -> list[Mechanism]:
        return [link.mechanism for link in self.mechanism_links]

    @property
    def is_open(self) -> bool:
        return self.state is S.PUBLISHED


class ListingArea(Link):
    """An area of challenge of a listing, the principal one first."""

    __tablename__ = "listing_areas"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    area: Mapped[Area] = relationship()
    listing: Mapped[Listing] = relationship(back_populates="area_links")


class ListingSpecialism(Link):
    __tablename__ = "listing_specialisms"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    specialism_code: Mapped[str] = mapped_column(ForeignKey("specialisms.code"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    # Suggested rather than stated.
    is_likely: Mapped[bool] = mapped_column(default=False)
    # The list has no true code: the nearest stands in, and is no strong evidence.
    is_nearest_only: Mapped[bool] = mapped_column(default=False)
    specialism: Mapped[Specialism] = relationship()
    listing: Mapped[Listing] = relationship(back_populates="specialism_links")


class ListingMechanism(Link):
    """How the two may work together: a brief may want several, an offer has one."""

    __tablename__ = "listing_mechanisms"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    mechanism: Mapped[Mechanism] = mapped_column(enum_column(Mechanism), primary_key=True)
    listing: Mapped[Listing] = relationship(back_populates="mechanism_links")


class ListingCoOwner(Link):
    __tablename__ = "listing_co_owners"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class ReviewNote(Record):
    """Why changes were asked for: one row a field, `field` empty for the whole."""

    __tablename__ = "review_notes"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    field: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text)


class RoundEnd(StrEnum):
    """How a round of review ended."""

    PUBLISHED = "published"
    CHANGES_ASKED = "changes_asked"
    TAKEN_BACK = "taken_back"


class ReviewRound(Record):
    """From when a listing reached the reviewers to their answer, and what it said then."""

    __tablename__ = "review_rounds"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[RoundEnd | None] = mapped_column(enum_column(RoundEnd))
    title: Mapped[str] = mapped_column(String(150))
    # [step, what it is called, what was said], in the order of the outline.
    said: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    # What the reviewer asked to have changed: the slug of a step, or "" for the whole, to a reason.
    reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class ListingConfirmation(Confirmation):
    __tablename__ = "listing_confirmations"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
