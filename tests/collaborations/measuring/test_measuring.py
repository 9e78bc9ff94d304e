"""Measures: readings over time, what they say of the target, and the chart."""

from datetime import date, timedelta

import pytest

from app.collaborations import service
from app.collaborations.measuring import policy
from app.collaborations.measuring import service as measuring
from app.collaborations.measuring.chart import chart_of
from app.collaborations.measuring.judging import Verdict, counts, verdict, why_cannot_say
from app.collaborations.measuring.showing import task
from app.collaborations.models import Collaboration, Direction, Measure, Reading, Status
from app.collaborations.numbers import number_in
from app.collaborations.service import values
from app.core.errors import FieldError, Refused
from app.extensions import db
from tests.collaborations.test_policy import ACADEMIC, PARTICIPANTS
from tests.collaborations.verbs import TODAY, small

pytestmark = pytest.mark.postgres
HIGHER, LOWER, NEUTRAL = Direction


def measured(cast, *rows, who="police lead", made=None):
    made = made or small(cast)
    service.set_measures(cast.actors[who], collaboration=made, version=made.version, measures=rows)
    return made


def read(cast, made, words, who="police lead", on=TODAY, number=0):
    return measuring.add_reading(
        cast.actors[who], collaboration=made, measure=made.measures[number], words=words, on=on
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("16", 16),
        ("-4", -4),
        ("−4", -4),
        ("1,200", 1200),
        ("£1,200.50", 1200.5),
        ("93%", 93),
        ("-4, interval -13 to 5", None),
        ("1,2", None),
        ("none", None),
        ("", None),
        ("9" * 30, None),
        ("１６", None),
    ],
)
def test_only_plain_numbers_are_numbers(words, number):
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("direction", "target", "readings", "said"),
    [
        (HIGHER, "10", ["9", "11"], Verdict.MET),
        (HIGHER, "10", ["11", "9"], Verdict.MISSED),
        (LOWER, "10", ["9"], Verdict.MET),
        (LOWER, "10", ["10"], Verdict.MET),
        (LOWER, "10", ["11"], Verdict.MISSED),
        (NEUTRAL, "10", ["10"], Verdict.MET),
        (NEUTRAL, "10", ["11"], Verdict.CANNOT_SAY),
        (HIGHER, "", ["11"], Verdict.CANNOT_SAY),
        (HIGHER, "10", ["11, interval 2 to 20"], Verdict.CANNOT_SAY),
        (HIGHER, "10", [], Verdict.NOT_MEASURED),
    ],
)
def test_the_latest_reading_meets_the_target_or_it_cannot_be_said(direction, target, readings, said):
    measure = Measure(
        direction=direction, target=target, readings=[Reading(on=TODAY, words=words) for words in readings]
    )
    measure.collaboration = Collaboration(status=Status.COMPLETED)
    assert verdict(measure) is said
    measure.collaboration.status = Status.RUNNING
    assert verdict(measure) is (Verdict.NOT_YET if said is Verdict.MISSED else said)
    assert bool(why_cannot_say(measure)) is (said is Verdict.CANNOT_SAY)


def test_the_direction_comes_from_the_kind_unless_it_is_said(cast):
    made = measured(
        cast,
        values.Measure("Cost", kind_code="COST"),
        values.Measure("Trust", kind_code="TRUST"),
        values.Measure("Odd", kind_code="TRL_START"),
        values.Measure("Own"),
        values.Measure("Said", kind_code="COST", direction=HIGHER),
    )
    assert [each.direction for each in made.measures] == [LOWER, HIGHER, NEUTRAL, NEUTRAL, HIGHER]


def test_the_actual_is_the_latest_reading_by_its_day(cast):
    made = measured(cast, values.Measure("Hits", target="9"))
    read(cast, made, "7")
    read(cast, made, "3", who="academic lead", on=TODAY - timedelta(days=30))
    assert made.measures[0].actual == "7"
    assert [each.organisation_id for each in made.measures[0].readings] == [cast.university.id, cast.force.id]
    with pytest.raises(FieldError):
        read(cast, made, "8", on=TODAY + timedelta(days=1))


def test_a_measure_with_readings_keeps_them_and_stays(cast):
    made = measured(cast, values.Measure("Hits", target="9"), values.Measure("Misses"))
    read(cast, made, "7")
    hits = made.measures[0]
    with pytest.raises(FieldError):
        measured(cast, values.Measure("Misses", id=made.measures[1].id), made=made)
    measured(cast, values.Measure("Hits a week", target="9", id=hits.id), made=made)
    db.session.expire_all()
    assert [(each.id, each.name, each.actual) for each in made.measures] == [(hits.id, "Hits a week", "7")]


def test_readings_are_added_after_the_work_has_ended_by_those_who_took_part(cast):
    made = measured(cast, values.Measure("Hits", target="9"))
    made.status = Status.COMPLETED
    db.session.flush()
    read(cast, made, "9", who="academic manager")
    for who in set(cast.actors) - PARTICIPANTS:
        with pytest.raises(Refused):
            read(cast, made, "10", who=who)
    reading = made.measures[0].readings[0]
    may = {name for name, actor in cast.actors.items() if policy.can_remove(actor, made, reading)}
    assert may == ACADEMIC
    measuring.remove_reading(cast.actors["academic lead"], collaboration=made, reading=reading)
    assert made.measures[0].actual == ""


def test_not_measured_is_allowed_with_a_reason_and_counted(cast):
    made = small(cast)
    lead = cast.actors["police lead"]
    assert (task(lead, made).status, task(lead, made).hint) == (
        "not_started",
        "2 measures are asked, 0 given",
    )
    measured(cast, values.Measure("Hits"), values.Measure("Misses"), made=made)
    read(cast, made, "7")
    assert task(lead, made).status == "in_progress"
    misses = made.measures[1]
    measuring.set_not_measured(lead, collaboration=made, measure=misses, because="The system was replaced.")
    assert counts(made.measures).words == "1 of 2 measured, 1 not measured"
    assert task(lead, made).status == "completed"
    with pytest.raises(FieldError):
        measuring.set_not_measured(lead, collaboration=made, measure=made.measures[0], because="No.")
    read(cast, made, "1", number=1)
    assert misses.not_measured_because == ""


def test_the_chart_holds_what_is_a_number_and_says_it_in_words():
    readings = [("12", date(2026, 3, 1)), ("about ten", date(2026, 4, 1)), ("8", date(2026, 5, 1))]
    measure = Measure(
        baseline="20", target="5", readings=[Reading(words=words, on=on) for words, on in readings]
    )
    drawn = chart_of(measure, date(2026, 1, 1))
    assert [point.words for point in drawn.points] == ["", "12", "8"]
    assert drawn.points[0].is_baseline
    ys = [point.y for point in drawn.points]
    assert ys == sorted(ys)  # what falls goes down the page
    assert [level.words for level in drawn.levels] == ["Baseline 20", "Target 5"]
    assert drawn.description == "Baseline 20; target 5; 12 on 1 March 2026; 8 on 1 May 2026."


@pytest.mark.parametrize("words", ["none", "-4, interval -13 to 5"])
def test_what_is_no_number_has_no_chart(words):
    assert chart_of(Measure(readings=[Reading(words=words, on=TODAY)])) is None


@pytest.mark.parametrize("baseline", ["", "5", "words"])
def test_one_reading_alone_is_drawn_inside_the_picture(baseline):
    drawn = chart_of(Measure(baseline=baseline, target="5", readings=[Reading(words="5", on=TODAY)]), TODAY)
    assert all(0 < point.x < 340 and 0 < point.y < 150 for point in drawn.points)
