"""How well the general part of the engine finds what judges found relevant, beside other engines.

python benchmarks/relevance.py FOLDER... [--cache FOLDER]

Each FOLDER holds a judged collection: corpus.jsonl {id, title, text}, queries.jsonl {id, text}, qrels.tsv (query,
document, grade). Each is asked twice: by its queries, and by its documents (`-qbd`, see judged.py). No domain data is
used. The weights for a collection are chosen on the other collections given; for a single one they are as shipped.
Prints nDCG@10, MAP and recall@100 by task; the last line is JSON.
"""

import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import product
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click  # noqa: E402
import numpy as np  # noqa: E402

from app.search import meaning  # noqa: E402
from app.search.encoder import MODEL, Encoder, Vectors, from_bytes, to_bytes  # noqa: E402
from app.search.meaning import SHIPPED, Floats, Texts, Weights  # noqa: E402
from app.search.schema import TITLE_WEIGHT  # noqa: E402
from app.search.sentences import sentences  # noqa: E402
from app.search.words import tokens  # noqa: E402
from benchmarks.judged import LONGEST_RUN, Figures, Task, Text, measure, read  # noqa: E402
from benchmarks.peers import OTHERS, RIVALS, Run  # noqa: E402

BAR = 1.14
ENCODER, LIKENESS, SEARCH, AS_SHIPPED = (
    "encoder alone",
    "ours, likeness",
    "ours, search",
    "ours, search as shipped",
)
# What the weights are chosen from.
GRID = [
    replace(SHIPPED, words=words, sentence=sentence, middle=middle, share=share)
    for words, sentence, middle, share in product((0.75, 1.0, 1.5), (0.0, 0.25, 0.5), (0.7, 1.0), (0.0, 0.5))
]
ONE_EACH = Weights(words=1.0, whole=1.0, sentence=1.0)


class Cache:
    """Vectors by the text that they stand for, in a file: embedding takes most of the time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / "vectors.sqlite")
        self._file.execute("CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, numbers BLOB)")
        self._known: dict[bytes, bytes] = dict(self._file.execute("SELECT text, numbers FROM vector"))

    def embed(self, texts: Iterable[str], label: str) -> None:
        """Embed those that are not known yet."""
        wanted = [text for text in dict.fromkeys(texts) if _key(text) not in self._known]
        if not wanted:
            return
        encoder = Encoder()
        with click.progressbar(wanted, label=label, file=sys.stderr) as bar:
            for number, text in enumerate(bar):
                row = _key(text), to_bytes(encoder.encode([text]))[0]
                self._known[row[0]] = row[1]
                self._file.execute("INSERT OR REPLACE INTO vector VALUES (?, ?)", row)
                if number % 200 == 0:
                    self._file.commit()
        self._file.commit()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that were embedded."""
        return from_bytes([self._known[_key(text)] for text in texts])


def _key(text: str) -> bytes:
    return sha256(f"{MODEL}\n{text}".encode("utf-8", "backslashreplace")).digest()


class Asked:
    """A task as the engine sees it."""

    def __init__(self, task: Task, cache: Cache) -> None:
        self.task = task
        asking = [question.text for question in task.questions]
        cache.embed(_all_texts([*task.documents, *asking]), f"Embedding {task.name}")
        self._wholes = cache.vectors([text.whole for text in task.documents])
        self._asking = cache.vectors([text.whole for text in asking])
        self._ground = meaning.ground_of([_stems(text) for text in task.documents], self._wholes)
        self._texts: dict[float, tuple[Texts, Texts]] = {}
        self._parts: dict[float, tuple[Floats, Floats, Floats]] = {}
        self._given = [
            (
                [_stems(text) for text in texts],
                cache.vectors([text.whole for text in texts]),
                [cache.vectors(sentences(text.whole)) for text in texts],
            )
            for texts in (asking, task.documents)
        ]

    def _seen(self, weights: Weights) -> tuple[Texts, Texts]:
        """The questions and the documents."""
        if weights.middle not in self._texts:
            asking, documents = (self._ground.texts(*given, weights) for given in self._given)
            self._parts[weights.middle] = meaning.parts(asking, documents, ONE_EACH)
            # The sentences are done with: what searching adds is words and meaning.
            self._texts[weights.middle] = _without_sentences(asking), _without_sentences(documents)
        return self._texts[weights.middle]

    def encoder(self) -> Run:
        return self._best(self._asking @ self._wholes.T)

    def likeness(self, weights: Weights) -> Run:
        return self._best(self._likeness(weights))

    def search(self, weights: Weights) -> Run:
        """Likeness once, then again with the questions drawn towards the nearest documents."""
        asking, documents = self._seen(weights)
        first = self._likeness(weights)
        drawn = meaning.with_nearest(asking, documents, first, weights)
        second = meaning.likeness(drawn, documents, weights)
        return self._best(second + weights.sentence * self._parts[weights.middle][2])

    def _likeness(self, weights: Weights) -> Floats:
        self._seen(weights)
        words, whole, sentence = self._parts[weights.middle]
        scores = weights.words * words + weights.whole * whole + weights.sentence * sentence
        for row, question in enumerate(self.task.questions):
            if question.itself is not None:
                scores[row, question.itself] = -np.inf
        return scores

    def _best(self, scores: Floats) -> Run:
        order = np.argsort(-scores, axis=1, kind="stable")[:, : LONGEST_RUN + 1]
        return [[int(number) for number in row] for row in order]


