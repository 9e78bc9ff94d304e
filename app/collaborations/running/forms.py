"""Forms of work that runs. Each table of the plan is rows, to which more can be added without a script."""

from decimal import Decimal as Number
from typing import Any, ClassVar

from wtforms import Form, FormField
from wtforms.validators import ValidationError

from app.collaborations.running.models import Likelihood, OnTrack
from app.collaborations.running.plan import MOST_RISKS, MOST_ROWS, CostRow, MilestoneRow, RiskRow
from app.collaborations.running.words import LIKELIHOOD_LABELS, ON_TRACK_LABELS
from app.core import clock
from app.core.forms import (
    BaseForm,
    Choice,
    DateField,
    Decimal,
    Integer,
    LongText,
    PastDate,
    Required,
    Rows,
    Select,
    Submit,
    TextField,
    VersionedForm,
)
from app.core.sensitivity.forms import Official

MOST_DAYS = 10_000
MOST_POUNDS = 100_000_000


class CheckInForm(BaseForm):
    on_track = Choice(
        "Is it on track?",
        [Required("Select whether it is on track")],
        choices=list(ON_TRACK_LABELS.items()),
        coerce=OnTrack,
        subject="Whether it is on track",
    )
    in_the_way = LongText(
        "Is anything in the way?",
        [Official()],
        subject="What is in the way",
        max_words=100,
        rows=4,
        description="You may leave it empty if it is on track. Name no person: say post or team.",
    )
    submit = Submit("Send the answer")

    def validate_in_the_way(self, field: Any) -> None:
        if not field.data and self.on_track.data in (OnTrack.PARTLY, OnTrack.NO):
            raise ValidationError("Enter what is in the way")


class LowerForm(BaseForm):
    said = LongText(
        "What was said?",
        [Required("Enter what was said"), Official()],
        subject="What was said",
        max_words=60,
        rows=3,
        description="A sentence, like “We spoke: the data comes a week late, the end stays”. Both sides read it.",
    )
    submit = Submit("Lower the flag")


class ContactsForm(BaseForm):
    lead = Select(
        "Lead on your side",
        coerce=int,
        blank="Nobody yet",
        description="Who answers for the work on your side.",
    )
    second = Select(
        "Second contact on your side",
        coerce=int,
        subject="Second contact",
        blank="Nobody yet",
        description="A colleague who stands in when the lead is away or moves post.",
    )
    submit = Submit("Save contacts")


class NoteForm(VersionedForm):
    where_things_are = LongText(
        "Where are things?",
        [Required("Enter where things are"), Official()],
        subject="Where things are",
        max_words=200,
        rows=4,
        description="Folders, data, equipment, keys. No passwords.",
    )
    who_knows_what = LongText(
        "Who knows what?",
        [Required("Enter who knows what"), Official()],
        subject="Who knows what",
        max_words=200,
        rows=4,
        description="Posts and teams to ask, on both sides.",
    )
    what_is_promised = LongText(
        "What is promised?",
        [Required("Enter what is promised, or “nothing”"), Official()],
        subject="What is promised",
        max_words=200,
        rows=4,
        description="To whom, by when, also what was only said. Write “nothing” if so.",
    )
    submit = Submit("Save the note")


class HandOverForm(BaseForm):
    contact = Select("Whose part?", [Required("Select whose part it is")], coerce=int, subject="Whose part")
    to = Select(
        "Who takes it over?",
        [Required("Select a colleague to take it over")],
        coerce=int,
        subject="Who takes it over",
    )
    submit = Submit("Hand over")


