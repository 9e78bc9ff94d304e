"""The base of every form. Import forms, fields and validators from here.

What is sent is cleaned before any field sees it: spaces at the ends go, line ends become "\\n", and
characters that no database or page can hold are taken out and reported by the field.
"""

import re
import secrets
from collections.abc import Iterator
from typing import Any

from flask import has_request_context, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField

from app.core import kept
from app.core.choices import Choice, CodePicker, MultiChoice, Select
from app.core.errors import FieldError
from app.core.fields import (
    Checkbox,
    DateField,
    Decimal,
    Email,
    Hidden,
    Integer,
    LongText,
    Password,
    Submit,
    TextField,
    Version,
)
from app.core.upload import Upload
from app.core.validators import (
    EmailAddress,
    FutureDate,
    MaxChoices,
    MaxLength,
    MaxWords,
    NotBefore,
    PastDate,
    Required,
    Url,
)

__all__ = [
    "BaseForm",
    "Checkbox",
    "Choice",
    "CodePicker",
    "DateField",
    "Decimal",
    "Email",
    "EmailAddress",
    "FutureDate",
    "Hidden",
    "Integer",
    "LongText",
    "MaxChoices",
    "MaxLength",
    "MaxWords",
    "MultiChoice",
    "NotBefore",
    "Password",
    "PastDate",
    "Required",
    "Rows",
    "Select",
    "Submit",
    "TextField",
    "Upload",
    "Url",
    "Version",
    "VersionedForm",
]

FIELD_BYTES = 100_000
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_AUTO = object()
# Word processors paste these for a new line.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# NUL and other controls, lone surrogates, and the two code points that are never characters.
_UNKEEPABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Their inputs have one line, so a new line in them is a space.
_ONE_LINE = (TextField, Integer, DateField)
_KEY = re.compile("[A-Za-z0-9_-]{16,64}")


def _new_key() -> str:
    return secrets.token_urlsafe(16)


def _kept_fields() -> MultiDict[str, str] | None:
    return kept.fields_for_this_page() if has_request_context() and "kept" in request.args else None


class SubmissionKey(Hidden):
    """One key per page shown: the same key sent twice is the same press of the button."""

    def process_formdata(self, valuelist: list[str]) -> None:
        sent = valuelist[0] if valuelist else ""
        self.data = sent if _KEY.fullmatch(sent) else _new_key()


class BaseForm(FlaskForm):
    submission_key = SubmissionKey(default=_new_key)

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: "BaseForm", formdata: Any) -> Any:
            return None if formdata is None else form._cleaned(formdata)

    def __init__(self, formdata: Any = _AUTO, **kwargs: Any) -> None:
        """Read the request's form when it is an unsafe one, or what its reader had typed before their session
        ended; `formdata=None` reads nothing."""
        if formdata is _AUTO:
            submitted = has_request_context() and request.method in UNSAFE
            formdata = request.form if submitted else _kept_fields()
        self._complaints: dict[str, str] = {}
        super().__init__(formdata=formdata, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        for field in _leaves(self):
            for complaint in filter(None, map(self._complaints.get, _names(field))):
                field.process_errors.insert(0, f"{getattr(field, 'subject', '')} {complaint}".strip())
                break

    def _cleaned(self, formdata: Any) -> MultiDict[str, str]:
        self._complaints = {}
        verbatim = {field.name for field in self if getattr(field, "keep_whitespace", False)}
        one_line = {name for field in self if isinstance(field, _ONE_LINE) for name in _names(field)}
        cleaned: MultiDict[str, str] = MultiDict()
        for name in formdata:
            for value in formdata.getlist(name):
                if not isinstance(value, str):
                    continue
                text = value if name in verbatim else _LINE_ENDS.sub("\n", value).strip()
                if name in one_line:
                    text = text.replace("\n", " ")
                kept = _UNKEEPABLE.sub("", text)
                if kept != text:
                    self._complaints[name] = (
                        "contained characters that cannot be kept. They have been taken out: check it"
                    )
                if len(kept.encode()) > FIELD_BYTES:
                    self._complaints[name] = "is too long to be kept. Make it shorter"
                cleaned.add(name, kept)
        return cleaned

    def complain(self, error: FieldError) -> None:
        """Put a verb's message by its field, or above the form when the form has no such field to show."""
        found = self._fields.get(error.field)
        if found is not None and error.field != "submit":
            found.errors = [*found.errors, error.message]
        else:
            self.form_errors.append(error.message)

    def hidden_fields(self) -> list[Hidden]:
        """The fields that form_tag writes unseen."""
        return [field for field in self if isinstance(field, Hidden)]

    def error_list(self) -> list[dict[str, str]]:
        """Every message with the place it leads to; an empty `href` leads nowhere."""
        found = [{"text": str(text), "href": ""} for text in self.form_errors]
        for field in _leaves(self):
            if field.errors:
                visible = hasattr(field, "first_id") and not isinstance(field, Hidden)
                found.append({"text": str(field.errors[0]), "href": f"#{field.first_id}" if visible else ""})
        return found


class Rows(FieldList):
    """A list of rows. A number in a field's name counts as a row only where it is short and plain."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            number = name[len(prefix) + 1 :].partition("-")[0] if name.startswith(f"{prefix}-") else ""
            if number.isascii() and number.isdigit() and len(number) < 5:
                yield int(number)


class VersionedForm(BaseForm):
    """A form that edits a thing with a version: an edit made from an older version is noticed."""

    version = Version()


def _names(field: Field) -> list[str]:
    """Under which names a field may be sent."""
    return [field.name, *(f"{field.name}-{part}" for part in getattr(field, "parts", ()))]


def _leaves(fields: Any) -> list[Field]:
    found: list[Field] = []
    for field in fields:
        if isinstance(field, FormField):
            found += _leaves(field.form)
        elif isinstance(field, FieldList):
            found += _leaves(field.entries)
        else:
            found.append(field)
    return found
