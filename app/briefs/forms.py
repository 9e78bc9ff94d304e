"""The pages of a brief's form that only a brief has."""

from typing import Any

from wtforms.validators import ValidationError

from app.briefs.clarity import MOST_SUMMARY_WORDS
from app.briefs.models import BUDGET_LABELS, HORIZON_LABELS, BudgetBand, Horizon
from app.briefs.priority import CRITERIA, NAMES, Criterion
from app.core import clock
from app.core.forms import (
    BaseForm,
    Choice,
    DateField,
    FutureDate,
    Integer,
    LongText,
    MultiChoice,
    Required,
    Select,
    Submit,
    TextField,
)
from app.listings.forms import StepForm, TitleForm
from app.taxonomy.choices import (
    mechanism_choices,
    region_choices,
    research_interest_choices,
    vetting_choices,
)
from app.taxonomy.models import Mechanism

NONE_FITS = "none-fits"
UNKNOWN = "unknown"
# A level counts as lower than another only on the same scale.
SCALES = (("NPPV1", "NPPV2", "NPPV3"), ("CTC", "SC", "DV"))
MECHANISM_HINTS = {
    "placement": "A student works with you for some weeks.",
    "secondment": "A member of university staff works with you for some months, or one of yours with them.",
    "training": "Your people are taught.",
    "consultancy": "Expert advice, by the day or the case.",
    "research": "A question is studied by a method, and written up.",
    "project": "Something is built or made together.",
}


class CreateForm(TitleForm):
    title = TextField(
        "What is the brief about?",
        [Required("Enter a title")],
        subject="Title",
        max_length=150,
        description="One line that tells a stranger what you need. Avoid acronyms. You can change it later.",
    )
    submit = Submit("Start the draft")


class ProblemForm(StepForm):
    problem = LongText(
        "The problem",
        [Required("Describe the problem")],
        max_chars=5_000,
        rows=12,
        description="What happens now, to whom, how often, and what you tried. Name no person, no operation.",
    )


class OutcomeForm(StepForm):
    desired_outcome = LongText(
        "Desired outcome",
        [Required("Describe the outcome you want")],
        max_chars=3_000,
        rows=6,
        description="What would be different at the end, and how you would know.",
    )


class NeedForm(StepForm):
    who_affected = LongText(
        "Who is affected, and what does it mean to them? (optional)",
        subject="Who is affected",
        max_chars=1_500,
        rows=4,
        description="Those who suffer from it, and those who need the answer.",
    )
    why_now = LongText(
        "Why now? (optional)",
        subject="Why now",
        max_chars=1_000,
        rows=3,
        description="What has changed, what is coming, or by which date it must be settled.",
    )
    already_done = LongText(
        "What work has been done already? (optional)",
        subject="Work already done",
        max_chars=1_500,
        rows=4,
        description="What was tried, bought or ruled out, and what came of it. Say so if nobody has tried.",
    )


class EssentialsForm(StepForm):
    essentials = LongText(
        "What must be delivered? (optional)",
        subject="Essentials",
        max_chars=1_500,
        rows=6,
        description="At most five things, one on each line. Leave out what would only be nice to have.",
    )


class SuccessForm(StepForm):
    measure = TextField(
        "What would you count, and what figure do you want? (optional)",
        subject="The measure",
        max_length=300,
        description="For example: callers who hang up, under 10 in every 100.",
    )
    baseline = TextField(
        "What is the figure today? (optional)",
        subject="Today’s figure",
        max_length=300,
        description="For example: 31 in every 100 last summer. Say so if nobody knows it.",
    )
    adoption = LongText(
        "How would the result come into use? (optional)",
        subject="Route to adoption",
        max_chars=1_500,
        rows=4,
        description="Who would own or use it, and the step that makes it practice: a sign-off, a course, a budget.",
    )


class ResourcesForm(StepForm):
    resources = LongText(
        "What else can you bring? (optional)",
        subject="Resources",
        max_chars=1_500,
        rows=4,
        description="People and their time, rooms, equipment. Money, data and access have parts of their own.",
    )


class SummaryForm(StepForm):
    # Fifty words are said and counted, and a few more are kept: clarity advises.
    summary = LongText(
        "A summary (optional)",
        subject="The summary",
        max_chars=1_000,
        rows=5,
        govuk={"maxwords": MOST_SUMMARY_WORDS},
        description="What is wrong and what you want, for somebody who reads nothing else.",
    )


class MechanismsForm(StepForm):
    mechanisms = MultiChoice(
        "How could a university work with you?",
        [Required("Choose at least one way of working together")],
        subject="Mechanisms",
        choices=mechanism_choices,
        hints=MECHANISM_HINTS,
        coerce=Mechanism,
        description="Choose all that would do.",
    )


