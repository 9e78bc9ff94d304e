"""Forms of the page “Has somebody asked this already?”, and of co-sponsors."""

from app.core.forms import BaseForm, LongText, Required, Select, Submit
from app.core.forms import Choice as Radios
from app.duplicates.models import Choice
from app.responses.forms import Official

CHOICE_LABELS = {
    Choice.JOIN: "Join a brief: ask to stand beside its owner as co-sponsor",
    Choice.EXTEND: "Extend one: ours goes further, and the two are linked",
    Choice.DIFFERENT: "Ours is different",
}
CHOICE_HINTS = {
    Choice.JOIN: "Its owner agrees or declines. If they agree, your draft is withdrawn and your organisation is named "
    "on their brief.",
    Choice.EXTEND: "Your brief is still reviewed and published. Each page shows the link to the other.",
    Choice.DIFFERENT: "Your brief goes on to review. The reviewer reads what you say.",
}


class AnswerForm(BaseForm):
    choice = Radios(
        "What will you do?",
        [Required("Choose what you will do")],
        subject="What you will do",
        choices=[(choice.value, label) for choice, label in CHOICE_LABELS.items()],
        hints={choice.value: hint for choice, hint in CHOICE_HINTS.items()},
        coerce=Choice,
    )
    about = Select(
        "Which one?",
        subject="Which one",
        blank="Select one",
        description="The one that your choice is about. The nearest is chosen for you.",
    )
    sentence = LongText(
        "Say it in a sentence",
        [Required("Say it in a sentence"), Official()],
        subject="The sentence",
        description="Why you choose this. The reviewer reads it, and so does the owner whom it asks for something.",
        max_words=60,
        rows=3,
    )
    submit = Submit("Keep this answer")


class NothingNearForm(BaseForm):
    submit = Submit("Go on")


class AgreeForm(BaseForm):
    submit = Submit("Agree")


class DeclineForm(BaseForm):
    reason = LongText(
        "Say why in a sentence",
        [Required("Enter a sentence that says why"), Official()],
        subject="The sentence",
        description="Those who asked read this.",
        max_words=80,
        rows=3,
    )
    submit = Submit("Decline", look="warning")


class WithdrawForm(BaseForm):
    submit = Submit("Take it back", look="warning")
