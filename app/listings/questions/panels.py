"""Questions and answers on the page of a listing."""

from dataclasses import dataclass

from app.core.actor import Actor
from app.core.panels import Panel
from app.listings.models import Listing
from app.listings.models import Party as ListingParty
from app.listings.policy import parties
from app.listings.questions import policy, service
from app.listings.questions.dates import closing_of
from app.listings.questions.models import Question


@dataclass(frozen=True)
class ShownQuestion:
    """A question as this reader may see it: `by` says as much of who asked it as they may know."""

    question: Question
    by: str
    acts: list[str]


def shown(actor: Actor, question: Question, named: frozenset[int]) -> ShownQuestion:
    """The question for its reader. `named` are the organisations that may be named to them."""
    by = ""
    if question.asker_id == actor.person_id and actor.person_id is not None:
        by = "you"
    elif actor.manages(question.organisation_id):
        by = "your organisation"
    elif question.organisation is not None and question.organisation_id in named:
        by = question.organisation.name
    return ShownQuestion(question, by, policy.acts(actor, question))


def of_listing(actor: Actor, listing: Listing) -> Panel | None:
    """What was asked and answered, and the way to ask or why there is none."""
    named = policy.named_to(actor, listing)
    questions = [shown(actor, each, named) for each in service.of_listing(actor, listing)]
    if not questions and not listing.is_open:
        return None
    is_owner = ListingParty.OWNER in parties(actor, listing)
    waiting = listing.unanswered_questions if is_owner else 0
    context = {
        "listing": listing,
        "questions": questions,
        "closing": closing_of(listing) if listing.is_open else None,
        "reason": policy.why_not_ask(actor, listing),
        "sign_in": actor.is_anonymous,
        "is_owner": is_owner,
    }
    title = f"Questions and answers ({waiting} unanswered)" if waiting else "Questions and answers"
    return Panel(title, "listings/questions/panel.html", context, is_wide=True)
