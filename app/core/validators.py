"""Validators whose messages name the field in plain words. They set no HTML attributes."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import StopValidation, ValidationError


def _empty(data: Any) -> bool:
    if isinstance(data, str):
        return not any(letter.isprintable() and not letter.isspace() for letter in data)
    return data is None or data is False or data == []


class Required:
    """Something must be given. Text of spaces and invisible characters is nothing; a box must be ticked."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:  # what was typed could not be read: that message stands
            raise StopValidation
        if _empty(field.data):
            raise StopValidation(self.message)


class _Check(ABC):
    """A check of a value that was given and could be read."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.errors and not _empty(field.data):
            self.check(form, field)

    @abstractmethod
    def check(self, form: Any, field: Any) -> None:
        """Raises ValidationError for a value that is refused."""


class MaxWords(_Check):
    """At most `most` words, counted as the character count component counts them: runs of non-space."""

    def __init__(self, most: int) -> None:
        self.most = most

    def check(self, form: Any, field: Any) -> None:
        if len(field.data.split()) > self.most:
            raise ValidationError(f"{field.subject} must be {self.most:,} words or fewer")


class MaxLength(_Check):
    def __init__(self, most: int) -> None:
        self.most = most

    def check(self, form: Any, field: Any) -> None:
        if len(field.data) > self.most:
            raise ValidationError(f"{field.subject} must be {self.most:,} characters or fewer")


class MaxChoices(_Check):
    def __init__(self, most: int) -> None:
        self.most = most

    def check(self, form: Any, field: Any) -> None:
        if len(field.data) > self.most:
            raise ValidationError(f"{field.subject}: select {self.most} or fewer")


class NotBefore(_Check):
    """The date must be the same as or after that of `other`, the name of another date field of the form."""

    def __init__(self, other: str, message: str = "") -> None:
        self.other = other
        self.message = message

    def check(self, form: Any, field: Any) -> None:
        other = form[self.other]
        if other.data and field.data < other.data:
            subject = other.subject[:1].lower() + other.subject[1:]
            raise ValidationError(
                self.message or f"{field.subject} must be the same as or after the {subject}"
            )


class FutureDate(_Check):
    """The date must be `today()` or later."""

    def __init__(self, today: Callable[[], date], message: str = "") -> None:
        self.today = today
        self.message = message

    def check(self, form: Any, field: Any) -> None:
        if field.data < self.today():
            raise ValidationError(self.message or f"{field.subject} must be today or in the future")


class PastDate(_Check):
    """The date must be `today()` or earlier."""

    def __init__(self, today: Callable[[], date], message: str = "") -> None:
        self.today = today
        self.message = message

    def check(self, form: Any, field: Any) -> None:
        if field.data > self.today():
            raise ValidationError(self.message or f"{field.subject} must be today or in the past")


class Url(_Check):
    """A full http or https address without a user name or password in it."""

    def check(self, form: Any, field: Any) -> None:
        message = f"{field.subject} must be a full web address, like https://www.example.org/page"
        text = field.data
        if len(text) > 2_000 or any(letter.isspace() for letter in text):
            raise ValidationError(message)
        try:
            parts = urlsplit(text)
            host = parts.hostname or ""
            _ = parts.port  # raises ValueError when it is no port
        except ValueError as error:
            raise ValidationError(message) from error
        if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or "@" in parts.netloc:
            raise ValidationError(message)


class EmailAddress(_Check):
    """An address by grammar. It is kept in its normal form: the part after @ in lower case."""

    def check(self, form: Any, field: Any) -> None:
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise ValidationError(
                "Enter an email address in the correct format, like name@example.com"
            ) from error
