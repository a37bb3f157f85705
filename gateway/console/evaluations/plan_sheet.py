"""A plan as it is typed: groups in lines, areas, common indicators and adjustments as sheets (EVL-01 to 05, 08, 11)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from contracts.decimals import Points
from contracts.evaluations.plans import (
    AdjustmentRule,
    Cap,
    CommonIndicator,
    EvaluationArea,
    EvaluationGroup,
    GradeQuota,
    Scheme,
)
from gateway.console.evaluations.telling import trim
from gateway.console.forms import read_number
from gateway.console.meetings.forms import Misread, Value
from gateway.console.pasting import Line, find_code, read_rows, split_cell, write_rows
from gateway.console.words import _
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.labels.evaluations import AREA_KIND_LABELS, POLARITY_LABELS, SIGN_LABELS
from gateway.shapes import explain_shape

AREA_HEADS: Final = ("평가군", "평가분야", "종류", "배점", "코드")
COMMON_HEADS: Final = ("평가군", "평가분야", "지표", "방향", "단위", "배점", "목표", "코드")
RULE_HEADS: Final = ("항목", "가점·감점", "한 건에", "상한", "S 등급 제한", "코드")
WEIGHT: Final = 2
"""Where the weight is in a row of an area, after its group."""
BARRED: Final = "예"
PERCENT: Final = 100
_CAPS: Final = {
    "bonus_cap": TypeAdapter[Decimal](Points),
    "penalty_cap": TypeAdapter[Decimal](Points),
    "attainment_cap": TypeAdapter[Decimal](Cap),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """The departments of a year: what they are called, and of which kind they are."""

    names: Mapping[str, str]
    kinds: Mapping[str, str]

    def list_kind(self, word: str) -> list[str]:
        """Return the departments of a kind that is called so; none where no kind is."""
        return [code for code, kind in self.kinds.items() if DEPARTMENT_KIND_LABELS.get(kind) == word]

    def write(self, codes: Iterable[str]) -> str:
        """Return departments by name; all of a kind as that kind."""
        left, told = [code for code in codes if code in self.names], []
        for word in DEPARTMENT_KIND_LABELS.values():
            whole = self.list_kind(word)
            if whole and set(whole) <= set(left):
                told.append(word)
                left = [code for code in left if code not in whole]
        return ", ".join([*told, *map(self._name, left)])

    def _name(self, code: str) -> str:
        name = self.names[code]
        return name if find_code(self.names, name) == code else code

    def read(self, text: str, field: str) -> list[str]:
        """Return the departments that a text names. Raises: Misread for a name that nobody has."""
        told: list[str] = []
        for word in split_cell(text):
            found = self.list_kind(word) or [code for code in (find_code(self.names, word),) if code]
            if not found:
                raise Misread(
                    field, _("그해에 없는 부서입니다: %(name)s. 조직에 있는 이름을 적으세요.", name=word[:40])
                )
            told += found
        return told


def write_scheme(scheme: Scheme, staff: Staff) -> dict[str, Value]:
    """Return what the fields of a plan's form hold."""
    quota = scheme.quota
    return {
        "groups": "\n".join(f"{each.name} | {staff.write(each.departments)}" for each in scheme.groups),
        "left_out": staff.write(scheme.left_out),
        "areas": write_rows(AREA_HEADS, list(_write_areas(scheme))),
        "common": write_rows(COMMON_HEADS, list(_write_common(scheme))),
        "adjustments": write_rows(RULE_HEADS, [_write_rule(each) for each in scheme.adjustments]),
        "bonus_cap": trim(scheme.bonus_cap),
        "penalty_cap": trim(scheme.penalty_cap),
        "attainment_cap": trim(scheme.attainment_cap),
        "quota": ", ".join(trim(each * PERCENT) for each in (quota.s, quota.a, quota.b)),
        "objection_days": str(scheme.objection_days),
    }


