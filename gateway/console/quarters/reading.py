"""Reads what the pages of quarters show: a check's lines, an edition with its proof, the list of quarters."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import Request

from contracts.directives import RecordQuarterlyCheck
from contracts.errors import Rejected
from contracts.questions import SignedHead
from gateway.answers.quarters import show_metrics
from gateway.console.quarters.count import list_departments
from gateway.console.quarters.drawing import MOST
from gateway.console.quarters.laying import (
    PAGE,
    CheckEntry,
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
from gateway.console.quarters.report import OFFICE, Proof, Published, Report, Summary, lay_out_report, lay_out_summary
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Gate, Snapshot
from gateway.proving import read_heads
from gateway.queries import deadline_policy, department, directive_board, directive_check, quarterly_report
from gateway.queries.directive_quarters import Tally, find_tally, list_checks, measure
from gateway.queries.holiday import load_known
from gateway.secrecy import may_read
from gateway.views.quarterly_report import Row
from infra.batching import Unavailable

CONTEXT: Final = "directives"
NOT_PUBLISHED: Final = "발행하지 않은 보고서입니다. 분기와 판을 확인하세요."
TRIES: Final = 3
"""Of a check while its directive moves on beside it."""
PAUSE_S: Final = 0.1
"""Seconds in which a view catches up with what has moved a directive on."""


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


async def read_overview(visit: Visit) -> Overview:
    """Return the quarters with their editions, and the rates of the running one by department."""
    today = visit.today
    async with visit.gate.reading() as snapshot:
        first = await quarterly_report.find_first_day(snapshot) or today
        reports = await quarterly_report.list_reports(snapshot)
        quarters = list_quarters(first, today)
        tallies = [await find_tally(snapshot, quarter) for quarter in quarters]
        now = quarters[0]
        groups = [
            figures
            for by_department in (False, True)
            for figures in await measure(snapshot, now, today, by_department=by_department)
            if not by_department or figures.department is not None
        ]
        names = await department.find_names(snapshot, [g.department for g in groups if g.department is not None])
        policies, calendar = await deadline_policy.load_policies(snapshot), await load_known(snapshot)
    shown = zip(quarters, tallies, strict=True)
    rates = [*show_metrics(groups[:1], names), *show_metrics(groups[1:], names)]
    lines = [lay_out_quarter(quarter, tally, reports, today, policies, calendar) for quarter, tally in shown]
    return Overview(lines, now, lay_out_rates(now, rates))


async def read_grid(visit: Visit, quarter: str, query: GridQuery) -> Grid:
    """Return a page of a quarter's check. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    today, reader = visit.today, visit.session.principal
    async with visit.gate.reading() as snapshot:
        page = await list_checks(snapshot, partial(may_read, reader), quarter, query.wanted, PAGE, query.cursor or None)
        checks = await directive_check.find_checks(snapshot, quarter, [item.directive for item in page.items])
        calendar = await load_known(snapshot)
    lines = [lay_out_line(item, quarter, checks.get(item.directive), today, calendar) for item in page.items]
    return lay_out_grid(quarter, lines, page.tally, query, next_cursor=page.next_cursor, today=today)


async def read_tally(visit: Visit, quarter: str) -> Tally:
    """Return how a quarter's check stands."""
    async with visit.gate.reading() as snapshot:
        return await find_tally(snapshot, quarter)


async def read_line(visit: Visit, quarter: str, directive: str) -> Line | None:
    """Return one line of a quarter's check; None for what is not there."""
    return (await read_lines(visit, quarter, [directive])).get(directive)


async def read_lines(visit: Visit, quarter: str, directives: Sequence[str]) -> dict[str, Line]:
    """Return some lines of a quarter's check by directive; without what is not there."""
    today, reader = visit.today, visit.session.principal
    async with visit.gate.reading() as snapshot:
        found = [await directive_board.find_directive(snapshot, directive, reader) for directive in directives]
        checks = await directive_check.find_checks(snapshot, quarter, directives)
        calendar = await load_known(snapshot)
    items = [item for item in found if item is not None]
    return {item.directive: lay_out_line(item, quarter, checks.get(item.directive), today, calendar) for item in items}


async def record_check(visit: Visit, directive: UUID, command: RecordQuarterlyCheck, entry: CheckEntry) -> int:
    """Store a finding where the check is still the one that was seen; return its position, 0 where it says so already.

    What the clock or others did to the directive beside it, a reminder say, stands in nobody's way.
    Raises: Rejected, with VERSION_CONFLICT where somebody else has checked it, NOT_FOUND.
    """
    for attempt in range(TRIES):
        line = await read_line(visit, command.quarter, str(directive))
        if line is None:
            raise Rejected("NOT_FOUND", _("찾는 지시사항이 없습니다. 번호가 바뀌었거나 볼 수 있는 문서가 아닙니다."))
        if line.entry.seen != entry.seen:
            if entry.says_the_same(line.entry):
                return 0
            raise Rejected("VERSION_CONFLICT", _("그사이 다른 사람이 점검했습니다. 지금 점검을 보고 다시 저장하세요."))
        key = f"{command.quarter}/{directive}/{entry.key}"
        try:
            done = await visit.gate.send(
                visit.session.principal, command, key=key, subject=directive, if_match=line.item.version
            )
        except Rejected as rejected:
            if rejected.code != "VERSION_CONFLICT" or attempt == TRIES - 1:
                raise
            await asyncio.sleep(PAUSE_S)
            continue
        return done.position
    raise AssertionError("the last try answers or raises")


async def read_edition(request: Request, gate: Gate, quarter: str, edition: int, *, is_sample: bool) -> Opened:
    """Return an edition as its events hold it. Raises: Rejected with NOT_FOUND."""
    async with gate.reading() as snapshot:
        row = await _find(snapshot, quarter, edition)
        published = Published(row, await quarterly_report.read_entries(snapshot, row))
        before = await quarterly_report.list_before(snapshot, row, MOST - 1)
        earlier = [Published(each, await quarterly_report.read_entries(snapshot, each)) for each in before]
        codes = list_departments(published.entries, quarter)
        names = await department.find_names(snapshot, codes) if codes else {}
        office = await department.find_name_on(snapshot, OFFICE, row.published_on) or OFFICE
    proof = await read_proof(request, gate, row)
    return Opened(
        lay_out_report(published, earlier, names, proof, office=office, is_sample=is_sample), published, names
    )


async def read_figures(gate: Gate, quarter: str, edition: int) -> tuple[Row, Summary]:
    """Return the head of an edition and its figures, for who holds one on paper. Raises: Rejected with NOT_FOUND."""
    async with gate.reading() as snapshot:
        row = await _find(snapshot, quarter, edition)
        published = Published(row, await quarterly_report.read_entries(snapshot, row))
        codes = list_departments(published.entries, quarter)
        names = await department.find_names(snapshot, codes) if codes else {}
    return row, lay_out_summary(published, names)


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


async def find_head(gate: Gate, position: int, context: str = CONTEXT) -> SignedHead | None:
    """Return the first signed head at or beyond a position; None while there is none, or the log does not answer."""
    try:
        heads = await read_heads(gate, context, 1, position)
    except Unavailable:
        return None
    return heads[0] if heads else None


def find_verification(request: Request, key: str) -> str:
    """Return the address that a printed report's QR leads to: the same whoever asks, and by whatever name."""
    console: str = getattr(request.app.state, "console_url", "")
    return f"{console.rstrip('/')}/verify/{key}"
