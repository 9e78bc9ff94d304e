"""What of returns stands in the list of tasks of a collaboration: for the university's side alone."""

from app.collaborations.models import Collaboration
from app.collaborations.returns import figures, policy
from app.collaborations.sections import Task
from app.core.actor import Actor


def figures_task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """How many academic years have figures."""
    if not policy.can_fill_in(actor, collaboration):
        return None
    years = figures.years_of(collaboration)
    filled = len(figures.figures_of(actor, collaboration))
    status = "completed" if filled >= len(years) else "in_progress" if filled else "optional"
    return Task(
        status, f"{filled} of {len(years)} academic years filled in. Your university alone reads this."
    )


def impact_task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """A page to read; nothing is asked."""
    if not policy.can_fill_in(actor, collaboration):
        return None
    return Task("optional", "What is recorded, under the headings of REF.")
