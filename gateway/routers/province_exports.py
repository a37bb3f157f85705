"""/v1/province-cycles/{year}/cvps: the indicators of a year as files for the province's online evaluation (EVL-41)."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from contracts.errors import Rejected
from gateway.access import Asking, Gated
from gateway.answers.entries import NOT_THERE
from gateway.answers.past import PastParameters, looking
from gateway.commands import Year
from gateway.console.exports.making import find_maker, send_file
from gateway.exports import plain, tables, workbook
from gateway.exports.making import NotMade
from gateway.exports.province import Names, make_table
from gateway.exports.tables import Table
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.queries import department, province_cycle, province_indicator, rows
from gateway.queries.metadata import find_position
from gateway.views.province_indicator import CONTEXT

router = APIRouter(prefix="/v1/province-cycles/{year}", route_class=GuardedRoute, tags=["시군평가"])
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {workbook.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
Place = Annotated[Year, Path(alias="year")]
Asked = Annotated[PastParameters, Query()]


@router.get("/cvps.csv", response_class=Response, responses=CSV, summary="CVPS 제출자료 CSV")
async def export_csv(gate: Gated, _: Asking, year: Place, asked: Asked) -> Response:
    """지표마다 한 줄에 CVPS 코드·배점·목표·실적·득점·증빙 목록을 받는다 (EVL-41)."""
    table = await read_table(gate, year, asked)
    headers = [column.header for column in table.columns]
    content = await asyncio.to_thread(plain.write_csv, headers, table.rows)
    return send_file(content, plain.MEDIA_TYPE, f"{table.name}.csv")


@router.get("/cvps.xlsx", response_class=Response, responses=FILE, summary="CVPS 제출자료 엑셀")
async def export_xlsx(request: Request, gate: Gated, _: Asking, year: Place, asked: Asked) -> Response:
    """cvps.csv와 같은 것을 엑셀로 받는다 (EVL-41)."""
    table = await read_table(gate, year, asked)
    try:
        content = await find_maker(request).make_workbook(tables.make_book(table))
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
    return send_file(content, workbook.MEDIA_TYPE, f"{table.name}.xlsx")


async def read_table(gate: Gate, year: int, asked: PastParameters) -> Table:
    """Return the indicators of a year as a table. Raises: Rejected with NOT_FOUND, NOT_YET."""
    moment = await gate.now()
    async with looking(gate, asked, province_indicator.VIEW, province_cycle.VIEW, beside=(department.VIEW,)) as look:
        found = await rows.find_row(look.snapshot, province_cycle.VIEW, year)
        if found is None:
            raise Rejected("NOT_FOUND", NOT_THERE)
        chosen, order = province_indicator.choose(year=year), province_indicator.ORDER
        there = await rows.list_all(look.snapshot, province_indicator.VIEW, chosen, order)
        position = await find_position(look.snapshot, province_indicator.VIEW.name, CONTEXT)
    codes = {code for row in there for code in (row.lead, *row.told.supporting)}
    async with gate.reading() as snapshot:
        departments = await department.find_names(snapshot, codes)
    goals = {each["code"]: each["name"] for each in found.cycle["goals"]}
    return make_table(year, there, Names(departments, goals), moment.at, position, bool(moment.manual))
