"""임기별 공약: a term's set is opened, its pledges registered, the set confirmed for good (EVL-60, EVL-61, EVL-63)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.evaluations.pledge_changes import RequestPledgeChange
from contracts.evaluations.pledges import ConfirmPledgeSet, OpenPledgeSet, RegisterPledges
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.meetings.sending import Shown
from gateway.console.pasting import put_last
from gateway.console.pledges.forms import PLEDGE_FIELDS, PLEDGE_PLACES, read_pledge
from gateway.console.pledges.jurying import ITEM, offer_items, shape_item
from gateway.console.pledges.laying import BOARD, CHANGES, PATH, SETS, WAYS, link, name_fields
from gateway.console.pledges.sheet import MANY, NAME, read_pledges
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import Book, Cell, Column, Fact, Ground, Part, Sheet, offer
from gateway.console.registers.pages import make_router, read_ground
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.pledges import PLEDGE_SET_STATE_LABELS
from gateway.queries import pledge
from gateway.routers.pledges import SETS as REGISTER
from gateway.routers.pledges import choose_all
from gateway.views.pledge import Row as PledgeRow
from gateway.views.pledge_set import Row

PASTED: Final = "register-many"
"""The form that registers what is pasted into it."""
_KINDS: Final[Mapping[str, ChipKind]] = {"OPEN": ChipKind.WAITING, "CONFIRMED": ChipKind.DONE}
WANTED: Final[Mapping[str, str]] = {"lead": "주관부서", "feasibility": "실현가능성 검토", "plan": "실천계획"}
"""What a pledge has before its set is confirmed."""


def shape_set(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a set is opened with; its fields get their codes by their order. Raises: Misread."""
    fields = [_read_field(number, line) for number, line in enumerate(payload.pop("fields", ()), 1)]
    return {**payload, "fields": fields}


def _read_field(number: int, line: str) -> dict[str, Any]:
    name, bar, pledges = (part.strip() for part in line.rpartition("|"))
    if not bar or not name or not pledges.isdecimal():
        raise Misread("fields", _("“분야 | 건수”처럼 적으세요: %(line)s", line=line[:60]))
    return {"code": f"field-{number}", "name": name, "pledges": int(pledges)}


