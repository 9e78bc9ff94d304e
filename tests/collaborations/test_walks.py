"""Random walks: whoever of the cast does whatever, no illegal state, lost event or unsigned change is ever reached.

A walk begins at a published brief and goes on through a response, the collaboration that it may become, and its end.
Which of the 59 verbs comes next, who calls it and with what, is said by the seed. After each step the rules of
walk_rules.py hold; what is refused leaves nothing behind. `make test` walks 150 steps, full counts walk 12,000, on
each of the two databases; `CG_COUNTS=full … pytest -n0 -s tests/collaborations/test_walks.py` tells how many were done
and how many refused, and of which verb. A walk that fails tells its seed and its last 20 steps.
"""

import sys
from collections import Counter

import pytest

from tests.collaborations.walk_rules import check, check_readers
from tests.collaborations.walk_work_verbs import VERBS
from tests.collaborations.walking import walk
from tests.support.counts import FULL, count

# Full counts take minutes, and longer where the machine is shared.
pytestmark = [pytest.mark.postgres, pytest.mark.timeout(1200)]
WALKS, STEPS = count(2, 120), count(75, 100)


def test_no_random_sequence_of_verbs_reaches_an_illegal_state(cast, causes, statements, record_property):
    done, refused, ends = Counter(), Counter(), Counter()
    for seed in range(WALKS):
        walked = walk(seed, (cast, statements, causes), check, check_readers, STEPS)
        for step in walked.log:
            (done if step.done else refused)[step.verb] += 1
        ends[walked.ended_as] += 1
    steps = done.total() + refused.total()
    record_property("steps", steps)
    told = (
        f"{steps} steps in {WALKS} walks: {done.total()} done, {refused.total()} refused; ended {dict(ends)}"
    )
    by_verb = ", ".join(f"{name} {done[name]}/{refused[name]}" for name in VERBS)
    sys.stdout.write(f"\n{told}\n{by_verb}\n")
    assert steps == WALKS * STEPS
    if FULL:
        assert [name for name in VERBS if not done[name]] == []
