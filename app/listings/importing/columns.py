"""The columns of an import file: one for each field of the outline's forms, so that a rule is written once."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from app.core.actor import Actor
from app.core.forms import (
    Checkbox,
    Choice,
    CodePicker,
    DateField,
    Integer,
    LongText,
    MultiChoice,
    Required,
    Select,
    TextField,
)
from app.listings.forms import StepForm
from app.listings.models import Listing
from app.listings.outline import Outline, Step

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})
SHORT_LIST = 15
MOST_GUESSES = 200
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2}|[A-Za-z]{3,9})[/. -](?P<year>\d{4})"),
)
SHORT = 200  # characters
Sent = list[tuple[str, str]]
Processed = tuple[dict[str, Any], list[tuple[str, str]]]


@dataclass(frozen=True)
class Importable:
    """What briefs and offers say differently of their import.

    `new` makes an empty listing; `begins_with` are the fields without which there is no draft, and two listings
    that are alike in them count as the same; `example` is a row of the template, by field; `headings` are those
    of columns that their form calls otherwise.
    """

    outline: Outline
    new: Callable[[], Listing]
    may: Callable[[Actor], bool]
    refusal: str
    example: Callable[[], Mapping[str, Any]]
    begins_with: tuple[str, ...] = ("title",)
    headings: Mapping[str, str] = field(default_factory=dict)


class CellError(Exception):
    """A cell that does not say what its column holds."""


def key_of(text: str) -> str:
    """A text as it is compared: without the differences that people and programs make by themselves."""
    text = text.casefold().replace("’", "'").replace("–", "-").replace("\u00a0", " ").replace("_", " ")
    return " ".join(text.split())


@dataclass(frozen=True)
class Column:
    """A field of a form of `step`, under the heading by which files know it. Where `is_needed`, a file without
    the column is refused, though its cells may stay empty."""

    heading: str
    field: Any
    step: Step
    is_needed: bool

    @property
    def name(self) -> str:
        return str(self.field.name)

    def sent(self, text: str) -> Sent:
        """What a form would be sent for the text of a cell. Raises CellError."""
        if isinstance(self.field, Checkbox):
            return self._yes_or_no(text)
        if isinstance(self.field, DateField):
            return self._date(text)
        if isinstance(self.field, MultiChoice):
            return [(self.name, self._code(part)) for part in re.split(r"[;\n]", text) if part.strip()]
        if isinstance(self.field, Choice | Select):
            return [(self.name, self._code(text))]
        return [(self.name, text)]

    def _yes_or_no(self, text: str) -> Sent:
        if key_of(text) in YES:
            return [(self.name, "y")]
        if key_of(text) in NO:
            return []
        raise CellError(f"“{_short(text)}” is neither yes nor no")

    def _date(self, text: str) -> Sent:
        for pattern in _DATES:
            if match := pattern.fullmatch(text):
                return [(f"{self.name}-{part}", typed) for part, typed in match.groupdict().items()]
        raise CellError(f"“{_short(text)}” is not a date. Write it like 27/3/2027 or 2027-03-27")

    def _code(self, text: str) -> str:
        codes = self._codes.get(key_of(text), [])
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise CellError(f"“{_short(text)}” stands for several. Write one of the codes {', '.join(codes)}")
        raise CellError(self._unknown(text))

    def _unknown(self, text: str) -> str:
        said = f"“{_short(text)}” is not on its list"
        choices = [choice.label for choice in self.field.choices]
        if len(choices) <= SHORT_LIST:
            return f"{said}. Write one of: {'; '.join(choices)}"
        near = self._guess(key_of(text))
        return f"{said}. Did you mean {' or '.join(near)}?" if near else f"{said}. See the codes it may hold"

    def _guess(self, key: str) -> list[str]:
        # Comparing is slow: a file of wrong codes gets a guess for the first of them.
        if key not in self._guesses and len(self._guesses) < MOST_GUESSES:
            near = difflib.get_close_matches(key, self._codes, n=3)
            self._guesses[key] = list(dict.fromkeys(self._labels[self._codes[each][0]] for each in near))
        return self._guesses.get(key, [])

    @cached_property
    def _guesses(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {str(choice.value): f"“{choice.label}” ({choice.value})" for choice in self.field.choices}

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """Codes by what may stand for them: the code, its label, its label after that of its group."""
        by_label: dict[str, list[str]] = {}
        for choice in self.field.choices:
            for name in (choice.label, f"{choice.optgroup}: {choice.label}"):
                by_label.setdefault(key_of(name), []).append(str(choice.value))
        # A code is always its own.
        return by_label | {key_of(str(choice.value)): [str(choice.value)] for choice in self.field.choices}

    @property
    def codes(self) -> list[tuple[str, str]]:
        """What may stand in it: code and label, where it is from a list."""
        if not isinstance(self.field, Choice | Select | MultiChoice):
            return []
        return [
            (str(choice.value), f"{choice.optgroup}: {choice.label}" if choice.optgroup else choice.label)
            for choice in self.field.choices
        ]

    @property
    def what(self) -> str:
        """What is to be written in it."""
        if isinstance(self.field, Checkbox):
            return "yes or no"
        if isinstance(self.field, DateField):
            return "A date, like 27/3/2027 or 2027-03-27"
        if isinstance(self.field, Integer):
            return f"A number, {self.field.minimum:,} to {self.field.maximum:,}"
        if isinstance(self.field, CodePicker | MultiChoice):
            return "Codes or labels from its list, with a semicolon between them"
        if isinstance(self.field, Choice | Select):
            return "A code or label from its list"
        most = self.field.govuk.get("maxlength")
        return f"Text, up to {most:,} characters" if most else "Text"


TAKEN = (Checkbox, DateField, Integer, MultiChoice, Choice, Select, TextField, LongText)


class Sheet:
    """The columns of a kind of listing, and the forms that judge what stands in them.

    Each form is made once and processes row after row: their lists come from the database.
    """

    def __init__(self, importable: Importable) -> None:
        self.importable = importable
        self.forms: dict[type[StepForm], StepForm] = {
            made: made(formdata=None, meta={"csrf": False})
            for step in importable.outline.steps
            for made in step.forms
        }
        self._processed: dict[tuple[Any, ...], Processed] = {}
        self.names = {made: made.field_names() for made in self.forms}
        for made, form in self.forms.items():
            # Key, version and button of a page: a row of a file has none.
            for name in set(form._fields) - set(self.names[made]):
                del form[name]
        # Parts that a draft may lack and a listing sent for review may not.
        blank = _as_created(importable.new())
        self.needed_steps = {
            step.slug
            for step in importable.outline.steps
            if len(step.forms) > 1
            or importable.outline.task(blank, step).status not in ("completed", "optional")
        }
        self.columns = self._columns()
        self._by_key = {key_of(column.name): column for column in self.columns}
        self._by_key |= {key_of(column.heading): column for column in self.columns}
        self.of_step = {
            step.slug: [column for column in self.columns if column.step is step]
            for step in importable.outline.steps
        }

    def find(self, heading: str) -> Column | None:
        """The column that a heading names, by the words of the template or the name of the field."""
        key = re.sub(r"\s*(\*|\(optional\))$", "", key_of(heading))
        return self._by_key.get(key)

    def process(self, made: type[StepForm], sent: Sent) -> Processed:
        """What a form reads from what was sent, and the message of each field that complains."""
        key = (made, *sent)
        found = self._processed.get(key)
        if found is None:
            form = self.forms[made]
            # A form that is sent nothing at all would show its defaults.
            form.process(MultiDict([("", ""), *sent]))
            form.validate()
            values = {name: form[name].data for name in self.names[made]}
            found = values, [(each.name, str(each.errors[0])) for each in form if each.errors]
            # Codes and dates are the same in many rows, long texts are not.
            if sum(len(value) for _, value in sent) < SHORT:
                self._processed[key] = found
        return found

    def _columns(self) -> list[Column]:
        found = list(self._fields())
        subjects = [field.subject for _, field in found]
        made = []
        for step, each in found:
            heading = self.importable.headings.get(each.name)
            if heading is None:
                heading = each.subject
                if subjects.count(heading) > 1:
                    heading = f"{step.title}: {heading}"
            # What only one way of working together asks is not asked of every row.
            needed = _is_required(each) and len(step.forms) == 1 and step.slug in self.needed_steps
            made.append(Column(heading, each, step, needed))
        return made

    def _fields(self) -> Iterator[tuple[Step, Any]]:
        seen = set()
        for step in self.importable.outline.steps:
            for made in step.forms:
                # In the order in which the page asks.
                for each in self.forms[made]:
                    if each.name in self.names[made] and each.name not in seen and isinstance(each, TAKEN):
                        seen.add(each.name)
                        yield step, each


def _as_created(listing: Listing) -> Listing:
    """The listing with what its columns hold when nothing is said, which a row gets only in the database."""
    for each in inspect(type(listing)).column_attrs:
        default = each.columns[0].default
        if default is not None and default.is_scalar and getattr(listing, each.key) is None:
            setattr(listing, each.key, default.arg)
    return listing


def _is_required(field: Any) -> bool:
    return any(isinstance(check, Required) for check in field.validators)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
