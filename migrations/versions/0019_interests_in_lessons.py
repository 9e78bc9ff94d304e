"""What a person follows of the lessons and until when they were told, and the day on which owners were asked

Revision 0019, after 0018.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LESSONS = sa.table(
    "lessons",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("is_published_case", sa.Boolean()),
    sa.column("published_at", sa.DateTime(timezone=True)),
    sa.column("review_by", sa.Date()),
)


def upgrade():
    op.create_table(
        "lesson_interests",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lesson_interests_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_interests")),
        sa.UniqueConstraint(
            "person_id", "kind", "code", name=op.f("uq_lesson_interests_person_id_kind_code")
        ),
    )
    op.create_table(
        "lesson_digests",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lesson_digests_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_digests")),
        sa.UniqueConstraint("person_id", name=op.f("uq_lesson_digests_person_id")),
    )
    with op.batch_alter_table("lessons") as batch:
        batch.add_column(sa.Column("review_asked_on", sa.Date(), nullable=True))
    _give_days_to_what_is_published()


def _give_days_to_what_is_published():
    """As app.lessons.keeping.next_review says: the first day of the quarter that follows two years."""
    connection = op.get_bind()
    members = sa.select(LESSONS.c.id, LESSONS.c.published_at).where(
        LESSONS.c.state == "published",
        LESSONS.c.is_published_case == sa.false(),
        LESSONS.c.published_at.is_not(None),
    )
    for number, published_at in connection.execute(members).all():
        months = (published_at.year + 2) * 12 + (published_at.month - 1) // 3 * 3 + 3
        day = date(months // 12, months % 12 + 1, 1)
        connection.execute(LESSONS.update().where(LESSONS.c.id == number).values(review_by=day))


def downgrade():
    with op.batch_alter_table("lessons") as batch:
        batch.drop_column("review_asked_on")
    op.drop_table("lesson_digests")
    op.drop_table("lesson_interests")
