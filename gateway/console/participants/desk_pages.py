"""Routes of the desk of a session: letting in by ticket or code, seats, tickets made out there (ENG-03, ENG-13)."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, StringConstraints, TypeAdapter, ValidationError

from contracts.engagement.participants import CheckInParticipant
from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.messages import Done
from gateway.answers.participants import (
    NewParticipant,
    Registered,
    TicketText,
    find_participant,
    find_shown,
    register,
    reissue,
    require_session,
)
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, fill, send_form, show_form
from gateway.console.participants.forms import ACTS, JOIN, RELEASE, offer_segments
from gateway.console.participants.laying import BOOK, PATH, lay_out_seats, make_chip
from gateway.console.registers.pages import make_router
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.town_halls.laying import PATH as HALLS
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.exports.codes import draw_qr
from gateway.queries import participant, seating
from gateway.routers.participants import count_segment
from gateway.views.participant import CONTEXT, Row
from gateway.views.town_hall import Row as Session
from infra.clock import make_id, name_command

DESK: Final = "/{session}/desk"
JOINABLE: Final = frozenset({"REGISTERING", "OPEN"})
CODE: Final = TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")])
TICKET: Final = TypeAdapter(TicketText)
_TYPED: Final = "참가표의 글자나 여섯 자리 번호를 넣으세요."

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
staff = make_router(BOOK)


@router.get(f"{HALLS}{DESK}")
async def show_desk(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Show the desk: who comes in is let in here."""
    return await _show_desk(request, visit, await require_session(visit.gate, session))


