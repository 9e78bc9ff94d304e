"""Loading of the sample, whole or not at all. Running it again adds what is new and changes nothing else."""

from collections.abc import Callable
from pathlib import Path

from app.core import audit
from app.core.actor import Actor
from app.extensions import db
from app.seeds import (
    sample_accounts,
    sample_collaborations,
    sample_files,
    sample_listings,
    sample_organisations,
    sample_people,
)

OPERATOR = Actor(name="operator")


def load(said: Callable[[str, int], None], folder: Path = sample_files.DATA) -> None:
    """The sample stands and is committed; `said` hears of each file. Raises BadRow: then nothing stands."""
    files = sample_files.read(folder)
    organisations = sample_organisations.load(files)
    said("organisations.jsonl", len(files.organisations))
    teams, site = sample_people.load(organisations)
    briefs = sample_listings.load_briefs(files, organisations, teams)
    said("briefs.jsonl", len(files.briefs))
    offers = sample_listings.load_offers(files, organisations, teams)
    said("offers.jsonl", len(files.offers))
    collaborations = sample_collaborations.load(files, organisations, teams, briefs, offers)
    said("collaborations.jsonl", len(files.collaborations))
    sample_collaborations.load_lessons(files, teams, collaborations)
    said("lessons.jsonl", len(files.lessons))
    _check_codes(files)
    said("codes.jsonl", len(files.codes))
    sample_accounts.load(organisations, teams, site)
    audit.record(OPERATOR, "seeds.load_sample")
    db.session.commit()


def _check_codes(files: sample_files.Files) -> None:
    """Every row of codes belongs to something."""
    known = {*files.briefs, *files.offers, *files.collaborations, *files.lessons}
    for ref, row in files.codes.items():
        if ref not in known:
            raise row.bad("id", f"{ref!r} stands in no other file")
