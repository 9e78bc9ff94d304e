"""Random populations of organisations, closed work and lessons, small enough to be dangerous."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from sqlalchemy import select

from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.core import clock
from app.core.actor import Audience
from app.core.display import LOCAL
from app.extensions import db
from app.lessons import guarding, validation
from app.lessons.models import Attribution, LessonKind, LessonMechanism, LessonState
from app.listings.models import ListingSpecialism
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Cause, Mechanism, Region, Specialism, Stage
from tests import factories
from tests.lessons.adversary import World

FAILED = (Outcome.NOT_ADOPTED, Outcome.ABANDONED)
REGIONS = ("NE", "NE", "NW", "SCO")


@cache
def lists() -> tuple[list[dict[str, str]], dict[str, str]]:
    """The label above each label of an area, and of a specialism; and the label of each region."""
    above = [
        {each.label: each.parent.label for each in db.session.scalars(select(model)) if each.parent}
        for model in (Area, Specialism)
    ]
    return above, {each.code: each.label for each in db.session.scalars(select(Region))}


def world() -> World:
    """What everybody knows of lists and organisations."""
    above, regions = lists()
    english = frozenset(regions.values()) - {regions[code] for code in ("WAL", "SCO", "NI", "NAT")}
    where = {
        each.name: regions.get(each.region_code or "", "")
        for each in db.session.scalars(select(Organisation))
    }
    return World(*above, where, english)


@dataclass
class Population:
    """Organisations that work together, over one or more quarters."""

    random: Random
    # With stages and specialisms, which stand on the pages of collaborations alone.
    in_detail: bool
    # Everything may be read by everybody.
    is_public: bool
    police: list[Organisation] = field(default_factory=list)
    academic: list[Organisation] = field(default_factory=list)
    works: list[Collaboration] = field(default_factory=list)

    def __post_init__(self) -> None:
        pick = self.random
        # How alike work is differs from one population to the next.
        self.mechanisms = pick.sample(list(Mechanism), pick.choice((1, 1, 1, 2)))
        self.stages = [
            None,
            *db.session.scalars(
                select(Stage.code).order_by(Stage.code).limit(pick.choice((0, 1)) * self.in_detail)
            ),
        ]
        # Lists of labels are read by their commas.
        plain = select(Area).where(Area.parent_code.is_not(None), Area.label.not_like("%,%"))
        leaves = list(db.session.scalars(plain.order_by(Area.position)))
        tops = pick.sample(
            sorted({area.parent_code for area in leaves if area.parent_code}), pick.choice((1, 1, 2))
        )
        under = [area for area in leaves if area.parent_code in tops]
        chosen = pick.sample(under, min(len(under), 1 if self.in_detail else pick.choice((1, 2, 3))))
        self.areas = [[area] for area in chosen] + ([chosen[:2]] if pick.random() < 0.3 else [])
        self.years = pick.choice(((2026,), (2025, 2026)))
        self.months = pick.sample(range(1, 9), 1 if self.in_detail else pick.choice((1, 1, 2)))
        self.audiences = (0, 0, 1) if self.is_public else pick.choice(((0, 1, 1), (1, 2, 4)))
        self.standings = (1, 0, 0) if self.is_public else (16, 2, 1)
        self.specialisms = list(
            db.session.scalars(select(Specialism).where(Specialism.parent_code.is_not(None)).limit(2))
        )
        self.causes = list(db.session.scalars(select(Cause).where(Cause.parent_code.is_not(None)).limit(3)))
        regions = pick.choice((("NE",), REGIONS))
        with factories.together():
            for _ in range(pick.randint(4, 9)):
                self.police.append(factories.force(region_code=pick.choice(regions)))
                self.academic.append(factories.university(region_code=pick.choice(regions)))

    def work(self, number: int, *, closed_on: date | None = None) -> None:
        """So many more collaborations are closed, with lessons of some of them accepted."""
        with factories.together():
            for _ in range(number):
                self.works.append(self._close(closed_on))
        with factories.together():
            for work in self.works[-number:]:
                self._teach(work)

    def _close(self, closed_on: date | None) -> Collaboration:
        pick = self.random
        ended = date(pick.choice(self.years), pick.choice(self.months), pick.randint(1, 28))
        # One that a side recorded long after belongs to no day of its own.
        closed = closed_on or ended + timedelta(days=pick.randint(0, 20))
        moment = datetime.combine(closed, time(pick.randint(9, 16)), LOCAL)
        standing = pick.choices(
            (Confirmation.CONFIRMED, Confirmation.ONE_SIDE, Confirmation.DISPUTED), self.standings
        )[0]
        police, academic = pick.choice(self.police), pick.choice(self.academic)
        recorded = standing is not Confirmation.CONFIRMED or pick.random() < 0.2
        outcome = pick.choice((Outcome.DELIVERED, Outcome.PARTLY_DELIVERED, *FAILED, *FAILED))
        made = factories.collaboration(
            police,
            academic,
            mechanism=pick.choice(self.mechanisms),
            stage_code=pick.choice(self.stages),
            status=Status.STOPPED if outcome is Outcome.ABANDONED else Status.COMPLETED,
            outcome=outcome,
            outcome_summary="What came of it.",
            started=ended - timedelta(days=90),
            ended=ended,
            closed_at=moment,
            created_at=moment - timedelta(days=100),
            confirmation=standing,
            confirmed_at=moment if recorded and standing is Confirmation.CONFIRMED else None,
            recorded_by=police if recorded else None,
            reported_by=police,
            audience=pick.choices(list(Audience), self.audiences)[0],
        )
        made.areas = list(pick.choice(self.areas))
        made.causes = pick.sample(self.causes, 1) if outcome is not Outcome.DELIVERED else []
        if self.in_detail and pick.random() < 0.1:
            made.offer = factories.offer(academic, audience=Audience.PUBLIC)
            made.offer.specialism_links = [ListingSpecialism(specialism=pick.choice(self.specialisms))]
        return made

    def _teach(self, work: Collaboration) -> None:
        pick = self.random
        for own in pick.sample(work.organisations, pick.choice((0, 0, 0, 1, 1, 2))):
            kinds = [LessonKind.MIXED]
            kinds.append(LessonKind.WORKED if work.outcome is Outcome.DELIVERED else LessonKind.DID_NOT_WORK)
            lesson = factories.lesson(
                LessonState.ACCEPTED,
                title=f"A lesson, the mark of which is {work.id}",
                kind=pick.choice(kinds),
                organisation=own,
                other=next(each for each in work.organisations if each is not own),
                attribution=pick.choices(list(Attribution), (1, 2, 9))[0],
                stage_code=work.stage_code,
                region_code=own.region_code,
                happened_on=work.ended,
                accepted_at=(work.closed_at or clock.now()) + timedelta(days=pick.randint(0, 2)),
            )
            lesson.mechanism_links = [LessonMechanism(mechanism=work.mechanism)]
            lesson.areas = list(work.areas)
            lesson.specialisms = list(work.offer.specialisms) if work.offer else []
            lesson.causes = list(work.causes) if lesson.kind is not LessonKind.WORKED else []
            work.lessons.append(lesson)

    def change(self) -> None:
        """Some of what only one side stands behind is corrected, confirmed or disputed, today."""
        for work in self.works:
            if work.confirmation is Confirmation.CONFIRMED:
                continue
            what = self.random.choice(("correct", "confirm", "dispute", "nothing"))
            if what == "correct":
                work.confirmation, work.closed_at = Confirmation.ONE_SIDE, clock.now()
                work.areas = list(self.random.choice(self.areas))
            elif what == "confirm":
                work.confirmation, work.confirmed_at = Confirmation.CONFIRMED, clock.now()
            elif what == "dispute":
                work.confirmation = Confirmation.DISPUTED
        db.session.flush()


def a_day_passes() -> None:
    """What the clock does every day with lessons that are accepted, and with those on the board."""
    guarding.check_again()
    validation.release_due()
