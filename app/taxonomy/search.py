"""Research interests as the search page and the index see them."""

from flask import url_for

from app.core.actor import Audience
from app.core.kinds import Card, Document, SearchKind
from app.taxonomy.choices import label
from app.taxonomy.models import Area, ResearchInterest
from app.taxonomy.policy import readable_by


def document(interest: ResearchInterest) -> Document:
    words = [interest.code, interest.issuer, interest.service_line, interest.group]
    return Document(
        title=interest.summary,
        body="",
        audience=Audience.PUBLIC,
        keywords=" ".join([*words, *area_labels(interest.area)]),
        labels=tuple(area_labels(interest.area)[:1]),
        facets={"area": (interest.area_code,)} if interest.area_code else {},
    )


def area_labels(area: Area | None) -> list[str]:
    """The label of an area, and that of the one above it."""
    return [] if area is None else [area.label, *area_labels(area.parent)]


def card(interest: ResearchInterest) -> Card:
    return Card(
        kind="research_interest",
        kind_label="Research interest",
        title=interest.summary,
        url=url_for("taxonomy.research_interest", code=interest.code),
        summary=f"{interest.service_line}: {interest.group}",
        meta=(("Published by", f"{interest.issuer}, {interest.year}"), ("Wording", "our summary")),
    )


def text(interest: ResearchInterest) -> str:
    return f"{interest.issuer} {interest.year}. {interest.service_line}: {interest.group}."


def facet_label(facet: str, value: str) -> str:
    return label(Area, value) if facet == "area" else value


KIND = SearchKind(
    name="research_interests",
    label="Research interests",
    model=ResearchInterest,
    document=document,
    readable_by=readable_by,
    card=card,
    text=text,
    facet_label=facet_label,
)
