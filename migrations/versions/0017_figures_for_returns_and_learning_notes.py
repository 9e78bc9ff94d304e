"""Figures for returns, and what people note of their learning

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "learning_notes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_learning_notes_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_learning_notes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_notes")),
        sa.UniqueConstraint(
            "person_id", "collaboration_id", name=op.f("uq_learning_notes_person_id_collaboration_id")
        ),
    )
    with op.batch_alter_table("learning_notes") as batch:
        batch.create_index(batch.f("ix_learning_notes_collaboration_id"), ["collaboration_id"], unique=False)
        batch.create_index(batch.f("ix_learning_notes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "return_figures",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=40), nullable=False),
        sa.Column("heading_because", sa.Text(), nullable=False),
        sa.Column("income", sa.Integer(), nullable=True),
        sa.Column("public_grant", sa.Integer(), nullable=True),
        sa.Column("in_kind", sa.Integer(), nullable=True),
        sa.Column("learner_days", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_return_figures_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_return_figures_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_return_figures_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_figures")),
        sa.UniqueConstraint(
            "collaboration_id",
            "organisation_id",
            "year",
            name=op.f("uq_return_figures_collaboration_id_organisation_id_year"),
        ),
    )
    with op.batch_alter_table("return_figures") as batch:
        batch.create_index(batch.f("ix_return_figures_organisation_id"), ["organisation_id"], unique=False)
        batch.create_index(batch.f("ix_return_figures_year"), ["year"], unique=False)


def downgrade():
    op.drop_table("return_figures")
    op.drop_table("learning_notes")
