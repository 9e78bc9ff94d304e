"""What the room of briefs shows beside a brief, and on the page of a research interest."""

from app.briefs import policy, search, service
from app.briefs.models import Brief
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.listings.policy import SHOWN_STATES
from app.taxonomy.models import ResearchInterest

MOST = 10


def serving(actor: Actor, interest: ResearchInterest) -> Panel:
    """The briefs that serve it, open ones first; and to post one, or be told of one."""
    query = policy.readable_by(actor).where(
        Brief.research_interest_id == interest.id, Brief.state.in_(SHOWN_STATES)
    )
    found = list(db.session.scalars(query.order_by(Brief.published_at.desc(), Brief.id.desc()).limit(MOST)))
    found.sort(key=lambda brief: not brief.is_open)
    return Panel(
        "Briefs that serve it",
        "briefs/panel_research_interest.html",
        {
            "interest": interest,
            "cards": [search.card(brief) for brief in found],
            "may_post": policy.can_create(actor),
            "may_watch": actor.person_id is not None,
            "watching": service.is_watching(actor, interest),
        },
    )


def one_page(actor: Actor, brief: Brief) -> Panel:
    """The way to the brief on one page."""
    return Panel("For senior readers", "briefs/panel_one_page.html", {"brief": brief})
