"""Gates for tests, each in the state that the test names, and two people at one instant."""

import threading
from datetime import timedelta

from app.collaborations.gates.models import Gate, GateState
from app.core import clock
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.extensions import db

WORDS = {
    GateState.BLOCKED: {"blocked_by": "Nobody signs."},
    GateState.NOT_NEEDED: {"not_needed_because": "No personal data."},
}


def gate(collaboration, code="DPIA", state=GateState.OPEN, **values):
    """A gate; `asked` and `took` are numbers of days before today, and how long it took."""
    asked, took = values.pop("asked", None), values.pop("took", 0)
    if asked is not None:
        values["asked_on"] = clock.today() - timedelta(days=asked)
        values.setdefault("opened_on", values["asked_on"])
    if state is GateState.SETTLED:
        values.setdefault("settled_on", values.get("asked_on", clock.today()) + timedelta(days=took))
    made = Gate(kind_code=code, state=state, **WORDS.get(state, {}) | values)
    collaboration.gates.append(made)
    db.session.flush()
    return made


def at_once(app, *calls):
    """What became of each call, made in threads of their own at the same instant."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def act(call):
        with app.app_context():
            barrier.wait()
            try:
                call()
                db.session.commit()
                outcomes.append("won")
            except (Refused, WrongState, EditedMeanwhile, FieldError):
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)
