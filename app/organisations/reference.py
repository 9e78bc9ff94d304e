"""Loading of the real organisations. What their members have written is never overwritten."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.organisations.models import Kind, Organisation, OrganisationDomain
from app.taxonomy.models import Region
from app.taxonomy.rows import Row
from app.taxonomy.service import Sheet

DATA = Path(__file__).parent / "data"
# Region labels of the files that are not those of regions.csv, less the prefix of the English ones.
NATIONAL = frozenset({"United Kingdom", "England and Wales"})
NO_REGION = frozenset({"Crown dependency"})
ENGLAND = "England: "
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")

Values = dict[str, Any]


def load(data: Path = DATA, said: Callable[[str, int], None] = lambda file, rows: None) -> dict[str, int]:
    """Every organisation in the files of `data` stands in the database. Raises BadRow."""
    counts = {}
    for sheet in sheets(data):
        counts[sheet.path.name] = sheet.load(sheet)
        said(sheet.path.name, counts[sheet.path.name])
    return counts


def sheets(data: Path = DATA) -> list[Sheet]:
    """The files of this room."""
    return [
        Sheet(data / "police_organisations.csv", "slug", _filler(_police), _count),
        Sheet(data / "universities.csv", "slug", _filler(_university), _count),
        Sheet(data / "research_partnerships.csv", "name", _filler(_partnership), _count),
    ]


def _filler(read: Callable[[Row, dict[str, str]], Values]) -> Callable[[Sheet], int]:
    def fill(sheet: Sheet) -> int:
        regions = dict(db.session.execute(select(Region.label, Region.code)).all())
        wanted: dict[str, tuple[Row, Values, list[str]]] = {}
        for row in sheet.rows().values():
            slug = slug_of(row)
            if slug in wanted:
                raise row.bad(sheet.key, f"its address {slug!r} is that of line {wanted[slug][0].line}")
            domains = _domains(row)
            wanted[slug] = (row, read(row, regions), domains)
        _store(wanted)
        return len(wanted)

    return fill


def _store(wanted: dict[str, tuple[Row, Values, list[str]]]) -> None:
    standing = {each.slug: each for each in db.session.scalars(select(Organisation))}
    owners = {row.domain: row.organisation_id for row in db.session.scalars(select(OrganisationDomain))}
    for slug, (row, values, domains) in wanted.items():
        organisation = standing.get(slug)
        if organisation is None:
            organisation = Organisation(slug=slug, **values)
            db.session.add(organisation)
        elif organisation.is_sample:
            raise row.bad("slug", f"{slug!r} is a sample organisation")
        # A site address is a suggestion for the profile: its administrator may have another.
        values.pop("website", None)
        for name, new in values.items():
            if getattr(organisation, name) != new:
                setattr(organisation, name, new)
        # Two bodies may share a domain: it proposes the first, and whoever approves looks.
        for domain in domains:
            if domain not in owners:
                organisation.domains.append(OrganisationDomain(domain=domain))
                owners[domain] = 0
    db.session.flush()


def _count(sheet: Sheet) -> int:
    slugs = {slug_of(row) for row in sheet.rows().values()}
    found = db.session.scalars(select(Organisation.slug).where(Organisation.is_sample.is_(False)))
    return len(slugs.intersection(found))


def _police(row: Row, regions: dict[str, str]) -> Values:
    kind = row.choice("kind", Kind)
    if kind in (Kind.UNIVERSITY, Kind.PARTNERSHIP):
        raise row.bad("kind", f"no police organisation: {kind.value!r}")
    website = row.text("website_domain", longest=200)
    return {
        "name": row.text("name", required=True, longest=200),
        "kind": kind,
        "region_code": _region(row, "nation_region", regions),
        "website": f"https://{website}" if website else "",
        "source": row.text("source", required=True),
    }


def _university(row: Row, regions: dict[str, str]) -> Values:
    return {
        "name": row.text("name", required=True, longest=200),
        "kind": Kind.UNIVERSITY,
        "region_code": _region(row, "nation_region", regions),
        "ror_id": row.text("ror_id", longest=60),
        "ukprn": row.text("ukprn", longest=20),
        "source": row.text("source", required=True),
    }


def _partnership(row: Row, regions: dict[str, str]) -> Values:
    return {
        "name": row.text("name", required=True, longest=200),
        "kind": Kind.PARTNERSHIP,
        "members_text": row.text("members", required=True),
        "partnership_kind": row.text("kind", required=True, longest=120),
        "partnership_status": row.text("status"),
        "source": row.text("source", required=True),
    }


def _region(row: Row, field: str, regions: dict[str, str]) -> str | None:
    return region_code(row, field, row.text(field, required=True), regions)


def region_code(row: Row, field: str, label: str, regions: dict[str, str]) -> str | None:
    """The code of a region as the files write it: `regions` are codes by label. Raises BadRow."""
    if label in NO_REGION:
        return None
    if label in NATIONAL:
        label = "National"
    code = regions.get(label.removeprefix(ENGLAND))
    if code is None:
        raise row.bad(field, f"unknown region {label!r}")
    return code


def _domains(row: Row) -> list[str]:
    if "email_domains" not in row.values:
        return []
    found = [part.strip().lower() for part in row.text("email_domains").split(";") if part.strip()]
    for domain in found:
        if not DOMAIN.fullmatch(domain):
            raise row.bad("email_domains", f"not a domain: {domain!r}")
    return found


def slug_of(row: Row) -> str:
    """The part of its address that names an organisation: its own, or made of its name."""
    if "slug" in row.values:
        slug = row.text("slug", required=True, longest=160)
        if slugify(slug) != slug:
            raise row.bad("slug", f"not lower-case words joined by hyphens: {slug!r}")
        return slug
    return slugify(row.text("name", required=True))[:160].strip("-")


def slugify(name: str) -> str:
    """Lower-case words of plain letters and figures, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")
