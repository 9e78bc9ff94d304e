"""How clear a brief is: ten checks, each a rule with words of its own to look for, with what to change and where.

Pure functions over the brief's texts; the words stand in clarity_words. They advise and never block. How far they
agree with people, and what they are bad at: docs/clarity.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from app.briefs import clarity_words as words
from app.search.sentences import sentences

MOST_ESSENTIALS = 5
MOST_SUMMARY_WORDS = 50
MOST_QUOTED = 110

DXW = "dxw’s review of 31 public opportunities, reported by UKAuthority"
MARKETPLACE = "the Digital Marketplace’s form for opportunities"
CIVTECH = "CivTech’s account of its challenges"
HANDBOOK = "the NATO lessons learned handbook"
BOYD = "Boyd, Rappert and Fleischer, Evidence & Policy, 2024"
PRIZES = "Challenge.gov and HeroX"


@dataclass(frozen=True)
class Texts:
    """What a brief says, as far as the checks read it; named as the brief's own fields."""

    title: str = ""
    summary: str = ""
    problem: str = ""
    who_affected: str = ""
    why_now: str = ""
    already_done: str = ""
    desired_outcome: str = ""
    essentials: str = ""  # one a line
    measure: str = ""
    baseline: str = ""
    adoption: str = ""
    resources: str = ""
    data_access: str = ""
    # Read for acronyms only.
    vetting_note: str = ""
    areas_text: str = ""
    specialisms_text: str = ""
    # Whether a band of money is chosen, "none" among them.
    says_money: bool = False

    def all(self) -> dict[str, str]:
        """Every text by its field."""
        return {name: text for name in TEXT_FIELDS if (text := getattr(self, name))}


TEXT_FIELDS = tuple(field.name for field in fields(Texts) if field.type is str)


@dataclass(frozen=True)
class Finding:
    """What a rule found: what it went by, or what it misses; and the field, where that is not the check's own."""

    passed: bool
    why: str
    field: str = ""


Rule = Callable[[Texts], Finding]


@dataclass(frozen=True)
class Check:
    """A named rule. `change` says what to do in `field`; `source` says who found that briefs fail by this."""

    name: str
    field: str
    change: str
    source: str
    rule: Rule

    @property
    def key(self) -> str:
        """Its name in files: that of its rule."""
        return self.rule.__name__


@dataclass(frozen=True)
class Result:
    """A check of one brief."""

    check: Check
    finding: Finding

    @property
    def passed(self) -> bool:
        return self.finding.passed

    @property
    def field(self) -> str:
        """Where to change it."""
        return self.finding.field or self.check.field


def problem_stated(texts: Texts) -> Finding:
    """The problem says what goes wrong, in sentences that are no wishes. One that begins with what somebody would
    like must say the more besides. Source: DXW, the problem was unclear in 71 %."""
    said = _sentences(texts.problem)
    wishes = [text for text in said if words.WISH.search(text)]
    troubles = [t for t in said if t not in wishes and (words.TROUBLE.search(t) or words.EFFECT.search(t))]
    begins_with_wish = any(text in wishes for text in said[:2])
    needed = max(4, 2 * len(wishes)) if begins_with_wish else 2
    if len(troubles) >= needed:
        return _passed(troubles[0])
    return _missing(
        "It says what you would like before it says what goes wrong."
        if wishes
        else "It says little of what goes wrong."
    )


def who_is_affected(texts: Texts) -> Finding:
    """A sentence names people and what it does to them; in the field of that name, also what they need of it.
    Source: DXW, what users need was unclear in 74 %."""
    said = _with_pronouns(_sentences(texts.who_affected, texts.problem, texts.why_now))
    found = _first((t for t in said if not words.WISH.search(t)), words.WHO, words.EFFECT) or _first(
        _sentences(texts.who_affected), words.WHO, words.MEANS
    )
    return _passed(found) if found else _missing("No sentence names people and says what it does to them.")


def why_now(texts: Texts) -> Finding:
    """Something grows, is new, or ends on a day; in the field of that name any date is enough. That it
    is urgent, or the right time, is no reason. Source: DXW, the reason was missing in 65 %."""
    own = _sentences(texts.why_now)
    found = (
        _first(own, words.TIMELY)
        or _first(own, words.DATED)
        or _first(_sentences(texts.problem), words.TIMELY)
    )
    return (
        _passed(found) if found else _missing("It gives no change, event or date that makes it matter now.")
    )


