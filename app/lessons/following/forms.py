"""The forms of following."""

from app.core.forms import BaseForm, CodePicker, MultiChoice, Submit
from app.lessons.topics import KINDS
from app.taxonomy import choices


class InterestsForm(BaseForm):
    """What somebody follows. A field is named like the kind of subject that it chooses from."""

    cause = CodePicker(
        "Causes",
        choices=choices.cause_choices,
        description="What failed by it, and what others found against it.",
    )
    area = CodePicker("Areas of challenge", choices=choices.area_choices)
    mechanism = MultiChoice("Mechanisms", choices=choices.mechanism_choices)
    gate = CodePicker(
        "Gates", choices=lambda: [(code, label, "Gates") for code, label in choices.gate_choices()]
    )
    submit = Submit("Save")

    def wanted(self) -> dict[str, list[str]]:
        """The chosen codes by kind."""
        return {kind: self[kind].data for kind in KINDS}


class StopForm(BaseForm):
    submit = Submit("Stop these letters")
