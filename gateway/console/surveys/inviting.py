"""초대 laid out for who runs a survey: how they stand by stratum, one in a list, the form of a new one (ENG-34)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from contracts.engagement.responses import IssueInvitation, ReissueInvitation
from contracts.engagement.surveys import Access, Design
from gateway.answers.invitations import NewInvitation
from gateway.answers.participants import NoPhone, normalize_phone
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.notices import MAIL_STATES, REMEDIES
from gateway.console.present import Chip, ChipKind, format_count, format_moment
from gateway.console.registers.declaring import Cell, Fact, Part, offer
from gateway.console.words import _
from gateway.labels.engagement import INVITATION_STATE_LABELS
from gateway.queries.invitation_letter import BY_HAND, STOPPED, Stand
from gateway.views.invitation import Row
from gateway.views.survey import Row as Survey

STANDS: Final[Mapping[str, tuple[str, ChipKind]]] = {
    **MAIL_STATES,
    "OWED": ("보낼 차례", ChipKind.WAITING),
    "OFF": ("발송이 꺼져 보내지 않음", ChipKind.ENDED),
    BY_HAND: ("직접 전달", ChipKind.AHEAD),
    STOPPED: ("그만 받음", ChipKind.ENDED),
}
"""Word and look of how an invitation stands."""
MORE: Final[Mapping[str, str]] = {
    **REMEDIES,
    "REFUSED": "받는 쪽에서 거절했습니다. 다른 길로 링크를 직접 전하세요.",
    "NO_ADDRESS": "휴대전화나 전자우편으로 보낼 수 없는 연락처입니다. 링크를 직접 전하세요.",
    "OFF": "발송이 꺼져 있을 때 초대했습니다. 링크를 직접 전하세요.",
    BY_HAND: "연락처 없이 초대했습니다. 링크를 직접 전하세요.",
    STOPPED: "설문을 받지 않겠다고 한 사람입니다. 더 보내지 않습니다.",
}
"""What to know of it, and to do."""
COLUMNS: Final[Sequence[tuple[str, frozenset[str]]]] = (
    ("보냄", frozenset({"SENT"})),
    ("보내는 중", frozenset({"OWED", "SENDING", "DEFERRED"})),
    ("보내지 못함", frozenset({"REFUSED", "NO_ADDRESS", "NOBODY", "EXPIRED", "OFF"})),
    ("도착을 알 수 없음", frozenset({"UNKNOWN"})),
    ("직접 전달", frozenset({BY_HAND})),
    ("그만 받음", frozenset({STOPPED})),
)
"""Columns of the table by stratum, with what each counts."""


AGREED: Final = "연락처를 이 설문의 초대에 쓰는 데 그 사람이 동의했습니다"


def _shape(payload: dict[str, Any], version: int) -> dict[str, Any]:
    """Return whom to invite: nobody's contact without consent. Raises: Misread."""
    agrees, contact = payload.pop("agrees", False), payload.get("contact", "")
    if contact and not _is_reachable(contact):
        raise Misread("contact", _("휴대전화 번호나 전자우편 주소를 적으세요."))
    if contact and not agrees:
        raise Misread("agrees", _("연락처를 쓰려면 그 사람의 동의가 있어야 합니다. 없으면 연락처를 비우세요."))
    return {**payload, "consent": version} if contact else payload


def _is_reachable(contact: str) -> bool:
    try:
        normalize_phone(contact)
    except NoPhone:
        return "@" in contact.strip("@")
    return True


INVITE: Final = Spec(
    "초대하기",
    "초대",
    IssueInvitation,
    (
        Field(
            "case",
            "초대하는 건",
            must=True,
            hint="민원 접수번호처럼 부서에서 부르는 이름. 같은 이름으로는 한 번만 초대합니다. 사람 이름은 적지 마세요.",
        ),
        Field("stratum", "층", "choice", must=True),
        Field("contact", "연락처", hint="휴대전화 번호나 전자우편. 비우면 링크를 직접 전합니다."),
        Field("agrees", AGREED, "check"),
    ),
    {"OPTED_OUT": "contact", "BAD_SHAPE": "contact", "CONSENT_REQUIRED": "agrees", "IDEMPOTENCY_CONFLICT": "case"},
    warning="연락처를 적으면 저장하자마자 링크를 보냅니다. 연락처는 암호로 잠가 두고 보유 기간이 끝나면 파기합니다.",
    reads=NewInvitation,
)
REISSUE: Final = Spec(
    "초대 다시 보내기",
    "다시 보내기",
    ReissueInvitation,
    warning="새 링크를 보냅니다. 앞의 링크는 그 자리에서 쓸 수 없게 되고, 다시 보내는 것은 한 번뿐입니다.",
)


