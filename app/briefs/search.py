"""Briefs as the search page and the index see them."""

from flask import url_for

from app.briefs import preflight
from app.briefs.models import Brief
from app.briefs.policy import readable_by
from app.core.display import show_date
from app.core.kinds import Card, Document, SearchKind
from app.listings import indexing
from app.listings.labels import beginning, mechanism_labels, tags
from app.taxonomy.choices import label
from app.taxonomy.models import Region


def document(brief: Brief) -> Document | None:
    """What the index holds of a brief; None while it may not be found."""
    return described(brief) if indexing.is_indexable(brief) else None


def described(brief: Brief) -> Document:
    """What the index holds of a brief that may be found, or soon will."""
    interest = brief.research_interest
    return Document(
        title=brief.title,
        body=text(brief),
        audience=brief.audience,
        keywords=indexing.keywords(brief) + (f" {interest.code} {interest.summary}" if interest else ""),
        labels=indexing.labels(brief),
        facets=indexing.facets(brief),
        date=brief.published_at,
    )


def text(brief: Brief) -> str:
    """What the brief says of itself, the problem first; what it needs of whom is in its facets."""
    said = (
        brief.problem,
        brief.summary,
        brief.who_affected,
        brief.why_now,
        brief.already_done,
        brief.desired_outcome,
        brief.essentials,
        brief.measure,
        brief.baseline,
        brief.adoption,
        brief.resources,
    )
    return "\n".join(filter(None, said))


def card(brief: Brief) -> Card:
    """The brief in a list. No person is on it."""
    meta = [("From", brief.organisation.name)]
    if brief.deadline:
        meta.append(("Respond by" if brief.is_open else "Responses were due by", show_date(brief.deadline)))
    if brief.region_code:
        meta.append(("Region", label(Region, brief.region_code)))
    if brief.mechanism_links:
        meta.append(("Mechanisms", ", ".join(mechanism_labels(brief))))
    if preflight.is_answered(brief):
        meta.append(("Feasibility", str(preflight.count(brief))))
    return Card(
        kind="brief",
        kind_label="Brief",
        title=brief.title,
        url=url_for("briefs.show", id=brief.id),
        summary=beginning(brief.summary or brief.problem),
        meta=tuple(meta),
        tags=tags(brief),
        is_sample=brief.is_sample,
    )


KIND = SearchKind(
    name="briefs",
    label="Briefs",
    model=Brief,
    document=document,
    readable_by=readable_by,
    card=card,
    text=text,
    with_card=indexing.WITH_CARD,
    facet_label=indexing.facet_label,
    affects=lambda changed: indexing.affects(Brief, changed),
    follows=indexing.follows,
)