def work_already_done(texts: Texts) -> Finding:
    """Something was tried, bought, asked or ruled out, or nobody has tried; in the field of that name, anything done.
    How things are done today does not count. Source: MARKETPLACE, which asks every buyer."""
    own = _sentences(texts.already_done)
    found = _first(own, words.ACTED) or _first([*own, *_sentences(texts.problem, texts.why_now)], words.DONE)
    return _passed(found) if found else _missing("It does not say what was tried, bought or ruled out.")


def at_most_five_essentials(texts: Texts) -> Finding:
    """One to five things must be delivered: the essentials, or without them the parts of the desired outcome that can
    be handed over. Source: DXW, six or more in 77 %."""
    listed = [line for line in texts.essentials.split("\n") if line.strip()]
    if not listed:
        parts = re.split(r"[;\n]|(?<=\.)\s", texts.desired_outcome)
        listed = [p for p in parts if words.DELIVERED.search(p) and not words.VAGUE.search(p)]
    if not listed:
        return _missing("It names nothing that must be delivered.")
    count = f"{len(listed)} {'is' if len(listed) == 1 else 'are'} named."
    return Finding(len(listed) <= MOST_ESSENTIALS, count)


def summary_in_50_words(texts: Texts) -> Finding:
    """The summary says what is wrong and what is wanted in 50 words. Source: MARKETPLACE for the number; DXW, no clear
    summary in 68 %."""
    count = len(texts.summary.split())
    if not count or words.ELSEWHERE.search(texts.summary):
        return _missing("There is no summary.")
    if count > MOST_SUMMARY_WORDS:
        return _missing(f"It has {count} words.")
    if not (words.TROUBLE.search(texts.summary) or words.EFFECT.search(texts.summary)):
        return _missing("It does not say what is wrong.")
    if not words.ASK.search(texts.summary):
        return _missing("It does not say what you want.")
    return Finding(True, f"It has {count} {'word' if count == 1 else 'words'}.")


def resources_and_data(texts: Texts) -> Finding:
    """What data or access there is, and what the force brings: money, people, time, a room. What is still to be found
    does not count. Source: DXW, the budget was unclear in 32 %; BOYD for data and people."""
    if not _settled(texts.data_access):
        return _missing("It does not say what data or access there is, or that there is none.", "data_access")
    if not (texts.says_money or _settled(texts.resources)):
        return _missing("It does not say what you bring: money, people, time or a place.")
    return _passed(texts.data_access)


def measure_with_baseline(texts: Texts) -> Finding:
    """Something is counted, and today's figure stands beside it. Without a measure of its own the desired outcome
    counts where the problem gives a figure for the same thing. Source: PRIZES, how success is judged stands first."""
    said = f"{texts.measure}\n{texts.baseline}".strip()
    if said:
        if len(words.NUMBER.findall(said)) >= 2:
            return _passed(said)
        return _missing(
            "Today’s figure is missing, or the figure to reach." if texts.measure else "Nothing is counted."
        )
    for target in re.split(r"[;.](?!\d)", texts.desired_outcome):
        if words.NUMBER.search(target) and words.TARGET.search(target):
            for sentence in _sentences(texts.problem):
                if words.NUMBER.search(sentence) and _stems(target) & _stems(sentence):
                    return _passed(sentence)
    return _missing("Nothing is counted that has a figure today.")


def route_to_adoption(texts: Texts) -> Finding:
    """Somebody who owns or uses the result, and a step by which it becomes practice, in one sentence. To share, note
    or celebrate findings is no step. Source: CIVTECH, a challenge without a route to adoption is not a good one."""
    if texts.adoption:
        said, step = _sentences(texts.adoption), words.ADOPTS
    else:
        said, step = _sentences(texts.desired_outcome, texts.problem, texts.why_now), words.ADOPTED
    found = _first((text for text in said if not words.NO_STEP.search(text)), words.OWNER, step)
    return (
        _passed(found) if found else _missing("It does not say who would use the result, and by which step.")
    )


def acronyms_explained(texts: Texts) -> Finding:
    """Each acronym in any text is given in full once, with the letters or the words in brackets, or is one that
    everybody knows. Source: HANDBOOK, a lesson can be understood cold."""
    left = unexplained(texts)
    if not left:
        return Finding(True, "None is left unexplained.")
    return _missing(f"Not explained: {', '.join(left)}.", next(iter(left.values())))


