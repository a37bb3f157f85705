"""엑셀로 주고받기: what goes out with keys and versions, what of it came back changed, and what that would do.

A row becomes at most one command, on the version that went out with it. Its key is made of that version and of what the
row says: the same file brought twice does nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from contracts.directives import (
    Assessment,
    DirectiveKind,
    RecordQuarterlyCheck,
    SubmitOutcome,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.values import Count, Uuid
from gateway.answers.directives import ACTS
from gateway.console.words import _
from gateway.exports.reading import Filled, Line
from gateway.exports.sheets import Cell, Column, Kind, Sheet
from gateway.labels import KIND_LABELS, STATE_LABELS
from gateway.queries.directive_board import Item
from gateway.views import directive_check

KEYS: Final = (
    Column("키", 10, field="directive", is_hidden=True),
    Column("버전", 6, Kind.COUNT, field="version", is_hidden=True),
)
SEEN: Final = (
    Column("번호", 12, field="number"),
    Column("지시 내용", 46, field="text"),
    Column("상태", 13, field="state"),
)
REPORTS: Final = (
    *KEYS,
    *SEEN,
    Column("종류", 7, field="kind"),
    Column("보고기한", 13, Kind.DAY, field="report_due"),
    Column("최근 내용", 34, field="latest"),
    Column("우선보고", 40, field="report"),
    Column("진행률(%)", 9, Kind.COUNT, field="percent"),
    Column("진행상황", 40, field="note"),
    Column("진행률을 낮춘 사유", 22, field="reason"),
    Column("처리결과", 40, field="outcome"),
)
ASSESSMENTS: Final = {"정상": Assessment.ON_TRACK, "부진": Assessment.LAGGING, "완료": Assessment.DONE}
ASSESSED: Final = {assessment: word for word, assessment in ASSESSMENTS.items()}
CHECKS: Final = (
    *KEYS,
    Column("분기", 9, field="quarter", is_hidden=True),
    *SEEN,
    Column("주관부서", 16, field="lead"),
    Column("점검", 8, field="assessment", choices=tuple(ASSESSMENTS)),
    Column("부진사유", 40, field="cause"),
    Column("대안", 40, field="remedy"),
)
REPORT_FIELDS: Final = frozenset({"directive", "version", "report", "percent", "note", "reason", "outcome"})
CHECK_FIELDS: Final = frozenset({"directive", "version", "quarter", "assessment", "cause", "remedy"})
FIELDS: Final = REPORT_FIELDS | CHECK_FIELDS
DIGITS: Final = 15
"""Of a version that a sheet may hold; a longer number is none that went out."""
OPEN_BY_ACT: Final = {"report": ("report",), "progress": ("percent", "note", "reason"), "outcome": ("outcome",)}
LABELS: Final = {column.field: column.header for column in (*REPORTS, *CHECKS)}
"""Headers by field."""

Sendable = Annotated[
    SubmitPriorityReport | UpdateProgress | SubmitOutcome | RecordQuarterlyCheck, Field(discriminator="type")
]
_SENDABLE: Final[TypeAdapter[Sendable]] = TypeAdapter(Sendable)


class Order(BaseModel):
    """What a row would have done; it travels through the page of differences, and is its sender's own to send."""

    directive: Uuid
    seen: Count
    """Version that went out with the row."""
    version: Count
    """Version that it is to act on: the same, or what is there now after a second look."""
    number: str = Field(max_length=40)
    command: Sendable

    @property
    def key(self) -> str:
        """Idempotency key: of the directive, the version that went out, and what the row says."""
        told = sha256(self.command.model_dump_json().encode()).hexdigest()[:32]
        return f"xlsx/{self.directive}/{self.seen}/{told}"


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a row, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that was filled in: what it would change, or why it cannot."""

    row: int
    number: str
    text: str
    changes: tuple[Change, ...] = ()
    order: Order | None = None
    """Also of what the state does not allow any more: it may have been this very row that brought it there."""
    error: str = ""
    """With the place in the sheet."""
    theirs: tuple[str, ...] = ()
    """What others have done since the row went out; then it needs a second look."""
    note: str = ""
    """What else becomes of it: that it goes on as a draft."""
    is_done: bool = False
    """Whether it was applied before, word for word."""

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be applied as it is."""
        return self.may_be_done and not self.theirs

    @property
    def may_be_done(self) -> bool:
        """Tell whether it may be applied at all."""
        return self.order is not None and not self.error and not self.is_done


