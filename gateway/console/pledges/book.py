"""공약 laid out: the list, and one with its plan, its checks, its changes and its history (EVL-61, 62, 64, 65, 67)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement

from contracts.evaluations.pledge_changes import RequestPledgeChange
from contracts.evaluations.pledges import (
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    PledgeStanding,
    ReviewFeasibility,
)
from gateway.answers.entries import may_edit
from gateway.console.evidence import link_evidence
from gateway.console.meetings.forms import Spec, Value
from gateway.console.meetings.sending import Shown
from gateway.console.pledges.forms import ACTS, write_plan
from gateway.console.pledges.laying import (
    CHANGES,
    PATH,
    WAYS,
    find_set,
    list_quarters,
    make_chip,
    name_fields,
    read_term,
)
from gateway.console.present import Chip, ChipKind, format_day, format_moment
from gateway.console.quarters.report import name_quarter
from gateway.console.registers.declaring import (
    DEPARTMENTS,
    Book,
    Cell,
    Column,
    Event,
    Fact,
    Filter,
    Ground,
    Part,
    Sheet,
    offer,
)
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.pledges import (
    CHANGE_KIND_LABELS,
    CHANGE_STEP_LABELS,
    FEASIBILITY_LABELS,
    HISTORY_LABELS,
    PLEDGE_STANDING_LABELS,
    PLEDGE_STATE_LABELS,
)
from gateway.labels.projects import SOURCE_LABELS
from gateway.queries import pledge, pledge_change
from gateway.queries.rows import list_all
from gateway.routers.pledges import PLEDGES
from gateway.views.pledge import CONTEXT, Row
from gateway.views.pledge_change import Row as ChangeRow


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a pledge with its plan, its checks, its changes and its history."""
    async with visit.gate.reading() as snapshot:
        known = await find_set(snapshot, row.term)
        chosen = pledge_change.choose(pledge=row.pledge)
        changes = await list_all(snapshot, pledge_change.VIEW, chosen, pledge_change.ORDER)
    fields = name_fields(known) if known else {}
    principal = visit.session.principal
    is_own = visit.may_send(RequestPledgeChange) and may_edit(principal, row.lead)
    may_ask = is_own and known is not None and known.state == "CONFIRMED"
    ask = ((f"{CHANGES}/new?term={row.term}&pledge={row.pledge}", _("변경 신청")),) if may_ask else ()
    is_draft = known is not None and known.state == "OPEN" and visit.may_send(AdoptActionPlan)
    may_mend = is_draft and may_edit(principal, row.lead)
    return Sheet(
        facts=tuple(_list_facts(row, fields, ground)),
        parts=(
            *([Part("내용", row.content)] if row.content else []),
            _lay_out_targets(row),
            *([_lay_out_finance(row)] if row.plan and row.plan["finance"] else []),
            _lay_out_checks(row),
            _lay_out_changes(changes),
            _lay_out_history(row),
        ),
        notice=_tell_claim(row),
        links=(*ask, *(_list_mends(row) if may_mend else ())),
    )


def _list_mends(row: Row) -> Iterator[tuple[str, str]]:
    """Yield where what was written already is written anew, as long as the set is not confirmed (EVL-61, EVL-62)."""
    if row.feasibility:
        yield f"{PATH}/{row.pledge}/feasibility", _("실현가능성 고치기")
    if row.plan:
        yield f"{PATH}/{row.pledge}/plan", _("실천계획 고치기")


async def prepare(visit: Visit, row: Row, shown: Shown) -> Shown:
    """Return a form with what stands already: how far it is, the departments, the review, the plan."""
    values: dict[str, Value] = {}
    if shown.spec.command is AssignPledgeLead:
        values = {"lead": row.lead or "", "supporting": tuple(row.supporting)}
    if shown.spec.command is ReviewFeasibility and row.feasibility:
        values = dict(row.feasibility)
    if shown.spec.command is CheckPledge:
        standing = row.state if row.state in set(PledgeStanding) else ""
        values = {"quarter": list_quarters(visit.today)[0], "standing": standing, "progress": str(row.progress)}
    if shown.spec.command is AdoptActionPlan and row.plan:
        values = {**write_plan(row.plan)}
    return replace(shown, filled=replace(shown.filled, values=values))


def _tell_claim(row: Row) -> tuple[str, str]:
    if not row.is_claimed:
        return ("", "")
    return _("완료로 올린 공약입니다."), _("총괄부서의 다른 담당자가 증빙을 보고 완료를 확인합니다.")


def _list_facts(row: Row, fields: Mapping[str, str], ground: Ground) -> Iterator[Fact]:
    yield Fact("분야", fields.get(row.field, row.field), link=f"{PATH}?term={row.term}&field={row.field}")
    yield Fact("주관부서", ground.name(row.lead) or _("지정 전"))
    if row.supporting:
        yield Fact("협조부서", ", ".join(map(ground.name, row.supporting)))
    yield Fact("진행률", f"{row.progress}%")
    if row.due_on:
        yield Fact("마칠 날", format_day(row.due_on))
    if row.feasibility:
        result = _(FEASIBILITY_LABELS[row.feasibility["result"]])
        yield Fact("실현가능성", result, row.feasibility["opinion"])
    yield Fact("변경", _("%(n)s번", n=row.changes))


def _lay_out_targets(row: Row) -> Part:
    targets = sorted(row.plan["targets"], key=lambda each: each["year"]) if row.plan else []
    return Part(
        "연차별 목표",
        heads=(("해", "main"), ("진행률", "num"), ("목표", "text")),
        rows=tuple(
            (Cell(_("%(year)s년", year=each["year"])), Cell(f"{each['progress']}%"), Cell(each["target"]))
            for each in targets
        ),
        none="아직 실천계획이 없습니다.",
        acts=("plan",),
    )


