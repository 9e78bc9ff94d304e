"""Forms of figures for returns, and of what a person learned."""

from typing import Any

from wtforms.validators import ValidationError

from app.collaborations.returns.headings import LABELS
from app.collaborations.returns.models import Heading
from app.core.forms import Decimal, Integer, LongText, Select, Submit, VersionedForm
from app.core.sensitivity.forms import Official

MOST_POUNDS = 100_000_000
PRIVATE = "It may be asked for under freedom of information law."


class Halves:
    """Hours and days come in halves."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and field.data * 2 != int(field.data * 2):
            raise ValidationError(f"{field.subject} must be a whole number or end in .5")


def _pounds(label: str, hint: str) -> Integer:
    return Integer(
        f"{label} (optional)",
        subject=label,
        maximum=MOST_POUNDS,
        prefix="£",
        width=10,
        description=hint,
    )


class FiguresForm(VersionedForm):
    heading = Select(
        "Heading",
        choices=[(heading.value, label) for heading, label in LABELS.items()],
        coerce=Heading,
        blank="As proposed from the mechanism and the public grant",
    )
    heading_because = LongText(
        "Why another heading than the one proposed?",
        [Official()],
        subject="The reason",
        max_chars=500,
        rows=2,
        description="Only where you choose another heading.",
    )
    income = _pounds(
        "Income from the partner", "What reached your accounts in this academic year, in whole pounds."
    )
    public_grant = _pounds(
        "Public grant",
        "Grant-in-aid from a government or public body for this work. It makes research collaborative research.",
    )
    in_kind = _pounds(
        "In kind", "What the partner gave in time, data or equipment, as the agreement values it."
    )
    learner_days = Decimal(
        "Learner days (optional)",
        [Halves()],
        subject="Learner days",
        places=1,
        maximum=1_000_000,
        description="For courses: days of teaching times learners.",
    )
    note = LongText(
        "Note (optional)",
        [Official()],
        subject="The note",
        max_chars=1_000,
        rows=3,
        description=f"Days of placements and secondments, where a figure comes from, who confirmed it. {PRIVATE}",
    )
    submit = Submit("Save figures")


class LearningForm(VersionedForm):
    hours = Decimal("Hours (optional)", [Halves()], subject="Hours", places=1, maximum=10_000)
    learned = LongText(
        "What I learned and how I use it",
        [Official()],
        subject="What you learned",
        max_words=500,
        rows=8,
        description=f"In your own words. Nobody else can open this here. {PRIVATE}",
    )
    submit = Submit("Save")
