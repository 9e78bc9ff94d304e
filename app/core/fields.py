"""The fields that forms are made of. Whatever is sent to them, they answer with a message, not an exception.

Each takes WTForms' `label`, `validators`, `description` (the hint), `default` and `render_kw`, and besides:
`subject`, what messages call the field where the label is a question ("Start date" for "When will you
start?"); `govuk`, further parameters of the GOV.UK macro.
"""

import calendar
import decimal
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    StringField,
    SubmitField,
)
from wtforms.utils import unset_value

from app.core import widgets
from app.core.validators import EmailAddress, MaxLength, MaxWords

Validators = Iterable[Callable[..., None]]
LARGEST = 2_147_483_647  # what an integer column of either database holds


class Named:
    """A field with a subject for its messages and parameters for its macro."""

    data: Any

    def __init__(
        self,
        label: str = "",
        validators: Validators = (),
        *,
        subject: str = "",
        govuk: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.subject = subject or label
        self.govuk = dict(govuk or {})
        self.hints: dict[str, str] = {}
        super().__init__(label, list(validators), **kwargs)  # type: ignore[call-arg]  # a mixin of fields

    @property
    def first_id(self) -> str:
        """The id that an error message leads to."""
        return str(self.id)  # type: ignore[attr-defined]  # a mixin of fields


class _Text(Named, StringField):
    widget = widgets.TextWidget()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class TextField(_Text):
    """One line. `width` is a width class of the input in characters (2, 3, 4, 5, 10, 20)."""

    def __init__(
        self,
        label: str = "",
        validators: Validators = (),
        *,
        max_length: int = 200,
        width: int | None = None,
        autocomplete: str = "",
        inputmode: str = "",
        prefix: str = "",
        suffix: str = "",
        **kwargs: Any,
    ) -> None:
        own = _input_params(width, autocomplete, inputmode, prefix, suffix)
        kwargs["govuk"] = own | dict(kwargs.get("govuk") or {})
        super().__init__(label, [*validators, MaxLength(max_length)], **kwargs)


def _input_params(
    width: int | None, autocomplete: str, inputmode: str, prefix: str, suffix: str
) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if width:
        params["classes"] = f"govuk-input--width-{width}"
    if autocomplete:
        params["autocomplete"] = autocomplete
    if inputmode:
        params["inputmode"] = inputmode
    if prefix:
        params["prefix"] = {"text": prefix}
    if suffix:
        params["suffix"] = {"text": suffix}
    return params


class LongText(_Text):
    """Several lines with a character count, or with a word count when `max_words` is given."""

    widget = widgets.LongTextWidget()

    def __init__(
        self,
        label: str = "",
        validators: Validators = (),
        *,
        max_words: int | None = None,
        max_chars: int = 5_000,
        rows: int = 6,
        **kwargs: Any,
    ) -> None:
        # With a word limit the length still has one, far above what so many words need.
        limits = [MaxWords(max_words), MaxLength(max_words * 30)] if max_words else [MaxLength(max_chars)]
        own: dict[str, Any] = {"rows": rows}
        own |= {"maxwords": max_words} if max_words else {"maxlength": max_chars}
        kwargs["govuk"] = own | dict(kwargs.get("govuk") or {})
        super().__init__(label, [*validators, *limits], **kwargs)


class Email(TextField):
    def __init__(self, label: str = "Email address", validators: Validators = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("autocomplete", "email")
        own = {"type": "email", "spellcheck": False}
        kwargs["govuk"] = own | dict(kwargs.get("govuk") or {})
        super().__init__(label, [*validators, EmailAddress()], **kwargs)


class Password(Named, PasswordField):
    """Kept exactly as typed and never sent back. `new` tells password managers to propose one."""

    widget = widgets.PasswordWidget()
    keep_whitespace = True

    def __init__(
        self, label: str = "Password", validators: Validators = (), *, new: bool = False, **kwargs: Any
    ) -> None:
        own = {"autocomplete": "new-password" if new else "current-password"}
        kwargs["govuk"] = own | dict(kwargs.get("govuk") or {})
        super().__init__(label, [*validators, MaxLength(200)], **kwargs)


class Hidden(Named, HiddenField):
    """A value that the page carries; form_tag writes it."""

    def hidden_value(self) -> str:
        return str(self._value())


class Version(Hidden):
    """The version that an edit began from. Anything but a version becomes an error of the form."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        readable = text.isascii() and text.isdigit() and len(text) < 10
        self.data = int(text) if readable else None
        if not readable:
            raise ValueError("This page is out of date. Open it again to make your changes")


class Checkbox(Named, BooleanField):
    widget = widgets.CheckboxWidget()


class Submit(Named, SubmitField):
    """A button. `look`: "", "secondary" or "warning"."""

    widget = widgets.SubmitWidget()

    def __init__(self, label: str = "Save", *, look: str = "", **kwargs: Any) -> None:
        if look:
            kwargs["govuk"] = {"classes": f"govuk-button--{look}"} | dict(kwargs.get("govuk") or {})
        super().__init__(label, **kwargs)


class Integer(Named, Field):
    """A whole number between `minimum` and `maximum`; commas, spaces and a pound sign are read over."""

    widget = widgets.TextWidget()
    pattern = re.compile(r"[+-]?[0-9]+")
    kind = "a whole number, like 12"

    def __init__(
        self,
        label: str = "",
        validators: Validators = (),
        *,
        minimum: int = 0,
        maximum: int = LARGEST,
        width: int = 5,
        prefix: str = "",
        suffix: str = "",
        inputmode: str = "numeric",
        **kwargs: Any,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        own = _input_params(width, "", inputmode, prefix, suffix)
        kwargs["govuk"] = own | dict(kwargs.get("govuk") or {})
        super().__init__(label, validators, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = re.sub(r"[,\s£]", "", valuelist[0]) if valuelist else ""
        if not text:
            return
        if not self.pattern.fullmatch(text):
            raise ValueError(f"{self.subject} must be {self.kind}")
        number = self.read(text) if len(text) <= 30 else None
        if number is None or not self.minimum <= number <= self.maximum:
            raise ValueError(f"{self.subject} must be between {self.minimum:,} and {self.maximum:,}")
        self.data = number

    def read(self, text: str) -> Any:
        return int(text)


class Decimal(Integer):
    """A number with at most `places` digits after the point, as decimal.Decimal."""

    def __init__(
        self, label: str = "", validators: Validators = (), *, places: int = 2, **kwargs: Any
    ) -> None:
        self.pattern = re.compile(rf"[+-]?([0-9]+(\.[0-9]{{1,{places}}})?|\.[0-9]{{1,{places}}})")
        self.kind = f"a number with at most {places} decimal places, like 2.5"
        kwargs.setdefault("inputmode", "decimal")
        super().__init__(label, validators, **kwargs)

    def read(self, text: str) -> decimal.Decimal:
        return decimal.Decimal(text)


_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


class DateField(Named, Field):
    """Sent as `<name>-day`, `<name>-month` and `<name>-year`; `data` is a date or None."""

    widget = widgets.DateWidget()
    parts = ("day", "month", "year")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.wrong_parts: tuple[str, ...] = self.parts
        self.typed = dict.fromkeys(self.parts, "")
        if formdata is None:
            if isinstance(self.data, date):
                self.typed = {part: str(getattr(self.data, part)) for part in self.parts}
            return
        self.typed = {part: formdata.get(f"{self.name}-{part}", "") for part in self.parts}
        self.raw_data = list(self.typed.values())
        self.data = None
        try:
            self.data = self._read()
        except ValueError as error:
            self.process_errors.append(str(error))

    @property
    def first_id(self) -> str:
        return f"{self.id}-{self.wrong_parts[0]}"

    def _value(self) -> str:
        return " ".join(self.typed.values()).strip()

    def _read(self) -> date | None:
        absent = tuple(part for part in self.parts if not self.typed[part])
        if len(absent) == 3:
            return None
        if absent:
            self.wrong_parts = absent
            raise ValueError(f"{self.subject} must include a {' and '.join(absent)}")
        day, month, year = self.typed.values()
        month = str(_MONTHS.get(month.lower(), month))
        numbers = [text for text in (day, month, year) if re.fullmatch("[0-9]{1,4}", text)]
        if len(numbers) == 3 and len(year) != 4:
            self.wrong_parts = ("year",)
            raise ValueError(f"{self.subject}: year must include 4 numbers")
        try:
            found = date(int(year), int(month), int(day)) if len(numbers) == 3 else None
        except ValueError:
            found = None
        if found is None or not 1900 <= found.year <= 2200:
            raise ValueError(f"{self.subject} must be a real date")
        return found
