"""The manager's desk: the work of one organisation, what is wrong with it, and the same as a file."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from app.collaborations.agreement.models import Agreement, AgreementVersion, VersionState
from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Confirmation, Status
from app.collaborations.running.models import CheckIn, CheckInState
from app.core.actor import Role
from app.core.models import AuditKind, AuditRow
from app.core.tables import read
from app.desk import policy, work
from app.taxonomy.models import GateKind, Mechanism
from tests import factories
from tests.collaborations.cast import gather
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres

TODAY = date(2026, 11, 21)
MANAGERS = {
    f"{side} {role}" for side in ("police", "academic") for role in ("manager", "administrator", "elsewhere")
}


@pytest.fixture
def cast(app):
    return gather()


def gate(kind, days, state=GateState.OPEN, **values):
    opened_on = TODAY - timedelta(days=days)
    if state is GateState.ASKED:
        values["asked_on"] = opened_on
    return Gate(kind_code=kind, state=state, opened_on=opened_on, **values)


@pytest.fixture
def world(cast, db_session, clock):
    """Six collaborations of the force, each with one thing about it."""
    kinds = list(db_session.scalars(select(GateKind.code).order_by(GateKind.position).limit(2)))
    with factories.together():
        made = {
            "Stuck": cast.collaboration(title="Stuck", status=Status.RUNNING, stage_code="DEPLOY"),
            "Missed": cast.collaboration(title="Missed", status=Status.RUNNING),
            "Differ": cast.collaboration(title="Differ", status=Status.ENDING, flagged_at=clock.now),
            "Stalled": cast.collaboration(
                title="Stalled", mechanism=Mechanism.TRAINING, stalled_at=clock.now
            ),
            "Ended": cast.collaboration(title="Ended", status=Status.COMPLETED),
            "=Theirs": cast.collaboration(
                title="=Theirs",
                status=Status.RUNNING,
                confirmation=Confirmation.ONE_SIDE,
                recorded_by_organisation_id=cast.university.id,
            ),
        }
        made["Stuck"].gates = [
            gate(kinds[0], 95, GateState.ASKED),
            gate(kinds[1], 5, police_owner_id=cast.police_lead.id),
        ]
        made["Missed"].gates = [gate(kinds[0], 31, GateState.ASKED), gate(kinds[1], 400, GateState.SETTLED)]
        made["Differ"].gates = [gate(kinds[0], 11, GateState.BLOCKED, blocked_by="The owner is away.")]
        made["Ended"].gates = made["=Theirs"].gates = []
        factories.collaboration(factories.force(), cast.university, title="Not ours", status=Status.RUNNING)
    for each in made.values():
        agreement = Agreement(collaboration=each)
        db_session.add(agreement)
        if each.title != "Missed":
            agreement.versions = [
                AgreementVersion(
                    number=1, state=VersionState.IN_FORCE, texts=[], hash="", organisation=cast.force
                )
            ]
    for month, state in ((9, CheckInState.MISSED), (10, CheckInState.ANSWERED)):
        for title in ("Missed", "Stuck"):
            # The force missed September; the university, in one of the two, October.
            at = cast.university if title == "Missed" else cast.force
            db_session.add(
                CheckIn(
                    collaboration=made[title],
                    organisation=at,
                    month=date(2026, month, 1),
                    state=CheckInState.MISSED if title == "Missed" and month == 10 else state,
                    asked_at=clock.now,
                )
            )
    db_session.flush()
    return made


def titles(cast, who="police manager", **args):
    lines = work.work_of(cast.actors[who])
    return [line.collaboration.title for line in work.shown(lines, work.asked(args))]


def test_only_managers_of_a_side_have_the_pages(cast, client):
    assert {name for name, actor in cast.actors.items() if policy.can_manage(actor)} == MANAGERS
    paths = [
        f"/desk/{end}" for page in ("collaborations", "gates", "unanswered") for end in (page, f"{page}.csv")
    ]
    for who in ("police lead", "reviewer"):
        client.sign_in(cast.person(who))
        assert [client.get(path).status_code for path in paths] == [403] * len(paths)
        assert "/desk/collaborations" not in client.get("/desk").page.links
    client.sign_in(cast.person("academic administrator"))
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)
    assert "/desk/collaborations" in client.get("/desk").page.links


def test_each_filter_keeps_what_it_names(cast, world, db_session):
    kinds = list(db_session.scalars(select(GateKind.code).order_by(GateKind.position).limit(2)))
    open_work = ["Stuck", "Missed", "Differ", "Stalled", "=Theirs"]
    assert sorted(titles(cast)) == sorted(open_work)
    for args, expected in (
        ({"status": "all"}, [*open_work, "Ended"]),
        ({"status": "ended"}, ["Ended"]),
        ({"status": "ending"}, ["Differ"]),
        ({"wrong": "stuck"}, ["Stuck", "Missed", "Differ"]),
        ({"wrong": "missed"}, ["Missed"]),
        ({"wrong": "flagged"}, ["Differ"]),
        ({"wrong": "stalled"}, ["Stalled"]),
        ({"wrong": "unsigned"}, ["Missed"]),
        ({"mechanism": "training"}, ["Stalled"]),
        ({"stage": "DEPLOY"}, ["Stuck"]),
        ({"stage": "small"}, ["Stalled"]),
        ({"gate": kinds[1]}, ["Stuck"]),
        ({"age": "over-90"}, ["Stuck"]),
        ({"age": "11-30"}, ["Differ"]),
        ({"partner": str(cast.university.id)}, open_work),
        ({"partner": "1234567"}, []),
        ({"lead": str(cast.police_lead.id)}, open_work),
        ({"wrong": "stuck", "age": "31-90"}, ["Missed"]),
        ({"wrong": "<script>", "status": "x", "sort": "?"}, open_work),
    ):
        assert sorted(titles(cast, **args)) == sorted(expected), args
    assert titles(cast, sort="gate")[:3] == ["Stuck", "Missed", "Differ"]
    assert titles(cast, sort="title")[0] == "=Theirs"
    assert titles(cast)[0] == "Missed", "the most wrong first"


def test_the_other_university_and_the_other_side_see_only_their_own(cast, world):
    assert titles(cast, "police elsewhere", status="all") == titles(cast, "academic elsewhere") == []
    assert "Not ours" in titles(cast, "academic manager") and "Not ours" not in titles(cast)


@pytest.mark.parametrize("query", ["", "?status=all&sort=title", "?wrong=stuck&sort=gate"])
def test_table_board_and_csv_show_the_same_collaborations(cast, client, world, db_session, query):
    client.sign_in(cast.person("police manager"))
    rows = read(client.get(f"/desk/collaborations.csv{query}").data)
    assert rows[0].cells == work.HEAD
    table = client.get(f"/desk/collaborations{query}{'&' if query else '?'}view=table").page
    shown = [text_of(each) for each in table.select("tbody th a")]
    assert shown == [line.cells[0] for line in rows[1:]]
    board = client.get(f"/desk/collaborations{query}").page
    assert sorted(text_of(each) for each in board.select("main li p a")) == sorted(shown)
    wrong = work.HEAD.index("What is wrong")
    for line, row in zip(rows[1:], table.select("tbody tr"), strict=True):
        for words in filter(None, line.cells[wrong].split(", ")):
            assert words in text_of(row)
    acts = db_session.scalars(select(AuditRow.act).where(AuditRow.kind == AuditKind.EXPORT)).all()
    assert acts == ["desk.export_collaborations"]


def test_numbers_lead_to_as_many(cast, client, world):
    client.sign_in(cast.person("police manager"))
    page = client.get("/desk/collaborations").page
    numbers = [(str(each["href"]), int(text_of(each).split()[0])) for each in page.select("main ul li a strong")
               for each in [each.parent]]  # fmt: skip
    assert [number for _, number in numbers] == [3, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]
    for address, number in (numbers[0], numbers[1], numbers[7]):
        where = client.get(address).page
        if "/desk/gates" in address:
            assert len(where.select("tbody tr")) == number
        elif "wrong=" in address:
            assert len(where.select("main li p a")) == number


def test_gates_that_wait_stand_oldest_first_and_the_csv_says_the_same(cast, client, world):
    client.sign_in(cast.person("police manager"))
    rows = [line.cells for line in read(client.get("/desk/gates.csv").data)]
    days = [int(row[4]) for row in rows[1:]]
    assert days == [95, 31, 11, 5]
    assert rows[3][3] == "Blocked" and rows[3][7] == "The owner is away."
    assert rows[4][6] == cast.police_lead.name and rows[1][6] == "Nobody named"
    page = client.get("/desk/gates").page
    assert [text_of(row.select("td")[3]) for row in page.select("tbody tr")] == [str(day) for day in days]


def test_the_board_by_stage_has_the_stages_that_hold_something(cast, world):
    lines = work.shown(work.work_of(cast.actors["police manager"]), work.asked({}))
    board = work.columns(lines, work.asked({"by": "stage"}))
    assert [line.collaboration.title for line in board[0][1]] == ["Stuck"]
    assert [title for title, _ in board[1:]] == ["No stage decided yet", "Small work, no stages"]
    by_status = work.columns(lines, work.asked({}))
    assert [(title, len(held)) for title, held in by_status] == [
        ("Scoping", 1),
        ("Running", 3),
        ("Ending", 1),
    ]


def test_two_hundred_collaborations_take_no_more_queries_than_one(cast, client, db_session):
    manager = factories.person(cast.force, Role.PARTNERSHIP_MANAGER)
    kind = db_session.scalars(select(GateKind.code)).first()
    seen = []

    def see(connection, cursor, statement, *rest):
        seen.append(statement)

    def queries():
        client.sign_in(manager)
        client.get("/desk/collaborations?view=table&status=all")
        seen.clear()
        client.get("/desk/collaborations?view=table&status=all")
        return len(seen)

    def add(number):
        with factories.together():
            for _ in range(number):
                cast.collaboration(status=Status.RUNNING).gates = [gate(kind, 40)]

    event.listen(Engine, "before_cursor_execute", see)
    try:
        add(1)
        one = queries()
        add(199)
        assert queries() == one
    finally:
        event.remove(Engine, "before_cursor_execute", see)
    assert one < 40
