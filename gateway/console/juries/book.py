"""배심원단 laid out: the list, and one with its lot, its people, its sessions and votes (ENG-60, ENG-61)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from gateway.console.juries.forms import ACTS, FREEZE, adapt
from gateway.console.present import Chip, ChipKind, Step, StepState, format_day
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Filter, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import FALL_OUT_LABELS, JUROR_LABELS, JURY_STATE_LABELS, SEX_LABELS
from gateway.queries import jury
from gateway.routers.juries import JURIES
from gateway.views.jury import Row
from infra.clock import SEOUL

PATH: Final = "/juries"
OPEN: Final = "/open/juries"
WAYS: Final = ((PATH, "배심원"), ("/auditor-bodies", "시민감사관"), ("/audit-proposals", "감사 제안"))
"""What stands beside it: address and word."""
_KINDS: Final[Mapping[str, ChipKind]] = {
    "FROZEN": ChipKind.WAITING,
    "DRAWN": ChipKind.AHEAD,
    "MEETING": ChipKind.MOVING,
    "CONCLUDED": ChipKind.DONE,
}
_OF_JURORS: Final[Mapping[str, ChipKind]] = {"DRAWN": ChipKind.WAITING, "APPOINTED": ChipKind.DONE}


def make_chip(row: Row) -> Chip:
    """Return a jury's state."""
    return Chip(_KINDS[row.state], _(JURY_STATE_LABELS[row.state]), "")


async def lay_out(_visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a jury with its lot, its people, its sessions and its votes."""
    return Sheet(
        steps=tuple(list_steps(row)),
        facts=tuple(list_facts(row)),
        parts=(
            _lay_out_jurors(row),
            *([_lay_out_replacements(row)] if row.replacements else []),
            _lay_out_sessions(row, ground),
            lay_out_votes(row),
            *([Part("권고문", row.recommendation)] if row.recommendation else []),
            lay_out_quotas(row, ground.names),
        ),
        links=((f"{OPEN}/{row.jury}", "공개 화면"),),
    )


def list_steps(row: Row) -> Iterator[Step]:
    """Yield how far a jury is."""
    is_next_told = False
    for state, word in JURY_STATE_LABELS.items():
        at = row.stages.get(state)
        on = datetime.fromisoformat(at).astimezone(SEOUL).date() if at else None
        stands = StepState.DONE if on else StepState.LATER if is_next_told else StepState.NEXT
        is_next_told = is_next_told or on is None
        yield Step(word, stands, on)


def list_facts(row: Row) -> Iterator[Fact]:
    """Yield what is public of a jury and its lot."""
    yield Fact("심의 내용", row.topic)
    yield Fact("정원", _("%(n)s명", n=row.seats), _("명부 %(n)s명", n=f"{row.people:,}"))
    yield Fact("추첨값 출처", row.seed_source)
    yield Fact("추첨값", row.seed or _("아직 추첨하지 않았습니다."))
    yield Fact("명부 해시", row.frame_sha256)
    yield Fact("추첨 방법", row.algorithm or "hwanryu-sortition-1")


def name_region(region: str) -> str:
    """Return the code of the department that a frame's region is."""
    return f"town-{region}"


def lay_out_quotas(row: Row, names: Mapping[str, str]) -> Part:
    """Return the seats of each cell; `names` are those of departments."""
    return Part(
        "칸마다 정원",
        heads=(("지역", "main"), ("성별", ""), ("연령대", ""), ("명부", "num"), ("정원", "num")),
        rows=tuple(
            (
                Cell(names.get(name_region(each["region"]), each["region"])),
                Cell(_(SEX_LABELS[each["sex"]])),
                Cell(each["age_band"]),
                Cell(f"{each['people']:,}"),
                Cell(f"{each['seats']:,}"),
            )
            for each in row.quotas
        ),
        none="추첨하면 성별·연령대·지역의 비율대로 정원이 나뉩니다.",
    )


def _lay_out_jurors(row: Row) -> Part:
    chips = {state: Chip(kind, _(JUROR_LABELS[state]), "") for state, kind in _OF_JURORS.items()}
    return Part(
        "배심원",
        heads=(("번호", "main"), ("상태", "")),
        rows=tuple((Cell(key), Cell(chip=chips[state])) for key, state in sorted(row.jurors.items())),
        none="추첨하면 뽑힌 사람이 여기에 나타납니다.",
        acts=("appoint", "replace"),
    )


def _lay_out_replacements(row: Row) -> Part:
    return Part(
        "교체",
        heads=(("빠진 사람", "main"), ("들어온 사람", ""), ("사유", "")),
        rows=tuple(
            (
                Cell(each["subject"]),
                Cell(each["replacement"] or _("빈자리")),
                Cell(_(FALL_OUT_LABELS[each["reason"]])),
            )
            for each in row.replacements
        ),
    )


def _lay_out_sessions(row: Row, ground: Ground) -> Part:
    return Part(
        "회의",
        events=tuple(_tell_session(each, ground) for each in row.sessions),
        none="아직 연 회의가 없습니다.",
        acts=("hold-session",),
    )


def _tell_session(each: Mapping[str, Any], ground: Ground) -> Event:
    present = _("%(n)s명 가운데 %(present)s명 참석", n=each["appointed"], present=len(each["attended"]))
    groups = [f"{group['name']}: {', '.join(group['members'])}" for group in each["groups"]]
    asked = [f"{ground.name(told['department'])}: {told['question']} → {told['answer']}" for told in each["questions"]]
    what = _("%(n)s차 회의", n=each["number"])
    return Event(format_day(date.fromisoformat(each["held_on"])), what, "\n".join((present, *groups, *asked)))


def lay_out_votes(row: Row) -> Part:
    """Return the votes and what came of them."""
    passed, failed = Chip(ChipKind.DONE, _("의결"), ""), Chip(ChipKind.ENDED, _("부결"), "")
    return Part(
        "표결",
        heads=(("안건", "main"), ("회의", "num"), ("찬성", "num"), ("반대", "num"), ("기권", "num"), ("결과", "")),
        rows=tuple(
            (
                Cell(each["item"]),
                *(Cell(str(each[name])) for name in ("session", "yes", "no", "abstained")),
                Cell(chip=passed if each["is_approved"] else failed),
            )
            for each in row.votes
        ),
        none="아직 표결하지 않았습니다.",
        acts=("vote",),
    )


BOOK: Final = Book(
    path=PATH,
    title="배심원",
    register=JURIES,
    choose=jury.choose,
    head=lambda row, _ground: (row.name, make_chip(row)),
    columns=(
        Column("배심원단", lambda row, _ground: Cell(row.name), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("정원", lambda row, _ground: Cell(str(row.seats)), "num"),
        Column("위촉", lambda row, _ground: Cell(str(list(row.jurors.values()).count("APPOINTED"))), "num"),
        Column("회의", lambda row, _ground: Cell(str(len(row.sessions))), "num"),
    ),
    lay_out=lay_out,
    search="이름·심의하는 것",
    filters=(Filter("state", "상태", JURY_STATE_LABELS),),
    empty=("아직 배심원단이 없습니다.", "후보 명부를 확정하면 여기에서 추첨하고 위촉합니다."),
    new=FREEZE,
    acts=ACTS,
    adapt=adapt,
    ways=WAYS,
)
router = make_router(BOOK)
