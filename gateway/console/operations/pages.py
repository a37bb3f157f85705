"""The operations page: whether commands flow, what needs somebody, and the two acts that release what waits.

It is drawn from memory, and lets in whoever was signed in just before: it works while PostgreSQL or the broker is down.
"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal, Session
from gateway.away import AWAY, is_away
from gateway.console.forms import read_field
from gateway.console.operations.alerts import list_alerts
from gateway.console.operations.dead import look, send_again
from gateway.console.operations.drawing import draw
from gateway.console.operations.picture import list_steps, name_lane, say_span
from gateway.console.operations.watch import Watching
from gateway.console.rendering import ConsoleRoute, go, is_part, render
from gateway.console.visits import COOKIE, SignInNeeded, find_session, require_session, require_token
from gateway.console.words import _
from gateway.gate import Moment
from gateway.guard import get_gate
from infra.batching import Unavailable
from infra.messaging import BROKER_GONE
from infra.topology import CONTEXTS

PATH: Final = "/operations"
STORE_S: Final = 1.0
"""How long the page waits for PostgreSQL before it goes on without."""
DEAD_S: Final = 4.0
"""How long a look at the dead letters, or their way back, may take."""
ACTORS: Final = frozenset({Role.ADMINISTRATOR})
"""Who acts; operators and auditors read (decided.md, Rights)."""


class OperationsRoute(ConsoleRoute):
    """A route that knows who was signed in just before PostgreSQL fell silent."""

    async def identify(self, request: Request) -> Principal:
        """Return who is signed in; to read, it suffices to have been so just before. Raises: SignInNeeded."""
        watching = get_watching(request)
        if request.method != "GET":
            return (await require_session(request)).principal
        session = await _find_soon(request) if watching.database else None
        if session is None and not watching.database:
            session = watching.recent.recall(request.cookies.get(COOKIE, ""))
        if session is None:
            raise SignInNeeded
        request.state.session = session
        return session.principal


router = APIRouter(route_class=OperationsRoute, include_in_schema=False)


def get_watching(request: Request) -> Watching:
    """Return what the gateway hears of the others."""
    watching = request.app.state.watching
    assert isinstance(watching, Watching)
    return watching


async def _find_soon(request: Request) -> Session | None:
    """Return the session as PostgreSQL knows it; as it was known where that does not answer in time.

    A look-up that hangs in a silent server is left behind: cancelling it would wait for that server, too.
    """
    looking = asyncio.ensure_future(find_session(request))
    looking.add_done_callback(lambda task: task.cancelled() or task.exception())
    await asyncio.wait({looking}, timeout=STORE_S)
    watching = get_watching(request)
    if not looking.done():
        watching.database = False
        return watching.recent.recall(request.cookies.get(COOKIE, ""))
    try:
        return looking.result()
    except AWAY as error:
        if not is_away(error):
            raise
        watching.database = False
        return watching.recent.recall(request.cookies.get(COOKIE, ""))


@router.get(PATH)
async def show_operations(request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the flow, what needs somebody, what waits and every process."""
    session: Session = request.state.session
    template = "_operations.html" if is_part(request) else "operations.html"
    values = describe(get_watching(request), may_act=session.principal.role in ACTORS)
    return render(request, template, 200, await _frame(request) | values | {"done": done})


def describe(watching: Watching, *, may_act: bool) -> dict[str, object]:
    """Return all that the page shows, from memory."""
    seen, queues = watching.list_seen(), watching.read_queues()
    steps = list_steps(seen, queues, CONTEXTS)
    alerts = list(list_alerts(seen, queues, CONTEXTS))
    backups = [each.status.backup_s for each in seen if each.status and each.status.backup_s is not None]
    return {
        "steps": steps,
        "alerts": alerts,
        "drawings": (draw(steps, CONTEXTS, wide=True), draw(steps, CONTEXTS, wide=False)),
        "seen": seen,
        "parked": watching.list_parked(),
        "parked_at": None if watching.database else watching.parked_at,
        "dead": [(context, queues.counts.get(f"dead.{context}")) for context in CONTEXTS],
        "backup_s": min(backups, default=None),
        "may_act": may_act,
        "say_span": say_span,
        "name_lane": name_lane,
        "starting": all(each.status is None for each in seen),
    }


