"""평가계획 laid out: groups with areas and weights, adjustments, what changed between two versions (EVL-01 to 05)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.evaluations.plans import EvaluationGroup, Scheme
from gateway.console.evaluations.telling import trim
from gateway.console.registers.declaring import Cell, Part
from gateway.console.words import _
from gateway.labels.evaluations import AREA_KIND_LABELS, POLARITY_LABELS, SIGN_LABELS


@dataclass(frozen=True, slots=True)
class Change:
    """A term that a version says otherwise than the one before."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version that was adopted."""

    number: int
    on: date
    reason: str
    link: str
    """Of the event."""
    changes: tuple[Change, ...]


def lay_out(scheme: Scheme, names: Mapping[str, str]) -> Iterator[Part]:
    """Yield the sections of a plan."""
    for group in scheme.groups:
        yield _lay_out_areas(group, names)
        if group.common:
            yield _lay_out_common(group)
    yield Part(
        "가감점",
        heads=(("항목", "main"), ("가점·감점", ""), ("한 건에", "num"), ("상한", "num")),
        rows=tuple(
            (
                Cell(rule.name + (_(" (S 등급 제한)") if rule.bars_top else "")),
                Cell(_(SIGN_LABELS[rule.sign])),
                Cell(trim(rule.points)),
                Cell(trim(rule.most) if rule.most is not None else ""),
            )
            for rule in scheme.adjustments
        ),
        none="가감점이 없습니다.",
    )


def _lay_out_areas(group: EvaluationGroup, names: Mapping[str, str]) -> Part:
    count = _("%(n)s개 부서", n=len(group.departments))
    who = ", ".join(names.get(each, each) for each in group.departments)
    return Part(
        group.name,
        note=f"{count}: {who}",
        heads=(("평가분야", "main"), ("종류", ""), ("배점", "num")),
        rows=tuple((Cell(a.name), Cell(_(AREA_KIND_LABELS[a.kind])), Cell(trim(a.weight))) for a in group.areas),
    )


def _lay_out_common(group: EvaluationGroup) -> Part:
    areas = {area.code: area.name for area in group.areas}
    return Part(
        _("%(name)s 공통지표", name=group.name),
        heads=(("지표", "main"), ("평가분야", ""), ("방향", ""), ("배점", "num"), ("목표", "num")),
        rows=tuple(
            (
                Cell(each.name),
                Cell(areas.get(each.area, each.area)),
                Cell(_(POLARITY_LABELS[each.polarity])),
                Cell(trim(each.weight)),
                Cell(f"{trim(each.target)}{each.unit}"),
            )
            for each in group.common
        ),
    )


def list_terms(scheme: Scheme) -> dict[str, str]:
    """Return what a plan says, term by term."""
    grades = ", ".join(trim(each * 100) for each in (scheme.quota.s, scheme.quota.a, scheme.quota.b))
    terms = {
        _("가점 상한"): trim(scheme.bonus_cap),
        _("감점 상한"): trim(scheme.penalty_cap),
        _("달성률 상한"): trim(scheme.attainment_cap),
        _("S·A·B 등급의 아래 끝(%)"): grades,
        _("이의신청 근무일"): str(scheme.objection_days),
    }
    for rule in scheme.adjustments:
        most = _("상한 %(n)s", n=trim(rule.most)) if rule.most is not None else _("상한 없음")
        terms[rule.name] = f"{_(SIGN_LABELS[rule.sign])} {trim(rule.points)}, {most}"
    for group in scheme.groups:
        terms[_("%(name)s 부서", name=group.name)] = str(len(group.departments))
        terms |= {f"{group.name} · {area.name}": trim(area.weight) for area in group.areas}
        for each in group.common:
            told = (trim(each.weight), trim(each.target), each.unit, _(POLARITY_LABELS[each.polarity]))
            terms[f"{group.name} · {each.name}"] = " ".join(told)
    return terms


def compare(before: Scheme, after: Scheme, names: Mapping[str, str]) -> Iterator[Change]:
    """Yield the terms that two versions say otherwise, then the departments that another group has."""
    for old, new in ((list_terms(before), list_terms(after)), (_place(before, names), _place(after, names))):
        for what in dict.fromkeys((*old, *new)):
            if old.get(what) != new.get(what):
                yield Change(what, old.get(what, _("없음")), new.get(what, _("없음")))


def _place(scheme: Scheme, names: Mapping[str, str]) -> dict[str, str]:
    """Return the group of each department, by its name."""
    placed = {names.get(code, code): group.name for group in scheme.groups for code in group.departments}
    return placed | {names.get(code, code): _("평가하지 않음") for code in scheme.left_out}
