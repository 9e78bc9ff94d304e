"""Takes out of an offer what it says that it does not do.

"We do not examine birds" puts an offer beside every brief about birds: neither words nor an encoder hears the "not".
So a clause in which the offerer denies a subject is left out of what is compared. A denial is one of a few plain
forms of English; what is not one of them stays. Briefs are left whole: what a force cannot do is its problem.
"""

import re

from app.search.sentences import sentences

# What an offerer does with a subject.
_DOES = (
    "deal|involve|handle|examine|comment|advise|provide|cover|offer|test|undertake|include|teach|treat|do|extend|concern"
    "|address|apply|replace|present|place"
)
_DENIAL = re.compile(
    rf"""
    # does not cover, we cannot advise on, won't be able to test
    \b(?:(?:do|does|did|will|would|can|could|should)(?:\s+not|n't|n’t)|cannot|can['’]t|won['’]t)\s+(?:\w+\s+){{0,3}}?(?:{_DOES})\b
    # is not about, not suitable for
    | \bnot\s+(?:concerned\s+with|about|intended|suitable|suited|aimed|designed\s+for|relevant)\b
    | \bnothing\s+to\s+do\s+with\b
    # has no training in
    | \b(?:have|has|had|with)\s+no\s+(?:\w+\s+)?
      (?:background|training|experience|expertise|interest|knowledge|connection)\b
    # lies outside our remit
    | \b(?:lie|lies|is|are|fall|falls)\s+outside\b
    # no human remains are involved
    | \bno\s+(?:[\w-]+\s+){{1,5}}(?:is|are)\s+(?:involved|offered|provided|covered|processed|included|made|undertaken)\b
    | \bnot\s+be\s+(?:asked|relied|used)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Clauses that can stand alone: after ; or :, and before a new subject or verb.
_NEXT_CLAUSE = re.compile(r"(?<=[;:])\s+|,?\s+(?:and|but)\s+(?=(?:it|we|they|has|have|does|do|will|is)\b)")


def without_disclaimers(text: str) -> str:
    """`text` less the clauses in which it says what it does not do."""
    kept = (
        " ".join(clause for clause in _NEXT_CLAUSE.split(sentence) if not _DENIAL.search(clause))
        for sentence in sentences(text, most=None)
    )
    return " ".join(sentence for sentence in kept if sentence)
