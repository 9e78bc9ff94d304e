"""Review queue, audit trail, administration."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from app.accounts.models import Person
from app.config import SETTINGS
from app.core import actor as acting
from app.core import policy as engine
from app.core.actor import Role
from app.core.errors import FieldError
from app.core.models import AuditKind
from app.core.paging import paginate, requested_page
from app.extensions import db
from app.listings.rounds import PROMISED_DAYS, days_words
from app.moderation import policy, service
from app.moderation import queue as waiting
from app.moderation.forms import ROLE_LABELS, SiteRoleForm
from app.organisations.models import Organisation
from app.taxonomy.models import (
    Area,
    Cause,
    GateKind,
    MeasureKind,
    Region,
    ResearchInterest,
    Specialism,
    Stage,
    VettingLevel,
    VocabularyTerm,
)

bp = Blueprint("moderation", __name__)
SECRETS = frozenset({"SECRET_KEY", "SMTP_PASSWORD", "DATABASE_URL"})
REFERENCE: dict[str, type[Any]] = {
    "Areas of challenge": Area,
    "Research interests": ResearchInterest,
    "Specialisms": Specialism,
    "Vocabulary": VocabularyTerm,
    "Regions": Region,
    "Vetting levels": VettingLevel,
    "Causes": Cause,
    "Gates": GateKind,
    "Measures": MeasureKind,
    "Science system stages": Stage,
    "Organisations": Organisation,
}


@bp.get("/review")
def queue() -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    asked = {
        "kind": kind if kind in waiting.KINDS else "",
        "overdue": request.args.get("answer") == "overdue",
        "newest_first": request.args.get("order") == "newest",
    }
    return render_template(
        "moderation/queue.html",
        queue=waiting.queue(acting.current(), page=requested_page(), **asked),
        asked=asked,
        kinds=[(each, each.capitalize()) for each in waiting.KINDS],
        columns=[heading for heading, _ in waiting.COLUMNS],
        days_words=days_words,
        promised=PROMISED_DAYS,
    )


@bp.get("/audit")
def audit() -> ResponseReturnValue:
    engine.require(policy.can_audit(acting.current()))
    asked, wrong = _audit_filters()
    page = paginate(service.audit_rows(**asked), size=50)
    names = service.names_of({row.person_id for row in page.items if row.person_id})
    return render_template(
        "moderation/audit.html",
        page=page,
        names=names,
        kept_back=service.kept_back(page.items),
        wrong=wrong,
        kinds=list(AuditKind),
    )


def _audit_filters() -> tuple[dict[str, Any], dict[str, str]]:
    """What the address asks for, and a message for each part of it that cannot be read."""
    plain = {k: v.replace("\0", "").strip()[:80] for k, v in request.args.items()}
    given = {k: v for k, v in plain.items() if v}
    asked: dict[str, Any] = {k: given[k] for k in ("act", "thing_kind", "thing_id") if k in given}
    wrong: dict[str, str] = {}
    if "kind" in given:
        if given["kind"] in set(AuditKind):
            asked["kind"] = AuditKind(given["kind"])
        else:
            wrong["kind"] = "Choose a kind from the list"
    if "person" in given:
        if given["person"].isascii() and given["person"].isdigit() and len(given["person"]) < 10:
            asked["person"] = int(given["person"])
        else:
            wrong["person"] = "A person's number is made of digits"
    for name in ("first", "last"):
        if name in given:
            try:
                asked[name] = date.fromisoformat(given[name])
            except ValueError:
                wrong[name] = "Write the date as 2026-11-21"
    return asked, wrong


@bp.get("/administration")
def administration() -> ResponseReturnValue:
    engine.require(policy.can_administer(acting.current()))
    text = request.args.get("q", "").strip()[:100].replace("\x00", "")
    counts = {
        label: db.session.scalar(select(func.count()).select_from(model))
        for label, model in REFERENCE.items()
    }
    settings = [
        (
            s,
            "set, not shown"
            if s.name in SECRETS and current_app.config[s.name]
            else current_app.config[s.name],
        )
        for s in SETTINGS
    ]
    return render_template(
        "moderation/administration.html",
        page=paginate(service.people_found(text)),
        q=text,
        counts=counts,
        settings=settings,
        role_labels=ROLE_LABELS,
    )


@bp.route("/administration/people/<int:id>", methods=["GET", "POST"])
def person(id: int) -> ResponseReturnValue:
    engine.require(policy.can_administer(acting.current()))
    found = db.session.get(Person, id) if id < 2**31 else None
    if found is None or found.closed_at is not None or found.is_only_named:
        raise NotFound
    form = SiteRoleForm(role=found.site_role.value if found.site_role else "none")
    if form.validate_on_submit():
        role = None if form.role.data == "none" else Role(form.role.data)
        try:
            service.set_site_role(acting.current(), person=found, role=role)
        except FieldError as error:
            form.role.errors = [error.message]
        else:
            flash(f"{found.name}'s role has been saved.", "success")
            return redirect(url_for("moderation.administration"))
    return render_template("moderation/person.html", form=form, person=found), 422 if form.errors else 200
