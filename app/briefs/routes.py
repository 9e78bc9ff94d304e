"""Pages of briefs. Drafting, the acts and ownership are shared with offers: app.listings.routes."""

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.briefs import policy, preflight, search, service
from app.briefs.clarity_panel import results_of, shown, texts_of
from app.briefs.forms import CreateForm, ScoreForm
from app.briefs.importing import IMPORTABLE
from app.briefs.models import BUDGET_LABELS, HORIZON_LABELS, Brief, Horizon, Scorer
from app.briefs.one_page import one_page as shown_on_one_page
from app.briefs.one_page import one_page_pdf as pdf_of
from app.briefs.priority import NAMES, read
from app.briefs.steps import OUTLINE, essentials, vetting_words
from app.core import actor as acting
from app.core import panels
from app.core import policy as engine
from app.core.errors import FieldError
from app.core.paging import paginate
from app.extensions import db
from app.listings.indexing import WITH_CARD
from app.listings.labels import area_labels
from app.listings.models import ListingMechanism, ListingState
from app.listings.routes import add_import_pages, add_shared_pages
from app.listings.showing import filters, listing_page
from app.taxonomy.models import ResearchInterest
from app.taxonomy.policy import access_research_interest

bp = Blueprint("briefs", __name__)
add_shared_pages(bp, OUTLINE)
add_import_pages(bp, IMPORTABLE)


@bp.get("/briefs")
def index() -> ResponseReturnValue:
    reader = acting.current()
    mechanism, choices = filters()
    horizon = _asked_horizon()
    query = policy.readable_by(reader).where(Brief.state == ListingState.PUBLISHED)
    if horizon:
        query = query.where(Brief.horizon == horizon)
    if mechanism:
        wanted = select(ListingMechanism.listing_id).where(ListingMechanism.mechanism == mechanism)
        query = query.where(Brief.id.in_(wanted))
    page = paginate(query.order_by(Brief.published_at.desc(), Brief.id.desc()).options(*WITH_CARD))
    return render_template(
        "briefs/index.html",
        page=page,
        cards=[search.card(brief) for brief in page.items],
        mechanisms=choices,
        mechanism=mechanism,
        horizons=list(HORIZON_LABELS.items()),
        horizon=horizon,
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
        preflight=preflight.answers(brief),
        preflight_counts=preflight.count(brief) if preflight.is_answered(brief) else None,
        **listing_page(reader, brief, OUTLINE),
        panels=panels.of("briefs.show", reader, brief),
    )


@bp.get("/briefs/<int:id>/one-page")
def one_page(id: int) -> ResponseReturnValue:
    reader = acting.current()
    brief = policy.access_brief(reader, id)
    return render_template("briefs/one_page.html", brief=brief, page=shown_on_one_page(reader, brief))


@bp.get("/briefs/<int:id>/one-page.pdf")
def one_page_pdf(id: int) -> ResponseReturnValue:
    reader = acting.current()
    brief = policy.access_brief(reader, id)
    headers = {"Content-Disposition": f"attachment; filename=brief-{id}.pdf"}
    return Response(pdf_of(reader, brief), mimetype="application/pdf", headers=headers)


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


@bp.route("/briefs/<int:id>/score", methods=["GET", "POST"])
def score(id: int) -> ResponseReturnValue:
    actor = acting.current()
    brief = policy.access_brief(actor, id, "score")
    form = ScoreForm(data={name: read(brief, Scorer.REVIEWER, name) for name in NAMES})
    if form.validate_on_submit():
        try:
            service.score(actor, brief=brief, scores=form.scores())
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your scores have been saved. Its owner’s stand beside them.", "success")
            return redirect(url_for("briefs.show", id=id))
    return render_template("briefs/score.html", form=form, brief=brief), 422 if form.errors else 200


@bp.get("/research-interests/gaps")
def gaps() -> ResponseReturnValue:
    horizon = _asked_horizon()
    query = policy.gaps(acting.current())
    if horizon:
        query = query.where(Brief.horizon == horizon)
    page = paginate(
        query.order_by(Brief.published_at.desc(), Brief.id.desc()).options(
            *WITH_CARD, selectinload(Brief.area_links)
        )
    )
    return render_template(
        "briefs/gaps.html",
        page=page,
        areas={brief.id: ", ".join(area_labels(brief)) for brief in page.items},
        labels=HORIZON_LABELS,
        horizons=list(HORIZON_LABELS.items()),
        horizon=horizon,
    )


def _asked_horizon() -> Horizon | None:
    """The horizon that the address asks for, if it is one."""
    return {each.value: each for each in Horizon}.get(request.args.get("horizon", ""))


@bp.route("/briefs/create", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    actor = acting.current()
    engine.require(policy.can_create(actor), policy.MAY_NOT_POST)
    interest = _asked_interest()
    form = CreateForm(data={"version": 1})
    if form.validate_on_submit():
        try:
            brief = service.create(actor, title=form.title.data, research_interest=interest)
        except FieldError as error:
            form.complain(error)
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
