"""sponsors and copies

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sponsors",
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asking", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_version", sa.Integer(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_sponsors_brief_id_briefs")),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_sponsors_holder_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsors")),
        sa.UniqueConstraint("brief_id", name=op.f("uq_sponsors_brief_id")),
    )
    with op.batch_alter_table("sponsors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsors_answered_at"), ["answered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsors_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsors_state"), ["state"], unique=False)

    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_listings_copied_from_id"), ["copied_from_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_listings_copied_from_id_listings"), "listings", ["copied_from_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_listings_copied_from_id_listings"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_listings_copied_from_id"))
        batch_op.drop_column("copied_from_id")

    with op.batch_alter_table("sponsors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sponsors_state"))
        batch_op.drop_index(batch_op.f("ix_sponsors_holder_id"))
        batch_op.drop_index(batch_op.f("ix_sponsors_answered_at"))

    op.drop_table("sponsors")
