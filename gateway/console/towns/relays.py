"""릴레이 응원: the relays, one with who cheered, and its forms (ENG-68)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from contracts.engagement.briefings import AddRelayEntry, HideRelayEntry, StartRelay
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import format_day
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Ground, Part, Sheet, offer
from gateway.console.registers.pages import make_router
from gateway.console.town_halls.ways import WAYS
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.queries import briefing
from gateway.routers.briefings import RELAYS
from gateway.views.briefing import Relay

PATH: Final = "/relays"

START: Final = Spec(
    "릴레이 시작",
    "시작",
    StartRelay,
    (
        Field("name", "이름", must=True, hint="예: 국방대 이전 응원 릴레이"),
        Field("cause", "무엇을 응원하나", "text", must=True, hint="누구나 읽습니다."),
    ),
)


def shape_hiding(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what hides an entry by the number that was chosen."""
    return {**payload, "number": int(payload["number"])}


ACTS: Final[Mapping[str, Spec]] = {
    "entries": Spec(
        "참여 적기",
        "저장",
        AddRelayEntry,
        (
            Field("on", "날짜", "day", must=True),
            Field("who", "참여한 기관·단체", must=True, hint="사람 이름은 적지 않습니다. 누구나 읽습니다."),
            Field("named", "다음 주자", "lines", hint="한 줄에 하나씩 열까지. 기관·단체만 적습니다."),
            Field("words", "응원의 말", "text"),
            Field("link", "게시물 주소", hint="https://로 시작하는 주소"),
        ),
        {"DAY_IN_FUTURE": "on", "WEEKDAY_MISMATCH": "on"},
    ),
    "hide-entry": Spec(
        "참여 감추기",
        "감추기",
        HideRelayEntry,
        (
            Field("number", "감출 참여", "choice", must=True),
            Field("reason", "까닭", "text", must=True),
        ),
        warning="감춘 참여는 공개 화면에서 빠지고 기록에는 남습니다. 되돌릴 수 없습니다.",
        shape=shape_hiding,
    ),
}
"""What can be done with a relay, by the last part of its address."""


def adapt(row: Relay, spec: Spec, _ground: Ground) -> Spec:
    """Return the form of an act with the entries that are public to choose from."""
    shown = [each for each in row.entries if each["hidden"] is None]
    return offer(spec, "number", [(str(each["number"]), f"{each['number']}. {each['who']}") for each in shown])


async def lay_out(_visit: Visit, row: Relay, _ground: Ground) -> Sheet:
    """Return a relay with who cheered, the latest first; what is hidden with its reason."""
    return Sheet(
        facts=(Fact("응원하는 것", row.cause), Fact("참여", _("%(n)s건", n=f"{len(row.entries):,}"))),
        parts=(
            Part(
                "참여",
                events=tuple(_tell(each) for each in reversed(row.entries)),
                none="아직 참여가 없습니다.",
                acts=("entries", "hide-entry"),
            ),
        ),
    )


def _tell(each: Mapping[str, Any]) -> Event:
    named = _("다음 주자: %(names)s", names=", ".join(each["named"])) if each["named"] else ""
    hidden = _("감춤: %(reason)s", reason=each["hidden"]) if each["hidden"] else ""
    told = (each["words"] or "", named, each["link"] or "", hidden)
    what = f"{each['number']}. {each['who']}"
    return Event(format_day(date.fromisoformat(each["on"])), what, "\n".join(line for line in told if line))


BOOK: Final = Book(
    path=PATH,
    title="릴레이 응원",
    register=RELAYS,
    choose=briefing.choose_relays,
    head=lambda row, _ground: (row.name, None),
    columns=(
        Column("릴레이", lambda row, _ground: Cell(row.name), "main"),
        Column("응원하는 것", lambda row, _ground: Cell(row.cause), "text"),
        Column("참여", lambda row, _ground: Cell(str(len(row.entries))), "num"),
    ),
    lay_out=lay_out,
    search="이름·응원하는 것",
    empty=("아직 시작한 릴레이가 없습니다.", "릴레이를 시작하면 참여한 곳과 다음 주자를 차례로 적습니다."),
    new=START,
    acts=ACTS,
    adapt=adapt,
    ways=WAYS,
)
router = make_router(BOOK)
