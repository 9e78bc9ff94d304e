"""Measures with readings, and how a collaboration ends

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "collaboration_adoptions",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("extent", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_adoptions_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaboration_adoptions_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_collaboration_adoptions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_adoptions")),
        sa.UniqueConstraint(
            "collaboration_id",
            "organisation_id",
            name=op.f("uq_collaboration_adoptions_collaboration_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("collaboration_adoptions") as batch:
        batch.create_index(
            batch.f("ix_collaboration_adoptions_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "collaboration_outputs",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("not_open_because", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_outputs_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaboration_outputs_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_collaboration_outputs_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_outputs")),
    )
    with op.batch_alter_table("collaboration_outputs") as batch:
        batch.create_index(
            batch.f("ix_collaboration_outputs_collaboration_id"), ["collaboration_id"], unique=False
        )

    op.create_table(
        "collaboration_reflections",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("did_not", sa.Text(), nullable=False),
        sa.Column("differently", sa.Text(), nullable=False),
        sa.Column("would_repeat", sa.String(length=40), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_reflections_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaboration_reflections_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_collaboration_reflections_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_reflections")),
        sa.UniqueConstraint(
            "collaboration_id",
            "organisation_id",
            name=op.f("uq_collaboration_reflections_collaboration_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("collaboration_reflections") as batch:
        batch.create_index(
            batch.f("ix_collaboration_reflections_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "ending_confirmations",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_ending_confirmations_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_ending_confirmations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ending_confirmations")),
    )
    with op.batch_alter_table("ending_confirmations") as batch:
        batch.create_index(
            batch.f("ix_ending_confirmations_collaboration_id"), ["collaboration_id"], unique=False
        )

    op.create_table(
        "measure_readings",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["collaboration_measures.id"],
            name=op.f("fk_measure_readings_measure_id_collaboration_measures"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_measure_readings_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_measure_readings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_readings")),
    )
    with op.batch_alter_table("measure_readings") as batch:
        batch.create_index(batch.f("ix_measure_readings_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "reflection_causes",
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("cause_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["cause_code"], ["causes.code"], name=op.f("fk_reflection_causes_cause_code_causes")
        ),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["collaboration_reflections.id"],
            name=op.f("fk_reflection_causes_reflection_id_collaboration_reflections"),
        ),
        sa.PrimaryKeyConstraint("reflection_id", "cause_code", name=op.f("pk_reflection_causes")),
    )
    with op.batch_alter_table("collaboration_measures") as batch:
        batch.add_column(
            sa.Column("direction", sa.String(length=40), nullable=False, server_default="neutral")
        )
        batch.add_column(sa.Column("not_measured_because", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE collaboration_measures SET direction = 'higher' WHERE kind_code IN "
        "(SELECT code FROM measure_kinds WHERE direction LIKE 'higher%')"
    )
    op.execute(
        "UPDATE collaboration_measures SET direction = 'lower' WHERE kind_code IN "
        "(SELECT code FROM measure_kinds WHERE direction LIKE 'lower%')"
    )
    # The value that was reached becomes the first reading.
    op.execute(
        "INSERT INTO measure_readings"
        ' (measure_id, "on", words, organisation_id, created_at, updated_at)'
        " SELECT m.id, COALESCE(c.ended, DATE(m.updated_at)), m.actual,"
        " c.reported_by_organisation_id, m.created_at, m.updated_at"
        " FROM collaboration_measures m JOIN collaborations c ON c.id = m.collaboration_id"
        " WHERE m.actual <> ''"
    )
    with op.batch_alter_table("collaboration_measures") as batch:
        batch.drop_column("actual")

    with op.batch_alter_table("collaborations") as batch:
        batch.add_column(sa.Column("maryland", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("practice_stage", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("emmie", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("trl_before", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("trl_after", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ending_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.execute(
        "UPDATE collaborations SET status = 'running', outcome = NULL, ended = NULL WHERE status = 'ending'"
    )
    with op.batch_alter_table("collaborations") as batch:
        batch.drop_column("ending_at")
        batch.drop_column("trl_after")
        batch.drop_column("trl_before")
        batch.drop_column("emmie")
        batch.drop_column("practice_stage")
        batch.drop_column("maryland")

    with op.batch_alter_table("collaboration_measures") as batch:
        batch.add_column(sa.Column("actual", sa.String(length=80), nullable=False, server_default=""))
        batch.drop_column("not_measured_because")
        batch.drop_column("direction")
    op.execute(
        "UPDATE collaboration_measures SET actual = COALESCE((SELECT words FROM measure_readings r"
        " WHERE r.measure_id = collaboration_measures.id ORDER BY \"on\" DESC, id DESC LIMIT 1), '')"
    )

    op.drop_table("reflection_causes")
    op.drop_table("measure_readings")
    op.drop_table("ending_confirmations")
    op.drop_table("collaboration_reflections")
    op.drop_table("collaboration_outputs")
    op.drop_table("collaboration_adoptions")
