"""Rounds of review, scores of a brief's priority, and the question that is missing

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "review_rounds",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_review_rounds_listing_id_listings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rounds")),
    )
    with op.batch_alter_table("review_rounds") as batch:
        batch.create_index(batch.f("ix_review_rounds_listing_id"), ["listing_id"], unique=False)
    op.create_table(
        "brief_scores",
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("harm", sa.Integer(), nullable=True),
        sa.Column("demand", sa.Integer(), nullable=True),
        sa.Column("breadth", sa.Integer(), nullable=True),
        sa.Column("readiness", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_brief_scores_brief_id_briefs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_scores")),
        sa.UniqueConstraint("brief_id", "side", name=op.f("uq_brief_scores_brief_id_side")),
    )
    with op.batch_alter_table("brief_scores") as batch:
        batch.create_index(batch.f("ix_brief_scores_brief_id"), ["brief_id"], unique=False)
    with op.batch_alter_table("briefs") as batch:
        # Briefs that stand already say nothing there.
        batch.add_column(sa.Column("gap", sa.Text(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("briefs") as batch:
        batch.drop_column("gap")
    with op.batch_alter_table("brief_scores") as batch:
        batch.drop_index(batch.f("ix_brief_scores_brief_id"))
    op.drop_table("brief_scores")
    with op.batch_alter_table("review_rounds") as batch:
        batch.drop_index(batch.f("ix_review_rounds_listing_id"))
    op.drop_table("review_rounds")
