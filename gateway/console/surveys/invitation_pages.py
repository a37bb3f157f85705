"""Routes of a survey's invitations, for its own office: who is asked, how letters went, a link to give (ENG-34)."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from contracts.engagement.surveys import Design
from contracts.errors import Rejected
from contracts.messages import Done
from gateway.answers.invitations import NewInvitation, invite_one, open_link
from gateway.answers.surveys import find_own
from gateway.console.meetings.forms import Filled
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.asking import LONGEST, LONGEST_CURSOR, PAGE_SIZE
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.surveys import inviting
from gateway.console.surveys.laying import PATH
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.exports.codes import draw_qr
from gateway.queries import invitation, invitation_letter, rows
from gateway.responding import refuse_closed
from gateway.views.invitation import Row
from gateway.views.survey import Row as Survey
from infra.clock import make_id

OWN: Final = "/{survey}/invitations"
NOT_THERE: Final = "그런 초대가 없습니다. 초대 목록에서 다시 고르세요."

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get(OWN)
async def list_invitations(
    request: Request,
    visit: SignedIn,
    survey: UUID,
    stratum: Annotated[str, Query(max_length=LONGEST)] = "",
    cursor: Annotated[str, Query(max_length=LONGEST_CURSOR)] = "",
) -> Response:
    """Show how the invitations of a survey stand by stratum, and one by one, without a link or a contact."""
    own = _address(survey)
    async with visit.gate.reading() as snapshot:
        row = await find_own(snapshot, survey, visit.session.principal)
        design = Design.model_validate(row.design)
        asked = stratum if stratum in {each.code for each in design.strata} else ""
        chosen = invitation.choose(survey=row.survey, stratum=asked or None)
        place = rows.Place(PAGE_SIZE, cursor or None, asked, is_falling=True)
        page = await rows.list_page(snapshot, invitation.VIEW, chosen, invitation.ORDER, place, total=True)
        stands = await invitation_letter.find_stands(snapshot, [each.invitation for each in page.rows])
        by_stratum = await invitation_letter.count_stands(snapshot, row.survey)
    listed = inviting.lay_out_list(page.rows, stands, design, own)
    return await show(
        request,
        "survey_invitations.html",
        row=row,
        own=own,
        parts=(inviting.lay_out_strata(design, by_stratum, own), listed),
        stratum=next((each.name for each in design.strata if each.code == asked), ""),
        total=page.total or 0,
        cursor=cursor,
        next_link=f"{own}?stratum={asked}&cursor={page.next_cursor}" if page.next_cursor else "",
        may_invite=row.state == "OPEN" and inviting.has_invitations(row),
    )


@router.get(f"{OWN}/new")
async def open_form(request: Request, visit: SignedIn, survey: UUID) -> Response:
    """Show the form of an invitation."""
    return await show_form(request, visit, _make_form(await _find_open(visit, survey)))


@router.post(OWN)
async def invite(request: Request, visit: SignedIn, survey: UUID) -> Response:
    """Invite somebody, over a contact that may be used, or by a link to hand over (ENG-33, ENG-34)."""

    async def send(visit: Visit, body: BaseModel, key: str, _subject: UUID | None, _if_match: int | None) -> Done:
        assert isinstance(body, NewInvitation)
        return await invite_one(visit.gate, visit.session.principal, survey, key, body)

    shown = replace(_make_form(await _find_open(visit, survey)), send=send)
    return await send_form(request, visit, shown, _address(survey), invitation.VIEW.name)


@router.get(f"{OWN}/{{entry}}")
async def show_invitation(request: Request, visit: SignedIn, survey: UUID, entry: UUID, after: int = 0) -> Response:
    """Show how one invitation stands."""
    try:
        of, row, stand = await _find(visit, survey, entry)
    except Rejected as no:
        if no.code == "NOT_FOUND" and after:
            return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
        raise
    is_held = of.state == "OPEN" and stand != invitation_letter.STOPPED
    return await show(
        request,
        "survey_invitation.html",
        row=of,
        own=_address(survey),
        here=f"{_address(survey)}/{entry}",
        name=inviting.name_invitation(row),
        facts=tuple(inviting.list_facts(row, stand, Design.model_validate(of.design))),
        may_send_again=is_held and row.state == "ISSUED",
        may_hand_over=is_held,
    )


@router.get(f"{OWN}/{{entry}}/link")
async def show_link(request: Request, visit: SignedIn, survey: UUID, entry: UUID) -> Response:
    """Show one link to hand over; who has read it is kept first (ENG-34)."""
    of, row, _stand = await _find(visit, survey, entry)
    if of.state != "OPEN":
        raise refuse_closed()
    token, contact = await open_link(visit.gate, visit.session.principal, row)
    address = f"{request.app.state.console_url}/survey/{survey}#{token}"
    return await show(
        request,
        "survey_link.html",
        row=of,
        here=f"{_address(survey)}/{entry}",
        name=inviting.name_invitation(row),
        link=address,
        contact=contact,
        qr=draw_qr(address, _("설문 링크")),
    )


@router.get(f"{OWN}/{{entry}}/reissue")
async def ask_again(request: Request, visit: SignedIn, survey: UUID, entry: UUID) -> Response:
    """Ask whether a link shall be sent again."""
    return await show_form(request, visit, await _make_reissue(visit, survey, entry))


@router.post(f"{OWN}/{{entry}}/reissue")
async def send_again(request: Request, visit: SignedIn, survey: UUID, entry: UUID) -> Response:
    """Send a link again, for once; the one before is void (ENG-34)."""

    async def reread() -> Shown:
        return await _make_reissue(visit, survey, entry)

    shown = await reread()
    return await send_form(request, visit, shown, _address(survey), invitation.VIEW.name, subject=entry, reread=reread)


def _address(survey: UUID) -> str:
    return f"{PATH}/{survey}/invitations"


def _make_form(row: Survey) -> Shown:
    own = f"{PATH}/{row.survey}/invitations"
    spec = inviting.make_form(Design.model_validate(row.design), len(row.consents))
    return Shown(spec, Filled(key=str(make_id())), own, own, row.title)


async def _make_reissue(visit: Visit, survey: UUID, entry: UUID) -> Shown:
    _of, row, stand = await _find(visit, survey, entry)
    here, filled = f"{_address(survey)}/{entry}", Filled(key=str(make_id()))
    return Shown(
        inviting.REISSUE,
        filled,
        f"{here}/reissue",
        here,
        inviting.name_invitation(row),
        version=row.version,
        now=(("발송", inviting.make_chip(stand).word),),
    )


async def _find_open(visit: Visit, survey: UUID) -> Survey:
    """Return a survey of one's own that people are invited to. Raises: Rejected."""
    async with visit.gate.reading() as snapshot:
        row = await find_own(snapshot, survey, visit.session.principal)
    if row.state != "OPEN" or not inviting.has_invitations(row):
        raise refuse_closed()
    return row


async def _find(visit: Visit, survey: UUID, entry: UUID) -> tuple[Survey, Row, str]:
    """Return a survey of one's own, one of its invitations, and how that stands. Raises: Rejected."""
    async with visit.gate.reading() as snapshot:
        of = await find_own(snapshot, survey, visit.session.principal)
        row = await rows.find_row(snapshot, invitation.VIEW, str(entry))
        if row is None or row.survey != of.survey:
            raise Rejected("NOT_FOUND", _(NOT_THERE))
        stands = await invitation_letter.find_stands(snapshot, [row.invitation])
    return of, row, stands[row.invitation]
