"""The form of a decision on a stage. What both parties read is refused when marked above OFFICIAL; why it went on
without gates is read by everybody who may read the collaboration, so the sensitivity check points at more."""

from typing import Any

from app.collaborations.stages.models import Decision
from app.collaborations.stages.words import DECISION_HINTS, DECISION_LABELS
from app.core import clock
from app.core.forms import (
    Choice,
    DateField,
    LongText,
    PastDate,
    Required,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official, confirming
from app.taxonomy import choices

MOST_POST = 160


class DecideForm(VersionedForm):
    decision = Choice(
        "What was decided?",
        [Required("Select what was decided")],
        choices=list(DECISION_LABELS.items()),
        coerce=Decision,
        subject="What was decided",
        hints={decision.value: hint for decision, hint in DECISION_HINTS.items()},
    )
    to = Select(
        "Which stage does it move to?",
        choices=choices.stage_choices,
        subject="The stage",
        blank="It stays where it is",
        description="Forwards or back. Leave it empty for a stop, or for a change within the stage.",
    )
    reason = LongText(
        "Why?",
        [Required("Enter the reason for the decision"), Official()],
        subject="The reason",
        description="What was known, and what spoke for and against.",
        max_words=200,
        rows=5,
    )
    decided_by_post = TextField(
        "Who decided?",
        [Required("Enter who decided"), Official()],
        subject="Who decided",
        description="The post or the board, not the person, such as “Head of digital forensics”.",
        max_length=MOST_POST,
    )
    decided_on = DateField(
        "When was it decided?",
        [Required("Enter the date of the decision"), PastDate(clock.today)],
        subject="The date of the decision",
    )
    without_because = LongText(
        "Why does it go on without the gates that are not settled?",
        [Official()],
        subject="Why it goes on without them",
        description="Only if it moves to Deploy or Evaluate. Everybody who may read this collaboration reads it, "
        "for good. Name no person.",
        max_words=150,
        rows=4,
    )
    submit = Submit("Record the decision")


class SettledDecideForm(DecideForm):
    """Where nothing of ethics and law is left to settle."""

    without_because = None


def decide_form(is_settled: bool, **kwargs: Any) -> Any:
    """The form of this request, with a box for each find in what everybody would read."""
    return confirming(SettledDecideForm if is_settled else DecideForm, only=["without_because"], **kwargs)
