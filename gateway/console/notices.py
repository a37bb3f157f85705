"""알림: what the asker's post was told, read one by one or all at once; the office also sees how the mail stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from contracts.calendar.deadlines import Stage
from contracts.coordination import NoticeKind
from contracts.values import Role
from gateway.console.forms import read_count, read_field
from gateway.console.present import Chip, ChipKind, format_day, format_moment
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, require_token
from gateway.console.words import _
from gateway.labels import NOTICE_KIND_LABELS, RECIPIENT_LABELS
from gateway.queries import mail, notice
from gateway.queries.department import find_names
from gateway.queries.metadata import find_position
from infra.clock import read_now
from infra.status import MailStatus

PATH: Final = "/notices"
PAGE_SIZE: Final = 50
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CLOCKS: Final[Mapping[str, str]] = {"SHARE": "공유", "REPORT": "우선보고", "REPLY": "회신"}
STAGES: Final[Mapping[str, str]] = {
    Stage.DUE_IN_3: "3근무일 남음",
    Stage.DUE_IN_1: "1근무일 남음",
    Stage.DUE: "오늘 마감",
    Stage.LATE_1: "1근무일 지남",
    Stage.LATE_3: "3근무일 지남",
    Stage.LATE_5: "5근무일 지남",
}
ABOUT: Final[Mapping[str, str]] = {
    NoticeKind.SHARED: "지시사항이 우리 부서에 공유되었습니다",
    NoticeKind.RETURNED: "제출한 결과를 보완해 달라고 합니다",
    NoticeKind.TRANSFERRED: "주관부서가 바뀌었습니다",
    NoticeKind.RESCHEDULED: "공휴일이 바뀌어 기한이 옮겨졌습니다",
}
KINDS: Final[Mapping[str, ChipKind]] = {
    NoticeKind.REMINDER: ChipKind.SOON,
    NoticeKind.ESCALATION: ChipKind.LATE,
    NoticeKind.RETURNED: ChipKind.RETURNED,
}
MAIL_STATES: Final[Mapping[str, tuple[str, ChipKind]]] = {
    "SENT": ("보냄", ChipKind.DONE),
    "UNKNOWN": ("도착을 알 수 없음", ChipKind.LATE),
    "REFUSED": ("거절됨", ChipKind.RETURNED),
    "DEFERRED": ("다시 보낼 예정", ChipKind.WAITING),
    "SENDING": ("보내는 중", ChipKind.MOVING),
    "NO_ADDRESS": ("주소 없음", ChipKind.ENDED),
    "NOBODY": ("맡은 사람 없음", ChipKind.ENDED),
    "EXPIRED": ("때가 지나 보내지 않음", ChipKind.ENDED),
}
"""Word and look of what became of a letter, in the order in which they are counted."""
REMEDIES: Final[Mapping[str, str]] = {
    "UNKNOWN": "보내다 연결이 끊겼습니다. 받았는지 전화로 확인하세요. 저절로 다시 보내지 않습니다.",
    "REFUSED": "메일 서버가 거절했습니다. 조직·사람에서 전자우편 주소를 확인하세요.",
    "NO_ADDRESS": "전자우편 주소가 없거나 쓸 수 없습니다. 조직·사람에서 주소를 등록하세요.",
    "NOBODY": "그 보직을 맡은 사람이 없습니다. 조직·사람에서 보직을 정하세요. 알림은 화면에 남아 있습니다.",
    "DEFERRED": "메일 서버가 나중에 받겠다고 했습니다. 정해진 때에 저절로 다시 보냅니다.",
    "SENDING": "보내는 중입니다. 오래 남아 있으면 운영 화면을 확인하세요.",
}

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it is listed."""

    id: str
    chip: Chip
    said: str
    number: str
    way: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that did not certainly arrive."""

    chip: Chip
    about: str
    way: str | None
    whom: str
    answer: str
    remedy: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """What the office sees of the mail."""

    standing: str
    is_troubled: bool
    counts: list[tuple[Chip, int]]
    letters: list[Letter]


@router.get("")
async def show_notices(
    request: Request,
    visit: SignedIn,
    unread: bool = False,
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
) -> Response:
    """Show the asker's notices, the latest first (CAL-13, DIR-20)."""
    principal = visit.session.principal
    async with visit.gate.reading() as snapshot:
        page = await notice.list_notices(snapshot, principal, unread=unread, limit=PAGE_SIZE, cursor=cursor)
        position = await find_position(snapshot, notice.VIEW.name, notice.VIEW.context)
    lines = [lay_out_line(item) for item in page.items]
    post = await _read_mail(request, visit) if principal.role is Role.OPERATOR else None
    return await show(
        request,
        "notices.html",
        lines=lines,
        unread=page.unread,
        most=notice.MOST,
        only_unread=unread,
        next_cursor=page.next_cursor,
        beyond=[item.notice for item in page.items if item.position > position and item.read_at is None],
        is_first=not cursor,
        mail=post,
        position=position,
    )


