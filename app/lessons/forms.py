"""The forms of lessons."""

from typing import Any

from app.core.forms import (
    BaseForm,
    Checkbox,
    Choice,
    CodePicker,
    LongText,
    MaxChoices,
    MultiChoice,
    Required,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.lessons.models import Attribution, Lesson, LessonKind
from app.lessons.words import ATTRIBUTION_LABELS, KIND_LABELS
from app.taxonomy import choices

NO_NAMES = "Name no person."


class LessonForm(VersionedForm):
    """A lesson, written in one page of three parts."""

    title = TextField(
        "Title",
        [Required("Enter a title")],
        max_length=150,
        description="The lesson in one line, as a colleague would say it.",
    )
    kind = Choice(
        "Did it work?",
        [Required("Select whether it worked")],
        choices=list(KIND_LABELS.items()),
        coerce=LessonKind,
        subject="Whether it worked",
    )
    what_happened = LongText(
        "What happened?",
        [Required("Enter what happened")],
        max_words=300,
        subject="What happened",
        description=f"{NO_NAMES} Say post or team instead, like “the data manager”.",
    )
    recommendation = LongText(
        "What should others do next time?",
        [Required("Enter what others should do next time")],
        max_words=200,
        subject="What to do next time",
        rows=4,
        description="Write it to somebody who is about to do the same.",
    )
    context = LongText(
        "When does this apply?",
        max_words=150,
        subject="When it applies",
        rows=3,
        description=f"The conditions in which it held: kind of work, size, law, technology. {NO_NAMES}",
    )
    root_cause = LongText(
        "What was at the root of it?",
        max_words=100,
        subject="Root cause",
        rows=2,
        description=f"In your own words. {NO_NAMES}",
    )
    causes = CodePicker(
        "Causes",
        [MaxChoices(5)],
        choices=choices.cause_choices,
        description="For what did not work: up to 5 reasons why.",
    )
    guards_against = CodePicker(
        "What does this practice prevent?",
        [MaxChoices(5)],
        choices=choices.cause_choices,
        subject="What it prevents",
        description="For what worked: up to 5 causes of failure that it guards against.",
    )
    is_good_practice = Checkbox("This worked more than once, so others can rely on it")
    mechanisms = MultiChoice(
        "How did you work together?",
        [Required("Select how you worked together")],
        choices=choices.mechanism_choices,
        subject="How you worked together",
    )
    areas = CodePicker(
        "Areas of challenge",
        [MaxChoices(3)],
        choices=choices.area_choices,
        description="Up to 3.",
    )
    stage_code = Select("Stage it reached", choices=choices.stage_choices, blank="Not sure")
    gate_code = Select("Gate it was about, if any", choices=choices.gate_choices, blank="None")
    attribution = Choice(
        "How much may be said of where this comes from?",
        [Required("Select how much may be said")],
        choices=list(ATTRIBUTION_LABELS.items()),
        coerce=Attribution,
        default=Attribution.ROLE_ONLY,
        subject="How much may be said",
        hints={
            Attribution.NAMED: "Your organisation's name stands beside the lesson.",
            Attribution.ROLE_ONLY: "For example “a territorial force” or “a university”.",
            Attribution.SECTOR_ONLY: "Only “policing” or “academia”.",
        },
        description="No lesson ever names a person.",
    )
    submit = Submit("Save draft")

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.kind.data in (LessonKind.DID_NOT_WORK, LessonKind.MIXED) and not self.causes.data:
            self.causes.errors = [*self.causes.errors, "Select at least one cause for what did not work"]
            return False
        return valid

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        names = (
            "title",
            "kind",
            "what_happened",
            "recommendation",
            "context",
            "root_cause",
            "causes",
            "guards_against",
            "is_good_practice",
            "mechanisms",
            "areas",
            "stage_code",
            "gate_code",
            "attribution",
        )
        return {name: self[name].data for name in names}

    @classmethod
    def of(cls, lesson: Lesson) -> "LessonForm":
        """The form filled with `lesson`, or with what was sent."""
        return cls(
            obj=lesson,
            data={
                "causes": [cause.code for cause in lesson.causes],
                "guards_against": [cause.code for cause in lesson.guards_against],
                "areas": [area.code for area in lesson.areas],
                "mechanisms": [mechanism.value for mechanism in lesson.mechanisms],
            },
        )


class ReturnForm(BaseForm):
    reason = LongText(
        "What should change?",
        [Required("Enter what should change")],
        max_words=200,
        description="The author sees this, and may send the lesson again.",
    )
    submit = Submit("Send back")


class SubmitForm(BaseForm):
    submit = Submit("Send for review")


class PublishForm(BaseForm):
    submit = Submit("Publish")


class WithdrawForm(BaseForm):
    submit = Submit("Withdraw", look="warning")
