"""What asks nearly the same as a brief, among all that its poster may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.briefs import policy as briefs
from app.briefs import search as brief_search
from app.briefs.models import Brief
from app.collaborations import cards as collaboration_cards
from app.collaborations import service as collaborations
from app.collaborations.models import Collaboration
from app.core.actor import Actor
from app.core.kinds import Card
from app.extensions import db
from app.listings.models import ListingState
from app.matching import duplicates, live
from app.matching.duplicates import Asked, Why
from app.matching.engine import Background
from app.matching.profile import Text, profile
from app.matching.texts import own_words
from app.search import query
from app.taxonomy import search as interest_search
from app.taxonomy.models import ResearchInterest

SHOWN = 5
# The search finds so many open briefs and research interests, which are then compared more closely.
COMPARED_BRIEFS, COMPARED_INTERESTS = 15, 5
# So many briefs in review, the newest.
COMPARED_IN_REVIEW = 20
# The vectors of a collaboration are not kept: of all that may be read, those that share most words.
COMPARED_COLLABORATIONS = 4
BRIEF, COLLABORATION, INTEREST = "brief", "collaboration", "interest"
Thing = Brief | Collaboration | ResearchInterest


@dataclass(frozen=True)
class Near:
    """A thing that asks nearly the same, how nearly, and why."""

    kind: str
    thing: Thing
    card: Card
    # How it is named in a list to choose from.
    name: str
    nearness: float
    is_very_near: bool
    why: Why

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}-{self.thing.id}"


def near(actor: Actor, brief: Brief) -> list[Near]:
    """What the actor may read that asks nearly the same as `brief`, the nearest first. Writes nothing."""
    behind = live.background()
    (own,) = live.profiles_of([brief], keep=False)
    mine = Asked(own, brief.desired_outcome)
    text = f"{brief.title}\n{brief.problem}\n{brief.desired_outcome}"
    found = [
        *_judged(BRIEF, mine, _briefs(actor, brief, text), behind),
        *_judged(COLLABORATION, mine, _collaborations(actor, brief, mine, behind), behind),
        *_judged(INTEREST, mine, _interests(actor, brief, text), behind),
    ]
    return sorted(found, key=lambda each: (-each.nearness, each.key))[:SHOWN]


def _judged(
    kind: str, mine: Asked, others: Sequence[tuple[Any, Asked]], background: Background
) -> list[Near]:
    scores = duplicates.nearness(mine, [asked for _, asked in others], background)
    return [
        Near(
            kind,
            thing,
            _CARDS[kind](thing),
            _NAMES[kind](thing),
            float(score),
            duplicates.is_very_near(float(score), background),
            duplicates.why(mine, asked, background),
        )
        for (thing, asked), score in zip(others, scores.tolist(), strict=True)
        if score >= duplicates.near_from(background)
    ]


def _briefs(actor: Actor, brief: Brief, text: str) -> list[tuple[Brief, Asked]]:
    """Open briefs, and briefs in review that the actor may read."""
    hits = query.related(
        actor, "briefs", text, COMPARED_BRIEFS, facets={"status": ("open",)}, but_not=[brief.id]
    )
    readable = briefs.readable_by(actor).where(Brief.id != brief.id)
    opened = readable.where(
        Brief.id.in_([hit.id for hit in hits]), Brief.state == ListingState.PUBLISHED
    ).order_by(Brief.id)
    in_review = readable.where(Brief.state == ListingState.IN_REVIEW).order_by(Brief.id.desc())
    found = [*db.session.scalars(opened), *db.session.scalars(in_review.limit(COMPARED_IN_REVIEW))]
    profiles = live.profiles_of(found, keep=False)
    return [(each, Asked(made, own_words(each)[1])) for each, made in zip(found, profiles, strict=True)]


def _collaborations(
    actor: Actor, brief: Brief, mine: Asked, background: Background
) -> list[tuple[Collaboration, Asked]]:
    """What runs or has ended, but for what grew from this brief."""
    readable = collaborations.shown(actor).where(Collaboration.brief_id.is_distinct_from(brief.id))
    found = db.session.scalars(readable).unique().all()
    texts = [
        Text(str(each.id), each.title, "\n".join([each.summary, each.known_summary]), each.success_criteria)
        for each in found
    ]
    shared = duplicates.by_words(mine, [Asked(profile(text, None), "") for text in texts], background)
    first = sorted(range(len(found)), key=lambda at: (-shared[at], found[at].id))[:COMPARED_COLLABORATIONS]
    profiles = live.profiles_of_texts([texts[at] for at in first], keep=False)
    return [
        (found[at], Asked(made, found[at].success_criteria)) for at, made in zip(first, profiles, strict=True)
    ]


def _interests(actor: Actor, brief: Brief, text: str) -> list[tuple[ResearchInterest, Asked]]:
    """Published research interests, but for the one that the brief serves already."""
    hits = query.related(actor, "research_interests", text, COMPARED_INTERESTS)
    numbers = [hit.id for hit in hits if hit.id != brief.research_interest_id]
    rows = select(ResearchInterest).where(ResearchInterest.id.in_(numbers)).order_by(ResearchInterest.id)
    found = db.session.scalars(rows).all()
    texts = [Text(str(each.id), each.summary) for each in found]
    profiles = live.profiles_of_texts(texts, keep=False)
    return [(each, Asked(made, "")) for each, made in zip(found, profiles, strict=True)]


_CARDS: dict[str, Any] = {
    BRIEF: brief_search.card,
    COLLABORATION: collaboration_cards.card,
    INTEREST: interest_search.card,
}
_NAMES: dict[str, Any] = {
    BRIEF: lambda brief: f"{brief.title} ({brief.organisation.name})",
    COLLABORATION: lambda each: f"{each.title} (collaboration)",
    INTEREST: lambda interest: f"{interest.issuer} {interest.code} (research interest)",
}
