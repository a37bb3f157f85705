"""What a round has come to: pure arithmetic over cells, each a segment's ballots on one channel (domain.md 4.5).

Every share is a fraction, so that ranks are of what is not rounded; percentages are told with one decimal, half up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from contracts.engagement.ballots import BallotChannel, BallotChoice, Ballots, Counts, OptionCount
from contracts.messages import Message
from contracts.values import Code, Name, Storable

HALL: Final = frozenset({BallotChannel.ONSITE, BallotChannel.PAPER, BallotChannel.KEYPAD})
"""Channels of those who are there."""
Percent = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}\.[0-9]$"), Storable]
"""With one decimal, half up: 352 of 800 are 44.0."""
Points = Annotated[int, Field(ge=0, le=10**9)]


class PollMode(StrEnum):
    """하나, 여럿, 별점, 순위."""

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"
    RATING = "RATING"
    RANKING = "RANKING"


class TallyRule(StrEnum):
    """단순 합산, 통로별 평균, 구분별 가중, 현장만: declared before the first ballot (ENG-08)."""

    RAW_SUM = "RAW_SUM"
    EQUAL_CHANNEL = "EQUAL_CHANNEL"
    WEIGHTED_SEGMENT = "WEIGHTED_SEGMENT"
    ONSITE_ONLY = "ONSITE_ONLY"


class PollOutcome(StrEnum):
    """당선, 동점, 없음: a tie goes to the committee."""

    WINNER = "WINNER"
    TIE = "TIE"
    NONE = "NONE"


class PollOption(Message):
    """What can be chosen; a phone shows its number beside it."""

    code: Code
    text: Name


class SegmentWeight(Message):
    """What the share of a segment weighs."""

    segment: Code
    weight: Annotated[int, Field(ge=1, le=1_000_000)]


class TallyCell(Message):
    """A segment's ballots on one channel."""

    segment: Code
    channel: BallotChannel = Field(strict=False)
    is_official: bool
    ballots: Ballots
    blank: Ballots
    """Of these, blank or void."""
    counts: Counts


class PresentCount(Message):
    """How many of a segment may vote."""

    segment: Code
    is_official: bool
    people: Ballots


class OptionShare(Message):
    """What an option has come to."""

    option: Code
    points: Points
    """Ballots that choose it; stars beyond the first; of places, how many options are put below it."""
    base: Points
    """The most that these could have been: with choices, the valid ballots."""
    percent: Percent | None
    """By the declared rule; absent without a valid ballot."""
    values: Counts
    """How many ballots say what of it."""


class PollShare(Message):
    """What some cells have come to."""

    ballots: Ballots
    blank: Ballots
    valid: Ballots
    """The base of percentages: ballots that are not blank."""
    present: Ballots | None
    """How many might have voted; absent where it is not known for them alone."""
    turnout: Percent | None
    options: tuple[OptionShare, ...] = Field(strict=False)
    """In the order of the round."""
    leaders: tuple[Code, ...] = Field(strict=False)
    """Those with the most, by what is not rounded; several are a tie."""


class NamedShare(Message):
    """What a segment or a channel has come to."""

    name: Code
    share: PollShare


class PollResult(Message):
    """What a round has come to."""

    rule: TallyRule = Field(strict=False)
    everybody: PollShare
    without_officials: PollShare
    by_segment: tuple[NamedShare, ...] = Field(strict=False)
    by_channel: tuple[NamedShare, ...] = Field(strict=False)
    """Named by the channel in small letters."""
    outcome: PollOutcome = Field(strict=False)
    winner: Code | None
    """The option, where there is exactly one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a round is counted."""

    mode: PollMode
    options: tuple[Code, ...]
    scale: int | None
    rule: TallyRule
    weights: Mapping[str, int]


Sums = dict[str, int]
"""Ballots by `option|value`, as a view keeps them."""


def add_ballot(sums: Sums, choices: Iterable[BallotChoice], times: int = 1) -> Sums:
    """Return the sums with a ballot more, or with `times` -1 one less; in whatever order, they come to the same."""
    added = Counter(sums)
    for choice in choices:
        added[f"{choice.option}|{choice.value}"] += times
    return dict(sorted((key, count) for key, count in added.items() if count))


def add_counts(sums: Sums, counts: Iterable[OptionCount]) -> Sums:
    """Return the sums with what was counted by hand."""
    added = Counter(sums)
    for each in counts:
        added[f"{each.option}|{each.value}"] += each.count
    return dict(sorted((key, count) for key, count in added.items() if count))


def read_sums(sums: Mapping[str, int]) -> tuple[OptionCount, ...]:
    """Return sums as counts."""
    pairs = ((key.partition("|"), count) for key, count in sums.items())
    return tuple(OptionCount(option=option, value=int(value), count=count) for (option, _, value), count in pairs)


