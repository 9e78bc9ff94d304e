"""The outline of a kind of listing: its steps, said once. The task list, the pages of the form, the answers
to check and what is still missing are all read from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.forms import DateField
from app.core.sensitivity.forms import text_fields
from app.listings.forms import StepForm
from app.listings.models import Listing, ListingArea, ListingKind, ListingMechanism, ListingSpecialism
from app.taxonomy.models import Mechanism

Row = tuple[str, Any]


@dataclass(frozen=True)
class Step:
    """One page of the form, and one row of the task list.

    `form` has fields named as the listing's attributes (or as the outline's readers and writers), or answers
    the form for a listing, one of `variants`. `rows` says what was answered, for people to read. An `is_own_view`
    is the owner's judgement and not shown to a reviewer, who comes to one without it.
    """

    slug: str
    title: str
    rows: Callable[[Any], list[Row]]
    form: type[StepForm] | None = None
    form_for: Callable[[Any], type[StepForm]] | None = None
    is_own_view: bool = False
    variants: tuple[type[StepForm], ...] = ()

    @property
    def forms(self) -> tuple[type[StepForm], ...]:
        """Every form that the step may have."""
        return self.variants if self.form is None else (self.form,)

    def form_class(self, listing: Listing) -> type[StepForm]:
        if self.form_for is not None:
            return self.form_for(listing)
        assert self.form is not None
        return self.form


@dataclass(frozen=True)
class Task:
    """A step as the task list shows it. `status` is a word of components/task_list.html."""

    step: Step
    status: str
    reason: str = ""


@dataclass(frozen=True)
class Text:
    """A text of a listing: where it is written, and what people call it."""

    step: Step
    field: str
    title: str
    text: str


def _area_codes(listing: Listing) -> list[str]:
    return [link.area_code for link in listing.area_links]


def _write_areas(listing: Listing, codes: Iterable[str]) -> None:
    known = {link.area_code: link for link in listing.area_links}
    listing.area_links = [known.get(code) or ListingArea(area_code=code) for code in codes]
    listing.area_links.reorder()  # type: ignore[attr-defined]  # an ordering_list


def _principal(listing: Listing) -> str | None:
    codes = _area_codes(listing)
    return codes[0] if len(codes) > 1 else None


def _write_principal(listing: Listing, code: str | None) -> None:
    codes = _area_codes(listing)
    if code in codes:
        _write_areas(listing, [code, *(other for other in codes if other != code)])


def _specialism_codes(listing: Listing) -> list[str]:
    return [link.specialism_code for link in listing.specialism_links if not link.is_likely]


def _write_specialisms(listing: Listing, codes: Iterable[str]) -> None:
    wanted = list(codes)
    known = {link.specialism_code: link for link in listing.specialism_links}
    stated = [known.get(code) or ListingSpecialism(specialism_code=code) for code in wanted]
    for link in stated:
        link.is_likely = False
    # What was suggested stays a suggestion unless it is now stated.
    likely = [link for code, link in known.items() if link.is_likely and code not in wanted]
    listing.specialism_links = [*stated, *likely]
    listing.specialism_links.reorder()  # type: ignore[attr-defined]


def _mechanisms(listing: Listing) -> list[Mechanism]:
    return listing.mechanisms


def _write_mechanisms(listing: Listing, mechanisms: Iterable[Mechanism]) -> None:
    known = {link.mechanism: link for link in listing.mechanism_links}
    listing.mechanism_links = [known.get(m) or ListingMechanism(mechanism=m) for m in mechanisms]


_READERS: dict[str, Callable[[Any], Any]] = {
    "areas": _area_codes,
    "principal_area": _principal,
    "specialisms": _specialism_codes,
    "mechanisms": _mechanisms,
}
_WRITERS: dict[str, Callable[[Any, Any], None]] = {
    "areas": _write_areas,
    "principal_area": _write_principal,
    "specialisms": _write_specialisms,
    "mechanisms": _write_mechanisms,
}


@dataclass(frozen=True)
class Outline:
    """Everything that briefs and offers say differently, in one place."""

    kind: ListingKind
    model: type[Listing]
    steps: tuple[Step, ...]
    readers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    writers: Mapping[str, Callable[[Any, Any], None]] = field(default_factory=dict)
    # Keeps what follows from other columns, such as the day on which the listing expires.
    derive: Callable[[Any], None] = lambda listing: None

    @property
    def word(self) -> str:
        """brief or offer."""
        return self.kind.value

    @property
    def room(self) -> str:
        """briefs or offers: the blueprint, the folder and the first part of its addresses."""
        return f"{self.kind.value}s"

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def after(self, step: Step) -> Step | None:
        """The step that comes next."""
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def read(self, listing: Listing, name: str) -> Any:
        """A form field's value in the listing."""
        reader = self.readers.get(name) or _READERS.get(name)
        return reader(listing) if reader else getattr(listing, name)

    def write(self, listing: Listing, name: str, value: Any) -> None:
        """Put a form field's value into the listing."""
        writer = self.writers.get(name) or _WRITERS.get(name)
        if writer:
            writer(listing, value)
        else:
            setattr(listing, name, value)

    def values(self, listing: Listing, step: Step) -> dict[str, Any]:
        """What the form of a step shows of the listing."""
        return {name: self.read(listing, name) for name in step.form_class(listing).field_names()}

    def undated(self, listing: Listing) -> dict[str, Any]:
        """What people filled in, by field, but for the dates."""
        found: dict[str, Any] = {}
        for step in self.steps:
            form = self._saved(listing, step)
            values = self.values(listing, step)
            found |= {name: value for name, value in values.items() if not isinstance(form[name], DateField)}
        return found

    def texts(self, listing: Listing) -> list[Text]:
        """Every text that people wrote in the listing, in the order of the steps."""
        return [
            Text(step, field.name, field.subject, field.data or "")
            for step in self.steps
            for field in text_fields(self._saved(listing, step))
        ]

    def task(self, listing: Listing, step: Step) -> Task:
        """How far a step is. The step's own form judges what is saved, so there is one rule and not two."""
        values = self.values(listing, step)
        form = self._saved(listing, step)
        valid = form.validate()
        empty = all(value in (None, "", [], False) for value in values.values())
        if valid:
            return Task(step, "optional" if empty else "completed")
        reason = next((str(f.errors[0]) for f in form if f.errors), "")
        return Task(step, "not_started" if empty else "in_progress", "" if empty else reason)

    def _saved(self, listing: Listing, step: Step) -> StepForm:
        """The form of a step, filled with what is saved."""
        data = {**self.values(listing, step), "version": listing.version}
        form: StepForm = step.form_class(listing)(formdata=None, data=data, meta={"csrf": False})
        return form

    def tasks(self, listing: Listing) -> list[Task]:
        return [self.task(listing, step) for step in self.steps]

    def missing(self, listing: Listing) -> list[Task]:
        """The steps without which the listing cannot be sent for review."""
        return [task for task in self.tasks(listing) if task.status not in ("completed", "optional")]


_outlines: dict[ListingKind, Outline] = {}


def register(outline: Outline) -> None:
    """Make a kind of listing known. Its room calls this once."""
    _outlines[outline.kind] = outline


def outline_of(listing: Listing) -> Outline:
    """The outline that a listing follows."""
    return _outlines[listing.kind]


def missing(listing: Listing) -> list[Task]:
    """The steps without which the listing cannot be sent for review."""
    return outline_of(listing).missing(listing)
