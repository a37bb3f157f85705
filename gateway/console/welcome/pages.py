"""첫 화면: the front of a training installation, and its door for who sits at the machine itself."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from contracts.errors import Rejected
from gateway.auth import Principal
from gateway.console.forms import read_field
from gateway.console.operations.pages import describe, get_watching
from gateway.console.rendering import ConsoleRoute, go, is_part, show
from gateway.console.visits import find_session, keep_session, require_own_page, stay_here
from gateway.console.welcome.laying import PARTS, Late, is_at_home, lay_out_tour, list_officers, name_parts
from gateway.console.words import _
from gateway.gate import Gate
from gateway.guard import get_gate
from gateway.queries import directive_board, tour
from gateway.queries.directive_board import Filter
from infra.sample.story import ENDS_AT

PATH: Final = "/welcome"
EMPTY: Final = ("make down", "make reset", "make run SAMPLE=none")
"""How an empty installation on the clock of the wall is started."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


async def find_front(request: Request) -> str:
    """Return where somebody goes who is not signed in: in a training installation to its first screen."""
    return PATH if (await get_gate(request).now()).manual else "/login"


def is_door_open(request: Request) -> bool:
    """Tell whether a part may be taken without a password, as far as the request and the setting go."""
    client = request.client.host if request.client else None
    is_set = getattr(request.app.state, "training_door", False)
    return bool(is_set) and is_at_home(client, request.headers.get("host", ""), request.headers.keys())


@router.get(PATH)
async def show_welcome(request: Request) -> Response:
    """Show who one may be, the flow and the tour; where real work is done there is no such page."""
    gate = get_gate(request)
    if not (await gate.now()).manual:
        return go("/login")
    accounts = await gate.accounts.list_all()
    labels = {each.user: each.label for each in accounts}
    flow = describe(get_watching(request), may_act=False)
    seen = get_watching(request).list_seen()
    async with gate.reading() as snapshot:
        done = await tour.list_done(snapshot, ENDS_AT)
    values: dict[str, Any] = {
        "parts": name_parts(PARTS, labels),
        "officers": list_officers(accounts),
        "steps": lay_out_tour(done, await find_late(gate), accounts, seen),
        "is_open": is_door_open(request),
        "commands": EMPTY,
        "drawings": flow["drawings"],
        "say_span": flow["say_span"],
    }
    return await show(request, "_welcome.html" if is_part(request) else "welcome.html", **values)


async def find_late(gate: Gate) -> Late | None:
    """Return the directive whose report is the longest overdue."""
    today = (await gate.now()).day
    async with gate.reading() as snapshot:
        page = await directive_board.list_directives(
            snapshot, Filter(today=today, overdue="report", sort="due", limit=1)
        )
    item = next(iter(page.items), None)
    if item is None or item.lead is None:
        return None
    return Late(item.directive, item.number, item.lead, item.lead_name or item.lead)


@router.post(PATH)
async def enter(request: Request) -> Response:
    """Open a session as one of the sample's accounts, and go on to a page. Raises: Rejected with NOT_PERMITTED."""
    require_own_page(request)
    gate = get_gate(request)
    if not is_door_open(request) or not (await gate.now()).manual:
        raise Rejected("NOT_PERMITTED", _("이 컴퓨터에서 연 교육용 설치에서만 비밀번호 없이 들어갈 수 있습니다."))
    form = await request.form()
    principal = await find_part(gate, read_field(form, "user"))
    before = await find_session(request)
    if before is not None:
        await gate.sessions.close(before.token)
    session = await gate.sessions.open(principal)
    response = go(stay_here(read_field(form, "next")))
    keep_session(request, response, session)
    return response


async def find_part(gate: Gate, user: str) -> Principal:
    """Return an account of the page's parts, or of a department's officer. Raises: Rejected with NOT_PERMITTED."""
    accounts = await gate.accounts.list_all()
    offered = {part.user for part in PARTS} | {each.user for each in list_officers(accounts)}
    found = next((each for each in accounts if each.user == user and user in offered), None)
    if found is None:
        raise Rejected("NOT_PERMITTED", _("고를 수 있는 역할이 아닙니다. 첫 화면에서 다시 고르세요."))
    return found
