"""/v1/province-cycles: a year of the province's evaluation, its forecast and what was announced (EVL-30 to 43)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from contracts.errors import Rejected
from contracts.evaluations.cycles import (
    ConfirmIndicatorSet,
    DraftIndicatorSet,
    HoldLaggingBriefing,
    IndicatorSet,
    MoveSubmissionDeadline,
    ProvinceCycle,
    ReceiveExternalResult,
    ReviseIndicatorSet,
    ShownIndicator,
)
from gateway.access import Asking, Gated
from gateway.answers.entries import NOT_THERE, EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.opening import Source
from gateway.answers.past import PastParameters, looking
from gateway.answers.province import Forecast, LeagueTable, forecast, name_policy, tell_leagues
from gateway.answers.registers import One, labelled
from gateway.auth import Principal
from gateway.commands import Year, add_act
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.evaluations import PROVINCE_CYCLE_LABELS, PROVINCE_KIND_LABELS
from gateway.queries import province_cycle, province_indicator, rows
from gateway.reading import add_entry, add_list
from gateway.views.province_cycle import CONTEXT, PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시군평가"])
PATH: Final = "/v1/province-cycles/{year}"


class SetVersion(BaseModel):
    """A version of the set."""

    version: int
    reason: str | None
    confirmed_on: date
    quantitative: int
    qualitative: int
    source: Source


class DeadlineMove(BaseModel):
    """A move of a deadline."""

    kind: Annotated[Labelled, labelled(PROVINCE_KIND_LABELS)]
    due_on: date
    reason: str
    source: Source


class LaggingBriefing(BaseModel):
    """A monthly briefing on the indicators below their plan."""

    month: int
    held_on: date | None
    """Null of one that is still to come."""
    shown: list[ShownIndicator]
    note: str | None
    source: Source | None


class YearListed(Entry):
    """A year of the province's evaluation, in a list."""

    year: int
    state: Annotated[Labelled, labelled(PROVINCE_CYCLE_LABELS)]
    policy: str | None
    cycle: ProvinceCycle
    dues: dict[str, date]
    """Up to which day final results of each kind are submitted."""
    version: int


class YearWhole(YearListed):
    """A year with its draft, versions, briefings and league results."""

    draft: IndicatorSet | None
    versions: list[SetVersion]
    moves: list[DeadlineMove]
    briefings: list[LaggingBriefing]
    """Every one of the year, in the order of months: those that are still to come too."""
    leagues: list[LeagueTable]


def _source(position: int) -> Source:
    return Source(context=CONTEXT, position=position)


def show_year(row: Row, principal: Principal, past: bool) -> YearWhole:
    """Return a year as the API tells it."""
    later = ("deadlines", "league-results")
    acts = ("draft", "confirm", *later) if row.state == "DRAFT" else ("revise", "briefings", *later)
    held = {each["month"]: each for each in row.briefings}
    told = {
        "policy": name_policy(row),
        "versions": [{**each, "source": _source(each["source"])} for each in row.versions],
        "moves": [{**each, "source": _source(each["source"])} for each in row.moves],
        "briefings": [_brief(month, held.get(month)) for month in row.cycle["briefing_months"]],
        "leagues": tell_leagues(row),
        "allowed": offer(PATH, acts, principal, is_own=True, is_past=past),
    }
    return tell_row(YearWhole, row, **told)


def _brief(month: int, held: dict[str, object] | None) -> LaggingBriefing:
    if held is None:
        return LaggingBriefing(month=month, held_on=None, shown=[], note=None, source=None)
    position = held["source"]
    assert isinstance(position, int)
    return LaggingBriefing.model_validate({**held, "source": _source(position)})


def choose_years() -> list[ColumnElement[bool]]:
    """Return the conditions of a list of years: none."""
    return []


YEARS: Final = Register(province_cycle.VIEW, PREFIX, province_cycle.ORDER, YearWhole, show_year, is_falling=True)


class ForecastWanted(PastParameters):
    """The forecast as it is or was."""


@router.get("/province-cycles/{year}/forecast", summary="시군평가 예상 점수")
async def read_forecast(
    gate: Gated, _: Asking, year: Annotated[Year, Path()], asked: Annotated[ForecastWanted, Query()]
) -> One[Forecast]:
    """지금까지의 실적대로라면 몇 점인지, 목표까지 얼마인지, 지표마다 어느 이벤트에서 왔는지 답한다 (EVL-40)."""
    async with looking(gate, asked, province_indicator.VIEW, province_cycle.VIEW) as look:
        found = await rows.find_row(look.snapshot, province_cycle.VIEW, year)
        if found is None:
            raise Rejected("NOT_FOUND", NOT_THERE)
        chosen, order = province_indicator.choose(year=year), province_indicator.ORDER
        indicators = await rows.list_all(look.snapshot, province_indicator.VIEW, chosen, order)
        meta = await look.tell()
        return One[Forecast](data=forecast(found, indicators, look.today), meta=meta)


add_list(
    router,
    "/province-cycles",
    YEARS,
    EntriesWanted,
    choose_years,
    ("시군평가 목록", "해마다의 시군평가를 새것부터 답한다 (EVL-30, EVL-37)."),
)
add_entry(
    router,
    "/province-cycles/{year}",
    YEARS,
    (
        "한 해의 시군평가",
        "일정·실적기준일·제출기한·지표의 판·부진지표 보고회·시부와 군부의 결과를 답한다 (EVL-30, EVL-36, EVL-43).",
    ),
)
add_act(
    router,
    "/province-cycles/{year}/draft",
    DraftIndicatorSet,
    "draft_indicator_set",
    ("지표 작성", "확정하기 전까지 다시 작성한다; 정량·정성의 수와 배점 1,000점을 따진다 (EVL-31, EVL-32, EVL-44)."),
)
add_act(
    router,
    "/province-cycles/{year}/confirm",
    ConfirmIndicatorSet,
    "confirm_indicator_set",
    ("지표 확정", "지표를 확정하고 앞선 해의 지표를 이어받는다 (EVL-32, EVL-33)."),
)
add_act(
    router,
    "/province-cycles/{year}/revise",
    ReviseIndicatorSet,
    "revise_indicator_set",
    ("확정한 지표 변경", "사유와 함께 바꾼다; 지표의 이력과 실적은 그대로 남는다 (EVL-32)."),
)
add_act(
    router,
    "/province-cycles/{year}/deadlines",
    MoveSubmissionDeadline,
    "move_submission_deadline",
    ("제출기한 변경", "정성과 정량의 제출기한을 따로 옮긴다 (EVL-38)."),
)
add_act(
    router,
    "/province-cycles/{year}/briefings",
    HoldLaggingBriefing,
    "hold_lagging_briefing",
    ("부진지표 보고회", "그달 계획에 못 미친 정량지표를 그때의 실적대로 남긴다 (EVL-39)."),
)
add_act(
    router,
    "/province-cycles/{year}/league-results",
    ReceiveExternalResult,
    "receive_external_result",
    ("평가 결과 입력", "도가 발표한 점수와 인센티브를 적는다; 순위·평균·차이를 셈한다 (EVL-30, EVL-43)."),
)
