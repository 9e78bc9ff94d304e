"""`flask evaluate lessons DIR`: are lessons found by who looks for them, and pushed to who could use them?"""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import select

import app as house
from app.accounts.service.actors import actor_for
from app.collaborations.advice import chosen
from app.collaborations.models import Collaboration
from app.config import PROJECT
from app.core import evaluate
from app.extensions import db
from app.lessons import cases
from app.lessons.models import Lesson
from app.matching import search_evaluation
from app.matching.measures import standard_error
from app.search import store, writer
from app.search.matrix import Floats
from app.seeds import reference, sample
from app.taxonomy.rows import BadRow, Row, read_csv

USEFUL = PROJECT / "benchmarks" / "judged" / "lessons_useful.tsv"
# Of so many collaborations so many must be shown a useful lesson: the bar is that share.
LEAST_HELPED, OF_SO_MANY = 20, 24
# A reader's grades: useful, and just what this work needs.
GRADES = (1, 2)

# By collaboration, by lesson: its grade.
Grades = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Pushed:
    """The lessons that one collaboration is shown, by their ids in the files, best first; and their grades."""

    collaboration: str
    lessons: tuple[str, ...]
    grades: tuple[int, ...]

    @property
    def best(self) -> int:
        return max(self.grades, default=0)


@click.command("lessons")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--useful",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=USEFUL,
    help="Which lessons a reader judged useful to which collaboration: collaboration, lesson, grade, why.",
)
def measure(folder: Path, useful: Path) -> None:
    """Ask the searches of FOLDER for lessons, and push lessons to its collaborations; needs no running site.

    FOLDER is in the sample format, with searches.jsonl. The searches are ranked beside plain BM25F over the same index.
    The pushed lessons are chosen by the function that fills a collaboration's page, in a site of its own that is thrown
    away; a collaboration's own lessons are left out.
    """
    try:
        ours, plain = search_evaluation.judge_target(folder, "lessons")
        graded = read_useful(useful)
        with site_of(folder):
            found = pushed(graded)
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    for each in found:
        click.echo(f"{each.collaboration}: {', '.join(map(_with_grade, each.lessons, each.grades))}")
    helped = {grade: sum(each.best >= grade for each in found) for grade in GRADES}
    least = LEAST_HELPED * len(found) / OF_SO_MANY
    bars = {
        "nDCG@10 must be at least that of plain BM25F.": ours.mean() >= plain.mean(),
        f"At least {LEAST_HELPED} of {OF_SO_MANY} collaborations must be shown a useful lesson.": (
            helped[1] >= least
        ),
    }
    total = len(found)
    rows = [
        ("Searches for lessons, nDCG@10", *_mean(ours), f"at least {plain.mean():.3f}"),
        ("The same by plain BM25F", *_mean(plain), ""),
        ("Collaborations shown a useful lesson", f"{helped[1]} of {total}", "", f"at least {least:.0f}"),
        ("… one graded 2", f"{helped[2]} of {total}", "", ""),
    ]
    evaluate.report(
        ("Lessons", "figure", "std. error", "bar"),
        rows,
        {
            "ndcg_at_10": {"ours": float(ours.mean()), "plain": float(plain.mean())},
            "searches": len(ours),
            "helped": helped[1],
            "helped_by_grade_2": helped[2],
            "collaborations": len(found),
        },
        [sentence for sentence, holds in bars.items() if not holds],
    )


def _mean(figures: Floats) -> tuple[str, str]:
    return f"{figures.mean():.3f}", f"{standard_error(figures):.3f}"


def _with_grade(lesson: str, grade: int) -> str:
    return f"{lesson} (graded {grade})" if grade else lesson


def read_useful(path: Path) -> Grades:
    """The judgements of a file: tab-separated collaboration, lesson, grade, why. Raises BadRow."""
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, values in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
            row = Row(path.name, line, values)
            grade = row.text("grade", required=True)
            if grade not in map(str, GRADES):
                raise row.bad("grade", f"expected one of {GRADES}, got {grade!r}")
            of = found.setdefault(row.text("collaboration", required=True), {})
            of[row.text("lesson", required=True)] = int(grade)
    return found


@contextmanager
def site_of(folder: Path) -> Iterator[None]:
    """A site with the reference data and the sample of `folder`, and its index, for as long as this lasts."""
    with tempfile.TemporaryDirectory() as place:
        # What is pushed is chosen by codes and words: no meaning need be computed.
        settings = {"DATA_DIR": place, "DATABASE_URL": "", "ENCODER": "off", "RATELIMIT_ENABLED": False}
        with house.create_app(settings).app_context():
            try:
                db.create_all()
                reference.load(_unheard)
                sample.load(_unheard, folder)
                writer.rebuild()
                yield
            finally:
                store.close_mine()
                db.session.remove()
                db.engine.dispose()


def _unheard(_file: str, _rows: int) -> None:
    """Nobody is told how far the loading is."""


def pushed(graded: Grades) -> list[Pushed]:
    """What each judged collaboration of the present site is shown, to the eyes of its police side."""
    names = _names()
    found = []
    for ref, grades in sorted(graded.items()):
        collaboration = db.session.scalar(select(Collaboration).where(Collaboration.sample_ref == ref))
        if collaboration is None:
            raise BadRow("collaborations.jsonl", 1, "id", f"there is no {ref!r}, which was judged")
        own = [contact.person for contact in collaboration.contacts]
        lessons = tuple(names[fit.lesson.id] for fit in chosen(actor_for(own[0]), collaboration))
        found.append(Pushed(ref, lessons, tuple(grades.get(name, 0) for name in lessons)))
    return found


def _names() -> dict[int, str]:
    """Each lesson's id in the files: a published case is known by its row, as in CASE-07."""
    order = {cases.slug(row.text("title")): n for n, row in enumerate(read_csv(cases.FILE), start=1)}
    return {
        lesson.id: lesson.sample_ref or f"CASE-{order[lesson.case_ref or '']:02d}"
        for lesson in db.session.scalars(select(Lesson))
    }
