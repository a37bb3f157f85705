"""Routes of a group's places and of one scorecard as files: what their pages show, to who may see them (EVL-08, 17)."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.scorecards import ScorecardKey
from gateway.answers.entries import NOT_THERE
from gateway.answers.evaluated import read_year
from gateway.commands import Year
from gateway.console.evaluations.board_pages import Asked, read_board
from gateway.console.evaluations.card_pages import read_card
from gateway.console.evaluations.telling import BOARDS, CARDS
from gateway.console.exports.making import find_maker, send_file
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.exports import hangul, workbook
from gateway.exports.making import NotMade
from gateway.exports.papers import Paper
from gateway.exports.scorecards import (
    Names,
    Stamp,
    list_groups,
    make_card_book,
    tell_board,
    tell_card,
    write_board,
    write_card,
)
from gateway.exports.sheets import Workbook
from gateway.exports.tables import make_book
from gateway.queries import ranking

HWPX: Final = "hwpx"
router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
Ending = Annotated[str, Path(pattern="^(xlsx|hwpx)$")]
Wanted = Annotated[Asked, Query()]


@router.get(f"{BOARDS}/{{year}}/board.{{ending}}")
async def send_board(
    request: Request,
    visit: SignedIn,
    year: Annotated[Year, Path()],
    ending: Ending,
    asked: Wanted,
    group: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Send a group's places; a department that may not see the others gets its own line."""
    policy, expected = asked.read_policy(), asked.expected == "1"
    answer = await read_board(visit, year, asked, policy, expected=expected)
    found = list_groups(answer.data, group)
    if not found:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    ground, _departments = await read_ground(visit)
    table = tell_board(answer.data, found[0], ground.names, _stamp(visit, answer.meta.position[ranking.VIEW.context]))
    made = write_board(answer.data, table) if ending == HWPX else make_book(table)
    return await _send(request, made, table.name)


@router.get(f"{CARDS}/{{scorecard}}/card.{{ending}}")
async def send_card(
    request: Request, visit: SignedIn, scorecard: Annotated[ScorecardKey, Path()], ending: Ending, asked: Wanted
) -> Response:
    """Send one scorecard to who may see it."""
    answer = await read_card(visit, scorecard, asked, asked.read_policy())
    detail = answer.data
    async with visit.gate.reading() as snapshot:
        of_year = await read_year(snapshot, detail.year, detail.plan_version)
    ground, _departments = await read_ground(visit)
    areas = {each.code: each.name for each in of_year.require_group(detail.department).areas}
    names = Names(ground.names, areas, {each.code: each.name for each in of_year.scheme.adjustments})
    table = tell_card(detail, names, _stamp(visit, answer.meta.position[ranking.VIEW.context]))
    made = write_card(detail, names, table) if ending == HWPX else make_card_book(detail, names, table)
    return await _send(request, made, table.name)


def _stamp(visit: Visit, position: int) -> Stamp:
    return Stamp(visit.moment.at, position, bool(visit.moment.manual))


async def _send(request: Request, made: Paper | Workbook, name: str) -> Response:
    """Return a file, made in a process of its own. Raises: Rejected with BUSY."""
    maker = find_maker(request)
    try:
        if isinstance(made, Paper):
            return send_file(await maker.make_hwpx(made), hangul.MEDIA_TYPE, f"{name}.hwpx")
        return send_file(await maker.make_workbook(made), workbook.MEDIA_TYPE, f"{name}.xlsx")
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
