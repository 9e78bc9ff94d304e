"""What the states of gates are called on pages, and how a number of days is said."""

from app.collaborations.gates.models import GateState

STATE_LABELS = {
    GateState.OPEN: "Not asked yet",
    GateState.ASKED: "Under way",
    GateState.BLOCKED: "Blocked",
    GateState.SETTLED: "Settled",
    GateState.NOT_NEEDED: "Not needed",
}
STATE_COLOURS = {
    GateState.OPEN: "blue",
    GateState.ASKED: "teal",
    GateState.BLOCKED: "red",
    GateState.SETTLED: "green",
    GateState.NOT_NEEDED: "grey",
}


def days(number: int) -> str:
    """1 day, 12 days; nothing yet is under a day."""
    if number == 0:
        return "under a day"
    return "1 day" if number == 1 else f"{number} days"
