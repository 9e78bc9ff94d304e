"""The commands speak plainly, and in JSON where a program reads them."""

import json
import stat

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.organisations.models import Organisation
from app.seeds import sample_accounts, sample_files
from app.taxonomy import service as taxonomy
from tests.taxonomy.test_rows import spoil

EXPECTED = {
    "regions.csv": 13,
    "vetting_levels.csv": 10,
    "areas_of_challenge.csv": 155,
    "specialisms.csv": 155,
    "cause_codes.csv": 36,
    "agreements_and_gates.csv": 25,
    "success_measures.csv": 38,
    "science_system_stages.csv": 9,
    "vocabulary.csv": 469,
    "research_interests.csv": 139,
    "police_organisations.csv": 91,
    "universities.csv": 168,
    "research_partnerships.csv": 57,
    "real_cases.csv": 81,
}


def run(app, *words):
    return app.test_cli_runner().invoke(args=list(words))


def test_status_counts_every_file(app):
    done = run(app, "seeds", "status", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {name: {"expected": n, "loaded": n} for name, n in EXPECTED.items()}


def test_status_for_people_names_every_file(app):
    lines = run(app, "seeds", "status").stdout.splitlines()
    assert [line.split() for line in lines] == [[name, str(n), "of", str(n)] for name, n in EXPECTED.items()]


def test_status_fails_while_rows_are_missing(app, db_session):
    db_session.delete(db_session.scalar(select(Organisation).where(Organisation.slug == "bedfordshire")))
    db_session.commit()
    done = run(app, "seeds", "status", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["police_organisations.csv"] == {"expected": 91, "loaded": 90}


def test_loading_says_each_file_and_adds_nothing_the_second_time(app, statements):
    statements.forget()
    done = run(app, "seeds", "load")
    assert done.exit_code == 0
    for name, rows in EXPECTED.items():
        assert f"  {name}: {rows} rows" in done.stdout.splitlines()
    assert [s for s in statements.written if not s.startswith("COMMIT")] == []


def test_a_bad_row_ends_the_loading_with_its_place(app, monkeypatch, tmp_path):
    spoil(tmp_path, "vocabulary.csv", 2, "kind", "rumour")
    monkeypatch.setattr(taxonomy, "load", lambda said, real=taxonomy.load: real(tmp_path, said))
    done = run(app, "seeds", "load")
    assert done.exit_code == 1
    assert (
        "Error: vocabulary.csv, line 2, field kind: unknown kind 'rumour'. Nothing was loaded." in done.output
    )
    assert "Traceback" not in done.output


def test_sample_content_is_refused_where_it_is_off(app):
    done = run(app, "sample", "load")
    assert done.exit_code == 1
    assert "SAMPLE=1" in done.output
    assert db.session.scalar(select(func.count(Organisation.id)).where(Organisation.is_sample)) == 0


def test_set_up_goes_on_where_sample_content_is_off(app):
    done = run(app, "sample", "load", "--if-wanted")
    assert done.exit_code == 0
    assert "off" in done.output


def test_accounts_say_that_there_are_none(app):
    done = run(app, "sample", "accounts")
    assert done.exit_code == 1
    assert "flask sample load" in done.output


def test_removing_nothing_says_so(app):
    done = run(app, "sample", "remove")
    assert done.exit_code == 0
    assert "no sample content" in done.output


@pytest.fixture
def accounts(sample_app):
    done = run(sample_app, "sample", "accounts", "--json")
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_accounts_cover_every_role(accounts):
    by_role = {}
    for account in accounts:
        assert set(account) == {"role", "organisation", "email", "password"}
        assert account["email"].endswith(".example")
        by_role.setdefault(account["role"], []).append(account["organisation"])
    assert len(set(by_role["police"])) == 2
    assert len(set(by_role["academic"])) == 2
    assert any("University" in name for name in by_role["partnership_manager"])
    assert any("Constabulary" in name for name in by_role["partnership_manager"])
    assert {"organisation_administrator", "reviewer", "auditor", "administrator"} <= set(by_role)
    assert len({account["password"] for account in accounts}) == len(accounts)


def test_accounts_for_people_name_every_address(sample_app, accounts):
    said = run(sample_app, "sample", "accounts").stdout
    for account in accounts:
        assert account["email"] in said
        assert account["password"] in said


def test_passwords_are_for_the_owner_of_the_installation_only(sample_app):
    with sample_app.app_context():
        assert stat.S_IMODE(sample_accounts.path().stat().st_mode) == 0o600


def test_every_sign_in_works_and_shows_a_desk(sample_app, accounts):
    for account in accounts:
        client = sample_app.test_client()
        answer = client.post("/sign-in", data={"email": account["email"], "password": account["password"]})
        assert answer.status_code == 302, account
        assert client.get("/desk").status_code == 200, account


def test_the_sample_files_are_those_that_were_counted():
    counts = {path.name: len(path.read_text().splitlines()) for path in sample_files.DATA.glob("*.jsonl")}
    assert counts == {
        "organisations.jsonl": 35,
        "briefs.jsonl": 36,
        "offers.jsonl": 150,
        "collaborations.jsonl": 24,
        "lessons.jsonl": 48,
        "codes.jsonl": 258,
    }
