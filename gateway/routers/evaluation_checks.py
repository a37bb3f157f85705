"""What is still missing of a year's evaluation: links of indicators, and values of a quarter (EVL-07, EVL-12)."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from contracts.calendar import add_business_days
from contracts.evaluations.cards import Card
from contracts.evaluations.links import LinkKind
from gateway.access import Asking, Gated, Meta
from gateway.answers.evaluated import VIEWS, OfYear, read_year
from gateway.answers.past import PastParameters, looking
from gateway.commands import Year
from gateway.guard import GuardedRoute
from gateway.queries import holiday, province_indicator, rows
from gateway.secrecy import may_see_scorecard

router = APIRouter(prefix="/v1/evaluations", route_class=GuardedRoute, tags=["성과평가"])
CHECKED: Final = 10
"""Business days after a quarter's end by which its values are to be there (EVL-12)."""
TENTH: Final = Decimal("0.1")
Quarter = Annotated[int, Path(ge=1, le=4)]


class Linked(BaseModel):
    """An indicator and what it serves."""

    department: str
    indicator: str
    name: str
    links: dict[LinkKind, list[str]]


class Coverage(BaseModel):
    """Which indicators are linked with the province's evaluation, a pledge or a goal, and what nobody serves."""

    year: int
    linked: int
    total: int
    percent: str | None = Field(description="linked ÷ total, 소수 첫째 자리")
    indicators: list[Linked]
    orphans: list[str] = Field(description="어느 부서 지표와도 이어지지 않은 시군평가 지표")


class CoverageAnswer(BaseModel):
    """The links of a year."""

    data: Coverage
    meta: Meta


class Checked(BaseModel):
    """A department and what is missing of its quarter."""

    department: str
    indicators: int
    recorded: int
    verified: int
    missing: list[str] = Field(description="실적이 없는 지표의 이름")


class QuarterCheck(BaseModel):
    """The check of a quarter."""

    year: int
    quarter: int
    due_on: date = Field(description="분기가 끝나고 열 번째 근무일")
    is_late: bool
    departments: list[Checked]


class QuarterAnswer(BaseModel):
    """The check of a quarter, and what it reflects."""

    data: QuarterCheck
    meta: Meta


@router.get("/{year}/links", summary="지표 연결 현황")
async def read_links(
    gate: Gated, principal: Asking, year: Annotated[Year, Path()], asked: Annotated[PastParameters, Query()]
) -> CoverageAnswer:
    """부서 지표가 시군평가·공약·목표와 얼마나 이어졌는지, 이어지지 않은 시군평가 지표는 무엇인지 답한다 (EVL-07)."""
    async with looking(gate, asked, *VIEWS, province_indicator.VIEW) as look:
        of_year = await read_year(look.snapshot, year, None)
        chosen = province_indicator.choose(year=year, state="OPEN")
        province = await rows.list_all(look.snapshot, province_indicator.VIEW, chosen, province_indicator.ORDER)
        meta = await look.tell()
    everything = list(list_linked(of_year))
    told = [each for each in everything if may_see_scorecard(principal, each.department, is_final=of_year.is_final)]
    linked = sum(bool(each.links) for each in told)
    served = {to for each in everything for to in each.links.get(LinkKind.PROVINCE, [])}
    percent = (Decimal(linked * 100) / len(told)).quantize(TENTH, ROUND_HALF_UP) if told else None
    coverage = Coverage(
        year=year,
        linked=linked,
        total=len(told),
        percent=None if percent is None else str(percent),
        indicators=told,
        orphans=[each.indicator for each in province if not {each.indicator, each.number} & served],
    )
    return CoverageAnswer(data=coverage, meta=meta)


@router.get("/{year}/quarters/{quarter}", summary="분기별 추진실적 점검")
async def read_quarter(
    gate: Gated,
    principal: Asking,
    year: Annotated[Year, Path()],
    quarter: Quarter,
    asked: Annotated[PastParameters, Query()],
) -> QuarterAnswer:
    """부서마다 그 분기의 실적이 몇 개 들어왔고 무엇이 빠졌는지 답한다; 한 해에 네 번이다 (EVL-12)."""
    async with looking(gate, asked, *VIEWS) as look:
        of_year = await read_year(look.snapshot, year, None)
        today, meta = look.today, await look.tell()
    async with gate.reading() as snapshot:
        last = end_quarter(year, quarter)
        due = add_business_days(await holiday.load_calendar(snapshot, last), last, CHECKED)
    shown = [code for code in of_year.rows if may_see_scorecard(principal, code, is_final=of_year.is_final)]
    departments = [check_quarter(of_year, code, quarter) for code in sorted(shown) if of_year.find_group(code)]
    is_late = today > due and any(each.missing for each in departments)
    check = QuarterCheck(year=year, quarter=quarter, due_on=due, is_late=is_late, departments=departments)
    return QuarterAnswer(data=check, meta=meta)


def end_quarter(year: int, quarter: int) -> date:
    """Return the last day of a quarter."""
    return date(year, 3 * quarter, 31 if quarter in {1, 4} else 30)


def check_quarter(of_year: OfYear, department: str, quarter: int) -> Checked:
    """Return what is missing of a department's quarter."""
    card, names = of_year.cards[department], dict(list_names(of_year, department))
    told = {key: card.actuals.get(key, {}).get(quarter) for key in names}
    there = {key: each for key, each in told.items() if each is not None and each.state != "RETURNED"}
    return Checked(
        department=department,
        indicators=len(names),
        recorded=len(there),
        verified=sum(each.state == "VERIFIED" for each in there.values()),
        missing=[name for key, name in names.items() if key not in there],
    )


def list_names(of_year: OfYear, department: str) -> Iterable[tuple[str, str]]:
    """Yield key and name of each indicator of a department that counts."""
    group = next(each for each in of_year.scheme.groups if department in each.departments)
    yield from ((each.code, each.name) for each in group.common)
    card = of_year.cards[department]
    yield from ((key, each.terms.name) for key, each in card.indicators.items() if each.state == "CONFIRMED")


def list_linked(of_year: OfYear) -> Iterable[Linked]:
    """Yield every indicator of a year with what it serves."""
    for department in sorted(of_year.rows):
        if of_year.find_group(department):
            for key, name in list_names(of_year, department):
                links = _find_links(of_year.cards[department], key)
                yield Linked(department=department, indicator=key, name=name, links=links)


def _find_links(card: Card, indicator: str) -> dict[LinkKind, list[str]]:
    links: dict[LinkKind, list[str]] = {}
    for kind, to in card.links.get(indicator, ()):
        if kind is not LinkKind.SURVEY:
            links.setdefault(kind, []).append(to)
    return links
