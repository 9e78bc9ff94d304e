"""Pages of offers. Drafting, the acts and ownership are shared with briefs: app.listings.routes."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.core import actor as acting
from app.core import panels
from app.core import policy as engine
from app.core.errors import FieldError
from app.core.paging import paginate
from app.listings.indexing import WITH_CARD
from app.listings.models import ListingMechanism, ListingState
from app.listings.routes import add_import_pages, add_shared_pages
from app.listings.showing import filters, listing_page
from app.offers import policy, search, service
from app.offers.forms import CreateForm
from app.offers.importing import IMPORTABLE
from app.offers.models import Offer
from app.offers.steps import OUTLINE, capacity_words, detail_rows, place_words, vetting_words

bp = Blueprint("offers", __name__)
add_shared_pages(bp, OUTLINE)
add_import_pages(bp, IMPORTABLE)


@bp.get("/offers")
def index() -> ResponseReturnValue:
    reader = acting.current()
    mechanism, choices = filters()
    query = policy.readable_by(reader).where(Offer.state == ListingState.PUBLISHED)
    if mechanism:
        wanted = select(ListingMechanism.listing_id).where(ListingMechanism.mechanism == mechanism)
        query = query.where(Offer.id.in_(wanted))
    page = paginate(query.order_by(Offer.published_at.desc(), Offer.id.desc()).options(*WITH_CARD))
    return render_template(
        "offers/index.html",
        page=page,
        cards=[search.card(offer) for offer in page.items],
        mechanisms=choices,
        mechanism=mechanism,
        may_post=policy.can_create(reader),
    )


@bp.get("/offers/<int:id>")
def show(id: int) -> ResponseReturnValue:
    reader = acting.current()
    offer = policy.access_offer(reader, id)
    return render_template(
        "offers/show.html",
        offer=offer,
        place=place_words(offer),
        capacity=capacity_words(offer),
        details=detail_rows(offer),
        vetting=vetting_words(offer) if policy.can_see_vetting(reader) else None,
        **listing_page(reader, offer, OUTLINE),
        panels=panels.of("offers.show", reader, offer),
    )


@bp.route("/offers/create", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    actor = acting.current()
    engine.require(policy.can_create(actor), policy.MAY_NOT_POST)
    form = CreateForm(data={"version": 1})
    if form.validate_on_submit():
        try:
            offer = service.create(actor, title=form.title.data, mechanism=form.mechanism.data)
        except FieldError as error:
            form.complain(error)
        else:
            return redirect(url_for("offers.edit_step", id=offer.id, step="description"))
    return render_template("offers/create.html", form=form), 422 if form.errors else 200
