"""What the brief's pre-flight said of a gate when the collaboration was opened."""

from dataclasses import dataclass
from datetime import date

from app.briefs.preflight import State, Stated
from app.collaborations.gates.models import Gate


@dataclass(frozen=True)
class Said(Stated):
    """An answer of the pre-flight as a gate keeps it."""

    asked: str
    state: State | None
    words: str
    on: date | None


def said(gate: Gate) -> list[Said]:
    """The answers that the gate keeps, in the order of the questions."""
    return [
        Said(
            entry["asked"],
            State(entry["state"]) if entry["state"] else None,
            entry["words"],
            date.fromisoformat(entry["on"]) if entry["on"] else None,
        )
        for entry in gate.preflight
    ]
