"""Routes of the acts on a project: each one's form, the question before what stays, its sending; and registering."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import STATUS_OF_CODE, Rejected, Status
from contracts.messages import Command, Done
from gateway.auth import Session
from gateway.console.forms import read_field
from gateway.console.org.fields import Options, read_links
from gateway.console.org.options import load_options
from gateway.console.projects.act_forms import (
    Filled,
    list_choices,
    list_shown,
    make_command,
    place_refusal,
    read_form,
)
from gateway.console.projects.act_table import ACTS
from gateway.console.projects.acts import Act, Ground, list_open
from gateway.console.projects.amounts import DEFAULT
from gateway.console.projects.one_reading import Opened, open_project
from gateway.console.projects.query import PATH
from gateway.console.projects.reading import CONTEXT
from gateway.console.rendering import ConsoleRoute, Trouble, explain, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from infra.clock import make_id

CONFLICTS: Final = frozenset({"VERSION_CONFLICT", "WRONG_STATE"})
"""Refusals because of what another did first."""

router = APIRouter(prefix=f"{PATH}/{{project}}", route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """An act under way: the project, what may be chosen, what was typed."""

    visit: Visit
    act: Act
    opened: Opened
    options: Options
    filled: Filled

    @property
    def path(self) -> str:
        """The project's page."""
        return f"{PATH}/{self.opened.row.project}"


@router.get("/{act}")
async def open_form(request: Request, visit: SignedIn, project: UUID, act: str) -> Response:
    """Show the form of an act, with what the link puts into it."""
    opened = await open_project(visit, project, DEFAULT)
    wanted = _find(act, opened, visit)
    values = read_links(wanted.fields, {**wanted.prefill(opened.reading), **request.query_params})
    filled = Filled(str(make_id()), opened.row.version, values)
    return await _show_form(request, await _sit_down(visit, wanted, opened, filled))


@router.post("/{act}")
async def send_form(request: Request, visit: SignedIn, project: UUID, act: str) -> Response:
    """Send an act; what cannot be undone is asked once more before."""
    form = await request.form()
    require_token(request, visit.session, form)
    opened = await open_project(visit, project, DEFAULT)
    if act not in ACTS:
        raise _no_such_act()
    filled = read_form(ACTS[act].fields, form)
    filled = replace(filled, key=filled.key or str(make_id()))
    desk = await _sit_down(visit, ACTS[act], opened, filled)
    do = read_field(form, "do")
    if do == "back":
        return await _show_form(request, desk)
    command = make_command(desk.act, filled, Ground(opened.reading, filled.key, desk.options))
    if isinstance(command, dict):
        return await _show_form(request, _mark(desk, command), status=422)
    if desk.act.warning and do != "sure":
        return await show(request, "project_confirm.html", status=200, **_lay_out(desk))
    return await _send(request, desk, command)


def _find(slug: str, opened: Opened, visit: Visit) -> Act:
    """Return an act that is there now for the asker. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    if slug not in ACTS:
        raise _no_such_act()
    act = ACTS[slug]
    if act not in list_open(ACTS, opened.reading, visit.session.principal):
        detail = _("지금은 할 수 없는 일입니다. 사업 화면에서 할 수 있는 일을 확인하세요.")
        raise Rejected("WRONG_STATE", detail, {"state": opened.row.phase})
    return act


def _no_such_act() -> Rejected:
    return Rejected("NOT_FOUND", _("그런 화면이 없습니다. 사업 화면에서 다시 고르세요."))


async def _sit_down(visit: Visit, act: Act, opened: Opened, filled: Filled) -> Desk:
    options = {**await load_options(visit, act.fields), **list_choices(opened.reading)}
    return Desk(visit, act, opened, options, filled)


def _mark(desk: Desk, errors: dict[str, str]) -> Desk:
    return replace(desk, filled=replace(desk.filled, errors=errors))


async def _send(request: Request, desk: Desk, command: Command) -> Response:
    gate, act, filled = desk.visit.gate, desk.act, desk.filled
    subject, if_match = _find_subject(desk)
    try:
        done = await gate.send(
            desk.visit.session.principal, command, key=filled.key, subject=subject, if_match=if_match
        )
    except Rejected as rejected:
        return await _refuse(request, desk, rejected)
    return await open_done(desk.visit, act.view, desk.path, done)


def _find_subject(desk: Desk) -> tuple[UUID | None, int | None]:
    """Return whose stream an act is about, and the version that its writer saw of it."""
    match desk.act.subject:
        case "new":
            return None, None
        case "contract":
            return UUID(desk.filled.values["contract"]), None
        case _project:
            return UUID(desk.opened.row.project), desk.filled.version


async def open_done(visit: Visit, view: str, path: str, done: Done) -> Response:
    """Go to what a command changed, as soon as the view has it."""
    is_there = await visit.gate.wait_for(view, CONTEXT, done.position)
    return go(path if is_there else f"{path}?after={done.position}")


async def _refuse(request: Request, desk: Desk, rejected: Rejected) -> Response:
    """Show what the service refused where it belongs: beside what another did, at its field, or above the form."""
    status = STATUS_OF_CODE[rejected.code]
    if rejected.code in CONFLICTS or status == Status.VERSION:
        return await _show_conflict(request, desk, rejected)
    placed = place_refusal(desk.act.fields, rejected)
    if placed:
        return await _show_form(request, _mark(desk, placed), status=status)
    return await _show_form(request, desk, status=status, failure=explain(rejected, _("처리하지 못했습니다")))


async def _show_conflict(request: Request, desk: Desk, rejected: Rejected) -> Response:
    """Show what another did beside what this person wanted to do; what was typed goes along."""
    now = await open_project(desk.visit, UUID(desk.opened.row.project), DEFAULT)
    is_open = desk.act in list_open(ACTS, now.reading, desk.visit.session.principal)
    return await show(
        request,
        "project_conflict.html",
        status=STATUS_OF_CODE[rejected.code],
        **_lay_out(desk),
        rejected=rejected,
        news=[fact for fact in now.reading.facts if fact.version > desk.filled.version],
        may_go_on=is_open,
        fresh_key=str(make_id()),
        fresh_version=now.row.version,
    )


async def _show_form(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    failure: Trouble | None = None,
    session: Session | None = None,
) -> Response:
    more: dict[str, object] = {"session": session} if session else {}
    return await show(request, "project_act.html", status=status, **_lay_out(desk), failure=failure, **more)


def _lay_out(desk: Desk) -> dict[str, object]:
    return {
        "act": desk.act,
        "filled": desk.filled,
        "options": desk.options,
        "name": desk.opened.row.name,
        "path": desk.path,
        "action": f"{desk.path}/{desk.act.slug}",
        "shown": list_shown(desk.act, desk.filled, desk.options),
    }
