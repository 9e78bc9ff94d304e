"""`flask matching spread`: who stands in the first tens, by score alone and as the pages show them."""

from collections.abc import Sequence
from itertools import groupby

from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core import evaluate
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.matching.commands import group
from app.matching.fairness import Candidate, Spread, arrange, spread
from app.matching.models import Band, Match
from app.organisations.models import Organisation


@group.command("spread")
@with_appcontext
def report() -> None:
    """Print how many organisations appear in the first ten places of all lists, and how evenly."""
    figures = {}
    rows = []
    for kind, other in (("briefs", "offers"), ("offers", "briefs")):
        lists = ranked(kind)
        for name, shown in (
            ("by_score", [[each.organisation for each in found] for found in lists]),
            ("as_shown", [[placed.thing for placed in arrange(found)] for found in lists]),
        ):
            found = spread(shown)
            figures[f"{other}_of_{kind}_{name}"] = vars(found)
            rows.append((f"{other.capitalize()} shown to {kind}, {name.replace('_', ' ')}", _words(found)))
    evaluate.report(("First ten places", "Who has them"), rows, figures, [])


def _words(found: Spread) -> str:
    return (
        f"{found.lists} lists, {found.places} places, {found.organisations} organisations; "
        f"the largest share {found.largest_share:.2f}, Gini {found.gini:.2f}"
    )


def ranked(kind: str) -> Sequence[list[Candidate[int]]]:
    """Of each open listing of `kind` that has matches: whose the others are, best first, weak ones left out."""
    own, other = aliased(Listing), aliased(Listing)
    mine, theirs = (Match.brief_id, Match.offer_id) if kind == "briefs" else (Match.offer_id, Match.brief_id)
    rows = db.session.execute(
        select(mine, Organisation.id, Organisation.collaborations_count)
        .join(own, own.id == mine)
        .join(other, other.id == theirs)
        .join(Organisation, Organisation.id == other.organisation_id)
        .where(
            Match.band != Band.WEAK,
            own.state == ListingState.PUBLISHED,
            other.state == ListingState.PUBLISHED,
        )
        .order_by(mine, Match.score.desc(), theirs)
    )
    return [
        [Candidate(organisation, organisation, count > 0) for _, organisation, count in of_one]
        for _, of_one in groupby(rows, key=lambda row: row[0])
    ]
