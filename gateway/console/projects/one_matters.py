"""What else belongs to one project: procedures, land, facilities, contracts, rights, notes, reviews, discrepancies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contracts.projects import Unit
from contracts.projects.investment import Category, Tier, find_tier, needs_feasibility
from contracts.projects.land import Holding, Owner, find_progress, find_pyeong
from contracts.projects.matters import find_renewal_start
from contracts.projects.money import Source
from gateway.console.directives.board import IS_MADE
from gateway.console.discrepancies.telling import name_code, show_value
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.projects.amounts import show_full
from gateway.console.projects.one_money import find_sources
from gateway.console.projects.schedule import show_period
from gateway.console.projects.tables import Cell, Table, amount, keep_filled, number, tell
from gateway.console.quarters.report import name_quarter
from gateway.console.words import _
from gateway.labels.projects import (
    BRIEFING_LABELS,
    CATEGORY_LABELS,
    CONTRACT_STATE_LABELS,
    DECISION_LABELS,
    DISCREPANCY_STATE_LABELS,
    FACILITY_LABELS,
    OWNER_LABELS,
    PROCEDURE_LABELS,
    PROPERTY_LABELS,
    RATING_LABELS,
    RESULT_LABELS,
    REVIEW_KIND_LABELS,
    REVIEW_STATE_LABELS,
    TIER_LABELS,
)
from gateway.views.contract import Row as Contract
from gateway.views.discrepancy import Row as Discrepancy
from gateway.views.project import Row
from gateway.views.review import Row as Review

_RESULTS: dict[str, ChipKind] = {"OPEN": ChipKind.WAITING, "PASSED": ChipKind.DONE, "FAILED": ChipKind.RETURNED}
_FACILITIES: dict[str, ChipKind] = {
    "PLANNED": ChipKind.WAITING,
    "BUILDING": ChipKind.MOVING,
    "OPEN": ChipKind.DONE,
    "DROPPED": ChipKind.ENDED,
}
_CONTRACTS: dict[str, ChipKind] = {"SIGNED": ChipKind.MOVING, "ACCEPTED": ChipKind.DONE}
_RATINGS: dict[str, ChipKind] = {"NORMAL": ChipKind.DONE, "LAGGING": ChipKind.SOON, "SEVERE": ChipKind.LATE}


def find_needed_tier(row: Row, day: date) -> Tier:
    """Return the investment review that a project needs by the table of a day; NONE while it has no plan (PRJ-35)."""
    if row.total_won is None:
        return Tier.NONE
    return find_tier(
        row.total_won, has_transfer_funds=_has_transfer(row), category=Category(row.review_category), day=day
    )


def tell_tier(row: Row, day: date, unit: Unit) -> str:
    """Return in a sentence which investment review a project needs, and why."""
    if row.total_won is None:
        return _("총사업비가 정해지면 투자심사 대상인지 알 수 있습니다.")
    known = _("국비·도비 포함") if _has_transfer(row) else _("국비·도비 없음")
    funds = known if find_sources(row) else _("재원 미상")
    why = f"{show_full(row.total_won, unit)}, {funds}, {_(CATEGORY_LABELS[row.review_category])}"
    tier = find_needed_tier(row, day)
    told = _("투자심사: %(tier)s (%(why)s)", tier=_(TIER_LABELS[tier]), why=why)
    if not needs_feasibility(row.total_won):
        return told
    return f"{told} · {_('500억원 이상이라 타당성조사를 먼저 해야 함')}"


def _has_transfer(row: Row) -> bool:
    sources = find_sources(row)
    return any(sources.get(source, 0) > 0 for source in (Source.NATIONAL, Source.PROVINCIAL))


def list_procedures(row: Row, day: date, unit: Unit) -> list[Table]:
    """Return the checklist, with the investment review that is needed."""
    rows = [
        (
            tell(
                each["name"] or _(PROCEDURE_LABELS[each["kind"]]), "" if each["gates_start"] else _("시작과 관계없음")
            ),
            Cell("", chip=_chip(_RESULTS[each["result"]], _(RESULT_LABELS[each["result"]]))),
            tell(show_period(each.get("on"))),
            _tell_ground(each),
        )
        for each in row.procedures
    ]
    done = sum(each["result"] == "PASSED" for each in row.procedures)
    notes = [tell_tier(row, day, unit)] if row.total_won is not None else []
    lead = _("%(total)s개 가운데 %(done)s개 통과", total=len(rows), done=done) if rows else " ".join(notes)
    heads = (_("절차"), _("결과"), _("날짜"), _("근거"))
    return keep_filled([Table("procedures", _("행정절차"), heads, rows, lead, notes if rows else ())])


def _tell_ground(procedure: Mapping[str, Any]) -> Cell:
    """Return what a procedure rests on: the resolution itself where its id is told (ORG-08)."""
    said = procedure.get("reference") or procedure.get("reason")
    if procedure["kind"] == "RESOLUTION" and said and IS_MADE.fullmatch(said):
        return Cell(_("의결서"), link=f"/resolutions/{said}")
    return tell(said, _tell_reviewer(procedure.get("tier")))


def _tell_reviewer(tier: str | None) -> str:
    return _(TIER_LABELS[tier]) if tier else ""


def _chip(kind: ChipKind, word: str) -> Chip:
    return Chip(kind, word, word)


def list_land(row: Row, unit: Unit, discrepancies: Sequence[Discrepancy]) -> list[Table]:
    """Return the parcels by owner with how far they are acquired, and each purchase (PRJ-36, PRJ-37)."""
    got: dict[str, tuple[int, int]] = {}
    for each in row.acquisitions:
        count, area = got.get(each["owner"], (0, 0))
        got[each["owner"]] = count + each["count"], area + each["area_m2"]
    rows = [
        (
            tell(_(OWNER_LABELS[each["owner"]])),
            number(_("%(n)s필지", n=f"{each['count']:,}")),
            number(f"{each['area_m2']:,}㎡"),
            number(_("%(n)s평", n=f"{find_pyeong(each['area_m2']):,}")),
            number(_tell_acquired(each["count"], got.get(each["owner"], (0, 0)), owner=each["owner"])),
        )
        for each in row.holdings
    ]
    heads = (_("소유"), _("필지"), _("면적"), _("평"), _("취득"))
    tables = [Table("land", _("토지"), heads, rows, _sum_land(row, got), _list_stated(discrepancies))]
    bought = [
        (
            tell(show_period(each["on"])),
            tell(_(OWNER_LABELS[each["owner"]]), ", ".join(each["lots"][:5])),
            number(_("%(n)s필지", n=f"{each['count']:,}")),
            number(f"{each['area_m2']:,}㎡"),
            amount(each["paid"], unit),
        )
        for each in row.acquisitions
    ]
    heads = (_("취득일"), _("소유"), _("필지"), _("면적"), _("보상비"))
    lead = _("보상비 %(paid)s", paid=show_full(row.paid_won, unit)) if bought else ""
    return keep_filled([*tables, Table("bought", _("토지 취득"), heads, bought, lead)])


def _tell_acquired(count: int, got: tuple[int, int], *, owner: str) -> str:
    if owner == Owner.CITY_OWNED:
        return _("취득할 것 없음")
    return _("%(got)s/%(count)s필지", got=f"{got[0]:,}", count=f"{count:,}")


def _sum_land(row: Row, got: Mapping[str, tuple[int, int]]) -> str:
    if not row.holdings:
        return ""
    whole = {Owner(each["owner"]): Holding.model_validate(each) for each in row.holdings}
    done = {Owner(o): Holding(owner=Owner(o), count=n, area_m2=area) for o, (n, area) in got.items()}
    progress = find_progress(done, whole)
    told = _(
        "%(count)s필지 %(area)s㎡(%(pyeong)s평)",
        count=f"{row.parcel_count:,}",
        area=f"{row.parcel_area_m2:,}",
        pyeong=f"{find_pyeong(row.parcel_area_m2):,}",
    )
    to_buy = sum(each["count"] for each in row.holdings if each["owner"] != Owner.CITY_OWNED)
    acquired = sum(n for owner, (n, _area) in got.items() if owner != Owner.CITY_OWNED)
    counts = {"got": f"{acquired:,}", "count": f"{to_buy:,}", "share": progress if progress is not None else 0}
    return f"{told} · {_('취득 %(got)s/%(count)s필지, 면적의 %(share)s%%', **counts)}"


def _list_stated(discrepancies: Sequence[Discrepancy]) -> list[str]:
    """What the source states of the land otherwise: ㎡ is the authority (INC-03)."""
    codes = {"PYEONG_MISMATCH", "PARCEL_SUM_MISMATCH"}
    return [
        _("문서에는 %(stated)s, 계산은 %(computed)s. ㎡를 기준으로 함", stated=each.stated, computed=each.computed)
        for each in discrepancies
        if each.code in codes
    ]


def list_facilities(row: Row) -> list[Table]:
    """Return the facilities that the project brings (PRJ-38)."""
    rows = [
        (
            tell(each["name"]),
            Cell("", chip=_chip(_FACILITIES[each["status"]], _(FACILITY_LABELS[each["status"]]))),
            tell(each["note"]),
        )
        for each in row.facilities
    ]
    return keep_filled([Table("facilities", _("시설"), (_("시설"), _("상태"), _("비고")), rows)])


def list_contracts(contracts: Sequence[Contract], partners: Mapping[str, str], unit: Unit) -> list[Table]:
    """Return the service contracts with their consortium and briefings (PRJ-31 to PRJ-33)."""
    names = {each.contract: each.name for each in contracts}
    rows = [
        (
            tell(each.name, _tell_kin(each, names)),
            tell(show_period(each.period), _("%(n)s일", n=each.days) if each.days else ""),
            amount(each.amount, unit),
            tell(_tell_consortium(each, partners)),
            tell(_tell_briefings(each), each.waiver_reason or ""),
            Cell("", chip=_chip(_CONTRACTS[each.state], _(CONTRACT_STATE_LABELS[each.state]))),
        )
        for each in contracts
    ]
    heads = (_("용역"), _("기간"), _("금액"), _("수행기관"), _("보고회"), _("상태"))
    return keep_filled([Table("contracts", _("용역"), heads, rows)])


def _tell_kin(contract: Contract, names: Mapping[str, str]) -> str:
    kin = names.get(contract.follow_up_of or "")
    told = _("‘%(name)s’에서 이어짐, 금액은 따로", name=kin) if kin else ""
    changed = _("변경 %(n)s회", n=len(contract.amendments)) if contract.amendments else ""
    return " · ".join(each for each in (", ".join(contract.aliases), told, changed) if each)


def _tell_consortium(contract: Contract, partners: Mapping[str, str]) -> str:
    return ", ".join(
        f"{partners.get(each['partner'], each['partner'])} {_show_rate(each['share'])}" for each in contract.consortium
    )


def _show_rate(points: int) -> str:
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"


def _tell_briefings(contract: Contract) -> str:
    told = [
        " ".join(filter(None, (_(BRIEFING_LABELS[each["kind"]]), str(each["number"] or ""), show_period(each["on"]))))
        for each in contract.briefings
    ]
    if contract.accepted_on:
        told.append(f"{_('준공')} {show_period(contract.accepted_on)}")
    return ", ".join(told)


def is_renewal_due(row: Row, day: date) -> bool:
    """Tell whether a right of the project may be renewed on a day, or ought to have been (PRJ-39)."""
    return any(
        each["renewal_due"] and find_renewal_start(date.fromisoformat(each["renewal_due"])) <= day
        for each in row.rights
    )


def list_matters(row: Row, partners: Mapping[str, str], unit: Unit) -> list[Table]:
    """Return rights, contributions, manuals, replacements and notes (PRJ-25, PRJ-39 to PRJ-42)."""
    rights = [
        (
            tell(each["name"], _(PROPERTY_LABELS[each["kind"]])),
            tell(show_period(each["on"]), each["number"] or ""),
            tell(show_period(each["registered_on"] or each["target"]), "" if each["registered_on"] else _("목표")),
            _tell_renewal(each["renewal_due"]),
        )
        for each in row.rights
    ]
    given = [
        (
            tell(show_period(each["on"])),
            tell(partners.get(each["partner"], each["partner"])),
            amount(each["amount"], unit),
            tell(each["note"]),
        )
        for each in row.contributions
    ]
    sent = [
        (tell(each["what"]), tell(show_period(each["on"])), number(_("%(n)s개 부서", n=len(each["departments"]))))
        for each in row.distributions
    ]
    replaced = [
        (tell(each["before"]), tell(each["name"]), tell(each["reason"]), tell(each["reference"]))
        for each in row.replacements
    ]
    notes = [(tell(show_period(each["on"])), tell(each["text"]), tell(each["source"])) for each in row.notes]
    asked = (
        _("대체사업 검토 중: %(reason)s", reason=row.replacement_requested_for) if row.replacement_requested_for else ""
    )
    return keep_filled(
        [
            Table("rights", _("지식재산권"), (_("이름"), _("출원"), _("등록"), _("갱신할 날")), rights),
            Table("contributions", _("출연금"), (_("날짜"), _("기관"), _("금액"), _("비고")), given),
            Table("distributions", _("부서 배부"), (_("배부한 것"), _("날짜"), _("부서")), sent),
            Table(
                "replacements", _("대체사업"), (_("앞 사업"), _("대체한 사업"), _("사유"), _("근거")), replaced, asked
            ),
            Table("notes", _("있었던 일"), (_("날짜"), _("내용"), _("출처")), notes),
        ]
    )


def _tell_renewal(text: str | None) -> Cell:
    if text is None:
        return tell("")
    due = date.fromisoformat(text)
    return tell(format_day(due), _("%(day)s부터 신청", day=format_day(find_renewal_start(due))))


def list_findings(reviews: Sequence[Review], discrepancies: Sequence[Discrepancy]) -> list[Table]:
    """Return reviews, discrepancies and corrections: what was found, decided and put right, both sides visible."""
    reviewed = [
        (
            Cell(
                name_quarter(each.quarter) if each.quarter else _(REVIEW_KIND_LABELS[each.kind]),
                link=f"/reviews/{each.review}",
                hint=each.reason or "",
            ),
            _rate(each.rating),
            tell(each.cause),
            tell(each.remedy, show_period(each.recovery)),
            tell(_(REVIEW_STATE_LABELS[each.state])),
        )
        for each in reviews
    ]
    apart = [
        (
            Cell(
                each.source or name_code(each.code),
                link=f"/discrepancies/{each.discrepancy}",
                hint=name_code(each.code) if each.source else "",
            ),
            tell(show_value(each.stated)),
            tell(show_value(each.computed)),
            tell(each.note),
            tell(_tell_decision(each), each.reason or ""),
        )
        for each in discrepancies
    ]
    heads = (_("출처"), _("적힌 값"), _("계산한 값"), _("비고"), _("결정"))
    review_heads = (_("심사"), _("평가"), _("부진사유"), _("대안"), _("상태"))
    return keep_filled(
        [
            Table("reviews", _("심사분석"), review_heads, reviewed),
            Table("discrepancies", _("불일치"), heads, apart),
        ]
    )


def _rate(rating: str | None) -> Cell:
    if rating is None:
        return tell("")
    return Cell("", chip=_chip(_RATINGS.get(rating, ChipKind.NONE), _(RATING_LABELS[rating])))


def _tell_decision(each: Discrepancy) -> str:
    return _(DECISION_LABELS[each.decision]) if each.decision else _(DISCREPANCY_STATE_LABELS[each.state])
