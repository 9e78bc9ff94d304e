"""Pages of returns: the figures of a collaboration, the evidence for a case study, the return and the year."""

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.returns import figures, hebci, impact, policy, summary
from app.collaborations.returns.forms import FiguresForm
from app.collaborations.returns.headings import HINTS, LABELS, proposed
from app.collaborations.returns.report import Report, as_pdf, as_rows
from app.collaborations.returns.years import Year, asked_year, years_between
from app.core import actor as acting
from app.core import audit
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.models import AuditKind
from app.core.tables import write_csv
from app.extensions import db
from app.organisations.models import Organisation, Side
from app.taxonomy.choices import MECHANISM_LABELS

bp = Blueprint("returns", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_YEARS = 10


def file_of(made: bytes, kind: str, name: str) -> Response:
    """A file that the browser keeps and does not show."""
    return Response(made, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


# ---- figures


@bp.get("/collaborations/<int:id>/figures")
def figures_of(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_figures(actor, id)
    kept = {each.year: each for each in figures.figures_of(actor, collaboration)}
    return render_template(
        "collaborations/returns/figures.html",
        collaboration=collaboration,
        years=[(year, kept.get(year.number)) for year in figures.years_of(collaboration)],
        labels=LABELS,
        proposed=LABELS[proposed(collaboration.mechanism, None)],
        mechanism=MECHANISM_LABELS[collaboration.mechanism],
        days=hebci.days,
    )


@bp.route("/collaborations/<int:id>/edit-figures", methods=["GET", "POST"])
def edit_figures(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_figures(actor, id)
    year = asked_year(request.args.get("year", ""), Side.ACADEMIC)
    if year not in figures.years_of(collaboration):
        raise NotFound
    kept = next((f for f in figures.figures_of(actor, collaboration) if f.year == year.number), None)
    income = None if kept else figures.proposed_income(actor, collaboration, year.number)
    form = FiguresForm(obj=kept, data={"version": 0, "income": income})
    if kept is not None and not form.is_submitted() and not kept.heading_because:
        form.heading.data = None
    current = None
    if form.validate_on_submit():
        try:
            figures.save(
                actor,
                collaboration=collaboration,
                year=year.number,
                version=form.version.data,
                values=_values(form),
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile as error:
            tell_meanwhile(
                form,
                "Somebody else saved figures for this year after you opened the page. Compare, then save again",
            )
            current = error.current
            form.version.data = current.version if current else 0
        else:
            flash(f"The figures for {year.label} have been saved.", "success")
            return redirect(url_for("returns.figures_of", id=id))
    page = render_template(
        "collaborations/returns/edit_figures.html",
        form=form,
        collaboration=collaboration,
        year=year,
        current=current,
        proposed=LABELS[proposed(collaboration.mechanism, kept.public_grant if kept else None)],
        mechanism=MECHANISM_LABELS[collaboration.mechanism],
        headings=[(LABELS[heading], hint) for heading, hint in HINTS.items()],
        is_proposed=income is not None,
        labels=LABELS,
    )
    return page, status_of(form)


def _values(form: FiguresForm) -> figures.Values:
    days = form.learner_days.data
    return figures.Values(
        heading=form.heading.data,
        heading_because=form.heading_because.data,
        income=form.income.data,
        public_grant=form.public_grant.data,
        in_kind=form.in_kind.data,
        learner_days=None if days is None else float(days),
        note=form.note.data,
    )


# ---- evidence for a case study


@bp.get("/collaborations/<int:id>/impact")
def impact_of(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_figures(actor, id)
    return render_template(
        "collaborations/returns/impact.html",
        collaboration=collaboration,
        report=impact.evidence(actor, collaboration),
    )


@bp.get("/collaborations/<int:id>/impact.pdf")
def impact_pdf(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_figures(actor, id)
    audit.note(actor, "collaborations.export_impact", AuditKind.EXPORT, thing=collaboration)
    made = as_pdf(impact.evidence(actor, collaboration))
    return file_of(made, "application/pdf", f"impact-evidence-{id}.pdf")


def _choices(first: date | None, side: Side) -> list[tuple[str, str]]:
    """The years to choose from, the latest first."""
    return [(str(each.number), each.label) for each in years_between(first, None, side)[:MOST_YEARS]]


# ---- the return of a university


def _asked_return() -> tuple[Actor, Organisation, Year]:
    actor = acting.current()
    policy.access_return(actor)
    year = asked_year(request.args.get("year", ""), Side.ACADEMIC)
    return actor, db.session.get_one(Organisation, actor.organisation_id), year


@bp.get("/returns")
def index() -> ResponseReturnValue:
    actor, university, year = _asked_return()
    found = hebci.lines(actor, year)
    return render_template(
        "collaborations/returns/index.html",
        university=university,
        year=year,
        year_choices=_choices(hebci.earliest(actor), Side.ACADEMIC),
        lines=found,
        totals=hebci.totals(found),
        total_head=hebci.TOTAL_HEAD,
        warning=hebci.WARNING,
        labels=LABELS,
        days=hebci.days,
    )


@bp.get("/returns/hebci.csv")
def hebci_csv() -> ResponseReturnValue:
    actor, university, year = _asked_return()
    return file_of(hebci.as_csv(actor, year), "text/csv", f"{university.slug}-hebci-{year.number}.csv")


@bp.get("/returns/hebci-totals.csv")
def hebci_totals_csv() -> ResponseReturnValue:
    actor, university, year = _asked_return()
    made = hebci.totals_as_csv(actor, year)
    return file_of(made, "text/csv", f"{university.slug}-hebci-totals-{year.number}.csv")


@bp.get("/returns/hebci.xlsx")
def hebci_xlsx() -> ResponseReturnValue:
    actor, university, year = _asked_return()
    return file_of(
        hebci.as_xlsx(actor, university, year), XLSX, f"{university.slug}-hebci-{year.number}.xlsx"
    )


# ---- the year of an organisation


def _asked_year() -> tuple[Actor, Organisation, Year, Report]:
    actor = acting.current()
    policy.access_summary(actor)
    organisation = db.session.get_one(Organisation, actor.organisation_id)
    year = asked_year(request.args.get("year", ""), organisation.side)
    return actor, organisation, year, summary.summary(actor, organisation, year)


@bp.get("/returns/year")
def year() -> ResponseReturnValue:
    actor, organisation, asked, report = _asked_year()
    return render_template(
        "collaborations/returns/year.html",
        report=report,
        year=asked,
        year_choices=_choices(summary.earliest(actor, organisation), organisation.side),
        can_export=policy.can_export(actor),
    )


@bp.get("/returns/year.csv")
def year_csv() -> ResponseReturnValue:
    actor, organisation, asked, report = _asked_year()
    audit.note(actor, "collaborations.export_year", AuditKind.EXPORT, detail=f"{asked.label} csv")
    return file_of(write_csv(as_rows(report)), "text/csv", f"{organisation.slug}-{asked.number}.csv")


@bp.get("/returns/year.pdf")
def year_pdf() -> ResponseReturnValue:
    actor, organisation, asked, report = _asked_year()
    audit.note(actor, "collaborations.export_year", AuditKind.EXPORT, detail=f"{asked.label} pdf")
    return file_of(as_pdf(report), "application/pdf", f"{organisation.slug}-{asked.number}.pdf")
