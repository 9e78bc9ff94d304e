"""Forms with which one side records a collaboration, and the other answers."""

from collections.abc import Sequence
from typing import Any

from wtforms import FormField
from wtforms.validators import ValidationError

from app.collaborations.forms import MOST_MEASURES, LessonPart, Measured, ReachedRow, RequiredWhen
from app.collaborations.models import Outcome
from app.collaborations.service.values import Record
from app.collaborations.words import AUDIENCE_LABELS, OUTCOME_HINTS, OUTCOME_LABELS
from app.core import clock
from app.core.actor import Audience
from app.core.forms import (
    BaseForm,
    Choice,
    CodePicker,
    DateField,
    LongText,
    MaxChoices,
    NotBefore,
    PastDate,
    Required,
    Rows,
    Select,
    Submit,
    TextField,
)
from app.core.sensitivity.forms import Official
from app.taxonomy import choices
from app.taxonomy.models import Mechanism

RUNNING = "running"


def _ended(form: Any) -> bool:
    return form.has_ended()


def _fell_short(form: Any) -> bool:
    return form.has_ended() and form.outcome_given() is not Outcome.DELIVERED


class RecordForm(LessonPart, Measured, BaseForm):
    measures = Rows(FormField(ReachedRow), max_entries=MOST_MEASURES)
    other = Select(
        "Which organisation did you work with?",
        [Required("Select the other organisation")],
        coerce=int,
        subject="The other organisation",
        description="Its partnership managers are asked to confirm what you record.",
    )
    title = TextField(
        "What is it called?", [Required("Enter a title"), Official()], subject="Title", max_length=150
    )
    mechanism = Choice(
        "How did you work together?",
        [Required("Select how you worked together")],
        choices=choices.mechanism_choices,
        coerce=Mechanism,
        subject="How you worked together",
    )
    areas = CodePicker(
        "Areas of challenge",
        [Required("Select at least one area of challenge"), MaxChoices(3)],
        choices=choices.area_choices,
        description="Up to 3.",
    )
    listing = Select(
        "Did it grow from a listing of yours? (optional)",
        coerce=int,
        subject="The listing",
        blank="No, or not from one on this site",
    )
    audience = Choice(
        "Who may see it?",
        [Required("Select who may see it")],
        coerce=Audience,
        subject="Who may see it",
        description="Until the other side confirms, only members see it.",
    )
    started = DateField(
        "When did it start?",
        [
            RequiredWhen(
                lambda form: form.outcome_given() is not Outcome.NEVER_STARTED, "Enter the date it started"
            ),
            PastDate(clock.today),
        ],
        subject="The date it started",
    )
    success_criteria = LongText(
        "What did both sides call success? (optional)",
        [Official()],
        subject="Success",
        max_words=300,
        rows=4,
        description="One criterion a line.",
    )
    standing = Choice(
        "Where does it stand?",
        [Required("Select where it stands")],
        choices=[(RUNNING, "Still running"), *((o.value, label) for o, label in OUTCOME_LABELS.items())],
        subject="Where it stands",
        hints={outcome.value: hint for outcome, hint in OUTCOME_HINTS.items()},
    )
    ended = DateField(
        "When did it end?",
        [RequiredWhen(_ended, "Enter the date it ended"), PastDate(clock.today), NotBefore("started")],
        subject="The date it ended",
        description="Only if it has ended.",
    )
    summary = LongText(
        "What came of it?",
        [RequiredWhen(_ended, "Enter what came of it"), Official()],
        subject="What came of it",
        max_words=300,
        description="Only if it has ended. For somebody who was not there. Name no person.",
    )
    causes = CodePicker(
        "Why did it fall short?",
        [RequiredWhen(_fell_short, "Select at least one cause"), MaxChoices(5)],
        choices=choices.cause_choices,
        subject="Causes",
        description="Only if it has ended and was not delivered. Up to 5.",
    )
    stage_code = Select("Stage it reached (optional)", choices=choices.stage_choices, blank="Not sure")
    submit = Submit("Record the collaboration")

    def outcome_given(self) -> Outcome | None:
        said = self.standing.data
        return Outcome(said) if said in set(Outcome) else None

    def has_ended(self) -> bool:
        return self.outcome_given() is not None

    def validate_causes(self, field: Any) -> None:
        if field.data and not _fell_short(self):
            raise ValidationError("Causes are only for a collaboration that fell short")

    def record(self) -> Record:
        return Record(
            title=self.title.data,
            other_id=self.other.data if self.other else 0,
            mechanism=self.mechanism.data,
            areas=self.areas.data,
            audience=self.audience.data,
            started=self.started.data,
            ended=self.ended.data,
            success_criteria=self.success_criteria.data or "",
            outcome=self.outcome_given(),
            outcome_summary=self.summary.data or "",
            causes=self.causes.data,
            stage_code=self.stage_code.data,
            listing_id=self.listing.data,
            measures=self.rows(),
        )


class CorrectForm(RecordForm):
    """The record again. The organisations stay, and its lesson is edited on the board."""

    other = None
    lesson_title = lesson_kind = lesson_happened = lesson_advice = lesson_attribution = None
    submit = Submit("Save and ask again")


class ConfirmForm(BaseForm):
    submit = Submit("Confirm the record")


class DisputeForm(BaseForm):
    reason = LongText(
        "What is wrong with the record?",
        [Required("Enter what is wrong with the record"), Official()],
        subject="The reason",
        max_words=200,
        description="Those who recorded it read this and can correct it. Nobody else does.",
    )
    submit = Submit("Dispute the record", look="warning")


def audience_choices(audiences: Sequence[Audience]) -> list[tuple[str, str]]:
    return [(audience.value, AUDIENCE_LABELS[audience]) for audience in audiences]
