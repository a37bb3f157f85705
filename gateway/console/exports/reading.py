"""Reads what goes out as a file and what an uploaded one is compared with, each of one moment."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, cast

from pydantic import TypeAdapter

from contracts.directives import DirectivesEvent, Quarter, SubmitOutcome, SubmitPriorityReport
from contracts.values import Role
from gateway.console import present
from gateway.console.directives.report import list_steps, may_keep
from gateway.console.directives.timeline import Names, Told, tell
from gateway.console.exports.trip import (
    Difference,
    Order,
    compare_checks,
    compare_reports,
    find_kind,
    make_check_sheet,
    make_report_sheet,
    refuse_doubled,
)
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.drafts import DraftKey
from gateway.exports.listing import MOST, Listing
from gateway.exports.making import NotMade
from gateway.exports.reading import Filled
from gateway.exports.sheets import Sheet
from gateway.gate import Snapshot
from gateway.labels import ROLE_LABELS
from gateway.queries import directive_board, directive_check, directive_sealed, history
from gateway.queries.directive_board import Filter, Item
from gateway.queries.directive_quarters import list_checks, name_standing
from gateway.queries.heads import list_heads
from gateway.secrecy import may_read
from gateway.views.directive_check import Row
from gateway.views.history import Row as Event
from infra.clock import SEOUL, name_command

CONTEXT: Final = "directives"
PAGE: Final = 500
ROWS: Final = 2_000
"""Rows of a sheet that comes back (gateway/exports/hostile.py)."""
TOLD: Final = 5
"""Events of others that are shown beside a row."""
_QUARTERS: Final[TypeAdapter[str]] = TypeAdapter(Quarter)


@dataclass(frozen=True, slots=True)
class Begun:
    """A report or an outcome that goes on as a draft, for somebody has to confirm it before it is sent (ADR 0022)."""

    key: DraftKey
    fields: Mapping[str, str]
    """What its writer has kept of it already."""

    def fill(self, text: str) -> dict[str, str]:
        """Return the draft with another text; what else was written for it stays."""
        return {**self.fields, "text": text}


async def read_listing(visit: Visit, wanted: Filter, kind: str) -> Listing:
    """Return every matching directive, of one moment. Raises: Rejected with BUSY; NotMade where there are too many."""
    items: list[Item] = []
    async with visit.gate.exporting() as snapshot:
        position = await directive_board.find_reflected(snapshot)
        async for page in _walk(snapshot, replace(wanted, limit=PAGE, cursor=None)):
            items += page
            if len(items) > MOST[kind]:
                said = _(
                    "한 파일에는 %(most)s건까지 담습니다. 조건을 좁혀 나누어 내려받으세요.", most=f"{MOST[kind]:,}"
                )
                raise NotMade(said)
    at = visit.moment.at.astimezone(SEOUL)
    return Listing(items, at, position, is_sample=visit.moment.manual)


async def _walk(snapshot: Snapshot, wanted: Filter) -> AsyncIterator[list[Item]]:
    while True:
        page = await directive_board.list_directives(snapshot, wanted)
        yield page.items
        if page.next_cursor is None:
            return
        wanted = replace(wanted, cursor=page.next_cursor)


async def read_reports(visit: Visit) -> Sheet:
    """Return the sheet of the directives that the visitor's department leads and has not ended."""
    async with visit.gate.exporting() as snapshot:
        return make_report_sheet(await _list_led(snapshot, visit))


async def read_checks(visit: Visit, quarter: str) -> Sheet:
    """Return the sheet of a quarter's directives that need a check."""
    async with visit.gate.exporting() as snapshot:
        items, checks = await _list_checked(snapshot, visit, quarter)
    return make_check_sheet(quarter, items, checks)


async def _list_led(snapshot: Snapshot, visit: Visit) -> list[Item]:
    principal = visit.session.principal
    if principal.role is not Role.OFFICER or principal.department is None:
        return []
    items: list[Item] = []
    wanted = Filter(today=visit.today, reader=principal, lead=principal.department, sort="number", limit=PAGE)
    async for page in _walk(snapshot, wanted):
        items += [item for item in page if item.ended_on is None]
    return items[:ROWS]


async def _list_checked(snapshot: Snapshot, visit: Visit, quarter: str) -> tuple[list[Item], dict[str, Row]]:
    items: list[Item] = []
    cursor = None
    while True:
        reads = partial(may_read, visit.session.principal)
        page = await list_checks(snapshot, reads, quarter, None, PAGE, cursor)
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    needing = [item for item in items if name_standing(item, quarter) != "UNSHARED"][:ROWS]
    checks = await directive_check.find_checks(snapshot, quarter, [item.directive for item in needing])
    return needing, checks


