"""What the board and one directive's page make of their rows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.calendar import Calendar
from contracts.calendar.policies import POLICIES
from contracts.directives import DirectiveIssued, DirectiveKind
from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.directives.board import Query, lay_out_board, list_origin_choices, list_views, read_query
from gateway.console.directives.board_pages import explain_refusal, read_versions
from gateway.console.directives.laying import Reading, Sheet, lay_out_sheet
from gateway.console.directives.timeline import Names
from gateway.console.present import ChipKind, describe_due
from gateway.drafts import SavedView
from gateway.queries.directive_board import Item, Page
from gateway.queries.directive_counts import Totals
from gateway.queries.directive_origins import Origin
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
    tenures=[],
    is_backdated=False,
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
COUNTS = {"all": 2, "to_share": 1, "shared": 1, "share_overdue": 1, "report_overdue": 0, "reply_overdue": 0}
TOTALS = Totals(2, COUNTS)


def _page(*items: Item) -> Page:
    return Page(items=list(items), next_cursor="c", position=9)


def _sheet(item: Item, *history: Row, manual: bool = True, today: date = TODAY, **more: object) -> Sheet:
    reading = Reading(item, history, Names({}, {}), 9, today, manual, Calendar(), **more)  # type: ignore[arg-type]  # its further fields
    return lay_out_sheet(reading)


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


@pytest.mark.parametrize("item", [ISSUED, replace(SHARED, report_due=date(2024, 11, 29))])
def test_what_has_ended_is_late_no_more(item: Item) -> None:
    """Cancelled or merged before its deed: nobody is waited for."""
    ended = replace(item, state="CANCELLED", ended_on=date(2024, 11, 29))
    line = lay_out_board(_page(ended), TOTALS, Query(), TODAY, Calendar()).lines[0]
    chip = line.report or line.share
    assert (chip.kind, chip.word) == (ChipKind.NONE, "끝남")


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
        (ISSUED, ["2근무일째 (지연 2근무일)"]),
        (SHARED, ["1근무일 (지연 1근무일)", "1근무일째"]),
        (replace(SHARED, shared_on=date(2024, 11, 28)), ["당일", "2근무일째"]),
        (replace(SHARED, shared_on=TODAY), ["2근무일 (지연 2근무일)", "오늘 받음"]),
        (replace(SHARED, state="REPORTED", reported_on=TODAY), ["1근무일 (지연 1근무일)", "1근무일"]),
        (replace(SHARED, kind=DirectiveKind.EXHORTATION, report_due=None), ["1근무일 (지연 1근무일)"]),
    ],
)
def test_the_time_with_each_is_counted_apart(item: Item, words: list[str]) -> None:
    """DIR-04, DIR-06: from Thursday 28 November, 29 is one business day, and Monday 2 December the second."""
    assert [length.word for length in _sheet(item).lengths] == words


def test_the_lengths_are_drawn_one_after_the_other() -> None:
    """One business day with the office, three with the department: a quarter of the drawing, and the rest."""
    reported = replace(SHARED, state="REPORTED", reported_on=date(2024, 12, 4))
    lengths = _sheet(reported, today=date(2024, 12, 5)).lengths
    assert [(length.start, length.width) for length in lengths] == [(0, 60), (60, 180)]


def test_a_deadline_says_how_it_was_found() -> None:
    """CAL-03: from Friday 29 November to Wednesday 4 December lies one weekend; 3 December is made a holiday here."""
    clock = _sheet(SHARED, holidays={date(2024, 12, 3): "임시공휴일"}).clocks[1]
    rule = "기한 2024. 12. 4.(수) · 공유한 다음 날부터 3근무일(토·일·공휴일 제외) · 정책 DIR_REPORT_3@1"
    skipped = "건너뛴 날: 2024. 12. 3.(화) 임시공휴일, 토·일 2일"
    assert clock.basis == [rule, "2024. 11. 29.(금)의 다음 날부터 셈", skipped]


def test_what_comes_next_is_forecast() -> None:
    """Shared on Monday 2 December, the report would be due on Thursday 5."""
    first, *others = _sheet(ISSUED).forecasts
    assert (first.word, first.day) == ("우선보고", date(2024, 12, 5))
    assert [(forecast.word, forecast.day) for forecast in others] == [("처리결과 제출", None), ("완료 처리", None)]


def test_what_comes_next_follows_the_policy_of_the_day() -> None:
    """CAL-12: five business days from 2024-12-01 on; Monday 9 is the fifth after Monday 2; before, three."""
    first = next(each for each in POLICIES if each.id == "DIR_REPORT_3")
    longer = first.model_copy(update={"version": 2, "n": 5, "valid_from": date(2024, 12, 1)})
    sheet = _sheet(ISSUED, policies=(*POLICIES, longer))
    assert (sheet.forecasts[0].day, sheet.clocks[1].note) == (date(2024, 12, 9), "공유하면 그다음 날부터 5근무일")
    before = _sheet(ISSUED, today=date(2024, 11, 29), policies=(*POLICIES, longer))
    assert before.clocks[1].note == "공유하면 그다음 날부터 3근무일"
    later = describe_due(date(2024, 12, 9), longer.key)
    assert later == "기한 2024. 12. 9.(월) · 기한 기준을 바꾼 뒤의 길이 · 정책 DIR_REPORT_3@2"


def test_an_ended_directive_owes_and_forecasts_nothing() -> None:
    ended = replace(SHARED, state="CANCELLED", ended_on=TODAY)
    sheet = _sheet(ended)
    assert (sheet.dues, sheet.forecasts) == ([], [])
    assert [(step.word, step.state) for step in sheet.steps] == [("등록", "done"), ("공유", "done"), ("취소", "done")]


def test_a_returned_outcome_is_the_next_step_again() -> None:
    """DIR-08."""
    returned = replace(SHARED, state="RETURNED", reported_on=TODAY, outcome_on=TODAY, returns=1)
    assert [(step.word, step.state) for step in _sheet(returned).steps][3] == ("처리결과", "next")


def test_an_addressee_has_a_clock_of_its_own() -> None:
    """Each replies for itself; two business days late is that department's."""
    replies = {"town": {"due": "2024-11-28", "replied_on": None, "late_days": None}}
    (town,) = _sheet(replace(SHARED, replies=replies, addressee_names=["연무읍"])).addressees
    assert (town.name, town.chip.word) == ("연무읍", "지연 2근무일")


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
    sheet = _sheet(ISSUED, row, manual=manual)
    fact = sheet.facts[0]
    assert (fact.shown_at.hour, fact.backdated) == (shown, not manual)
    assert (fact.word, fact.who, fact.notes) == ("지시 등록", "시장", ["단순 · 간부회의"])


