"""When the author of a lesson heard that somebody will apply it

Revision 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("lesson_clicks") as batch:
        batch.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("lesson_clicks") as batch:
        batch.drop_column("told_at")
