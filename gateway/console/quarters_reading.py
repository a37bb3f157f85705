"""Reads what the pages of quarters show: a check's lines, an edition with its proof, the list of quarters."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi import Request

from contracts.errors import Rejected
from contracts.questions import SignedHead
from gateway.answers.quarters import show_metrics
from gateway.auth import Principal
from gateway.console.quarters import (
    PAGE,
    Grid,
    GridQuery,
    Line,
    Rates,
    Standing,
    lay_out_grid,
    lay_out_line,
    lay_out_quarter,
    lay_out_rates,
    list_quarters,
)
from gateway.console.quarters_count import list_departments
from gateway.console.quarters_drawing import MOST
from gateway.console.quarters_report import Proof, Published, Report, lay_out_report
from gateway.console.visits import Visit
from gateway.gate import Gate, Snapshot
from gateway.proving import read_heads
from gateway.queries import department, directive_board, directive_check, quarterly_report
from gateway.queries.directive_quarters import Tally, list_checks, measure, name_standing
from gateway.queries.holiday import load_calendar
from gateway.views.quarterly_report import Row
from infra.batching import Unavailable
from infra.clock import SEOUL

CONTEXT: Final = "directives"
NOT_PUBLISHED: Final = "발행하지 않은 보고서입니다. 분기와 판을 확인하세요."


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition as it is shown, and what its files are made of."""

    report: Report
    published: Published
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Overview:
    """The list of quarters, and how the running one stands."""

    quarters: list[Standing]
    now: str
    rates: list[Rates]


def find_today(visit: Visit) -> date:
    """Return the business day of a visit."""
    return visit.moment.at.astimezone(SEOUL).date()


async def read_overview(visit: Visit) -> Overview:
    """Return the quarters with their editions, and the rates of the running one by department."""
    today = find_today(visit)
    async with visit.gate.reading() as snapshot:
        first = await quarterly_report.find_first_day(snapshot) or today
        reports = await quarterly_report.list_reports(snapshot)
        quarters = list_quarters(first, today)
        tallies = [await _count(snapshot, visit.session.principal, quarter) for quarter in quarters]
        now = quarters[0]
        groups = [
            figures
            for by_department in (False, True)
            for figures in await measure(snapshot, now, today, by_department=by_department)
            if not by_department or figures.department is not None
        ]
        names = await department.find_names(snapshot, [g.department for g in groups if g.department is not None])
    shown = zip(quarters, tallies, strict=True)
    rates = [*show_metrics(groups[:1], names), *show_metrics(groups[1:], names)]
    return Overview(
        [lay_out_quarter(quarter, tally, reports, today) for quarter, tally in shown], now, lay_out_rates(now, rates)
    )


async def _count(snapshot: Snapshot, reader: Principal, quarter: str) -> Tally:
    return (await list_checks(snapshot, reader, quarter, None, 1, None)).tally


async def read_grid(visit: Visit, quarter: str, query: GridQuery) -> Grid:
    """Return a page of a quarter's check. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    today, reader = find_today(visit), visit.session.principal
    async with visit.gate.reading() as snapshot:
        page = await list_checks(snapshot, reader, quarter, query.wanted, PAGE, query.cursor or None)
        checks = await directive_check.find_checks(snapshot, quarter, [item.directive for item in page.items])
        calendar = await load_calendar(snapshot, today)
    lines = [lay_out_line(item, quarter, checks.get(item.directive), today, calendar) for item in page.items]
    return lay_out_grid(quarter, lines, page.tally, query, next_cursor=page.next_cursor, today=today)


async def read_tally(visit: Visit, quarter: str) -> Tally:
    """Return how a quarter's check stands."""
    async with visit.gate.reading() as snapshot:
        return await _count(snapshot, visit.session.principal, quarter)


async def read_line(visit: Visit, quarter: str, directive: str) -> Line | None:
    """Return one line of a quarter's check; None for what is not there."""
    today = find_today(visit)
    async with visit.gate.reading() as snapshot:
        item = await directive_board.find_directive(snapshot, directive, visit.session.principal)
        if item is None:
            return None
        checks = await directive_check.find_checks(snapshot, quarter, [directive])
        calendar = await load_calendar(snapshot, today)
    line = lay_out_line(item, quarter, checks.get(directive), today, calendar)
    return replace(line, standing=name_standing(item, quarter))


async def read_edition(request: Request, gate: Gate, quarter: str, edition: int, *, is_sample: bool) -> Opened:
    """Return an edition as its events hold it. Raises: Rejected with NOT_FOUND."""
    async with gate.reading() as snapshot:
        row = await _find(snapshot, quarter, edition)
        published = Published(row, await quarterly_report.read_entries(snapshot, row))
        before = await quarterly_report.list_before(snapshot, row, MOST - 1)
        earlier = [Published(each, await quarterly_report.read_entries(snapshot, each)) for each in before]
        codes = list_departments(published.entries, quarter)
        names = await department.find_names(snapshot, codes) if codes else {}
    proof = await read_proof(request, gate, row)
    return Opened(lay_out_report(published, earlier, names, proof, is_sample=is_sample), published, names)


async def read_head(gate: Gate, quarter: str, edition: int) -> Row:
    """Return the head of an edition. Raises: Rejected with NOT_FOUND."""
    async with gate.reading() as snapshot:
        return await _find(snapshot, quarter, edition)


async def _find(snapshot: Snapshot, quarter: str, edition: int) -> Row:
    row = await quarterly_report.find_report(snapshot, f"{quarter}/{edition}")
    if row is None or await quarterly_report.find_reflected(snapshot) < row.position:
        raise Rejected("NOT_FOUND", NOT_PUBLISHED)
    return row


async def read_editions(visit: Visit, quarter: str) -> list[Row]:
    """Return what was published of a quarter, the last first."""
    async with visit.gate.reading() as snapshot:
        return [row for row in await quarterly_report.list_reports(snapshot) if row.quarter == quarter]


async def read_proof(request: Request, gate: Gate, row: Row) -> Proof:
    """Return by what an edition can be verified: the first signed head that covers it, once there is one."""
    return Proof(row.position, find_verification(request, row.key), await find_head(gate, row.position))


async def find_head(gate: Gate, position: int) -> SignedHead | None:
    """Return the first signed head at or beyond a position; None while there is none, or the log does not answer."""
    try:
        heads = await read_heads(gate, CONTEXT, 1, position)
    except Unavailable:
        return None
    return heads[0] if heads else None


def find_verification(request: Request, key: str) -> str:
    """Return the address that a printed report's QR leads to; without a setting, where the asker found us."""
    console: str = getattr(request.app.state, "console_url", "") or str(request.base_url)
    return f"{console.rstrip('/')}/verify/{key}"
