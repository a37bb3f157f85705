"""A sheet goes out, is filled in, and comes back: what each row would do, and why some cannot."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from starlette.datastructures import FormData

from contracts.directives import Assessment, RecordQuarterlyCheck, SubmitOutcome, SubmitPriorityReport, UpdateProgress
from gateway.console.exports.trip import (
    CHECKS,
    FIELDS,
    REPORTS,
    Difference,
    compare_checks,
    compare_reports,
    find_kind,
    make_check_sheet,
    make_report_sheet,
    refuse_doubled,
)
from gateway.console.quarters.laying import list_quarters, make_check, read_check, read_picks
from gateway.exports.listing import COLUMNS, Listing, list_rows, make_book, make_paper
from gateway.exports.reading import Filled, read_filled
from gateway.exports.sheets import Cell, Column, Sheet, Workbook
from gateway.exports.workbook import write_workbook
from gateway.queries.directive_board import Item
from gateway.views import directive_check
from tests.unit.items import make_item

AT: Final = datetime(2024, 4, 1, 9, tzinfo=UTC)
IDS: Final = [str(UUID(int=n, version=4)) for n in range(5)]


def make(number: int, state: str, **more: Any) -> Item:
    return make_item(directive=IDS[number], number=f"2024-{number:04d}", state=state, version=number + 3, **more)


SHARED: Final = make(1, "SHARED", shared_on=date(2024, 3, 1))
MOVING: Final = make(2, "IN_PROGRESS", percent=40, latest="설계 중", shared_on=date(2024, 3, 1))
SUBMITTED: Final = make(3, "OUTCOME_SUBMITTED", percent=90, shared_on=date(2024, 3, 1))
ITEMS: Final = [SHARED, MOVING, SUBMITTED]
BY_ID: Final = {item.directive: item for item in ITEMS}


def find(columns: tuple[Column, ...], name: str) -> int:
    return [column.field for column in columns].index(name)


def fill(sheet: Sheet, columns: tuple[Column, ...], *filled: tuple[int, str, Cell]) -> Filled:
    """Return what comes back once somebody wrote into some cells: row from 0, field, value."""
    rows = [list(row) for row in sheet.rows]
    for row, name, value in filled:
        rows[row][find(columns, name)] = value
    changed = Sheet(sheet.name, sheet.columns, tuple(map(tuple, rows)), sheet.open_cells)
    return read_filled(write_workbook(Workbook("보고", AT, (changed,))), FIELDS)


def fill_reports(*filled: tuple[int, str, Cell]) -> list[Difference]:
    return compare_reports(fill(make_report_sheet(ITEMS), REPORTS, *filled), BY_ID)


def test_only_what_the_state_allows_is_open() -> None:
    sheet = make_report_sheet(ITEMS)
    assert sheet.open_cells is not None
    named = [{REPORTS[number].field for number in cells} for cells in sheet.open_cells]
    assert named == [{"report"}, {"percent", "note", "reason", "outcome"}, set()]


def test_a_sheet_that_nobody_touched_changes_nothing() -> None:
    assert fill_reports() == []


def test_a_report_becomes_its_command_on_the_version_that_went_out() -> None:
    (found,) = fill_reports((0, "report", "기한 안에 마침"))
    assert found.order is not None
    assert isinstance(found.order.command, SubmitPriorityReport)
    assert (found.order.command.text, found.order.version) == ("기한 안에 마침", 4)
    assert [(change.label, change.after) for change in found.changes] == [("우선보고", "기한 안에 마침")]


def test_progress_shows_what_was_beside_what_will_be() -> None:
    (found,) = fill_reports((1, "percent", 60), (1, "note", "공사 시작"))
    assert found.order is not None
    assert found.order.command == UpdateProgress(percent=60, note="공사 시작", reason=None)
    assert [(change.before, change.after) for change in found.changes] == [("40%", "60%"), ("설계 중", "공사 시작")]


def test_an_outcome_leaves_the_exported_percent_alone() -> None:
    (found,) = fill_reports((1, "outcome", "준공함"))
    assert found.order is not None
    assert isinstance(found.order.command, SubmitOutcome)


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (((1, "percent", 60),), "K4 칸: 진행상황을 적으세요"),
        (((1, "percent", 30), (1, "note", "줄임")), "L4 칸: 진행률을 낮춘 사유"),
        (((1, "percent", 101), (1, "note", "가")), "J4 칸: 진행률은 0에서 100"),
        (((1, "percent", "반쯤"), (1, "note", "가")), "J4 칸: 진행률은 0에서 100"),
        (((1, "note", "가"), (1, "outcome", "나")), "하나만 적으세요"),
        (((2, "outcome", "다시"),), "지금 상태(처리결과 제출)"),
        (((0, "directive", IDS[4]), (0, "report", "가")), "A3 칸: 이 부서가 주관하는"),
        (((0, "version", 99), (0, "report", "가")), "B3 칸: 숨은 버전"),
        (((0, "version", "x"), (0, "report", "가")), "B3 칸: 숨은 버전"),
        (((0, "version", "0000000000000001" + "0" * 20), (0, "report", "가")), "B3 칸: 숨은 버전"),
        (((0, "version", "00000000000000011"), (0, "report", "가")), "B3 칸: 숨은 버전"),
    ],
)
def test_a_row_that_cannot_be_done_says_where_and_why(filled: tuple[tuple[int, str, Cell], ...], words: str) -> None:
    (found,) = fill_reports(*filled)
    assert not found.may_be_done
    assert words in found.error


def test_the_same_row_has_the_same_key_and_another_text_another() -> None:
    """Going twice does nothing twice: the key is of the directive, its version and what the row says."""
    (one,), (same,), (other,) = (fill_reports((0, "report", text)) for text in ("가", "가", "나"))
    assert one.order
    assert same.order
    assert other.order
    assert one.order.key == same.order.key != other.order.key


def test_a_copied_row_is_done_once() -> None:
    sheet = make_report_sheet(ITEMS)
    doubled = Sheet(sheet.name, sheet.columns, (*sheet.rows, sheet.rows[0]), (*(sheet.open_cells or ()), (8,)))
    found = compare_reports(fill(doubled, REPORTS, (0, "report", "가"), (3, "report", "나")), BY_ID)
    kept = refuse_doubled(found)
    assert [bool(each.order) for each in kept] == [True, False]
    assert "6행" in kept[1].error


LAGGING: Final = "LAGGING", "예산", "추경", date(2024, 4, 1), 9
CHECKED: Final = {MOVING.directive: directive_check.Row("k", MOVING.directive, "2024-Q1", *LAGGING)}


def fill_checks(*filled: tuple[int, str, Cell]) -> list[Difference]:
    sheet = make_check_sheet("2024-Q1", ITEMS, CHECKED)
    back = fill(sheet, CHECKS, *filled)
    assert find_kind(back) == "checks"
    return compare_checks(back, "2024-Q1", BY_ID, CHECKED)


def test_a_check_grid_that_nobody_touched_changes_nothing() -> None:
    assert fill_checks() == []


def test_a_check_becomes_its_command() -> None:
    """DIR-09, DIR-15."""
    fresh, changed = fill_checks((0, "assessment", "정상"), (1, "remedy", "예비비"))
    assert fresh.order is not None
    assert fresh.order.command == RecordQuarterlyCheck(
        quarter="2024-Q1", assessment=Assessment.ON_TRACK, cause=None, remedy=None
    )
    assert changed.order is not None
    assert isinstance(changed.order.command, RecordQuarterlyCheck)
    assert (changed.order.command.cause, changed.order.command.remedy) == ("예산", "예비비")
    assert [(change.before, change.after) for change in changed.changes] == [("추경", "예비비")]


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (((0, "assessment", "부진"),), "I3 칸: 부진이면 부진사유"),
        (((0, "assessment", "부진"), (0, "cause", "예산")), "J3 칸: 부진이면 대안"),
        (((0, "assessment", "좋음"),), "H3 칸: 정상, 부진, 완료"),
        (((0, "cause", "예산"),), "H3 칸: 정상, 부진, 완료"),
        (((0, "assessment", "정상"), (0, "cause", "예산")), "I3 칸: 부진일 때만"),
        (((1, "assessment", "완료"), (1, "remedy", "예비비")), "J4 칸: 부진일 때만"),
    ],
)
def test_a_check_that_cannot_be_done_says_where(filled: tuple[tuple[int, str, Cell], ...], words: str) -> None:
    """DIR-15: LAGGING without cause and remedy is refused."""
    (found,) = fill_checks(*filled)
    assert found.order is None
    assert words in found.error


def test_words_left_beside_what_no_longer_lags_are_shown_as_dropped() -> None:
    """DIR-15: 부진 becomes 정상, its words still in their cells: they go, and the page says so."""
    (found,) = fill_checks((1, "assessment", "정상"))
    assert found.order is not None
    assert isinstance(found.order.command, RecordQuarterlyCheck)
    assert (found.order.command.cause, found.order.command.remedy) == (None, None)
    assert [(change.before, change.after) for change in found.changes] == [
        ("부진", "정상"), ("예산", "없음"), ("추경", "없음"),
    ]  # fmt: skip


def test_a_line_of_the_grid_needs_cause_and_remedy_with_lagging() -> None:
    """DIR-15."""
    entry = read_check(FormData([("assessment", "LAGGING"), ("cause", ""), ("remedy", ""), ("seen", "4")]))
    assert set(entry.errors) == {"cause", "remedy"}
    assert set(read_check(FormData([])).errors) == {"assessment"}


def test_words_of_a_line_that_no_longer_lags_are_left_out() -> None:
    entry = read_check(FormData([("assessment", "DONE"), ("cause", "예산"), ("remedy", "추경"), ("seen", "4")]))
    command = make_check("2024-Q1", entry)
    assert command is not None
    assert (command.cause, command.remedy) == (None, None)


def test_only_what_a_page_offers_can_be_picked() -> None:
    values = (f"{IDS[1]}/4", "x/4", f"{IDS[2]}/-1", f"{IDS[2]}/9999999999999999", "")
    assert read_picks(FormData([("pick", value) for value in values])) == [(UUID(IDS[1]), 4)]


def test_quarters_go_back_to_the_first_directive() -> None:
    assert list_quarters(date(2024, 1, 31), date(2024, 12, 2)) == ["2024-Q4", "2024-Q3", "2024-Q2", "2024-Q1"]
    assert list_quarters(date(2024, 12, 2), date(2024, 12, 2)) == ["2024-Q4"]
    assert len(list_quarters(date(2000, 1, 1), date(2024, 12, 2))) == 12


def test_a_listing_has_a_row_a_directive() -> None:
    """DIR-21: Korean headers; what its reader may not read is withheld."""
    hidden = make(4, "SHARED", visibility="TEXT_HIDDEN", is_withheld=True, text="비공개", latest=None)
    listing = Listing([*ITEMS, hidden], AT, 9, is_sample=True)
    rows = list_rows(listing.items)
    assert [row[0] for row in rows] == [item.number for item in listing.items]
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert rows[3][1] == "비공개"
    assert "교육용 표본" in listing.name
    assert "교육용 표본" in make_paper(listing).foot
    assert len(make_book(listing).sheets[0].rows) == 4
