"""The fields that choose from a list: one, several, or many of a long list of codes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from app.core import widgets
from app.core.fields import Named, Validators


def _options(choices: Iterable[Any] | None) -> list[SelectChoice] | None:
    """Choices as WTForms wants them, from values, (value, label) or (value, label, group)."""
    if choices is None:
        return None
    made = []
    for choice in choices:
        if isinstance(choice, SelectChoice):
            made.append(choice)
            continue
        parts = choice if isinstance(choice, tuple) else (choice, str(choice))
        value, label, group = (*parts, None)[:3]
        made.append(SelectChoice(value=value, label=label, optgroup=group))
    return made


class _Choosing(Named):
    """A field whose values come from a list. `choices` may be a function, called when the form is made.

    `hints` maps values to a line under the option. `coerce` reads a value from what was sent.
    """

    def __init__(
        self,
        label: str = "",
        validators: Validators = (),
        *,
        choices: Iterable[Any] | Callable[[], Iterable[Any]] = (),
        hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        given = choices() if callable(choices) else choices
        super().__init__(label, validators, choices=_options(given), **kwargs)
        self.hints = {str(value): text for value, text in (hints or {}).items()}

    @property
    def choices(self) -> list[SelectChoice]:
        return self._choices or []

    @choices.setter
    def choices(self, value: Iterable[Any] | None) -> None:
        self._choices = _options(value)

    def known(self) -> set[Any]:
        return {self.coerce(choice.value) for choice in self.choices}  # type: ignore[attr-defined]  # a mixin of fields

    def unknown(self) -> str:
        return f"{self.subject}: select from the options in the list"


class _ChoosingOne(_Choosing):
    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0]:
            try:
                self.data = self.coerce(valuelist[0])  # type: ignore[attr-defined]  # a mixin of fields
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(self.unknown()) from error

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:  # type: ignore[attr-defined]  # a mixin of fields
            raise StopValidation
        if self.data is not None and self.data not in self.known():
            raise StopValidation(self.unknown())


class Choice(_ChoosingOne, RadioField):
    """Radio buttons; `data` is None when none is chosen. `inline` puts two short options side by side."""

    widget = widgets.RadiosWidget()

    def __init__(
        self, label: str = "", validators: Validators = (), *, inline: bool = False, **kwargs: Any
    ) -> None:
        if inline:
            kwargs["govuk"] = {"classes": "govuk-radios--inline"} | dict(kwargs.get("govuk") or {})
        super().__init__(label, validators, **kwargs)


class Select(_ChoosingOne, SelectField):
    """A drop-down list that begins with `blank`, which means none."""

    widget = widgets.SelectWidget()

    def __init__(
        self, label: str = "", validators: Validators = (), *, blank: str = "Select an option", **kwargs: Any
    ) -> None:
        self.blank = blank
        super().__init__(label, validators, **kwargs)

    def iter_choices(self) -> list[Any]:
        blank = Option(value="", label=self.blank, selected=self.data is None, render_kw={})
        return [blank, *super().iter_choices()]


class MultiChoice(_Choosing, SelectMultipleField):
    """Checkboxes; `data` is a list without repetitions."""

    widget: Any = widgets.CheckboxesWidget()

    def process_data(self, value: Any) -> None:
        self.data = [self.coerce(entry) for entry in value or ()]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = []
        try:
            self.data = list(dict.fromkeys(self.coerce(text) for text in valuelist))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(self.unknown()) from error

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if not self.known().issuperset(self.data):
            raise StopValidation(self.unknown())


class CodePicker(MultiChoice):
    """Many checkboxes grouped under headings, with a filter. `choices`: (code, label, parent label)."""

    widget = widgets.CodePickerWidget()

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Each parent label with its options: id, value, label, checked."""
        chosen = set(self.data or ())
        found: dict[str, list[dict[str, Any]]] = {}
        for number, choice in enumerate(self.choices, start=1):
            found.setdefault(choice.optgroup or "", []).append(
                {
                    "id": self.id if number == 1 else f"{self.id}-{number}",
                    "value": choice.value,
                    "label": choice.label,
                    "checked": self.coerce(choice.value) in chosen,
                }
            )
        return list(found.items())