def shape_pledge(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is registered: one pledge with what is known of it. Raises: Misread."""
    return {"pledges": [read_pledge(payload)]}


NEW: Final = Spec(
    "임기의 공약 등록 시작",
    "등록 시작",
    OpenPledgeSet,
    (
        Field("term", "민선 몇 기", "number", must=True),
        Field("name", "이름", must=True, hint="예: 민선 8기 공약"),
        Field("begins_on", "임기의 첫날", "day", must=True),
        Field("ends_on", "임기의 마지막 날", "day", must=True),
        Field(
            "fields", "분야와 약속한 건수", "lines", must=True, hint="한 줄에 하나씩 “시민행복도시 | 17”처럼 적습니다."
        ),
    ),
    {"ALREADY_REGISTERED": "term", "DATES_REVERSED": "ends_on", "BAD_SHAPE": "fields"},
    warning="분야와 건수는 나중에 고칠 수 없습니다. 공약집과 같은지 확인하세요.",
    shape=shape_set,
)
ACTS: Final[Mapping[str, Spec]] = {
    "register": Spec(
        "공약 등록",
        "등록",
        RegisterPledges,
        PLEDGE_FIELDS,
        {**PLEDGE_PLACES, "BAD_SHAPE": "field"},
        shape=shape_pledge,
    ),
    PASTED: MANY,
    "confirm": Spec(
        "공약 확정",
        "확정",
        ConfirmPledgeSet,
        (replace(ITEM, must=False),),
        {"CHANGE_PROCEDURE_REQUIRED": "item"},
        warning="확정하면 되돌릴 수 없습니다. 그 뒤에는 시민배심원단·평가단·시장을 거쳐야 공약을 바꾸거나 더합니다.",
        shape=shape_item,
    ),
}
"""What can be done with a set, by the last part of its address."""


def make_chip(row: Row) -> Chip:
    """Return whether a set is confirmed."""
    return Chip(_KINDS[row.state], _(PLEDGE_SET_STATE_LABELS[row.state]), "")


def count_promised(row: Row) -> int:
    """Return how many pledges the source says there are."""
    return sum(each["pledges"] for each in row.fields)


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a term's set with its fields, and what is missing before it can be confirmed."""
    async with visit.gate.reading() as snapshot:
        found = await pledge.list_of_term(snapshot, row.term)
    is_open = row.state == "OPEN"
    may_register = is_open and visit.may_send(RegisterPledges)
    may_add = not is_open and visit.may_send(RequestPledgeChange)
    return Sheet(
        facts=tuple(_list_facts(row)),
        parts=(_lay_out_fields(row), *([_lay_out_unready(found, ground)] if is_open else [])),
        notice=_tell_wanted(row, found) if is_open else ("", ""),
        links=(
            *([(f"{SETS}/{row.term}/{PASTED}", _(MANY.title))] if may_register else []),
            *([(f"{CHANGES}/new?term={row.term}", _("공약 추가 신청"))] if may_add else []),
            (f"{BOARD}?term={row.term}", _("공약 현황")),
            (link(term=row.term), _("공약 목록")),
        ),
    )


def list_missing(row: PledgeRow) -> list[str]:
    """Return what a pledge lacks before its set can be confirmed."""
    return [_(word) for name, word in WANTED.items() if not getattr(row, name)]


def _list_facts(row: Row) -> Iterator[Fact]:
    yield Fact("임기", f"{format_day(row.begins_on)} ~ {format_day(row.ends_on)}")
    promised = _("약속한 수 %(n)s건", n=count_promised(row))
    yield Fact("공약", _("%(n)s건", n=row.pledges), promised, link=link(term=row.term) if row.pledges else "")
    if row.confirmed_on:
        yield Fact("확정", format_day(row.confirmed_on), row.jury["name"] if row.jury else "")


def _lay_out_fields(row: Row) -> Part:
    return Part(
        "분야마다",
        heads=(("분야", "main"), ("약속한 수", "num"), ("등록한 수", "num")),
        rows=tuple(
            (
                Cell(name),
                Cell(f"{each['pledges']:,}"),
                Cell(f"{each['listed']:,}", link=link(term=row.term, field=code) if each["listed"] else ""),
            )
            for (code, name), each in zip(name_fields(row).items(), row.fields, strict=True)
        ),
        acts=("register",),
    )


def _lay_out_unready(found: list[PledgeRow], ground: Ground) -> Part:
    """Return the pledges that hold up the confirmation, with the way to each."""
    rows = [(each, missing) for each in found if (missing := list_missing(each))]
    return Part(
        "더 적어야 할 공약",
        heads=(("공약", "main"), ("주관부서", ""), ("빠진 것", "text")),
        rows=tuple(
            (
                Cell(f"{each.number}. {each.name}", link=f"{PATH}/{each.pledge}"),
                Cell(ground.name(each.lead)),
                Cell(", ".join(missing)),
            )
            for each, missing in rows
        ),
        none="등록한 공약은 모두 주관부서·실현가능성 검토·실천계획을 갖추었습니다.",
        acts=("confirm",),
    )


def _tell_wanted(row: Row, found: list[PledgeRow]) -> tuple[str, str]:
    """Return what is still to come before the set can be confirmed; nothing once all is there."""
    unready = sum(bool(list_missing(each)) for each in found)
    if not unready and all(each["listed"] == each["pledges"] for each in row.fields):
        return _("확정할 수 있습니다."), _("분야마다 약속한 수만큼 등록했고 빠진 것이 없습니다.")
    counts = {"promised": count_promised(row), "n": row.pledges, "unready": unready}
    said = _("약속한 %(promised)s건 가운데 %(n)s건을 등록했고, 더 적어야 할 공약이 %(unready)s건입니다.", **counts)
    return _("아직 확정할 수 없습니다."), said


async def prepare(visit: Visit, row: Row, shown: Shown) -> Shown:
    """Return a form with the fields of the set, or with what juries have approved."""
    if shown.spec.command is ConfirmPledgeSet:
        return await offer_items(visit, row, shown)
    fields, (ground, departments) = name_fields(row), await read_ground(visit)

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        return {NAME: list(read_pledges(payload[NAME], fields, put_last(ground.names, departments)))}

    if shown.spec.title == MANY.title:
        return replace(shown, spec=replace(shown.spec, shape=shape))
    return replace(shown, spec=offer(shown.spec, "field", fields.items()))


BOOK: Final = Book(
    path=SETS,
    title="임기별 공약",
    register=REGISTER,
    choose=choose_all,
    head=lambda row, _ground: (row.name, make_chip(row)),
    columns=(
        Column("이름", lambda row, _ground: Cell(row.name), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("임기", lambda row, _ground: Cell(f"{format_day(row.begins_on)} ~ {format_day(row.ends_on)}")),
        Column("약속한 수", lambda row, _ground: Cell(f"{count_promised(row):,}"), "num"),
        Column("등록한 수", lambda row, _ground: Cell(f"{row.pledges:,}"), "num"),
    ),
    lay_out=lay_out,
    empty=("아직 공약이 없습니다.", "총괄부서가 임기의 공약 등록을 시작하면 여기에 나타납니다."),
    new=NEW,
    acts=ACTS,
    prepare=prepare,
    ways=WAYS,
    names="term",
)
router = make_router(BOOK)
