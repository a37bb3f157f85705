"""The forms of meetings, resolutions and concurrence: fields, and the commands that they become (ORG-08 to ORG-10)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.messages import Command
from contracts.registry import (
    CancelMeeting,
    Concur,
    FixDate,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RequestConcurrence,
    ResubmitConcurrence,
    ScheduleMeeting,
)
from gateway.console.forms import Entry, read_field
from gateway.console.present import format_day
from gateway.console.words import _
from gateway.labels import GROUND_LABELS, MEETING_LABELS, VERDICT_LABELS
from gateway.shapes import explain_shape

Value = str | tuple[str, ...]
MANY: Final = frozenset({"departments", "several", "files"})
"""Kinds of fields with many values."""
LARGEST_FILE: Final = 2**20
"""Bytes: a body of a request holds no more (decided.md, Limits)."""
_DAYS: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?![\dT-])")
"""Days as services write them; never those of moments."""
TECHNICAL: Final = frozenset(
    {"string_pattern_mismatch", "uuid_type", "uuid_parsing", "enum", "literal_error", "union_tag_invalid"}
)
"""Kinds of errors of pydantic that name a pattern or the codes of programs."""
LONGEST: Final = 200
"""Characters on one line (contracts.values.Name)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    kind: str = "line"
    """line, text, lines, sheet, number, day, choice, found, department, departments, several, file, files, check,
    design.

    Of what is found the page fills in the options, by what its address is asked for as `q`."""
    must: bool = False
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    way: tuple[str, str] = ("", "")
    """Where to make what is not found: address and word."""
    is_passing: bool = False
    """Whether options come and go: one that was there when the form was opened is for the rules to refuse."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A form: what it is called, what it sends, and where a refusal belongs."""

    title: str
    button: str
    command: type[Command]
    fields: tuple[Field, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    """The field of a refusal, by its code."""
    warning: str = ""
    """What cannot be undone."""
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """Makes of what was typed what the command is made of. Raises: Misread."""
    adds: Mapping[str, object] = field(default_factory=dict)
    """What the page itself says to the command."""
    reads: type[BaseModel] | None = None
    """What the form is read as where words in it are sealed before they become the command; else the command."""


class Misread(Exception):
    """What was typed into a field cannot be read; says why, in the language of the request."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True)
class Filled(Entry):
    """A form as it was filled in."""

    values: Mapping[str, Value] = field(default_factory=dict)


_DAY_HINT: Final = "예: 12. 4.(수), 2024. 12. 4., 3. 3.(일) 또는 3. 9.(토)"
_ALL_DEPARTMENTS: Final = {"UNKNOWN_DEPARTMENT": "departments", "DEPARTMENT_NOT_VALID": "departments"}

SCHEDULE: Final = Spec(
    "회의 등록",
    "등록",
    ScheduleMeeting,
    (
        Field("title", "회의 이름", must=True, hint="예: 12월 첫째 주 간부회의"),
        Field("kind", "종류", "choice", must=True, options=MEETING_LABELS),
        Field("when", "날짜", must=True, hint=_DAY_HINT),
        Field("place", "장소"),
        Field("departments", "참석 부서", "departments"),
        Field("is_hosted_by_mayor", "시장이 주최하는 설명회·공청회 등(선거 전 60일에는 제한)", "check"),
        Field("ground", "제한 기간에도 여는 법적 근거", "choice", options=GROUND_LABELS),
        Field("approver", "승인한 사람의 계정", hint="제한 기간에 열 때만 적습니다."),
    ),
    {
        "WEEKDAY_MISMATCH": "when",
        "ELECTION_BLACKOUT": "when",
        "BAD_SHAPE": "when",
        **_ALL_DEPARTMENTS,
    },
)
FIX_DATE: Final = Spec(
    "날짜 확정",
    "확정",
    FixDate,
    (Field("day", "날짜", must=True),),
    {"NOT_A_CANDIDATE": "day", "ELECTION_BLACKOUT": "day"},
)
RECORD: Final = Spec(
    "회의 결과 적기",
    "저장",
    RecordMeeting,
    (
        Field("held_on", "연 날", must=True, hint="예: 12. 4.(수)"),
        Field("departments", "참석 부서", "departments"),
        Field(
            "decisions",
            "결정 사항",
            "lines",
            must=True,
            hint="한 줄에 한 가지씩. 줄마다 지시로 등록할 수 있습니다.",
        ),
        Field("minutes", "회의록", "text"),
    ),
    {"WEEKDAY_MISMATCH": "held_on", "DAY_IN_FUTURE": "held_on", "BAD_SHAPE": "held_on", **_ALL_DEPARTMENTS},
    "저장한 뒤에는 고칠 수 없습니다. 날짜와 결정 사항을 확인하세요.",
)
CANCEL: Final = Spec(
    "회의 취소",
    "회의 취소",
    CancelMeeting,
    (Field("reason", "취소하는 사유", "text", must=True),),
    {},
    "취소하면 되돌릴 수 없습니다. 다시 열려면 새로 등록하세요.",
)
RESOLVE: Final = Spec(
    "의결 기록",
    "저장",
    RecordResolution,
    (
        Field("committee", "위원회", must=True, hint="예: 시정조정위원회"),
        Field("agenda", "안건", must=True),
        Field("resolved_on", "의결한 날", must=True, hint="예: 2018. 4. 11.(수), 달만 알면 2018. 4월"),
        Field("members", "재적", "number", must=True),
        Field("present", "출석", "number", must=True),
        Field("in_favour", "찬성", "number", must=True),
        Field("against", "반대", "number", must=True),
        Field("verdict", "결과", "choice", must=True, options=VERDICT_LABELS),
        Field("minutes", "회의록", "text"),
        Field("gates", "이 의결이 있어야 나아가는 것", hint="사업이나 계획의 번호"),
    ),
    {
        "WEEKDAY_MISMATCH": "resolved_on",
        "DAY_IN_FUTURE": "resolved_on",
        "BAD_SHAPE": "resolved_on",
        "VOTES_DO_NOT_ADD_UP": "present",
        "NO_QUORUM": "present",
        "VERDICT_MISMATCH": "verdict",
    },
    "저장한 뒤에는 고칠 수 없습니다. 표결 수를 확인하세요.",
)
ASK: Final = Spec(
    "협조 요청",
    "요청",
    RequestConcurrence,
    (
        Field("title", "제목", must=True),
        Field("text", "내용", "text", must=True, hint="협조를 구하는 계획의 요지를 적습니다."),
        Field("departments", "협조할 부서", "departments", must=True),
    ),
    {"BAD_SHAPE": "departments", **_ALL_DEPARTMENTS},
)
CONCUR: Final = Spec("협조", "협조", Concur, (Field("opinion", "의견", "text"),))
REFUSE: Final = Spec(
    "동의하지 않음",
    "돌려보내기",
    RefuseConcurrence,
    (Field("reason", "동의하지 않는 사유", "text", must=True),),
    {"REASON_REQUIRED": "reason"},
    "돌려보내면 요청한 부서가 고쳐 다시 요청해야 합니다.",
)
ASK_AGAIN: Final = Spec(
    "다시 요청", "다시 요청", ResubmitConcurrence, (Field("text", "고친 내용", "text", must=True),), {},
    "모든 부서가 처음부터 다시 답합니다.",
)  # fmt: skip


async def open_files(spec: Spec, form: FormData) -> FormData:
    """Return a form with the text of its files in their fields. Raises: Misread for what is no text, or too much."""
    files = {each.name for each in spec.fields if each.kind == "file"}
    items: list[tuple[str, UploadFile | str]] = []
    for name, value in form.multi_items():
        if name in files and isinstance(value, UploadFile):
            raw = await value.read(LARGEST_FILE + 1)
            if len(raw) > LARGEST_FILE:
                raise Misread(name, _("파일이 너무 큽니다. 1MB까지 고를 수 있습니다."))
            try:
                items.append((name, raw.decode("utf-8-sig")))
            except UnicodeDecodeError as no:
                raise Misread(name, _("글자를 읽을 수 없는 파일입니다. UTF-8 CSV로 저장해 다시 고르세요.")) from no
        else:
            items.append((name, value))
    return FormData(items)


def read_filled(spec: Spec, form: FormData) -> Filled:
    """Return a form as it was filled in."""
    values: dict[str, Value] = {}
    for each in spec.fields:
        many = tuple(str(one) for one in form.getlist(each.name))
        values[each.name] = many if each.kind in MANY else read_field(form, each.name)
    return Filled(key=read_field(form, "key"), values=values)


def make_command(spec: Spec, filled: Filled) -> BaseModel | dict[str, str]:
    """Return the command of a form, or what is sealed into it; or what is wrong with the form by field."""
    missing = {each.name: _tell_missing(each) for each in spec.fields if each.must and not filled.values.get(each.name)}
    strange = {each.name: each for each in spec.fields if _is_strange(each, filled.values.get(each.name, ""))}
    wrong = missing or {name: _tell_missing(each) for name, each in strange.items() if not each.is_passing}
    if wrong:
        return wrong
    try:
        return (spec.reads or spec.command).model_validate(
            {**spec.shape(_make_payload(spec, filled.values)), **spec.adds}
        )
    except Misread as misread:
        return {misread.name: misread.message}
    except ValidationError as error:
        told = [(_find_field(spec, each["pointer"]), each) for each in explain_shape(error.errors())]
        return {name: _tell_shape(spec, name, each) for name, each in told}
    except (ValueError, LookupError):
        if not strange:
            raise
        return {name: _tell_missing(each) for name, each in strange.items()}


def _is_strange(each: Field, value: Value) -> bool:
    """Tell whether a choice is none of those that its form offers."""
    return each.kind == "choice" and value != "" and value not in each.options


def _tell_missing(each: Field) -> str:
    if each.kind in {"choice", "found", "department", "file", *MANY}:
        return _("%(label)s 항목을 고르세요.", label=_(each.label))
    return _("%(label)s 항목을 적으세요.", label=_(each.label))


def _tell_shape(spec: Spec, name: str, error: Mapping[str, str]) -> str:
    """Return what is wrong with a field: where only programs understand it, what the form itself says of the field."""
    field = next((each for each in spec.fields if each.name == name), None)
    if field is None or error["code"] not in TECHNICAL:
        return error["message"]
    again = _("%(label)s 항목을 다시 확인하세요.", label=_(field.label))
    return f"{again} {_(field.hint)}" if field.hint else again


def _find_field(spec: Spec, pointer: str) -> str:
    """Return the field that a part of a command was typed into: the first that its address names."""
    parts, names = pointer.split("/")[1:], [each.name for each in spec.fields]
    if parts[:1] == ["exemption"] and "approver" in names:
        return "approver"
    return next((part for part in parts if part in names), next(iter(names), ""))


def _make_payload(spec: Spec, values: Mapping[str, Value]) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    for each in spec.fields:
        value = values.get(each.name, "")
        if value in ("", ()):
            continue
        payload[each.name] = (
            read_day(each.name, str(value)) if each.kind == "day" else _READS.get(each.kind, _keep)(value)
        )
    ground, approver = payload.pop("ground", None), payload.pop("approver", None)
    if ground is not None or approver is not None:
        payload["exemption"] = {"ground": ground, "approver": approver or ""}
    return payload


def _write_day(found: re.Match[str]) -> str:
    try:
        return format_day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def read_day(name: str, text: str) -> str:
    """Return the one day that was typed into a field, `2024-05-23`. Raises: Misread."""
    try:
        period = read_period(text)
    except Rejected as no:
        raise Misread(name, _(no.message)) from no
    if period.last != period.first or period.candidates:
        raise Misread(name, _("하루를 적으세요: 2024. 5. 23.(목)처럼 해까지 적습니다."))
    return period.first.isoformat()


def _keep(value: Value) -> object:
    return value


def _read_number(value: Value) -> object:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= len("9999") else text


def _read_lines(value: Value) -> object:
    return tuple(line for each in str(value).splitlines() if (line := each.strip()))


_READS: Final[Mapping[str, Callable[[Value], object]]] = {
    "number": _read_number,
    "lines": _read_lines,
    "sheet": _read_lines,
    "check": bool,
}


def place_refusal(spec: Spec, rejected: Rejected) -> dict[str, str]:
    """Return a refusal at the field, or the question in it, that it is about; nothing where it is of the whole."""
    told, known = rejected.details.get("field"), {each.name for each in spec.fields}
    name, part = told if told in known else spec.places.get(rejected.code), rejected.details.get("question")
    return {f"{name}-{part}" if part else name: tell_refusal(rejected)} if name else {}


def tell_refusal(rejected: Rejected) -> str:
    """Return a refusal in the console's own dates: a blackout names its window (CAL-10)."""
    if rejected.code != "ELECTION_BLACKOUT":
        return _DAYS.sub(_write_day, _(rejected.message))
    first, last = (format_day(date.fromisoformat(rejected.details[name])) for name in ("from", "until"))
    return _(
        "%(first)s부터 선거일인 %(last)s까지는 시장이 설명회·공청회 등을 열 수 없습니다(공직선거법 제86조). "
        "선거일 뒤로 미루거나, 아래에 법적 근거와 승인한 사람을 적으세요.",
        first=first,
        last=last,
    )
