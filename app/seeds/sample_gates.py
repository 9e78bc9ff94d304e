"""The gates of the sample's collaborations: what each row of `governance` says, with its code in codes.jsonl.

Only one date is given for a gate, and it says nothing of how long anybody waited: a settled one counts as opened on
that day, so that no median is made of it, but where the codes know the days. docs/gates.md says how notes are read.
"""

from datetime import date, timedelta
from typing import Any

from app.collaborations.gates.models import Gate, GateState
from app.core.display import show_date
from app.seeds.sample_files import Files
from app.taxonomy.rows import Row

VETTING = {"NPPV", "NPPV1", "NPPV2", "NPPV3", "NSV"}
KINDS = {
    "NDA": {"NDA"},
    "MoU": {"MOU"},
    "DSA": {"DSA"},
    "DPIA": {"DPIA"},
    "ethics": {"UNI_ETHICS", "POLICE_ETHICS"},
    "vetting": VETTING,
}
RECORDED = "Named in the record of this collaboration."


def gates_of(files: Files, row: Row, codes: Row, started: date) -> list[Gate]:
    """The gates of a collaboration of the sample. Raises BadRow where `governance` and the codes do not agree."""
    told, coded = row.raw("governance"), codes.raw("gates")
    if not isinstance(told, list) or not isinstance(coded, list) or len(told) != len(coded):
        raise row.bad("governance", "does not agree with the gates in codes.jsonl")
    found = []
    for said, code in zip(told, coded, strict=True):
        inner, codes_of_it = Row(row.file, row.line, said), Row(codes.file, codes.line, code)
        kind = codes_of_it.code("code", files.lists.gates)
        if kind not in KINDS.get(inner.text("instrument"), set()):
            raise row.bad("governance", f"{inner.raw('instrument')!r} is no gate {kind!r}")
        gate = Gate(kind_code=kind, **_values(files, inner, codes_of_it, started))
        found.append(gate)
    return found


def _values(files: Files, said: Row, code: Row, started: date) -> dict[str, Any]:
    note = said.text("note")
    note = note[:1].upper() + note[1:]
    day, state, took = files.day(said, "date"), code.raw("state"), code.raw("days")
    waited = timedelta(days=took) if isinstance(took, int) else None
    values: dict[str, Any] = {"derived_because": RECORDED, "opened_on": started}
    if state == "done":
        if day is None:
            raise said.bad("date", "a gate that is done has one")
        asked = day - waited if waited is not None else None
        values |= {
            "state": GateState.SETTLED,
            "settled_on": day,
            "asked_on": asked,
            "opened_on": asked or day,
            "conditions": note,
        }
    elif state == "not_needed":
        values |= {"state": GateState.NOT_NEEDED, "not_needed_because": note}
    elif state == "stuck":
        when = f"{show_date(day)}: " if day is not None else ""
        # Where the codes know the days, they are counted from the start to the stop.
        values |= {
            "state": GateState.BLOCKED,
            "blocked_by": f"{when}{note}",
            "asked_on": started if waited is not None else None,
        }
    elif state is None:
        # Skipped: nobody asked whether it was needed.
        values |= {
            "state": GateState.OPEN,
            "derived_because": f"{RECORDED} It says: {note[:1].lower()}{note[1:]}.",
        }
    else:
        raise code.bad("gates", f"unknown state {state!r}")
    return values
