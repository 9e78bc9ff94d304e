"""Forms of the sponsoring chief officer."""

from typing import Any

from wtforms.validators import ValidationError

from app.core.forms import BaseForm, Choice, Email, LongText, Required, Submit, TextField
from app.core.sensitivity.forms import Official

CONFIRM, DECLINE, PASS_ON = "confirm", "decline", "pass_on"


class NameForm(BaseForm):
    post = TextField(
        "The post",
        [Required("Enter the post")],
        subject="The post",
        max_length=120,
        description="Such as Assistant Chief Constable (Crime). Readers of the brief see it once it is confirmed.",
    )
    name = TextField(
        "Who holds it",
        [Required("Enter the name of who holds the post")],
        subject="The name",
        max_length=120,
        description="Their name. Only the owners of this brief see it.",
    )
    email = Email(
        "Their work email address",
        [Required("Enter their work email address")],
        description="At your organisation’s own domain. We write there when you ask for the confirmation.",
    )
    submit = Submit("Save")


class AskForm(BaseForm):
    submit = Submit("Ask for the confirmation")


class RemoveForm(BaseForm):
    submit = Submit("Remove the sponsor", look="warning")


class AnswerForm(BaseForm):
    answer = Choice(
        "Do you back this brief?",
        [Required("Choose your answer")],
        subject="Your answer",
        choices=[
            (CONFIRM, "Yes, I back it"),
            (DECLINE, "No"),
            (PASS_ON, "I do not hold this post, or not any more"),
        ],
    )
    reason = LongText(
        "If no, why?",
        [Official()],
        subject="The reason",
        max_chars=500,
        rows=3,
        description="The owners and the reviewers of the brief read it.",
    )
    submit = Submit("Send your answer")

    def validate_reason(self, field: Any) -> None:
        if self.answer.data == DECLINE and not field.data:
            raise ValidationError("Enter why you do not back it")
