"""The pages of an offer's form that only an offer has."""

from wtforms.validators import ValidationError

from app.core import clock
from app.core.forms import (
    Checkbox,
    Choice,
    DateField,
    Decimal,
    FutureDate,
    Integer,
    LongText,
    NotBefore,
    Required,
    Select,
    Submit,
    TextField,
)
from app.listings.forms import StepForm, TitleForm
from app.offers.models import DayRate, Level, Method
from app.taxonomy.choices import mechanism_choices, region_choices, vetting_choices
from app.taxonomy.models import Mechanism

LEVEL_LABELS = {
    Level.UNDERGRADUATE: "Undergraduate",
    Level.POSTGRADUATE_TAUGHT: "Postgraduate (taught)",
    Level.POSTGRADUATE_RESEARCH: "Postgraduate (research)",
}
DAY_RATE_LABELS = {
    DayRate.FREE: "Free",
    DayRate.UNDER_500: "Under £500 a day",
    DayRate.FROM_500_TO_1000: "£500 to £1,000 a day",
    DayRate.OVER_1000: "Over £1,000 a day",
    DayRate.BY_THE_DAY: "By the day, at a rate to be agreed",
}
METHOD_LABELS = {
    Method.LABORATORY: "Laboratory work",
    Method.EXPERIMENT: "Experiment with people",
    Method.FIELD_TRIAL: "Field trial",
    Method.FIELD_STUDY: "Field study",
    Method.MODELLING: "Modelling",
    Method.METHOD_DEVELOPMENT: "Development of a method",
    Method.QUALITATIVE: "Qualitative study",
    Method.MIXED: "Mixed methods",
}
GRADE_LABELS = {
    "early_career": "Early career",
    "postdoctoral": "Postdoctoral",
    "senior_academic": "Senior academic",
    "professional_services": "Professional services",
    "senior_technical": "Senior technical",
}
MECHANISM_HINTS = {
    "placement": "A student works with a force for some weeks.",
    "secondment": "A member of your staff works with a force for some months, or one of theirs with you.",
    "training": "You teach their people.",
    "consultancy": "Expert advice, by the day or the case.",
    "research": "You study a question by a method and write it up.",
    "project": "You build or make something together.",
}


def yes_or_no(text: str) -> bool:
    """Read a radio button of two. Raises KeyError."""
    return {"yes": True, "no": False, "True": True, "False": False}[text]


class MechanismForm(StepForm):
    mechanism = Choice(
        "How would you work together?",
        [Required("Choose one way of working together")],
        subject="Mechanism",
        choices=mechanism_choices,
        hints=MECHANISM_HINTS,
        coerce=Mechanism,
        description="One way for each offer. If you offer several, post several.",
    )


class CreateForm(MechanismForm, TitleForm):
    title = TextField(
        "What is the offer?",
        [Required("Enter a title")],
        subject="Title",
        max_length=150,
        description="One line in words that a police officer would use. You can change it later.",
    )
    submit = Submit("Start the draft")


class DescriptionForm(StepForm):
    description = LongText(
        "Description",
        [Required("Describe the offer")],
        max_chars=5_000,
        rows=12,
        description="What you would do, for whom, and what they would have at the end. Avoid jargon.",
    )


class PlaceForm(StepForm):
    region_code = Select(
        "Region", [Required("Choose a region")], choices=region_choices, blank="Select a region"
    )
    remote_ok = Checkbox("It can be done remotely")


class AvailabilityForm(StepForm):
    available_from = DateField(
        "Available from", [Required("Enter from when it is available")], description="For example, 27 3 2027"
    )
    available_to = DateField(
        "Available until",
        [Required("Enter until when it is available"), FutureDate(clock.today), NotBefore("available_from")],
        description="The offer expires after this day.",
    )


class CapacityForm(StepForm):
    capacity_text = TextField(
        "How much can you give?",
        [Required("Say how much you can give")],
        subject="Capacity",
        max_length=200,
        description="In your words. For example: two students a year, or 20 days and a call-off.",
    )
    capacity = Integer("The number in it (optional)", subject="The number", minimum=1, maximum=100_000)
    capacity_unit = TextField(
        "Of what? (optional)",
        subject="The unit",
        max_length=60,
        width=20,
        description="For example: days, people, courses",
    )


