"""The forms in which people say whether a match fits, and ask which science could help."""

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


class QuestionForm(BaseForm):
    question = LongText(
        "Ask a question in your own words",
        [Required("Enter a question or describe the problem")],
        subject="Your question",
        description="What happens, to whom, and what you would like to know. A few sentences work better than a few "
        "words. Name no person and no operation. What you type is not kept.",
        max_chars=5_000,
        rows=7,
    )
    submit = Submit("Show which science could help")