def round_percent(share: Fraction) -> str:
    """Return a share of one as a percentage with one decimal, half up."""
    tenths = floor(share * 1_000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def compute_result(terms: Terms, cells: Sequence[TallyCell], present: Sequence[PresentCount]) -> PollResult:
    """Return what the cells come to by the declared rule, with and without officials, by segment and by channel."""
    counted = [cell for cell in cells if terms.rule is not TallyRule.ONSITE_ONLY or cell.channel in HALL]
    people = {each.segment: each for each in present}
    everybody = _share(terms, counted, _count(present), is_declared=True)
    citizens = [cell for cell in counted if not cell.is_official]
    without = _share(terms, citizens, _count(each for each in present if not each.is_official), is_declared=True)
    segments = sorted({cell.segment for cell in counted} | people.keys())
    channels = [channel for channel in BallotChannel if any(cell.channel is channel for cell in counted)]
    leaders = everybody.leaders
    return PollResult(
        rule=terms.rule,
        everybody=everybody,
        without_officials=without,
        by_segment=tuple(
            NamedShare(
                name=name,
                share=_share(
                    terms, [c for c in counted if c.segment == name], people[name].people if name in people else None
                ),
            )
            for name in segments
        ),
        by_channel=tuple(
            NamedShare(name=each.lower(), share=_share(terms, [c for c in counted if c.channel is each], None))
            for each in channels
        ),
        outcome=PollOutcome.NONE if not leaders else PollOutcome.WINNER if len(leaders) == 1 else PollOutcome.TIE,
        winner=leaders[0] if len(leaders) == 1 else None,
    )


def _count(present: Iterable[PresentCount]) -> int | None:
    people = [each.people for each in present]
    return sum(people) if people else None


def _share(terms: Terms, cells: Sequence[TallyCell], present: int | None, *, is_declared: bool = False) -> PollShare:
    ballots, blank = sum(cell.ballots for cell in cells), sum(cell.blank for cell in cells)
    shares = {option: _find_share(terms, cells, option, is_declared=is_declared) for option in terms.options}
    most = max((share for share in shares.values() if share is not None), default=None)
    return PollShare(
        ballots=ballots,
        blank=blank,
        valid=ballots - blank,
        present=present,
        turnout=round_percent(Fraction(ballots, present)) if present else None,
        options=tuple(_tell(terms, cells, option, shares[option]) for option in terms.options),
        leaders=tuple(option for option, share in shares.items() if most and share == most),
    )


def _tell(terms: Terms, cells: Sequence[TallyCell], option: str, share: Fraction | None) -> OptionShare:
    points, base = _measure(terms, cells, option)
    values: Counter[int] = Counter()
    for cell in cells:
        values.update({each.value: each.count for each in cell.counts if each.option == option})
    return OptionShare(
        option=option,
        points=points,
        base=base,
        percent=round_percent(share) if share is not None else None,
        values=tuple(OptionCount(option=option, value=value, count=values[value]) for value in sorted(values)),
    )


def _find_share(terms: Terms, cells: Sequence[TallyCell], option: str, *, is_declared: bool) -> Fraction | None:
    """Return an option's share of one by the declared rule, or of all ballots alike; None without a valid ballot."""
    rule = terms.rule if is_declared else TallyRule.RAW_SUM
    match rule:
        case TallyRule.EQUAL_CHANNEL:
            return _average(terms, cells, option, lambda cell: cell.channel, {})
        case TallyRule.WEIGHTED_SEGMENT:
            return _average(terms, cells, option, lambda cell: cell.segment, terms.weights)
        case TallyRule.RAW_SUM | TallyRule.ONSITE_ONLY:
            points, base = _measure(terms, cells, option)
            return Fraction(points, base) if base else None


def _average(
    terms: Terms, cells: Sequence[TallyCell], option: str, group: Callable[[TallyCell], str], weights: Mapping[str, int]
) -> Fraction | None:
    """Return the mean of the groups' shares, each as heavy as said; a group without a valid ballot has no say."""
    total, heavy = Fraction(0), 0
    for name in {group(cell) for cell in cells}:
        points, base = _measure(terms, [cell for cell in cells if group(cell) == name], option)
        weight = weights.get(name, 0) if weights else 1
        if base:
            total, heavy = total + weight * Fraction(points, base), heavy + weight
    return total / heavy if heavy else None


def _measure(terms: Terms, cells: Sequence[TallyCell], option: str) -> tuple[int, int]:
    """Return the points of an option in some cells, and the most that they could have been."""
    of_option = [each for cell in cells for each in cell.counts if each.option == option]
    valid = sum(cell.ballots - cell.blank for cell in cells)
    match terms.mode:
        case PollMode.RATING:
            rated, most = sum(each.count for each in of_option), (terms.scale or 2) - 1
            return sum((each.value - 1) * each.count for each in of_option), rated * most
        case PollMode.RANKING:
            below = len(terms.options)
            return sum((below - each.value) * each.count for each in of_option), valid * (below - 1)
        case PollMode.SINGLE | PollMode.MULTIPLE:
            return sum(each.count for each in of_option), valid
