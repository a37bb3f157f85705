"""Reads the discrepancies of every context that records them; another context is one entry of `REGISTERS`."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, ColumnElement, select

from contracts.errors import Rejected
from contracts.messages import Command
from contracts.projects import DecideDiscrepancy, ProjectsEvent
from gateway.answers.past import Look, looking
from gateway.console.discrepancies.register import PAGE, Line, Query, lay_out
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import (
    approval,
    attraction,
    bid,
    call,
    campaign,
    contract,
    discrepancy,
    exchange,
    programme,
    project,
)
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_all, list_page
from gateway.views.discrepancy import Row
from infra.projections import View


@dataclass(frozen=True, slots=True)
class Register:
    """The discrepancies of one context."""

    context: str
    view: View[Row, ProjectsEvent]
    order: Sequence[Column[object]]
    choose: Callable[..., list[ColumnElement[bool]]]
    count: Callable[[Snapshot], Awaitable[dict[str, int]]]
    """How many there are of each code."""
    decide: type[Command]


REGISTERS: Final = (
    Register(
        discrepancy.VIEW.context,
        discrepancy.VIEW,
        discrepancy.ORDER,
        discrepancy.choose,
        discrepancy.count_by_code,
        DecideDiscrepancy,
    ),
)
"""In the order in which they are listed."""
NAMED: Final = {
    "PROJECT": project.TABLE,
    "CONTRACT": contract.TABLE,
    "CALL": call.TABLE,
    "BID": bid.TABLE,
    "EXCHANGE": exchange.TABLE,
    "APPROVAL": approval.TABLE,
    "ATTRACTION": attraction.TABLE,
    "CAMPAIGN": campaign.TABLE,
    "PROGRAMME": programme.TABLE,
}
"""Tables whose first column is the id of a thing and that have its name, by what a discrepancy is about."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the register."""

    lines: list[Line]
    counts: dict[str, int]
    """By state; "" is all of them."""
    codes: dict[str, int]
    next_cursor: str
    position: int
    look: Look


async def read_register(visit: Visit, query: Query) -> Listed:
    """Return one page of the register, as it is or as it was. Raises: Rejected with NOT_YET, BAD_SHAPE."""
    views = [each.view for each in REGISTERS]
    async with looking(visit.gate, query.ask(), *views) as look:
        found, next_cursor = await _list_page(look.snapshot, query)
        counts = {state: await _count(look.snapshot, query, state) for state in ("", "OPEN", "DECIDED")}
        codes: dict[str, int] = {}
        for each in REGISTERS:
            for code, count in (await each.count(look.snapshot)).items():
                codes[code] = codes.get(code, 0) + count
        position = await find_position(look.snapshot, views[0].name, views[0].context)
    lines = await lay_out_rows(visit, found)
    return Listed(lines, counts, codes, next_cursor, position, look)


async def _list_page(snapshot: Snapshot, query: Query) -> tuple[list[Row], str]:
    """Return the lines from the cursor on, one register after the other, and where the next page begins."""
    at, _sign, cursor = query.cursor.partition(":")
    first = next((n for n, each in enumerate(REGISTERS) if each.context == at), 0)
    rows: list[Row] = []
    for each in REGISTERS[first:]:
        if len(rows) == PAGE:
            return rows, f"{each.context}:"
        conditions = each.choose(state=query.wanted or None, **query.chosen)
        place = Place(PAGE - len(rows), cursor or None, query.link())
        page = await list_page(snapshot, each.view, conditions, each.order, place)
        rows, cursor = rows + page.rows, ""
        if page.next_cursor is not None:
            return rows, f"{each.context}:{page.next_cursor}"
    return rows, ""


async def _count(snapshot: Snapshot, query: Query, state: str) -> int:
    counted = 0
    for each in REGISTERS:
        conditions = each.choose(state=state or None, **query.chosen)
        page = await list_page(snapshot, each.view, conditions, each.order, Place(1), total=True)
        counted += page.total or 0
    return counted


@dataclass(frozen=True, slots=True)
class Matching:
    """Every line that matches, with the names of what they are about and of who decided."""

    rows: list[Row]
    names: Mapping[tuple[str, str], str]
    people: Mapping[str, str]
    position: int


async def list_matching(visit: Visit, query: Query) -> Matching:
    """Return every matching line, not a page of them."""
    async with looking(visit.gate, query.ask(), *(each.view for each in REGISTERS)) as look:
        rows: list[Row] = []
        for each in REGISTERS:
            conditions = each.choose(state=query.wanted or None, **query.chosen)
            rows += await list_all(look.snapshot, each.view, conditions, each.order)
        position = await find_position(look.snapshot, REGISTERS[0].view.name, REGISTERS[0].context)
    names, people = await name_all(visit, rows)
    return Matching(rows, names, people, position)


async def read_one(visit: Visit, key: str) -> tuple[Line, Register, int]:
    """Return one discrepancy and whose it is. Raises: Rejected with NOT_FOUND."""
    for each in REGISTERS:
        async with visit.gate.reading() as snapshot:
            row = await find_row(snapshot, each.view, key)
            position = await find_position(snapshot, each.view.name, each.context)
        if row is not None:
            (line,) = await lay_out_rows(visit, [row])
            return line, each, position
    raise Rejected("NOT_FOUND", _("그런 불일치가 없습니다. 대장에서 고르세요."))


async def lay_out_rows(visit: Visit, rows: Sequence[Row]) -> list[Line]:
    """Return rows with the names of today of what they are about and of who decided."""
    names, people = await name_all(visit, rows)
    return [lay_out(row, names, people) for row in rows]


async def name_all(visit: Visit, rows: Sequence[Row]) -> tuple[Mapping[tuple[str, str], str], Mapping[str, str]]:
    """Return the names of what rows are about, and those of the accounts."""
    people = {each.user: each.label for each in await visit.gate.accounts.list_all()}
    async with visit.gate.reading() as snapshot:
        return await name_things(snapshot, {(row.about_kind, row.about_id) for row in rows}), people


async def name_things(snapshot: Snapshot, things: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Return the names of things by kind and id; without those that have none."""
    wanted: dict[str, set[str]] = {}
    for kind, key in things:
        wanted.setdefault(kind, set()).add(key)
    names: dict[tuple[str, str], str] = {}
    for kind, keys in wanted.items():
        table = NAMED.get(kind)
        if table is None:
            continue
        column = next(iter(table.columns))
        query = select(column, table.c.name).where(column.in_(keys)).limit(len(keys))
        names |= {(kind, str(key)): name for key, name in await snapshot.execute(query)}
    return names
