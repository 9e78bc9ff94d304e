"""The first tables.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "areas",
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["areas.code"], name=op.f("fk_areas_parent_code_areas")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("thing_kind", sa.String(length=40), nullable=True),
        sa.Column("thing_id", sa.String(length=80), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
    )
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_rows_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_rows_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_rows_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_audit_rows_thing", ["thing_kind", "thing_id"], unique=False)

    op.create_table(
        "causes",
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["causes.code"], name=op.f("fk_causes_parent_code_causes")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_causes")),
    )
    op.create_table(
        "clock_runs",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_clock_runs")),
    )
    op.create_table(
        "gate_kinds",
        sa.Column("when_needed", sa.Text(), nullable=False),
        sa.Column("typical_duration", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_gate_kinds")),
    )
    op.create_table(
        "kept_posts",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=2000), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_kept_posts")),
    )
    with op.batch_alter_table("kept_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_posts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_posts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("to_new_address", sa.Boolean(), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_rows")),
    )
    with op.batch_alter_table("mail_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_rows_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_rows_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "measure_kinds",
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("direction", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_measure_kinds")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=160), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_email", sa.String(length=254), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("site_role", sa.String(length=40), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_is_sample"), ["is_sample"], unique=False)

    op.create_table(
        "regions",
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failures_who", ["address_hash", "source"], unique=False)

    op.create_table(
        "specialisms",
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("scheme_ref", sa.String(length=200), nullable=False),
        sa.Column("synonyms", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["specialisms.code"], name=op.f("fk_specialisms_parent_code_specialisms")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_specialisms")),
    )
    op.create_table(
        "stages",
        sa.Column("what_happens", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_stages")),
    )
    op.create_table(
        "submissions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_at"), ["at"], unique=False)

    op.create_table(
        "vetting_levels",
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_vetting_levels")),
    )
    op.create_table(
        "vocabulary_terms",
        sa.Column("term", sa.String(length=120), nullable=False),
        sa.Column("equivalents", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary_terms")),
        sa.UniqueConstraint("term", name=op.f("uq_vocabulary_terms_term")),
    )
    op.create_table(
        "organisations",
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("region_code", sa.String(length=40), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("remit", sa.Text(), nullable=False),
        sa.Column("restrictions", sa.Text(), nullable=False),
        sa.Column("members_text", sa.Text(), nullable=False),
        sa.Column("partnership_kind", sa.String(length=120), nullable=False),
        sa.Column("partnership_status", sa.Text(), nullable=False),
        sa.Column("ror_id", sa.String(length=60), nullable=False),
        sa.Column("ukprn", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("requires_release", sa.Boolean(), nullable=False),
        sa.Column("collaborations_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("sample_ref", sa.String(length=80), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_organisations_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("sample_ref", name=op.f("uq_organisations_sample_ref")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_is_sample"), ["is_sample"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_kind"), ["kind"], unique=False)

    op.create_table(
        "research_interests",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("service_line_code", sa.String(length=20), nullable=False),
        sa.Column("service_line", sa.String(length=120), nullable=False),
        sa.Column("group_code", sa.String(length=20), nullable=False),
        sa.Column("group", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=True),
        sa.Column("portal_id", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["areas.code"], name=op.f("fk_research_interests_area_code_areas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_research_interests")),
        sa.UniqueConstraint("code", name=op.f("uq_research_interests_code")),
    )
    with op.batch_alter_table("research_interests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_research_interests_issuer"), ["issuer"], unique=False)

    op.create_table(
        "lessons",
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_good_practice", sa.Boolean(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("what_worked", sa.Text(), nullable=False),
        sa.Column("what_did_not_work", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("areas_text", sa.Text(), nullable=False),
        sa.Column("stage_code", sa.String(length=40), nullable=True),
        sa.Column("gate_code", sa.String(length=40), nullable=True),
        sa.Column("attribution", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_published_case", sa.Boolean(), nullable=False),
        sa.Column("case_ref", sa.String(length=200), nullable=True),
        sa.Column("partners", sa.Text(), nullable=False),
        sa.Column("year", sa.String(length=60), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("sample_ref", sa.String(length=80), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_lessons_author_id_people")),
        sa.ForeignKeyConstraint(
            ["gate_code"], ["gate_kinds.code"], name=op.f("fk_lessons_gate_code_gate_kinds")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_lessons_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["stage_code"], ["stages.code"], name=op.f("fk_lessons_stage_code_stages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("case_ref", name=op.f("uq_lessons_case_ref")),
        sa.UniqueConstraint("sample_ref", name=op.f("uq_lessons_sample_ref")),
    )
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lessons_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_is_published_case"), ["is_published_case"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_is_sample"), ["is_sample"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_published_at"), ["published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_state"), ["state"], unique=False)

    op.create_table(
        "listings",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("poster_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("region_code", sa.String(length=40), nullable=True),
        sa.Column("vetting_code", sa.String(length=40), nullable=True),
        sa.Column("vetting_note", sa.Text(), nullable=False),
        sa.Column("areas_text", sa.Text(), nullable=False),
        sa.Column("specialisms_text", sa.Text(), nullable=False),
        sa.Column("declared_official", sa.Boolean(), nullable=False),
        sa.Column("public_reason", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("waiting_responses", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("sample_ref", sa.String(length=80), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_listings_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["poster_id"], ["people.id"], name=op.f("fk_listings_poster_id_people")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_listings_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["vetting_code"], ["vetting_levels.code"], name=op.f("fk_listings_vetting_code_vetting_levels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        sa.UniqueConstraint("sample_ref", name=op.f("uq_listings_sample_ref")),
    )
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listings_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_closes_on"), ["closes_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_is_sample"), ["is_sample"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_poster_id"), ["poster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_published_at"), ["published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_state"), ["state"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_partnership_manager", sa.Boolean(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("how_checked", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_memberships_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_memberships_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'approved')"),
        )

    op.create_table(
        "organisation_domains",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_domains_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_domains")),
        sa.UniqueConstraint("domain", name=op.f("uq_organisation_domains_domain")),
    )
    with op.batch_alter_table("organisation_domains", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_domains_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_specialisms",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("specialism_code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_specialisms_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["specialism_code"],
            ["specialisms.code"],
            name=op.f("fk_organisation_specialisms_specialism_code_specialisms"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "specialism_code", name=op.f("pk_organisation_specialisms")
        ),
    )
    op.create_table(
        "research_interest_watches",
        sa.Column("research_interest_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_research_interest_watches_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["research_interest_id"],
            ["research_interests.id"],
            name=op.f("fk_research_interest_watches_research_interest_id_research_interests"),
        ),
        sa.PrimaryKeyConstraint(
            "research_interest_id", "person_id", name=op.f("pk_research_interest_watches")
        ),
    )
    op.create_table(
        "briefs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("desired_outcome", sa.Text(), nullable=False),
        sa.Column("data_access", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("duration_weeks", sa.Integer(), nullable=True),
        sa.Column("budget_band", sa.String(length=40), nullable=False),
        sa.Column("vetting_min_code", sa.String(length=40), nullable=True),
        sa.Column("horizon", sa.String(length=40), nullable=True),
        sa.Column("research_interest_id", sa.Integer(), nullable=True),
        sa.Column("no_research_interest_fits", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["listings.id"], name=op.f("fk_briefs_id_listings")),
        sa.ForeignKeyConstraint(
            ["research_interest_id"],
            ["research_interests.id"],
            name=op.f("fk_briefs_research_interest_id_research_interests"),
        ),
        sa.ForeignKeyConstraint(
            ["vetting_min_code"],
            ["vetting_levels.code"],
            name=op.f("fk_briefs_vetting_min_code_vetting_levels"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefs")),
    )
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_briefs_research_interest_id"), ["research_interest_id"], unique=False
        )

    op.create_table(
        "lesson_areas",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_lesson_areas_area_code_areas")),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_areas_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "area_code", name=op.f("pk_lesson_areas")),
    )
    op.create_table(
        "lesson_causes",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("cause_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["cause_code"], ["causes.code"], name=op.f("fk_lesson_causes_cause_code_causes")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_causes_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "cause_code", name=op.f("pk_lesson_causes")),
    )
    op.create_table(
        "lesson_guards",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("cause_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["cause_code"], ["causes.code"], name=op.f("fk_lesson_guards_cause_code_causes")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_guards_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "cause_code", name=op.f("pk_lesson_guards")),
    )
    op.create_table(
        "lesson_mechanisms",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_mechanisms_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "mechanism", name=op.f("pk_lesson_mechanisms")),
    )
    op.create_table(
        "listing_areas",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_listing_areas_area_code_areas")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_areas_listing_id_listings")
        ),
        sa.PrimaryKeyConstraint("listing_id", "area_code", name=op.f("pk_listing_areas")),
    )
    op.create_table(
        "listing_co_owners",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_co_owners_listing_id_listings")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_listing_co_owners_person_id_people")
        ),
        sa.PrimaryKeyConstraint("listing_id", "person_id", name=op.f("pk_listing_co_owners")),
    )
    op.create_table(
        "listing_mechanisms",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_mechanisms_listing_id_listings")
        ),
        sa.PrimaryKeyConstraint("listing_id", "mechanism", name=op.f("pk_listing_mechanisms")),
    )
    op.create_table(
        "listing_specialisms",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("specialism_code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_likely", sa.Boolean(), nullable=False),
        sa.Column("is_nearest_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_specialisms_listing_id_listings")
        ),
        sa.ForeignKeyConstraint(
            ["specialism_code"],
            ["specialisms.code"],
            name=op.f("fk_listing_specialisms_specialism_code_specialisms"),
        ),
        sa.PrimaryKeyConstraint("listing_id", "specialism_code", name=op.f("pk_listing_specialisms")),
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("remote_ok", sa.Boolean(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_to", sa.Date(), nullable=True),
        sa.Column("capacity_text", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("capacity_unit", sa.String(length=60), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("cost_model", sa.String(length=160), nullable=False),
        sa.Column("provided_by", sa.String(length=160), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("vetting_text", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=60), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("fte", sa.Double(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("cohort", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.Boolean(), nullable=True),
        sa.Column("day_rate", sa.String(length=40), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("outputs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["listings.id"], name=op.f("fk_offers_id_listings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_table(
        "responses",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("responder_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("first_step", sa.Text(), nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("decline_sentence", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_responses_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_responses_listing_id_listings")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_responses_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["responder_id"], ["people.id"], name=op.f("fk_responses_responder_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responses_is_sample"), ["is_sample"], unique=False)
        batch_op.create_index(batch_op.f("ix_responses_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responses_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responses_responder_id"), ["responder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responses_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_responses_one_open",
            ["listing_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'interest'"),
            postgresql_where=sa.text("state = 'interest'"),
        )

    op.create_table(
        "review_notes",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_review_notes_listing_id_listings")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_review_notes_reviewer_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_notes")),
    )
    with op.batch_alter_table("review_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_notes_listing_id"), ["listing_id"], unique=False)

    op.create_table(
        "collaborations",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("mechanism", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("confirmation", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("police_organisation_id", sa.Integer(), nullable=False),
        sa.Column("academic_organisation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("brief_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("success_criteria", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_summary", sa.Text(), nullable=False),
        sa.Column("reported_by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("stage_code", sa.String(length=40), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("sample_ref", sa.String(length=80), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["academic_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaborations_academic_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_collaborations_brief_id_briefs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_collaborations_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["police_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaborations_police_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaborations_recorded_by_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaborations_reported_by_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_collaborations_response_id_responses")
        ),
        sa.ForeignKeyConstraint(
            ["stage_code"], ["stages.code"], name=op.f("fk_collaborations_stage_code_stages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaborations")),
        sa.UniqueConstraint("response_id", name=op.f("uq_collaborations_response_id")),
        sa.UniqueConstraint("sample_ref", name=op.f("uq_collaborations_sample_ref")),
    )
    with op.batch_alter_table("collaborations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_collaborations_academic_organisation_id"),
            ["academic_organisation_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_collaborations_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_brief_id"), ["brief_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_confirmation"), ["confirmation"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_is_sample"), ["is_sample"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_mechanism"), ["mechanism"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_collaborations_outcome"), ["outcome"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_collaborations_police_organisation_id"), ["police_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_collaborations_status"), ["status"], unique=False)

    op.create_table(
        "matches",
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("method_version", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_matches_brief_id_briefs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_matches_offer_id_offers")),
        sa.PrimaryKeyConstraint("brief_id", "offer_id", name=op.f("pk_matches")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.create_index("ix_matches_brief", ["brief_id", "score"], unique=False)
        batch_op.create_index("ix_matches_offer", ["offer_id", "score"], unique=False)

    op.create_table(
        "collaboration_areas",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["areas.code"], name=op.f("fk_collaboration_areas_area_code_areas")
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_areas_collaboration_id_collaborations"),
        ),
        sa.PrimaryKeyConstraint("collaboration_id", "area_code", name=op.f("pk_collaboration_areas")),
    )
    op.create_table(
        "collaboration_causes",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("cause_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["cause_code"], ["causes.code"], name=op.f("fk_collaboration_causes_cause_code_causes")
        ),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_causes_collaboration_id_collaborations"),
        ),
        sa.PrimaryKeyConstraint("collaboration_id", "cause_code", name=op.f("pk_collaboration_causes")),
    )
    op.create_table(
        "collaboration_contacts",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_second", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_contacts_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collaboration_contacts_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_collaboration_contacts_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_contacts")),
    )
    with op.batch_alter_table("collaboration_contacts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_collaboration_contacts_collaboration_id"), ["collaboration_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_collaboration_contacts_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_collaboration_contacts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "collaboration_lessons",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_lessons_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_collaboration_lessons_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("collaboration_id", "lesson_id", name=op.f("pk_collaboration_lessons")),
    )
    op.create_table(
        "collaboration_measures",
        sa.Column("collaboration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=True),
        sa.Column("baseline", sa.String(length=80), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("actual", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collaboration_id"],
            ["collaborations.id"],
            name=op.f("fk_collaboration_measures_collaboration_id_collaborations"),
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["measure_kinds.code"],
            name=op.f("fk_collaboration_measures_kind_code_measure_kinds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_measures")),
    )
    with op.batch_alter_table("collaboration_measures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_collaboration_measures_collaboration_id"), ["collaboration_id"], unique=False
        )


def downgrade():
    with op.batch_alter_table("collaboration_measures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collaboration_measures_collaboration_id"))

    op.drop_table("collaboration_measures")
    op.drop_table("collaboration_lessons")
    with op.batch_alter_table("collaboration_contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collaboration_contacts_person_id"))
        batch_op.drop_index(batch_op.f("ix_collaboration_contacts_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_collaboration_contacts_collaboration_id"))

    op.drop_table("collaboration_contacts")
    op.drop_table("collaboration_causes")
    op.drop_table("collaboration_areas")
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index("ix_matches_offer")
        batch_op.drop_index("ix_matches_brief")

    op.drop_table("matches")
    with op.batch_alter_table("collaborations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collaborations_status"))
        batch_op.drop_index(batch_op.f("ix_collaborations_police_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_outcome"))
        batch_op.drop_index(batch_op.f("ix_collaborations_offer_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_mechanism"))
        batch_op.drop_index(batch_op.f("ix_collaborations_is_sample"))
        batch_op.drop_index(batch_op.f("ix_collaborations_confirmation"))
        batch_op.drop_index(batch_op.f("ix_collaborations_brief_id"))
        batch_op.drop_index(batch_op.f("ix_collaborations_audience"))
        batch_op.drop_index(batch_op.f("ix_collaborations_academic_organisation_id"))

    op.drop_table("collaborations")
    with op.batch_alter_table("review_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_notes_listing_id"))

    op.drop_table("review_notes")
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_responses_one_open",
            sqlite_where=sa.text("state = 'interest'"),
            postgresql_where=sa.text("state = 'interest'"),
        )
        batch_op.drop_index(batch_op.f("ix_responses_state"))
        batch_op.drop_index(batch_op.f("ix_responses_responder_id"))
        batch_op.drop_index(batch_op.f("ix_responses_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_responses_listing_id"))
        batch_op.drop_index(batch_op.f("ix_responses_is_sample"))

    op.drop_table("responses")
    op.drop_table("offers")
    op.drop_table("listing_specialisms")
    op.drop_table("listing_mechanisms")
    op.drop_table("listing_co_owners")
    op.drop_table("listing_areas")
    op.drop_table("lesson_mechanisms")
    op.drop_table("lesson_guards")
    op.drop_table("lesson_causes")
    op.drop_table("lesson_areas")
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_briefs_research_interest_id"))

    op.drop_table("briefs")
    op.drop_table("research_interest_watches")
    op.drop_table("organisation_specialisms")
    with op.batch_alter_table("organisation_domains", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_domains_organisation_id"))

    op.drop_table("organisation_domains")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_memberships_one_open",
            sqlite_where=sa.text("state IN ('requested', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'approved')"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_state"))
        batch_op.drop_index(batch_op.f("ix_memberships_person_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_organisation_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listings_state"))
        batch_op.drop_index(batch_op.f("ix_listings_published_at"))
        batch_op.drop_index(batch_op.f("ix_listings_poster_id"))
        batch_op.drop_index(batch_op.f("ix_listings_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_listings_kind"))
        batch_op.drop_index(batch_op.f("ix_listings_is_sample"))
        batch_op.drop_index(batch_op.f("ix_listings_closes_on"))
        batch_op.drop_index(batch_op.f("ix_listings_audience"))

    op.drop_table("listings")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lessons_state"))
        batch_op.drop_index(batch_op.f("ix_lessons_published_at"))
        batch_op.drop_index(batch_op.f("ix_lessons_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_lessons_is_sample"))
        batch_op.drop_index(batch_op.f("ix_lessons_is_published_case"))
        batch_op.drop_index(batch_op.f("ix_lessons_author_id"))

    op.drop_table("lessons")
    with op.batch_alter_table("research_interests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_research_interests_issuer"))

    op.drop_table("research_interests")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_kind"))
        batch_op.drop_index(batch_op.f("ix_organisations_is_sample"))

    op.drop_table("organisations")
    op.drop_table("vocabulary_terms")
    op.drop_table("vetting_levels")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_at"))

    op.drop_table("submissions")
    op.drop_table("stages")
    op.drop_table("specialisms")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failures_who")

    op.drop_table("sign_in_failures")
    op.drop_table("regions")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_is_sample"))

    op.drop_table("people")
    op.drop_table("outbox")
    op.drop_table("measure_kinds")
    with op.batch_alter_table("mail_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_rows_sent_at"))
        batch_op.drop_index(batch_op.f("ix_mail_rows_person_id"))

    op.drop_table("mail_rows")
    with op.batch_alter_table("kept_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_posts_person_id"))
        batch_op.drop_index(batch_op.f("ix_kept_posts_at"))

    op.drop_table("kept_posts")
    op.drop_table("gate_kinds")
    op.drop_table("clock_runs")
    op.drop_table("causes")
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_rows_thing")
        batch_op.drop_index(batch_op.f("ix_audit_rows_person_id"))
        batch_op.drop_index(batch_op.f("ix_audit_rows_at"))
        batch_op.drop_index(batch_op.f("ix_audit_rows_act"))

    op.drop_table("audit_rows")
    op.drop_table("areas")
