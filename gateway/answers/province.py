"""What the API tells of the province's evaluation: an opened score, the forecast of today, leagues (EVL-30 to 43)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel

from contracts.evaluations.cycles import League, LeagueResult, ProvinceCycle
from contracts.evaluations.province import (
    FORMULAS,
    RANK_FORMULA,
    TOTAL_FORMULA,
    add_up,
    find_average,
    find_band,
    rank_league,
    subtract,
    write_points,
)
from gateway.answers.entries import Entry
from gateway.answers.opening import Opened, Source
from gateway.answers.registers import labelled
from gateway.labels import Labelled
from gateway.labels.evaluations import PROVINCE_KIND_LABELS, PROVINCE_STATE_LABELS
from gateway.views import province_cycle
from gateway.views.province_indicator import CONTEXT, Row

Json = dict[str, Any]
OPEN: Final = "OPEN"


class Forecast(BaseModel):
    """What the city would score if everything stayed as it is today (EVL-40)."""

    year: int
    day: date
    policy: str | None
    """The version of the set: `province-2024 v1`; null while it is a draft."""
    expected: str
    """Three decimals."""
    target: str
    gap: str
    """What is missing to the target; below 0 it is exceeded."""
    reported: int
    """Indicators of which something was submitted."""
    of: int
    behind: int
    """Below the plan of this month."""
    opened: Opened


class Place(BaseModel):
    """A city in its league."""

    city: str
    name: str
    points: str
    rank: int | None
    """Null where not every city's points are known."""
    band: str | None


class LeagueTable(BaseModel):
    """A league as it was announced, and what its points come to (EVL-30, EVL-43)."""

    league: str
    name: str
    is_own: bool
    places: list[Place]
    average: str | None
    """Computed where every city's points are known, else as stated."""
    own: Place | None
    gap: str | None
    """Own points less the average."""
    stated_average: str | None
    stated_gap: str | None
    stated_rank: int | None
    differs: list[str]
    """Which stated numbers are not those that the points come to."""
    incentive_won: int
    announced_on: date
    origin: str
    source: Source


@dataclass(frozen=True, slots=True)
class Standing:
    """Where our city stands, computed before stated."""

    average: Decimal | None
    rank: int | None


def open_indicator(row: Row) -> Opened:
    """Return an indicator's score down to the events that its inputs came from (EVL-34, EVL-35)."""
    told, (value, rank) = row.told, row.latest
    defined = [_source(row.definition["source"])]
    inputs = [_input("weight", "배점", told.weight, defined)]
    if told.polarity is not None:
        submitted = [_source(each["source"]) for each in row.results[-1:]]
        inputs += [
            _input("target", "목표", told.target, defined, told.unit),
            _input("actual", "실적", value, submitted, told.unit),
        ]
        return _make(row, FORMULAS[told.polarity], inputs)
    ranked = row.ranks[-1:] or row.results[-1:]
    share = Decimal(told.shares[rank - 1]) if rank is not None else None
    own = "순위" if row.ranks else "예상 순위"
    inputs += [
        _input("rank", own, Decimal(rank) if rank is not None else None, [_source(each["source"]) for each in ranked]),
        _input("share", "순위별 득점률", share, defined, "%"),
    ]
    return _make(row, RANK_FORMULA, inputs)


def _make(row: Row, formula: str, inputs: list[Opened]) -> Opened:
    score = row.score
    return Opened(
        code=row.indicator,
        name=f"{row.number} {row.name}",
        value=None if score is None else str(score),
        formula=formula,
        unit="점",
        inputs=inputs,
    )


def _input(code: str, name: str, value: Decimal | None, sources: list[Source], unit: str | None = None) -> Opened:
    return Opened(code=code, name=name, value=None if value is None else str(value), unit=unit, sources=sources)


def _source(position: int) -> Source:
    return Source(context=CONTEXT, position=position)


def forecast(year: province_cycle.Row, rows: Sequence[Row], day: date) -> Forecast:
    """Return what the open indicators score as they stand (EVL-40)."""
    there = [row for row in rows if row.state == OPEN]
    scores = [score for row in there if (score := row.score) is not None]
    expected, target = add_up(scores), Decimal(year.cycle["target"])
    opened = Opened(
        code=f"province-{year.year}",
        name=f"{year.year}년 시군평가 예상 점수",
        value=str(expected),
        formula=TOTAL_FORMULA,
        unit="점",
        inputs=[open_indicator(row) for row in there],
    )
    return Forecast(
        year=year.year,
        day=day,
        policy=name_policy(year),
        expected=write_points(expected),
        target=write_points(target),
        gap=write_points(subtract(target, expected)),
        reported=len(scores),
        of=len(there),
        behind=sum(find_month(year.year, day) in row.behind for row in there),
        opened=opened,
    )


