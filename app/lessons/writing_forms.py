"""The screens on which a lesson is written: what happened, who may see what, and the work that it comes from."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
from app.core.forms import (
    Checkbox,
    Choice,
    CodePicker,
    DateField,
    FutureDate,
    Integer,
    LongText,
    MaxChoices,
    MultiChoice,
    PastDate,
    Required,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official
from app.lessons import naming
from app.lessons.checking import checked_form, texts_of, unconfirmed
from app.lessons.forms import NO_NAMES
from app.lessons.models import Attribution, Evidence, Lesson, LessonKind
from app.lessons.naming import TEXTS, hidden, names_in
from app.lessons.words import ATTRIBUTION_LABELS, EVIDENCE_LABELS, KIND_LABELS, called
from app.taxonomy import choices

# An embargo waits for a paper or a trial; what waits longer is forgotten.
LONGEST_EMBARGO = timedelta(days=730)
HAPPENED = ("kind", "what_happened", "recommendation", "title")
SHARING = (
    "attribution",
    "evidence",
    "applies_when",
    "does_not_apply_when",
    "conditions",
    "embargo_until",
)
WORK = (
    "mechanisms",
    "areas",
    "specialisms",
    "stage_code",
    "gate_code",
    "region_code",
    "happened_on",
    "days_lost",
)


# Asked in earlier years: shown where something was said.
ROOT_CAUSE = LongText(
    "What was at the root of it? (optional)",
    [Official()],
    max_words=100,
    subject="What was at the root of it",
    rows=2,
)


class HappenedForm(VersionedForm):
    """The first screen: what happened."""

    kind = Choice(
        "Did it work?",
        [Required("Select whether it worked")],
        choices=list(KIND_LABELS.items()),
        coerce=LessonKind,
        subject="Whether it worked",
    )
    what_happened = LongText(
        "What happened?",
        [Required("Enter what happened"), Official()],
        max_words=300,
        subject="What happened",
        rows=5,
        description=f"A few sentences are enough. {NO_NAMES} Say post or team instead, like “the data manager”.",
    )
    recommendation = LongText(
        "What should others do next time?",
        [Required("Enter what others should do next time"), Official()],
        max_words=200,
        subject="What to do next time",
        rows=3,
        description="Write it to somebody who is about to do the same.",
    )
    title = TextField(
        "Now the lesson in one line",
        [Required("Enter the lesson in one line"), Official()],
        max_length=150,
        subject="The lesson in one line",
        description="As you would say it to a colleague, like “Test the data export before you sign”.",
    )
    causes = CodePicker(
        "What was behind it?",
        [MaxChoices(5)],
        choices=choices.cause_choices,
        subject="What was behind it",
        description="Up to 5 reasons why it failed. If it worked: what it prevents.",
    )
    submit = Submit("Save and continue")

    def validate_causes(self, field: CodePicker) -> None:
        if self.kind.data in (LessonKind.DID_NOT_WORK, LessonKind.MIXED) and not field.data:
            raise ValidationError("Select at least one cause for what did not work")

    def values(self) -> dict[str, Any]:
        """What the verbs take. What worked names the causes that it prevents."""
        behind = "guards_against" if self.kind.data is LessonKind.WORKED else "causes"
        found = {name: self[name].data for name in (*HAPPENED, "root_cause") if name in self}
        return found | {behind: self.causes.data}

    @classmethod
    def of(cls, lesson: Lesson | None = None, **values: Any) -> Any:
        """The form filled with `lesson`, with `values` for a new one, or with what was sent."""
        parts = {}
        if lesson is not None:
            behind = lesson.guards_against if lesson.kind is LessonKind.WORKED else lesson.causes
            values = {name: getattr(lesson, name) for name in (*HAPPENED, "root_cause", "version")}
            values["causes"] = [cause.code for cause in behind]
            parts = {"root_cause": ROOT_CAUSE} if lesson.root_cause else {}
        made = type("HappenedForm", (cls,), parts)
        return checked_form(made, lesson, only=TEXTS, data={"version": 1, **values})


class SharingForm(VersionedForm):
    """The second screen: who may be named, and for whom it holds. `of` fits it to a lesson."""

    attribution = Choice(
        "How much may be said of where this comes from?",
        [Required("Select how much may be said")],
        choices=list(ATTRIBUTION_LABELS.items()),
        coerce=Attribution,
        subject="How much may be said",
        description="No lesson ever names a person.",
    )
    names_other = Checkbox("Name the other side too, if it agrees")
    evidence = Choice(
        "What does it rest on?",
        [Required("Select what it rests on")],
        choices=list(EVIDENCE_LABELS.items()),
        coerce=Evidence,
        subject="What it rests on",
    )
    applies_when = LongText(
        "When does it apply? (optional)",
        [Official()],
        max_words=80,
        subject="When it applies",
        rows=2,
        description="For example “any work with data that leaves the force”.",
    )
    does_not_apply_when = LongText(
        "When does it not apply? (optional)",
        [Official()],
        max_words=80,
        subject="When it does not apply",
        rows=2,
    )
    conditions = LongText(
        "In which conditions did it hold? (optional)",
        [Official()],
        max_words=100,
        subject="The conditions",
        rows=2,
        description="Like kind of data, vetting, size. Leave out what would show whose work it was.",
    )
    embargo_until = DateField(
        "Keep it off the board until (optional)",
        [FutureDate(clock.today)],
        subject="The day until which it is kept off the board",
        description="For example until a paper is out. At most two years.",
    )
    submit = Submit("Save and continue")

    lesson: Lesson
    # The texts of the first screen that are to be looked at again.
    naming_fields: tuple[str, ...] = ()

    def validate_embargo_until(self, field: DateField) -> None:
        if field.data and field.data > clock.today() + LONGEST_EMBARGO:
            raise ValidationError("The day must be within two years")

    def validate_names_other(self, field: Checkbox) -> None:
        if field.data and self.attribution.data not in (None, Attribution.NAMED):
            raise ValidationError("Name the other side only where you name your own organisation")

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.attribution.data is None:
            return valid
        names_other = "names_other" in self and bool(self.names_other.data)
        texts = texts_of(self.lesson) | {
            field.name: field.data or "" for field in self if field.name in TEXTS
        }
        organisations = hidden(self.lesson, self.attribution.data, names_other)
        for name, complaint in naming.complaints(texts, organisations).items():
            if name in self:
                self[name].errors = [*self[name].errors, complaint]
            else:
                self.form_errors.append(f"{TEXTS[name]}: {complaint}")
            valid = False
        return valid

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        found = {name: self[name].data for name in (*self.naming_fields, *SHARING)}
        return found | {"names_other": "names_other" in self and self.names_other.data}

    @classmethod
    def of(cls, lesson: Lesson) -> Any:
        """The form filled with `lesson`, or with what was sent; with the texts of the first screen that name a side, or
        hold what nobody has confirmed."""
        sides = [each for each in (lesson.organisation, lesson.other) if each is not None]
        at_fault = {each.field for each in unconfirmed(lesson)}
        at_fault |= {name for name, text in texts_of(lesson).items() if names_in(text, sides)}
        earlier = {name: getattr(HappenedForm, name) for name in HAPPENED if name in TEXTS}
        earlier["root_cause"] = ROOT_CAUSE
        parts: dict[str, Any] = {name: field for name, field in earlier.items() if name in at_fault}
        fields = tuple(parts)
        if lesson.other is None:
            parts["names_other"] = None
        made = type("SharingForm", (cls,), {**parts, "lesson": lesson, "naming_fields": fields})
        names = (*fields, *SHARING, "names_other", "version")
        values = {name: getattr(lesson, name) for name in names}
        values["evidence"] = lesson.evidence or Evidence.ONCE
        form = checked_form(made, lesson, only=TEXTS, data=values)
        if lesson.organisation is not None:
            form.attribution.hints = {
                each.value: f"It will say: {called(lesson.organisation, each)}." for each in Attribution
            }
            form.attribution.hints[Attribution.ROLE_ONLY.value] += (
                " Whoever holds it against the list of collaborations may still work out which."
            )
        return form


class WorkForm(VersionedForm):
    """The work from which the lesson comes: filled in from a collaboration, asked where there is none."""

    mechanisms = MultiChoice(
        "How did you work together?",
        [Required("Select how you worked together")],
        choices=choices.mechanism_choices,
        subject="How you worked together",
    )
    areas = CodePicker(
        "Areas of challenge (optional)",
        [MaxChoices(3)],
        choices=choices.area_choices,
        subject="Areas of challenge",
        description="Up to 3.",
    )
    specialisms = CodePicker(
        "Specialisms (optional)",
        [MaxChoices(6)],
        choices=choices.specialism_choices,
        subject="Specialisms",
        description="Up to 6.",
    )
    stage_code = Select(
        "Stage it reached (optional)", choices=choices.stage_choices, subject="Stage", blank="Not sure"
    )
    gate_code = Select(
        "Gate that it was about (optional)", choices=choices.gate_choices, subject="Gate", blank="None"
    )
    days_lost = Integer(
        "Days lost (optional)",
        maximum=3650,
        subject="Days lost",
        description="Roughly, if it cost time.",
    )
    region_code = Select(
        "Region (optional)", choices=choices.region_choices, subject="Region", blank="Not said"
    )
    happened_on = DateField(
        "When did the work end? (optional)",
        [PastDate(clock.today)],
        subject="When the work ended",
        description="The page shows month and year at most.",
    )
    submit = Submit("Save and continue")

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: self[name].data for name in WORK}

    @classmethod
    def of(cls, lesson: Lesson) -> "WorkForm":
        """The form filled with `lesson`, or with what was sent."""
        lists: dict[str, Collection[str]] = {
            "areas": [area.code for area in lesson.areas],
            "specialisms": [specialism.code for specialism in lesson.specialisms],
            "mechanisms": [mechanism.value for mechanism in lesson.mechanisms],
        }
        return cls(obj=lesson, data=lists)
