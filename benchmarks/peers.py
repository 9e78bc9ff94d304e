"""Other engines on a judged task, each fed so that it does its best. No part of the product."""

import re
import tempfile
from collections import Counter
from collections.abc import Callable

import bm25s
import Stemmer
import tantivy
from whoosh import fields, index, query
from whoosh.analysis import STOP_WORDS, StemmingAnalyzer

from benchmarks.judged import LONGEST_RUN, Task

Run = list[list[int]]
TITLE_COUNTS = 3


def _words(text: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", text.lower())
    return [word for word in found if word not in STOP_WORDS and len(word) > 1]


def _once(text: str) -> str:
    return " ".join(dict.fromkeys(_words(text)))


def _counted(text: str) -> str:
    """Repeated words as boosts: tantivy's parser drops plain repeats."""
    counts = Counter(_words(text))
    return " ".join(f"{word}^{count}" if count > 1 else word for word, count in counts.items())


def _tantivy(task: Task, names: list[str], form: Callable[[str], str]) -> Run:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True, fast=True)
    for name in ("title", "text", "all"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    opened = tantivy.Index(builder.build())
    writer = opened.writer(50_000_000, 1)
    for number, text in enumerate(task.documents):
        everything = (text.title + " ") * TITLE_COUNTS + text.body
        fields_ = {"title": [text.title], "text": [text.body], "all": [everything]}
        writer.add_document(tantivy.Document(number=number, **fields_))
    writer.commit()
    writer.wait_merging_threads()
    opened.reload()
    searcher = opened.searcher()
    run: Run = []
    for question in task.questions:
        asked = opened.parse_query(form(question.text.whole), names)
        hits = searcher.search(asked, LONGEST_RUN + 1).hits
        run.append([searcher.doc(address)["number"][0] for _, address in hits])
    return run


def tantivy_plain(task: Task) -> Run:
    """Title and text as two fields, each query word once."""
    return _tantivy(task, ["title", "text"], _once)


def tantivy_two_fields(task: Task) -> Run:
    """Title and text as two fields, a query word's count as its boost."""
    return _tantivy(task, ["title", "text"], _counted)


def tantivy_one_field(task: Task) -> Run:
    """One field with the title three times, a query word's count as its boost."""
    return _tantivy(task, ["all"], _counted)


def bm25s_stemmed(task: Task) -> Run:
    """bm25s with its defaults and English stems."""
    stemmer = Stemmer.Stemmer("english")

    def cut(texts: list[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    engine = bm25s.BM25()
    engine.index(cut([text.whole for text in task.documents]), show_progress=False)
    most = min(LONGEST_RUN + 1, len(task.documents))
    run: Run = []
    for question in task.questions:
        numbers, _ = engine.retrieve(cut([question.text.whole]), k=most, show_progress=False)
        run.append([int(number) for number in numbers[0]])
    return run


def whoosh_stemmed(task: Task) -> Run:
    """Whoosh as it comes, with its stemming analyser: title and text as two fields, stock BM25F."""
    analyser = StemmingAnalyzer()
    schema = fields.Schema(
        number=fields.STORED, title=fields.TEXT(analyzer=analyser), text=fields.TEXT(analyzer=analyser)
    )
    run: Run = []
    with tempfile.TemporaryDirectory() as folder:
        opened = index.create_in(folder, schema)
        writer = opened.writer(limitmb=256)
        for number, text in enumerate(task.documents):
            writer.add_document(number=number, title=text.title, text=text.body)
        writer.commit(optimize=True)
        with opened.searcher() as searcher:
            for question in task.questions:
                stems = dict.fromkeys(token.text for token in analyser(question.text.whole))
                asked = query.Or([query.Term(name, stem) for stem in stems for name in ("title", "text")])
                hits = searcher.search(asked, limit=LONGEST_RUN + 1)
                run.append([searcher.stored_fields(number)["number"] for _, number in hits.top_n])
    return run


# Those that the engine is measured against, and the rest, by the name that is printed.
RIVALS: dict[str, Callable[[Task], Run]] = {
    "tantivy": tantivy_plain,
    "tantivy, counts, two fields": tantivy_two_fields,
    "tantivy, counts, title x3": tantivy_one_field,
    "bm25s": bm25s_stemmed,
}
OTHERS: dict[str, Callable[[Task], Run]] = {"Whoosh, stemmed": whoosh_stemmed}