def name_policy(year: province_cycle.Row) -> str | None:
    """Return which version of the set rules."""
    return f"province-{year.year} v{year.versions[-1]['version']}" if year.versions else None


def find_month(year: int, day: date) -> int:
    """Return the month whose plan counts on a day: December once the year is over, January before it."""
    if day.year == year:
        return day.month
    return 12 if day.year > year else 1


def tell_leagues(year: province_cycle.Row) -> list[LeagueTable]:
    """Return the latest announcement of each league, the first league first."""
    cycle = ProvinceCycle.model_validate(year.cycle)
    latest = {each["league"]: each for each in year.results}
    return [_tell_league(cycle, league, latest[league.code]) for league in cycle.leagues if league.code in latest]


def _tell_league(cycle: ProvinceCycle, league: League, told: Json) -> LeagueTable:
    result = LeagueResult.model_validate(told["result"])
    points = {each.city: each.points for each in result.points}
    is_whole = len(points) == len(league.cities)
    ranks = rank_league(points) if is_whole else {}
    is_own = league.code == cycle.league.code
    average = find_average(points.values()) if is_whole else result.stated_average
    names = {each.code: each.name for each in league.cities}
    if not is_whole and is_own and result.stated_rank is not None:
        ranks = {cycle.city: result.stated_rank}
    places = [
        Place(
            city=city,
            name=names[city],
            points=write_points(points[city]),
            rank=ranks.get(city),
            band=find_band(ranks[city], league.bands) if city in ranks else None,
        )
        for city in sorted(points, key=lambda city: (-points[city], city))
    ]
    own = next((each for each in places if is_own and each.city == cycle.city), None)
    gap = subtract(points[cycle.city], average) if own is not None and average is not None else None
    return LeagueTable(
        league=league.code,
        name=league.name,
        is_own=is_own,
        places=places,
        average=_write(average),
        own=own,
        gap=_write(gap),
        stated_average=_write(result.stated_average),
        stated_gap=_write(result.stated_gap),
        stated_rank=result.stated_rank,
        differs=_find_differing(result, average, gap, own.rank if own is not None else None),
        incentive_won=result.incentive,
        announced_on=result.announced_on,
        origin=result.source,
        source=_source(told["source"]),
    )


def _find_differing(result: LeagueResult, average: Decimal | None, gap: Decimal | None, rank: int | None) -> list[str]:
    """Return which stated numbers differ from the computed ones as they are shown (INC-43)."""
    pairs: Iterable[tuple[str, object, object]] = (
        ("average", _write(result.stated_average), _write(average)),
        ("gap", _write(result.stated_gap), _write(gap)),
        ("rank", result.stated_rank, rank),
    )
    return [name for name, stated, computed in pairs if stated is not None and stated != computed]


def _write(points: Decimal | None) -> str | None:
    return None if points is None else write_points(points)


class BoardIndicator(Entry):
    """An indicator as the board has it."""

    id: str
    year: int
    number: str
    name: str
    kind: Annotated[Labelled, labelled(PROVINCE_KIND_LABELS)]
    state: Annotated[Labelled, labelled(PROVINCE_STATE_LABELS)]
    goal: str
    weight: str
    lead: str
    supporting: list[str]
    post: str
    cvps: str
    unit: str | None
    target: str | None
    value: str | None
    rank: int | None
    measured_on: date | None
    score: str | None
    """Three decimals; null before anything was submitted."""
    behind: list[int]
    """Months whose plan the latest value does not reach."""
    waits: bool
    """The joint panel asked for a correction that is not answered yet."""
    predecessor: str | None
    version: int


def waits_for_answer(row: Row) -> bool:
    """Tell whether the joint panel asked for a correction that is not answered yet."""
    return any(each["verdict"] == "CORRECTION_REQUESTED" and each["answer"] is None for each in row.feedback)


def tell_board(row: Row) -> Json:
    """Return what the board has of an indicator."""
    told, (value, rank) = row.told, row.latest
    own = {name: row.definition[name] for name in ("goal", "weight", "supporting", "post", "cvps", "unit", "target")}
    return {
        **own,
        "id": row.indicator,
        "value": None if value is None else str(value),
        "rank": rank,
        "measured_on": row.results[-1]["measured_on"] if row.results else None,
        "score": _write(row.score),
        "waits": waits_for_answer(row),
        "lead": told.lead,
    }
