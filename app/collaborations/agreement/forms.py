"""Forms of working agreements and of what is said of the papers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wtforms.validators import ValidationError

from app.collaborations.agreement import papers, parts
from app.collaborations.agreement.models import Agreement, Mark
from app.collaborations.agreement.parts import IpPosition
from app.core import clock
from app.core.forms import (
    BaseForm,
    Checkbox,
    Choice,
    DateField,
    Integer,
    LongText,
    PastDate,
    Required,
    Submit,
    TextField,
    Url,
    VersionedForm,
)
from app.core.sensitivity.forms import Official, confirming
from app.organisations.models import Side


class PartForm(VersionedForm):
    """A page of the agreement. Its fields are named as what they fill, and none need be filled yet."""

    submit = Submit("Save and continue")


class ScopeForm(PartForm):
    scope = LongText(
        "What will you do together, and what is not part of it?",
        [Official()],
        subject="Scope",
        max_words=400,
        rows=8,
    )


class RolesForm(PartForm):
    roles = LongText(
        "Who does what on each side?",
        [Official()],
        subject="Roles",
        max_words=400,
        rows=8,
        description="Name posts, not persons: people move.",
    )


class CadenceForm(PartForm):
    cadence = LongText(
        "How often do you meet, and how do you keep each other informed?",
        [Official()],
        subject="Cadence",
        max_words=200,
        rows=5,
        description="Who calls the meeting, and who decides when you do not agree.",
    )


class SuccessForm(PartForm):
    success = LongText(
        "What do both sides call success?",
        [Official()],
        subject="Success",
        max_words=300,
        description="One criterion a line. Whoever may see the collaboration reads these.",
    )


def _own_success(whose: str) -> LongText:
    return LongText(
        f"What is success to the {whose} side?",
        [Official()],
        subject="Success to your side",
        max_words=200,
        rows=5,
        description="Only your side writes this. The other side reads it, and nobody else does.",
    )


class PoliceSuccessForm(SuccessForm):
    success_police = _own_success("police")


class AcademicSuccessForm(SuccessForm):
    success_academic = _own_success("academic")


class ResourcesForm(PartForm):
    resources = LongText(
        "What does each side bring, and what does it cost?",
        [Official()],
        subject="Resources and costs",
        max_words=400,
        rows=8,
        description="People’s time, data, equipment, rooms, money, and who pays for what.",
    )


class IpForm(PartForm):
    ip = Choice(
        "Who will own what you make?",
        choices=[(each.value, label) for each, label in parts.IP_LABELS.items()],
        hints={each.value: hint for each, hint in parts.IP_HINTS.items()},
        subject="Intellectual property",
    )
    ip_words = LongText(
        "In your words",
        [Official()],
        subject="Your words on intellectual property",
        max_words=300,
        rows=5,
        description="Optional if each side keeps its own.",
    )

    def validate_ip_words(self, field: Any) -> None:
        if not field.data and self.ip.data in parts.IP_NEEDS_WORDS:
            label = parts.IP_LABELS[IpPosition(self.ip.data)]
            raise ValidationError(f"Say in your words what “{label.lower()}” means here")
        if field.data and not self.ip.data:
            raise ValidationError("Choose who will own what you make")


class PublicationForm(PartForm):
    publication = Choice(
        "What may one side do about what the other publishes?",
        [Required("Select what one side may do about what the other publishes")],
        choices=[(each.value, label) for each, label in parts.PUBLICATION_LABELS.items()],
        subject="Freedom to publish",
        description="The first is usual: the other side points out mistakes and cannot stop publication. Whoever may "
        "see the collaboration is shown when another is in force.",
    )
    review_days = Integer(
        "How many days has the other side for its review?",
        [Required("Enter the days for the review")],
        minimum=1,
        maximum=365,
        width=3,
        suffix="days",
        subject="Days for the review",
        description=f"{parts.USUAL_DAYS} is usual. More is shown to whoever may see the collaboration.",
    )
    publication_words = LongText(
        "What else is agreed on publication (optional)",
        [Official()],
        subject="What else is agreed on publication",
        max_words=200,
        rows=4,
        description="Credit, preprints, open access, what is taken out before publication.",
    )
    publication_reason = LongText(
        "Why is it not as usual?",
        [Official()],
        subject="The reason",
        max_words=100,
        rows=3,
        description="Only where it is not. Both sides read the reason, and nobody else does.",
    )

    def validate_publication_reason(self, field: Any) -> None:
        texts = {"publication": self.publication.data, "review_days": self.review_days.data or 0}
        deviates = bool(self.publication.data) and parts.is_deviating(texts)
        if deviates and not field.data:
            raise ValidationError("Say why the freedom to publish is less than usual")
        if field.data and not deviates:
            raise ValidationError(
                "This is as usual, so it needs no reason: take it out, or choose what is agreed"
            )


class ExitForm(PartForm):
    exit = LongText(
        "How does it end, and what is handed over?",
        [Official()],
        subject="Exit and handover",
        max_words=400,
        rows=8,
        description="How either side can leave early, who takes over if somebody moves, what happens to data and kit.",
    )


@dataclass(frozen=True)
class Step:
    """A page on which a part, or a few that belong together, are written."""

    slug: str
    title: str
    form: Callable[[Side], type[PartForm]]


def _success_form(side: Side) -> type[PartForm]:
    return PoliceSuccessForm if side is Side.POLICE else AcademicSuccessForm


STEPS = (
    Step("scope", "Scope", lambda side: ScopeForm),
    Step("roles", "Roles", lambda side: RolesForm),
    Step("cadence", "Cadence", lambda side: CadenceForm),
    Step("success", "Success", _success_form),
    Step("resources", "Resources and costs", lambda side: ResourcesForm),
    Step("ip", "Intellectual property", lambda side: IpForm),
    Step("publication", "Freedom to publish", lambda side: PublicationForm),
    Step("exit", "Exit and handover", lambda side: ExitForm),
)
BY_SLUG = {step.slug: step for step in STEPS}


def fields_of(step: Step, side: Side) -> list[str]:
    """The fields of a page that somebody of `side` fills."""
    return [
        field
        for part in parts.PARTS
        if part.step == step.slug and part.side in (None, side)
        for field in part.fields
    ]


def step_form(step: Step, side: Side, agreement: Agreement, data: dict[str, Any]) -> Any:
    """The form of a page, with a box for each find in what both call success: others read that too."""
    made = step.form(side)
    if step.slug == "success":
        return confirming(made, agreement.confirmations, only=["success"], data=data)
    return made(data=data)


class OfferForm(VersionedForm):
    submit = Submit("Offer this version for signature")


class SignForm(BaseForm):
    """`whose` is the name of the organisation, put into the label by the page."""

    post = TextField(
        "The post in which you sign",
        [Required("Enter the post in which you sign")],
        subject="Your post",
        max_length=160,
    )
    agreed = Checkbox(
        "I have read this version, and I sign it for my organisation",
        [Required("Confirm that you have read this version and sign it for your organisation")],
    )
    submit = Submit("Sign this version")


class DeclineForm(BaseForm):
    reason = LongText(
        "Why will your side not sign this version?",
        [Required("Give a reason"), Official()],
        subject="The reason",
        description="Both sides read this, and nobody else does. Say what would have to change.",
        max_words=150,
        rows=4,
    )
    submit = Submit("Decline to sign", look="warning")


YES_NO = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")]


class QuestionsForm(BaseForm):
    """A field for each of the questions that decide, made below."""

    submit = Submit("Save answers")

    def answers(self) -> dict[str, bool | None]:
        said = {"yes": True, "no": False}
        return {question.code: said.get(self[question.code].data) for question in papers.QUESTIONS}


def questions_form(hints: dict[str, str]) -> type[QuestionsForm]:
    """The form with the questions; `hints` say what is known already, by question."""
    fields = {
        question.code: Choice(
            question.ask,
            choices=YES_NO,
            inline=True,
            subject=question.ask,
            description=" ".join(filter(None, [question.hint, hints.get(question.code, "")])),
        )
        for question in papers.QUESTIONS
    }
    return type("AskedForm", (QuestionsForm,), fields)


class MarkForm(BaseForm):
    mark = Choice(
        "How does it stand?",
        [Required("Select how it stands")],
        choices=[(each.value, label) for each, label in papers.MARK_LABELS.items()],
        coerce=Mark,
        subject="How it stands",
    )
    because = LongText(
        "Why is it not needed?",
        [Official()],
        subject="Why it is not needed",
        max_words=80,
        rows=3,
        description="Only if it is not needed.",
    )
    reference = TextField(
        "Reference number",
        [Official()],
        max_length=200,
        description="Only if you have it: under which number it is found. No files are kept here.",
    )
    link = TextField(
        "Link (optional)",
        [Url()],
        subject="Link",
        max_length=2_000,
        description="Where those who may read it find it.",
    )
    dated = DateField("Date of the paper (optional)", [PastDate(clock.today)], subject="Date of the paper")
    submit = Submit("Save")
