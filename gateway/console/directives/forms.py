"""What was typed into an act's form: parsed, checked, shown again, and made into its command."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.directives import Attachment
from contracts.messages import Command
from gateway.console.directives.acts import Act, Field, FieldKind
from gateway.console.forms import SUPPORTING_LIMIT, TEXT_LIMIT, read_count, read_day, read_field
from gateway.console.present import format_count, format_day
from gateway.console.words import _

LINE_LIMIT: Final = 200
"""contracts.values.Name."""
DAYS_LIMIT: Final = 250
"""contracts.directives.ShareDirective."""
FILES_LIMIT: Final = 20
"""contracts.directives.Attachments."""
PERCENT_LIMIT: Final = 100
MANY: Final = frozenset({FieldKind.DEPARTMENTS, FieldKind.FILES})
FIELD_OF_CODE: Final[Mapping[str, str]] = {
    "PROGRESS_BACKWARDS": "reason",
    "DUE_DATE_KEPT": "report_due",
    "DUE_DATE_NOT_OPEN": "report_due",
    "LEAD_NOT_UNIQUE": "lead",
    "UNKNOWN_DEPARTMENT": "lead",
    "DEPARTMENT_NOT_VALID": "lead",
    "UNKNOWN_TEAM": "team",
    "REASON_REQUIRED": "reason",
    "MAYOR_REPORT_REQUIRED": "mayor_report",
}
"""Where a refusal of the service is told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed, and what is wrong with it by field."""

    key: str
    """Idempotency key, made when the form was first shown: a form sent twice is one command."""
    version: int
    """Version of the directive that the person saw."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return the value of a field that has one; empty without."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that has several."""
        return self.values.get(name, ())

    def with_errors(self, errors: Mapping[str, str]) -> "Entry":
        """Return the same with errors."""
        return replace(self, errors=errors)

    def spell(self) -> dict[str, str]:
        """Return the values as a draft keeps them."""
        return {name: "\n".join(values) for name, values in self.values.items() if values}


@dataclass(frozen=True, slots=True)
class Offers:
    """What the form's choices may be."""

    departments: Mapping[str, str] = field(default_factory=dict)
    """Names of today's departments by code."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """Names of the lead's teams by code."""
    quarters: tuple[str, ...] = ()
    percent: int | None = None
    """How far it had come; less needs a reason."""


def read_entry(act: Act, form: FormData) -> Entry:
    """Return what a form has sent."""
    values = {each.name: _read(each, form) for each in act.fields}
    return Entry(read_field(form, "key"), read_count(form, "version"), values)


def _read(asked: Field, form: FormData) -> tuple[str, ...]:
    if asked.kind in MANY:
        return tuple(dict.fromkeys(str(value) for value in form.getlist(asked.name) if value))
    value = read_field(form, asked.name)
    return (value,) if value else ()


def load_draft(act: Act, entry: Entry, fields: Mapping[str, str]) -> Entry:
    """Return the entry with what a draft has kept."""
    kept = {
        each.name: tuple(fields[each.name].split("\n")) if each.kind in MANY else (fields[each.name],)
        for each in act.fields
        if fields.get(each.name)
    }
    return replace(entry, values={**entry.values, **kept})


def check_entry(act: Act, entry: Entry, offers: Offers) -> dict[str, str]:
    """Return what is wrong with an entry, by field."""
    errors = {each.name: error for each in act.fields if (error := _check(each, entry, offers))}
    if act.name == "share" and not errors:
        errors = _check_parties(entry)
    if act.name == "progress" and "percent" not in errors and not entry.one("reason"):
        before = offers.percent or 0
        if int(entry.one("percent")) < before:
            errors["reason"] = _("지난 추진율 %(n)s%%보다 낮습니다. 낮춘 사유를 적으세요.", n=before)
    return errors


def is_asked(asked: Field, entry: Entry) -> bool:
    """Tell whether a field is asked for with the others as they are."""
    return asked.shown_with is None or entry.one(asked.shown_with[0]) == asked.shown_with[1]


def _check(asked: Field, entry: Entry, offers: Offers) -> str:
    if not is_asked(asked, entry):
        return ""
    values = entry.all(asked.name)
    if not values:
        return _(asked.must) if asked.must else ""
    return _check_values(asked, values, offers)


