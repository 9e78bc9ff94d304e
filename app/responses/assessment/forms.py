"""Forms of assessment. Scores and agreed scores have a pair of fields for each answer: `mark-7` and `note-7`."""

from typing import Any

from app.core.forms import BaseForm, Choice, LongText, Required, Select, Submit
from app.core.sensitivity.forms import Official
from app.responses.assessment.models import MARK_LABELS, Mark
from app.responses.models import Response

CHOICES = [(str(mark.value), f"{mark.value}: {label}") for mark, label in MARK_LABELS.items()]


def _mark(text: str) -> Mark:
    return Mark(int(text))


class _ByAnswer(BaseForm):
    """A pair of fields for each answer."""

    numbers: tuple[int, ...] = ()

    def given(self) -> dict[int, tuple[Mark, str]]:
        """The score and the text for each answer."""
        return {
            number: (self[f"mark-{number}"].data, self[f"note-{number}"].data or "")
            for number in self.numbers
        }


def score_form(response: Response) -> Any:
    """The form with which an assessor scores each answer alone."""
    return _made(
        response, "Your private note (optional)", [], "Only you read it.", Submit("Give my scores")
    )()


def agree_form(response: Response) -> Any:
    """The form with which an owner records what was agreed."""
    needed = [Required("Enter a sentence that says why")]
    said = "Owners and assessors read it."
    return _made(response, "Why, in a sentence", needed, said, Submit("Record agreed scores"))()


def _made(response: Response, label: str, needed: list[Any], hint: str, submit: Submit) -> type[BaseForm]:
    fields: dict[str, Any] = {"numbers": tuple(answer.id for answer in response.answers)}
    for answer in response.answers:
        fields[f"mark-{answer.id}"] = Choice(
            "Score",
            [Required(f"Score {answer.position}: select how far it is met")],
            choices=CHOICES,
            coerce=_mark,
            subject=f"Score {answer.position}",
        )
        fields[f"note-{answer.id}"] = LongText(
            label,
            [*needed, Official()],
            subject=f"Text {answer.position}",
            description=hint,
            max_words=150,
            rows=3,
        )
    fields["submit"] = submit
    return type("ByAnswerForm", (_ByAnswer,), fields)


class RecuseForm(BaseForm):
    conflict = LongText(
        "What is your conflict of interest?",
        [Required("Say what the conflict of interest is"), Official()],
        subject="Your conflict of interest",
        description="The owners of the listing and its other assessors read it.",
        max_words=100,
        rows=3,
    )
    submit = Submit("Step back from this response", look="warning")


class NameAssessorForm(BaseForm):
    person = Select("Colleague", [Required("Choose a colleague")], coerce=int, blank="Select a colleague")
    submit = Submit("Name as assessor")


class RemoveAssessorForm(BaseForm):
    submit = Submit("Remove assessor", look="warning")
