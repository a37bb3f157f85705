"""분기 총괄보고: its numbers are worked out from its entries alone, by hand here; its words say what they show."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from hwpx import HwpxDocument
from python_calamine import CalamineWorkbook

from contracts.directives import Assessment, DirectiveKind, QuarterEntryPublished, Tenure, Visibility
from contracts.questions import SignedHead
from gateway.console.quarters.count import count_departments
from gateway.console.quarters.drawing import BOTTOM, TOP
from gateway.console.quarters.files import make_paper, make_workbook
from gateway.console.quarters.report import Proof, Published, Report, lay_out_report
from gateway.exports.hangul import write_hwpx
from gateway.exports.workbook import write_workbook
from gateway.views.quarterly_report import Row

NAMES: Final = {"planning-audit": "기획감사실", "town-yeonmu": "연무읍"}
HEAD: Final = Row("2024-Q1/1", "2024-Q1", 1, date(2024, 4, 15), {"directives": 90}, 8, 1, None, 99)
PROOF: Final = Proof(
    99,
    "https://hwanryu.example.invalid/verify/2024-Q1/1",
    SignedHead(
        tenant="nonsan",
        context="directives",
        epoch=1,
        position=120,
        chain="ab" * 32,
        signed_at=datetime(2024, 4, 15, tzinfo=UTC),
        key="0" * 16,
        signature="1" * 128,
    ),
)


def make_entry(number: int, **told: Any) -> QuarterEntryPublished:
    """Return an entry of a directive that was shared and reported on in time, and moves."""
    usual: dict[str, Any] = {
        "edition": 1,
        "directive": UUID(int=number),
        "number": f"2024-{number:04d}",
        "text": f"지시 {number}",
        "kind": DirectiveKind.SIMPLE,
        "visibility": Visibility.OPEN,
        "state": "IN_PROGRESS",
        "lead": "planning-audit",
        "issued_on": date(2024, 2, 1),
        "share_due": date(2024, 2, 1),
        "shared_on": date(2024, 2, 1),
        "share_late_days": 0,
        "report_due": date(2024, 2, 6),
        "reported_on": date(2024, 2, 5),
        "report_late_days": 0,
        "percent": 40,
        "closed_on": None,
        "latest": "추진 중",
        "assessment": Assessment.ON_TRACK,
        "cause": None,
        "remedy": None,
    }
    return QuarterEntryPublished(**(usual | told))


NONE: Final[dict[str, Any]] = {"reported_on": None, "report_late_days": None, "percent": None, "latest": None}
ENTRIES: Final = [
    make_entry(1),
    make_entry(2, reported_on=date(2024, 2, 8), report_late_days=2),
    make_entry(3, state="CLOSED", closed_on=date(2024, 3, 5), days=20),
    # Closed after the quarter's end: at its end it was still open.
    make_entry(4, state="CLOSED", closed_on=date(2024, 4, 2), days=40),
    make_entry(
        5, **NONE, state="SHARED", share_late_days=1, assessment=Assessment.LAGGING, cause="예산", remedy="추경"
    ),
    make_entry(
        6, **NONE, state="ISSUED", lead=None, shared_on=None, share_late_days=None, report_due=None, assessment=None
    ),
    make_entry(7, **NONE, state="CANCELLED", closed_on=date(2024, 3, 1)),
    make_entry(
        8,
        **NONE,
        kind=DirectiveKind.EXHORTATION,
        visibility=Visibility.TEXT_HIDDEN,
        text=None,
        lead="town-yeonmu",
        state="SHARED",
        report_due=None,
    ),
]


def lay_out(*earlier: Published) -> Report:
    return lay_out_report(Published(HEAD, ENTRIES), earlier, NAMES, PROOF, office="기획감사실", is_sample=True)


def test_the_numbers_equal_a_hand_count() -> None:
    """DIR-13: shared 7 (6 in time); reports 4 given, 3 in time, 1 overdue; 1 of 7 closed by 31 March, in 20 days."""
    figures = {figure.label: (figure.value, figure.basis) for figure in lay_out().figures}
    assert figures == {
        "기한 내 공유": ("85.7%", "6/7"),
        "기한 내 보고": ("60.0%", "3/5"),
        "완료": ("14.3%", "1/7"),
        "평균 처리일수": ("20.0일", "1건"),
    }


def test_a_department_is_compared_from_five_reports_on() -> None:
    """DIR-13: five for one, none for the other; in the order of their names, not of their rates."""
    ranks = [(share.name, share.report, share.rank) for share in lay_out().shares]
    assert ranks == [("기획감사실", "60.0% (3/5)", "1"), ("연무읍", "–", "–")]


def test_a_report_counts_for_whose_clock_it_was() -> None:
    """DIR-13, DIR-16, ADR 0025: missed by the town, passed on to the office, reported late there by publication.

    What was published before tenures were told counts for its lead.
    """
    due = date(2024, 3, 14)
    held = Tenure(lead="planning-audit", since=date(2024, 3, 15), clock="town-yeonmu", due=due)
    after = Tenure(lead="town-yeonmu", since=date(2024, 3, 11), clock="town-yeonmu", due=due)
    entries = [
        make_entry(1, tenure=held, report_due=due, reported_on=date(2024, 3, 18), report_late_days=2),
        make_entry(2, tenure=after, report_due=date(2024, 4, 22), reported_on=None, report_late_days=None),
        make_entry(3),
        make_entry(4, shared_on=date(2024, 4, 1)),
    ]
    counted = [
        (each.department, each.directives, each.reported_on_time, each.reported, each.overdue)
        for each in count_departments(entries, "2024-Q1")
    ]
    assert counted == [("planning-audit", 2, 1, 1, 0), ("town-yeonmu", 1, 0, 1, 1)]
    published = Published(HEAD, entries)
    shares = [(share.name, share.directives, share.report) for share in lay_out_report(
        published, (), NAMES, PROOF, office="기획감사실", is_sample=True
    ).shares]  # fmt: skip
    assert shares == [("기획감사실", 2, "100.0% (1/1)"), ("연무읍", 1, "0.0% (0/2)")]
    book = make_workbook(lay_out(), published, NAMES)
    assert [row[:4] for row in book.sheets[0].rows[1:]] == [("기획감사실", 2, 1, 1), ("연무읍", 1, 0, 2)]


def test_the_report_says_its_answer_first() -> None:
    assert lay_out().lead == "취소와 병합을 뺀 7건 가운데 1건을 마쳤고, 우선보고 5건 가운데 2건이 늦었음."


def test_every_entry_is_listed_once() -> None:
    """DIR-02, DIR-09: 당부 by themselves; what was not shared also as the office's own delay."""
    report = lay_out()
    numbers = [said.number for said in (*report.directives, *report.exhortations)]
    assert sorted(numbers) == [entry.number for entry in ENTRIES]
    assert [said.number for said in report.exhortations] == ["2024-0008"]
    assert [said.number for said in report.unshared] == ["2024-0006"]


