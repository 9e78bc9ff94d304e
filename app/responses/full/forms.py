"""Forms of the full response: one page for each thing that the listing asks."""

from typing import Any

from app.core.forms import BaseForm, LongText, Submit, VersionedForm
from app.core.sensitivity.forms import Official, confirming
from app.listings.models import ListingKind
from app.responses.models import ResponseAnswer


class EvidenceForm(VersionedForm):
    situation = LongText(
        "Situation",
        [Official()],
        description="A piece of work that shows you can do this: where, when, for whom, and what was wrong.",
        max_words=150,
        rows=4,
    )
    what_we_did = LongText(
        "What we did",
        [Official()],
        description="What your side did itself, and how.",
        max_words=200,
        rows=5,
    )
    result = LongText(
        "Result",
        [Official()],
        description="What changed, with a figure if there is one. Say what did not work too.",
        max_words=150,
        rows=4,
    )
    submit = Submit("Save and continue")


class NeedForm(VersionedForm):
    need = LongText(
        "What you need, and why",
        [Official()],
        description="What you would use this for, what you would put in, and what would change.",
        max_words=500,
        rows=10,
    )
    submit = Submit("Save and continue")


class SendForm(BaseForm):
    submit = Submit("Send full response")


def answer_form(answer: ResponseAnswer) -> Any:
    """The form of an answer as it was saved or sent, with a box for each find that was not confirmed before."""
    form = NeedForm if answer.response.listing.kind is ListingKind.OFFER else EvidenceForm
    return confirming(form, answer.confirmations, obj=answer)