CHECKS = (
    Check(
        "The problem is stated",
        "problem",
        "Begin with what goes wrong, how often and at what cost. Leave what you would like to the outcome.",
        DXW,
        problem_stated,
    ),
    Check(
        "Who is affected",
        "who_affected",
        "Name the people who suffer it or need the answer, and say what it means to them.",
        DXW,
        who_is_affected,
    ),
    Check(
        "Why now",
        "why_now",
        "Say what has changed, what is coming, or by which date it must be settled.",
        DXW,
        why_now,
    ),
    Check(
        "Work already done",
        "already_done",
        "Say what was tried, bought or ruled out and what came of it, or that nobody has tried.",
        MARKETPLACE,
        work_already_done,
    ),
    Check(
        "At most five essentials",
        "essentials",
        "Name one to five things that must be delivered, one a line. What would be nice is not essential.",
        DXW,
        at_most_five_essentials,
    ),
    Check(
        "A summary within 50 words",
        "summary",
        "Write what is wrong and what you want in 50 words or fewer.",
        f"{MARKETPLACE}; {DXW}",
        summary_in_50_words,
    ),
    Check(
        "Resources and data",
        "resources",
        "Say what data or access there is today, and what you bring: money, people’s time, a room.",
        f"{DXW}; {BOYD}",
        resources_and_data,
    ),
    Check(
        "A measure with a baseline",
        "measure",
        "Name one thing that is counted, its figure today and the figure you want.",
        PRIZES,
        measure_with_baseline,
    ),
    Check(
        "A route to adoption",
        "adoption",
        "Say who would own or use the result, and the step that makes it practice: a sign-off, a course, a budget.",
        CIVTECH,
        route_to_adoption,
    ),
    Check(
        "Acronyms are explained",
        "title",
        "Give each in full once, with the letters in brackets after it.",
        HANDBOOK,
        acronyms_explained,
    ),
)


def results(texts: Texts) -> list[Result]:
    """Every check of a brief, in the order of the list."""
    return [Result(check, check.rule(texts)) for check in CHECKS]


def unexplained(texts: Texts) -> dict[str, str]:
    """The acronyms that no text explains, in order, each with the field where it first stands."""
    whole = "\n".join(texts.all().values())
    found: dict[str, str] = {}
    for field, text in texts.all().items():
        for name in words.ACRONYM.findall(text):
            found.setdefault(name, field)
    return {n: field for n, field in found.items() if n not in words.KNOWN and not _explained(n, whole)}


def with_words_for(result: Result, terms: Mapping[str, str]) -> Result:
    """A failed check of acronyms that proposes what the vocabulary has for them: `terms` maps letters to words."""
    if result.passed or not terms:
        return result
    proposed = "; ".join(f"{full} ({letters})" for letters, full in terms.items())
    return replace(
        result, finding=replace(result.finding, why=f"{result.finding.why} The vocabulary has: {proposed}.")
    )


def _explained(name: str, whole: str) -> bool:
    letters = re.escape(name)
    return bool(re.search(rf"\w\s*\(\s*{letters}s?\b[^)]*\)|\b{letters}s?\s*\([^)]*[a-z]{{3}}[^)]*\)", whole))


def _passed(by: str) -> Finding:
    text = " ".join(by.split())
    if len(text) > MOST_QUOTED:
        text = text[:MOST_QUOTED].rsplit(" ", 1)[0] + "…"
    return Finding(True, f"“{text}”")


def _missing(what: str, field: str = "") -> Finding:
    return Finding(False, what, field)


def _sentences(*texts: str) -> list[str]:
    return [sentence for text in texts for sentence in sentences(text, None) if sentence]


def _with_pronouns(said: Iterable[str]) -> list[str]:
    """A sentence that begins with "he", "she" or "they" goes with the one that says who they are."""
    joined: list[str] = []
    for sentence in said:
        if joined and re.match(r"(?:He|She|They)\b", sentence):
            joined[-1] += f" {sentence}"
        else:
            joined.append(sentence)
    return joined


def _first(said: Iterable[str], *patterns: re.Pattern[str]) -> str:
    """The first sentence in which every pattern is found, or nothing."""
    return next((text for text in said if all(pattern.search(text) for pattern in patterns)), "")


def _settled(text: str) -> bool:
    """Whether some part of it names a thing that is there."""
    parts = re.split(r"[.;,](?!\d)", text)
    return any(words.BROUGHT.search(part) and not words.UNSETTLED.search(part) for part in parts)


# So common that two sentences which share one need not be about the same thing.
_COMMON = frozenset(
    {
        "about",
        "cent",
        "from",
        "have",
        "least",
        "more",
        "over",
        "that",
        "their",
        "they",
        "three",
        "under",
        "what",
    }
    | {"which", "with", "witho", "years"}
)


def _stems(text: str) -> set[str]:
    """The beginnings of its longer words; numbers are left out."""
    return {word[:5] for word in re.findall(r"[a-z]{4,}", words.NUMBER.sub(" ", text.lower()))} - _COMMON
