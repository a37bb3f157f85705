"""A small form on its way: sent, refused beside what another did meanwhile, or shown again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Command, Done
from gateway.auth import Session
from gateway.console.forms import read_count
from gateway.console.meetings.forms import (
    Filled,
    Misread,
    Spec,
    make_command,
    open_files,
    place_refusal,
    read_filled,
    tell_refusal,
)
from gateway.console.rendering import Trouble, explain, go, show
from gateway.console.visits import Visit, require_token
from gateway.console.words import _
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.ordering import order_by_key
from gateway.queries.department import list_departments
from infra.clock import make_id

CONTEXT: Final = "registry"
OVERTAKEN: Final = frozenset({"VERSION_CONFLICT", "WRONG_STATE"})
"""Refusals because of what another did first: nothing stands under the form's key."""
TRIES: Final = 5
PAUSE_S: Final = 0.2
"""Together a second: views follow the log within a tenth of that."""


Send = Callable[[Visit, BaseModel, str, UUID | None, int | None], Awaitable[Done]]
"""Sends what a form was read as: under which key, to what, and having seen which version. Raises: Rejected."""


async def send_command(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    """Return the outcome of a form that was read as a command. Raises: Rejected."""
    assert isinstance(body, Command)
    return await visit.gate.send(visit.session.principal, body, key=key, subject=subject, if_match=if_match)


@dataclass(frozen=True, slots=True)
class Shown:
    """A form on its page, whatever it is of."""

    spec: Spec
    filled: Filled
    action: str
    back: str
    heading: str = ""
    failure: Trouble | None = None
    version: int = 0
    """What the writer saw; 0 of what is new."""
    round: int = 0
    """Of a request for concurrence: what is answered. Other departments' answers stand in nobody's way."""
    hints: Mapping[str, str] = field(default_factory=dict)
    now: Sequence[tuple[str, str]] = ()
    """How it stands, by label: shown beside a form that another has overtaken."""
    send: Send = send_command
    asked: str = ""
    """What was searched for among what can be chosen."""


Reread = Callable[[], Awaitable[Shown]]
"""Returns the form as it would be opened now."""


async def send_form(
    request: Request,
    visit: Visit,
    shown: Shown,
    path: str,
    view: str,
    *,
    subject: UUID | None = None,
    reread: Reread | None = None,
) -> Response:
    """Send a form and open what it made or changed; show it again with what is wrong."""
    form = await request.form()
    require_token(request, visit.session, form)
    try:
        form = await open_files(shown.spec, form)
    except Misread as misread:
        return await show_form(request, visit, _mark(fill(shown, form), {misread.name: misread.message}), status=422)
    shown = fill(shown, form)
    command = make_command(shown.spec, shown.filled)
    if isinstance(command, dict):
        return await show_form(request, visit, _mark(shown, command), status=422)
    try:
        done = await _send(visit, shown, command, subject, reread)
    except Rejected as rejected:
        return await _refuse(request, visit, shown, rejected, reread)
    is_there = await visit.gate.wait_for(view, shown.spec.command.wire().partition(".")[0], done.position)
    return go(f"{path}/{done.result.id}" + ("" if is_there else f"?after={done.position}"))


async def try_form(request: Request, visit: Visit, shown: Shown) -> tuple[Shown, BaseModel] | Response:
    """Return a form as it was filled in, with the command that would be carried out; or it again with what is wrong."""
    form = await request.form()
    require_token(request, visit.session, form)
    shown = fill(shown, form)
    command = make_command(shown.spec, shown.filled)
    if isinstance(command, dict):
        return await show_form(request, visit, _mark(shown, command), status=422)
    assert isinstance(command, Command)
    principal = visit.session.principal
    order = order_by_key(principal, command, shown.filled.key, if_match=shown.version or None)
    try:
        await visit.gate.carry_out(principal, order, dry_run=True)
    except Rejected as rejected:
        return await _refuse(request, visit, shown, rejected, None)
    return shown, command


def fill(shown: Shown, form: FormData) -> Shown:
    """Return a form with what was typed into it, and with what its writer had seen."""
    version, answered = read_count(form, "version"), read_count(form, "round")
    return replace(shown, filled=read_filled(shown.spec, form), version=version, round=answered, now=())


async def show_form(
    request: Request, visit: Visit, shown: Shown, *, status: int = 200, session: Session | None = None
) -> Response:
    """Show a form with the departments of the day; `session` is that of who has just signed in."""
    async with visit.gate.reading() as snapshot:
        departments = await list_departments(snapshot, visit.today)
    groups = [
        (label, [row for row in departments if row.kind == kind]) for kind, label in DEPARTMENT_KIND_LABELS.items()
    ]
    kinds, more = [group for group in groups if group[1]], {"session": session} if session else {}
    return await show(request, "meetings_form.html", status=status, shown=shown, kinds=kinds, **more)


async def _send(visit: Visit, shown: Shown, command: BaseModel, subject: UUID | None, reread: Reread | None) -> Done:
    """Return the outcome. Raises: Rejected, with VERSION_CONFLICT where what the writer saw is no more."""
    key = shown.filled.key
    if not shown.round or reread is None:
        return await shown.send(visit, command, key, subject, shown.version or None)
    for attempt in range(TRIES):
        now = await reread()
        if now.round != shown.round:
            raise Rejected(
                "VERSION_CONFLICT", _("요청한 부서가 내용을 고쳐 다시 요청했습니다. 고친 내용을 보고 다시 답하세요.")
            )
        try:
            return await shown.send(visit, command, key, subject, now.version)
        except Rejected as rejected:
            if rejected.code != "VERSION_CONFLICT" or attempt == TRIES - 1:
                raise
        await asyncio.sleep(PAUSE_S)
    raise AssertionError("the last try answers or raises")


async def _refuse(request: Request, visit: Visit, shown: Shown, rejected: Rejected, reread: Reread | None) -> Response:
    """Show a form with its refusal; where another came first, beside how it stands now, ready to be sent again."""
    status = STATUS_OF_CODE[rejected.code]
    if rejected.code in OVERTAKEN and reread is not None:
        now = await _catch_up(reread, int(rejected.details.get("version", "0")))
        filled = replace(shown.filled, key=str(make_id()))
        shown = replace(shown, filled=filled, version=now.version, round=now.round, now=now.now)
    if placed := place_refusal(shown.spec, rejected):
        return await show_form(request, visit, _mark(shown, placed), status=status)
    failure = replace(explain(rejected, _("저장하지 못했습니다")), cause=tell_refusal(rejected))
    return await show_form(request, visit, replace(shown, failure=failure), status=status)


async def _catch_up(reread: Reread, version: int) -> Shown:
    """Return the form as of a version of the log, or as far as the view has come within a second."""
    now = await reread()
    for _try in range(TRIES):
        if now.version >= version:
            break
        await asyncio.sleep(PAUSE_S)
        now = await reread()
    return now


def _mark(shown: Shown, errors: dict[str, str]) -> Shown:
    return replace(shown, filled=replace(shown.filled, errors=errors))
