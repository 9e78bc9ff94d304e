"""The form in which people say whether a match fits."""

from app.core.forms import BaseForm, Choice, LongText, Required, Submit
from app.matching.feedback import REASONS, VERDICTS
from app.matching.models import Verdict


class FeedbackForm(BaseForm):
    verdict = Choice(
        "Does it fit?",
        [Required("Select whether it fits")],
        choices=[(verdict.value, words) for verdict, words in VERDICTS.items()],
        coerce=Verdict,
    )
    reason = Choice(
        "If it is not for you, why?",
        choices=list(REASONS.items()),
        description="The main reason. Leave it out for a good match.",
        subject="Why it is not for you",
    )
    words = LongText(
        "In your words (optional)",
        subject="Your words",
        description="What did the matching miss? Name no person. OFFICIAL information only.",
        max_words=60,
        rows=3,
    )
    submit = Submit("Save")
