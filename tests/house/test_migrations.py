"""The migrations lead to exactly the tables that the models describe, and back."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.extensions import db
from tests.house.tree import PROJECT
from tests.support.databases import close_connections

pytestmark = pytest.mark.postgres
MIGRATIONS = PROJECT / "migrations"
FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.py")


def files():
    return sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def empty_app(site, tmp_path):
    made = create_app({"DATA_DIR": str(tmp_path), "DATABASE_URL": site.database.empty(), "TESTING": True})
    with made.app_context():
        yield made
    close_connections(made)


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_they_are_numbered_without_a_gap():
    assert all(FILE.fullmatch(file) for file in files())
    assert [int(FILE.fullmatch(file)[1]) for file in files()] == list(range(1, len(files()) + 1))


def test_the_head_file_names_the_one_head():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    head = (MIGRATIONS / ".current-head").read_text(encoding="utf-8").strip()
    assert ScriptDirectory.from_config(config).get_heads() == [head]


def test_they_make_what_the_models_describe(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == [], 'run `make migration NAME="what changes"`'


def test_they_go_up_and_down_and_up_again(empty_app):
    upgrade()
    made = tables()
    assert made == set(db.metadata.tables)
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == made