def _stems(text: Text) -> list[str]:
    return tokens(text.title) * TITLE_WEIGHT + tokens(text.body)


def _all_texts(texts: Iterable[Text]) -> Iterable[str]:
    for text in texts:
        yield text.whole
        yield from sentences(text.whole)


def _without_sentences(texts: Texts) -> Texts:
    return replace(texts, sentences=texts.sentences[:0], lengths=texts.lengths[:0], starts=0 * texts.starts)


def choose(asked: Sequence[Asked], run: Callable[[Asked, Weights], Run], label: str) -> dict[str, Weights]:
    """For each collection the weights with the best mean nDCG@10 over the tasks of the other collections."""
    grid = GRID if label == SEARCH else [weights for weights in GRID if weights.share == 0]
    collections = list(dict.fromkeys(one.task.collection for one in asked))
    if len(collections) == 1:
        return {collections[0]: SHIPPED}
    worth: dict[str, list[float]] = {one.task.name: [] for one in asked}
    with click.progressbar(
        [(w, one) for w in grid for one in asked], label=f"Choosing for {label}", file=sys.stderr
    ) as bar:
        for weights, one in bar:
            worth[one.task.name].append(measure(one.task, run(one, weights)).ndcg)
    chosen = {}
    for held_out in collections:
        rows = [worth[one.task.name] for one in asked if one.task.collection != held_out]
        chosen[held_out] = grid[int(np.argmax(np.mean(rows, axis=0)))]
    return chosen


def tell(figures: dict[str, dict[str, Figures]]) -> None:
    """Print a table a measure: a row an engine, a column a task."""
    tasks = list(figures)
    for name, title in (("ndcg", "nDCG@10"), ("average_precision", "MAP"), ("recall", "recall@100")):
        print(f"\n{title:28}" + "".join(f"{task:>15}" for task in [*tasks, "macro"]))
        for engine in figures[tasks[0]]:
            row = [getattr(figures[task][engine], name) for task in tasks]
            print(f"{engine:28}" + "".join(f"{value:15.4f}" for value in [*row, sum(row) / len(row)]))


def compare(figures: dict[str, dict[str, Figures]], engine: str) -> dict[str, float]:
    """By task, and of the macro means, nDCG@10 as a multiple of the better of tantivy and bm25s on that task."""
    ours = {task: by[engine].ndcg for task, by in figures.items()}
    best = {task: max(by[rival].ndcg for rival in RIVALS) for task, by in figures.items()}
    ratios = {task: ours[task] / best[task] for task in figures}
    return {
        **ratios,
        "macro": sum(ours.values()) / sum(best.values()),
        "mean": sum(ratios.values()) / len(ratios),
    }


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--cache", "cached", type=click.Path(file_okay=False, path_type=Path), help="Where vectors are kept."
)
def main(folders: Sequence[Path], cached: Path | None) -> None:
    """Measure all engines on the judged collections in FOLDERS."""
    data = os.environ.get("DATA_DIR") or tempfile.gettempdir()
    cache = Cache(cached or Path(data) / "benchmark-vectors")
    tasks = [task for folder in folders for task in read(folder)]
    asked = [Asked(task, cache) for task in tasks]
    figures: dict[str, dict[str, Figures]] = {task.name: {} for task in tasks}
    with click.progressbar(tasks, label="Other engines", file=sys.stderr) as bar:
        for task in bar:
            for name, peer in {**RIVALS, **OTHERS}.items():
                figures[task.name][name] = measure(task, peer(task))
    runs = {LIKENESS: Asked.likeness, SEARCH: Asked.search}
    chosen = {name: choose(asked, run, name) for name, run in runs.items()}
    for one in asked:
        by = figures[one.task.name]
        by[ENCODER] = measure(one.task, one.encoder())
        for name, run in runs.items():
            by[name] = measure(one.task, run(one, chosen[name][one.task.collection]))
        by[AS_SHIPPED] = measure(one.task, one.search(SHIPPED))
    tell(figures)
    for name in runs:
        print(f"\n{name}: weights chosen for")
        for collection, weights in chosen[name].items():
            print(f"  {collection:12} {asdict(weights)}")
    ratios = {name: compare(figures, name) for name in (LIKENESS, SEARCH, AS_SHIPPED)}
    print("\nnDCG@10 as a multiple of the better of tantivy and bm25s, by task")
    for name, row in ratios.items():
        print(f"  {name:26}" + "".join(f" {task} {value:.3f}" for task, value in row.items()))
    print(json.dumps(_as_json(figures, chosen, ratios)))


def _as_json(
    figures: dict[str, dict[str, Figures]],
    chosen: dict[str, dict[str, Weights]],
    ratios: dict[str, dict[str, float]],
) -> dict[str, object]:
    return {
        "figures": {task: {name: asdict(row) for name, row in by.items()} for task, by in figures.items()},
        "weights": {name: {held: asdict(row) for held, row in by.items()} for name, by in chosen.items()},
        "ratios": ratios,
        "ratio": ratios[SEARCH]["macro"],
        "bar": BAR,
        "passed": ratios[SEARCH]["macro"] >= BAR,
    }


if __name__ == "__main__":
    main()
