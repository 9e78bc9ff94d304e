"""A brief on one page, for readers who have a minute: the same words on the site, in print and as PDF."""

from typing import Any

from app.briefs.models import BUDGET_LABELS, HORIZON_LABELS, Brief, BudgetBand
from app.briefs.sponsors import policy as sponsors
from app.briefs.sponsors.words import sponsor_line
from app.core import clock, mail, pdf
from app.core.actor import Actor
from app.core.display import show_date
from app.listings.labels import (
    AUDIENCE_LABELS,
    STATE_LABELS,
    area_labels,
    mechanism_labels,
    specialism_labels,
)
from app.taxonomy.choices import label
from app.taxonomy.models import Region

TEMPLATE = "briefs/one_page.typ"
MORE = "… more on the page"
# How much of each text is kept: the whole of what most briefs say, and never more than a page holds. The PDF takes
# the first of these shares that fits.
SHARES = (1.0, 0.7, 0.45, 0.25)


def one_page(actor: Actor, brief: Brief, share: float = 1.0) -> dict[str, Any]:
    """What the page says to this reader: `parts` of running text, `facts` in a word or two, and what it is of."""

    def cut(text: str, most: int) -> str:
        return shorten(text, int(most * share))

    measure = [cut(brief.measure, 250), f"Today: {cut(brief.baseline, 250)}" if brief.baseline else ""]
    parts = [
        ("The problem", cut(brief.summary or brief.problem, 1_000)),
        ("Why now", cut(brief.why_now, 400)),
        ("Who is affected", cut(brief.who_affected, 450)),
        ("What is asked for", cut(brief.desired_outcome, 550)),
        ("How success is measured", ". ".join(text.rstrip(".") for text in measure if text)),
        ("Route to adoption", cut(brief.adoption, 450)),
    ]
    interest = brief.research_interest
    facts = [
        ("Sponsor", sponsor_line(sponsors.sponsor_seen_by(actor, brief))),
        ("Asked of universities", ", ".join(mechanism_labels(brief))),
        ("Specialisms", cut("; ".join(specialism_labels(brief)), 250)),
        ("Areas of challenge", cut("; ".join(area_labels(brief)), 250)),
        ("Research interest", f"{interest.issuer} {interest.code}" if interest else ""),
        ("When it matters", HORIZON_LABELS[brief.horizon] if brief.horizon else ""),
        ("Respond by", show_date(brief.deadline)),
        ("Start", show_date(brief.start)),
        ("Length", f"{brief.duration_weeks} weeks" if brief.duration_weeks else ""),
        ("Money", "" if brief.budget_band is BudgetBand.NOT_SAID else BUDGET_LABELS[brief.budget_band]),
        ("Region", label(Region, brief.region_code)),
    ]
    return {
        "title": " ".join(brief.title.split()),
        "organisation": brief.organisation.name,
        "reference": f"Brief {brief.id}",
        "standing": f"{STATE_LABELS[brief.state]}. {AUDIENCE_LABELS[brief.audience]}.",
        "is_sample": brief.is_sample,
        "printed": show_date(clock.now()),
        "address": mail.link("briefs.show", id=brief.id),
        "parts": [list(part) for part in parts if part[1]],
        "facts": [list(fact) for fact in facts if fact[1]],
    }


def one_page_pdf(actor: Actor, brief: Brief) -> bytes:
    """The same as PDF, on one page however long the texts are."""
    return pdf.document(TEMPLATE, {"versions": [one_page(actor, brief, share) for share in SHARES]})


def shorten(text: str, most: int) -> str:
    """The text in one paragraph, cut after a word where it has more than `most` characters."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[:most].rsplit(" ", 1)[0].rstrip(",;:.–- ") + MORE
