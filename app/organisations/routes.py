"""Pages of the organisations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import actor, panels
from app.core.errors import EditedMeanwhile, FieldError
from app.core.paging import paginate
from app.organisations import search, service
from app.organisations.forms import ProfileForm
from app.organisations.labels import KIND_LABELS
from app.organisations.models import Organisation
from app.organisations.policy import access_organisation, can_edit

bp = Blueprint("organisations", __name__)
LONGEST_NAME = 100


@bp.get("/organisations")
def index() -> ResponseReturnValue:
    reader = actor.current()
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:LONGEST_NAME]
    known = search.known_values()
    chosen = {name: [v for v in request.args.getlist(name) if v in values] for name, values in known.items()}
    page = paginate(search.find(reader, words=words, chosen=chosen))
    return render_template(
        "organisations/index.html",
        words=words,
        page=page,
        cards=[search.card(each) for each in page.items],
        facets=search.facets(reader, words=words, chosen=chosen),
        kept=[(name, value) for name, values in chosen.items() for value in values],
        action=url_for("organisations.index"),
    )


@bp.get("/organisations/<string:slug>")
def show(slug: str) -> ResponseReturnValue:
    reader = actor.current()
    organisation = access_organisation(reader, slug)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        kind_label=KIND_LABELS[organisation.kind],
        can_edit=can_edit(reader, organisation),
        panels=panels.of("organisations.show", reader, organisation),
    )


@bp.route("/organisations/<string:slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    reader = actor.current()
    organisation = access_organisation(reader, slug, "edit")
    form = ProfileForm(data=_as_typed(organisation))
    if form.validate_on_submit():
        try:
            service.edit_profile(
                reader,
                organisation=organisation,
                version=form.version.data,
                about=form.about.data,
                remit=form.remit.data,
                restrictions=form.restrictions.data,
                website=form.website.data,
                requires_release=form.requires_release.data,
                specialisms=form.specialisms.data,
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        except EditedMeanwhile:
            # Sent again from here, it replaces the other's text: its sender has now seen both.
            form.version.data = organisation.version
            form.form_errors.append("Somebody else saved this page while you were writing")
            return _edit_page(organisation, form, saved=_saved_rows(organisation)), 422
        else:
            flash("The page of your organisation has been saved.", "success")
            return redirect(url_for("organisations.show", slug=organisation.slug))
    return _edit_page(organisation, form), 422 if form.errors else 200


def _edit_page(
    organisation: Organisation, form: ProfileForm, saved: list[tuple[str, object]] | None = None
) -> str:
    return render_template("organisations/edit.html", organisation=organisation, form=form, saved=saved or [])


def _as_typed(organisation: Organisation) -> dict[str, object]:
    names = ("version", "about", "remit", "restrictions", "website", "requires_release")
    return {name: getattr(organisation, name) for name in names} | {
        "specialisms": [link.specialism_code for link in organisation.specialism_links]
    }


def _saved_rows(organisation: Organisation) -> list[tuple[str, object]]:
    return [
        ("About the organisation", organisation.about),
        ("Remit", organisation.remit),
        ("Restrictions", organisation.restrictions),
        ("Specialisms held", [each.label for each in organisation.specialisms]),
        ("Website", organisation.website),
        ("Released before review", "Yes" if organisation.requires_release else "No"),
    ]
