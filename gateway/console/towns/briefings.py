"""찾아가는 설명회: how many each of the fifteen towns had in a year, the list, one, and its form (ENG-67)."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.engagement.briefings import RecordBriefing
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import format_day
from gateway.console.registers.declaring import DEPARTMENTS, Book, Cell, Column, Fact, Filter, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.town_halls.ways import WAYS
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import briefing
from gateway.routers.briefings import BRIEFINGS, BriefedTown, CountsWanted, count_briefings
from gateway.views.briefing import Briefing

PATH: Final = "/briefings"
FIRST_YEAR: Final = 2018
"""The first of the sources."""

RECORD: Final = Spec(
    "설명회 기록",
    "저장",
    RecordBriefing,
    (
        Field("town", "읍면동", "department", must=True),
        Field("held_on", "연 날", "day", must=True),
        Field("place", "장소", must=True),
        Field("topic", "무엇을 이야기했나", "text", must=True),
        Field("people", "온 사람 수", "number", must=True),
    ),
    {
        "UNKNOWN_DEPARTMENT": "town",
        "DEPARTMENT_NOT_VALID": "town",
        "BAD_SHAPE": "town",
        "DAY_IN_FUTURE": "held_on",
        "WEEKDAY_MISMATCH": "held_on",
    },
)


async def lay_out(_visit: Visit, row: Briefing, ground: Ground) -> Sheet:
    """Return a briefing."""
    planned = (Fact("행사", _("열기"), link=f"/town-halls/{row.session}"),) if row.session else ()
    return Sheet(
        facts=(
            Fact("읍면동", ground.name(row.town)),
            Fact("연 날", format_day(row.held_on)),
            Fact("장소", row.place),
            Fact("온 사람", _("%(n)s명", n=f"{row.people:,}")),
            Fact("기록한 부서", ground.name(row.department) or "–"),
            *planned,
        ),
        parts=(Part("이야기한 것", row.topic),),
    )


def tell_head(row: Briefing, ground: Ground) -> tuple[str, None]:
    """Return what a briefing is called; it has no state."""
    return f"{ground.name(row.town)} {format_day(row.held_on)}", None


BOOK: Final = Book(
    path=PATH,
    title="찾아가는 설명회",
    register=BRIEFINGS,
    choose=briefing.choose_briefings,
    head=tell_head,
    columns=(
        Column("설명회", lambda row, ground: Cell(tell_head(row, ground)[0]), "main"),
        Column("이야기한 것", lambda row, _ground: Cell(row.topic), "text"),
        Column("장소", lambda row, _ground: Cell(row.place)),
        Column("온 사람", lambda row, _ground: Cell(f"{row.people:,}"), "num"),
    ),
    lay_out=lay_out,
    search="내용·장소",
    filters=(Filter("town", "읍면동", DEPARTMENTS),),
    empty=("아직 기록한 설명회가 없습니다.", "읍면동을 찾아가 설명한 것을 기록하면 곳마다 횟수를 셉니다."),
    new=RECORD,
    ways=(*WAYS, (f"{PATH}/counts", "읍면동별 횟수")),
)
counts = APIRouter(prefix=f"{PATH}/counts", route_class=ConsoleRoute, include_in_schema=False)
router = make_router(BOOK)


@counts.get("")
async def show_counts(
    request: Request, visit: SignedIn, year: Annotated[int | None, Query(ge=1900, le=2199)] = None
) -> Response:
    """Show how many briefings each town had in a year, those without one too (ENG-67)."""
    chosen = year or visit.today.year
    told = await count_briefings(visit.gate, visit.session.principal, CountsWanted(year=chosen))
    return await show(
        request,
        "briefing_counts.html",
        book=BOOK,
        year=chosen,
        years=range(visit.today.year, FIRST_YEAR - 1, -1),
        part=_lay_out_counts(told.data),
        reached=sum(each.briefings > 0 for each in told.data),
        towns=len(told.data),
        position=told.meta.position[briefing.BRIEFING_VIEW.context],
    )


def _lay_out_counts(towns: list[BriefedTown]) -> Part:
    return Part(
        "읍면동별 횟수",
        heads=(("읍면동", "main"), ("횟수", "num"), ("온 사람", "num")),
        rows=tuple(
            (
                Cell(each.name, link=f"{PATH}?town={each.town}"),
                Cell(f"{each.briefings:,}"),
                Cell(f"{each.people:,}"),
            )
            for each in towns
        ),
        none="읍면동이 등록되어 있지 않습니다.",
    )
