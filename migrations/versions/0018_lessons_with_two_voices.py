"""Lessons with two voices, an embargo and a day by which they are looked at again

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXTS = ("applies_when", "does_not_apply_when", "other_view")
PLAIN = {
    "evidence": sa.String(length=40),
    "happened_on": sa.Date(),
    "region_code": sa.String(length=40),
    "days_lost": sa.Integer(),
    "other_id": sa.Integer(),
    "other_answer": sa.String(length=40),
    "other_may_be_named": sa.Boolean(),
    "answer_by": sa.Date(),
    "answered_at": sa.DateTime(timezone=True),
    "answered_by_id": sa.Integer(),
    "embargo_until": sa.Date(),
    "review_by": sa.Date(),
    "accepted_at": sa.DateTime(timezone=True),
}


def upgrade():
    op.create_table(
        "lesson_specialisms",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("specialism_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_specialisms_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["specialism_code"],
            ["specialisms.code"],
            name=op.f("fk_lesson_specialisms_specialism_code_specialisms"),
        ),
        sa.PrimaryKeyConstraint("lesson_id", "specialism_code", name=op.f("pk_lesson_specialisms")),
    )
    with op.batch_alter_table("lessons") as batch:
        batch.alter_column("context", new_column_name="conditions")
        for name in TEXTS:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name, kind in PLAIN.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("names_other", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("widening", sa.Integer(), nullable=False, server_default="0"))
        batch.create_index(batch.f("ix_lessons_other_id"), ["other_id"], unique=False)
        batch.create_foreign_key(
            batch.f("fk_lessons_answered_by_id_people"), "people", ["answered_by_id"], ["id"]
        )
        batch.create_foreign_key(
            batch.f("fk_lessons_other_id_organisations"), "organisations", ["other_id"], ["id"]
        )
        batch.create_foreign_key(
            batch.f("fk_lessons_region_code_regions"), "regions", ["region_code"], ["code"]
        )


def downgrade():
    with op.batch_alter_table("lessons") as batch:
        batch.drop_constraint(batch.f("fk_lessons_region_code_regions"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_lessons_other_id_organisations"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_lessons_answered_by_id_people"), type_="foreignkey")
        batch.drop_index(batch.f("ix_lessons_other_id"))
        for name in (*TEXTS, *PLAIN, "names_other", "widening"):
            batch.drop_column(name)
        batch.alter_column("conditions", new_column_name="context")
    op.drop_table("lesson_specialisms")
