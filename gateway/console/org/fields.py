"""Fields of the many small forms: one table names them, this reads them into a command and shows them again.

A name with dots is a part of a part, as `policy.n`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.errors import Rejected
from contracts.projects.money import read_amount
from gateway.console.forms import read_day, read_field
from gateway.console.present import format_count, format_day
from gateway.console.words import _


class Kind(StrEnum):
    """How a field is typed."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    CODE = "code"
    WHOLE = "whole"
    CHECK = "check"
    CHOICE = "choice"
    AMOUNT = "amount"
    """Money as documents write it."""
    NAMES = "names"
    """Several names, one a line."""
    HIDDEN = "hidden"


class Source(StrEnum):
    """Where the choices of a field come from, when they are rows."""

    DEPARTMENTS = "departments"
    TEAMS = "teams"
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    PARTNERS = "partners"
    POLICIES = "policies"
    PROGRAMMES = "programmes"
    MILESTONES = "milestones"
    """Of the project that is acted on, as those that follow."""
    ITEMS = "items"
    PROCEDURES = "procedures"
    FACILITIES = "facilities"
    RIGHTS = "rights"
    CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; its words are Korean and said through the catalogue when shown."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    hint: str = ""
    optional: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    initial: str = ""

    @property
    def id(self) -> str:
        """What its element is called."""
        return self.name.replace(".", "-")


Options = Mapping[Source, Mapping[str, str]]
"""Choices by source: value and words."""
YES: Final = "yes"
LONG: Final = 3_000
"""Letters of a field that a link may carry at most."""

_FAULTS: Final[Mapping[str, str]] = {
    "missing": "빠졌습니다. 적으세요.",
    "string_too_short": "빠졌습니다. 적으세요.",
    "string_too_long": "너무 깁니다. 줄여서 적으세요.",
    "string_pattern_mismatch": "쓸 수 없는 글자가 있습니다. 영문 소문자, 숫자, 붙임표(-)만 쓰고 한 줄로 적으세요.",
    "int_type": "숫자로 적으세요.",
    "int_parsing": "숫자로 적으세요.",
    "greater_than_equal": "더 큰 수를 적으세요.",
    "less_than_equal": "더 작은 수를 적으세요.",
    "enum": "목록에서 고르세요.",
    "uuid_parsing": "목록에서 고르세요.",
    "value_error": "값을 확인하세요. 날짜는 1900년부터 2199년까지 쓸 수 있습니다.",
    "too_long": "너무 많습니다. 줄이세요.",
}
_OTHER: Final = "값을 확인하세요."


def read_values(fields: Iterable[Field], form: FormData) -> dict[str, str]:
    """Return what was typed, by field."""
    return {each.name: read_field(form, each.name) for each in fields}


def read_links(fields: Iterable[Field], query: Mapping[str, str]) -> dict[str, str]:
    """Return what a link puts into a form, by field; else what a field begins with."""
    return {each.name: query.get(each.name, each.initial).replace("\x00", "")[:LONG] for each in fields}


def make_payload(fields: Iterable[Field], values: Mapping[str, str]) -> dict[str, Any]:
    """Return what a command is made of; a field left empty is absent, so that the command's own default stands."""
    payload: dict[str, Any] = {}
    for each in fields:
        value = _read(each, values.get(each.name, ""))
        if value is None:
            continue
        *parts, last = each.name.split(".")
        place = payload
        for part in parts:
            place = place.setdefault(part, {})
        place[last] = value
    return payload


def _read(wanted: Field, text: str) -> Any:
    match wanted.kind:
        case Kind.CHECK:
            return text == YES
        case Kind.NAMES:
            return [line.strip() for line in text.splitlines() if line.strip()] or None
        case Kind.WHOLE if text.isascii() and text.isdecimal() and len(text) <= 15:
            return int(text)
        case Kind.AMOUNT if text:
            return read_amount(text).model_dump()
        case _:
            return text or None


def check(fields: Iterable[Field], values: Mapping[str, str], options: Options) -> dict[str, str]:
    """Return what is wrong before any command is made: what is missing, and what is not among the choices."""
    wrong: dict[str, str] = {}
    for each in fields:
        value, known = values.get(each.name, ""), find_choices(each, options)
        if not value:
            if not each.optional and each.kind is not Kind.CHECK:
                wrong[each.name] = _("%(field)s: 적거나 고르세요.", field=_(each.label))
        elif known and value not in known:
            wrong[each.name] = _("%(field)s: 목록에서 고르세요.", field=_(each.label))
        elif each.kind is Kind.DAY and read_day(value) is None:
            wrong[each.name] = _("%(field)s: 2024-12-02처럼 적으세요.", field=_(each.label))
        elif each.kind is Kind.WHOLE and not isinstance(_read(each, value), int):
            wrong[each.name] = _("%(field)s: 숫자로 적으세요.", field=_(each.label))
        elif each.kind is Kind.AMOUNT and not _is_amount(value):
            wrong[each.name] = _("%(field)s: 224,250천원, 20백만원, 약 670억원처럼 적으세요.", field=_(each.label))
    return wrong


def _is_amount(text: str) -> bool:
    try:
        read_amount(text)
    except Rejected:
        return False
    return True


def explain(fields: Iterable[Field], error: ValidationError) -> dict[str, str]:
    """Return what a command says is wrong, by field; under the first field what belongs to none."""
    known = {each.name: each for each in fields}
    wrong: dict[str, str] = {}
    for found in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in found["loc"])
        name = next((each for each in known if path == each or path.startswith(f"{each}.")), next(iter(known)))
        said = _FAULTS.get(found["type"], _OTHER)
        wrong[name] = f"{_(known[name].label)}: {_(said)}"
    return wrong


def find_choices(wanted: Field, options: Options) -> Mapping[str, str]:
    """Return the choices of a field; none where anything may be typed."""
    if wanted.source is not None:
        return options.get(wanted.source, {})
    return wanted.choices


def show_value(wanted: Field, value: str, options: Options) -> str:
    """Return what was typed as a person reads it."""
    if wanted.kind is Kind.CHECK:
        return _("예") if value else _("아니요")
    return _show_typed(wanted, value, options) if value else _("없음")


def _show_typed(wanted: Field, value: str, options: Options) -> str:
    match wanted.kind:
        case Kind.DAY:
            day = read_day(value)
            return format_day(day) if day else value
        case Kind.CHOICE:
            said = find_choices(wanted, options).get(value, value)
            return said if wanted.source else _(said)
        case Kind.NAMES:
            return ", ".join(line.strip() for line in value.splitlines() if line.strip())
        case Kind.WHOLE:
            return format_count(int(value)) if value.isascii() and value.isdecimal() else value
        case _:
            return value
