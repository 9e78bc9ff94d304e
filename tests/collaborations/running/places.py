"""Where the forms of running work stand, for tests/badinput/places.py."""

from typing import Any

from app.collaborations.models import Status
from app.collaborations.running import letters
from app.collaborations.running.models import CheckInState
from app.core import clock
from tests.collaborations.running.made import STARTED, check_in


def add_to(world: Any) -> None:
    """Give the world running work, and the address of each of its forms."""

    def work() -> Any:
        return world.collaboration(status=Status.RUNNING, started=STARTED, flagged_at=clock.now())

    for endpoint, part in {
        "name_contacts": "contacts/name",
        "write_handover_note": "handover-note",
        "hand_over": "hand-over",
        "lower_flag": "lower-flag",
        "milestones": "plan/milestones",
        "costs": "plan/costs",
        "risks": "plan/risks",
    }.items():
        world.add(f"running.{endpoint}", world.police, f"/collaborations/{work().id}/{part}")
    asked = check_in(work(), world.force)
    world.add("running.answer", world.police, f"/check-ins/{asked.id}/answer")
    answered = check_in(work(), world.force, CheckInState.ANSWERED)
    world.add("running.correct", world.police, f"/check-ins/{answered.id}/correct")
    token = letters.token_for(check_in(work(), world.force), world.police)
    world.add("running.answer_check_in", None, f"/check-in/{token}")
