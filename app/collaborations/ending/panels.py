"""What came of a collaboration, on its page: for everyone who may read it."""

from app.collaborations import policy as collaborations
from app.collaborations.ending import policy, results, showing
from app.collaborations.ending.models import Extent
from app.collaborations.ending.words import EXTENTS, LICENCES, NOT_OPEN, OUTPUT_KINDS
from app.collaborations.models import ENDED, Collaboration, Status
from app.core.actor import Actor
from app.core.panels import Panel


def of_evidence(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """Evidence and readiness, once it is closed; until then for those who take part."""
    found = showing.evidence(collaboration)
    is_shown = collaboration.status in ENDED or collaborations.takes_part(actor, collaboration)
    may = "assess" in collaborations.acts(actor, collaboration)
    if not is_shown or not (found or (may and collaboration.status is not Status.RUNNING)):
        return None
    context = {"collaboration": collaboration, "entries": found, "may": may}
    return Panel("Evidence and readiness", "collaborations/ending/panel_evidence.html", context)


def of_outputs(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """The outputs with their licence."""
    found = results.outputs_of(collaboration)
    may = "add_output" in collaborations.acts(actor, collaboration)
    if not found and not may:
        return None
    context = {
        "collaboration": collaboration,
        "outputs": [(each, policy.can_remove_output(actor, each)) for each in found],
        "may": may,
        "kinds": OUTPUT_KINDS,
        "licences": LICENCES,
        "not_open": NOT_OPEN,
    }
    return Panel("Outputs", "collaborations/ending/panel_outputs.html", context)


def of_adoptions(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """Who uses it too, and the way to say so."""
    found = results.adoptions_of(collaboration)
    may = policy.can_adopt(actor, collaboration)
    if not found and not may:
        return None
    number = len(found)
    many = "1 police organisation uses this" if number == 1 else f"{number} police organisations use this"
    counted = {extent: sum(each.extent is extent for each in found) for extent in Extent}
    parts = [f"{count} {EXTENTS[extent].lower()}" for extent, count in counted.items() if count]
    context = {
        "collaboration": collaboration,
        "adoptions": [(each, policy.can_withdraw_adoption(actor, each)) for each in found],
        "counted": f"{many}: {', '.join(parts)}." if found else "",
        "extents": EXTENTS,
        "may": may,
        "way_in": results.adopts_as(actor, collaboration),
    }
    return Panel("Who uses this", "collaborations/ending/panel_adoptions.html", context)