class Row(Form):
    """A row of the plan. One without anything in it is not kept; `needed` says what any other must have."""

    needed: ClassVar[dict[str, str]] = {}

    def is_empty(self) -> bool:
        return all(field.data in (None, "") and not field.process_errors for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.is_empty():
            return bool(valid)
        for name, message in self.needed.items():
            field = self[name]
            if field.data in (None, "") and not field.errors:
                field.errors = [message]
                valid = False
        return bool(valid)


class MilestonePart(Row):
    needed: ClassVar[dict[str, str]] = {
        "name": "Enter the milestone, or empty the whole row",
        "due": "Enter when it is due, or empty the whole row",
    }
    name = TextField("Milestone", [Official()], max_length=200)
    due = DateField("Due")
    done_on = DateField("Reached on (optional)", [PastDate(clock.today)], subject="Reached on")

    def value(self) -> MilestoneRow:
        return MilestoneRow(self.name.data, self.due.data, self.done_on.data)


class HalfDays(Decimal):
    """Days in halves."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, places=1, maximum=MOST_DAYS, **kwargs)

    def _value(self) -> str:
        return super()._value().removesuffix(".0")

    def read(self, text: str) -> Any:
        number = Number(text)
        if number % Number("0.5"):
            raise ValueError(f"{self.subject} must be in whole or half days, like 2.5")
        return float(number)


class CostPart(Row):
    needed: ClassVar[dict[str, str]] = {
        "what": "Enter what it is for, or empty the whole row",
        "organisation_id": "Select which side bears it, or empty the whole row",
    }
    what = TextField("What for", [Official()], max_length=200)
    organisation_id = Select("Which side bears it", coerce=int)
    planned_days = HalfDays("Planned days")
    actual_days = HalfDays("Actual days")
    planned_pounds = Integer("Planned pounds", maximum=MOST_POUNDS, prefix="£", width=10)
    actual_pounds = Integer("Actual pounds", maximum=MOST_POUNDS, prefix="£", width=10)

    def value(self) -> CostRow:
        assert self.organisation_id.data is not None  # a valid row has it
        return CostRow(
            self.what.data,
            self.organisation_id.data,
            self.planned_days.data,
            self.planned_pounds.data,
            self.actual_days.data,
            self.actual_pounds.data,
        )


class RiskPart(Row):
    needed: ClassVar[dict[str, str]] = {
        "what": "Enter the risk, or empty the whole row",
        "likelihood": "Select how likely it is, or empty the whole row",
    }
    what = TextField("What could go wrong", [Official()], max_length=300)
    likelihood = Select("How likely", choices=list(LIKELIHOOD_LABELS.items()), coerce=Likelihood)
    response = TextField("What we do about it", [Official()], max_length=300)

    def value(self) -> RiskRow:
        assert self.likelihood.data is not None  # a valid row has it
        return RiskRow(self.what.data, self.likelihood.data, self.response.data or "")


class TableForm(VersionedForm):
    """One table of the plan, saved whole."""

    rows: Rows
    most: ClassVar[int] = MOST_ROWS

    def fill_up(self, least: int) -> None:
        """Show at least `least` rows, the last of them empty while there is room."""
        shown = self.rows.entries
        while len(shown) < min(least, self.most) or (
            shown and len(shown) < self.most and not shown[-1].form.is_empty()
        ):
            self.rows.append_entry()

    def values(self) -> list[Any]:
        """The rows that hold something."""
        return [entry.form.value() for entry in self.rows.entries if not entry.form.is_empty()]


class MilestonesForm(TableForm):
    rows = Rows(FormField(MilestonePart), max_entries=MOST_ROWS)
    add_row = Submit("Add another milestone", look="secondary")
    submit = Submit("Save milestones")


class CostsForm(TableForm):
    rows = Rows(FormField(CostPart), max_entries=MOST_ROWS)
    add_row = Submit("Add another cost", look="secondary")
    submit = Submit("Save costs")

    def offer_sides(self, sides: list[tuple[int, str]]) -> None:
        """Let every row choose between the two organisations."""
        for entry in self.rows.entries:
            entry.form.organisation_id.choices = sides


class RisksForm(TableForm):
    rows = Rows(FormField(RiskPart), max_entries=MOST_RISKS)
    add_row = Submit("Add another risk", look="secondary")
    submit = Submit("Save risks")
    most: ClassVar[int] = MOST_RISKS
