"""Forces, universities, national bodies and partnerships."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.models import Link, Record, Sampled, enum_column
from app.taxonomy.models import Region, Specialism


class Kind(StrEnum):
    TERRITORIAL = "territorial"
    SPECIAL = "special"
    NATIONAL_AGENCY = "national_agency"
    NATIONAL_BODY = "national_body"
    INSPECTORATE = "inspectorate"
    LOCAL_POLICING_BODY = "local_policing_body"
    REGIONAL_UNIT = "regional_unit"
    CROWN_DEPENDENCY = "crown_dependency"
    OVERSIGHT = "oversight"
    REGULATOR = "regulator"
    FORENSIC_SERVICE = "forensic_service"
    REPRESENTATIVE_BODY = "representative_body"
    GOVERNMENT_SCIENCE = "government_science"
    UNIVERSITY = "university"
    PARTNERSHIP = "partnership"


class Side(StrEnum):
    """Which side of the market an organisation stands on."""

    POLICE = "police"
    ACADEMIC = "academic"
    NEITHER = "neither"


# Verified people of these may read what is for police only (design, section 2).
POLICE_KINDS = frozenset(
    {
        Kind.TERRITORIAL,
        Kind.SPECIAL,
        Kind.NATIONAL_AGENCY,
        Kind.NATIONAL_BODY,
        Kind.REGIONAL_UNIT,
        Kind.CROWN_DEPENDENCY,
    }
)


class Organisation(Sampled, Record):
    __tablename__ = "organisations"

    slug: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    website: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    remit: Mapped[str] = mapped_column(Text, default="")
    restrictions: Mapped[str] = mapped_column(Text, default="")
    # Reference facts, shown with their source.
    members_text: Mapped[str] = mapped_column(Text, default="")
    partnership_kind: Mapped[str] = mapped_column(String(120), default="")
    partnership_status: Mapped[str] = mapped_column(Text, default="")
    ror_id: Mapped[str] = mapped_column(String(60), default="")
    ukprn: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    # Its partnership manager must release a listing before it goes to review.
    requires_release: Mapped[bool] = mapped_column(default=False)
    # A fact written down by the collaborations room: how many confirmed collaborations it has had.
    collaborations_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    region: Mapped[Region | None] = relationship()
    domains: Mapped[list["OrganisationDomain"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="OrganisationDomain.domain"
    )
    specialism_links: Mapped[list["OrganisationSpecialism"]] = relationship(
        cascade="all, delete-orphan",
        order_by="OrganisationSpecialism.position",
        collection_class=ordering_list("position"),
    )
    specialisms: AssociationProxy[list[Specialism]] = association_proxy("specialism_links", "specialism")

    @property
    def side(self) -> Side:
        if self.kind is Kind.UNIVERSITY:
            return Side.ACADEMIC
        return Side.NEITHER if self.kind is Kind.PARTNERSHIP else Side.POLICE

    @property
    def is_police(self) -> bool:
        """Whether its verified people may read what is for police only."""
        return self.kind in POLICE_KINDS


class OrganisationDomain(Record):
    """An e-mail domain that proposes an organisation. It never proves one."""

    __tablename__ = "organisation_domains"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    domain: Mapped[str] = mapped_column(String(200), unique=True)
    organisation: Mapped[Organisation] = relationship(back_populates="domains")


class OrganisationSpecialism(Link):
    """A specialism that an organisation says it holds."""

    __tablename__ = "organisation_specialisms"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    specialism_code: Mapped[str] = mapped_column(ForeignKey("specialisms.code"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    specialism: Mapped[Specialism] = relationship()
