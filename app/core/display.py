"""How values are written on pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

LOCAL = ZoneInfo("Europe/London")


def show_date(value: date | datetime | None) -> str:
    """21 November 2026; an empty string for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LOCAL).date()
    return f"{value.day} {value:%B %Y}"


def show_moment(value: datetime | None) -> str:
    """21 November 2026 at 10:05am, in UK time; an empty string for nothing."""
    if value is None:
        return ""
    local = value.astimezone(LOCAL)
    hour = local.hour % 12 or 12
    return f"{show_date(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def show_code(value: str) -> str:
    """A code as words: partly_delivered becomes partly delivered."""
    return str(value).replace("_", " ")


def init_app(app: Flask) -> None:
    """Give templates the filters `date`, `moment` and `words`."""
    app.jinja_env.filters.update(date=show_date, moment=show_moment, words=show_code)