def _lay_out_finance(row: Row) -> Part:
    """Return the money by year and source, with the sum of each year."""
    assert row.plan is not None, "asked for only where there is one"
    lines = sorted(row.plan["finance"], key=lambda each: (each["year"], each["source"]))
    rows = [
        (Cell(_("%(year)s년", year=each["year"])), Cell(_(SOURCE_LABELS[each["source"]])), Cell(f"{each['won']:,}"))
        for each in lines
    ]
    whole = Cell(f"{sum(each['won'] for each in lines):,}")
    return Part(
        "재원별 사업비(원)",
        heads=(("해", "main"), ("재원", ""), ("금액", "num")),
        rows=(*rows, (Cell(_("합계")), Cell(""), whole)),
    )


def _lay_out_checks(row: Row) -> Part:
    return Part(
        "분기 점검",
        events=tuple(_tell_check(quarter, row.checks[quarter]) for quarter in sorted(row.checks, reverse=True)),
        none="아직 점검하지 않았습니다.",
        acts=("check", "confirm-done"),
    )


def _tell_check(quarter: str, told: Mapping[str, Any]) -> Event:
    standing = _(PLEDGE_STANDING_LABELS[told["standing"]]) if told["standing"] else ""
    what = " · ".join(
        part for part in (standing, f"{told['progress']}%", _("부진") if told["is_lagging"] else "") if part
    )
    words = [told["note"]]
    if told["is_lagging"]:
        until = format_day(date.fromisoformat(told["remedy_on"]))
        words.append(_("사유: %(words)s", words=told["cause"]))
        words.append(_("대책: %(words)s (%(day)s까지)", words=told["remedy"], day=until))
    links = link_evidence(told["evidence"])
    words += [_("증빙: %(name)s", name=each["name"]) for each in told["evidence"] if not (each["link"] or each["file"])]
    return Event(name_quarter(quarter), what, "\n".join(words), links)


def _lay_out_changes(changes: list[ChangeRow]) -> Part:
    return Part(
        "변경",
        heads=(("종류", "main"), ("단계", ""), ("신청", "")),
        rows=tuple(
            (
                Cell(_(CHANGE_KIND_LABELS[each.kind]), link=f"{CHANGES}/{each.change}"),
                Cell(chip=make_step_chip(each.step)),
                Cell(format_moment(each.requested_at)),
            )
            for each in reversed(changes)
        ),
        none="변경을 신청한 적이 없습니다.",
    )


def make_step_chip(step: str) -> Chip:
    """Return how far a change is."""
    over = {"PUBLISHED": ChipKind.DONE, "REFUSED": ChipKind.ENDED}
    return Chip(over.get(step, ChipKind.MOVING), _(CHANGE_STEP_LABELS[step]), "")


def _lay_out_history(row: Row) -> Part:
    """Return what happened, the last first; each leads to its raw event."""
    return Part(
        "이력",
        heads=(("한 일", "main"), ("때", "")),
        rows=tuple(
            (
                Cell(_name_event(each), link=f"/events/{CONTEXT}/{each['source']}"),
                Cell(format_moment(datetime.fromisoformat(each["at"]))),
            )
            for each in reversed(row.history)
        ),
    )


def _name_event(each: Mapping[str, Any]) -> str:
    told, what = each["told"], _(HISTORY_LABELS[each["kind"]])
    if each["kind"] == "pledge_status_changed":
        before, after = (_(PLEDGE_STATE_LABELS[told[name]]) for name in ("before", "after"))
        return f"{what}: {before} → {after}"
    if each["kind"] == "pledge_quarter_checked":
        return f"{what}: {name_quarter(told['quarter'])}, {told['progress']}%"
    return what


def adapt(_row: Row, spec: Spec, ground: Ground) -> Spec:
    """Return the form of an act with the quarters that may be checked."""
    return offer(spec, "quarter", [(each, name_quarter(each)) for each in list_quarters(ground.today)])


def choose(
    *,
    q: str | None = None,
    state: str | None = None,
    lead: str | None = None,
    term: str | None = None,
    field: str | None = None,
    unchecked: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of an address, whose values are words."""
    number = read_term(term or "")
    return pledge.choose(q=q, state=state, lead=lead, term=number, field=field, unchecked=unchecked)


BOOK: Final = Book(
    path=PATH,
    title="공약",
    register=PLEDGES,
    choose=choose,
    head=lambda row, _ground: (row.name, make_chip(row.state)),
    columns=(
        Column("번호", lambda row, _ground: Cell(str(row.number)), "num"),
        Column("공약", lambda row, _ground: Cell(row.name), "main"),
        Column("추진상태", lambda row, _ground: Cell(chip=make_chip(row.state))),
        Column("주관부서", lambda row, ground: Cell(ground.name(row.lead))),
        Column("진행률", lambda row, _ground: Cell(f"{row.progress}%"), "num"),
        Column("마칠 날", lambda row, _ground: Cell(format_day(row.due_on) if row.due_on else "")),
    ),
    lay_out=lay_out,
    search="공약 이름",
    filters=(
        Filter("state", "추진상태", PLEDGE_STATE_LABELS),
        Filter("lead", "주관부서", DEPARTMENTS),
        Filter("term"),
        Filter("field"),
        Filter("unchecked"),
    ),
    empty=("아직 공약이 없습니다.", "임기의 공약을 등록하면 여기에서 계획과 점검을 봅니다."),
    acts=ACTS,
    adapt=adapt,
    prepare=prepare,
    ways=WAYS,
)
router = make_router(BOOK)
