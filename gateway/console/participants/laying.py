"""참가자 laid out for the desk: who takes part in a session, and how many seats are free (ENG-03, ENG-13)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.answers.entries import Register, offer, tell_row
from gateway.answers.participants import READERS, open_contact
from gateway.auth import Principal
from gateway.console.participants.forms import ACTS, send_withdrawal
from gateway.console.present import Chip, ChipKind, format_moment
from gateway.console.registers.declaring import Book, Cell, Column, Fact, Filter, Ground, Part, Sheet
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import CHANNEL_LABELS, PARTICIPANT_STATE_LABELS
from gateway.queries import participant, rows, town_hall
from gateway.routers.participants import ACTS as NEXT
from gateway.routers.participants import PATH as API
from gateway.routers.participants import Participant, SegmentCounts
from gateway.views.participant import PREFIX, Row

PATH: Final = "/participants"
HEADS: Final = (
    ("구분", "main"),
    ("좌석", "num"),
    ("남은 자리", "num"),
    ("신청", "num"),
    ("대기", "num"),
    ("입장", "num"),
)
_KINDS: Final[Mapping[str, ChipKind]] = {
    "REGISTERED": ChipKind.AHEAD,
    "WAITLISTED": ChipKind.WAITING,
    "CHECKED_IN": ChipKind.DONE,
    "WITHDRAWN": ChipKind.ENDED,
}


def make_chip(state: str) -> Chip:
    """Return how far a participant is."""
    return Chip(_KINDS[state], _(PARTICIPANT_STATE_LABELS[state]), "")


def tell_head(row: Row, _ground: Ground) -> tuple[str, Chip]:
    """Return what a participant is called: nobody's name stands in a heading."""
    return _("참가자 %(id)s", id=row.participant[:8].upper()), make_chip(row.state)


def show_participant(row: Row, principal: Principal, past: bool) -> Participant:
    """Return a participant without contact data, and what may come next."""
    allowed = offer(API, NEXT.get(row.state, ()), principal, is_own=True, is_past=past)
    return tell_row(Participant, row, contact=None, allowed=allowed)


async def lay_out(visit: Visit, row: Row, _ground: Ground) -> Sheet:
    """Return a participant, with contact data for who may read them."""
    contact = await open_contact(visit.gate, row) if visit.session.principal.role in READERS else None
    async with visit.gate.reading() as snapshot:
        session = await rows.find_row(snapshot, town_hall.VIEW, row.town_hall)
        place = await participant.find_place(snapshot, row)
    segments = {each["code"]: each["name"] for each in session.segments} if session else {}
    waits = (Fact("대기 순번", _("%(n)s번째", n=place)),) if place else ()
    return Sheet(
        facts=(
            Fact("행사", session.name if session else "", link=f"/town-halls/{row.town_hall}/desk"),
            Fact("참여 구분", segments.get(row.segment, row.segment)),
            Fact("참여 방법", _(CHANNEL_LABELS[row.channel])),
            *waits,
            Fact("신청", format_moment(row.registered_at)),
            Fact("입장", format_moment(row.checked_in_at) if row.checked_in_at else "–"),
            Fact("이름", (contact.name if contact else None) or "–"),
            Fact("전화번호", contact.phone if contact else "–"),
            *((Fact("사유", row.reason),) if row.reason else ()),
        )
    )


def lay_out_seats(counts: Sequence[SegmentCounts], *, may_release: bool) -> Part:
    """Return the seats of a session by segment, with who waits and what is free."""
    return Part(
        "좌석",
        heads=HEADS,
        rows=tuple(
            (Cell(each.name), *(Cell(f"{n:,}") for n in (each.seats, each.free, each.registered, each.waitlisted)),
             Cell(f"{each.checked_in:,}"))
            for each in counts
        ),
        acts=("release",) if may_release else (),
    )  # fmt: skip


def choose(*, town_hall: str | None = None, segment: str | None = None, state: str | None = None) -> list[Any]:
    """Return the conditions of a list of participants."""
    return participant.choose(town_hall=town_hall, segment=segment, state=state)


BOOK: Final = Book(
    path=PATH,
    title="참가자",
    register=Register(participant.VIEW, PREFIX, participant.ORDER, Participant, show_participant, is_falling=True),
    choose=choose,
    head=tell_head,
    columns=(
        Column("참가자", lambda row, _ground: Cell(row.participant[:8].upper()), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row.state))),
        Column("참여 방법", lambda row, _ground: Cell(_(CHANNEL_LABELS[row.channel]))),
        Column("신청", lambda row, _ground: Cell(format_moment(row.registered_at))),
    ),
    lay_out=lay_out,
    filters=(Filter("state", "상태", PARTICIPANT_STATE_LABELS), Filter("town_hall"), Filter("segment")),
    empty=("아직 참가를 신청한 사람이 없습니다.", "신청을 받기 시작하면 시민이 신청한 차례로 나타납니다."),
    acts=ACTS,
    sends={"withdraw": send_withdrawal},
)
