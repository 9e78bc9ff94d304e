"""The pages of an import: the template, what would become of each row, and the drafts."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core import database
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.core.tables import Unreadable, read
from app.extensions import db, limiter
from app.listings import service
from app.listings.importing import carrying, template
from app.listings.importing.columns import Importable, Sheet
from app.listings.importing.forms import FileForm, MakeForm
from app.listings.importing.judging import Fate, Report, judge, judge_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A file takes seconds of a processor.
MOST_OFTEN = "20 per minute"
MOST_SUMMED_UP = 20
TOO_MUCH = "The rows are too much text to be made at once. Split the file into several"
OUT_OF_DATE = "This page is out of date. Choose the file again"
CHANGED = "Something has changed since you checked the file. Look at its rows again"


def add_import_pages(room: Blueprint, importable: Importable) -> None:
    """Add `import`, `import_columns` and the templates to a room of listings."""
    name = importable.outline.room

    @limiter.limit(MOST_OFTEN, methods=["POST"])
    def import_file() -> ResponseReturnValue:
        actor = _allowed(importable)
        if request.method == "GET":
            return _ask(importable, FileForm())
        if carrying.FIELD in request.form:
            return _make(actor, importable)
        return _check(actor, importable)

    def import_columns() -> ResponseReturnValue:
        _allowed(importable)
        return render_template(
            "listings/import_columns.html", outline=importable.outline, columns=Sheet(importable).columns
        )

    room.add_url_rule(f"/{name}/import", "import", import_file, methods=["GET", "POST"])
    room.add_url_rule(f"/{name}/import-columns", "import_columns", import_columns)
    for ending, write, kind in (("csv", template.as_csv, "text/csv"), ("xlsx", template.as_xlsx, XLSX)):
        view = _template(importable, write, f"{name}-template.{ending}", kind)
        room.add_url_rule(f"/{name}/import-template.{ending}", f"import_template_{ending}", view)


def _allowed(importable: Importable) -> Actor:
    actor = acting.current()
    require(importable.may(actor), importable.refusal)
    return actor


def _template(
    importable: Importable, write: Callable[[Importable], bytes], name: str, kind: str
) -> Callable[[], ResponseReturnValue]:
    def view() -> ResponseReturnValue:
        _allowed(importable)
        return Response(
            write(importable),
            mimetype=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return view


def _ask(importable: Importable, form: FileForm) -> ResponseReturnValue:
    page = render_template("listings/import.html", outline=importable.outline, form=form)
    return page, 422 if form.errors else 200


def _check(actor: Actor, importable: Importable) -> ResponseReturnValue:
    """The fate of every row of the file that was sent. Nothing is written."""
    form = FileForm()
    if not form.validate():
        return _ask(importable, form)
    _release_the_database()
    try:
        lines = read(form.file.data.content)
    except Unreadable as error:
        form.complain(FieldError("file", str(error)))
        return _ask(importable, form)
    database.only_read()
    report = judge_file(actor, importable, lines)
    carried = ""
    if report.can_be_made:
        carried = carrying.pack(actor, importable, report.of(Fate.DRAFT))
        if not carried:
            form.complain(FieldError("file", TOO_MUCH))
            return _ask(importable, form)
    return _show(importable, report, carried, form.file.data.name)


def _make(actor: Actor, importable: Importable) -> ResponseReturnValue:
    """Make the rows that were shown drafts, if each would still become one."""
    try:
        rows = carrying.unpack(actor, importable, request.form[carrying.FIELD])
    except carrying.Tampered:
        form = FileForm()
        form.file.errors = [OUT_OF_DATE]
        return _ask(importable, form)
    _release_the_database()
    database.only_read()
    report = Report(judge(actor, Sheet(importable), rows))
    db.session.rollback()
    made = report.of(Fate.DRAFT)
    if len(made) < len(rows):
        return _changed(actor, importable, report)
    try:
        service.import_drafts(actor, importable=importable, rows=[row.values for row in made])
    except FieldError:
        return _changed(actor, importable, Report(judge(actor, Sheet(importable), rows)))
    word = importable.outline.word if len(made) == 1 else importable.outline.room
    flash(
        f"{len(made):,} {word} imported as drafts. Open each to finish it and send it for review.", "success"
    )
    return redirect(url_for("desk.show"))


def _changed(actor: Actor, importable: Importable, report: Report) -> ResponseReturnValue:
    carried = carrying.pack(actor, importable, report.of(Fate.DRAFT)) if report.can_be_made else ""
    return _show(importable, report, carried, "", CHANGED)


def _show(
    importable: Importable, report: Report, carried: str, name: str, complaint: str = ""
) -> ResponseReturnValue:
    form = MakeForm(formdata=None) if carried else FileForm(formdata=None)
    if complaint:
        form.form_errors.append(complaint)
    errors = report.of(Fate.ERROR)
    told = [(row.number, note) for row in errors for note in row.notes]
    return (
        render_template(
            "listings/import_report.html",
            outline=importable.outline,
            form=form,
            report=report,
            fates=Fate,
            counts=report.counts,
            name=name,
            carried=carried,
            carried_field=carrying.FIELD,
            errors=told[:MOST_SUMMED_UP],
            more_errors=max(0, len(told) - MOST_SUMMED_UP),
        ),
        422 if errors or complaint else 200,
    )


def _release_the_database() -> None:
    """End the transaction, which on SQLite holds up every other writer, before seconds of work without it."""
    db.session.rollback()
