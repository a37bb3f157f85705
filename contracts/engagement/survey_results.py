"""What a survey has come to: pure arithmetic over cells, each a stratum's answers of a month (domain.md 4.5, ENG-39).

All sums are whole numbers and fractions; only the root of the margin of error is a decimal. A count of fewer than k is
never told, and where one such in a line could be worked out from the others, the next smallest is not told either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from contracts.engagement.questions import LIKERT, SCALE, SCORED, Question, QuestionKind, list_codes
from contracts.engagement.tallies import Percent, round_percent
from contracts.messages import Message
from contracts.values import Code, Count, Storable

AnswerKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,81}\|[a-z0-9,+:-]{0,40}$"), Storable]
"""As contracts/engagement/answers.py counts."""
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), Storable]
"""All that is kept of when somebody answered."""
Item = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,81}$"), Storable]
"""A question, a line of a matrix as `question.row`, an option of a ranking as `question.option`."""
Mean = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,15}\.[0-9]{2}$"), Storable]
"""With two decimals, half up."""
Z95: Final = Decimal("1.96")
"""Of a confidence of 95 % (domain.md 4.5)."""
SMALL: Final = Fraction(1, 20)
"""Where more than this share of all was asked, the margin is smaller for it."""
ROOT: Final = Context(prec=40)
MEASURED: Final = SCORED | {QuestionKind.SCALE, QuestionKind.NUMBER}
"""Kinds of questions whose answers have a mean."""


class AnswerSum(Message):
    """How often something was said, or numbers added up."""

    key: AnswerKey
    amount: int


class SurveyCell(Message):
    """A stratum's answers of a month."""

    stratum: Code
    month: Month
    responses: Count
    sums: Annotated[tuple[AnswerSum, ...], Field(max_length=20_000, strict=False)]


Cells = Annotated[tuple[SurveyCell, ...], Field(max_length=4_800, strict=False)]
"""Of a survey, or of one month of it."""


class ValueShare(Message):
    """How many said one thing."""

    value: Annotated[str, StringConstraints(max_length=40), Storable]
    count: Count | None
    """Absent where fewer than k said so, or another such could be worked out from it, also together with `percent`."""
    percent: Percent | None
    """Of those who answered, each stratum as heavy as its population; absent where fewer than k said so, and so on."""


class GroupShare(Message):
    """What a group said to an item."""

    answered: Count | None
    """Absent where these are fewer than k, or told too much of others."""
    values: Annotated[tuple[ValueShare, ...], Field(max_length=2_000, strict=False)]
    mean: Mean | None
    """Of points and numbers; of a stratum only where all its counts are told."""
    score: Percent | None
    """Of five points: (x - 1) * 25."""


class StratumShare(Message):
    """What a stratum said to an item."""

    stratum: Code
    share: GroupShare


class ItemResult(Message):
    """What was said to an item."""

    item: Item
    everybody: GroupShare
    by_stratum: Annotated[tuple[StratumShare, ...], Field(max_length=40, strict=False)]


class StratumSize(Message):
    """How many of a stratum answered, and what each of them stands for."""

    stratum: Code
    responses: Count | None
    """Absent where these are fewer than k, or told too much of others."""
    population: Count | None
    weight: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}\.[0-9]{4}$"), Storable] | None
    """N_h / n_h; absent without populations, or where the number of responses is."""


class SurveyResult(Message):
    """What a survey has come to."""

    k: Annotated[int, Field(ge=2, le=100)]
    """No count of fewer is told (ENG-40)."""
    responses: Count
    strata: Annotated[tuple[StratumSize, ...], Field(max_length=40, strict=False)]
    effective: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]$"), Storable]
    """Kish: (sum of weights)^2 / sum of squared weights, with one decimal."""
    margin: Percent | None
    """Points of 100 at 95 %; of a probability sample only: else 확률표본이 아니므로 표본오차를 제시하지 않음."""
    score: Percent | None
    """Of a hundred, as declared; absent without a question of five points that was answered."""
    items: Annotated[tuple[ItemResult, ...], Field(max_length=2_000, strict=False)]


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a survey is told."""

    questions: tuple[Question, ...]
    populations: Mapping[str, int | None]
    """By stratum, in their order; all or none."""
    is_probability: bool
    k: int
    overall: str | None
    """The question that is the score; None: the mean of all items of five points."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told of by itself: a question, a line of a matrix or an option of a ranking."""

    question: Question
    name: Item

    @property
    def base(self) -> AnswerKey:
        """Return what counts who answered it: of an option whoever ranked any."""
        return f"{self.question.code if self.question.kind is QuestionKind.RANKING else self.name}|"


Sums = Mapping[str, Counter[str]]
"""By stratum, in their order."""


