"""The sample's forces, universities and national bodies."""

from collections import Counter

from app.extensions import db
from app.organisations.models import Kind, Organisation, OrganisationDomain
from app.organisations.service import set_specialisms
from app.seeds.sample_files import Files, standing

KINDS = {
    "force": Kind.TERRITORIAL,
    "university": Kind.UNIVERSITY,
    "national_body": Kind.NATIONAL_BODY,
}
# What a page can show without becoming a list of everything.
MOST_SPECIALISMS = 12


def load(files: Files) -> dict[str, Organisation]:
    """Every organisation of the sample stands; those by their slug. Raises BadRow."""
    held = _specialisms_held(files)
    found = standing(Organisation)
    for slug, row in files.organisations.items():
        if row.raw("kind") not in KINDS:
            raise row.bad("kind", f"unknown kind {row.raw('kind')!r}")
        values = {
            "name": row.text("name", required=True, longest=200),
            "kind": KINDS[row.text("kind")],
            "region_code": files.region(row),
            "about": row.text("about", required=True),
            "remit": row.text("remit", required=True),
            "restrictions": row.text("restrictions", required=True),
        }
        if slug in found:
            continue
        organisation = Organisation(
            slug=slug, sample_ref=slug, is_sample=True, source="Invented for the sample.", **values
        )
        organisation.domains = [OrganisationDomain(domain=f"{slug}.example")]
        set_specialisms(organisation, held.get(slug, []))
        db.session.add(organisation)
        found[slug] = organisation
    db.session.flush()
    return found


def _specialisms_held(files: Files) -> dict[str, list[str]]:
    """The specialisms that each university's offers name, the most frequent first."""
    named: dict[str, Counter[str]] = {}
    for row in files.offers.values():
        codes = files.codes_of(row)
        if not codes.flag("nearest_only"):
            named.setdefault(row.text("org_slug"), Counter()).update(
                codes.codes("specialisms", files.lists.specialisms)
            )
    return {
        slug: [code for code, _ in counts.most_common(MOST_SPECIALISMS)] for slug, counts in named.items()
    }
