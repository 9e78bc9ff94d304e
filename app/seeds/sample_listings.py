"""The sample's briefs and offers."""

from datetime import date, timedelta
from typing import Any

from app.briefs.models import Brief, BudgetBand, Horizon
from app.core.actor import Audience
from app.extensions import db
from app.listings.models import Listing, ListingArea, ListingMechanism, ListingSpecialism, ListingState
from app.offers.models import MECHANISM_FIELDS, DayRate, Level, Method, Offer
from app.organisations.models import Organisation, Side
from app.seeds.sample_files import Files, moment, standing
from app.seeds.sample_people import Team, number
from app.taxonomy.models import Mechanism
from app.taxonomy.rows import Row

BUDGETS = {
    "none (in kind)": BudgetBand.NONE,
    "under £10k": BudgetBand.UNDER_10K,
    "£10k-£25k": BudgetBand.FROM_10K_TO_25K,
    "£25k-£50k": BudgetBand.FROM_25K_TO_50K,
    "£50k-£100k": BudgetBand.FROM_50K_TO_100K,
    "over £100k": BudgetBand.OVER_100K,
}
# Charged by the day, or by the day at the upper end of a range: no sum is given in either.
DAY_RATES = {"day": DayRate.BY_THE_DAY, "day_upper": DayRate.BY_THE_DAY}
SENSITIVE = "OFFICIAL-SENSITIVE"
CLASSIFICATIONS = frozenset({"OFFICIAL", SENSITIVE})
PUBLIC_REASON = "The force, the place and the case are invented, so nothing here helps anybody."


def load_briefs(
    files: Files, organisations: dict[str, Organisation], teams: dict[str, Team]
) -> dict[str, Brief]:
    """Every brief of the sample stands, by its id. Raises BadRow."""
    audiences = _audiences(files)
    followed = {row.text("brief_id") for row in files.collaborations.values()}
    found = standing(Brief)
    for ref, row in files.briefs.items():
        organisation = _organisation(row, organisations, Side.POLICE)
        codes = files.codes_of(row)
        deadline = row.required_day("deadline") + files.shift
        start = row.required_day("start") + files.shift
        if start < deadline:
            raise row.bad("start", "before the deadline")
        if row.raw("budget_band") not in BUDGETS:
            raise row.bad("budget_band", f"unknown value {row.raw('budget_band')!r}")
        vetting = row.text("vetting", required=True)
        code = codes.code("vetting", files.lists.vetting, required=True)
        interest = codes.code("research_interest", files.lists.interests)
        values: dict[str, Any] = {
            "title": row.text("title", required=True, longest=150),
            "problem": row.text("problem", required=True),
            "desired_outcome": row.text("desired_outcome", required=True),
            "data_access": row.text("data_access"),
            "start": start,
            "deadline": deadline,
            "closes_on": deadline,
            "duration_weeks": row.whole("duration_weeks"),
            "budget_band": BUDGETS[row.text("budget_band")],
            "horizon": codes.choice("horizon", Horizon),
            "region_code": files.region(codes),
            "vetting_code": code,
            "vetting_min_code": codes.code("vetting_min", files.lists.vetting, required=True),
            # The poster's words, where they say more than the code.
            "vetting_note": "" if vetting.upper() == code else vetting,
            "areas_text": ", ".join(row.texts("areas")),
            "specialisms_text": ", ".join(row.texts("specialisms_wanted")),
            "research_interest": files.lists.interests[interest] if interest else None,
            "no_research_interest_fits": interest is None,
            "audience": audiences[ref],
            "public_reason": PUBLIC_REASON if audiences[ref] is Audience.PUBLIC else "",
        }
        areas = codes.codes("areas", files.lists.areas, at_most=3)
        stated = codes.codes("specialisms", files.lists.specialisms)
        likely = codes.codes("specialisms_likely", files.lists.specialisms)
        if both := set(stated) & set(likely):
            raise codes.bad("specialisms_likely", f"stated as well: {', '.join(sorted(both))}")
        mechanisms = _mechanisms(row)
        if ref in found:
            continue
        ended = ListingState.CLOSED if ref in followed else ListingState.EXPIRED
        brief = Brief(sample_ref=ref, **values)
        _place(brief, organisation, teams, deadline, ended, files)
        brief.area_links = _areas(areas)
        brief.specialism_links = [
            *(ListingSpecialism(specialism_code=each, position=place) for place, each in enumerate(stated)),
            *(
                ListingSpecialism(specialism_code=each, is_likely=True, position=place)
                for place, each in enumerate(likely, start=len(stated))
            ),
        ]
        brief.mechanism_links = [ListingMechanism(mechanism=mechanism) for mechanism in mechanisms]
        db.session.add(brief)
        found[ref] = brief
    db.session.flush()
    return found


