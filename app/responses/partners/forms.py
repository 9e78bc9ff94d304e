"""Forms of consortia."""

from typing import Any

from wtforms.validators import ValidationError

from app.core.forms import BaseForm, Choice, LongText, Required, Select, Submit
from app.core.sensitivity.forms import Official


class AddPartnerForm(BaseForm):
    organisation = Select(
        "Organisation",
        [Required("Select an organisation")],
        coerce=int,
        blank="Select an organisation",
        description="Its partnership managers are asked at once.",
    )
    part = LongText(
        "What would it do?",
        [Required("Enter what it would do"), Official()],
        subject="What it would do",
        max_words=60,
        rows=3,
    )
    submit = Submit("Ask to join")


class AnswerForm(BaseForm):
    answer = Choice(
        "Does your organisation join this response?",
        [Required("Select whether your organisation joins")],
        choices=[("confirm", "Yes, we join"), ("decline", "No, we do not")],
    )
    sentence = LongText(
        "If not, why?",
        [Official()],
        subject="Why not",
        description="Only if you chose No. Whoever asked you reads it, and nobody else.",
        max_words=80,
        rows=3,
    )
    submit = Submit("Send answer")

    def validate_sentence(self, field: Any) -> None:
        if self.answer.data == "decline" and not field.data:
            raise ValidationError("Enter a sentence that says why")


class RemoveForm(BaseForm):
    submit = Submit("Remove partner", look="warning")
