"""No reader of all pages narrows a sector-only lesson below three organisations, in random populations."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import combinations
from random import Random

import pytest

from app.core.actor import Role
from app.extensions import db
from tests import factories
from tests.lessons.adversary import Adversary, read
from tests.lessons.populations import Population, a_day_passes, world
from tests.support.counts import count
from tests.support.signin import sign_in

POPULATIONS = count(4, 500)
FIRST = 220  # a population that is read twice, and has lessons both times
PARTS = count(1, 20)  # run beside each other where there are processors
# Of every so many of them the pages of collaborations are read too, and everything is read again a quarter later; and
# of every so many not everything is public.
IN_DETAIL, NOT_PUBLIC = 11, 3
QUARTER, NEXT_QUARTER = datetime(2026, 10, 1, 12, tzinfo=UTC), datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.fixture
def start(site, app, new_client, clock):
    """A new population, those who read it, and what signs them in, every time it is called."""

    def begin(seed):
        db.session.remove()
        site.database.restore(site.app)
        clock.set(QUARTER)
        in_detail = seed % IN_DETAIL == 0
        is_public = not in_detail and seed % NOT_PUBLIC != 0
        population = Population(Random(seed), in_detail=in_detail, is_public=is_public)
        readers = {"public": None}
        if not is_public:
            readers["members"] = factories.person(factories.university(region_code="NE"))
            readers["police"] = factories.person(factories.force(region_code="NE"), Role.PARTNERSHIP_MANAGER)
        clients = {name: new_client() for name in readers}
        return population, clients, partial(enter, clients, readers)

    return begin


def enter(clients, readers):
    """All who read are signed in, also when their last time has run out."""
    for name, person in readers.items():
        if person is not None:
            sign_in(clients[name], person)


def check(adversary):
    """Nothing that was read lets the adversary narrow a lesson below three; how many lessons were looked at."""
    lessons = adversary.sector_only()
    marks = {each: re.search(r"\d+", each.title).group() for each in lessons}
    for each in lessons:
        assert each.on.day == 1 and each.on.month in (1, 4, 7, 10)
        assert adversary.too_few(adversary.fitting(each)) == "", each
        assert adversary.too_few(adversary.would_be_shown_so(each)) == ""
    # Somebody told them which lessons come from one collaboration.
    for one, other in combinations(lessons, 2):
        if marks[one] == marks[other]:
            assert adversary.too_few(adversary.fitting(one) & adversary.fitting(other)) == ""
    for (path, reader), page in adversary.reading.other_pages.items():
        for each in lessons:
            assert f'href="{each.path}"' not in page, (path, reader)
    return len(lessons)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_reader_narrows_a_sector_only_lesson_below_three_organisations(start, clock, part):
    seen = Counter()
    for seed in range(FIRST + part, FIRST + POPULATIONS, PARTS):
        population, clients, come_back = start(seed)
        come_back()
        population.work(
            population.random.randint(16, 24) if population.in_detail else population.random.randint(8, 30)
        )
        a_day_passes()
        first = Adversary(world(), read(clients, in_detail=population.in_detail))
        seen["lessons"] += check(first)
        seen["populations"] += 1
        if not population.in_detail:
            continue
        # A quarter later, with more work, and some of the old told differently.
        clock.set(NEXT_QUARTER - timedelta(days=20))
        population.work(population.random.randint(1, 6), closed_on=date(2026, 12, 1))
        population.change()
        clock.set(NEXT_QUARTER)
        a_day_passes()
        come_back()
        second = Adversary(world(), read(clients, in_detail=True))
        seen["lessons a quarter later"] += check(second)
        for path, told in first.reading.lessons.items():
            again = second.reading.lessons.get(path)
            if again is not None and told.sector in ("policing", "academia"):
                before = {work.path for work in first.fitting(told)}
                both = {work for work in second.fitting(again) if work.path in before}
                assert second.too_few(both) == ""
                seen["lessons read twice"] += 1

    assert seen["lessons"] > 0
    assert seen["lessons read twice"] or part