def load_offers(
    files: Files, organisations: dict[str, Organisation], teams: dict[str, Team]
) -> dict[str, Offer]:
    """Every offer of the sample stands, by its id. Raises BadRow."""
    found = standing(Offer)
    for ref, row in files.offers.items():
        organisation = _organisation(row, organisations, Side.ACADEMIC)
        codes = files.codes_of(row)
        mechanism = row.choice("type", Mechanism)
        if codes.text("type") != mechanism.value:
            raise codes.bad("type", f"the offer is of type {mechanism.value!r}")
        first = row.required_day("available_from") + files.shift
        last = row.required_day("available_to") + files.shift
        if last < first:
            raise row.bad("available_to", "before available_from")
        values: dict[str, Any] = {
            "title": row.text("title", required=True, longest=150),
            "description": row.text("description", required=True),
            "remote_ok": row.flag("remote_ok"),
            "available_from": first,
            "available_to": last,
            "closes_on": last,
            "capacity_text": row.text("capacity", required=True, longest=200),
            "capacity": codes.whole("capacity"),
            "capacity_unit": codes.text("capacity_unit", longest=60),
            "cost_model": row.text("cost_model", required=True, longest=160),
            "provided_by": row.text("level", required=True, longest=160),
            "evidence": row.text("evidence"),
            "vetting_text": row.text("vetting_held", required=True, longest=200),
            "vetting_code": codes.code("vetting", files.lists.vetting, required=True),
            "vetting_note": codes.text("vetting_note"),
            "region_code": files.region(codes),
            "specialisms_text": ", ".join(row.texts("specialisms")),
            **_mechanism_values(mechanism, codes),
        }
        areas = codes.codes("areas", files.lists.areas, at_most=2)
        held = codes.codes("specialisms", files.lists.specialisms, at_most=4)
        nearest = codes.flag("nearest_only")
        if ref in found:
            continue
        offer = Offer(sample_ref=ref, audience=Audience.PUBLIC, **values)
        _place(offer, organisation, teams, last, ListingState.EXPIRED, files)
        offer.area_links = _areas(areas)
        offer.specialism_links = [
            ListingSpecialism(specialism_code=each, is_nearest_only=nearest, position=place)
            for place, each in enumerate(held)
        ]
        offer.mechanism_links = [ListingMechanism(mechanism=mechanism)]
        db.session.add(offer)
        found[ref] = offer
    db.session.flush()
    return found


def _mechanism_values(mechanism: Mechanism, codes: Row) -> dict[str, Any]:
    """The fields that belong to this mechanism, and no others."""
    fields = codes.raw("fields")
    if not isinstance(fields, dict):
        raise codes.bad("fields", "expected an object")
    # Inside `fields` the same checks hold, under its own name.
    inner = Row(codes.file, codes.line, {"certificate": fields.get("certified"), **fields})
    found = {
        name: _mechanism_value(name, inner) for name in MECHANISM_FIELDS[mechanism] if name in inner.values
    }
    return {name: value for name, value in found.items() if value is not None}


def _mechanism_value(name: str, inner: Row) -> Any:
    value = inner.values[name]
    if value is None:
        return None
    if name == "level":
        return inner.choice(name, Level)
    if name == "method":
        return inner.choice(name, Method)
    if name == "day_rate":
        if value not in DAY_RATES:
            raise inner.bad(name, f"unknown value {value!r}")
        return DAY_RATES[value]
    if name == "grade":
        return inner.text(name, longest=60)
    if name == "outputs":
        return "\n".join(inner.texts(name))
    if name == "certificate":
        return inner.flag(name)
    return inner.number(name) if name in ("fte", "hours") else inner.whole(name)


def _audiences(files: Files) -> dict[str, Audience]:
    """What the files mark as sensitive goes mostly to fewer readers; in all, two thirds are public."""
    found = {}
    sensitive = 0
    for ref, row in files.briefs.items():
        if row.raw("classification") not in CLASSIFICATIONS:
            raise row.bad("classification", f"unknown value {row.raw('classification')!r}")
        found[ref] = Audience.PUBLIC
        if row.raw("classification") == SENSITIVE:
            narrow = Audience.POLICE if sensitive % 6 == 0 else Audience.MEMBERS
            found[ref] = Audience.PUBLIC if sensitive % 3 == 1 else narrow
            sensitive += 1
    return found


def _place(
    listing: Listing,
    organisation: Organisation,
    teams: dict[str, Team],
    last: date,
    ended: ListingState,
    files: Files,
) -> None:
    """Owner, state and moments, as if it had gone through review some weeks ago."""
    listing.organisation = organisation
    listing.poster = teams[organisation.slug].poster
    listing.is_sample = True
    listing.declared_official = True
    over = last < files.loaded_on
    listing.state = ended if over else ListingState.PUBLISHED
    until = min(last, files.loaded_on)
    listing.published_at = moment(until - timedelta(days=3 + number(listing.sample_ref or "") % 60), 9)
    listing.submitted_at = listing.published_at - timedelta(days=2)
    if over:
        listing.ended_at = moment(last, 17)


def _organisation(row: Row, organisations: dict[str, Organisation], side: Side) -> Organisation:
    slug = row.text("org_slug", required=True)
    if slug not in organisations:
        raise row.bad("org_slug", f"unknown organisation {slug!r}")
    if organisations[slug].side is not side:
        raise row.bad("org_slug", f"{slug!r} is not of the {side.value} side")
    return organisations[slug]


def _mechanisms(row: Row) -> list[Mechanism]:
    known = {mechanism.value for mechanism in Mechanism}
    return [Mechanism(value) for value in row.codes("mechanisms_wanted", known)]


def _areas(codes: list[str]) -> list[ListingArea]:
    return [ListingArea(area_code=code, position=place) for place, code in enumerate(codes)]