async def read_differences(visit: Visit, filled: Filled) -> list[Difference]:
    """Return what a sheet would change, with what others have changed since. Raises: NotMade."""
    async with visit.gate.reading() as snapshot:
        if find_kind(filled) == "reports":
            items = {item.directive: item for item in await _list_led(snapshot, visit)}
            found = compare_reports(filled, items)
        else:
            quarter = _find_quarter(filled)
            listed, checks = await _list_checked(snapshot, visit, quarter)
            items = {item.directive: item for item in listed}
            found = compare_checks(filled, quarter, items, checks)
        looked = [await _look_again(snapshot, visit, each, items) for each in refuse_doubled(found)]
    begun = await list_begun(visit, [each.order for each in looked if each.order and each.may_be_done])
    return [_tell_begun(each, begun) for each in looked]


def _tell_begun(difference: Difference, begun: Mapping[str, Begun]) -> Difference:
    """Return a row with what becomes of it where it is to be confirmed first."""
    found = begun.get(str(difference.order.directive)) if difference.order else None
    if found is None or not difference.may_be_done:
        return difference
    said = _("팀장과 과장의 확인을 받도록 작성 중으로 담습니다.")
    if found.fields:
        said += " " + _("작성 중인 글이 있습니다. 내용만 바꾸고 문제점, 향후계획, 붙임은 그대로 둡니다.")
    return replace(difference, note=said)


def _find_quarter(filled: Filled) -> str:
    """Raises: NotMade where the sheet's rows are not all of one quarter."""
    quarters = {line.values.get("quarter", "") for line in filled.lines}
    if len(quarters) != 1:
        raise NotMade(_("한 파일에는 한 분기의 점검만 담습니다. 분기마다 내려받은 파일을 따로 올리세요."))
    (quarter,) = quarters
    try:
        return _QUARTERS.validate_python(quarter)
    except ValueError as error:
        raise NotMade(_("숨은 분기 열이 바뀌었습니다. 새로 내려받아 다시 적으세요.")) from error


async def _look_again(snapshot: Snapshot, visit: Visit, difference: Difference, items: dict[str, Item]) -> Difference:
    """Return a row with what others did to its directive since it went out; it then goes on what is there now.

    What the clock alone has told in the meantime is nobody's change.
    """
    order = difference.order
    if order is None or order.seen == items[str(order.directive)].version:
        return difference
    events = await directive_sealed.list_entries(snapshot, items[str(order.directive)])
    since = [event for event in events if event.version > order.seen]
    own = name_command(visit.session.principal.user, order.key)
    if any(event.command_id == own for event in since):
        return replace(difference, is_done=True, error="")
    moved = order.model_copy(update={"version": items[str(order.directive)].version})
    return replace(difference, order=moved, theirs=tuple(_say(event) for event in since if _is_told(event))[-TOLD:])


def _tell(event: Event) -> Told:
    data = history.load_event(CONTEXT, event).data
    return tell(cast("DirectivesEvent", data), Names({}, {}))


def _is_told(event: Event) -> bool:
    return not _tell(event).is_minor


def _say(event: Event) -> str:
    told, who = _tell(event), _(ROLE_LABELS[Role(event.role)])
    return " · ".join((f"{present.format_moment(event.effective_at)} {who}", told.word, *told.notes))


async def list_begun(visit: Visit, orders: Iterable[Order]) -> dict[str, Begun]:
    """Return what has to be confirmed first, by directive: of what the visitor's department leads, and no other's.

    What only the audit may know of is never kept as a draft, nor confirmed (ADR 0022).
    """
    principal, department = visit.session.principal, visit.session.principal.department
    written = [order for order in orders if isinstance(order.command, SubmitPriorityReport | SubmitOutcome)]
    if not written or department is None:
        return {}
    async with visit.gate.reading() as snapshot:
        heads = await list_heads(snapshot, department, visit.today)
        led = {item.directive: item for item in await _list_led(snapshot, visit) if may_keep(department, item)}
    begun: dict[str, Begun] = {}
    for order in written:
        item = led.get(str(order.directive))
        if item is not None and list_steps(heads, principal.user, item.team, (), ""):
            key = DraftKey(principal.user, item.directive, find_act(order))
            draft = await visit.gate.drafts.find(key)
            begun[item.directive] = Begun(key, draft.fields if draft else {})
    return begun


def find_act(order: Order) -> str:
    """Return the act that a row's report is written by."""
    return "report" if isinstance(order.command, SubmitPriorityReport) else "outcome"
