"""How fast our word scoring is beside tantivy's: one process, one thread each, queries in turn.

python benchmarks/speed.py --docs 10000

Both get the same invented listings and the same questions, and are timed from the text to the ids of the best ten:
for whole briefs (about 150 words), and for two or three words with the count of all hits and of each facet's codes.
tantivy has one stemmed field with the title three times, is merged, weighs each word by its count in the question,
and counts through its own aggregation. The last line is JSON.
"""

import gc
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click  # noqa: E402
import numpy as np  # noqa: E402
import tantivy  # noqa: E402
from whoosh.analysis import STOP_WORDS  # noqa: E402
from whoosh.index import create_in  # noqa: E402

from app.core.actor import Audience  # noqa: E402
from app.search import encoder, plain, rank, segment, store  # noqa: E402
from app.search.follow import Held  # noqa: E402
from app.search.matrix import Matrix  # noqa: E402
from app.search.schema import SCHEMA, fields_of  # noqa: E402
from benchmarks.documents import FACET_SIZES, Maker  # noqa: E402

SEED = 20261122
BEST = 10
RESCORED = 1_000
# The fields of the index that word scoring reads. Those for phrases, spelling and filters would only delay the build.
SCORED = ("key", "all", "facts")
PLAIN_SECONDS = 20.0  # after which plain Whoosh is asked no more
WORD = re.compile(r"[a-z0-9]+")


def memory() -> float:
    """What this process has in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Ours:
    """The index and the code that the site itself searches with."""

    def __init__(self, folder: Path, count: int) -> None:
        began = time.perf_counter()
        if not folder.exists():
            _build_whoosh(folder, count)
        self.build_seconds = time.perf_counter() - began
        gc.collect()
        before, began = memory(), time.perf_counter()
        self.opened = store.read_index(folder.parent, Audience(folder.name))
        parts = [
            (segment.read(leaf, entries), np.ones(len(entries), bool))
            for (leaf, _), entries in zip(self.opened.leaves, self.opened.entries, strict=True)
        ]
        self.matrix = Matrix(parts)
        self.matrix_seconds, self.matrix_memory = time.perf_counter() - began, memory() - before
        self._held = Held(Audience.PUBLIC, self.opened.identity, 0, self.matrix)

    def brief(self, text: str) -> list[str]:
        return rank.alike(self.matrix, text, BEST)

    def facets(self, text: str) -> tuple[list[str], int, dict[tuple[str, str], int]]:
        hits = rank.find(self._held, rank.parse(text))
        best = [self.matrix.facts[row].key for row in self.matrix.top(hits.scores, BEST)]
        return best, len(hits.rows), self.matrix.count_codes(hits.rows)

    def plain_brief(self, text: str) -> list[str]:
        return [facts.key for facts in plain.top(self.opened, Counter(rank.tokens(text)), BEST)]

    def plain_facets(self, text: str) -> tuple[list[str], int, Counter[tuple[str, str]]]:
        found = plain.scores(self.opened, dict.fromkeys(rank.parse(text).stems, 1.0))
        best = sorted(found, key=lambda number: -found[number])[:BEST]
        facts = self.opened.facts
        codes = Counter((name, c) for number in found for name, held in facts[number].facets for c in held)
        return [facts[number].key for number in best], len(found), codes


def _build_whoosh(folder: Path, count: int) -> None:
    half_made = folder.with_name("half-made")
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(parents=True)
    writer = create_in(str(half_made), SCHEMA).writer(limitmb=256)
    with click.progressbar(
        Maker(SEED).documents(count), length=count, label="Whoosh, documents"
    ) as documents:
        for number, document in enumerate(documents, 1):
            fields = fields_of("offers", number, document)
            writer.add_document(**{name: fields[name] for name in SCORED})
    click.echo("Whoosh, writing the postings")
    writer.commit()
    half_made.rename(folder)


class Tantivy:
    """tantivy fed as well as we know how."""

    def __init__(self, folder: Path, count: int) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("key", stored=True, tokenizer_name="raw", fast=True)
        schema.add_text_field("all", tokenizer_name="en_stem")
        for facet in FACET_SIZES:
            schema.add_text_field(facet, tokenizer_name="raw", fast=True)
        began = time.perf_counter()
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(schema.build(), path=str(folder))
        if is_new:
            self._fill(count)
        self.build_seconds = time.perf_counter() - began
        self._index.reload()
        self._searcher = self._index.searcher()
        assert (self._searcher.num_docs, self._searcher.num_segments) == (count, 1), "not merged"
        self._counts: dict[str, Any] = {
            name: {"terms": {"field": name, "size": size}} for name, size in FACET_SIZES.items()
        }
        self._counts["hits"] = {"value_count": {"field": "key"}}

    def _fill(self, count: int) -> None:
        writer = self._index.writer(256_000_000, 1)
        for number, document in enumerate(Maker(SEED).documents(count), 1):
            text = f"{document.title} " * 3 + document.body
            codes = {name: list(held) for name, held in document.facets.items()}
            writer.add_document(tantivy.Document(key=[f"offers:{number}"], all=[text], **codes))
        writer.commit()
        writer.wait_merging_threads()

    def _query(self, text: str) -> Any:
        counts = Counter(w for w in WORD.findall(text.lower()) if w not in STOP_WORDS and len(w) > 1)
        return self._index.parse_query(
            " ".join(f"{w}^{n}" if n > 1 else w for w, n in counts.items()), ["all"]
        )

    def _best(self, query: Any) -> list[str]:
        hits = self._searcher.search(query, BEST, count=False).hits
        return [self._searcher.doc(address)["key"][0] for _, address in hits]

    def brief(self, text: str) -> list[str]:
        return self._best(self._query(text))

    def facets(self, text: str) -> tuple[list[str], dict[str, Any]]:
        query = self._query(text)
        return self._best(query), self._searcher.aggregate(query, self._counts)


class Dense:
    """Meaning beside words. The documents' vectors are invented: what takes time is asking, not what is found."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._vectors = np.random.default_rng(SEED).standard_normal((matrix.size, 384), np.float32)

    def brief(self, text: str) -> list[str]:
        scores = self._matrix.scores(Counter(rank.tokens(text)))
        rows = self._matrix.top(scores, RESCORED)
        near = self._vectors[rows] @ encoder.shared().encode([text])[0]
        best = np.argsort(-(scores[rows] / scores[rows[0]] + near), kind="stable")[:BEST]
        return [self._matrix.facts[row].key for row in rows[best]]


