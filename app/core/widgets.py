"""GOV.UK widgets for the fields of app.core.fields, and what the packages' templates need of Jinja.

None of them writes the `required` attribute: the server decides, and its messages are better.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovCheckboxInput,
    GovDateInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from jinja2 import Environment, Undefined
from jinja2.utils import missing
from markupsafe import Markup


class StrictNames(Undefined):
    """An unknown name or attribute is an error; a key that a mapping lacks is merely empty.

    The packages' macros read optional keys of the dictionaries given to them (and ask whether they were
    `call`ed), so plain StrictUndefined breaks them. Names and attributes in our own templates stay strict.
    """

    __slots__ = ()

    def _check(self) -> None:
        optional = isinstance(self._undefined_obj, Mapping) or (
            self._undefined_obj is missing and self._undefined_name == "caller"
        )
        if not optional:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._check()
        return ""

    def __bool__(self) -> bool:
        self._check()
        return False

    def __len__(self) -> int:
        self._check()
        return 0

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return iter(())

    def __eq__(self, other: object) -> bool:
        self._check()
        return other is None or isinstance(other, Undefined)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._check()
        return id(type(self))


def prepare_templates(env: Environment) -> None:
    """Make `env` strict about names, and know the two Nunjucks names that the packages' macros use."""
    env.undefined = StrictNames
    env.globals.update(null=None, undefined=None)


class Plain:
    """What all our widgets share: no `required`, bold labels, the field's own `govuk` parameters."""

    template: str

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        params.get("attributes", {}).pop("required", None)
        if not field.description:
            params["hint"] = None
        if "label" in params:
            params["label"].setdefault("classes", "govuk-label--s")
        if "fieldset" in params:
            params["fieldset"]["legend"].setdefault("classes", "govuk-fieldset__legend--s")
        return params | field.govuk

    def render(self, params: dict[str, Any]) -> Markup:
        # Not flask.render_template: the context processors have nothing to say to a field.
        return Markup(current_app.jinja_env.get_template(self.template).render(params=params))  # noqa: S704


class TextWidget(Plain, GovTextInput):
    pass


class PasswordWidget(Plain, GovPasswordInput):
    pass


class LongTextWidget(Plain, GovCharacterCount):
    pass


class SelectWidget(Plain, GovSelect):
    pass


class FileWidget(Plain, GovFileInput):
    pass


class SubmitWidget(Plain, GovSubmitInput):
    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params = super().map_gov_params(field, **kwargs)
        params["preventDoubleClick"] = True
        return params


class _Options(Plain):
    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        for item in params["items"]:
            if hint := field.hints.get(item["value"]):
                item["hint"] = {"text": hint}
        return params


class RadiosWidget(_Options, GovRadioInput):
    pass


class CheckboxesWidget(_Options, GovCheckboxesInput):
    pass


class CheckboxWidget(_Options, GovCheckboxInput):
    pass


class CodePickerWidget:
    def __call__(self, field: Any, **_kwargs: Any) -> Markup:
        module: Any = current_app.jinja_env.get_template("components/code_picker.html").module
        return Markup(module.code_picker(field))  # noqa: S704


class DateWidget(Plain, GovDateInput):
    """Day, month and year in boxes of their own names; each keeps what was typed in it."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        kwargs["items"] = []
        params: dict[str, Any] = {
            "id": field.id,
            "hint": {"text": field.description} if field.description else None,
            "fieldset": {
                "legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"},
            },
            "items": [
                {
                    "label": part.capitalize(),
                    "id": f"{field.id}-{part}",
                    "name": f"{field.name}-{part}",
                    "value": typed,
                    "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                    + (" govuk-input--error" if field.errors and part in field.wrong_parts else ""),
                }
                for part, typed in field.typed.items()
            ],
        }
        if field.errors:
            params["errorMessage"] = {"text": field.errors[0]}
        return params | field.govuk
