"""Forms of endings."""

from typing import Any

from wtforms.validators import ValidationError

from app.collaborations.ending.links import full_address
from app.collaborations.ending.models import Extent, OutputKind, Reflection, WouldRepeat
from app.collaborations.ending.words import (
    DIMENSIONS,
    EMMIE,
    EXTENTS,
    LICENCES,
    MARYLAND,
    NOT_OPEN,
    OUTPUT_KINDS,
    PRACTICE_STAGES,
    SCORES,
    TRL,
    WOULD_REPEAT,
)
from app.collaborations.forms import CloseForm, RequiredWhen, closing_boxes
from app.collaborations.models import Collaboration, Outcome
from app.collaborations.words import OUTCOME_HINTS
from app.core import clock
from app.core.errors import FieldError
from app.core.forms import (
    BaseForm,
    Choice,
    CodePicker,
    DateField,
    LongText,
    MaxChoices,
    PastDate,
    Required,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official
from app.taxonomy import choices


class EndForm(CloseForm):
    """How it ended, without the lesson, which each side writes, and the stage, which decisions move."""

    stage_code = lesson_title = lesson_kind = lesson_happened = lesson_advice = lesson_attribution = None
    submit = Submit("Say that it has ended")


def ending_form(collaboration: Collaboration, outcome: Outcome) -> type[EndForm]:
    """The form that says how this collaboration ended, with this outcome."""
    return type("EndingForm", (EndForm,), closing_boxes(collaboration, outcome))


class ReopenForm(BaseForm):
    reason = LongText(
        "Why does it go on?",
        [Required("Enter why it goes on"), Official()],
        subject="The reason",
        max_words=100,
        rows=3,
        description="Those who take part read this on the timeline.",
    )
    submit = Submit("It goes on after all")


def _fell_short(form: Any) -> bool:
    return form.outcome.data not in (None, Outcome.DELIVERED)


def _score(label: str) -> Choice:
    return Choice(
        label,
        [Required("Select a score from 1 to 5")],
        choices=[(score, str(score)) for score in SCORES],
        coerce=int,
        inline=True,
    )


class ReflectForm(VersionedForm):
    """One side's own account. Its scores are fields named `score_<dimension>`."""

    outcome = Choice(
        "How did it end, as your side sees it?",
        [Required("Select how it ended")],
        coerce=Outcome,
        subject="How it ended",
        hints={outcome.value: hint for outcome, hint in OUTCOME_HINTS.items()},
    )
    causes = CodePicker(
        "Why did it fall short, as your side sees it?",
        [RequiredWhen(_fell_short, "Select at least one cause"), MaxChoices(5)],
        choices=choices.cause_choices,
        subject="Causes",
        description="Only if it was not delivered. Up to 5.",
    )
    worked = LongText(
        "What worked?",
        [Required("Enter what worked"), Official()],
        subject="What worked",
        max_words=200,
        rows=4,
    )
    did_not = LongText(
        "What did not work?",
        [Required("Enter what did not work"), Official()],
        subject="What did not work",
        max_words=200,
        rows=4,
    )
    differently = LongText(
        "What would your side do differently?",
        [Required("Enter what your side would do differently"), Official()],
        subject="What your side would do differently",
        max_words=200,
        rows=4,
    )
    would_repeat = Choice(
        "Would your side work with them again?",
        [Required("Select whether your side would work with them again")],
        choices=list(WOULD_REPEAT.items()),
        coerce=WouldRepeat,
        subject="Whether your side would work with them again",
    )
    submit = Submit("Give our reflection")

    def validate_causes(self, field: Any) -> None:
        if field.data and not _fell_short(self):
            raise ValidationError("Causes are only for a collaboration that fell short")

    def scores(self) -> dict[str, int]:
        return {dimension: self[f"score_{dimension}"].data for dimension in DIMENSIONS}

    def score_fields(self) -> list[Any]:
        return [self[f"score_{dimension}"] for dimension in DIMENSIONS]

    @classmethod
    def of(cls, reflection: Reflection | None) -> Any:
        """The form filled with a reflection, or with what was sent."""
        made = type("ReflectFormWithScores", (cls,), {f"score_{k}": _score(v) for k, v in DIMENSIONS.items()})
        if reflection is None:
            return made(data={"version": 0})
        scores = {f"score_{dimension}": score for dimension, score in reflection.scores.items()}
        return made(obj=reflection, data={"causes": [each.code for each in reflection.causes], **scores})


class ConcludeForm(BaseForm):
    submit = Submit("Close the collaboration")


# What the form takes from the collaboration as it stands; the parts of EMMIE come from its JSON.
ASSESSED = ("version", "maryland", "practice_stage", "trl_before", "trl_after")


class AssessForm(VersionedForm):
    """Evidence and readiness. The sentences of EMMIE are fields named by its parts."""

    maryland = Choice(
        "How strong is the evidence?",
        choices=list(MARYLAND.items()),
        coerce=int,
        subject="The strength of the evidence",
    )
    practice_stage = Select(
        "Stage of the practice (optional)",
        choices=list(PRACTICE_STAGES.items()),
        subject="Stage of the practice",
        blank="Not said",
    )
    trl_before = Select(
        "Technology readiness before (optional)",
        choices=[(level, f"{level}: {words}") for level, words in TRL.items()],
        coerce=int,
        subject="Technology readiness before",
        blank="No technology, or not said",
    )
    trl_after = Select(
        "Technology readiness now (optional)",
        choices=[(level, f"{level}: {words}") for level, words in TRL.items()],
        coerce=int,
        subject="Technology readiness now",
        blank="No technology, or not said",
    )
    submit = Submit("Save")

    def emmie(self) -> dict[str, str]:
        return {part: self[part].data or "" for part in EMMIE}

    def emmie_fields(self) -> list[Any]:
        return [self[part] for part in EMMIE]


def assess_form() -> type[AssessForm]:
    """The form with a box for each part of EMMIE."""
    boxes = {
        name: LongText(
            f"{part.title} (optional)",
            [Official()],
            subject=part.title,
            max_words=60,
            rows=2,
            description=part.question,
        )
        for name, part in EMMIE.items()
    }
    return type("AssessFormWithEmmie", (AssessForm,), boxes)


def _is_closed(form: Any) -> bool:
    return form.licence.data == NOT_OPEN


class OutputForm(BaseForm):
    title = TextField("Title", [Required("Enter a title"), Official()], max_length=300)
    kind = Choice(
        "What is it?",
        [Required("Select what it is")],
        choices=list(OUTPUT_KINDS.items()),
        coerce=OutputKind,
        subject="What it is",
    )
    link = TextField(
        "DOI or web address",
        subject="The DOI or web address",
        max_length=2_000,
        description="Like 10.1234/abc or https://www.example.org/report. May be left empty only if it is not open.",
    )
    licence = Select(
        "Licence",
        [Required("Select a licence")],
        choices=list(LICENCES.items()),
        description="Open by default. If it cannot be, choose “Not open” and say why.",
    )
    not_open_because = LongText(
        "Why is it not open?",
        [RequiredWhen(_is_closed, "Enter why it is not open"), Official()],
        subject="Why it is not open",
        max_words=60,
        rows=2,
        description="Only if it is not open.",
    )
    on = DateField(
        "When was it published? (optional)", [PastDate(clock.today)], subject="The day of publication"
    )
    submit = Submit("Add the output")

    def validate_link(self, field: Any) -> None:
        try:
            address = full_address(field.data or "")
        except FieldError as error:
            raise ValidationError(error.message) from error
        if not address and not _is_closed(self):
            raise ValidationError("Enter a DOI or a web address: what is open can be found")


class AdoptForm(BaseForm):
    on = DateField(
        "Since when do you use it?",
        [Required("Enter since when you use it"), PastDate(clock.today)],
        subject="The date since when you use it",
    )
    extent = Choice(
        "How far?",
        [Required("Select how far you use it")],
        choices=list(EXTENTS.items()),
        coerce=Extent,
        subject="How far you use it",
    )
    words = LongText(
        "What do you use, and how?",
        [Required("Enter what you use, and how"), Official()],
        subject="What you use",
        max_words=60,
        rows=3,
        description="Everyone who may read this collaboration reads it. Name no person.",
    )
    submit = Submit("Say that we use this")


class RemoveForm(BaseForm):
    submit = Submit("Take away", look="warning")