def make_report_sheet(items: Sequence[Item]) -> Sheet:
    """Return a department's open directives with what their states let it fill in."""
    rows, cells = [], []
    for item in items:
        fields = {field for act in _list_acts(item) for field in OPEN_BY_ACT[act]}
        rows.append(_list_report(item, is_progressing="percent" in fields))
        cells.append(tuple(number for number, column in enumerate(REPORTS) if column.field in fields))
    return Sheet("보고", REPORTS, tuple(rows), tuple(cells))


def _list_acts(item: Item) -> list[str]:
    """당부 needs no report, but may have one."""
    return [act for act in OPEN_BY_ACT if act in ACTS[item.state]]


def _list_report(item: Item, *, is_progressing: bool) -> tuple[Cell, ...]:
    return (
        item.directive,
        item.version,
        item.number,
        item.text,
        STATE_LABELS[item.state],
        KIND_LABELS[DirectiveKind(item.kind)],
        item.report_due,
        item.latest,
        None,
        item.percent if is_progressing else None,
        None,
        None,
        None,
    )


def make_check_sheet(quarter: str, items: Sequence[Item], checks: Mapping[str, directive_check.Row]) -> Sheet:
    """Return a quarter's directives that need a check, with the last one of each."""
    rows = []
    for item in items:
        check = checks.get(item.directive)
        found = (ASSESSED[Assessment(check.assessment)], check.cause, check.remedy) if check else (None, None, None)
        seen = (item.number, item.text, STATE_LABELS[item.state], item.lead_name)
        rows.append((item.directive, item.version, quarter, *seen, *found))
    open_cells = tuple(n for n, column in enumerate(CHECKS) if column.field in {"assessment", "cause", "remedy"})
    return Sheet(_("%(quarter)s 분기 점검", quarter=quarter), CHECKS, tuple(rows), (open_cells,) * len(rows))


def find_kind(filled: Filled) -> str:
    """Return whether a sheet has reports or checks."""
    return "checks" if "assessment" in filled.columns else "reports"


def compare_reports(filled: Filled, items: Mapping[str, Item]) -> list[Difference]:
    """Return the rows that were filled in; `items` are what the sender's department leads and has not ended, by id."""
    found = (_compare(filled, line, items.get(line.values.get("directive", "").lower())) for line in filled.lines)
    return [each for each in found if each is not None]


def _compare(filled: Filled, line: Line, item: Item | None) -> Difference | None:
    told = {name: value for name, value in line.values.items() if name in {"report", "note", "reason", "outcome"}}
    percent = line.values.get("percent", "")
    is_moved = bool(percent) and (item is None or percent != str(item.percent))
    if not told and not is_moved:
        return None
    if item is None:
        error = _("이 부서가 주관하는 열린 지시사항이 아닙니다. 그사이 끝났거나 이관되었을 수 있습니다.")
        return _refuse(filled, line, "directive", error)
    acts = [act for act in ("report", "progress", "outcome") if _is_filled(act, told, is_moved=is_moved)]
    if len(acts) != 1:
        error = _("한 행에는 우선보고, 진행상황, 처리결과 가운데 하나만 적으세요.")
        return _refuse(filled, line, next(iter(told), "percent"), error, item)
    found = _order(filled, line, item, acts[0])
    if found.order is None or acts[0] in ACTS[item.state]:
        return found
    error = _("지금 상태(%(state)s)에서는 할 수 없습니다.", state=_(STATE_LABELS[item.state]))
    return replace(_refuse(filled, line, OPEN_BY_ACT[acts[0]][-1], error, item), order=found.order)


def _is_filled(act: str, told: Mapping[str, str], *, is_moved: bool) -> bool:
    if act == "progress":
        return is_moved or "note" in told or "reason" in told
    return act in told


def _order(filled: Filled, line: Line, item: Item, act: str) -> Difference:
    values = line.values
    match act:
        case "report":
            body: dict[str, object] = {"type": SubmitPriorityReport.wire(), "text": values["report"]}
            changes = [Change(LABELS["report"], _("없음"), values["report"])]
        case "outcome":
            body = {"type": SubmitOutcome.wire(), "text": values["outcome"]}
            changes = [Change(LABELS["outcome"], item.latest or _("없음"), values["outcome"])]
        case _:
            return _order_progress(filled, line, item)
    return _make(filled, line, item, body, changes)


