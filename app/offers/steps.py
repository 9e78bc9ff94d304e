"""The outline of an offer."""

from typing import Any

from app.core.display import show_date
from app.listings import forms as shared
from app.listings.forms import StepForm
from app.listings.labels import area_labels, audience_rows, specialism_labels
from app.listings.models import ListingKind, ListingMechanism
from app.listings.outline import Outline, Row, Step
from app.offers import forms
from app.offers.models import MECHANISM_FIELDS, Offer
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Mechanism, Region, VettingLevel

# What a field of a mechanism is empty as.
EMPTY: dict[str, Any] = {"grade": "", "outputs": ""}


def number(value: float | None, unit: str, *, many: str = "") -> str:
    """A number with its unit, without needless places: "1 day", "3.5 hours"."""
    if value is None:
        return ""
    return f"{value:g} {unit if value == 1 else many or unit + 's'}"


def yes_no(value: bool | None) -> str:
    return "" if value is None else ("Yes" if value else "No")


_DETAILS: dict[str, tuple[str, Any]] = {
    "level": ("Level of study", lambda o: forms.LEVEL_LABELS.get(o.level, "")),
    "days": ("Length", lambda o: number(o.days, "day")),
    "grade": ("Grade", lambda o: forms.GRADE_LABELS.get(o.grade, o.grade)),
    "months": ("Length", lambda o: number(o.months, "month")),
    "fte": ("Full-time equivalent", lambda o: "" if o.fte is None else f"{o.fte:g}"),
    "hours": ("Length", lambda o: number(o.hours, "hour")),
    "cohort": ("People at a time", lambda o: "" if o.cohort is None else str(o.cohort)),
    "certificate": ("Certificate", lambda o: yes_no(o.certificate)),
    "day_rate": ("Day rate", lambda o: forms.DAY_RATE_LABELS.get(o.day_rate, "")),
    "method": ("Method", lambda o: forms.METHOD_LABELS.get(o.method, "")),
    "outputs": ("Outputs", lambda o: o.outputs),
}


def detail_rows(offer: Offer) -> list[Row]:
    """What the offer's mechanism asks to be known."""
    return [(_DETAILS[name][0], _DETAILS[name][1](offer)) for name in MECHANISM_FIELDS[offer.mechanism]]


def _detail_form(offer: Offer) -> type[StepForm]:
    return forms.DETAIL_FORMS[offer.mechanism]


def capacity_words(offer: Offer) -> str:
    """The poster's words, and the number they come to where it is known and not in them already."""
    if offer.capacity is None or str(offer.capacity) in offer.capacity_text:
        return offer.capacity_text
    return f"{offer.capacity_text} ({offer.capacity} {offer.capacity_unit})".replace(" )", ")").strip()


def vetting_words(offer: Offer) -> str:
    """What the team says it holds: the level, and its own words."""
    held = label(VettingLevel, offer.vetting_code)
    own = offer.vetting_text or offer.vetting_note
    if offer.vetting_code == "NONE" and own.lower() == "none":
        return held
    return f"{held} (“{own}”)" if held and own and own.lower() != held.lower() else held or own


def place_words(offer: Offer) -> str:
    place = label(Region, offer.region_code)
    if offer.remote_ok:
        return f"{place}, or remotely" if place else "Remotely"
    return place


def _mechanism(offer: Offer) -> Mechanism | None:
    return offer.mechanism_links[0].mechanism if offer.mechanism_links else None


def _write_mechanism(offer: Offer, mechanism: Mechanism) -> None:
    if _mechanism(offer) is mechanism:
        return
    offer.mechanism_links = [ListingMechanism(mechanism=mechanism)]
    for names in MECHANISM_FIELDS.values():
        for name in names:
            if name not in MECHANISM_FIELDS[mechanism]:
                setattr(offer, name, EMPTY.get(name))


def _write_float(name: str) -> Any:
    def write(offer: Offer, value: Any) -> None:
        setattr(offer, name, None if value is None else float(value))

    return write


def _derive(offer: Offer) -> None:
    offer.closes_on = offer.available_to


OUTLINE = Outline(
    kind=ListingKind.OFFER,
    model=Offer,
    steps=(
        Step(
            "mechanism",
            "Way of working together",
            lambda o: [("Mechanism", MECHANISM_LABELS[o.mechanism])],
            forms.MechanismForm,
        ),
        Step("title", "Title", lambda o: [("Title", o.title)], shared.TitleForm),
        Step("description", "Description", lambda o: [("Description", o.description)], forms.DescriptionForm),
        Step(
            "details",
            "About this way of working",
            detail_rows,
            form_for=_detail_form,
            variants=tuple(forms.DETAIL_FORMS.values()),
        ),
        Step(
            "specialisms",
            "Specialisms",
            lambda o: [
                ("Specialisms", specialism_labels(o)),
                ("Specialisms in your words", o.specialisms_text),
            ],
            shared.RequiredSpecialismsForm,
        ),
        Step(
            "areas",
            "Areas of challenge",
            lambda o: [("Areas of challenge", area_labels(o)), ("Areas in your words", o.areas_text)],
            shared.OptionalAreasForm,
        ),
        Step("place", "Place", lambda o: [("Place", place_words(o))], forms.PlaceForm),
        Step(
            "availability",
            "Availability",
            lambda o: [
                ("Available from", show_date(o.available_from)),
                ("Available until", show_date(o.available_to)),
            ],
            forms.AvailabilityForm,
        ),
        Step("capacity", "Capacity", lambda o: [("Capacity", capacity_words(o))], forms.CapacityForm),
        Step(
            "cost",
            "Cost and who provides it",
            lambda o: [("Cost model", o.cost_model), ("Provided by", o.provided_by)],
            forms.CostForm,
        ),
        Step("vetting", "Vetting held", lambda o: [("Vetting held", vetting_words(o))], forms.VettingForm),
        Step("evidence", "Evidence", lambda o: [("Evidence", o.evidence)], forms.EvidenceForm),
        Step(
            "audience",
            "Who may see it",
            audience_rows,
            shared.AudienceForm,
        ),
    ),
    readers={"mechanism": _mechanism},
    writers={"mechanism": _write_mechanism, "fte": _write_float("fte"), "hours": _write_float("hours")},
    derive=_derive,
)