class PlaceAndDatesForm(StepForm):
    region_code = Select(
        "Region",
        [Required("Choose a region")],
        choices=region_choices,
        blank="Select a region",
        description="Where the work would be done. National if it is tied to no region.",
    )
    deadline = DateField(
        "Last day for responses",
        [Required("Enter the last day for responses"), FutureDate(clock.today)],
        description="For example, 27 3 2027. It must be before the start.",
    )
    start = DateField(
        "Start",
        [Required("Enter when the work would start"), FutureDate(clock.today)],
        subject="Start",
    )
    duration_weeks = Integer(
        "How many weeks would it take?",
        [Required("Enter how many weeks it would take")],
        subject="Weeks",
        minimum=1,
        maximum=520,
        suffix="weeks",
    )

    def validate_deadline(self, field: DateField) -> None:
        if field.data and self.start.data and field.data >= self.start.data:
            raise ValidationError("Last day for responses must be before the start")


class MoneyForm(StepForm):
    budget_band = Choice(
        "Money available",
        [Required("Choose how much money there is")],
        choices=[(band.value, label) for band, label in BUDGET_LABELS.items()],
        coerce=BudgetBand,
        description="Accepting a response awards no contract. Where money passes, procurement rules apply.",
    )


class DataAndVettingForm(StepForm):
    data_access = LongText(
        "What data or access can you give?",
        [Required("Say what data or access you can give, or that there is none")],
        subject="Data and access",
        max_chars=2_000,
        rows=4,
        description="What exists, who would extract it, in what form, and where it may be read.",
    )
    vetting_code = Select(
        "The most vetting that any part needs",
        [Required("Choose a vetting level, or Not stated")],
        subject="Vetting",
        choices=vetting_choices,
        blank="Select a level",
    )
    vetting_min_code = Select(
        "The least with which some part can be done (optional)",
        choices=vetting_choices,
        subject="The least vetting",
        blank="The same",
    )
    vetting_note = TextField(
        "About the vetting (optional)",
        subject="The note on vetting",
        max_length=500,
        description="For example: only for those who read the transcripts.",
    )

    def validate_vetting_min_code(self, field: Select) -> None:
        most, least = self.vetting_code.data, field.data
        for scale in SCALES:
            if most in scale and least in scale and scale.index(least) > scale.index(most):
                raise ValidationError("The least vetting cannot be higher than the most")
        if most == "NONE" and least not in (None, "NONE", "UNKNOWN"):
            raise ValidationError("The least vetting cannot be higher than none")


class ResearchInterestForm(StepForm):
    research_interest = Select(
        "Research interest",
        [Required("Choose a research interest, or “None fits”")],
        blank="Select a research interest",
        description="A question that a police body has published, in our own short words.",
    )
    gap = LongText(
        "If none fits: which question is missing?",
        subject="The missing question",
        max_chars=500,
        rows=3,
        description="In a sentence. It goes into an open list of gaps once the brief is published.",
    )

    def validate_gap(self, field: LongText) -> None:
        if self.research_interest.data == NONE_FITS and not field.data:
            raise ValidationError("Say in a sentence which question is missing")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = research_interest_choices()
        self.research_interest.choices = [
            (NONE_FITS, "None fits"),
            *((code, f"{code}: {_cut(text)}", group) for code, text, group in found),
        ]


def _cut(text: str, most: int = 110) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


class HorizonForm(StepForm):
    horizon = Choice(
        "When does it matter?",
        [Required("Choose when it matters")],
        subject="Horizon",
        choices=[(horizon.value, label) for horizon, label in HORIZON_LABELS.items()],
        coerce=Horizon,
    )


def _score(text: str | int) -> int | None:
    """A score from what was sent; not to know is an answer too."""
    return None if text == UNKNOWN else int(text)


def _scored(criterion: Criterion) -> Choice:
    anchors = [(str(score), f"{score}: {words}") for score, words in enumerate(criterion.anchors)]
    return Choice(
        criterion.question,
        subject=criterion.title,
        choices=[*anchors, (UNKNOWN, "I do not know")],
        coerce=_score,
    )


class PriorityForm(StepForm):
    """The owner's view. Nothing in it must be known."""

    harm, demand, breadth, readiness, cost = map(_scored, CRITERIA)


class ScoreForm(BaseForm):
    """The reviewer's view."""

    harm, demand, breadth, readiness, cost = map(_scored, CRITERIA)
    submit = Submit("Save my scores")

    def scores(self) -> dict[str, int | None]:
        """What was given, by criterion."""
        return {name: self[name].data for name in NAMES}
