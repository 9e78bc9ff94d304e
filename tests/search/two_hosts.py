"""Two hosts behind one address: two web servers, workers and index folders, one PostgreSQL."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.core.actor import Audience, Role
from app.listings.models import ListingState
from tests import factories
from tests.accounts.people import PASSWORD, person_with_password
from tests.kills.visitor import Visitor
from tests.search.live import Host, settle, until

REVIEWER = "reviewer@live.example"
SAME = {"SECRET_KEY": "the same on both"}
SECONDS = 60  # after which what was written counts as lost


def _a_brief_and_offers_in_review(offers: int) -> tuple[int, list[int]]:
    person_with_password(None, Role.REVIEWER, email=REVIEWER)
    university = factories.university()
    texts = {"title": "Comparing tyre marks", "description": "Comparing photographs of tyre marks."}
    made = [factories.offer(university, ListingState.IN_REVIEW, **texts).id for _ in range(offers)]
    return factories.brief(audience=Audience.PUBLIC).id, made


class TwoHosts:
    """A profile to write on the first of them, a brief that is open, and offers to publish."""

    def __init__(self, hosts: list[Host], brief: int, offers: list[int]) -> None:
        self.one, self.other = self.all = hosts
        self.brief = brief
        self.offers = offers
        self.reviewer = Visitor(self.one.server.url)

    def write(self, word: str, on: Sequence[Host] = ()) -> float:
        """Write on the first host; how many seconds it takes until all hosts, or those named, find it."""
        self.one.write(word)
        return until(lambda: all(host.finds(word) for host in on or self.all), *self.all, seconds=SECONDS)

    def publish(self) -> float:
        """Publish the next offer on the first host; how many seconds it takes until both show its match."""
        offer = self.offers.pop()
        self.reviewer.submit(f"/offers/{offer}/publish", helps_offenders="no")
        return until(
            lambda: all(host.shows_match(self.brief, offer) for host in self.all), *self.all, seconds=SECONDS
        )


@contextmanager
def two_hosts(folders: Sequence[Path], address: str, offers: int) -> Iterator[TwoHosts]:
    """Both at work on the database at `address`, which has the reference data, and signed in."""
    listings = settle(folders[0], address, lambda: _a_brief_and_offers_in_review(offers))
    # As building it there would make it.
    shutil.copytree(folders[0] / "index", folders[1] / "index")
    hosts = [Host(folder, address, **SAME) for folder in folders]
    try:
        for host in hosts:
            host.start()
        for host in hosts:
            host.wait()
        both = TwoHosts(hosts, *listings)
        both.one.sign_in()
        both.reviewer.sign_in({"email": REVIEWER, "password": PASSWORD})
        yield both
    finally:
        for host in hosts:
            host.server.stop()