def test_every_filter_of_the_address_is_chosen() -> None:
    """DIR-21."""
    query = Query(
        state="LATE",
        lead="road",
        team="road-1",
        kind="PLAN",
        visibility="OPEN",
        addressee="town",
        origin="PLEDGE:P-07",
        quarter="2024-Q4",
        overdue="reply",
        due_from="2024-12-02",
        due_until="2024-12-08",
    )
    wanted = query.choose(TODAY)
    assert (wanted.states, wanted.lead, wanted.team, wanted.kind) == (("LATE",), "road", "road-1", "PLAN")
    assert (wanted.visibility, wanted.addressee, wanted.origin) == ("OPEN", "town", ("PLEDGE", "P-07"))
    assert wanted.quarter == (date(2024, 10, 1), date(2024, 12, 31))
    assert (wanted.overdue, wanted.due_from, wanted.due_until) == ("reply", date(2024, 12, 2), date(2024, 12, 8))


@pytest.mark.parametrize("name", ["kind", "visibility", "origin", "quarter", "due_from"])
def test_rubbish_in_a_filter_counts_as_none(name: str) -> None:
    assert Query.model_validate({name: "2024-Q"}).choose(TODAY) == Query().choose(TODAY)


def test_a_key_number_opens_to_all_its_rows_whatever_was_filtered() -> None:
    numbers = lay_out_board(_page(), TOTALS, Query(q="도로", lead="road"), TODAY, Calendar()).numbers
    assert [number.link for number in numbers][:2] == ["/directives", "/directives?state=ISSUED"]


