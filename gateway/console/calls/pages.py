"""The route of 공모 일정 (PRJ-50, PRJ-51, PRJ-54)."""

from collections import defaultdict
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.answers.past import looking
from gateway.console.calls.listing import PATH, Listed, lay_out_bid, lay_out_calls, lay_out_rates
from gateway.console.past import Past
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.gate import Snapshot
from gateway.queries import bid, call, department, partner
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, list_all, list_page
from gateway.views import bid as bids

PAST: Final = 20
"""Calls that are over, the last ones."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_calls(request: Request, visit: SignedIn, past: Annotated[Past, Query()]) -> Response:
    """Show the calls to come with their bids, the bids for no call, and the win rate by year, now or as it was."""
    listed, cut = await _read(visit, past)
    told: dict[str, Any] = {"past": past, "past_path": PATH, "past_kept": {}}
    return await show(request, "calls.html", listed=listed, cut=cut, position=listed.position, **told)


async def _read(visit: Visit, past: Past) -> tuple[Listed, Cut]:
    async with looking(visit.gate, past.ask(), bid.VIEW, call.VIEW) as look:
        return await _list_all(look.snapshot, look.today), look.cut


async def _list_all(snapshot: Snapshot, today: date) -> Listed:
    upcoming = await list_all(snapshot, call.VIEW, call.choose(first=today), call.ORDER)
    is_over = call.TABLE.c.last_day < today
    over = await list_page(snapshot, call.VIEW, [is_over], call.ORDER, Place(PAST, is_falling=True))
    found = await list_all(snapshot, bid.VIEW, [], bid.ORDER)
    years, drawing = lay_out_rates(await bid.find_win_rates(snapshot))
    names = await name_all(snapshot, found, [each.issuer for each in (*upcoming, *over.rows)])
    by_call: defaultdict[str | None, list[bids.Row]] = defaultdict(list)
    for each in found:
        by_call[each.call].append(each)
    return Listed(
        upcoming=lay_out_calls(upcoming, by_call, names, today),
        past=lay_out_calls(over.rows, by_call, names, today),
        others=[lay_out_bid(each, names) for each in by_call[None]],
        rates=years,
        drawing=drawing,
        position=await find_position(snapshot, bid.VIEW.name, bids.CONTEXT),
    )


async def name_all(snapshot: Snapshot, found: list[bids.Row], issuers: list[str | None]) -> dict[str, str]:
    """Return the names of departments and partners by code."""
    partners = {code for each in found for code in each.via} | {code for code in issuers if code}
    departments = {each.department for each in found if each.department}
    names = await department.find_names(snapshot, departments) if departments else {}
    return names | await name_partners(snapshot, partners)


async def name_partners(snapshot: Snapshot, codes: set[str]) -> dict[str, str]:
    """Return the names of partners by code."""
    if not codes:
        return {}
    column = partner.TABLE.c.code
    return {each.code: each.name for each in await list_all(snapshot, partner.VIEW, [column.in_(codes)], [column])}
