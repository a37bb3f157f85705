"""Routes of a session's rounds: their plan and their acts (ENG-04)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.engagement.rounds import PublishResult
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Done
from gateway.answers.polls import prepare_publication
from gateway.console.meetings.forms import Filled, tell_refusal
from gateway.console.meetings.sending import Shown, fill, send_form, show_form
from gateway.console.rendering import ConsoleRoute, explain, go
from gateway.console.town_halls import laying, rounds
from gateway.console.town_halls.tallies import Segments, make_rule
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.queries import poll_round, town_hall
from gateway.queries.rows import find_row
from gateway.seen import send_as_seen
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
    shown = await _make_act(visit, session, of_round, act, Filled(key=str(make_id())))
    return await show_form(request, visit, _keep_back(request, shown))


@router.post("/{session}/rounds/{of_round}/{act}")
async def act_on_round(request: Request, visit: SignedIn, session: UUID, of_round: UUID, act: str) -> Response:
    """Do something with a round; its publication carries the tally as it stands at the close (ENG-04)."""
    shown = _keep_back(request, await _make_act(visit, session, of_round, act, Filled(key="")))
    if act == rounds.PUBLISH:
        return await _publish(request, visit, session, of_round, shown)
    return await _send(request, visit, session, shown, subject=of_round)


async def _send(
    request: Request, visit: Visit, session: UUID, shown: Shown, *, subject: UUID | None = None
) -> Response:
    """Send a form and open its session, whatever the command made."""
    sent = await send_form(request, visit, shown, laying.PATH, poll_round.VIEW.name, subject=subject)
    return _go_back(request, session) if sent.status_code == go("").status_code else sent


def _go_back(request: Request, session: UUID) -> Response:
    """Open the presenter's page again where it was left, else the session."""
    own = f"{laying.PATH}/{session}"
    return go(f"{own}/present" if request.query_params.get("back") == "present" else f"{own}#rounds")


async def _publish(request: Request, visit: Visit, session: UUID, of_round: UUID, shown: Shown) -> Response:
    form = await request.form()
    require_token(request, visit.session, form)
    shown = fill(shown, form)
    gate, principal, key = visit.gate, visit.session.principal, shown.filled.key

    async def send(command: PublishResult, version: int) -> Done:
        return await gate.send(principal, command, key=key, subject=of_round, if_match=version)

    try:
        done = await send_as_seen(gate, poll_round.VIEW, lambda: prepare_publication(gate, of_round), send, None)
    except Rejected as rejected:
        failure = replace(explain(rejected, _("발표하지 못했습니다")), cause=tell_refusal(rejected))
        return await show_form(request, visit, replace(shown, failure=failure), status=STATUS_OF_CODE[rejected.code])
    await visit.gate.wait_for(poll_round.VIEW.name, CONTEXT, done.position)
    return _go_back(request, session)


def _make_plan(session: UUID, filled: Filled) -> Shown:
    own = f"{laying.PATH}/{session}"
    return Shown(replace(rounds.PLAN, adds={"town_hall": str(session)}), filled, f"{own}/rounds", own, _("타운홀"))


async def _make_act(visit: Visit, session: UUID, of_round: UUID, act: str, filled: Filled) -> Shown:
    """Return the form of an act on a round. Raises: Rejected with NOT_FOUND."""
    row, segments = await require(visit, session, of_round)
    if act not in rounds.ACTS:
        raise _refuse_unknown()
    spec = make_rule(rounds.ACTS[act], segments) if act == "rule" else rounds.ACTS[act]
    own = f"{laying.PATH}/{session}"
    now = (("상태", rounds.make_chip(row.state).word),)
    return Shown(spec, filled, f"{own}/rounds/{row.round}/{act}", own, row.question[:40], version=row.version, now=now)


def _keep_back(request: Request, shown: Shown) -> Shown:
    """Return a form that goes back to the presenter's page where it was opened there."""
    if request.query_params.get("back") != "present":
        return shown
    return replace(shown, action=f"{shown.action}?back=present", back=f"{shown.back}/present")


async def require(visit: Visit, session: UUID, of_round: UUID) -> tuple[Row, Segments]:
    """Return a round of a session, and the session's segments. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, poll_round.VIEW, str(of_round))
        held = await find_row(snapshot, town_hall.VIEW, str(session))
    if row is None or held is None or row.town_hall != held.town_hall:
        raise _refuse_unknown()
    return row, held.segments


def _refuse_unknown() -> Rejected:
    return Rejected("NOT_FOUND", _("그런 투표가 없습니다. 타운홀을 다시 여세요."))