OFFICER = Principal("officer", Role.OFFICER, "road", "도로과 담당자")


def test_an_officers_boards_are_of_his_department_and_week() -> None:
    """Monday 2 December to Sunday 8."""
    links = {view.name: view.link for view in list_views(OFFICER, TODAY, Query(), [])}
    assert links["우리 부서 지연"] == "/directives?state=LATE&lead=road"
    assert links["이번 주 기한"] == "/directives?lead=road&due_from=2024-12-02&due_until=2024-12-08&sort=due"


def test_a_board_that_was_named_is_offered_and_known_again() -> None:
    own = [SavedView("도로 계획", "kind=PLAN&lead=road")]
    view = list_views(OFFICER, TODAY, Query(kind="PLAN", lead="road"), own)[-1]
    assert (view.name, view.is_own, view.is_current) == ("도로 계획", True, True)


def test_what_may_have_been_done_is_not_called_undone() -> None:
    """PLT-14: who reads that it was not done would do it once more."""
    chip, says = explain_refusal(Rejected("OUTCOME_UNKNOWN", "같은 키로 다시 보내면 안전합니다."))
    assert (chip.kind, chip.word) == (ChipKind.WAITING, "결과를 모름")
    assert says == "정해진 시간 안에 답이 오지 않았습니다. 처리되었을 수도 있습니다."


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("BUSY", "잠시 많은 일이 몰렸거나 뒷단의 서비스가 준비 중입니다. 아무것도 저장되지 않았습니다."),
        ("VERSION_CONFLICT", "그사이 다른 사람이 먼저 처리했습니다. 지시를 열어 확인하세요."),
        ("WRONG_STATE", "이미 끝난 지시입니다."),
    ],
)
def test_a_refusal_in_bulk_speaks_to_people(code: str, says: str) -> None:
    """What is meant for programs, such as a key to send again, is told to none."""
    chip, said = explain_refusal(Rejected(code, "이미 끝난 지시입니다."))
    assert (chip.kind, chip.word, said) == (ChipKind.RETURNED, "처리하지 못함", says)


def test_versions_that_a_form_never_has_are_refused() -> None:
    assert read_versions(["a:3", "b:999999999999999"]) == {"a": 3, "b": 999_999_999_999_999}
    for rubbish in ("a:12345678901234567890", "a:", "a", "a:-1", "a:３", "a:1:2"):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            read_versions(["b:1", rubbish])


@pytest.mark.parametrize("values", [{"q": "가" * 101}, {"lead": "a" * 41}, {"due_from": "2024-01-011"}])
def test_conditions_that_no_board_can_have_are_refused_kindly(values: dict[str, str]) -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        read_query(values)
    assert read_query({"q": "가" * 100}).q == "가" * 100


def test_origins_are_told_as_people_know_them() -> None:
    """DIR-19: by a meeting's title, a pledge's number, and the directives where neither is there."""
    meeting = Origin("MEETING", str(IDS), "확대간부회의", "2024-0007", 3)
    pledge = Origin("PLEDGE", "P-07", None, "2024-0001", 1)
    note = Origin("NOTE", str(IDS), None, "2024-0002", 2)
    assert list_origin_choices([meeting, pledge, note], "") == [
        (f"MEETING:{IDS}", "회의 · 확대간부회의 · 2024-0007 등 3건"),
        ("PLEDGE:P-07", "공약 · P-07 · 2024-0001"),
        (f"NOTE:{IDS}", "메모 · 2024-0002 등 2건"),
    ]


def test_the_chosen_origin_stays_in_the_menu() -> None:
    """Whatever the address names; what is no origin is none."""
    assert list_origin_choices([], "PETITION:1-2") == [("PETITION:1-2", "민원 · 1-2")]
    assert list_origin_choices([], "nothing") == list_origin_choices([], "OTHER:1") == []