Question = Callable[[str], object]


def times(questions: dict[str, Question], texts: Sequence[str], rounds: int = 1) -> dict[str, list[float]]:
    """Seconds each way of asking took for each text, all ways in turn, in an order thrown anew for each text."""
    dice = random.Random(SEED)
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for text in [text for _ in range(rounds) for text in texts]:
        for name in dice.sample(list(questions), len(questions)):
            began = time.perf_counter()
            questions[name](text)
            taken[name].append(time.perf_counter() - began)
    return taken


def until_tired(ask: Question, texts: Sequence[str]) -> list[float]:
    """Seconds for as many of the texts as PLAIN_SECONDS allow, one at least."""
    taken: list[float] = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        taken.append(time.perf_counter() - began)
        if sum(taken) > PLAIN_SECONDS:
            break
    return taken


def told(name: str, taken: Sequence[float]) -> dict[str, float]:
    """Print and return median and 95th percentile in milliseconds."""
    middle, late = (float(np.percentile(taken, part)) * 1e3 for part in (50, 95))
    click.echo(f"  {name:<26} median {middle:9.2f} ms   p95 {late:9.2f} ms   ({len(taken)} questions)")
    return {"median_ms": round(middle, 3), "p95_ms": round(late, 3), "questions": len(taken)}


def _agreement(one: list[list[str]], other: list[list[str]]) -> float:
    return float(np.mean([len(set(a) & set(b)) / BEST for a, b in zip(one, other, strict=True)]))


