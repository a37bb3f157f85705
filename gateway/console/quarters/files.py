"""분기 총괄보고 in files: the same edition as a 한글 paper and as a workbook of two sheets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from gateway.answers.quarters import Rate, show_metrics
from gateway.console.quarters.count import Entry, count_figures
from gateway.console.quarters.report import NO_DAY, Published, Report, Said, find_made_at, measure_departments
from gateway.exports.papers import Block, Grid, Line, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from gateway.labels import ASSESSMENT_LABELS, KIND_LABELS, STATE_LABELS

LIST_HEADERS: Final = ("번호", "내용", "주관", "상태", "공유", "우선보고", "점검")
LIST_WIDTHS: Final = (5, 17, 6, 6, 6, 7, 5)
SUMMARY: Final = (
    Column("부서", 18),
    Column("지시", 8, Kind.COUNT),
    Column("보고 기한 내", 12, Kind.COUNT),
    Column("보고 대상", 10, Kind.COUNT),
    Column("기한 내 보고율(%)", 16, Kind.RATE),
    Column("완료", 8, Kind.COUNT),
    Column("완료 대상", 10, Kind.COUNT),
    Column("완료율(%)", 10, Kind.RATE),
    Column("평균 처리일수", 13, Kind.RATE),
    Column("순위", 6, Kind.COUNT),
)
ENTRIES: Final = (
    Column("번호", 12),
    Column("내용", 50),
    Column("종류", 7),
    Column("주관부서", 16),
    Column("상태", 13),
    Column("진행률(%)", 9, Kind.COUNT),
    Column("지시일", 13, Kind.DAY),
    Column("공유기한", 13, Kind.DAY),
    Column("공유일", 13, Kind.DAY),
    Column("공유 지연(근무일)", 15, Kind.COUNT),
    Column("보고기한", 13, Kind.DAY),
    Column("보고일", 13, Kind.DAY),
    Column("보고 지연(근무일)", 15, Kind.COUNT),
    Column("종결일", 13, Kind.DAY),
    Column("처리일수(근무일)", 15, Kind.COUNT),
    Column("최근 내용", 40),
    Column("점검", 10),
    Column("부진사유", 30),
    Column("대안", 30),
)


def make_paper(report: Report, published: Published) -> Paper:
    """Return the edition as a 한글 paper."""
    return Paper(report.title, report.by, find_made_at(published.head), tuple(_list_blocks(report)), report.foot)


def _list_blocks(report: Report) -> Iterator[Block]:
    yield Part("총괄")
    yield Line(report.lead)
    for figure in report.figures:
        yield Line(f"{figure.label} {figure.value} ({figure.basis})", 2)
    if report.reason:
        yield Line(f"정정 사유: {report.reason}")
    yield Part("부서별 이행 현황")
    shares = tuple((s.name, f"{s.directives}", s.report, s.completion, s.days, s.rank) for s in report.shares)
    right = frozenset({1, 4, 5})
    yield Grid(("부서", "지시", "기한 내 보고", "완료", "평균", "순위"), (7, 3, 7, 7, 4, 3), shares, right)
    yield Line("순위는 우선보고가 5건 이상인 부서끼리만 비교함", 3)
    yield Part(f"분기별 지연: {report.drawing.title}")
    late = tuple((bar.column.label, str(bar.column.count), str(bar.column.total)) for bar in report.drawing.bars)
    yield Grid(("분기", "늦은 보고", "기한이 된 보고"), (4, 3, 3), late, frozenset({1, 2}))
    yield Part(f"부진 지시사항 {len(report.lags)}건")
    for lag in report.lags:
        yield Line(f"{lag.number} {lag.text} ({lag.lead})")
        yield Line(f"부진사유: {lag.cause}", 2)
        yield Line(f"대안: {lag.remedy}", 2)
    yield Part(f"미공유 {len(report.unshared)}건(총괄부서 지연)")
    for said in report.unshared:
        yield Line(f"{said.number} {said.text}")
    for title, listed in (("지시사항", report.directives), ("당부사항", report.exhortations)):
        yield Part(f"{title} {len(listed)}건")
        if listed:
            yield Grid(LIST_HEADERS, LIST_WIDTHS, tuple(map(_list_cells, listed)))
    yield from _list_proof(report)


def _list_cells(said: Said) -> tuple[str, ...]:
    return (said.number, said.text, said.lead, said.state, said.shared, said.reported, said.checked)


def _list_proof(report: Report) -> Iterator[Block]:
    yield Part("확인")
    proof = report.proof
    yield Line(f"확인 주소: {proof.address}", 2)
    if proof.head:
        yield Line(f"서명된 기록 끝: 위치 {proof.head.position:,}, {proof.head.chain}", 2)


def make_workbook(report: Report, published: Published, names: Mapping[str, str]) -> Workbook:
    """Return the edition as a workbook: sheets 요약 and 지시사항."""
    entries, quarter = published.entries, published.head.quarter
    whole = show_metrics([count_figures(entries, quarter)], names)
    rows = [
        (
            each.department.name if each.department else "전체",
            each.directives,
            *_split(each.report_on_time),
            *_split(each.completion),
            None if each.mean_days.days is None else Decimal(str(each.mean_days.days)),
            each.rank,
        )
        for each in (*whole, *measure_departments(published, names))
    ]
    sheets = (
        Sheet("요약", SUMMARY, tuple(rows)),
        Sheet("지시사항", ENTRIES, tuple(_list_entry(each, names) for each in entries)),
    )
    proof = report.proof.head.chain[:16] if report.proof.head else NO_DAY
    return Workbook(report.title, find_made_at(published.head), sheets, (report.foot, proof))


def _split(rate: Rate) -> tuple[Cell, ...]:
    return rate.count, rate.total, None if rate.percent is None else Decimal(str(rate.percent))


def _list_entry(entry: Entry, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        entry.number,
        "(비공개)" if entry.text is None else entry.text,
        KIND_LABELS[entry.kind],
        names.get(entry.lead, entry.lead) if entry.lead else None,
        STATE_LABELS[entry.state],
        entry.percent,
        entry.issued_on,
        entry.share_due,
        entry.shared_on,
        entry.share_late_days,
        entry.report_due,
        entry.reported_on,
        entry.report_late_days,
        entry.closed_on,
        entry.days,
        entry.latest,
        ASSESSMENT_LABELS[entry.assessment] if entry.assessment else None,
        entry.cause,
        entry.remedy,
    )
