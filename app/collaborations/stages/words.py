"""What decisions on stages are called."""

from app.collaborations.stages.models import Decision

DECISION_LABELS = {
    Decision.GO_ON: "Go on",
    Decision.CHANGE: "Change",
    Decision.STOP: "Stop",
}
DECISION_HINTS = {
    Decision.GO_ON: "It moves to another stage.",
    Decision.CHANGE: "It goes on in another way: it goes back, or stays where it is with changes.",
    Decision.STOP: "It ends here. You then say how it ended.",
}
DECISION_COLOURS = {Decision.GO_ON: "green", Decision.CHANGE: "yellow", Decision.STOP: "red"}