def compute_survey(terms: Terms, cells: Iterable[SurveyCell]) -> SurveyResult:
    """Return what the cells come to, the same for any order of them."""
    sums: dict[str, Counter[str]] = {stratum: Counter() for stratum in terms.populations}
    sizes = dict.fromkeys(terms.populations, 0)
    for cell in cells:
        sizes[cell.stratum] += cell.responses
        sums[cell.stratum].update({each.key: each.amount for each in cell.sums})
    effective = find_effective(sizes, terms.populations)
    return SurveyResult(
        k=terms.k,
        responses=sum(sizes.values()),
        strata=_tell_sizes(terms, sizes),
        effective=_round(effective, 1),
        margin=_tell_margin(terms, sizes, effective),
        score=find_score(terms, sums),
        items=tuple(_tell_item(terms, sums, asked) for asked in list_items(terms.questions)),
    )


def list_items(questions: Iterable[Question]) -> list[Asked]:
    """Return what is told of by itself, in the order of the questions."""
    items = []
    for question in questions:
        match question.kind:
            case QuestionKind.INFORMATION:
                continue
            case QuestionKind.MATRIX:
                items += [Asked(question, f"{question.code}.{row.code}") for row in question.rows]
            case QuestionKind.RANKING:
                items += [Asked(question, f"{question.code}.{option}") for option in list_codes(question)]
            case _:
                items.append(Asked(question, question.code))
    return items


def find_effective(sizes: Mapping[str, int], populations: Mapping[str, int | None]) -> Fraction:
    """Return Kish's effective number of responses; without populations all weigh alike."""
    known = {stratum: people for stratum, people in populations.items() if people is not None and sizes[stratum]}
    if not known:
        return Fraction(sum(sizes.values()))
    squares = sum((Fraction(people**2, sizes[stratum]) for stratum, people in known.items()), Fraction(0))
    return Fraction(sum(known.values()) ** 2) / squares


def find_margin(effective: Fraction, asked: int, population: int | None) -> Fraction:
    """Return the margin of error at 95 % and p = 0.5 as a share of one, of at least one response.

    It is smaller where more than 5 % of the population answered.
    """
    variance = Fraction(1, 4) / effective
    if population is not None and Fraction(asked, population) > SMALL:
        variance *= max(1 - Fraction(asked, population), Fraction(0))
    root = ROOT.sqrt(ROOT.divide(Decimal(variance.numerator), Decimal(variance.denominator)))
    return Fraction(Z95) * Fraction(root)


def find_score(terms: Terms, sums: Sums) -> Percent | None:
    """Return the one score of a hundred, as it was declared; None where k have answered no such question.

    What fewer than k have answered is no part of it: beside the other means it would tell what these few said.
    """
    scored = [
        asked
        for asked in list_items(terms.questions)
        if asked.question.kind in SCORED and terms.overall in {None, asked.question.code}
        if sum(group[asked.base] for group in sums.values()) >= terms.k
    ]
    means = [mean for asked in scored if (mean := _find_mean(terms, sums, asked)) is not None]
    return _score(sum(means, Fraction(0)) / len(means)) if means else None


def suppress(table: Sequence[Sequence[int]], k: int) -> list[list[bool]]:
    """Return which counts of a table are not told: fewer than k, and what would give one of these away (ENG-40).

    Lines are rows and columns; where exactly one count of a line is not told, the next smallest is not either.
    """
    hidden = [[count < k for count in row] for row in table]
    rows = [[(at, column) for column in range(len(row))] for at, row in enumerate(table)]
    columns = [list(line) for line in zip(*rows, strict=True)]
    lines = [line for line in (*rows, *columns) if len(line) > 1]
    while single := next((line for line in lines if sum(hidden[at][column] for at, column in line) == 1), None):
        _, at, column = min((table[at][column], at, column) for at, column in single if not hidden[at][column])
        hidden[at][column] = True
    return hidden


def _tell_sizes(terms: Terms, sizes: Mapping[str, int]) -> tuple[StratumSize, ...]:
    (hidden,) = suppress([list(sizes.values())], terms.k)
    told = []
    for (stratum, size), is_hidden in zip(sizes.items(), hidden, strict=True):
        people = terms.populations[stratum]
        weight = _round(Fraction(people, size), 4) if people is not None and size and not is_hidden else None
        responses = None if is_hidden else size
        told.append(StratumSize(stratum=stratum, responses=responses, population=people, weight=weight))
    return tuple(told)


def _tell_margin(terms: Terms, sizes: Mapping[str, int], effective: Fraction) -> Percent | None:
    asked = sum(sizes.values())
    if not terms.is_probability or not asked:
        return None
    people = [each for each in terms.populations.values() if each is not None]
    return round_percent(find_margin(effective, asked, sum(people) if people else None))


