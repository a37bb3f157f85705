"""Routes of a session's rounds: their plan and their acts (ENG-04)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.answers.polls import prepare_publication
from gateway.console.meetings_forms import Filled, tell_refusal
from gateway.console.meetings_sending import Shown, fill, send_form, show_form
from gateway.console.rendering import ConsoleRoute, explain, go
from gateway.console.town_halls import laying, rounds
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.queries import poll_round
from gateway.queries.rows import find_row
from gateway.views.poll_round import CONTEXT, Row
from infra.clock import make_id

PLANNED: Final = "rounds"
router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/{session}/rounds/new")
async def open_plan(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Show the empty form of a round."""
    return await show_form(request, visit, _make_plan(session, Filled(key=str(make_id()), values={"mode": "SINGLE"})))


@router.post("/{session}/rounds")
async def plan_round(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Plan a round of a session."""
    return await _send(request, visit, session, _make_plan(session, Filled(key="")))


@router.get("/{session}/rounds/{of_round}/{act}")
async def open_act(request: Request, visit: SignedIn, session: UUID, of_round: UUID, act: str) -> Response:
    """Show what an act on a round asks, and what it cannot undo."""
    row = await _require(visit, of_round)
    return await show_form(request, visit, _make_act(session, row, act, Filled(key=str(make_id()))))


@router.post("/{session}/rounds/{of_round}/{act}")
async def act_on_round(request: Request, visit: SignedIn, session: UUID, of_round: UUID, act: str) -> Response:
    """Do something with a round; its publication carries the tally as it stands at the close (ENG-04)."""
    shown = _make_act(session, await _require(visit, of_round), act, Filled(key=""))
    if act == rounds.PUBLISH:
        return await _publish(request, visit, session, of_round, shown)
    return await _send(request, visit, session, shown, subject=of_round)


async def _send(
    request: Request, visit: Visit, session: UUID, shown: Shown, *, subject: UUID | None = None
) -> Response:
    """Send a form and open its session, whatever the command made."""
    sent = await send_form(request, visit, shown, laying.PATH, poll_round.VIEW.name, subject=subject)
    return go(f"{laying.PATH}/{session}#rounds") if sent.status_code == go("").status_code else sent


async def _publish(request: Request, visit: Visit, session: UUID, of_round: UUID, shown: Shown) -> Response:
    form = await request.form()
    require_token(request, visit.session, form)
    shown = fill(shown, form)
    try:
        command, version = await prepare_publication(visit.gate, of_round)
        done = await visit.gate.send(
            visit.session.principal, command, key=shown.filled.key, subject=of_round, if_match=version
        )
    except Rejected as rejected:
        failure = replace(explain(rejected, _("발표하지 못했습니다")), cause=tell_refusal(rejected))
        return await show_form(request, visit, replace(shown, failure=failure), status=STATUS_OF_CODE[rejected.code])
    await visit.gate.wait_for(poll_round.VIEW.name, CONTEXT, done.position)
    return go(f"{laying.PATH}/{session}#rounds")


def _make_plan(session: UUID, filled: Filled) -> Shown:
    own = f"{laying.PATH}/{session}"
    return Shown(replace(rounds.PLAN, adds={"town_hall": str(session)}), filled, f"{own}/rounds", own, _("타운홀"))


def _make_act(session: UUID, row: Row, act: str, filled: Filled) -> Shown:
    if act not in rounds.ACTS or row.town_hall != str(session):
        raise Rejected("NOT_FOUND", _("그런 화면이 없습니다. 타운홀을 다시 여세요."))
    own = f"{laying.PATH}/{session}"
    now = (("상태", rounds.make_chip(row.state).word),)
    action = f"{own}/rounds/{row.round}/{act}"
    return Shown(rounds.ACTS[act], filled, action, own, row.question[:40], version=row.version, now=now)


async def _require(visit: Visit, of_round: UUID) -> Row:
    """Return a round. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, poll_round.VIEW, str(of_round))
    if row is None:
        raise Rejected("NOT_FOUND", _("그런 투표가 없습니다. 타운홀을 다시 여세요."))
    return row
