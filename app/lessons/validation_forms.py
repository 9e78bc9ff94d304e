"""The forms between a draft and the board."""

from app.core.forms import BaseForm, Checkbox, Choice, LongText, Required, Submit, VersionedForm
from app.lessons.forms import NO_NAMES
from app.lessons.models import Attribution, OtherAnswer
from app.lessons.voices import ANSWER_LABELS
from app.lessons.words import ATTRIBUTION_LABELS


class AnswerForm(VersionedForm):
    """What the other side says. Whether it may be named is asked only where the author wants to name it."""

    answer = Choice(
        "Does your side agree with this lesson?",
        [Required("Select what your side says")],
        choices=list(ANSWER_LABELS.items()),
        coerce=OtherAnswer,
        subject="What your side says",
        hints={
            OtherAnswer.OWN_VIEW: "It is not wrong, but there is more to it.",
            OtherAnswer.DISAGREES: "Your words stand beside the lesson for everybody to read.",
        },
    )
    view = LongText(
        "How do you see it?",
        max_words=200,
        subject="How you see it",
        rows=5,
        description="Needed unless you simply agree. It stands beside the lesson in your words. "
        f"{NO_NAMES} OFFICIAL information only.",
    )
    may_be_named = Choice(
        "May your organisation be named beside this lesson?",
        [Required("Select whether your organisation may be named")],
        choices=[("yes", "Yes"), ("no", "No")],
        subject="Whether your organisation may be named",
        hints={"no": "The lesson then says only “the other side”. Its author’s organisation is still named."},
    )
    submit = Submit("Send your answer")

    def named(self) -> bool | None:
        """Whether the organisation may be named; None where it was not asked."""
        return self.may_be_named.data == "yes" if "may_be_named" in self else None


class UnnameForm(BaseForm):
    attribution = Choice(
        "How much may be said of where this comes from?",
        [Required("Select how much may be said")],
        choices=[(each, ATTRIBUTION_LABELS[each]) for each in Attribution if each is not Attribution.NAMED],
        coerce=Attribution,
        subject="How much may be said",
    )
    submit = Submit("Save")


class TakeBackForm(BaseForm):
    submit = Submit("Take it back")


class AcceptForm(VersionedForm):
    """What a reviewer has checked. Each box must be ticked: what cannot be is a reason to send the lesson back."""

    names_nobody = Checkbox(
        "It names no person, and none can be recognised",
        [Required("Check that it names no person and none can be recognised, or send it back")],
    )
    helps_no_offender = Checkbox(
        "Nothing in it, alone or with others, would help someone defeat the police",
        [Required("Check that nothing in it would help someone defeat the police, or send it back")],
    )
    teaches = Checkbox(
        "Somebody elsewhere can tell from it what to do, and when it applies",
        [Required("Check that somebody elsewhere can tell what to do, or send it back")],
    )
    submit = Submit("Accept")


class ReturnForm(BaseForm):
    reason = LongText(
        "What should change?",
        [Required("Enter what should change")],
        max_words=200,
        description="The author sees this, and may send the lesson again.",
    )
    submit = Submit("Send back")


class WithdrawForm(BaseForm):
    submit = Submit("Withdraw", look="warning")


class WithdrawWithReasonForm(WithdrawForm):
    reason = LongText(
        "Why is it withdrawn?",
        [Required("Enter why it is withdrawn")],
        max_words=200,
        description="Its owners see this.",
    )