def test_words_that_are_not_for_all_are_not_in_it() -> None:
    """DIR-12."""
    assert lay_out().exhortations[0].text == "(비공개)"


def test_a_lagging_directive_has_its_cause_and_remedy() -> None:
    """DIR-15."""
    (lag,) = lay_out().lags
    assert (lag.number, lag.cause, lag.remedy) == ("2024-0005", "예산", "추경")


def test_the_chart_says_how_lateness_moved() -> None:
    """Three of five late in the quarter before, two of five now; the scale begins at 0 and is one for all."""
    before = Published(
        replace(HEAD, key="2023-Q4/1", quarter="2023-Q4", position=50),
        [
            make_entry(
                n,
                shared_on=date(2023, 11, 1),
                report_due=date(2023, 11, 6),
                reported_on=date(2023, 11, 9),
                report_late_days=int(n < 4),
            )
            for n in range(1, 6)
        ],
    )
    drawing = lay_out(before).drawing
    assert drawing.title == "늦은 보고가 지난 분기보다 1건 줄어 2건"
    assert [(bar.column.label, bar.column.count, bar.column.total) for bar in drawing.bars] == [
        ("2023년 4분기", 3, 5),
        ("2024년 1분기", 2, 5),
    ]
    assert [bar.rest_y for bar in drawing.bars] == [TOP, TOP]
    assert [bar.late_height for bar in drawing.bars] == [round((BOTTOM - TOP) * 3 / 5), round((BOTTOM - TOP) * 2 / 5)]


def test_a_quarter_that_was_not_the_one_before_is_named() -> None:
    """What is compared with was published last, which need not be the quarter before."""
    before = Published(replace(HEAD, key="2023-Q2/1", quarter="2023-Q2", position=50), [make_entry(1, **NONE)])
    assert lay_out(before).drawing.title == "늦은 보고가 2023년 2분기보다 2건 늘어 2건"


def test_it_bears_the_publishers_name_of_its_day() -> None:
    """ORG-01: 2018 it was 전략기획실."""
    report = lay_out_report(Published(HEAD, ENTRIES), (), NAMES, PROOF, office="전략기획실", is_sample=True)
    assert report.by == "전략기획실 · 2024. 4. 15.(월) 발행 · 제1판"


def test_the_foot_says_of_when_it_is() -> None:
    assert lay_out().foot == (
        "교육용 표본 · 비율은 분기 말(2024. 3. 31.(일)), 상태는 발행일 기준 · 기록 위치 99 · 제1판"
    )


def test_a_day_alone_was_in_time() -> None:
    reported = {said.number: (said.shared, said.reported) for said in lay_out().directives}
    assert reported["2024-0001"] == ("2. 1.", "2. 5.")
    assert reported["2024-0002"] == ("2. 1.", "2. 8.(2일 늦음)")
    assert reported["2024-0005"] == ("2. 1.(1일 늦음)", "미보고(기한 2. 6.)")
    assert reported["2024-0006"] == ("미공유", "–")


def test_the_paper_holds_all_of_it() -> None:
    """PLT-12: what 한글 opens has every entry, the correction's reason, and where it can be verified."""
    published = Published(replace(HEAD, edition=2, reason="누락을 바로잡음"), ENTRIES)
    report = lay_out_report(published, (), NAMES, PROOF, office="기획감사실", is_sample=True)
    with HwpxDocument.open(io.BytesIO(write_hwpx(make_paper(report, published)))) as document:
        assert document.validate().issues == ()
        text = document.text.plain()
    assert all(entry.number in text for entry in ENTRIES)
    assert "정정 사유: 누락을 바로잡음" in text
    assert PROOF.address in text
    assert "ab" * 32 in text


def test_the_workbook_holds_all_of_it() -> None:
    published = Published(HEAD, ENTRIES)
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(make_workbook(lay_out(), published, NAMES))))
    summary, entries = (book.get_sheet_by_name(name).to_python() for name in ("요약", "지시사항"))
    assert summary[1][:7] == ["전체", 8.0, 3.0, 5.0, 60.0, 1.0, 7.0]
    assert [row[0] for row in summary[1:]] == ["전체", "기획감사실", "연무읍"]
    assert [row[0] for row in entries[1:]] == [entry.number for entry in ENTRIES]
    assert entries[3][13] == date(2024, 3, 5)
