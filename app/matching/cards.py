"""A match as a page shows it: the listing on the other side, the reasons in words, and the facts."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.briefs.models import Brief
from app.core.actor import Actor
from app.listings.labels import mechanism_labels
from app.listings.models import Listing
from app.matching import facts
from app.matching.facts import Fact
from app.matching.models import Match
from app.matching.score import AREAS, MECHANISM, SPECIALISMS, WORDS
from app.offers.models import Offer
from app.offers.policy import can_see_vetting
from app.taxonomy.choices import MECHANISM_LABELS, label, labels
from app.taxonomy.models import Area, Region, Specialism, VettingLevel

SHOWN_WORDS = 5


@dataclass(frozen=True)
class MatchCard:
    title: str
    url: str
    organisation: str
    mechanisms: str
    # The parts of the score in words, the weightiest first.
    reasons: list[str]
    facts: list[Fact]
    is_sample: bool


def card(actor: Actor, match: Match, other: Listing) -> MatchCard:
    """The match as `actor` sees it from one of its listings; `other` is the one on the other side."""
    return MatchCard(
        title=other.title,
        url=url_for(f"{other.kind.value}s.show", id=other.id),
        organisation=other.organisation.name,
        mechanisms=", ".join(mechanism_labels(other)),
        reasons=reasons(match),
        facts=facts_of(actor, match.brief, match.offer),
        is_sample=other.is_sample,
    )


def reasons(match: Match) -> list[str]:
    """Why the two match, in sentences."""
    sentences: list[str] = []
    for reason in match.reasons:
        sentences += _SENTENCES[reason["part"]](reason["detail"])
    if not any(reason["part"] == MECHANISM for reason in match.reasons) and match.brief.mechanisms:
        wanted = " or ".join(name.lower() for name in mechanism_labels(match.brief))
        offered = mechanism_labels(match.offer)[0]
        sentences.append(f"But by {offered.lower()}: the brief wants {wanted}")
    return sentences


def _words(detail: dict[str, Any]) -> list[str]:
    words = [word for word, _ in detail["words"][:SHOWN_WORDS]]
    return [f"Both speak of: {', '.join(words)}"] if words else []


def _specialisms(detail: dict[str, Any]) -> list[str]:
    same = [pair for pair in detail["pairs"] if len(pair["codes"]) == 1]
    stated = [label(Specialism, pair["codes"][0]) for pair in same if pair["stated"]]
    thought = [label(Specialism, pair["codes"][0]) for pair in same if not pair["stated"]]
    near = [_near(Specialism, pair) for pair in detail["pairs"] if len(pair["codes"]) == 2]
    return [
        *_line("Specialism", stated),
        *_line("Specialism (we think)", thought),
        *_line("Near each other", near if not same else []),
    ]


def _areas(detail: dict[str, Any]) -> list[str]:
    same = [label(Area, pair["codes"][0]) for pair in detail["pairs"] if len(pair["codes"]) == 1]
    near = [_near(Area, pair) for pair in detail["pairs"] if len(pair["codes"]) == 2]
    return [*_line("Area", same), *_line("Areas near each other", near if not same else [])]


def _mechanism(detail: dict[str, Any]) -> list[str]:
    return [f"Mechanism: {MECHANISM_LABELS[code].lower()}, as wanted" for code in detail["mechanisms"]]


_SENTENCES = {WORDS: _words, SPECIALISMS: _specialisms, AREAS: _areas, MECHANISM: _mechanism}


def _near(model: Any, pair: dict[str, Any]) -> str:
    return " and ".join(label(model, code) for code in pair["codes"])


def _line(name: str, values: list[str]) -> list[str]:
    return [f"{name}: {'; '.join(values)}"] if values else []


def facts_of(actor: Actor, brief: Brief, offer: Offer) -> list[Fact]:
    """The facts beside a match. What vetting is held is told only to those who may see it."""
    found = [
        facts.dates(brief.start, brief.duration_weeks, offer.available_from, offer.available_to),
        facts.place(brief.region_code, offer.region_code, offer.remote_ok, labels(Region)),
    ]
    if can_see_vetting(actor):
        least = brief.vetting_min_code
        found.append(facts.vetting(brief.vetting_code, least, offer.vetting_code, labels(VettingLevel)))
    found.append(facts.capacity(offer.capacity, offer.capacity_unit, offer.load, offer.capacity_text))
    return found
