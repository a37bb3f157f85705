"""What a memo's item suggests about the directive to be made of it: kind, departments, similar ones (DIR-03).

Every answer is a suggestion with its reason; a person decides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contracts.calendar.writing import read_day
from contracts.directives import DirectiveKind
from contracts.errors import Rejected

ALIKE_PERCENT: Final = 60
"""From this likeness on two directives may be one; measured on the sample, whose own rows reach 34 at most."""
RARE_SHARE: Final = 10
"""A pair of syllables that more than one text in ten has says nothing about whose work something is."""
RARE_COUNT: Final = 3
"""In few texts every pair is in more than one in ten."""
LEAST_SHARED: Final = 3
"""Rare pairs that two texts must share for their department to be the same."""
LEAST_LED: Final = 2
"""Directives of a department that must share them: a single one is chance more often than not (sample: 4 of 5)."""
LONG_AGO: Final = timedelta(days=90)
"""A day without a year that lies further back is one of next year."""

_KIND_WORDS: Final[tuple[tuple[DirectiveKind, re.Pattern[str]], ...]] = (
    (
        DirectiveKind.PLAN,
        re.compile(r"(?:추진|세부|종합|대응|실행)\s?계획|계획\S{0,2}\s?(?:수립|세우|세울|세워|마련|작성|낼|내도록)"),
    ),
    (DirectiveKind.SPECIAL, re.compile(r"특별\s?지시|특별히")),
    (DirectiveKind.ADDITIONAL, re.compile(r"추가\s?지시|추가로|덧붙여")),
)
_EXHORTING: Final = re.compile(r"당부|강조|유념|유의할|각별|명심|격려|만전")
_REPORTING: Final = re.compile(r"보고(?!회)|제출|수립|낼 것")
_EVERYBODY: Final = re.compile(r"(?:전|모든|각)\s?(?:부서|실과|실·과|실국)")
_WORKED_WITH: Final = re.compile(r"(?:등\s?)?(?:와|과|하고|의)?(?:도)?\s?(?:협조|협의|협업|합동|공동|함께)")
_BETWEEN: Final = r"\s*(?:(?:,|·|ㆍ|및|와|과)\s*)?"
"""Read in one way only: where blanks could be read in two, a list of names costs a power of two."""
_LABELLED: Final = re.compile(r"협조(?:부서)?\s?[::]\s?$")
_DAY: Final = re.compile(
    r"(?:(?:[0-9]{4}|['‘’][0-9]{2})\s?[.년]\s?)?[0-9]{1,2}\s?[.월/]\s?[0-9]{1,2}\s?[.일]?\s?\(\s?[월화수목금토일](?:요일)?\s?\)"
)
_PLACE: Final = 0xE000
"""First of the signs that stand for departments while a text is searched: private use, in no text of a person."""


@dataclass(frozen=True, slots=True)
class Past:
    """A directive of the past, as far as it tells what a new text may be about."""

    directive: str
    number: str
    text: str
    lead: str | None
    is_live: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """A live directive that may be the same."""

    directive: str
    number: str
    text: str
    percent: int


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind, and the word that speaks for it; without one it is the usual kind."""

    kind: DirectiveKind
    word: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The departments that a text itself names, by code."""

    lead: str | None = None
    supporting: tuple[str, ...] = ()
    is_everybody: bool = False


@dataclass(frozen=True, slots=True)
class LeadGuess:
    """The department that led what was similar, and how many such directives there were."""

    lead: str
    count: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Directives of the past with an index of their pairs of syllables."""

    past: tuple[Past, ...]
    sizes: tuple[int, ...]
    """Different pairs of each."""
    holders: Mapping[str, tuple[int, ...]]
    """By pair: the places in `past` whose texts have it."""


def remember(past: Iterable[Past]) -> Memory:
    """Return the memory of some directives."""
    kept = tuple(past)
    pairs = [_list_pairs(each.text) for each in kept]
    holders: dict[str, list[int]] = {}
    for place, found in enumerate(pairs):
        for pair in found:
            holders.setdefault(pair, []).append(place)
    sizes = tuple(len(found) for found in pairs)
    return Memory(kept, sizes, {pair: tuple(places) for pair, places in holders.items()})


