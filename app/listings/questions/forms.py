"""Forms of questions and answers. The Digital Marketplace gave a question 100 words; an answer may need more."""

from app.core.forms import BaseForm, LongText, Required, Submit
from app.core.sensitivity.forms import Official


class AskForm(BaseForm):
    question = LongText(
        "Your question",
        [Required("Enter your question"), Official()],
        description="One question at a time. Do not say who you are or where you work.",
        max_words=100,
        rows=4,
    )
    submit = Submit("Send question")


class AnswerForm(BaseForm):
    answer = LongText(
        "Your answer",
        [Required("Enter your answer"), Official()],
        description="Write to everyone, not to whoever asked.",
        max_words=300,
        rows=6,
    )
    submit = Submit("Publish answer")


class AmendForm(AnswerForm):
    submit = Submit("Publish amended answer")


class DeclineForm(BaseForm):
    reason = LongText(
        "Why will you not answer this?",
        [Required("Give a reason"), Official()],
        subject="The reason",
        description="Whoever asked reads this, and nobody else but the owners.",
        max_words=100,
        rows=3,
    )
    submit = Submit("Decline to answer", look="warning")
