"""What writers confirmed of the words that the sensitivity check points at

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

THINGS = (("listing", "listings"), ("response", "responses"))


def upgrade():
    for thing, table in THINGS:
        name, column = f"{thing}_confirmations", f"{thing}_id"
        op.create_table(
            name,
            sa.Column(column, sa.Integer(), nullable=False),
            sa.Column("field", sa.String(length=60), nullable=False),
            sa.Column("kind", sa.String(length=40), nullable=False),
            sa.Column("words", sa.Text(), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=True),
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}")),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{name}_person_id_people")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def downgrade():
    for thing, _ in reversed(THINGS):
        op.drop_table(f"{thing}_confirmations")
