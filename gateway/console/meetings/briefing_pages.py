"""Routes of 회의 브리핑: one page for the mayor, on a tablet and on A4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.calendar import Calendar
from contracts.errors import Rejected
from contracts.registry import MeetingKind
from gateway.console.meetings import briefing
from gateway.console.meetings.briefing import Whose
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import meeting
from gateway.queries.department import list_departments
from gateway.queries.directive_moves import find_causes, list_items, list_moves
from gateway.queries.holiday import load_known
from gateway.queries.metadata import find_position
from gateway.queries.rows import find_row
from gateway.secrecy import may_know
from gateway.views.meeting import Row
from infra.clock import SEOUL

CONTEXT: Final = "directives"
WATCHED: Final = ("directive_board", "directives_history")
WEEK: Final = timedelta(days=7)

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Span:
    """Which meeting the page is for, and the days that it tells of."""

    of: Row | None
    last: Row | None
    until: date

    @property
    def since(self) -> date:
        """Return the first day: that of the last meeting, which counts whole, so that nothing falls between two."""
        return self.last.first_day if self.last else self.until - WEEK


@dataclass(frozen=True, slots=True)
class Told:
    """What was read for the page, in one transaction."""

    page: briefing.Briefing
    names: Mapping[str, str]
    calendar: Calendar
    position: int


@router.get("/briefing")
async def show_briefing(request: Request, visit: SignedIn, meeting: UUID | None = None) -> Response:
    """Show the page for a meeting; without one, for the next 간부회의, or for today."""
    today = visit.today
    span = await _find_span(visit, str(meeting) if meeting else None, today)
    told = await _read(visit, span, today)
    return await show(
        request,
        "briefing.html",
        page=told.page,
        span=span,
        told=briefing.tell_span((span.last.title, span.last.first_day) if span.last else None, span.until),
        is_past=span.until < today,
        is_less=may_know(visit.session.principal),
        today=today,
        whose=Whose,
        on_paper=briefing.ON_PAPER,
        on_screen=briefing.ON_SCREEN,
        shown_tallies=briefing.SHOWN_TALLIES,
        position=told.position,
    )


async def _find_span(visit: Visit, wanted: str | None, today: date) -> Span:
    """Return the meeting, the last one of its kind before it, and the last day that the page tells of.

    Raises: Rejected with NOT_FOUND.
    """
    async with visit.gate.reading() as snapshot:
        if wanted:
            of = await find_row(snapshot, meeting.VIEW, wanted)
            if of is None:
                raise Rejected("NOT_FOUND", _("그런 회의가 없습니다. 주소를 확인하세요."))
        else:
            of = await meeting.find_next(snapshot, MeetingKind.EXECUTIVE, today)
        kind = of.kind if of else MeetingKind.EXECUTIVE
        day = min(of.first_day, today) if of else today
        last = await meeting.find_last(snapshot, kind, day, of.meeting if of else "")
    return Span(of, last, day)


async def _read(visit: Visit, span: Span, today: date) -> Told:
    since = datetime.combine(span.since, time(), SEOUL)
    until = datetime.combine(span.until, time.max, SEOUL)
    async with visit.gate.reading() as snapshot:
        events = await list_moves(snapshot, list(briefing.WORDS), since, until)
        items = await list_items(snapshot, visit.session.principal, {event.stream for event in events})
        causes = await find_causes(snapshot, [item.directive for item in items])
        names = {row.code: row.name for row in await list_departments(snapshot, today)}
        calendar = await load_known(snapshot)
        position = min([await find_position(snapshot, view, CONTEXT) for view in WATCHED])
    page = briefing.brief(items, events, names, causes, today=today, calendar=calendar)
    return Told(page, names, calendar, position)
