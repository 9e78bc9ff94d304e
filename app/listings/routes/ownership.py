"""Pages on whose a listing is: handing it over, its co-owners, and handing over everything at once."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.accounts.models import Person
from app.core import actor as acting
from app.core import policy as engine
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db
from app.listings import service
from app.listings.forms import HandOverAllForm, PersonForm
from app.listings.models import OPEN_STATES, Listing, ListingCoOwner
from app.listings.outline import Outline
from app.listings.policy import access_listing, can_add_co_owner, colleagues
from app.listings.routes.answers import after

bp = Blueprint("listings", __name__)


def add_pages(room: Blueprint, outline: Outline) -> None:
    """Add `hand_over`, `co_owners`, `add_co_owner` and `remove_co_owner`."""

    def hand_over(id: int) -> ResponseReturnValue:
        return _hand_over(outline, id)

    def co_owners(id: int) -> ResponseReturnValue:
        return _co_owners(outline, id)

    def remove_co_owner(id: int) -> ResponseReturnValue:
        return _remove_co_owner(outline, id)

    start = f"/{outline.room}/<int:id>"
    room.add_url_rule(f"{start}/hand-over", "hand_over", hand_over, methods=["GET", "POST"])
    room.add_url_rule(f"{start}/co-owners", "co_owners", co_owners, methods=["GET", "POST"])
    room.add_url_rule(f"{start}/remove-co-owner", "remove_co_owner", remove_co_owner, methods=["GET", "POST"])


def _people(people: list[Person]) -> list[tuple[int, str]]:
    return [(p.id, f"{p.name}, {p.post}" if p.post else p.name) for p in people]


def _hand_over(outline: Outline, id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, "hand_over", model=outline.model)
    form = PersonForm()
    others = db.session.scalars(
        colleagues(listing.organisation_id).where(Person.id != (listing.poster_id or 0))
    )
    form.person.choices = _people(list(others))
    if form.validate_on_submit():
        to_person = db.session.get_one(Person, form.person.data)
        try:
            service.hand_over(actor, listing=listing, to_person=to_person)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"The {outline.word} has been handed over to {to_person.name}.", "success")
            return redirect(after(actor, listing, outline))
    form.submit.label.text = "Hand over"
    return (
        render_template("listings/hand_over.html", form=form, listing=listing, outline=outline),
        422 if form.errors else 200,
    )


def _co_owners(outline: Outline, id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, "add_co_owner", model=outline.model)
    form = PersonForm()
    owners = {listing.poster_id or 0, *(person.id for person in listing.co_owners)}
    others = db.session.scalars(colleagues(listing.organisation_id).where(Person.id.not_in(owners)))
    form.person.choices = _people(list(others))
    if form.validate_on_submit():
        try:
            person = db.session.get_one(Person, form.person.data)
            service.add_co_owner(actor, listing=listing, person=person)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"{person.name} is a co-owner now.", "success")
            return redirect(url_for(f"{outline.room}.co_owners", id=id))
    form.submit.label.text = "Add co-owner"
    return (
        render_template("listings/co_owners.html", form=form, listing=listing, outline=outline),
        422 if form.errors else 200,
    )


def _remove_co_owner(outline: Outline, id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, "remove_co_owner", model=outline.model)
    form = PersonForm(person=_asked_person())
    form.person.choices = _people(listing.co_owners)
    if form.validate_on_submit():
        person = db.session.get_one(Person, form.person.data)
        try:
            service.remove_co_owner(actor, listing=listing, person=person)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"{person.name} is no longer a co-owner.", "success")
            if can_add_co_owner(actor, listing):
                return redirect(url_for(f"{outline.room}.co_owners", id=id))
            return redirect(after(actor, listing, outline))
    form.submit.label.text = "Remove co-owner"
    return (
        render_template("listings/remove_co_owner.html", form=form, listing=listing, outline=outline),
        422 if form.errors else 200,
    )


def _asked_person() -> int | None:
    text = request.args.get("person", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@bp.route("/hand-over-all", methods=["GET", "POST"])
def hand_over_all() -> ResponseReturnValue:
    actor = acting.current()
    engine.require(actor.is_member, "Only members of an organisation have items to hand over.")
    form = HandOverAllForm(data={"from_person": actor.person_id})
    form.from_person.choices = _people(_givers(actor))
    form.to_person.choices = _people(list(db.session.scalars(colleagues(actor.organisation_id))))
    if form.validate_on_submit():
        to_person = db.session.get_one(Person, form.to_person.data)
        try:
            moved = service.hand_over_all(
                actor, from_person=db.session.get_one(Person, form.from_person.data), to_person=to_person
            )
        except FieldError as error:
            form.complain(error)
        else:
            many = "1 open item has" if moved == 1 else f"{moved} open items have"
            flash(f"{many} been handed over to {to_person.name}.", "success")
            return redirect(url_for("desk.show"))
    return render_template("listings/hand_over_all.html", form=form), 422 if form.errors else 200


def _givers(actor: Actor) -> list[Person]:
    """Whose items the actor may hand over: their own; for a manager also those of colleagues, and of people
    who have left with something still open."""
    if not actor.manages(actor.organisation_id):
        return [db.session.get_one(Person, actor.person_id)]
    open_here = select(Listing.id).where(
        Listing.organisation_id == actor.organisation_id, Listing.state.in_(OPEN_STATES)
    )
    posted = select(Listing.poster_id).where(Listing.id.in_(open_here))
    co_owned = select(ListingCoOwner.person_id).where(ListingCoOwner.listing_id.in_(open_here))
    members = {person.id for person in db.session.scalars(colleagues(actor.organisation_id))}
    left = select(Person).where(Person.id.in_(posted) | Person.id.in_(co_owned) | Person.id.in_(members))
    return list(db.session.scalars(left.order_by(Person.name, Person.id)))
