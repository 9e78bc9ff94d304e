"""Pages of briefs. Drafting, the acts and ownership are shared with offers: app.listings.routes."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.briefs import policy, search, service
from app.briefs.clarity_panel import results_of, shown, texts_of
from app.briefs.forms import CreateForm
from app.briefs.models import BUDGET_LABELS, HORIZON_LABELS, Brief
from app.briefs.steps import OUTLINE, essentials, vetting_words
from app.core import actor as acting
from app.core import panels
from app.core import policy as engine
from app.core.errors import FieldError
from app.core.paging import paginate
from app.extensions import db
from app.listings.models import ListingMechanism, ListingState
from app.listings.routes import add_shared_pages
from app.listings.routes.answers import complain
from app.listings.showing import filters, listing_page
from app.taxonomy.models import ResearchInterest
from app.taxonomy.policy import access_research_interest

bp = Blueprint("briefs", __name__)
add_shared_pages(bp, OUTLINE)


@bp.get("/briefs")
def index() -> ResponseReturnValue:
    reader = acting.current()
    mechanism, choices = filters()
    query = policy.readable_by(reader).where(Brief.state == ListingState.PUBLISHED)
    if mechanism:
        wanted = select(ListingMechanism.listing_id).where(ListingMechanism.mechanism == mechanism)
        query = query.where(Brief.id.in_(wanted))
    page = paginate(query.order_by(Brief.published_at.desc(), Brief.id.desc()))
    return render_template(
        "briefs/index.html",
        page=page,
        cards=[search.card(brief) for brief in page.items],
        mechanisms=choices,
        mechanism=mechanism,
        may_post=policy.can_create(reader),
    )


@bp.get("/briefs/<int:id>")
def show(id: int) -> ResponseReturnValue:
    reader = acting.current()
    brief = policy.access_brief(reader, id)
    return render_template(
        "briefs/show.html",
        brief=brief,
        vetting=vetting_words(brief),
        budget=BUDGET_LABELS[brief.budget_band],
        essentials=essentials(brief),
        horizon=HORIZON_LABELS.get(brief.horizon, "") if brief.horizon else "",
        **listing_page(reader, brief, OUTLINE),
        panels=panels.of("briefs.show", reader, brief),
    )


@bp.post("/briefs/<int:id>/clarity")
def clarity(id: int) -> ResponseReturnValue:
    """What the checks say of a draft with the texts that are typed and not saved. Stores nothing."""
    brief = policy.access_brief(acting.current(), id, "edit")
    sent = request.get_json(silent=True)
    found = results_of(texts_of(brief, sent if isinstance(sent, dict) else {}))
    panel = shown(brief, found, step=request.args.get("step", ""))
    return jsonify(
        count=f"{len(panel['passed'])} of {panel['total']} checks passed",
        checks=render_template("briefs/clarity_checks.html", found=panel),
    )


@bp.route("/briefs/create", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    actor = acting.current()
    engine.require(policy.can_create(actor), "Only verified people of police organisations post briefs.")
    interest = _asked_interest()
    form = CreateForm(data={"version": 1})
    if form.validate_on_submit():
        try:
            brief = service.create(actor, title=form.title.data, research_interest=interest)
        except FieldError as error:
            complain(form, error)
        else:
            return redirect(url_for("briefs.edit_step", id=brief.id, step="problem"))
    return render_template("briefs/create.html", form=form, interest=interest), 422 if form.errors else 200


def _asked_interest() -> ResearchInterest | None:
    code = request.args.get("research_interest", "")[:20].replace("\x00", "")
    return db.session.scalar(select(ResearchInterest).where(ResearchInterest.code == code)) if code else None


@bp.post("/research-interests/<string:code>/watch")
def watch(code: str) -> ResponseReturnValue:
    actor = acting.current()
    interest = access_research_interest(actor, code)
    service.watch(actor, research_interest=interest)
    flash("You will be told in your daily email when a brief is posted under this.", "success")
    return redirect(url_for("taxonomy.research_interest", code=code))


@bp.post("/research-interests/<string:code>/stop-watching")
def stop_watching(code: str) -> ResponseReturnValue:
    actor = acting.current()
    interest = access_research_interest(actor, code)
    service.stop_watching(actor, research_interest=interest)
    flash("You will not be told any more.", "success")
    return redirect(url_for("taxonomy.research_interest", code=code))
