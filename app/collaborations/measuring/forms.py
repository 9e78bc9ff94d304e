"""Forms of readings."""

from app.core import clock
from app.core.forms import BaseForm, DateField, LongText, PastDate, Required, Submit, TextField
from app.core.sensitivity.forms import Official


class ReadingForm(BaseForm):
    words = TextField(
        "What did it stand at?",
        [Required("Enter what was measured"), Official()],
        subject="What it stood at",
        max_length=80,
        width=20,
        description="A number, if it is one: then it is drawn and held against the target. "
        "Words are allowed: “-4, interval -13 to 5”.",
    )
    on = DateField(
        "When was it measured?",
        [Required("Enter when it was measured"), PastDate(clock.today)],
        subject="The day of the reading",
    )
    submit = Submit("Add the reading")


class NotMeasuredForm(BaseForm):
    because = LongText(
        "Why was it not measured?",
        [Required("Enter why it was not measured"), Official()],
        subject="Why it was not measured",
        max_words=60,
        rows=3,
        description="Everyone who may read this collaboration reads it. Name no person.",
    )
    submit = Submit("Save")


class RemoveForm(BaseForm):
    submit = Submit("Take the reading away", look="warning")
