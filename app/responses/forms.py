"""Forms of responses."""

from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
from app.core.forms import BaseForm, Choice, DateField, FutureDate, LongText, Required, Submit
from app.core.sensitivity.forms import Official
from app.responses.models import DeclineReason

DECLINE_LABELS = {
    DeclineReason.NOT_A_FIT: "It does not fit the need",
    DeclineReason.ALREADY_CHOSEN: "We have chosen another response",
    DeclineReason.TIMING: "The timing does not work",
    DeclineReason.NO_CAPACITY: "We have no capacity to work on it now",
    DeclineReason.COST: "It costs more than we can spend",
    DeclineReason.VETTING: "The vetting cannot be met in time",
    DeclineReason.NEED_CHANGED: "The need has changed",
    DeclineReason.OTHER: "Another reason",
}


class Sentences(BaseForm):
    """An interest in a few sentences."""

    why = LongText(
        "Why are you interested?",
        [Required("Enter why you are interested"), Official()],
        subject="Why you are interested",
        description="One sentence: what in this made you respond.",
        max_words=60,
        rows=3,
    )
    contribution = LongText(
        "What would you bring?",
        [Required("Enter what you would bring"), Official()],
        subject="What you would bring",
        description="One sentence: people, methods, data, equipment or places to work.",
        max_words=60,
        rows=3,
    )
    first_step = LongText(
        "What would be the first step?",
        [Required("Enter the first step"), Official()],
        subject="The first step",
        description="One sentence: something small that both sides could do within a month.",
        max_words=60,
        rows=3,
    )
    availability = LongText(
        "When are you available?",
        [Required("Enter when you are available"), Official()],
        subject="When you are available",
        description="For example, two days a week from January to June.",
        max_words=40,
        rows=2,
    )


class Declared(BaseForm):
    """Whether there is a conflict of interest."""

    has_conflict = Choice(
        "Is there a conflict of interest to declare?",
        [Required("Select whether there is a conflict of interest")],
        choices=[("no", "No"), ("yes", "Yes")],
        description="For example, somebody on your side works for them, is paid by them, or sits on their board.",
    )
    conflict = LongText(
        "What is it?",
        [Official()],
        subject="The conflict of interest",
        description="Only if you chose Yes. Say post or team, not names.",
        max_words=100,
        rows=3,
    )

    def validate_conflict(self, field: Any) -> None:
        if self.has_conflict.data == "yes" and not field.data:
            raise ValidationError("Say what the conflict of interest is")

    @property
    def declared(self) -> str:
        """What is declared; empty for none."""
        return self.conflict.data if self.has_conflict.data == "yes" else ""


class RespondForm(Sentences, Declared):
    submit = Submit("Send response")


class DeclareForm(Declared):
    submit = Submit("Save declaration")


class InviteForm(BaseForm):
    full_by = DateField(
        "Last day for the full response",
        [Required("Enter the last day for the full response"), FutureDate(clock.today)],
        description="Two to four weeks is usual: partners may have to be asked.",
    )
    submit = Submit("Invite to a full response")


class ExtendForm(InviteForm):
    submit = Submit("Set the last day")


class DeclineForm(BaseForm):
    reason = Choice(
        "What is the main reason?",
        [Required("Select the main reason")],
        choices=[(reason.value, label) for reason, label in DECLINE_LABELS.items()],
        coerce=DeclineReason,
    )
    sentence = LongText(
        "Say why in a sentence",
        [Required("Enter a sentence that says why"), Official()],
        subject="The sentence",
        description="The responder reads this. Say what would have made the difference.",
        max_words=80,
        rows=3,
    )
    submit = Submit("Decline response", look="warning")


class WithdrawForm(BaseForm):
    submit = Submit("Withdraw response", look="warning")
