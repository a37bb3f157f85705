"""Routes of ballots that were counted by hand: entered twice, neither officer seeing the other's (ENG-13)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.engagement.ballots import ChannelTallyDiffered, ChannelTallyEntered
from contracts.errors import STATUS_OF_CODE, Rejected
from gateway.console.meetings.forms import Filled, make_command, place_refusal, read_filled
from gateway.console.meetings.sending import Shown, send_command
from gateway.console.registers.declaring import Part
from gateway.console.rendering import ConsoleRoute, explain, go, show
from gateway.console.town_halls import laying
from gateway.console.town_halls.round_pages import require
from gateway.console.town_halls.tallies import (
    COUNTED,
    Entry,
    Segments,
    lay_out_difference,
    lay_out_hands,
    make_entry,
    name_segments,
)
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.labels.engagement import HAND_CHANNEL_LABELS
from gateway.queries import poll_tally
from gateway.queries.history import list_stream, load_event
from gateway.views.channel_tally import CONTEXT, PREFIX
from gateway.views.channel_tally import Row as Hand
from gateway.views.poll_round import Row
from infra.clock import make_id

PATH: Final = "/{session}/rounds/{of_round}/tallies"

router = APIRouter(prefix=laying.PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get(PATH)
async def open_entry(request: Request, visit: SignedIn, session: UUID, of_round: UUID) -> Response:
    """Show how far the entries are, and the form of the next one."""
    return await _show(request, visit, await require(visit, session, of_round), Filled(key=str(make_id())))


@router.post(PATH)
async def enter(request: Request, visit: SignedIn, session: UUID, of_round: UUID) -> Response:
    """Enter what was counted; a second officer's entry counts it, or both are void (ENG-13)."""
    form = await request.form()
    require_token(request, visit.session, form)
    found = await require(visit, session, of_round)
    spec = make_entry(*found)
    filled = read_filled(spec, form)
    body = make_command(spec, filled)
    if isinstance(body, dict):
        return await _show(request, visit, found, Filled(filled.key, body, filled.values), status=422)
    try:
        done = await send_command(visit, body, filled.key, of_round, None)
    except Rejected as no:
        placed = place_refusal(spec, no)
        filled = Filled(filled.key, placed, filled.values)
        return await _show(
            request, visit, found, filled, failure=None if placed else no, status=STATUS_OF_CODE[no.code]
        )
    await visit.gate.wait_for(poll_tally.HAND_VIEW.name, CONTEXT, done.position)
    return go(f"{laying.PATH}/{session}/rounds/{of_round}/tallies")


async def _show(
    request: Request,
    visit: Visit,
    found: tuple[Row, Segments],
    filled: Filled,
    *,
    failure: Rejected | None = None,
    status: int = 200,
) -> Response:
    row, segments = found
    async with visit.gate.reading() as snapshot:
        hands = await poll_tally.list_hands(snapshot, row.round)
    own = f"{laying.PATH}/{row.town_hall}"
    action = f"{own}/rounds/{row.round}/tallies"
    trouble = explain(failure, _("입력하지 못했습니다")) if failure else None
    return await show(
        request,
        "tallies.html",
        status=status,
        row=row,
        shown=Shown(make_entry(row, segments), filled, action, own, failure=trouble),
        parts=[
            lay_out_hands(hands, segments),
            *[await _tell_difference(visit, row, segments, each) for each in hands if each.state == "DIFFERENT"],
        ],
        may_count=row.state in COUNTED,
    )


async def _tell_difference(visit: Visit, row: Row, segments: Segments, hand: Hand) -> Part:
    """Return the two entries that differed last."""
    async with visit.gate.reading() as snapshot:
        stored = await list_stream(snapshot, CONTEXT, f"{PREFIX}{hand.channel_tally}")
    events = [load_event(CONTEXT, each).data for each in stored]
    entries: list[Entry] = [each for each in events if isinstance(each, ChannelTallyEntered | ChannelTallyDiffered)]
    name = name_segments(segments).get(hand.segment, hand.segment)
    title = _("%(name)s, %(channel)s: 서로 다른 두 입력", name=name, channel=_(HAND_CHANNEL_LABELS[hand.channel]))
    return lay_out_difference(row, title, entries[-2:])
