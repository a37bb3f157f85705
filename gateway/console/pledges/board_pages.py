"""공약 현황: a term's pledges by state and field, whose numbers open (EVL-60, EVL-64, EVL-67, EVL-68)."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.pledge_results import PublishPledgeResults
from contracts.evaluations.pledges import OpenPledgeSet, PledgeState, RegisterPledges
from gateway.answers.pledges import tell_rates as count_rates
from gateway.console.exports.making import find_maker, send_file
from gateway.console.pledges.laying import (
    BOARD,
    OPEN,
    QUARTERS,
    SETS,
    WAYS,
    find_set,
    lay_out_states,
    link,
    make_chip,
    name_fields,
    tell_rates,
)
from gateway.console.present import format_day
from gateway.console.quarters.report import name_quarter
from gateway.console.registers.declaring import Cell, Fact, Part
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.exports import tables, workbook
from gateway.exports.making import NotMade
from gateway.exports.pledges import make_table
from gateway.queries import pledge, pledge_results
from gateway.queries.department import find_names
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, list_page
from gateway.views.pledge import CONTEXT, Row
from gateway.views.pledge_set import Row as SetRow

SHOWN: Final = 12
NOT_THERE: Final = "그 임기의 공약이 없습니다. 임기를 확인하세요."

router = APIRouter(prefix=BOARD, route_class=ConsoleRoute, include_in_schema=False)
Term = Annotated[int | None, Query(ge=1, le=99)]


@router.get("")
async def show_board(request: Request, visit: SignedIn, term: Term = None) -> Response:
    """Show how a term's pledges stand now; each number opens to those that it counts."""
    async with visit.gate.reading() as snapshot:
        row = await find_set(snapshot, term)
        found = await pledge.list_of_term(snapshot, row.term) if row else []
        chosen = pledge_results.choose(term=row.term) if row else []
        place = Place(SHOWN, is_falling=True)
        published = await list_page(snapshot, pledge_results.VIEW, chosen, pledge_results.ORDER, place)
    if row is None:
        if term is not None:
            raise Rejected("NOT_FOUND", _(NOT_THERE))
        begin = f"{SETS}/new" if visit.may_send(OpenPledgeSet) else ""
        return await show(request, "pledge_board.html", row=None, beside=WAYS, begin=begin)
    counts = Counter(each.state for each in found)
    links = {state.value: link(term=row.term, state=state.value) for state in PledgeState}
    return await show(
        request,
        "pledge_board.html",
        row=row,
        beside=WAYS,
        facts=_list_facts(row),
        rates=tell_rates(count_rates(row, found)),
        parts=(
            lay_out_states([(state.value, counts[state.value]) for state in PledgeState], len(found), links),
            _lay_out_fields(row, found),
        ),
        published=[
            (f"{OPEN}?results={each.results}", name_quarter(each.quarter), each.published_at) for each in published.rows
        ],
        quarters=f"{QUARTERS}?term={row.term}",
        file=f"{BOARD}/pledges.xlsx?term={row.term}",
        opened=f"{SETS}/{row.term}" if row.state == "OPEN" and visit.may_send(RegisterPledges) else "",
        may_publish=row.state == "CONFIRMED" and visit.may_send(PublishPledgeResults),
        position=published.position,
    )


@router.get("/pledges.xlsx")
async def send_workbook(request: Request, visit: SignedIn, term: Term = None) -> Response:
    """Send a term's pledges as a workbook (EVL-60, EVL-64)."""
    async with visit.gate.reading() as snapshot:
        row = await find_set(snapshot, term)
        if row is None:
            raise Rejected("NOT_FOUND", _(NOT_THERE))
        found = await pledge.list_of_term(snapshot, row.term)
        names = await find_names(snapshot, {each.lead for each in found if each.lead})
        position = await find_position(snapshot, pledge.VIEW.name, CONTEXT)
    at, is_sample = visit.moment.at, bool(visit.moment.manual)
    table = make_table(row.name, found, name_fields(row), names, at, position, is_sample=is_sample)
    try:
        made = await find_maker(request).make_workbook(tables.make_book(table))
    except NotMade as error:
        raise Rejected("BUSY", str(error)) from error
    return send_file(made, workbook.MEDIA_TYPE, f"{table.name}.xlsx")


def _list_facts(row: SetRow) -> tuple[Fact, ...]:
    days = f"{format_day(row.begins_on)} ~ {format_day(row.ends_on)}"
    confirmed = format_day(row.confirmed_on) if row.confirmed_on else _("확정 전")
    jury = row.jury["name"] if row.jury else ""
    return (
        Fact("임기", days),
        Fact("공약", _("%(n)s건", n=row.pledges), _("약속한 수 %(n)s건", n=sum(e["pledges"] for e in row.fields))),
        Fact("확정", confirmed, jury),
    )


def _lay_out_fields(row: SetRow, found: Sequence[Row]) -> Part:
    """Return the pledges of each field by state, each number with its link."""
    counts = Counter((each.field, each.state) for each in found)
    states = [state.value for state in PledgeState if any(each.state == state for each in found)]
    rows = [
        (
            Cell(name),
            *(_open_cell(counts[code, state], term=row.term, field=code, state=state) for state in states),
            _open_cell(sum(counts[code, state] for state in states), term=row.term, field=code),
        )
        for code, name in name_fields(row).items()
    ]
    heads = [(make_chip(state).word, "num") for state in states]
    return Part("분야마다", heads=(("분야", "main"), *heads, ("모두", "num")), rows=tuple(rows))


def _open_cell(count: int, **wanted: object) -> Cell:
    return Cell(f"{count:,}", link=link(**wanted) if count else "")
