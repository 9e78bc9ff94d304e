"""The matches of one listing, what people say of them, why an offer is not among them, the method in words; and which
science could help with a problem."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.core.access import safe_next
from app.core.actor import Actor, current
from app.core.errors import FieldError
from app.core.paging import paginate
from app.core.policy import require
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.listings.policy import can_read
from app.matching import fairness, feedback, help_counts, policy, proposals, why_not
from app.matching.cards import facts_of
from app.matching.conflicts import partners_of
from app.matching.forms import FeedbackForm, QuestionForm
from app.matching.lessons_panel import for_match
from app.matching.models import MatchFeedback
from app.matching.order import page_order
from app.matching.panels import cards_for
from app.matching.score import VERSION
from app.matching.telling import BANDS
from app.offers import policy as offers

bp = Blueprint("matching", __name__)
OFFERED = 20


@bp.get("/briefs/<int:id>/matches")
def brief_matches(id: int) -> ResponseReturnValue:
    return _matches(briefs.access_brief(current(), id), "Matching offers")


@bp.get("/offers/<int:id>/matches")
def offer_matches(id: int) -> ResponseReturnValue:
    return _matches(offers.access_offer(current(), id), "Matching briefs")


def _matches(listing: Listing, title: str) -> ResponseReturnValue:
    actor = current()
    order = page_order(actor, listing)
    wants_weak = request.args.get("weak") == "yes"
    return render_template(
        "matching/matches.html",
        listing=listing,
        title=title,
        cards=cards_for(actor, listing, order.shown, back=request.path),
        weak_cards=cards_for(actor, listing, order.weak, after=len(order.shown), back=request.full_path)
        if wants_weak
        else [],
        weak_count=len(order.weak),
        kind=f"{listing.kind.value}s",
        other="offer" if listing.kind.value == "brief" else "brief",
    )


@bp.route("/matches/<int:brief_id>/<int:offer_id>/give-feedback", methods=["GET", "POST"])
def give_feedback(brief_id: int, offer_id: int) -> ResponseReturnValue:
    actor = current()
    match = policy.access_match(actor, brief_id, offer_id)
    mine = match.brief if policy.side_of(actor, match) == "brief" else match.offer
    back = safe_next(request.args.get("next")) or url_for(f"{mine.kind.value}s.show", id=mine.id)
    form = FeedbackForm(obj=feedback.own(actor, match))
    if form.validate_on_submit():
        try:
            feedback.give_feedback(
                actor,
                match=match,
                verdict=form.verdict.data,
                reason=form.reason.data or "",
                words=form.words.data,
            )
        except FieldError as error:
            form.complain(error)
        else:
            flash("What you said of the match has been kept. You can change it.", "success")
            return redirect(back)
    advice = for_match(actor, match)
    page = render_template(
        "matching/give_feedback.html",
        form=form,
        form_id="feedback-form",
        match=match,
        back=back,
        panels=[advice] if advice else [],
    )
    return page, 422 if form.errors else 200


@bp.get("/matching/feedback")
def read_feedback() -> ResponseReturnValue:
    actor = current()
    require(policy.can_read_feedback(actor))
    page = paginate(feedback.entries()) if policy.can_read_entries(actor) else None
    return render_template(
        "matching/read_feedback.html",
        figures=feedback.figures(),
        version=VERSION,
        page=page,
        entries=[(entry, *_shown(actor, entry)) for entry in page.items] if page is not None else [],
        verdicts=feedback.VERDICTS,
        reasons=feedback.REASONS,
        sides=feedback.SIDES,
        bands=BANDS,
    )


def _shown(actor: Actor, entry: MatchFeedback) -> tuple[bool, bool]:
    """Whether the reader may read the brief, and the offer."""
    return can_read(actor, entry.brief), can_read(actor, entry.offer)


@bp.get("/offers/<int:id>/why-not-us")
def why_not_us(id: int) -> ResponseReturnValue:
    actor = current()
    offer = offers.access_offer(actor, id)
    require(policy.can_ask_why_not_us(actor, offer), "Only the owners of an offer ask why it is not higher.")
    number = request.args.get("brief", "")
    text = request.args.get("q", "").replace("\x00", "").strip()[:100]
    if not (number.isascii() and number.isdigit()):
        return render_template("matching/why_not_us.html", offer=offer, q=text, choices=_open_briefs(text))
    brief = briefs.access_brief(actor, int(number))
    require(brief.is_open, "Offers are matched with open briefs only.")
    partners = partners_of(actor, offer.organisation_id)
    return render_template(
        "matching/compare.html",
        offer=offer,
        brief=brief,
        found=why_not.compare(actor, brief, offer),
        bands=BANDS,
        facts=facts_of(actor, brief, offer, run_together=brief.organisation_id in partners),
    )


def _open_briefs(text: str) -> list[Brief]:
    """The open briefs that the reader may read, with `text` in their title; the newest first."""
    found = briefs.readable_by(current()).where(Brief.state == ListingState.PUBLISHED)
    if text:
        found = found.where(Brief.title.icontains(text, autoescape=True))
    newest = found.order_by(Brief.published_at.desc(), Brief.id.desc())
    return list(db.session.scalars(newest.limit(OFFERED)))


@bp.route("/which-science", methods=["GET", "POST"])
def which_science() -> ResponseReturnValue:
    """Answers on the page itself and keeps nothing, so a post changes nothing either."""
    actor, form = current(), QuestionForm()
    answer = lessons = counts = None
    if form.validate_on_submit():
        answer = proposals.answer(actor, form.question.data)
        counts = help_counts.counts(actor, answer.codes)
        if answer.is_sure:
            lessons = proposals.lessons(actor, form.question.data)
    page = render_template(
        "matching/which_science.html", form=form, answer=answer, counts=counts, lessons=lessons
    )
    return page, 422 if form.errors else 200


@bp.get("/about-matching")
def about_matching() -> ResponseReturnValue:
    return render_template(
        "matching/about_matching.html",
        version=VERSION,
        encoder_is_on=current_app.config["ENCODER"] == "on",
        figures=feedback.figures(),
        most_of_one=fairness.MOST_OF_ONE,
        first=fairness.FIRST,
        may_read_feedback=policy.can_read_feedback(current()),
    )
