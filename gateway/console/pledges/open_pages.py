"""공약 점검결과: what everybody reads without signing in, exactly as it was published (EVL-66, EVL-68)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.answers.pledges import CardTold, PledgeResults, show_results
from gateway.console.pledges.laying import OPEN, lay_out_states, make_chip, tell_rates
from gateway.console.present import format_day, format_moment
from gateway.console.quarters.reading import find_head
from gateway.console.quarters.report import name_quarter
from gateway.console.registers.declaring import Cell, Part
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.words import _
from gateway.guard import get_gate
from gateway.queries import pledge_results
from gateway.queries.department import find_names
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.pledge_results import CONTEXT

SHOWN = 24
"""Quarters to go to: six years."""

router = APIRouter(prefix=OPEN, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_published(request: Request, results: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Show the results that were published last, or those of a quarter."""
    gate = get_gate(request)
    async with gate.reading() as snapshot:
        place = Place(SHOWN, is_falling=True)
        page = await list_page(snapshot, pledge_results.VIEW, [], pledge_results.ORDER, place)
        asked = await find_row(snapshot, pledge_results.VIEW, results)
        row = asked or next(iter(page.rows), None)
        told = show_results(row) if row else None
        names = await find_names(snapshot, {each.lead for each in told.cards if each.lead}) if told else {}
    if row is None or told is None:
        return await show(request, "open_pledges.html", told=None)
    return await show(
        request,
        "open_pledges.html",
        told=told,
        quarter=name_quarter(told.quarter),
        published=format_moment(told.published_at),
        rates=tell_rates(told.rates),
        parts=(
            lay_out_states([(each.state.code, each.pledges) for each in told.states], told.pledges, {}),
            _lay_out_fields(told),
        ),
        cards=[(each, make_chip(each.state.code), _tell_card(each, names)) for each in told.cards],
        quarters=[
            (f"{OPEN}?results={each.results}", name_quarter(each.quarter), each.results == row.results)
            for each in page.rows
        ],
        head=await find_head(gate, row.position, CONTEXT),
        position=row.position,
    )


def _lay_out_fields(told: PledgeResults) -> Part:
    return Part(
        "분야",
        heads=(("분야", "main"), ("공약", "num"), ("이행", "num")),
        rows=tuple((Cell(each.name), Cell(f"{each.pledges:,}"), Cell(f"{each.kept:,}")) for each in told.fields),
    )


def _tell_card(card: CardTold, names: dict[str, str]) -> tuple[str, ...]:
    """Return what is said of a pledge: how far and whose it is, what was done, and why it lags."""
    until = _("%(day)s까지", day=format_day(card.due_on)) if card.due_on else ""
    whose = (_("진행률 %(n)s%%", n=card.progress), names.get(card.lead or "", card.lead or ""), until)
    words = [" · ".join(each for each in whose if each), card.note or _("점검을 마친 공약")]
    if card.is_lagging and card.remedy_on is not None:
        words.append(_("부진 사유: %(words)s", words=card.cause))
        words.append(_("대책: %(words)s (%(day)s까지)", words=card.remedy, day=format_day(card.remedy_on)))
    return tuple(words)
