"""What stands before deployment: ethics and lawfulness, which cannot be skipped silently.

Four gates must have been looked at, so that one which never stood among the gates counts as not settled: the police
ethics committee ("before build and again before use"), the data protection regime, the data protection impact
assessment, and the equality and human rights assessment ("before analytics is used for law enforcement"). A
university's ethics approval is for research with people; it must be settled where it stands among the gates.
Sources: agreements_and_gates.csv; docs/gates.md.
"""

from collections.abc import Sequence

from app.collaborations.gates.models import DONE, Gate
from app.collaborations.models import Collaboration

# From deployment on, it is used on people.
IN_USE = frozenset({"DEPLOY", "EVALUATE"})
LOOKED_AT = ("POLICE_ETHICS", "DATA_REGIME", "DPIA", "EQUALITY")
WHERE_IT_STANDS = ("UNI_ETHICS",)


def before_use(collaboration: Collaboration) -> list[tuple[str, Gate | None]]:
    """The gates that stand before deployment, by their codes; None for one that does not stand among the gates."""
    standing = {gate.kind_code: gate for gate in collaboration.gates}
    asked = [code for code in WHERE_IT_STANDS if code in standing]
    return [(code, standing.get(code)) for code in (*asked, *LOOKED_AT)]


def unsettled(collaboration: Collaboration) -> Sequence[str]:
    """The codes of those that are neither settled nor marked as not needed."""
    return [code for code, gate in before_use(collaboration) if gate is None or gate.state not in DONE]
