"""One directive as a person may see it, now or as it was, read in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from contracts.calendar import Calendar
from contracts.calendar.policies import DeadlinePolicy
from contracts.directives import Attachment, DirectivesEvent
from contracts.errors import Rejected
from contracts.registry import DepartmentKind
from gateway.answers.directives import show
from gateway.answers.past import NOT_THEN, read_cut
from gateway.console.directives.acts import Offer, offer
from gateway.console.directives.forms import Offers
from gateway.console.directives.laying import Reading, Sheet, lay_out_sheet
from gateway.console.directives.timeline import Names
from gateway.console.past import ask_past
from gateway.console.visits import Visit
from gateway.gate import Gate, Snapshot
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.queries import directive_board, directive_sealed
from gateway.queries.deadline_policy import load_policies
from gateway.queries.department import list_departments
from gateway.queries.directive_board import Item
from gateway.queries.heads import Head, list_heads
from gateway.queries.history import NOW, Cut
from gateway.queries.holiday import list_between, load_calendar
from gateway.queries.metadata import find_position
from gateway.queries.team import list_teams
from gateway.secrecy import withhold
from gateway.views import department
from infra.clock import SEOUL

CONTEXT: Final = "directives"
WATCHED: Final = ("directive_board", "directives_history")
"""The views that show a directive."""
ROUND: Final = timedelta(days=400)
"""How far around a day holidays have names on the page."""
_EVENT: Final[TypeAdapter[DirectivesEvent]] = TypeAdapter(DirectivesEvent)


@dataclass(frozen=True, slots=True)
class Opened:
    """A directive with what its page offers."""

    sheet: Sheet
    item: Item
    departments: list[department.Row]
    offers: Offers
    offer: Offer
    calendar: Calendar
    policies: Sequence[DeadlinePolicy]
    today: date
    heads: list[Head]
    """Who confirms the asker's reports: of the asker's department."""
    events: list[DirectivesEvent]
    attachments: Mapping[str, Attachment]
    """The files of its reports and replies, by sha256."""
    cut: Cut

    @property
    def names(self) -> Mapping[str, str]:
        """Return the departments' names by code."""
        return self.offers.departments

    @property
    def kinds(self) -> list[tuple[str, list[department.Row]]]:
        """Return the departments by kind."""
        groups = ((kind, [row for row in self.departments if row.kind == kind]) for kind in DepartmentKind)
        return [(DEPARTMENT_KIND_LABELS[kind], rows) for kind, rows in groups if rows]


async def read_past(visit: Visit, as_of: str, known_at: str) -> Cut:
    """Return the moment of a page; what is no moment counts as none. Raises: Rejected for one that has not come."""
    return await read_cut(visit.gate, ask_past(as_of, known_at)) if as_of or known_at else NOW


async def open_directive(visit: Visit, directive: UUID, cut: Cut = NOW) -> Opened:
    """Return a directive as its reader may see it. Raises: Rejected with NOT_FOUND."""
    today = visit.today
    day = min(today, cut.as_of.astimezone(SEOUL).date()) if cut.as_of else today
    principal = visit.session.principal
    async with visit.gate.reading() as snapshot:
        item = await _find(snapshot, visit, str(directive), cut)
        events = await directive_sealed.list_entries(snapshot, item, cut)
        if item.is_withheld:
            events = [replace(row, data=withhold(row.data)) for row in events]
        departments = await list_departments(snapshot, day)
        teams = await list_teams(snapshot, day)
        calendar = await load_calendar(snapshot, day)
        holidays = {row.day: row.name for row in await list_between(snapshot, item.issued_on - ROUND, day + ROUND)}
        policies = await load_policies(snapshot)
        positions = [await find_position(snapshot, view, CONTEXT) for view in WATCHED]
        heads = await list_heads(snapshot, principal.department, day) if principal.department else []
    told = [_EVENT.validate_json(row.data) for row in events]
    names = {row.code: row.name for row in departments}
    reading = Reading(
        item=item,
        history=events,
        names=Names(names, {row.code: row.name for row in teams}, await _name_heads(visit.gate, told)),
        position=min(positions),
        today=day,
        manual_clock=visit.moment.manual,
        calendar=calendar,
        holidays=holidays,
        policies=policies,
    )
    shown = show(item, principal, past=bool(cut))
    return Opened(
        sheet=lay_out_sheet(reading),
        item=item,
        departments=departments,
        offers=Offers(
            departments=names,
            teams={row.code: row.name for row in teams if row.department == item.lead},
            quarters=tuple(list_quarters(item.issued_on, today)),
            percent=item.percent,
        ),
        offer=offer(item, shown.allowed),
        calendar=calendar,
        policies=policies,
        today=today,
        heads=heads,
        events=told,
        attachments={file.sha256: file for event in told for file in getattr(event, "attachments", ())},
        cut=cut,
    )


async def _name_heads(gate: Gate, events: Iterable[DirectivesEvent]) -> dict[str, str]:
    """Return by account the posts of who confirmed reports, as the offices call them."""
    accounts = {account for event in events for account in getattr(event, "confirmed_by", ())}
    found = [await gate.accounts.find(account) for account in sorted(accounts)]
    return {each.user: each.label for each in found if each is not None}


async def _find(snapshot: Snapshot, visit: Visit, directive: str, cut: Cut) -> Item:
    """Return a directive as it is, or was; who may read its words is who may now. Raises: Rejected with NOT_FOUND."""
    now = await directive_board.find_directive(snapshot, directive, visit.session.principal)
    if now is None:
        raise Rejected("NOT_FOUND", "찾는 지시사항이 없습니다. 번호가 바뀌었거나 볼 수 있는 문서가 아닙니다.")
    if not cut:
        return now
    then = await directive_board.find_past(snapshot, now, cut)
    if then is None:
        raise Rejected("NOT_FOUND", NOT_THEN)
    return then


def list_quarters(issued_on: date, today: date) -> Iterator[str]:
    """Yield the quarters in which a directive may have been live, the latest first, eight at most (DIR-09)."""
    year, quarter = today.year, (today.month + 2) // 3
    for _turn in range(8):
        yield f"{year}-Q{quarter}"
        if (year, quarter) <= (issued_on.year, (issued_on.month + 2) // 3):
            return
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