@click.command()
@click.option("--docs", default=10_000, show_default=True, help="How many listings.")
@click.option("--queries", default=200, show_default=True, help="How many questions of each sort.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Keep the indexes here, and use those that are."
)
@click.option("--dense/--no-dense", default=True, show_default=True, help="Also time encoder and rescoring.")
def main(docs: int, queries: int, folder: Path | None, dense: bool) -> None:
    """Time our word scoring beside tantivy's and plain Whoosh's."""
    with tempfile.TemporaryDirectory() as scratch:
        compare(docs, queries, (folder or Path(scratch)) / str(docs), dense)


def compare(docs: int, queries: int, place: Path, dense: bool) -> None:
    """Build, ask, print."""
    ours = Ours(place / "public", docs)
    before = memory()
    peer = Tantivy(place / "tantivy", docs)
    asker = Maker(SEED + 1)
    briefs = ["\n".join(asker.text()) for _ in range(queries)]
    words = [asker.question() for _ in range(queries)]
    for text in [*briefs[:20], *words[:20]]:  # warm both
        ours.brief(text), peer.brief(text), ours.facets(text), peer.facets(text)
    agreement = _agreement([ours.brief(t) for t in briefs[:50]], [peer.brief(t) for t in briefs[:50]])
    gc.collect()
    gc.disable()
    by_brief = times({"ours": ours.brief, "tantivy": peer.brief}, briefs)
    by_words = times({"ours": ours.facets, "tantivy": peer.facets}, words)
    gc.enable()

    result: dict[str, Any] = {
        "docs": docs,
        "postings": ours.matrix.postings,
        "agreement_at_10": round(agreement, 3),
    }
    for title, key, taken, slow, texts in (
        ("Whole briefs, text to best ten", "brief", by_brief, ours.plain_brief, briefs),
        ("Two or three words, best ten, count and facets", "facets", by_words, ours.plain_facets, words),
    ):
        click.echo(title)
        result[f"{key}_ours"] = told("ours", taken["ours"])
        result[f"{key}_tantivy"] = told("tantivy", taken["tantivy"])
        result[f"{key}_whoosh"] = told("plain Whoosh, as weighted", until_tired(slow, texts[:20]))
    if dense:
        click.echo("Whole briefs with encoder and rescoring of the best 1,000 (no bar)")
        result["brief_dense"] = told("ours", times({"ours": Dense(ours.matrix).brief}, briefs[:50])["ours"])
    _tell_sizes(ours, peer, before, place, result)
    for key in ("brief", "facets"):
        for part in ("median", "p95"):
            ratio = result[f"{key}_ours"][f"{part}_ms"] / result[f"{key}_tantivy"][f"{part}_ms"]
            result[f"{key}_ratio" if part == "median" else f"{key}_p95_ratio"] = round(ratio, 3)
    click.echo(f"Ratios of medians: briefs {result['brief_ratio']}, facets {result['facets_ratio']}")
    click.echo(json.dumps(result))


def _tell_sizes(ours: Ours, peer: Tantivy, before: float, place: Path, result: dict[str, Any]) -> None:
    sizes = {part: sum(_file_sizes(place / part)) / 1e6 for part in ("public", "tantivy")}
    for name, value, unit in (
        ("build_whoosh_s", ours.build_seconds, "s"),
        ("build_matrix_s", ours.matrix_seconds, "s"),
        ("build_tantivy_s", peer.build_seconds, "s"),
        ("memory_index_and_matrix_mb", ours.matrix_memory, "MB"),
        ("memory_matrix_arrays_mb", ours.matrix.nbytes / 1e6, "MB"),
        ("memory_process_mb", memory(), "MB"),
        ("disk_whoosh_mb", sizes["public"], "MB"),
        ("disk_tantivy_mb", sizes["tantivy"], "MB"),
    ):
        result[name] = round(value, 1)
        click.echo(f"  {name.replace('_', ' '):<32} {value:9.1f} {unit}")
    result["memory_before_tantivy_mb"] = round(before, 1)


def _file_sizes(folder: Path) -> Iterator[int]:
    return (path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
