"""The policy engine: transition tables that a lawyer can read, and the two questions asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Refused, WrongState


@dataclass(frozen=True)
class Transition:
    """One row of a table: `act` takes a thing from any of `sources` to `target`, if done by any of `parties`.

    `target` None means the act leaves the state alone.
    """

    act: str
    sources: frozenset[StrEnum]
    target: StrEnum | None
    parties: frozenset[StrEnum]


def row(act: str, sources: Iterable[StrEnum], target: StrEnum | None, *parties: StrEnum) -> Transition:
    """A transition, written short."""
    return Transition(act, frozenset(sources), target, frozenset(parties))


class Transitions:
    """A transition table: the only place that says who may take what from where to where."""

    def __init__(self, *rows: Transition) -> None:
        self.rows = rows

    def allows(self, act: str, state: StrEnum, parties: Iterable[StrEnum]) -> bool:
        """May somebody who is all of `parties` to the thing do `act` while it is in `state`?"""
        held = frozenset(parties)
        return any(r.act == act and state in r.sources and r.parties & held for r in self.rows)

    def acts(self, state: StrEnum, parties: Iterable[StrEnum]) -> list[str]:
        """The acts open to somebody who is all of `parties`, in the order of the table."""
        held = frozenset(parties)
        return list(dict.fromkeys(r.act for r in self.rows if state in r.sources and r.parties & held))

    def target(self, act: str, state: StrEnum) -> StrEnum:
        """The state that `act` leads to from `state`. Raises WrongState when it leads nowhere from there."""
        for r in self.rows:
            if r.act == act and state in r.sources:
                return state if r.target is None else r.target
        raise WrongState(f"This is {state.value.replace('_', ' ')} now, so that can no longer be done.")

    def require(self, act: str, state: StrEnum, parties: Iterable[StrEnum]) -> StrEnum:
        """The state that `act` leads to. Raises Refused when no state would allow it to these
        parties, and WrongState when another state would."""
        held = frozenset(parties)
        mine = [r for r in self.rows if r.act == act and r.parties & held]
        if not mine:
            raise Refused("You cannot do this.")
        for r in mine:
            if state in r.sources:
                return state if r.target is None else r.target
        raise WrongState(f"This is {state.value.replace('_', ' ')} now, so that can no longer be done.")


def require(allowed: bool, reason: str = "You cannot do this.") -> None:
    """Do nothing when `allowed`, else raise Refused with a reason that the reader sees."""
    if not allowed:
        raise Refused(reason)
