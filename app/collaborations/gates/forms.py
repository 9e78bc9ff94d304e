"""Forms of gates. What is typed is read by both parties only, so it is refused when marked above OFFICIAL, and nothing
else."""

from app.core import clock
from app.core.forms import BaseForm, DateField, LongText, PastDate, Required, Select, Submit, VersionedForm
from app.core.sensitivity.forms import Official


class AddForm(BaseForm):
    kind = Select("Which gate?", [Required("Select a gate")], subject="The gate", blank="Select a gate")
    submit = Submit("Add the gate")


class AssignForm(BaseForm):
    person = Select("Who owns it on your side?", coerce=int, subject="The owner", blank="Nobody")
    submit = Submit("Save the owner")


class AskForm(VersionedForm):
    asked_on = DateField(
        "When was it asked for?",
        [Required("Enter the date it was asked for"), PastDate(clock.today)],
        subject="The date it was asked for",
        description="Its days are counted from this date.",
    )
    submit = Submit("Save")


class BlockForm(VersionedForm):
    blocked_by = LongText(
        "What stands in the way?",
        [Required("Enter what stands in the way"), Official()],
        subject="What stands in the way",
        description="Name posts or teams, not persons.",
        max_words=150,
        rows=4,
    )
    submit = Submit("Mark as blocked")


class SettleForm(VersionedForm):
    asked_on = DateField(
        "When was it asked for? (optional)",
        [PastDate(clock.today)],
        subject="The date it was asked for",
        description="Without it, the days count from the day on which the gate was opened here.",
    )
    settled_on = DateField(
        "When was it settled?",
        [Required("Enter the date it was settled"), PastDate(clock.today)],
        subject="The date it was settled",
    )
    conditions = LongText(
        "Under which conditions? (optional)",
        [Official()],
        subject="The conditions",
        description="What must be kept to, such as “aggregate data only” or “review in six months”.",
        max_words=150,
        rows=4,
    )
    submit = Submit("Settle the gate")


class NotNeededForm(VersionedForm):
    because = LongText(
        "Why is it not needed?",
        [Required("Enter why it is not needed"), Official()],
        subject="Why it is not needed",
        description="One sentence that somebody else could check, such as “No personal data: timestamps only”.",
        max_words=100,
        rows=3,
    )
    submit = Submit("Mark as not needed")


class ReopenForm(VersionedForm):
    reason = LongText(
        "Why is it open again?",
        [Required("Enter why it is open again"), Official()],
        subject="The reason",
        max_words=100,
        rows=3,
    )
    submit = Submit("Open it again")
