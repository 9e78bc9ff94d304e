"""What is asked grows with the work: a week of placement is not asked for what a year of research is."""

from app.collaborations.models import Collaboration
from app.core import clock
from app.core.working_days import working_days_between
from app.taxonomy.models import Mechanism

# The rule of our own: these mechanisms, when they take fewer working days than this, are small.
SMALL = frozenset({Mechanism.PLACEMENT, Mechanism.TRAINING, Mechanism.CONSULTANCY})
SMALL_DAYS = 20


def is_small(collaboration: Collaboration) -> bool:
    """Whether only a working agreement, gates, two measures, an outcome and a lesson are asked of it.

    Placement, training and consultancy that neither were planned for 20 working days nor have taken them. Work that
    goes on without a planned end grows out of it by itself, and what was planned long stays so when it ends early.
    """
    if collaboration.mechanism not in SMALL:
        return False
    first = collaboration.started or collaboration.planned_start
    goes_on = collaboration.started is not None and collaboration.ended is None
    lasts = [collaboration.planned_end, collaboration.ended, clock.today() if goes_on else None]
    last = max((day for day in lasts if day is not None), default=None)
    return first is None or last is None or working_days_between(first, last) < SMALL_DAYS