def _tell_item(terms: Terms, sums: Sums, asked: Asked) -> ItemResult:
    """Return what was said to an item: one line for all, and one for each stratum where there are several."""
    values = _list_values(asked, sums)
    names = [list(sums), *([stratum] for stratum in sums if len(sums) > 1)]
    keys = [asked.base, *(f"{asked.name}|{value}" for value in values)]
    table = [[sum(sums[stratum][key] for stratum in group) for key in keys] for group in names]
    hidden = suppress(table, terms.k)
    shares = [
        _tell_group(
            terms,
            {stratum: sums[stratum] for stratum in group},
            asked,
            dict(zip(values, counts[1:], strict=True)),
            marks,
        )
        for group, counts, marks in zip(names, table, hidden, strict=True)
    ]
    is_weighed = any(terms.populations.values()) and any(any(marks) for marks in hidden[1:])
    return ItemResult(
        item=asked.name,
        everybody=_leave_counts(shares[0]) if is_weighed else shares[0],
        by_stratum=tuple(
            StratumShare(stratum=stratum, share=share) for (stratum,), share in zip(names[1:], shares[1:], strict=True)
        ),
    )


def _leave_counts(share: GroupShare) -> GroupShare:
    """Return what everybody said without its counts.

    Beside percentages that weigh strata differently they would give away two strata of which neither is told.
    """
    return share.model_copy(update={"values": tuple(each.model_copy(update={"count": None}) for each in share.values)})


def _tell_group(
    terms: Terms, sums: Sums, asked: Asked, counts: Mapping[str, int], hidden: Sequence[bool]
) -> GroupShare:
    """Return what a group said; `hidden` begins with how many answered."""
    answered = sum(group[asked.base] for group in sums.values())
    is_told = answered >= terms.k and (len(sums) == len(terms.populations) or not any(hidden))
    mean = _find_mean(terms, sums, asked) if is_told else None
    return GroupShare(
        answered=None if hidden[0] else answered,
        values=tuple(
            ValueShare(
                value=value,
                count=None if is_hidden else count,
                percent=None if is_hidden else round_percent(_find_share(terms, sums, asked, value)),
            )
            for (value, count), is_hidden in zip(counts.items(), hidden[1:], strict=True)
        ),
        mean=None if mean is None else _round(mean, 2),
        score=_score(mean) if mean is not None and asked.question.kind in SCORED else None,
    )


def _list_values(asked: Asked, sums: Sums) -> list[str]:
    """Return what can be said to an item in its order; of days and places what was said, of numbers and texts none."""
    match asked.question.kind:
        case QuestionKind.LIKERT | QuestionKind.MATRIX:
            return [str(points) for points in LIKERT]
        case QuestionKind.SCALE:
            return [str(points) for points in SCALE]
        case QuestionKind.RANKING:
            places = asked.question.max_choices or len(asked.question.options)
            return [str(place) for place in range(1, places + 1)]
        case QuestionKind.DATE | QuestionKind.MAP_POINT:
            keys = {key.partition("|") for group in sums.values() for key in group}
            return sorted(value for name, _, value in keys if name == asked.name and value)
        case QuestionKind.NUMBER | QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT | QuestionKind.INFORMATION:
            return []
        case _:
            return list(list_codes(asked.question))


def _find_share(terms: Terms, sums: Sums, asked: Asked, value: str) -> Fraction:
    """Return the share of one who said so, each stratum as heavy as its population; 0 where nobody answered."""
    bases = {stratum: group[asked.base] for stratum, group in sums.items() if group[asked.base]}
    key = f"{asked.name}|{value}"
    shares = {stratum: (Fraction(sums[stratum][key], base), base) for stratum, base in bases.items()}
    return _average(terms, shares) or Fraction(0)


def _find_mean(terms: Terms, sums: Sums, asked: Asked) -> Fraction | None:
    """Return the mean of points or numbers, each stratum as heavy as its population; None where there are none."""
    if asked.question.kind not in MEASURED:
        return None
    bases = {stratum: group[asked.base] for stratum, group in sums.items() if group[asked.base]}
    means = {stratum: (Fraction(_add_up(sums[stratum], asked), base), base) for stratum, base in bases.items()}
    return _average(terms, means)


def _add_up(group: Mapping[str, int], asked: Asked) -> int:
    if asked.question.kind is QuestionKind.MATRIX:
        return sum(points * group[f"{asked.name}|{points}"] for points in LIKERT)
    return group[f"{asked.name}|+"]


def _average(terms: Terms, means: Mapping[str, tuple[Fraction, int]]) -> Fraction | None:
    """Return the mean of strata's means, by population, or else by how many answered."""
    total, heavy = Fraction(0), 0
    for stratum, (mean, answered) in means.items():
        weight = terms.populations[stratum] or answered
        total, heavy = total + weight * mean, heavy + weight
    return total / heavy if heavy else None


def _score(mean: Fraction) -> Percent:
    """Return five points as of a hundred: (x - 1) * 25."""
    return round_percent((mean - 1) / 4)


def _round(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, half up."""
    exact = ROOT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, ROOT))
