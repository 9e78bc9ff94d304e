"""The time, in one place, so that tests can freeze it."""

from datetime import UTC, date, datetime

_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The present day in UTC."""
    return now().date()


def freeze(moment: datetime) -> None:
    """Make `now` answer `moment` (aware) until `reset`."""
    global _frozen
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    _frozen = moment.astimezone(UTC)


def reset() -> None:
    """Let time run again."""
    global _frozen
    _frozen = None
