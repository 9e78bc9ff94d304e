"""Handover notes, check-ins and the plan of collaborations, their flags and stalls

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("collaborations") as batch:
        batch.add_column(sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("stalled_at", sa.DateTime(timezone=True), nullable=True))
    _table(
        "collaboration_handover_notes",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("where_things_are", sa.Text(), nullable=False),
        sa.Column("who_knows_what", sa.Text(), nullable=False),
        sa.Column("what_is_promised", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _key("collaboration_handover_notes", "organisation_id", "organisations"),
        _key("collaboration_handover_notes", "person_id", "people"),
        sa.UniqueConstraint(
            "collaboration_id",
            "organisation_id",
            name=op.f("uq_collaboration_handover_notes_collaboration_id_organisation_id"),
        ),
    )
    _index("collaboration_handover_notes", "organisation_id")
    _table(
        "collaboration_check_ins",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_track", sa.String(length=40), nullable=True),
        sa.Column("in_the_way", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        _key("collaboration_check_ins", "organisation_id", "organisations"),
        _key("collaboration_check_ins", "person_id", "people"),
        sa.UniqueConstraint(
            "collaboration_id",
            "organisation_id",
            "month",
            name=op.f("uq_collaboration_check_ins_collaboration_id_organisation_id_month"),
        ),
    )
    for column in ("organisation_id", "month", "state"):
        _index("collaboration_check_ins", column)
    _table(
        "collaboration_milestones",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
    )
    _table(
        "collaboration_costs",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("planned_days", sa.Double(), nullable=True),
        sa.Column("planned_pounds", sa.Integer(), nullable=True),
        sa.Column("actual_days", sa.Double(), nullable=True),
        sa.Column("actual_pounds", sa.Integer(), nullable=True),
        _key("collaboration_costs", "organisation_id", "organisations"),
    )
    _index("collaboration_costs", "organisation_id")
    _table(
        "collaboration_risks",
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("likelihood", sa.String(length=40), nullable=False),
        sa.Column("response", sa.String(length=300), nullable=False),
    )
    for table in ("collaboration_milestones", "collaboration_costs", "collaboration_risks"):
        _index(table, "collaboration_id")


def downgrade():
    op.drop_table("collaboration_risks")
    op.drop_table("collaboration_costs")
    op.drop_table("collaboration_milestones")
    op.drop_table("collaboration_check_ins")
    op.drop_table("collaboration_handover_notes")
    with op.batch_alter_table("collaborations") as batch:
        batch.drop_column("stalled_at")
        batch.drop_column("flagged_at")


def _table(name, *parts):
    op.create_table(
        name,
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        *parts,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _key(name, "collaboration_id", "collaborations"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _index(table, column):
    with op.batch_alter_table(table) as batch:
        batch.create_index(op.f(f"ix_{table}_{column}"), [column], unique=False)
