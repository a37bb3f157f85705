"""What the board and one directive's page make of their rows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.calendar import Calendar
from contracts.directives import DirectiveIssued, DirectiveKind
from gateway.console.board import Query, lay_out_board
from gateway.console.directive import lay_out_sheet
from gateway.console.present import ChipKind
from gateway.queries.directive_board import Item, Page, Totals
from gateway.views.history import Row
from tests.making import IDS

TODAY = date(2024, 12, 2)
ISSUED = Item(
    directive="6b0e4f7e-0000-4000-8000-000000000001",
    number="2024-0119",
    ordinal=2024_000119,
    text="지시",
    kind="SIMPLE",
    meeting=None,
    visibility="OPEN",
    origin_kind=None,
    origin_id=None,
    origin_item=None,
    state="ISSUED",
    issued_on=date(2024, 11, 28),
    share_due=date(2024, 11, 28),
    share_policy="DIR_SHARE@1",
    shared_on=None,
    share_late_days=None,
    lead=None,
    team=None,
    supporting=[],
    replies={},
    seen_by=[],
    report_due=None,
    report_policy=None,
    report_days=None,
    reported_on=None,
    report_late_days=None,
    percent=None,
    latest=None,
    outcome_on=None,
    outcome_by=[],
    returns=0,
    ended_on=None,
    days=None,
    ending=None,
    merged_into=None,
    duplicates=[],
    checks={},
    due=date(2024, 11, 28),
    issued_by="mayor",
    issued_for=None,
    external_system=None,
    external_id=None,
    version=1,
    position=7,
    lead_name=None,
    supporting_names=[],
    addressee_names=[],
)
SHARED = replace(
    ISSUED,
    state="SHARED",
    shared_on=date(2024, 11, 29),
    share_late_days=1,
    lead="road",
    lead_name="도로관리과",
    report_due=date(2024, 12, 4),
    report_policy="DIR_REPORT_3@1",
)
TOTALS = Totals(2, {"all": 2, "to_share": 1, "shared": 1, "share_overdue": 1, "report_overdue": 0})


def _page(*items: Item) -> Page:
    return Page(items=list(items), next_cursor="c", position=9)


def test_the_office_and_the_department_have_a_clock_each() -> None:
    """DIR-04, DIR-06: the office is late, the department is not charged with it."""
    unshared, shared = lay_out_board(_page(ISSUED, SHARED), TOTALS, Query(), TODAY, Calendar()).lines
    assert (unshared.share.word, unshared.report) == ("지연 2근무일", None)
    assert shared.share.word == "1근무일 늦음"
    assert shared.report is not None
    assert shared.report.word == "D-2"


def test_a_reported_directive_keeps_its_lateness() -> None:
    """DIR-06: reported two business days late, whatever day it is now."""
    late = replace(SHARED, state="REPORTED", reported_on=date(2024, 12, 6), report_late_days=2)
    line = lay_out_board(_page(late), TOTALS, Query(), date(2024, 12, 20), Calendar()).lines[0]
    assert line.report is not None
    assert (line.state.word, line.report.word) == ("보고됨", "2근무일 늦음")


def test_a_row_has_at_most_one_filled_red_chip() -> None:
    late = replace(SHARED, report_due=date(2024, 11, 29))
    line = lay_out_board(_page(late), TOTALS, Query(), TODAY, Calendar()).lines[0]
    assert line.report is not None
    assert [chip.kind for chip in (line.share, line.report, line.state)].count(ChipKind.LATE) == 1


def test_an_address_holds_what_was_asked_and_no_more() -> None:
    query = Query(q="도로 포장", state="ISSUED")
    assert query.link() == "/directives?q=%EB%8F%84%EB%A1%9C+%ED%8F%AC%EC%9E%A5&state=ISSUED"
    assert query.link(q="", state="") == "/directives"


def test_a_changed_filter_starts_at_the_first_row() -> None:
    assert Query(cursor="c", start=51).link(state="SHARED") == "/directives?state=SHARED"


def test_the_next_page_says_where_it_starts() -> None:
    board = lay_out_board(_page(ISSUED, SHARED), TOTALS, Query(start=51), TODAY, Calendar())
    assert (board.first, board.last, board.next_link) == (51, 52, "/directives?cursor=c&start=53")


def test_a_value_that_is_not_offered_counts_as_none() -> None:
    wanted = Query(state="NO_SUCH", overdue="x", sort="y").choose(TODAY)
    assert (wanted.states, wanted.overdue, wanted.sort) == ((), None, "-number")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (ISSUED, ["5일째"]),
        (SHARED, ["1일", "4일째"]),
        (replace(SHARED, shared_on=date(2024, 11, 28)), ["당일", "5일째"]),
        (replace(SHARED, kind=DirectiveKind.EXHORTATION, report_due=None), ["1일"]),
    ],
)
def test_the_time_with_each_is_counted_apart(item: Item, words: list[str]) -> None:
    """From Thursday 28 November to Monday 2 December are five days, the first and the last counted."""
    sheet = lay_out_sheet(item, [], {}, position=9, today=TODAY, manual_clock=True, calendar=Calendar())
    assert [length.word for length in sheet.lengths] == words


@pytest.mark.parametrize(("manual", "shown"), [(True, 9), (False, 12)])
def test_the_timeline_shows_the_clock_that_rules(*, manual: bool, shown: int) -> None:
    """DIR-14: an entry of nine o'clock stored at noon is backdated by the real clock only."""
    event = DirectiveIssued(
        number="2024-0119",
        text="지시",
        kind=DirectiveKind.SIMPLE,
        meeting="간부회의",
        issuer="operator",
        issued_on=TODAY,
        share_due=TODAY,
        share_policy="DIR_SHARE@1",
    )
    row = Row(
        position=7,
        source="/nonsan/directives",
        stream=f"directive-{ISSUED.directive}",
        version=1,
        type=event.type,
        actor="mayor",
        role="MAYOR",
        department=None,
        command_id=IDS,
        correlation_id=IDS,
        causation_id=None,
        effective_at=datetime(2024, 12, 2, 9, tzinfo=UTC),
        recorded_at=datetime(2024, 12, 2, 12, tzinfo=UTC),
        chain="00",
        data=event.model_dump_json(),
    )
    sheet = lay_out_sheet(ISSUED, [row], {}, position=9, today=TODAY, manual_clock=manual, calendar=Calendar())
    fact = sheet.facts[0]
    assert (fact.shown_at.hour, fact.backdated) == (shown, not manual)
    assert (fact.word, fact.who, fact.notes) == ("지시 등록", "시장", ["단순 · 간부회의"])