def _write_areas(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for group in scheme.groups:
        for each in group.areas:
            yield group.name, each.name, AREA_KIND_LABELS[each.kind], trim(each.weight), each.code


def _write_common(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for group in scheme.groups:
        names = {area.code: area.name for area in group.areas}
        for each in group.common:
            told = (group.name, names[each.area], each.name, POLARITY_LABELS[each.polarity], each.unit)
            yield *told, trim(each.weight), trim(each.target), each.code


def _write_rule(each: AdjustmentRule) -> tuple[str, ...]:
    most = trim(each.most) if each.most is not None else ""
    barred = BARRED if each.bars_top else ""
    return each.name, SIGN_LABELS[each.sign], trim(each.points), most, barred, each.code


def tell_sums(areas: str) -> str:
    """Return what the weights of each group come to in a sheet of areas, whatever else is wrong with it."""
    sums: dict[str, Decimal] = {}
    for line in areas.splitlines():
        group, *cells = (cell.strip() for cell in line.split("\t" if "\t" in line else "|"))
        weight = read_number(cells[WEIGHT]) if len(cells) > WEIGHT else None
        if weight is not None:
            sums[group] = sums.get(group, Decimal()) + weight
    return _("지금 배점의 합: %(sums)s", sums=", ".join(f"{group} {trim(each)}" for group, each in sums.items()))


def read_scheme(payload: Mapping[str, Any], staff: Staff, known: Scheme | None) -> Scheme:
    """Return the plan that was typed; what had a code before keeps it. Raises: Misread at the field, by its row."""
    groups = _read_groups(payload["groups"], staff, known)
    left_out = staff.read(str(payload.get("left_out", "")), "left_out")
    _check_all(groups, left_out, staff)
    names = {code: name for code, (name, _of_it) in groups.items()}
    areas = _read_areas(payload["areas"], names)
    common = _read_common(payload.get("common", ()), names, areas)
    return Scheme(
        groups=tuple(
            EvaluationGroup(code=code, name=name, departments=tuple(of_it), areas=areas[code], common=common[code])
            for code, (name, of_it) in groups.items()
        ),
        left_out=tuple(left_out),
        adjustments=_read_rules(payload.get("adjustments", ())),
        **{name: _read_cap(name, str(payload[name])) for name in _CAPS},
        quota=_read_quota(str(payload["quota"])),
        objection_days=_read_days(payload["objection_days"]),
    )


def _read_groups(lines: Sequence[str], staff: Staff, known: Scheme | None) -> dict[str, tuple[str, list[str]]]:
    """Return name and departments of each group, by its code."""
    codes = {each.name: each.code for each in known.groups} if known else {}
    groups: dict[str, tuple[str, list[str]]] = {}
    for line in lines:
        name, bar, rest = (part.strip() for part in line.partition("|"))
        of_it = staff.read(rest, "groups")
        if not (name and bar and of_it):
            raise Misread("groups", _("평가군 이름과 부서로 나누어 적으세요: %(line)s", line=line[:60]))
        if name in {told for told, _of_it in groups.values()}:
            raise Misread("groups", _("같은 이름이 두 번 있습니다: %(name)s", name=name))
        groups[codes.get(name) or _find_free("group", {*groups, *codes.values()})] = (name, of_it)
    return groups


def _check_all(groups: Mapping[str, tuple[str, list[str]]], left_out: Sequence[str], staff: Staff) -> None:
    """Each department of the year stands once. Raises: Misread, which names those that do not."""
    told = [*left_out, *(code for _name, of_it in groups.values() for code in of_it)]
    twice = [staff.names[code] for code in dict.fromkeys(told) if told.count(code) > 1]
    if twice:
        raise Misread("groups", _("두 곳에 적은 부서가 있습니다: %(names)s", names=", ".join(twice[:10])))
    missing = [name for code, name in staff.names.items() if code not in told]
    if missing:
        said = _(
            "어느 평가군에도 없는 부서가 %(n)s곳 있습니다: %(names)s", n=len(missing), names=", ".join(missing[:10])
        )
        raise Misread("groups", said)


def _read_areas(lines: Sequence[str], groups: Mapping[str, str]) -> dict[str, tuple[EvaluationArea, ...]]:
    areas: dict[str, tuple[EvaluationArea, ...]] = dict.fromkeys(groups, ())
    for line in read_rows(lines, AREA_HEADS, "areas"):
        group = line.choose_one("평가군", groups)
        told = {
            "code": _choose_code(line, "area", {each.code for each in areas[group]}),
            "name": line.require("평가분야"),
            "kind": line.choose_one("종류", AREA_KIND_LABELS),
            "weight": line.measure("배점") or line.require("배점"),
        }
        _refuse_twice(line, "평가분야", told["name"], {each.name for each in areas[group]})
        areas[group] = (*areas[group], _make(EvaluationArea, told, line))
    for code, name in groups.items():
        if not areas[code]:
            raise Misread("areas", _("%(name)s의 평가분야가 없습니다.", name=name))
    return areas


def _read_common(
    lines: Sequence[str], groups: Mapping[str, str], areas: Mapping[str, Sequence[EvaluationArea]]
) -> dict[str, tuple[CommonIndicator, ...]]:
    common: dict[str, tuple[CommonIndicator, ...]] = dict.fromkeys(groups, ())
    for line in read_rows(lines, COMMON_HEADS, "common"):
        group = line.choose_one("평가군", groups)
        told = {
            "code": _choose_code(line, "common", {each.code for each in common[group]}),
            "area": line.choose_one("평가분야", {each.code: each.name for each in areas[group]}),
            "name": line.require("지표"),
            "polarity": line.choose_one("방향", POLARITY_LABELS),
            "unit": line.require("단위"),
            "weight": line.measure("배점") or line.require("배점"),
            "target": line.measure("목표") or line.require("목표"),
        }
        common[group] = (*common[group], _make(CommonIndicator, told, line))
    return common


def _read_rules(lines: Sequence[str]) -> tuple[AdjustmentRule, ...]:
    rules: tuple[AdjustmentRule, ...] = ()
    for line in read_rows(lines, RULE_HEADS, "adjustments"):
        told = {
            "code": _choose_code(line, "rule", {each.code for each in rules}),
            "name": line.require("항목"),
            "sign": line.choose_one("가점·감점", SIGN_LABELS),
            "points": line.measure("한 건에") or line.require("한 건에"),
            "most": line.measure("상한"),
            "bars_top": line.cells["S 등급 제한"] == BARRED,
        }
        rules = (*rules, _make(AdjustmentRule, told, line))
    return rules


def _choose_code(line: Line, prefix: str, taken: set[str]) -> str:
    """Return the code of a row, or one that no other row has. Raises: Misread where it is there twice."""
    code = line.cells["코드"]
    _refuse_twice(line, "코드", code, taken)
    return code or _find_free(prefix, taken)


def _find_free(prefix: str, taken: set[str]) -> str:
    return next(code for number in range(1, len(taken) + 2) if (code := f"{prefix}-{number}") not in taken)


def _refuse_twice(line: Line, head: str, word: object, taken: set[str]) -> None:
    if word in taken:
        raise line.refuse(_("%(label)s 칸의 “%(word)s”은(는) 앞에서 썼습니다.", label=_(head), word=str(word)[:40]))


def _make(
    kind: type[EvaluationArea] | type[CommonIndicator] | type[AdjustmentRule], told: Mapping[str, object], line: Line
) -> Any:
    """Return what a row says. Raises: Misread, with what is wrong in it."""
    try:
        return kind.model_validate(told)
    except ValidationError as no:
        raise line.refuse(explain_shape(no.errors())[0]["message"]) from no


def _read_cap(name: str, text: str) -> Decimal:
    try:
        return _CAPS[name].validate_python(text)
    except ValidationError as no:
        raise Misread(name, explain_shape(no.errors())[0]["message"]) from no


def _read_quota(text: str) -> GradeQuota:
    parts = split_cell(text.replace("%", ""))
    try:
        shares = [str(Decimal(each) / PERCENT) for each in parts]
        quota = GradeQuota.model_validate(dict(zip(("s", "a", "b"), shares, strict=True)))
    except (ArithmeticError, ValueError) as no:
        raise Misread("quota", _("“20, 60, 90”처럼 세 수를 적으세요.")) from no
    if not quota.s < quota.a < quota.b:
        raise Misread("quota", _("뒤의 수가 앞의 수보다 커야 합니다. 예: 20, 60, 90"))
    return quota


def _read_days(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= 60:
        raise Misread("objection_days", _("1일부터 60일까지 적으세요."))
    return value