class CostForm(StepForm):
    cost_model = TextField(
        "How is it paid for?",
        [Required("Say how it is paid for")],
        subject="Cost model",
        max_length=160,
        description="For example: day rate, matched funding, free to partner.",
    )
    provided_by = TextField(
        "Who provides it? (optional)",
        subject="Who provides it",
        max_length=160,
        description="Posts, not names. For example: senior technical staff.",
    )


class VettingForm(StepForm):
    vetting_code = Select(
        "Vetting held now by the team",
        [Required("Choose what is held, or Not stated")],
        subject="Vetting held",
        choices=vetting_choices,
        blank="Select a level",
        description="What you state yourselves, for the team. In progress does not count. "
        "Shown to verified members only.",
    )
    vetting_text = TextField(
        "In your own words (optional)",
        subject="Your own words",
        max_length=200,
        description="For example: two of six hold NPPV2. No names, no results.",
    )


class EvidenceForm(StepForm):
    evidence = LongText(
        "Evidence (optional)",
        subject="Evidence",
        max_chars=2_000,
        rows=5,
        description="What it has done before: results, users, publications. Links are welcome.",
    )


def _months(label: str = "How many months would it take?") -> Integer:
    return Integer(
        label, [Required("Enter how many months")], subject="Months", minimum=1, maximum=120, suffix="months"
    )


def _days(label: str) -> Integer:
    return Integer(
        label, [Required("Enter how many days")], subject="Days", minimum=1, maximum=1_000, suffix="days"
    )


class PlacementForm(StepForm):
    level = Choice(
        "Level of study",
        [Required("Choose the level of study")],
        coerce=Level,
        choices=[(level.value, label) for level, label in LEVEL_LABELS.items()],
    )
    days = _days("How many days is the placement?")


class SecondmentForm(StepForm):
    grade = Choice("Grade", [Required("Choose the grade")], choices=list(GRADE_LABELS.items()))
    months = _months("How many months is the secondment?")
    fte = Decimal(
        "Full-time equivalent",
        [Required("Enter the full-time equivalent")],
        minimum=0,
        maximum=1,
        description="1 is full time; 0.4 is two days a week.",
    )

    def validate_fte(self, field: Decimal) -> None:
        if not field.errors and field.data is not None and field.data <= 0:
            raise ValidationError("Full-time equivalent must be more than 0")


class TrainingForm(StepForm):
    hours = Decimal(
        "How many hours is it?",
        [Required("Enter how many hours")],
        subject="Hours",
        minimum=0,
        maximum=2_000,
        suffix="hours",
    )
    cohort = Integer(
        "How many people at a time?",
        [Required("Enter how many people at a time")],
        subject="People",
        minimum=1,
        maximum=10_000,
        suffix="people",
    )
    certificate = Choice(
        "Does it lead to a certificate?",
        [Required("Say whether it leads to a certificate")],
        subject="Certificate",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=yes_or_no,
        inline=True,
    )

    def validate_hours(self, field: Decimal) -> None:
        if not field.errors and field.data is not None and field.data <= 0:
            raise ValidationError("Hours must be more than 0")


class ConsultancyForm(StepForm):
    days = _days("How many working days is one engagement?")
    day_rate = Choice(
        "What does a day cost?",
        [Required("Choose what a day costs")],
        subject="Day rate",
        coerce=DayRate,
        choices=[(rate.value, label) for rate, label in DAY_RATE_LABELS.items()],
    )


class ResearchForm(StepForm):
    method = Choice(
        "Method",
        [Required("Choose the method")],
        coerce=Method,
        choices=[(method.value, label) for method, label in METHOD_LABELS.items()],
    )
    months = _months()


class ProjectForm(StepForm):
    outputs = LongText(
        "What would there be at the end?",
        [Required("Say what there would be at the end")],
        subject="Outputs",
        max_chars=1_000,
        rows=4,
    )
    months = _months()


DETAIL_FORMS: dict[Mechanism, type[StepForm]] = {
    Mechanism.PLACEMENT: PlacementForm,
    Mechanism.SECONDMENT: SecondmentForm,
    Mechanism.TRAINING: TrainingForm,
    Mechanism.CONSULTANCY: ConsultancyForm,
    Mechanism.RESEARCH: ResearchForm,
    Mechanism.PROJECT: ProjectForm,
}
