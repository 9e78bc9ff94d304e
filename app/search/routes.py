"""The search page, and whether the site is well."""

from collections.abc import Sequence
from textwrap import shorten

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core import actor, paging
from app.core.kinds import FACETS, SearchKind, all_kinds
from app.extensions import db, limiter
from app.search import query, rank, store
from app.search.models import OutboxRow
from app.search.query import Results
from app.search.schema import LADDER
from app.search.words import clean

bp = Blueprint("search", __name__)

# The order of the tabs. A kind that is not named here comes after these.
TABS = ("briefs", "offers", "lessons", "research_interests", "organisations")
MOST_VALUES = 50
LONGEST_VALUE = 80
IN_HEADING = 80  # characters


@bp.get("/find")
def find() -> ResponseReturnValue:
    text = request.args.get("q", "")
    kind = request.args.get("kind", "")
    chosen = {name: _values(name) for name in FACETS}
    try:
        results = query.search(
            actor.current(),
            text,
            kind=kind,
            facets=chosen,
            sort=request.args.get("sort", ""),
            page=paging.requested_page(),
        )
    except store.IndexUnusable as error:
        current_app.logger.warning("search: %s", error)
        shown = clean(text[: rank.LONGEST_QUERY])
        return render_template("search/rebuilding.html", text=shown, action=url_for("search.find"))
    return render_template(
        "search/find.html",
        results=results,
        heading_text=_heading(results),
        action=url_for("search.find"),
        kept=_kept(results),
        tabs=_tabs(results),
        tab_label=_label(results.kind),
        filters=_filters(results),
        sorts=_sorts(results),
        suggestion_href=_address(results, q=results.suggestion, page=None),
        clear_href=_address(results, **dict.fromkeys(FACETS, ())) if results.chosen else "",
        everything_href=_address(results, kind=""),
        unknown_kind=kind if kind and not results.kind else "",
        unknown=[(FACETS[name].lower(), code) for name, codes in results.unknown.items() for code in codes],
        cards=[found.card for found in results.page.items],
        nearest=[found.card for found in results.nearest],
    )


@bp.get("/healthz")
@limiter.exempt
def healthz() -> ResponseReturnValue:
    database, index = "ok", "ok"
    try:
        db.session.scalar(select(OutboxRow.seq).limit(1))
    except SQLAlchemyError:
        db.session.rollback()
        database = "not usable"
    try:
        for audience in LADDER:
            store.open_index(audience)
    except store.IndexUnusable:
        index = "not usable"
    return {"database": database, "index": index}, 200 if database == index == "ok" else 503


def _values(name: str) -> list[str]:
    values = (clean(value)[:LONGEST_VALUE] for value in request.args.getlist(name)[:MOST_VALUES])
    return [value for value in dict.fromkeys(values) if value]


def _address(results: Results, **changes: str | Sequence[str] | None) -> str:
    """The address of this search with some of it changed. A change of anything leads to the first page."""
    sort = results.sort if results.text and results.sort != "relevance" else ""
    state = {"q": results.text, "kind": results.kind, **results.chosen, "sort": sort, **changes}
    return url_for("search.find", **{name: value for name, value in state.items() if value})  # type: ignore[arg-type]


def _label(kind: str) -> str:
    return all_kinds()[kind].label if kind else "Everything"


def _heading(results: Results) -> str:
    words = f"Find: {shorten(results.text, IN_HEADING, placeholder=' …')}" if results.text else "Find"
    page = results.page
    return words if page.number == 1 else f"{words} (page {page.number} of {page.pages})"


def _in_order() -> list[SearchKind]:
    kinds = all_kinds()
    return [*(kinds[name] for name in TABS if name in kinds), *(k for n, k in kinds.items() if n not in TABS)]


def _tabs(results: Results) -> list[dict[str, object]]:
    tabs = [("", "Everything", sum(results.counts.values()))]
    tabs += [(kind.name, kind.label, results.counts[kind.name]) for kind in _in_order()]
    return [
        {"label": label, "count": n, "href": _address(results, kind=name), "current": name == results.kind}
        for name, label, n in tabs
    ]


def _filters(results: Results) -> list[dict[str, str]]:
    labels = {(f.name, o.value): o.label for f in results.facets for o in f.options}
    return [
        {
            "facet": FACETS[name],
            "label": labels.get((name, code)) or query.facet_label(name, code),
            "href": _address(results, **{name: [c for c in codes if c != code]}),
        }
        for name, codes in results.chosen.items()
        for code in codes
    ]


def _sorts(results: Results) -> list[dict[str, object]]:
    if not results.text:
        return []
    return [
        {"label": label, "href": _address(results, sort=value), "current": name == results.sort}
        for name, label, value in (("relevance", "Best match", ""), ("date", "Newest", "date"))
    ]


def _kept(results: Results) -> dict[str, list[tuple[str, str]]]:
    """What the two forms of the page carry along: the search box the filters, the filters the words."""
    state = [(name, value) for name, value in (("kind", results.kind),) if value]
    if results.text and results.sort == "date":
        state.append(("sort", "date"))
    return {
        "box": [*state, *((name, code) for name, codes in results.chosen.items() for code in codes)],
        "facets": [*([("q", results.text)] if results.text else []), *state],
    }
