"""Owners, dates and states of gates, and the decisions that move a collaboration between stages

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXTS = ("derived_because", "blocked_by", "conditions", "not_needed_because")
OWNERS = ("police_owner_id", "academic_owner_id")


def upgrade():
    with op.batch_alter_table("collaboration_gates") as batch:
        for name in TEXTS:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name in OWNERS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("asked_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("settled_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    # A gate that stands already was opened with its collaboration.
    op.execute("UPDATE collaboration_gates SET opened_on = DATE(created_at)")
    with op.batch_alter_table("collaboration_gates") as batch:
        batch.alter_column("opened_on", existing_type=sa.Date(), nullable=False)
        for name in OWNERS:
            batch.create_foreign_key(op.f(f"fk_collaboration_gates_{name}_people"), "people", [name], ["id"])
            batch.create_index(op.f(f"ix_collaboration_gates_{name}"), [name])
        batch.create_index(op.f("ix_collaboration_gates_kind_code"), ["kind_code"])
        batch.create_index(op.f("ix_collaboration_gates_state"), ["state"])
    op.create_table(
        "stage_decisions",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("from_stage_code", sa.String(length=40), nullable=True),
        sa.Column("stage_code", sa.String(length=40), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_post", sa.String(length=160), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("without_gates", sa.JSON(), nullable=False),
        sa.Column("without_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_stage_decisions_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["from_stage_code"], ["stages.code"], name=op.f("fk_stage_decisions_from_stage_code_stages")
        ),
        sa.ForeignKeyConstraint(
            ["stage_code"], ["stages.code"], name=op.f("fk_stage_decisions_stage_code_stages")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_stage_decisions_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_stage_decisions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_decisions")),
    )
    op.create_index(op.f("ix_stage_decisions_collaboration_id"), "stage_decisions", ["collaboration_id"])
    op.create_table(
        "stage_confirmations",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["stage_decisions.id"],
            name=op.f("fk_stage_confirmations_decision_id_stage_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_stage_confirmations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_confirmations")),
    )
    op.create_index(op.f("ix_stage_confirmations_decision_id"), "stage_confirmations", ["decision_id"])


def downgrade():
    op.drop_table("stage_confirmations")
    op.drop_table("stage_decisions")
    # The version of old knew these two states only.
    op.execute("UPDATE collaboration_gates SET state = 'open' WHERE state <> 'blocked'")
    with op.batch_alter_table("collaboration_gates") as batch:
        batch.drop_index(op.f("ix_collaboration_gates_state"))
        batch.drop_index(op.f("ix_collaboration_gates_kind_code"))
        for name in OWNERS:
            batch.drop_index(op.f(f"ix_collaboration_gates_{name}"))
            batch.drop_constraint(op.f(f"fk_collaboration_gates_{name}_people"), type_="foreignkey")
        for name in (*TEXTS, *OWNERS, "opened_on", "asked_on", "settled_on", "version"):
            batch.drop_column(name)
