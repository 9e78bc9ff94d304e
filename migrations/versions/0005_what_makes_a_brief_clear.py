"""What makes a brief clear

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    "summary",
    "who_affected",
    "why_now",
    "already_done",
    "essentials",
    "resources",
    "measure",
    "baseline",
    "adoption",
)


def upgrade():
    with op.batch_alter_table("briefs") as batch:
        for name in COLUMNS:
            # Briefs that stand already say nothing there.
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("briefs") as batch:
        for name in reversed(COLUMNS):
            batch.drop_column(name)
