"""Full responses, partners, assessment, and when a response was first answered

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ONE_OPEN = "uq_responses_one_open"
OPEN = sa.text("state IN ('interest', 'invited', 'full')")
INTEREST = sa.text("state = 'interest'")


def _record():
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _to(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _table(name, *columns, references, unique=(), indexed=()):
    keys = [_to(name, column, target) for column, target in references]
    keys += [sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique]
    op.create_table(name, *columns, *_record(), *keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))
    with op.batch_alter_table(name) as batch:
        for column in indexed:
            batch.create_index(op.f(f"ix_{name}_{column}"), [column])


def upgrade():
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("conflict", sa.Text(), nullable=True))
        batch.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("full_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("full_sent_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        batch.drop_index(ONE_OPEN)
        batch.create_index(
            ONE_OPEN,
            ["listing_id", "organisation_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.execute("UPDATE responses SET first_answered_at = decided_at WHERE state IN ('accepted', 'declined')")
    _table(
        "response_answers",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("what_we_did", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        references=[("response_id", "responses")],
        unique=[("response_id", "position")],
        indexed=["response_id"],
    )
    _table(
        "response_answer_confirmations",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        references=[("answer_id", "response_answers"), ("person_id", "people")],
        indexed=["answer_id"],
    )
    _table(
        "response_partners",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        references=[
            ("response_id", "responses"),
            ("organisation_id", "organisations"),
            ("answered_by_id", "people"),
        ],
        unique=[("response_id", "organisation_id")],
        indexed=["response_id", "organisation_id"],
    )
    _table(
        "listing_assessors",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        references=[("listing_id", "listings"), ("person_id", "people")],
        unique=[("listing_id", "person_id")],
        indexed=["listing_id", "person_id"],
    )
    _table(
        "assessments",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_recused", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        references=[("response_id", "responses"), ("person_id", "people")],
        unique=[("response_id", "person_id")],
        indexed=["response_id", "person_id"],
    )
    _table(
        "assessment_scores",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        references=[("assessment_id", "assessments"), ("answer_id", "response_answers")],
        unique=[("assessment_id", "answer_id")],
        indexed=["assessment_id", "answer_id"],
    )
    _table(
        "agreed_scores",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        references=[("answer_id", "response_answers"), ("person_id", "people")],
        unique=[("answer_id",)],
    )


def downgrade():
    for table in (
        "agreed_scores",
        "assessment_scores",
        "assessments",
        "listing_assessors",
        "response_partners",
        "response_answer_confirmations",
        "response_answers",
    ):
        op.drop_table(table)
    # What was being written, or was sent in full, is an interest again.
    op.execute("UPDATE responses SET state = 'interest' WHERE state IN ('invited', 'full')")
    with op.batch_alter_table("responses") as batch:
        batch.drop_index(ONE_OPEN)
        batch.create_index(
            ONE_OPEN,
            ["listing_id", "organisation_id"],
            unique=True,
            sqlite_where=INTEREST,
            postgresql_where=INTEREST,
        )
        for column in (
            "reminders",
            "first_answered_at",
            "full_sent_at",
            "full_by",
            "invited_at",
            "conflict",
        ):
            batch.drop_column(column)