def _check_values(  # noqa: C901, PLR0911 - one case a kind
    asked: Field, values: tuple[str, ...], offers: Offers
) -> str:
    value = values[0]
    match asked.kind:
        case FieldKind.TEXT:
            return tell_too_long(_(asked.label), value, TEXT_LIMIT)
        case FieldKind.LINE:
            return tell_too_long(_(asked.label), value, LINE_LIMIT)
        case FieldKind.PERCENT:
            return "" if _is_number(value, 0, PERCENT_LIMIT) else _(asked.must)
        case FieldKind.DAYS:
            return "" if _is_number(value, 1, DAYS_LIMIT) else _("근무일 수를 1부터 250 사이로 적으세요.")
        case FieldKind.DAY:
            return "" if read_day(value) else _("날짜를 2024-12-02처럼 적으세요.")
        case FieldKind.DEPARTMENT:
            return "" if value in offers.departments else _(asked.must)
        case FieldKind.DEPARTMENTS:
            return _check_departments(values, offers)
        case FieldKind.TEAM:
            return "" if value in offers.teams else _(asked.must)
        case FieldKind.QUARTER:
            return "" if value in offers.quarters else _(asked.must)
        case FieldKind.CHOICE:
            return "" if value in asked.choices else _(asked.must)
        case FieldKind.FILES:
            return _("붙임은 %(n)s개까지입니다.", n=FILES_LIMIT) if len(values) > FILES_LIMIT else ""
        case FieldKind.DIRECTIVE:
            return ""


def tell_too_long(label: str, text: str, limit: int) -> str:
    """Return what is wrong with a text's length, with the count; nothing where it fits."""
    over = len(text) - limit
    if over <= 0:
        return ""
    counts = {"limit": format_count(limit), "n": format_count(len(text)), "over": format_count(over)}
    return _("%(label)s: %(limit)s자까지입니다. 지금 %(n)s자이니 %(over)s자를 줄이세요.", label=label, **counts)


def _check_departments(codes: tuple[str, ...], offers: Offers) -> str:
    if len(codes) > SUPPORTING_LIMIT:
        return _("부서는 %(n)s곳까지 고를 수 있습니다.", n=SUPPORTING_LIMIT)
    return "" if set(codes) <= offers.departments.keys() else _("지금 있는 부서만 고를 수 있습니다.")


def _check_parties(entry: Entry) -> dict[str, str]:
    """A department is named once (DIR-05)."""
    lead, supporting = entry.one("lead"), entry.all("supporting")
    if lead in supporting:
        return {"supporting": _("주관부서는 협조부서로 다시 고를 수 없습니다.")}
    if set(entry.all("addressees")) & {lead, *supporting}:
        return {"addressees": _("주관부서나 협조부서로 고른 부서는 다시 고를 수 없습니다.")}
    return {}


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most


def make_command(
    act: Act, entry: Entry, attachments: tuple[Attachment, ...] = (), confirmed_by: tuple[str, ...] = ()
) -> Command | None:
    """Return the command of a checked entry, or None where a sign in it cannot be stored."""
    values: dict[str, object] = {"confirmed_by": confirmed_by} if act.is_confirmed else {}
    for asked in act.fields:
        given = entry.all(asked.name) if is_asked(asked, entry) else ()
        match asked.kind:
            case FieldKind.FILES:
                values[asked.name] = attachments
            case FieldKind.DEPARTMENTS:
                values[asked.name] = given
            case FieldKind.PERCENT | FieldKind.DAYS:
                values |= {asked.name: int(given[0])} if given else {}
            case _kind:
                values |= {asked.name: given[0]} if given else {}
    try:
        return act.command.model_validate(values)
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of what will be sent."""

    label: str
    text: str


def list_shown(act: Act, entry: Entry, offers: Offers, files: Mapping[str, str], target: str = "") -> list[Shown]:
    """Return what was entered, as a person reads it before it goes; `files` are names by sha256."""
    lines: list[Shown] = []
    for asked in act.fields:
        given = entry.all(asked.name) if is_asked(asked, entry) else ()
        if given:
            lines.append(Shown(_(asked.label), _show(asked, given, offers, files, target)))
    return lines


def _show(  # noqa: PLR0911 - one case a kind
    asked: Field, given: tuple[str, ...], offers: Offers, files: Mapping[str, str], target: str
) -> str:
    match asked.kind:
        case FieldKind.DEPARTMENT | FieldKind.DEPARTMENTS:
            return ", ".join(offers.departments.get(code, code) for code in given)
        case FieldKind.TEAM:
            return offers.teams.get(given[0], given[0])
        case FieldKind.CHOICE:
            return _(asked.choices[given[0]]) if given[0] in asked.choices else given[0]
        case FieldKind.FILES:
            return ", ".join(files.get(each, each) for each in given)
        case FieldKind.DAYS:
            return _("%(n)s근무일", n=given[0])
        case FieldKind.DAY:
            day = read_day(given[0])
            return format_day(day) if day else given[0]
        case FieldKind.DIRECTIVE:
            return target or given[0]
        case _text:
            return given[0]
