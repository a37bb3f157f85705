"""불일치 대장, 공모 일정, 승인 절차: what their pages show (PLT-08, PRJ-50 to PRJ-64)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from contracts.calendar.periods import Period, Precision
from contracts.projects.bids import WinRate
from gateway.answers.differences import tell_difference
from gateway.console.approvals.sheet import Sheet, lay_out
from gateway.console.calls.listing import call_chip, lay_out_bid, lay_out_calls, lay_out_rates
from gateway.console.discrepancies.register import Query
from gateway.console.discrepancies.register import lay_out as lay_out_discrepancy
from gateway.console.discrepancies.telling import name_code, name_field
from gateway.console.present import ChipKind
from gateway.exports.discrepancies import COLUMNS, tell_register
from gateway.exports.sheets import Column, Kind
from gateway.exports.tables import Table, make_book, make_paper
from gateway.views import approval, bid, call, discrepancy

TODAY = date(2024, 12, 2)
NOON = datetime(2024, 12, 2, 3, tzinfo=UTC)
NAMES = {"city": "농림축산식품부", "expo": "딸기산업엑스포추진단", "molit": "국토교통부", "cn": "충청남도"}


def month(value: str) -> dict[str, Any]:
    return Period(value=value, precision=Precision.MONTH).model_dump(mode="json")


def day(value: str) -> dict[str, Any]:
    return Period(value=value, precision=Precision.DAY).model_dump(mode="json")


@pytest.mark.parametrize(
    ("stated", "computed", "difference"),
    [
        ("23,254평", "23,213.5평", "+40.5평"),
        ("7개월", "8개월", "−1개월"),
        ("1,809백만원", "1,806백만원", "+3백만원"),
        ("20백만원", "19,000천원", "+1,000,000원"),
        ("92", "99", "−7"),
        ("99", "99", ""),
        ("시민 800명", "시민 600명, 공무원 200명", ""),
        ("전략기획", None, ""),
        (None, "8개월", ""),
    ],
)
def test_a_difference_is_told_of_numbers_of_one_kind(stated: str | None, computed: str | None, difference: str) -> None:
    """INC-02, INC-03, INC-14, INC-23: what is stated less what is computed."""
    assert tell_difference(stated, computed) == difference


def make_discrepancy(**more: Any) -> discrepancy.Row:
    told: dict[str, Any] = {
        "discrepancy": "d",
        "version": 1,
        "position": 4,
        "about_kind": "PROJECT",
        "about_id": "p",
        "about_field": "면적",
        "code": "PYEONG_MISMATCH",
        "stated": "23,254평",
        "computed": "23,213.5평",
        "source": "A177",
        "note": None,
        "recorded_by": "importer",
        "recorded_at": NOON,
    }
    return discrepancy.Row(**{**told, **more})


DECISIONS = [
    {"decision": "KEEP_STATED", "reason": "문서대로", "decided_by": "operator", "decided_at": NOON.isoformat()},
    {"decision": "USE_COMPUTED", "reason": "계산이 맞음", "decided_by": "operator", "decided_at": NOON.isoformat()},
]


def test_a_discrepancy_tells_what_it_is_about_and_what_its_code_means() -> None:
    line = lay_out_discrepancy(make_discrepancy(), {("PROJECT", "p"): "예술창작촌"}, {})
    assert (line.about_name, line.about_link, line.difference) == ("예술창작촌", "/projects/p", "+40.5평")
    assert (line.title, line.state.word, line.decision) == ("평이 면적과 다름", "미결", "")
    unknown = lay_out_discrepancy(make_discrepancy(code="INC-04", computed=None), {}, {})
    assert (unknown.title, unknown.may_compute) == ("문서 안에서 어긋남(INC-04)", False)
    assert (unknown.code, unknown.about_link) == ("INC-04", "")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("milestone-2", "일정 2"),
        ("NATIONAL", "국비"),
        ("lines/2 total", "2번째 줄 총사업비"),
        ("사업 수", "사업 수"),
        (None, ""),
    ],
)
def test_a_field_is_told_in_words(told: str | None, shown: str) -> None:
    assert name_field(told) == shown


@pytest.mark.parametrize(
    ("kind", "key", "shown"), [("PLAN", "2018", "2018년 업무계획"), ("DOCUMENT", "B", "문서 B"), ("PROJECT", "p", "")]
)
def test_a_thing_without_a_page_is_named_by_its_key(kind: str, key: str, shown: str) -> None:
    line = lay_out_discrepancy(make_discrepancy(about_kind=kind, about_id=key), {}, {})
    assert (line.about_name, line.about_link) == (shown, "")


def test_a_code_of_a_reader_is_told_in_words_and_an_unknown_one_as_it_is() -> None:
    assert [name_code(code) for code in ("ROUND_NOT_STATED", "MY-1")] == ["예산 회차가 적혀 있지 않음", "MY-1"]


def test_a_target_that_is_not_known_is_no_code() -> None:
    assert lay_out_discrepancy(make_discrepancy(stated="-", computed="UNKNOWN"), {}, {}).computed == "미상"


def test_deciding_twice_shows_the_last_and_keeps_the_first() -> None:
    """PLT-08: none replaces the one before."""
    row = make_discrepancy(state="DECIDED", decisions=DECISIONS)
    line = lay_out_discrepancy(row, {}, {"operator": "총괄부서"})
    assert (line.decision, line.reason, line.by, line.state.kind) == (
        "계산한 대로",
        "계산이 맞음",
        "총괄부서",
        ChipKind.DONE,
    )
    assert [each.decision for each in line.decisions] == ["계산한 대로", "적힌 대로"]


def test_the_address_of_the_register_keeps_its_conditions() -> None:
    query = Query(state="OPEN", q=" 평\x00 ", source="A17", code="")
    assert query.link(state="DECIDED") == "/discrepancies?q=%ED%8F%89&state=DECIDED&source=A17"
    assert query.link_export("xlsx") == "/discrepancies/export.xlsx?q=%ED%8F%89&state=OPEN&source=A17"
    assert Query(state="NONE").wanted == ""
    assert not Query().is_filtered


def test_the_register_is_one_table() -> None:
    told = tell_register([make_discrepancy()], {}, {}, NOON, 4, is_sample=True)
    assert len(told.rows[0]) == len(COLUMNS)
    assert told.rows[0][3:6] == ("23,254평", "23,213.5평", "+40.5평")
    assert told.name == "불일치 대장 교육용 표본 2024-12-02"
    assert told.foot == "교육용 표본 · 기준 2024. 12. 02. 12:00 · 기록 위치 4 · 1건"


def test_a_table_is_a_book_and_a_paper_that_lies_across() -> None:
    columns = (Column("이름", 60), Column("수", 8, Kind.COUNT), Column("비율", 8, Kind.RATE), Column("날", 9, Kind.DAY))
    rows = (("가", 1_234, Decimal("62.5"), date(2024, 1, 5)), (None, None, None, None))
    table = Table("표", columns, rows, NOON, 9, is_sample=False)
    assert make_book(table).sheets[0].rows == rows
    paper = make_paper(table)
    assert paper.is_wide
    grid = paper.blocks[1]
    assert getattr(grid, "rows", None) == (("가", "1,234", "62.5", "2024. 1. 5."), ("", "", "", ""))
    assert getattr(grid, "right", None) == frozenset({1, 2})
    assert getattr(grid, "widths", None) == (40, 8, 8, 9)


def make_call(first: str, last: str | None, **more: Any) -> call.Row:
    told = {"call": "c", "name": "지역개발 공모", "issuer": "molit", "opens": day(first), "about": None}
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last) if last else None}
    closes = {"closes": day(last) if last else None}
    return call.Row(**{**told, **days, **closes, "version": 1, "position": 1, **more})


@pytest.mark.parametrize(
    ("first", "last", "kind", "word"),
    [
        ("2024-12-10", "2024-12-20", ChipKind.AHEAD, "8일 뒤 시작"),
        ("2024-11-20", "2024-12-12", ChipKind.SOON, "D-10"),
        ("2024-11-20", "2025-01-15", ChipKind.AHEAD, "D-44"),
        ("2024-11-20", "2024-12-02", ChipKind.SOON, "D-DAY"),
        ("2024-11-20", None, ChipKind.MOVING, "접수 중"),
        ("2024-10-01", "2024-12-01", ChipKind.ENDED, "마감"),
    ],
)
def test_a_call_tells_how_near_it_is(first: str, last: str | None, kind: ChipKind, word: str) -> None:
    """PRJ-54."""
    chip = call_chip(make_call(first, last), TODAY)
    assert (chip.kind, chip.word) == (kind, word)


def make_bid(state: str = "SELECTED", **more: Any) -> bid.Row:
    amount = {"won": 67_000_000_000, "is_approximate": True, "written": "약 670억원"}
    told: dict[str, Any] = {
        "bid": "b",
        "version": 3,
        "position": 7,
        "name": "연계협력형 지역계획",
        "state": state,
        "department": "expo",
        "call": "c",
        "cooperation_group": None,
        "items": [{"number": 1, "name": "금강 누정", "amount": amount, "period": None}],
        "items_won": 67_000_000_000,
        "is_approximate": True,
        "submitted_on": month("2018-06"),
        "via": ["cn", "molit"],
        "decided_on": month("2018-06"),
    }
    return bid.Row(**{**told, **more})


def test_a_bid_shows_its_way_and_what_it_asks_for() -> None:
    """PRJ-50, PRJ-55: 도 ⇒ 국토교통부; about 670억원."""
    shown = lay_out_bid(make_bid(), NAMES)
    assert shown.amount == "약 670억원"
    assert shown.steps == (("제출", "2018. 6월 (충청남도 → 국토교통부)"), ("선정", "2018. 6월"))
    found = lay_out_bid(make_bid("FOUND", submitted_on=None, via=[], decided_on=None), NAMES)
    assert (found.steps, found.state.word) == ((), "발굴")
    (laid,) = lay_out_calls([make_call("2018-05-01", "2018-06-30")], {"c": [make_bid()]}, NAMES, TODAY)
    assert ([each.key for each in laid.bids], laid.issuer) == (["b"], "국토교통부")


def test_win_rates_go_by_year() -> None:
    """PRJ-50: 1 of 2 in 2018 and 2 of 2 in 2019 are 3 of 4 in all."""
    rates, drawing = lay_out_rates({2018: WinRate(1, 2), 2019: WinRate(2, 2)})
    assert [(each.year, each.won, each.decided, each.share) for each in rates] == [
        (2019, 2, 2, "100.0%"),
        (2018, 1, 2, "50.0%"),
    ]
    assert drawing.title == "결과가 나온 4건 가운데 3건 선정(75.0%)"
    assert [bar.column.label for bar in drawing.bars] == ["2018", "2019"]
    assert lay_out_rates({})[1].bars == []


def make_step(number: int, state: str, **more: Any) -> dict[str, Any]:
    told = {"number": number, "name": f"{number}단계", "body": "city", "planned": month("2024-07"), "state": state}
    rest = dict.fromkeys(("on", "reference", "reason", "forecast", "forecast_reason"))
    return {**rest, **told, "slip_days": 0, "slip_business_days": 0, **more}


def make_sheet(**more: Any) -> Sheet:
    facts = {"visitors": 1_500_000, "foreigners": 90_000, "countries": 4, "total_won": 20_000_000_000}
    told: dict[str, Any] = {
        "approval": "a",
        "version": 1,
        "position": 2,
        "project": None,
        "name": "세계딸기산업엑스포",
        "department": "expo",
        "state": "OPEN",
        "facts": {**facts, "national_won": 6_000_000_000, "co_hosts": [{"partner": "cn", "level": "PROVINCE"}]},
        "steps": [
            make_step(1, "PASSED", on=month("2024-05")),
            make_step(2, "OPEN"),
            make_step(3, "OPEN", planned=None),
        ],
        "next_step": 2,
        "next_day": date(2024, 7, 31),
        "days": 24,
        "requirements": [
            {"number": 1, "step": 2, "kinds": ["MOU", "LETTER_OF_INTENT"], "name": "참여의향", "evidence": []},
            {"number": 2, "step": 2, "kinds": ["PLAN"], "name": "기본계획", "evidence": [{"kind": "PLAN"}]},
        ],
        "figures": {
            "VISITORS": {
                "target": {"n": 1_500_000, "is_approximate": False},
                "actual": {"n": 900_000, "is_approximate": True},
                "counted_on": month("2024-11"),
            }
        },
    }
    row = approval.Row(**{**told, **more})
    return lay_out(row, NAMES, {"t1": "강경읍", "t2": "연무읍"}, "", TODAY)


def test_a_step_waits_for_the_one_before_it_or_for_its_evidence() -> None:
    """PRJ-58, PRJ-61: step 2 lacks its letter; step 3 waits for step 2 and has no date."""
    first, second, third = make_sheet().steps
    assert [each.look for each in (first, second, third)] == ["done", "next", "later"]
    assert first.gate == ""
    assert second.gate == "증빙이 모자라 제출할 수 없습니다: 참여의향"
    assert second.evidence == (("참여의향", "업무협약서, 참여의향서", False), ("기본계획", "계획서", True))
    assert third.gate == "앞 단계를 통과해야 제출할 수 있습니다."
    assert (second.state.word, third.state.word, third.planned) == ("예정 지남", "제출 전", "")


def test_the_panel_says_met_or_not_in_shape_and_word() -> None:
    """PRJ-59: 4 of 5 countries are not enough; 90,000 of 1,500,000 are 6.0 %; 200억 needs a grade."""
    sheet = make_sheet()
    told = {rule.name: (rule.chip.kind, rule.chip.word) for rule in sheet.rules}
    met, unmet = (ChipKind.DONE, "충족"), (ChipKind.LATE, "미충족")
    assert told == {
        "참가국": unmet,
        "외국인 비율": met,
        "도 공동주최": met,
        "국비 비율": met,
        "개최일수": met,
        "정책성등급": unmet,
    }
    assert sheet.met == 4
    assert "6.0%" in next(rule.shown for rule in sheet.rules if rule.name == "외국인 비율")


def test_figures_and_towns() -> None:
    """PRJ-63, PRJ-64: 900,000 of 1,500,000 are 60.0 %; one of two town offices is reached."""
    held = {"name": "설명회", "kind": "BRIEFING", "towns": ["t1"], "on": day("2024-11-04"), "place": None}
    sheet = make_sheet(boom_ups=[{**held, "number": 1, "is_held": True, "people": None}])
    (figure,) = sheet.figures
    assert (figure.target, figure.actual, figure.reached) == ("1,500,000", "약 900,000", "60.0%")
    assert [(town.name, town.events) for town in sheet.coverage.towns] == [("강경읍", 1), ("연무읍", 0)]
    assert (sheet.coverage.reached, sheet.boom_ups[0].towns) == (1, "강경읍")
