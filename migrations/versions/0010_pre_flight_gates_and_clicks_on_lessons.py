"""The feasibility pre-flight of briefs, the gates of collaborations, and what people do with lessons

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("briefs") as batch:
        # Briefs that stand already have answered nothing.
        batch.add_column(sa.Column("preflight", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "collaboration_gates",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("preflight", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_gates_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["gate_kinds.code"], name=op.f("fk_collaboration_gates_kind_code_gate_kinds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_gates")),
        sa.UniqueConstraint(
            "collaboration_id", "kind_code", name=op.f("uq_collaboration_gates_collaboration_id_kind_code")
        ),
    )
    op.create_table(
        "lesson_clicks",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_kind", sa.String(length=40), nullable=False),
        sa.Column("place_id", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_clicks_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_lesson_clicks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_clicks")),
        sa.UniqueConstraint(
            "lesson_id",
            "person_id",
            "place_kind",
            "place_id",
            name=op.f("uq_lesson_clicks_lesson_id_person_id_place_kind_place_id"),
        ),
    )
    with op.batch_alter_table("lesson_clicks") as batch:
        batch.create_index(op.f("ix_lesson_clicks_person_id"), ["person_id"], unique=False)


def downgrade():
    op.drop_table("lesson_clicks")
    op.drop_table("collaboration_gates")
    with op.batch_alter_table("briefs") as batch:
        batch.drop_column("preflight")