@router.post(f"{HALLS}{DESK}")
async def let_in(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Let somebody in by a ticket or its six digits, or find whose it is (ENG-01, ENG-03)."""
    form = await request.form()
    require_token(request, visit.session, form)
    held, typed = await require_session(visit.gate, session), read_field(form, "shown")
    try:
        row = await _find(visit, session, typed)
        if read_field(form, "act") == "find":
            return go(f"{PATH}/{row.participant}")
        command, subject = CheckInParticipant(generation=row.generation), UUID(row.participant)
        done = await visit.gate.send(visit.session.principal, command, key=read_field(form, "key"), subject=subject)
    except Rejected as no:
        status = STATUS_OF_CODE[no.code]
        return await _show_desk(request, visit, held, error=_(no.message), typed=typed, status=status)
    await visit.gate.wait_for(seating.VIEW.name, CONTEXT, done.position)
    row, _place = await find_participant(visit.gate, subject, done.position)
    return await _show_desk(request, visit, held, came=row)


async def _find(visit: Visit, session: UUID, typed: str) -> Row:
    """Return whose ticket or code was typed; a ticket may come with the address of its QR code. Raises: Rejected."""
    plain = typed.rpartition("#")[2].replace(" ", "")
    try:
        if plain.isdecimal():
            return await find_shown(visit.gate, session, None, CODE.validate_python(plain))
        return await find_shown(visit.gate, session, TICKET.validate_python(plain), "")
    except ValidationError as no:
        raise Rejected("BAD_SHAPE", _TYPED) from no


async def _show_desk(
    request: Request,
    visit: Visit,
    session: Session,
    *,
    error: str = "",
    typed: str = "",
    came: Row | None = None,
    status: int = 200,
) -> Response:
    async with visit.gate.reading() as snapshot:
        found = await seating.find_segments(snapshot, session.town_hall)
    counts = [count_segment(each, found.get(str(each["code"]))) for each in session.segments]
    names = {each.segment: each.name for each in counts}
    return await show(
        request,
        "desk.html",
        status=status,
        row=session,
        here=f"{HALLS}/{session.town_hall}/desk",
        key=str(make_id()),
        seats=lay_out_seats(counts, may_release=session.state in JOINABLE),
        acts={"release": RELEASE.title},
        is_open=session.state == "OPEN",
        may_join=session.state in JOINABLE,
        error=error,
        typed=typed,
        came=came,
        came_chip=make_chip(came.state) if came else None,
        came_name=names.get(came.segment, came.segment) if came else "",
    )


@router.get(f"{HALLS}{DESK}/release")
async def open_release(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Ask which seats shall go to whom."""
    return await show_form(request, visit, _make_release(await require_session(visit.gate, session)))


@router.post(f"{HALLS}{DESK}/release")
async def release(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Give unused seats of a segment to who waits for another's (ENG-03)."""
    shown = _make_release(await require_session(visit.gate, session))
    sent = await send_form(request, visit, shown, HALLS, seating.VIEW.name, subject=session)
    return go(shown.back) if sent.status_code == go("").status_code else sent


def _make_release(session: Session) -> Shown:
    spec = offer_segments(RELEASE, session.segments, "from_segment", "to_segment")
    own = f"{HALLS}/{session.town_hall}/desk"
    return Shown(spec, Filled(key=str(make_id())), f"{own}/release", own, _("접수대"))


@router.get(f"{HALLS}{DESK}/register")
async def open_registration(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Show the form for somebody who registers at the desk."""
    return await show_form(request, visit, _make_join(await require_session(visit.gate, session)))


@router.post(f"{HALLS}{DESK}/register")
async def register_somebody(request: Request, visit: SignedIn, session: UUID) -> Response:
    """Register somebody at the desk, and show the ticket (ENG-03, ENG-15)."""
    made: list[Registered] = []

    async def send(visit: Visit, body: BaseModel, key: str, _subject: UUID | None, _if_match: int | None) -> Done:
        assert isinstance(body, NewParticipant)
        principal = visit.session.principal
        made.append(await register(visit.gate, principal, session, name_command(principal.user, key), body))
        return made[0].done

    held = await require_session(visit.gate, session)
    shown = replace(_make_join(held), send=send)
    sent = await send_form(request, visit, shown, HALLS, participant.VIEW.name)
    return await show_ticket(request, held, made[0], shown.back) if made else sent


def _make_join(session: Session) -> Shown:
    own = f"{HALLS}/{session.town_hall}/desk"
    filled = Filled(key=str(make_id()), values={"channel": "ONSITE"})
    spec = offer_segments(JOIN, session.segments, "segment")
    return Shown(spec, filled, f"{own}/register", own, _("접수대"))


@router.post(f"{PATH}/{{entry}}/reissue")
async def make_anew(request: Request, visit: SignedIn, entry: UUID) -> Response:
    """Make a lost ticket out anew, and show it; the old one is void (ENG-01)."""
    form = await request.form()
    require_token(request, visit.session, form)
    row, _place = await find_participant(visit.gate, entry)
    session = await require_session(visit.gate, UUID(row.town_hall))
    own = f"{PATH}/{entry}"
    shown = fill(Shown(ACTS["reissue"], Filled(key=""), f"{own}/reissue", own, session.name), form)
    principal, gate = visit.session.principal, visit.gate
    command = name_command(principal.user, shown.filled.key)
    stored = await gate.find_outcome(principal, command)
    generation = row.generation + (0 if stored else 1)
    made = await reissue(gate, principal, entry, command, generation)
    return await show_ticket(request, session, made, f"{HALLS}/{row.town_hall}/desk")


async def show_ticket(request: Request, session: Session, made: Registered, back: str) -> Response:
    """Show a ticket as a QR code and six digits; it is shown once."""
    assert made.row is not None, "it was not only tried"
    assert made.ticket is not None, "it was not only tried"
    address = f"{request.app.state.console_url}/vote/{session.town_hall}#{made.ticket.text}"
    segments = {each["code"]: each["name"] for each in session.segments}
    return await show(
        request,
        "ticket.html",
        hall=session,
        ticket=made.ticket,
        qr=draw_qr(address, _("참가표")),
        segment=segments.get(made.row.segment, ""),
        chip=make_chip(made.row.state),
        place=made.place,
        back=back,
    )
