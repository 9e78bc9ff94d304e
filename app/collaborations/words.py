"""What the states of collaborations are called on pages."""

from app.collaborations.models import Confirmation, Outcome, Status
from app.core.actor import Audience

OUTCOME_LABELS = {
    Outcome.DELIVERED: "Delivered",
    Outcome.PARTLY_DELIVERED: "Partly delivered",
    Outcome.NOT_ADOPTED: "Not adopted",
    Outcome.ABANDONED: "Abandoned",
    Outcome.NEVER_STARTED: "Never started",
}
OUTCOME_HINTS = {
    Outcome.DELIVERED: "What both sides called success was reached.",
    Outcome.PARTLY_DELIVERED: "Some of it was reached.",
    Outcome.NOT_ADOPTED: "The work was done, and nothing changed in practice.",
    Outcome.ABANDONED: "It was stopped before it was done.",
    Outcome.NEVER_STARTED: "It was agreed, and work never began.",
}
OUTCOME_COLOURS = {
    Outcome.DELIVERED: "green",
    Outcome.PARTLY_DELIVERED: "teal",
    Outcome.NOT_ADOPTED: "orange",
    Outcome.ABANDONED: "red",
    Outcome.NEVER_STARTED: "red",
}
STATUS_LABELS = {
    Status.SCOPING: "Scoping",
    Status.RUNNING: "Running",
    Status.ENDING: "Ending",
    Status.COMPLETED: "Completed",
    Status.STOPPED: "Stopped",
}
CONFIRMATION_LABELS = {
    Confirmation.ONE_SIDE: "Recorded by one side",
    Confirmation.CONFIRMED: "Confirmed by both sides",
    Confirmation.DISPUTED: "Disputed",
}
AUDIENCE_LABELS = {
    Audience.PUBLIC: "Everyone, without signing in",
    Audience.MEMBERS: "Verified people of verified organisations, police and universities",
    Audience.POLICE: "Verified people of police organisations, and those who take part",
}
