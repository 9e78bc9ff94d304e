"""The panel “Priority” on the page of a brief: both sides' scores, drawn and as a table."""

from app.briefs import policy
from app.briefs.models import Brief, Scorer
from app.briefs.priority import MOST, lines, scores_by, total
from app.core.actor import Actor
from app.core.panels import Panel
from app.listings.policy import can_score


def on_page(actor: Actor, brief: Brief) -> Panel | None:
    """For whoever reads the brief, once a side has scored it; for its reviewer also before."""
    is_hidden = not policy.sees_owner_scores(actor, brief)
    may_score = can_score(actor, brief)
    found = lines(brief)
    sides = {
        "owner": None if is_hidden or not scores_by(brief, Scorer.OWNER) else total(x.owner for x in found),
        "reviewer": total(x.reviewer for x in found) if scores_by(brief, Scorer.REVIEWER) else None,
    }
    if not may_score and not any(sides.values()):
        return None
    context = {
        "brief": brief,
        "lines": found,
        "sides": sides,
        "most": MOST,
        "is_hidden": is_hidden,
        "may_score": may_score,
        "apart": [each for each in found if each.is_apart],
    }
    return Panel("Priority", "briefs/panel_priority.html", context, is_wide=True)
