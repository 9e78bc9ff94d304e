"""Forms of collaborations."""

from collections.abc import Callable
from typing import Any

from wtforms import Form, FormField
from wtforms.validators import StopValidation, ValidationError

from app.collaborations.models import Collaboration, Direction, Outcome
from app.collaborations.service.values import Lesson, Measure
from app.collaborations.words import OUTCOME_HINTS
from app.core import clock
from app.core.forms import (
    BaseForm,
    Choice,
    CodePicker,
    DateField,
    Hidden,
    LongText,
    MaxChoices,
    NotBefore,
    PastDate,
    Required,
    Rows,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official
from app.lessons.models import Attribution, LessonKind
from app.lessons.words import ATTRIBUTION_LABELS, KIND_LABELS
from app.taxonomy import choices
from app.taxonomy.models import Mechanism

MOST_MEASURES = 12


class RequiredWhen:
    """Something must be given while `condition(form)` holds; otherwise an empty field is not checked."""

    def __init__(self, condition: Callable[[Any], bool], message: str) -> None:
        self.condition = condition
        self.required = Required(message)

    def __call__(self, form: Any, field: Any) -> None:
        if self.condition(form):
            self.required(form, field)
        elif field.data in (None, "", []) and not field.errors:
            raise StopValidation


class AcceptForm(BaseForm):
    title = TextField(
        "What will you call the collaboration?",
        [Required("Enter a title"), Official()],
        subject="Title",
        max_length=150,
    )
    mechanism = Choice(
        "How will you work together?",
        [Required("Select how you will work together")],
        coerce=Mechanism,
        subject="How you will work together",
    )
    planned_start = DateField("Planned start (optional)", subject="Planned start")
    planned_end = DateField("Planned end (optional)", [NotBefore("planned_start")], subject="Planned end")
    second = Select(
        "Second contact on your side (optional)",
        coerce=int,
        subject="Second contact",
        blank="Nobody yet",
        description="A colleague who stands in when the lead is away or moves post.",
    )
    submit = Submit("Accept and open the collaboration")


class EditForm(VersionedForm):
    title = TextField("Title", [Required("Enter a title"), Official()], max_length=150)
    summary = LongText(
        "What is it about? (optional)",
        [Official()],
        subject="The summary",
        max_words=200,
        rows=4,
        description="Name no person.",
    )
    planned_start = DateField("Planned start (optional)", subject="Planned start")
    planned_end = DateField("Planned end (optional)", [NotBefore("planned_start")], subject="Planned end")
    second = Select(
        "Second contact on your side (optional)",
        coerce=int,
        subject="Second contact",
        blank="Nobody",
        description="A colleague who stands in when the lead is away or moves post.",
    )
    submit = Submit("Save changes")


class MeasureNumber(Hidden):
    """The number of a measure that stands already; anything else is a new one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def hidden_value(self) -> str:
        return "" if self.data is None else str(self.data)


class MeasureRow(Form):
    """One row of the table of measures. A row without anything in it is not kept."""

    name = TextField("What is measured", [Official()], max_length=200)
    kind = Select("Kind of measure (optional)", choices=choices.measure_choices, blank="None of the list")
    direction = Select(
        "Which way is better? (optional)",
        choices=[(Direction.HIGHER, "Higher is better"), (Direction.LOWER, "Lower is better")],
        coerce=Direction,
        subject="Which way is better",
        blank="As the kind says, or neither",
    )
    baseline = TextField("Baseline", [Official()], max_length=80)
    target = TextField("Target", [Official()], max_length=80)
    unit = TextField("Unit", [Official()], max_length=120, width=20)
    # The measure that the row is of; the page carries it.
    number = MeasureNumber()

    def is_empty(self) -> bool:
        return not any(field.data for field in self if field is not self.number)

    def validate_name(self, field: Any) -> None:
        if not field.data and not self.is_empty():
            raise ValidationError("Enter what is measured, or empty the whole row")

    def value(self) -> Measure:
        return Measure(
            name=self.name.data,
            kind_code=self.kind.data,
            baseline=self.baseline.data or "",
            target=self.target.data or "",
            actual=(self.actual.data or "") if "actual" in self else None,
            unit=self.unit.data or "",
            direction=self.direction.data,
            id=self.number.data,
        )


class ReachedRow(MeasureRow):
    """A row with the value that was reached, for what is recorded when it is over."""

    actual = TextField("Actual", [Official()], max_length=80)


class Measured:
    """A form with rows of measures, to which one more can be added without a script."""

    measures = Rows(FormField(MeasureRow), max_entries=MOST_MEASURES)
    add_row = Submit("Add another measure", look="secondary")

    def fill_up(self, least: int) -> None:
        """Show at least `least` rows, the last of them empty."""
        rows = self.measures.entries
        while len(rows) < least or (rows and len(rows) < MOST_MEASURES and not rows[-1].form.is_empty()):
            self.measures.append_entry()

    def rows(self) -> list[Measure]:
        return [entry.form.value() for entry in self.measures.entries if not entry.form.is_empty()]


class MeasuresForm(Measured, VersionedForm):
    submit = Submit("Save measures")


class StartForm(BaseForm):
    started = DateField(
        "When did work start?",
        [Required("Enter the date it started"), PastDate(clock.today)],
        subject="The date it started",
    )
    submit = Submit("Start the collaboration")


class UnsignedStartForm(StartForm):
    """Where no working agreement is in force."""

    unsigned_because = TextField(
        "Why does work start before the working agreement is signed?",
        [Required("Say why work starts before the working agreement is signed"), Official()],
        subject="Why work starts",
        max_length=300,
        description="One sentence, for the timeline that both sides read.",
    )


class OutcomeForm(BaseForm):
    """The first page of closing: a question in the address, because it changes nothing yet."""

    outcome = Choice(
        "How did it end?",
        [Required("Select how it ended")],
        coerce=Outcome,
        subject="How it ended",
        hints={outcome.value: hint for outcome, hint in OUTCOME_HINTS.items()},
    )
    submit = Submit("Continue")


def _lesson_wanted(form: Any) -> bool:
    typed = form.lesson_title.data or form.lesson_happened.data or form.lesson_advice.data
    return form.has_ended() or bool(typed)


# What the part of a lesson calls the texts of a lesson.
LESSON_CALLED = {
    "title": "lesson_title",
    "what_happened": "lesson_happened",
    "recommendation": "lesson_advice",
}


class LessonPart:
    """The lesson, typed in the same task: the rest is asked on its own screens."""

    lesson_title = TextField(
        "The lesson in one line",
        [RequiredWhen(_lesson_wanted, "Enter the lesson in one line"), Official()],
        subject="The lesson in one line",
        max_length=150,
        description="As a colleague would say it.",
    )
    lesson_kind = Choice(
        "Did it work?",
        [RequiredWhen(_lesson_wanted, "Select whether it worked")],
        choices=list(KIND_LABELS.items()),
        coerce=LessonKind,
        subject="Whether it worked",
    )
    lesson_happened = LongText(
        "What happened?",
        [RequiredWhen(_lesson_wanted, "Enter what happened"), Official()],
        subject="What happened",
        max_words=300,
        rows=5,
        description="Name no person. Say post or team instead, like “the data manager”.",
    )
    lesson_advice = LongText(
        "What should others do next time?",
        [RequiredWhen(_lesson_wanted, "Enter what others should do next time"), Official()],
        subject="What others should do next time",
        max_words=200,
        rows=4,
        description="Write it to somebody who is about to do the same.",
    )
    lesson_attribution = Choice(
        "How much may be said of where this comes from?",
        [RequiredWhen(_lesson_wanted, "Select how much may be said")],
        choices=list(ATTRIBUTION_LABELS.items()),
        coerce=Attribution,
        default=Attribution.ROLE_ONLY,
        subject="How much may be said",
        description="You check the lesson on the next page before you send it. It never names a person.",
    )

    def error_list(self) -> list[dict[str, str]]:
        """Every message in the order of the page, where the lesson comes last."""
        of_lesson = ("#lesson_", "#confirm-")
        return sorted(super().error_list(), key=lambda error: error["href"].startswith(of_lesson))  # type: ignore[misc]  # forms have no types

    def lesson(self) -> Lesson | None:
        if not _lesson_wanted(self):
            return None
        return Lesson(
            title=self.lesson_title.data,
            kind=self.lesson_kind.data,
            what_happened=self.lesson_happened.data,
            recommendation=self.lesson_advice.data,
            attribution=self.lesson_attribution.data,
        )


class CloseForm(LessonPart, BaseForm):
    """The second page of closing. `closing_form` adds a box for the value that each measure reached."""

    ended = DateField(
        "When did it end?",
        [Required("Enter the date it ended"), PastDate(clock.today)],
        subject="The date it ended",
    )
    summary = LongText(
        "What came of it?",
        [Required("Enter what came of it"), Official()],
        subject="What came of it",
        max_words=300,
        description="For somebody who was not there. Name no person.",
    )
    stage_code = Select("Stage it reached (optional)", choices=choices.stage_choices, blank="Not sure")
    submit = Submit("Close the collaboration")

    def has_ended(self) -> bool:
        return True

    def actuals(self) -> dict[int, str]:
        return {
            int(field.short_name.removeprefix("actual_")): field.data or ""
            for field in self
            if field.short_name.startswith("actual_")
        }

    def actual_fields(self) -> list[Any]:
        return [field for field in self if field.short_name.startswith("actual_")]


def closing_form(collaboration: Collaboration, outcome: Outcome) -> type[CloseForm]:
    """The form that closes this collaboration with this outcome."""
    return type("ClosingForm", (CloseForm,), closing_boxes(collaboration, outcome))


def closing_boxes(collaboration: Collaboration, outcome: Outcome) -> dict[str, Any]:
    """What is asked besides: the causes where it fell short, and the value that each measure reached."""
    boxes: dict[str, Any] = {}
    if outcome is not Outcome.DELIVERED:
        boxes["causes"] = CodePicker(
            "Why did it fall short?",
            [Required("Select at least one cause"), MaxChoices(5)],
            choices=choices.cause_choices,
            subject="Causes",
            description="Up to 5. Causes are counted, people are not named.",
        )
    for measure in collaboration.measures:
        boxes[f"actual_{measure.id}"] = TextField(
            measure.name[:1].upper() + measure.name[1:],
            [Official()],
            max_length=80,
            width=10,
            default=measure.actual,
            description=_expected(measure),
        )
    return boxes


def _expected(measure: Any) -> str:
    known = [("Baseline", measure.baseline), ("target", measure.target), ("in", measure.unit)]
    said = ", ".join(f"{word} {value}" for word, value in known if value)
    return f"{said[:1].upper()}{said[1:]}. Leave empty if it was not measured." if said else ""
