"""The forms of lessons."""

from app.core.forms import BaseForm, Choice, LongText, Submit
from app.lessons.words import WHY_NOT

NO_NAMES = "Name no person."


class SubmitForm(BaseForm):
    submit = Submit("Send the lesson")


class StillHoldsForm(BaseForm):
    submit = Submit("It still holds")


class ReviseForm(BaseForm):
    submit = Submit("Take it back and change it", look="warning")


class NotRelevantForm(BaseForm):
    reason = Choice(
        "Why is it not relevant here?",
        choices=list(WHY_NOT.items()),
        subject="Why it is not relevant",
    )
    words = LongText(
        "In a sentence (optional)",
        subject="Your sentence",
        max_words=60,
        rows=3,
        description=f"{NO_NAMES} OFFICIAL information only.",
    )
    submit = Submit("Save")
