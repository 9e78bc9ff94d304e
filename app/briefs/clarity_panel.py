"""The panel “How clear is this brief?”: beside a draft while it is written, and beside the text in review."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.briefs.clarity import CHECKS, TEXT_FIELDS, Result, Texts, results, unexplained, with_words_for
from app.briefs.models import Brief, BudgetBand
from app.briefs.steps import OUTLINE
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.listings.models import ListingState, Party
from app.listings.outline import Step
from app.listings.policy import parties
from app.taxonomy.models import VocabularyTerm

TITLE = "How clear is this brief?"
# What somebody has yet to decide about.
UNDECIDED = frozenset({ListingState.DRAFT, ListingState.AWAITING_RELEASE, ListingState.IN_REVIEW})
MOST_READ = 6_000  # characters of a text, more than any form keeps
MOST_EXPLAINED = 12
_STEPS: dict[str, Step] = {
    name: step for step in OUTLINE.steps if step.form is not None for name in step.form.field_names()
}


def texts_of(brief: Brief, typed: Mapping[str, Any] | None = None) -> Texts:
    """What the brief says, with what is `typed` into a form and not saved in place of what is saved."""
    new = typed or {}
    texts = {name: _plain(new.get(name, getattr(brief, name)) or "") for name in TEXT_FIELDS}
    band = new.get("budget_band", brief.budget_band)
    bands = [each.value for each in BudgetBand if each is not BudgetBand.NOT_SAID]
    return Texts(**texts, says_money=band in bands)


def _plain(text: object) -> str:
    return (
        text[:MOST_READ].encode(errors="ignore").decode().replace("\r\n", "\n")
        if isinstance(text, str)
        else ""
    )


def results_of(texts: Texts) -> list[Result]:
    """The checks; that of acronyms with the words that the vocabulary has for them."""
    names = list(unexplained(texts))[:MOST_EXPLAINED]
    found = select(VocabularyTerm).where(VocabularyTerm.term.in_(names), VocabularyTerm.kind == "acronym")
    # The first of several meanings is the usual one: the writer knows whether it is meant.
    full = {term.term: term.equivalents.split(";")[0] for term in db.session.scalars(found)} if names else {}
    terms = {name: full[name] for name in names if name in full}
    return [with_words_for(r, terms) if r.check is CHECKS[-1] else r for r in results(texts)]


def shown(brief: Brief, found: list[Result], *, step: str = "", may_edit: bool = True) -> dict[str, Any]:
    """What the panel's template needs. On the page of a step its own fields are near at hand."""
    return {
        "passed": [result for result in found if result.passed],
        "open": [
            (result, *_place(brief, result.field, step, may_edit)) for result in found if not result.passed
        ],
        "total": len(found),
    }


def _place(brief: Brief, field: str, step: str, may_edit: bool) -> tuple[str, str]:
    """Where to change it: what the step is called, and the address where the reader may."""
    where = _STEPS[field]
    if not may_edit:
        return where.title, ""
    if where.slug == step:
        return "", f"#{field}"
    return where.title, url_for("briefs.edit_step", id=brief.id, step=where.slug, _anchor=field)


def on_draft(actor: Actor, brief: Brief) -> Panel:
    """Beside the task list and beside each step."""
    context = {"brief": brief, "found": results_of(texts_of(brief)), "shown": shown, "is_draft": True}
    return Panel(TITLE, "briefs/panel_clarity.html", context)


def on_page(actor: Actor, brief: Brief) -> Panel | None:
    """Beside the text, for its owners and its reviewer, until it has been published."""
    held = parties(actor, brief)
    if brief.state not in UNDECIDED or not held & {Party.OWNER, Party.REVIEWER}:
        return None
    may_edit = brief.state is ListingState.DRAFT and Party.OWNER in held
    context = {"brief": brief, "found": results_of(texts_of(brief)), "shown": shown, "may_edit": may_edit}
    return Panel(TITLE, "briefs/panel_clarity.html", context)