async def _frame(request: Request) -> dict[str, object]:
    """Return what every page bears, without waiting for PostgreSQL."""
    watching = get_watching(request)
    if watching.database:
        asking = asyncio.ensure_future(get_gate(request).now())
        asking.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.wait({asking}, timeout=STORE_S)
        if asking.done() and asking.exception() is None:
            watching.moment = asking.result()
    moment: Moment | None = watching.moment
    return {"session": request.state.session, "moment": moment}


@router.get(f"{PATH}/release")
async def ask_release(
    request: Request,
    role: Annotated[str, Query(max_length=40)],
    consumer: Annotated[str, Query(max_length=200)],
    context: Annotated[str, Query(max_length=40)],
    stream: Annotated[str, Query(max_length=200)],
) -> Response:
    """Show what waits of a stream, and ask whether it shall be tried again or is done."""
    wanted = {"role": role, "consumer": consumer, "context": context, "stream": stream}
    found = [each for each in get_watching(request).list_parked() if _is(each, wanted)]
    until = max((each.parked_at for each in found if each.is_task), default=None)
    values = {"wanted": wanted, "found": found, "until": until, "name_lane": name_lane}
    return render(request, "operations_release.html", 200, await _frame(request) | values)


@router.post(f"{PATH}/settle")
async def settle(request: Request) -> RedirectResponse:
    """Note that refused commands were settled by hand. Raises: Rejected BUSY."""
    form = await request.form()
    session = await require_session(request)
    require_token(request, session, form)
    fields = [read_field(form, name) for name in ("role", "consumer", "context", "stream", "until")]
    try:
        went = await get_watching(request).settle(*fields, by=session.principal.user)
    except Unavailable as error:
        raise Rejected("BUSY", _("서비스가 답하지 않아 표시하지 못했습니다. 켜져 있는지 확인하세요.")) from error
    return go(f"{PATH}?done={'settled' if went else 'gone'}")


@router.post(f"{PATH}/release")
async def release(request: Request) -> RedirectResponse:
    """Have a parked stream taken in again. Raises: Rejected BUSY."""
    form = await request.form()
    require_token(request, await require_session(request), form)
    fields = [read_field(form, name) for name in ("role", "consumer", "context", "stream")]
    if "\x00" in "".join(fields):  # no name holds it, and no store takes it
        return go(f"{PATH}?done=kept")
    try:
        went = await get_watching(request).release(*fields)
    except Unavailable as error:
        raise Rejected("BUSY", _("서비스가 답하지 않아 다시 처리하지 못했습니다. 켜져 있는지 확인하세요.")) from error
    return go(f"{PATH}?done={'released' if went else 'kept'}")


@router.get(f"{PATH}/dead/{{context}}")
async def show_dead(request: Request, context: str) -> Response:
    """Show the oldest dead letters of a context, without their content. Raises: Rejected NOT_FOUND, BUSY."""
    _require_context(context)
    try:
        async with asyncio.timeout(DEAD_S):
            letters = await look(get_watching(request).rabbitmq_url, context)
    except BROKER_GONE as error:
        raise Rejected("BUSY", _("전달(RabbitMQ)이 답하지 않습니다.")) from error
    session: Session = request.state.session
    values = {"context": context, "letters": letters, "may_act": session.principal.role in ACTORS}
    return render(request, "operations_dead.html", 200, await _frame(request) | values | {"name_lane": name_lane})


@router.post(f"{PATH}/dead/{{context}}")
async def resend_dead(request: Request, context: str) -> RedirectResponse:
    """Send dead letters of a context again: the one that is named, or all. Raises: Rejected NOT_FOUND, BUSY."""
    _require_context(context)
    form = await request.form()
    require_token(request, await require_session(request), form)
    try:
        command_id = UUID(text) if (text := read_field(form, "command_id")) else None
        async with asyncio.timeout(DEAD_S):
            sent = await send_again(get_watching(request).rabbitmq_url, context, command_id)
    except BROKER_GONE as error:
        raise Rejected("BUSY", _("전달(RabbitMQ)이 답하지 않습니다.")) from error
    except ValueError as error:
        raise Rejected("NOT_FOUND", _("그런 명령이 없습니다.")) from error
    if not sent:
        raise Rejected("NOT_FOUND", _("그런 명령이 없습니다. 이미 다시 보냈을 수 있습니다."))
    return go(f"{PATH}?done=sent")


def _require_context(context: str) -> None:
    if context not in CONTEXTS:
        raise Rejected("NOT_FOUND", _("그런 서비스가 없습니다."))


def _is(parked: object, wanted: Mapping[str, str]) -> bool:
    return all(getattr(parked, name) == value for name, value in wanted.items())
