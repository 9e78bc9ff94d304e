"""Organisations as the search page, the index and their own list see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, select

from app.core.actor import Actor, Audience
from app.core.kinds import Card, Document, SearchKind
from app.extensions import db
from app.organisations.labels import KIND_LABELS, SIDE_LABELS, side_of
from app.organisations.models import Kind, Organisation, OrganisationSpecialism, Side
from app.organisations.policy import readable_by
from app.taxonomy.choices import label, labels
from app.taxonomy.models import Region, Specialism

SUMMARY_LENGTH = 220


def document(organisation: Organisation) -> Document:
    held = organisation.specialisms
    facets: dict[str, tuple[str, ...]] = {}
    if held:
        facets["specialism"] = tuple(each.code for each in held)
    if organisation.region_code:
        facets["region"] = (organisation.region_code,)
    return Document(
        title=organisation.name,
        body=text(organisation),
        audience=Audience.PUBLIC,
        keywords=" ".join([KIND_LABELS[organisation.kind], *(each.label for each in held)]),
        facets=facets,
        has_meaning=False,
    )


def text(organisation: Organisation) -> str:
    """All that its page says in sentences."""
    parts = (organisation.about, organisation.remit, organisation.restrictions, organisation.members_text)
    return "\n".join(part for part in parts if part)


def card(organisation: Organisation) -> Card:
    meta = [("Kind", KIND_LABELS[organisation.kind])]
    if organisation.region_code:
        meta.append(("Region", label(Region, organisation.region_code)))
    if organisation.collaborations_count:
        meta.append(("Collaborations", str(organisation.collaborations_count)))
    return Card(
        kind="organisation",
        kind_label="Organisation",
        title=organisation.name,
        url=url_for("organisations.show", slug=organisation.slug),
        summary=shorten(organisation.about or organisation.members_text),
        meta=tuple(meta),
        is_sample=organisation.is_sample,
    )


def shorten(words: str) -> str:
    """The beginning of a text, cut between words."""
    if len(words) <= SUMMARY_LENGTH:
        return words
    return words[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:. ") + " …"


def facet_label(facet: str, value: str) -> str:
    if facet == "region":
        return label(Region, value)
    return label(Specialism, value) if facet == "specialism" else value


KIND = SearchKind(
    name="organisations",
    label="Organisations",
    model=Organisation,
    document=document,
    readable_by=readable_by,
    card=card,
    text=text,
    facet_label=facet_label,
)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: Sequence[Option]


Chosen = Mapping[str, Sequence[str]]


def _conditions(chosen: Chosen, words: str) -> dict[str, ColumnElement[bool]]:
    found: dict[str, ColumnElement[bool]] = {}
    if words:
        found["q"] = Organisation.name.icontains(words, autoescape=True)
    if chosen["side"]:
        kinds = [kind for kind in Kind if side_of(kind).value in chosen["side"]]
        found["side"] = Organisation.kind.in_(kinds)
    if chosen["kind"]:
        found["kind"] = Organisation.kind.in_([Kind(value) for value in chosen["kind"]])
    if chosen["region"]:
        found["region"] = Organisation.region_code.in_(chosen["region"])
    if chosen["specialism"]:
        found["specialism"] = Organisation.specialism_links.any(
            OrganisationSpecialism.specialism_code.in_(chosen["specialism"])
        )
    return found


def find(actor: Actor, *, words: str, chosen: Chosen) -> Select[Organisation]:
    """The organisations whose name holds `words` and that fit every facet chosen, by name."""
    query = readable_by(actor).where(*_conditions(chosen, words).values())
    return query.order_by(func.lower(Organisation.name), Organisation.id)


def facets(actor: Actor, *, words: str, chosen: Chosen) -> list[Facet]:
    """What the list can be narrowed by, each option with the number of organisations that it would show."""
    conditions = _conditions(chosen, words)

    def counts(name: str, column: Any) -> dict[Any, int]:
        others = [condition for each, condition in conditions.items() if each != name]
        number = func.count(Organisation.id.distinct())
        query = readable_by(actor).where(*others).with_only_columns(column, number)
        if name == "specialism":
            query = query.join(OrganisationSpecialism)
        return dict(db.session.execute(query.group_by(column)).all())

    def options(name: str, names: Mapping[Any, str], found: Mapping[Any, int]) -> list[Option]:
        return [
            Option(str(value), text, found.get(value, 0), str(value) in chosen[name])
            for value, text in names.items()
            if found.get(value) or str(value) in chosen[name]
        ]

    by_kind_for_side = counts("side", Organisation.kind)
    by_side = {
        side: sum(count for kind, count in by_kind_for_side.items() if side_of(kind) is side) for side in Side
    }
    by_region = counts("region", Organisation.region_code)
    by_specialism = counts("specialism", OrganisationSpecialism.specialism_code)
    return [
        Facet("side", "Side", options("side", SIDE_LABELS, by_side)),
        Facet("kind", "Kind", options("kind", KIND_LABELS, counts("kind", Organisation.kind))),
        Facet("region", "Region", options("region", labels(Region), by_region)),
        Facet("specialism", "Specialism held", options("specialism", labels(Specialism), by_specialism)),
    ]


def known_values() -> dict[str, set[str]]:
    """The values that each facet may take."""
    return {
        "side": {side.value for side in Side},
        "kind": {kind.value for kind in Kind},
        "region": set(db.session.scalars(select(Region.code))),
        "specialism": set(db.session.scalars(select(Specialism.code))),
    }
