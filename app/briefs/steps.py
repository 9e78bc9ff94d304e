"""The outline of a brief."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from app.briefs import forms, preflight, preflight_forms, priority
from app.briefs.models import BUDGET_LABELS, HORIZON_LABELS, Brief, Scorer
from app.core.display import show_date
from app.extensions import db
from app.listings import forms as shared
from app.listings.labels import area_labels, audience_rows, mechanism_labels, specialism_labels
from app.listings.models import ListingKind
from app.listings.outline import Outline, Row, Step
from app.taxonomy.choices import label
from app.taxonomy.models import Region, ResearchInterest, VettingLevel


def vetting_words(brief: Brief) -> str:
    """What vetting the work needs: the most, and the least where it is another."""
    most = label(VettingLevel, brief.vetting_code)
    if brief.vetting_min_code and brief.vetting_min_code != brief.vetting_code:
        least = label(VettingLevel, brief.vetting_min_code)
        return f"{most}; some of it with {'none' if brief.vetting_min_code == 'NONE' else least}"
    return most


def essentials(brief: Brief) -> list[str]:
    """What must be delivered, one by one."""
    return [line.strip() for line in brief.essentials.split("\n") if line.strip()]


def _research_interest(brief: Brief) -> str | None:
    if brief.research_interest is not None:
        return brief.research_interest.code
    return forms.NONE_FITS if brief.no_research_interest_fits else None


def _write_research_interest(brief: Brief, code: str | None) -> None:
    brief.no_research_interest_fits = code == forms.NONE_FITS
    known = code and not brief.no_research_interest_fits
    asked = select(ResearchInterest).where(ResearchInterest.code == code)
    brief.research_interest = db.session.scalar(asked) if known else None


def _research_interest_rows(brief: Brief) -> list[Row]:
    interest = brief.research_interest
    if interest is not None:
        return [("Research interest", f"{interest.issuer} {interest.code}: {interest.summary}")]
    rows: list[Row] = [("Research interest", "None fits" if brief.no_research_interest_fits else "")]
    return [*rows, ("The missing question", brief.gap)] if brief.gap else rows


def _priority_rows(brief: Brief) -> list[Row]:
    given = [(each.criterion, each.owner) for each in priority.lines(brief)]
    return [
        (criterion.title, "" if score is None else f"{score}: {criterion.anchors[score]}")
        for criterion, score in given
    ]


def _write_score(name: str) -> Callable[[Brief, int | None], None]:
    return lambda brief, score: priority.write(brief, Scorer.OWNER, name, score)


def _derive(brief: Brief) -> None:
    brief.closes_on = brief.deadline
    if not brief.no_research_interest_fits:
        brief.gap = ""


def _weeks(brief: Brief) -> str:
    if not brief.duration_weeks:
        return ""
    return "1 week" if brief.duration_weeks == 1 else f"{brief.duration_weeks} weeks"


def _preflight_rows(questions: tuple[preflight.Question, ...]) -> Callable[[Brief], list[Row]]:
    """What was answered to some of the twelve questions."""

    def rows(brief: Brief) -> list[Row]:
        return [
            (each.question.short, each.sentence if each.state else "")
            for each in preflight.answers(brief)
            if each.question in questions
        ]

    return rows


_preflight_readers: dict[str, Callable[[Brief], Any]] = {}
_preflight_writers: dict[str, Callable[[Brief, Any], None]] = {}
for _question in preflight.QUESTIONS:
    _preflight_readers[_question.state_field] = partial(preflight.state_of, question=_question)
    _preflight_readers[_question.words_field] = partial(preflight.words_of, question=_question)
    _preflight_writers[_question.state_field] = partial(preflight.write_state, _question)
    _preflight_writers[_question.words_field] = partial(preflight.write_words, _question)

OUTLINE = Outline(
    kind=ListingKind.BRIEF,
    model=Brief,
    steps=(
        Step("title", "Title", lambda b: [("Title", b.title)], shared.TitleForm),
        Step("problem", "The problem", lambda b: [("The problem", b.problem)], forms.ProblemForm),
        Step(
            "need",
            "Who, why and what was tried",
            lambda b: [
                ("Who is affected", b.who_affected),
                ("Why now", b.why_now),
                ("Work already done", b.already_done),
            ],
            forms.NeedForm,
        ),
        Step(
            "outcome",
            "Desired outcome",
            lambda b: [("Desired outcome", b.desired_outcome)],
            forms.OutcomeForm,
        ),
        Step(
            "essentials",
            "Essentials",
            lambda b: [("Essentials", essentials(b))],
            forms.EssentialsForm,
        ),
        Step(
            "success",
            "Success and adoption",
            lambda b: [
                ("Measure", b.measure),
                ("Today’s figure", b.baseline),
                ("Route to adoption", b.adoption),
            ],
            forms.SuccessForm,
        ),
        Step(
            "areas",
            "Areas of challenge",
            lambda b: [("Areas of challenge", area_labels(b)), ("Areas in your words", b.areas_text)],
            shared.AreasForm,
        ),
        Step(
            "specialisms",
            "Specialisms wanted",
            lambda b: [
                ("Specialisms wanted", specialism_labels(b)),
                ("Specialisms in your words", b.specialisms_text),
            ],
            shared.SpecialismsForm,
        ),
        Step(
            "mechanisms",
            "Ways of working together",
            lambda b: [("Mechanisms", mechanism_labels(b))],
            forms.MechanismsForm,
        ),
        Step(
            "place-and-dates",
            "Place and dates",
            lambda b: [
                ("Region", label(Region, b.region_code)),
                ("Last day for responses", show_date(b.deadline)),
                ("Start", show_date(b.start)),
                ("Duration", _weeks(b)),
            ],
            forms.PlaceAndDatesForm,
        ),
        Step(
            "money", "Money", lambda b: [("Money available", BUDGET_LABELS[b.budget_band])], forms.MoneyForm
        ),
        Step("resources", "Resources", lambda b: [("Resources", b.resources)], forms.ResourcesForm),
        Step(
            "data-and-vetting",
            "Data and vetting",
            lambda b: [
                ("Data and access", b.data_access),
                ("Vetting needed", vetting_words(b)),
                ("About the vetting", b.vetting_note),
            ],
            forms.DataAndVettingForm,
        ),
        Step(
            "feasibility-data",
            "Feasibility: data and agreements",
            _preflight_rows(preflight.DATA_QUESTIONS),
            preflight_forms.DataForm,
        ),
        Step(
            "feasibility-people",
            "Feasibility: people, ethics, publication",
            _preflight_rows(preflight.PEOPLE_QUESTIONS),
            preflight_forms.PeopleForm,
        ),
        Step(
            "research-interest",
            "Research interest served",
            _research_interest_rows,
            forms.ResearchInterestForm,
        ),
        Step(
            "horizon",
            "Horizon",
            lambda b: [("Horizon", HORIZON_LABELS.get(b.horizon, ""))],
            forms.HorizonForm,
        ),
        Step("priority", "Priority", _priority_rows, forms.PriorityForm, is_own_view=True),
        Step("summary", "Summary", lambda b: [("Summary", b.summary)], forms.SummaryForm),
        Step(
            "audience",
            "Who may see it",
            audience_rows,
            shared.AudienceForm,
        ),
    ),
    readers={
        "research_interest": _research_interest,
        **{name: partial(priority.read, side=Scorer.OWNER, name=name) for name in priority.NAMES},
        **_preflight_readers,
    },
    writers={
        "research_interest": _write_research_interest,
        **{name: _write_score(name) for name in priority.NAMES},
        **_preflight_writers,
    },
    derive=_derive,
)
