"""The two pages of a brief's form that ask the twelve questions of the pre-flight."""

from typing import Any

from wtforms.validators import ValidationError

from app.briefs.models import Brief
from app.briefs.preflight import DATA_QUESTIONS, PEOPLE_QUESTIONS, STATE_LABELS, Question, State
from app.core.actor import Actor
from app.core.forms import Choice, LongText
from app.core.panels import Panel
from app.listings.forms import StepForm

MOST_CHARS = 500


class SaidWithWords:
    """Known says what, blocked says by what; and words without a state say neither."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, form: Any, field: Any) -> None:
        state = form[self.question.state_field].data
        if state is State.KNOWN and not field.data:
            raise ValidationError(f"{self.question.short}: enter what is known")
        if state is State.BLOCKED and not field.data:
            raise ValidationError(f"{self.question.short}: enter what is in the way")
        if state is None and field.data:
            raise ValidationError(f"{self.question.short}: choose known, not known yet or blocked")


def _page(name: str, questions: tuple[Question, ...]) -> type[StepForm]:
    """A page with a choice and a box for each of `questions`. Nothing need be answered."""
    fields: dict[str, Any] = {}
    for question in questions:
        fields[question.state_field] = Choice(
            question.ask,
            choices=[(state.value, label) for state, label in STATE_LABELS.items()],
            coerce=State,
            inline=True,
            subject=question.short,
            description=question.hint,
        )
        fields[question.words_field] = LongText(
            question.words,
            [SaidWithWords(question)],
            max_chars=MOST_CHARS,
            rows=2,
            subject=question.short,
            govuk={"threshold": 75, "label": {"text": question.words}},
        )
    return type(name, (StepForm,), fields)


DataForm = _page("DataForm", DATA_QUESTIONS)
PeopleForm = _page("PeopleForm", PEOPLE_QUESTIONS)


def why_asked(actor: Actor, brief: Brief) -> Panel:
    """What the questions are for, and how to answer, before the first of them."""
    return Panel("Feasibility pre-flight", "briefs/preflight_why.html")