def find_alike(memory: Memory, text: str) -> Similar | None:
    """Return the live directive that is most like a text, from `ALIKE_PERCENT` on: Dice over pairs of syllables."""
    pairs = _list_pairs(text)
    shared = Counter(place for pair in pairs for place in memory.holders.get(pair, ()) if memory.past[place].is_live)
    likeness = {place: 200 * count // (len(pairs) + memory.sizes[place]) for place, count in shared.items()}
    best = max(likeness, key=lambda place: (likeness[place], -place), default=None)
    if best is None or likeness[best] < ALIKE_PERCENT:
        return None
    found = memory.past[best]
    return Similar(found.directive, found.number, found.text, likeness[best])


def guess_lead(memory: Memory, text: str, valid: Iterable[str]) -> LeadGuess | None:
    """Return which of the valid departments led most of what shares rare pairs with a text; the nearer one of two."""
    known = set(valid)
    most = max(RARE_COUNT, len(memory.past) // RARE_SHARE)
    rare = [places for pair in _list_pairs(text) if 0 < len(places := memory.holders.get(pair, ())) <= most]
    shared = Counter(place for places in rare for place in places)
    near = {place: count for place, count in shared.items() if count >= LEAST_SHARED}
    counts: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for place, count in near.items():
        lead = memory.past[place].lead
        if lead is not None and lead in known:
            counts[lead] += 1
            weights[lead] += count
    often = (lead for lead, count in counts.items() if count >= LEAST_LED)
    best = max(often, key=lambda lead: (weights[lead], lead), default=None)
    return LeadGuess(best, counts[best]) if best else None


def guess_kind(text: str) -> KindGuess:
    """Return the kind that the words of a text speak for (DIR-02): what exhorts and asks for no report is 당부."""
    exhorting = _EXHORTING.search(text)
    if exhorting and not _REPORTING.search(text):
        return KindGuess(DirectiveKind.EXHORTATION, exhorting[0])
    for kind, words in _KIND_WORDS:
        if found := words.search(text):
            return KindGuess(kind, found[0])
    return KindGuess(DirectiveKind.SIMPLE)


def find_named(text: str, codes: Mapping[str, str]) -> Named:
    """Return the departments that a text names; `codes` by name, of which a longer one goes first.

    The first named leads; those with which it is to work together support.
    """
    names = sorted(codes, key=len, reverse=True)
    marked = text
    order: list[str] = []
    for name in names:
        if name in marked:
            marked = marked.replace(name, chr(_PLACE + len(order)))
            order.append(codes[name])
    is_everybody = _EVERYBODY.search(text) is not None
    if not order:
        return Named(is_everybody=is_everybody)
    sign = f"[{chr(_PLACE)}-{chr(_PLACE + len(order) - 1)}]"
    runs = list(re.finditer(rf"(?:{sign}{_BETWEEN})+", marked))
    together = "".join(run[0] for run in runs if _WORKED_WITH.match(marked, run.end()))
    after_label = "".join(run[0] for run in runs if _LABELLED.search(marked[: run.start()]))
    named = _read_signs(marked, order)
    supporting = _read_signs(together + after_label, order)
    leading = [code for code in named if code not in supporting]
    others = dict.fromkeys((*leading[1:], *supporting))
    return Named(leading[0] if leading else None, tuple(others), is_everybody)


def check_days(text: str, today: date) -> list[str]:
    """Return what is wrong with the days of a text that say their weekday (CAL-08); Korean."""
    return [message for found in _DAY.finditer(text) if (message := _check_day(found[0], today))]


def _check_day(written: str, today: date) -> str:
    try:
        read_day(written, today.year)
    except Rejected as rejected:
        if rejected.code != "WEEKDAY_MISMATCH":
            return rejected.message
        is_past = date.fromisoformat(rejected.details["day"]) < today - LONG_AGO
        return _check_day_of(written, today.year + 1, rejected.message) if is_past else rejected.message
    return ""


def _check_day_of(written: str, year: int, otherwise: str) -> str:
    try:
        read_day(written, year)
    except Rejected:
        return otherwise
    return ""


def _read_signs(text: str, order: Sequence[str]) -> list[str]:
    places = (ord(sign) - _PLACE for sign in text)
    return list(dict.fromkeys(order[place] for place in places if 0 <= place < len(order)))


def _list_pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters, without what Korean writes or leaves out: blanks and marks."""
    bare = re.sub(r"[\W_]+", "", text)
    return {bare[place : place + 2] for place in range(len(bare) - 1)}
