"""The forms that briefs and offers share: steps of the draft, and the acts on a listing."""

from typing import Any

from wtforms.validators import ValidationError

from app.core.actor import Audience
from app.core.forms import (
    BaseForm,
    Checkbox,
    Choice,
    CodePicker,
    LongText,
    MaxChoices,
    Required,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official
from app.taxonomy.choices import area_choices, specialism_choices

NOT_VALUES = frozenset({"submission_key", "csrf_token", "version", "submit"})
HARM_QUESTION = "Would this, alone or with others, help someone defeat the police?"
AUDIENCES = [
    (Audience.PUBLIC.value, "Everyone, without signing in"),
    (Audience.MEMBERS.value, "Verified people of verified organisations, police and universities"),
    (Audience.POLICE.value, "Verified people of police organisations"),
]


class StepForm(VersionedForm):
    """A page of a draft. Its fields are named as what they fill."""

    submit = Submit("Save and continue")

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The fields that hold the listing's values."""
        return tuple(
            name for name in dir(cls) if hasattr(getattr(cls, name), "_formfield") and name not in NOT_VALUES
        )

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {name: self[name].data for name in self.field_names()}


class TitleForm(StepForm):
    title = TextField(
        "Title",
        [Required("Enter a title")],
        max_length=150,
        description="One line that tells a stranger what it is about. Avoid acronyms.",
    )


class AreasForm(StepForm):
    """One to three areas, the principal one first."""

    areas = CodePicker(
        "Areas of challenge",
        [Required("Choose at least one area of challenge"), MaxChoices(3)],
        choices=area_choices,
        description="Choose up to three.",
    )
    principal_area = Select(
        "Principal area",
        choices=area_choices,
        blank="The first that is ticked",
        description="Only if you chose more than one.",
    )
    areas_text = TextField(
        "In your own words (optional)",
        subject="Your own words",
        max_length=500,
        description="What you would call it. Shown beside the areas.",
    )

    def validate_principal_area(self, field: Select) -> None:
        if field.data and self.areas.data and field.data not in self.areas.data:
            raise ValidationError("The principal area must be one of those you chose")


class OptionalAreasForm(AreasForm):
    """None to three areas."""

    areas = CodePicker(
        "Areas of challenge (optional)",
        [MaxChoices(3)],
        subject="Areas of challenge",
        choices=area_choices,
        description="Choose up to three, if it is plainly about them.",
    )


class SpecialismsForm(StepForm):
    """Up to six specialisms, or none: forces often do not know which they need."""

    specialisms = CodePicker(
        "Specialisms (optional)",
        [MaxChoices(6)],
        subject="Specialisms",
        choices=specialism_choices,
        description="Choose up to six. Leave this empty if you do not know: many forces do.",
    )
    specialisms_text = TextField(
        "In your own words (optional)",
        subject="Your own words",
        max_length=500,
        description="What you would call them. Shown beside the specialisms.",
    )


class RequiredSpecialismsForm(SpecialismsForm):
    specialisms = CodePicker(
        "Specialisms",
        [Required("Choose at least one specialism"), MaxChoices(6)],
        choices=specialism_choices,
        description="Choose up to six, the nearest that the list has.",
    )


class AudienceForm(StepForm):
    audience = Choice(
        "Who may see it?",
        [Required("Choose who may see it")],
        subject="Audience",
        choices=AUDIENCES,
        coerce=Audience,
        description="Once it is published. Until then only its owners and its reviewer see it.",
    )
    public_reason = LongText(
        HARM_QUESTION,
        subject="Your answer",
        max_chars=1_000,
        rows=3,
        description="Only if everyone may see it: say why not. A reviewer answers the same question.",
    )

    def validate_public_reason(self, field: LongText) -> None:
        if self.audience.data is Audience.PUBLIC and not field.data.strip():
            raise ValidationError("Say why this would not help someone defeat the police")


class SubmitForm(VersionedForm):
    declared_official = Checkbox(
        "Nothing in this is above OFFICIAL, and none of it is marked SENSITIVE",
        [Required("Confirm that nothing in this is above OFFICIAL")],
    )
    submit = Submit("Send for review")


class ReasonForm(BaseForm):
    """An act that carries a reason."""

    reason = LongText("Reason", [Required("Give a reason"), Official()], max_chars=2_000, rows=4)
    submit = Submit("Confirm")


class OptionalReasonForm(BaseForm):
    reason = LongText(
        "How did it end? (optional)", [Official()], subject="Your note", max_chars=2_000, rows=4
    )
    submit = Submit("Confirm")


class ConfirmForm(BaseForm):
    """An act that needs nothing but the button."""

    submit = Submit("Confirm")


class PublishForm(VersionedForm):
    submit = Submit("Publish")


class PublishPubliclyForm(VersionedForm):
    helps_offenders = Choice(
        HARM_QUESTION,
        [Required("Answer whether this would help someone defeat the police")],
        subject="Your answer",
        choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
    )
    submit = Submit("Publish to everyone")


class PersonForm(BaseForm):
    """One colleague. The route gives the people to choose from."""

    person = Select("Colleague", [Required("Choose a colleague")], coerce=int, blank="Select a colleague")
    submit = Submit("Confirm")


class HandOverAllForm(BaseForm):
    from_person = Select(
        "Whose items?",
        [Required("Choose whose items to hand over")],
        coerce=int,
        blank="Select a person",
        subject="Whose items",
    )
    to_person = Select(
        "Who takes them over?",
        [Required("Choose who takes them over")],
        coerce=int,
        blank="Select a person",
        subject="Who takes them over",
    )
    submit = Submit("Hand over")


def request_changes_form(steps: tuple[tuple[str, str], ...]) -> type[VersionedForm]:
    """A form with a box for each step (slug, title) and one for the whole, of which one must be filled."""
    boxes: dict[str, Any] = {"whole": _reason("The whole")}
    boxes |= {f"step-{slug}": _reason(title) for slug, title in steps}
    named = tuple(boxes)
    boxes["submit"] = Submit("Ask for changes")

    def validate_whole(form: VersionedForm, field: LongText) -> None:
        if not any(form[name].data.strip() for name in named):
            raise ValidationError("Give at least one reason")

    boxes["validate_whole"] = validate_whole
    return type("RequestChangesForm", (VersionedForm,), boxes)


def _reason(title: str) -> LongText:
    return LongText(title, [Official()], max_chars=1_000, rows=2)