def _order_progress(filled: Filled, line: Line, item: Item) -> Difference:
    percent, note = line.values.get("percent", ""), line.values.get("note", "")
    if not percent.isdecimal() or len(percent) > 3 or int(percent) > 100:
        return _refuse(filled, line, "percent", _("진행률은 0에서 100까지의 정수로 적으세요."), item)
    if not note:
        return _refuse(filled, line, "note", _("진행상황을 적으세요."), item)
    reason = line.values.get("reason")
    is_lower = item.percent is not None and int(percent) < item.percent
    if is_lower and not reason:
        return _refuse(filled, line, "reason", _("진행률을 낮춘 사유를 적으세요."), item)
    body = {
        "type": UpdateProgress.wire(),
        "percent": int(percent),
        "note": note,
        "reason": reason,
    }
    before = _("없음") if item.percent is None else f"{item.percent}%"
    changes = [Change(LABELS["percent"], before, f"{int(percent)}%"), Change(LABELS["note"], item.latest or "", note)]
    return _make(filled, line, item, body, changes)


def compare_checks(
    filled: Filled, quarter: str, items: Mapping[str, Item], checks: Mapping[str, directive_check.Row]
) -> list[Difference]:
    """Return the rows whose check differs from the last one; `items` are the quarter's that need a check, by id."""
    found = (
        _compare_check(filled, line, quarter, items.get(key), checks.get(key))
        for line in filled.lines
        if (key := line.values.get("directive", "").lower())
    )
    return [each for each in found if each is not None]


def _compare_check(
    filled: Filled, line: Line, quarter: str, item: Item | None, check: directive_check.Row | None
) -> Difference | None:
    told = tuple(line.values.get(name, "") for name in ("assessment", "cause", "remedy"))
    before = (ASSESSED[Assessment(check.assessment)], check.cause or "", check.remedy or "") if check else ("", "", "")
    if told == before or not any(told):
        return None
    if item is None:
        return _refuse(filled, line, "directive", _("이 분기에 점검할 지시사항이 아닙니다."))
    assessment, cause, remedy = told
    if assessment not in ASSESSMENTS:
        return _refuse(filled, line, "assessment", _("정상, 부진, 완료 가운데 하나를 적으세요."), item)
    is_lagging = ASSESSMENTS[assessment] is Assessment.LAGGING
    for name, value, was in (("cause", cause, before[1]), ("remedy", remedy, before[2])):
        if is_lagging and not value:
            said = _("부진이면 %(what)s을(를) 적으세요.", what=_(LABELS[name]))
            return _refuse(filled, line, name, said, item)
        if not is_lagging and value not in {"", was}:
            said = _("부진일 때만 적는 칸입니다. 점검을 부진으로 고치거나 이 칸을 비우세요.")
            return _refuse(filled, line, name, said, item)
    if not is_lagging:
        told = (assessment, "", "")
    body = {
        "type": RecordQuarterlyCheck.wire(),
        "quarter": quarter,
        "assessment": ASSESSMENTS[assessment],
        "cause": cause if is_lagging else None,
        "remedy": remedy if is_lagging else None,
    }
    named = zip(("assessment", "cause", "remedy"), before, told, strict=True)
    changes = [Change(LABELS[name], was or _("없음"), now or _("없음")) for name, was, now in named if was != now]
    return _make(filled, line, item, body, changes)


def _make(filled: Filled, line: Line, item: Item, body: Mapping[str, object], changes: Sequence[Change]) -> Difference:
    version = line.values.get("version", "")
    is_whole = version.isascii() and version.isdecimal() and len(version) <= DIGITS
    if not is_whole or not 0 < int(version) <= item.version:
        return _refuse(filled, line, "version", _("숨은 버전 열이 바뀌었습니다. 새로 내려받아 다시 적으세요."), item)
    try:
        command = _SENDABLE.validate_python(dict(body))
    except ValidationError:
        return _refuse(filled, line, "directive", _("저장할 수 없는 글자가 있거나 너무 깁니다."), item)
    seen = int(version)
    order = Order(directive=UUID(item.directive), seen=seen, version=seen, number=item.number, command=command)
    return Difference(line.row, item.number, item.text, tuple(changes), order)


def _refuse(filled: Filled, line: Line, name: str, error: str, item: Item | None = None) -> Difference:
    place = filled.locate(line, name)
    number, text = (item.number, item.text) if item else ("", "")
    return Difference(line.row, number, text, error=f"{place}: {error}")


def refuse_doubled(differences: Sequence[Difference]) -> list[Difference]:
    """Return the rows with an error on each further one of the same directive: a row was copied."""
    seen: set[UUID] = set()
    kept = []
    for each in differences:
        if each.order and each.order.directive in seen:
            error = _("%(row)s행: 같은 지시사항이 앞에도 있습니다. 한 행만 남기세요.", row=each.row)
            kept.append(replace(each, order=None, error=error))
            continue
        seen |= {each.order.directive} if each.order else set()
        kept.append(each)
    return kept