def has_invitations(row: Survey) -> bool:
    """Tell whether a survey is one that people are invited to."""
    return row.access != Access.OPEN and row.state != "DESIGNED"


def make_form(design: Design, version: int) -> Spec:
    """Return the form of an invitation with a survey's strata, and the version of its consent that is agreed to."""
    hint = _("동의문 %(n)s판에 동의한 것으로 남깁니다. 동의문은 설문 화면에 있습니다.", n=version)
    fields = tuple(replace(each, hint=hint) if each.name == "agrees" else each for each in INVITE.fields)
    spec = replace(INVITE, fields=fields, shape=partial(_shape, version=version))
    return offer(spec, "stratum", [(each.code, each.name) for each in design.strata])


def lay_out_strata(design: Design, stands: Iterable[Stand], own: str) -> Part:
    """Return how the invitations of each stratum stand; `own` is the address of their list."""
    found = list(stands)
    return Part(
        "층별 초대",
        heads=(("층", "main"), ("초대", "num"), *((label, "num") for label, _states in COLUMNS)),
        rows=tuple(
            tuple(
                _list_cells(each.name, [one for one in found if one.stratum == each.code], f"{own}?stratum={each.code}")
            )
            for each in design.strata
        ),
    )


def _list_cells(name: str, stands: Sequence[Stand], way: str) -> Iterator[Cell]:
    yield Cell(name, link=way)
    yield Cell(format_count(sum(each.count for each in stands)))
    for _label, states in COLUMNS:
        yield Cell(format_count(sum(each.count for each in stands if each.state in states)))


def lay_out_list(page: Sequence[Row], stands: Mapping[str, str], design: Design, own: str) -> Part:
    """Return invitations in a table: neither whose nor the link."""
    names = {each.code: each.name for each in design.strata}
    return Part(
        "새로 초대한 차례",
        heads=(("초대", "main"), ("층", ""), ("발송", ""), ("상태", ""), ("초대한 때", ""), ("다시 보낸 때", "")),
        rows=tuple(
            (
                Cell(name_invitation(row), link=f"{own}/{row.invitation}"),
                Cell(names.get(row.stratum, row.stratum)),
                Cell(chip=make_chip(stands.get(row.invitation, "OWED"))),
                Cell(_(INVITATION_STATE_LABELS[row.state])),
                Cell(format_moment(row.issued_at)),
                Cell(format_moment(row.reissued_at) if row.reissued_at else ""),
            )
            for row in page
        ),
        none="아직 초대한 사람이 없습니다.",
    )


def name_invitation(row: Row) -> str:
    """Return what an invitation is called: nobody's name."""
    return _("초대 %(id)s", id=row.invitation[:8].upper())


def make_chip(stand: str) -> Chip:
    """Return how an invitation stands."""
    word, kind = STANDS[stand]
    return Chip(kind, _(word), _(MORE.get(stand, word)))


def list_facts(row: Row, stand: str, design: Design) -> Iterator[Fact]:
    """Yield what is known of an invitation but for whose it is."""
    names = {each.code: each.name for each in design.strata}
    yield Fact("발송", _(MORE[stand]) if stand in MORE else "", chip=make_chip(stand))
    yield Fact("층", names.get(row.stratum, row.stratum))
    if row.consent:
        yield Fact("동의", _("동의문 %(n)s판", n=row.consent))
    yield Fact("초대한 때", format_moment(row.issued_at))
    if row.reissued_at:
        yield Fact("다시 보낸 때", format_moment(row.reissued_at), _("앞의 링크는 쓸 수 없습니다."))