@router.post("/read")
async def mark_read(request: Request, visit: SignedIn) -> Response:
    """Mark one notice as read, or all that were shown and what came before them."""
    form = await request.form()
    require_token(request, visit.session, form)
    principal, chosen = visit.session.principal, _read_ids(form)
    until = read_count(form, "until")
    async with visit.gate.reading() as snapshot:
        own = await notice.find_own(snapshot, principal, chosen) if chosen else []
        own += await notice.list_unread(snapshot, principal, until) if until else []
    await visit.gate.marks.add(principal.user, own)
    return go(f"{PATH}?unread=true" if read_field(form, "unread") else PATH)


def _read_ids(form: FormData) -> list[str]:
    """Return the notices that a form names; what is no id is none of anybody's."""
    return [name for name in map(str, form.getlist("notice")[:PAGE_SIZE]) if ID.fullmatch(name)]


async def _read_mail(request: Request, visit: SignedIn) -> Mail:
    seen = request.app.state.watching.list_seen()
    statuses = [each.status.mail for each in seen if each.status is not None and each.status.mail is not None]
    async with visit.gate.reading() as snapshot:
        counts = await mail.count_states(snapshot, read_now())
        letters = await mail.list_letters(snapshot, mail.TO_LOOK_AFTER)
        names = await find_names(snapshot, {item.department for item in letters if item.department is not None})
    return lay_out_mail(statuses, counts, letters, names)


def lay_out_line(item: notice.Item) -> Line:
    """Return a notice as a line; none of the directive's words are in it."""
    said = _say(item)
    if item.due is not None:
        said = _("%(said)s, 기한 %(day)s", said=said, day=format_day(item.due))
    return Line(
        id=item.notice,
        chip=Chip(KINDS.get(item.kind, ChipKind.AHEAD), _(NOTICE_KIND_LABELS[NoticeKind(item.kind)]), said),
        said=said,
        number=item.number or "",
        way=f"/directives/{item.directive}",
        at=item.raised_at,
        is_read=item.read_at is not None,
    )


def _say(item: notice.Item) -> str:
    if item.stage is not None and item.clock is not None:
        return _("%(clock)s %(stage)s", clock=_(CLOCKS[item.clock]), stage=_(STAGES[item.stage]))
    return _(ABOUT.get(item.kind, "지시사항 알림"))


def lay_out_mail(
    statuses: list[MailStatus], counts: Mapping[str, int], letters: list[mail.Item], names: Mapping[str, str]
) -> Mail:
    """Return how the mail stands: on or off, what was counted, and what somebody must look after."""
    away = next((status.away for status in statuses if status.away), None)
    if any(status.is_on for status in statuses):
        standing = (
            _("메일 서버에 연결하지 못하고 있습니다(%(why)s). 연결되면 밀린 메일을 보냅니다.", why=away)
            if away
            else _("켜짐")
        )
    elif statuses:
        standing = _("꺼져 있습니다. 알림은 화면에만 나타납니다. 켜려면 시스템 관리자에게 SMTP_URL 설정을 요청하세요.")
    else:
        standing = _("상태를 알 수 없습니다. 운영 화면에서 알림 서비스를 확인하세요.")
    return Mail(
        standing=standing,
        is_troubled=away is not None,
        counts=[(mail_chip(state), counts[state]) for state in MAIL_STATES if counts.get(state)],
        letters=[_lay_out_letter(item, names) for item in letters],
    )


def mail_chip(state: str) -> Chip:
    """Return the chip of what became of a letter."""
    word, kind = MAIL_STATES[state]
    return Chip(kind, _(word), _(REMEDIES.get(state, word)))


def _lay_out_letter(item: mail.Item, names: Mapping[str, str]) -> Letter:
    label = RECIPIENT_LABELS.get(item.recipient or "")
    recipient = _(label) if label else ""
    office = names.get(item.department, item.department) if item.department else _("기획감사실")
    remedy = _(REMEDIES.get(item.state, ""))
    if item.again_at is not None:
        remedy = _("%(at)s에 다시 보냅니다.", at=format_moment(item.again_at))
    about, whom = _("시민이 받아 보는 소식"), _("시민")
    if item.kind is not None:
        about = " ".join(filter(None, (item.number, _(NOTICE_KIND_LABELS[NoticeKind(item.kind)]))))
        whom = " ".join(filter(None, (office, recipient)))
    return Letter(
        chip=mail_chip(item.state),
        about=about,
        way=f"/directives/{item.directive}" if item.directive else None,
        whom=whom,
        answer=" ".join(str(part) for part in (item.code, item.status) if part is not None),
        remedy=remedy,
        at=item.at,
    )
