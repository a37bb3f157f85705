"""A year's indicators as a sheet that is copied into a spreadsheet and pasted back, a row each (EVL-31 to 33)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from contracts.evaluations.cycles import IndicatorKind, ProvinceIndicator
from gateway.console.meetings_forms import Misread
from gateway.console.words import _
from gateway.labels_evaluations import POLARITY_LABELS, PROVINCE_KIND_LABELS

HEADS: Final = (
    "코드",
    "번호",
    "지표",
    "구분",
    "국정목표",
    "배점",
    "CVPS 코드",
    "주관부서",
    "협조부서",
    "담당",
    "방향",
    "단위",
    "목표",
    "월별 계획",
    "순위별 득점률",
    "이어받는 지표",
)
"""The columns of a sheet, in their order; the first row may hold them."""
NAME: Final = "indicators"
"""The field that a sheet is pasted into."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is written as names in a sheet, by code."""

    departments: Mapping[str, str]
    """Those of the day come last: of two that share a name it is theirs."""
    goals: Mapping[str, str]

    def write_department(self, code: str) -> str:
        """Return a department's name, or its code where the name is another's too."""
        name = self.departments.get(code, code)
        return name if find_code(self.departments, name) == code else code


def find_code(names: Mapping[str, str], name: str) -> str | None:
    """Return the code of a name, or what is a code itself."""
    return name if name in names else {each: code for code, each in names.items()}.get(name)


def write_sheet(indicators: Iterable[ProvinceIndicator], names: Names) -> str:
    """Return indicators as rows of cells with tabs between, below a row of heads."""
    rows = (_write(each, names) for each in indicators)
    return "\n".join("\t".join(cells) for cells in (HEADS, *rows))


def _write(each: ProvinceIndicator, names: Names) -> tuple[str, ...]:
    return (
        each.code.partition("-")[2],
        each.number,
        each.name,
        PROVINCE_KIND_LABELS[each.kind],
        names.goals.get(each.goal, each.goal),
        f"{each.weight:f}",
        each.cvps,
        _join(map(names.write_department, each.leads)),
        _join(map(names.write_department, each.supporting)),
        each.post,
        POLARITY_LABELS[each.polarity] if each.polarity else "",
        each.unit or "",
        f"{each.target:f}" if each.target is not None else "",
        _join(f"{month:f}" for month in each.plan),
        _join(map(str, each.shares)),
        each.predecessor or "",
    )


def _join(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def read_sheet(lines: Sequence[str], year: int, names: Names) -> list[dict[str, Any]]:
    """Return a year's indicators as they were typed. Raises: Misread, which names the row."""
    return list(_read_rows(lines, year, names))


def _read_rows(lines: Sequence[str], year: int, names: Names) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else "|")]
        if cells[0] == HEADS[0]:
            continue
        if len(cells) > len(HEADS):
            raise _refuse(number, _("칸이 %(n)s개입니다. %(of)s개까지 적으세요.", n=len(cells), of=len(HEADS)))
        filled = [*cells, *[""] * (len(HEADS) - len(cells))]
        yield _read(Line(number, dict(zip(HEADS, filled, strict=True))), year, names)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number, and its cells by their heads."""

    number: int
    cells: Mapping[str, str]

    def require(self, head: str) -> str:
        """Return what a cell says. Raises: Misread where it is empty."""
        if not self.cells[head]:
            raise _refuse(self.number, _("%(label)s 칸이 비었습니다.", label=_(head)))
        return self.cells[head]

    def choose(self, head: str, words: Mapping[str, str]) -> list[str]:
        """Return the codes of the names in a cell. Raises: Misread for one that is unknown."""
        return [self._find(head, each, words) for each in _split(self.cells[head])]

    def choose_one(self, head: str, words: Mapping[str, str]) -> str:
        """Return the code of the one name in a cell. Raises: Misread."""
        return self._find(head, self.require(head), words)

    def measure(self, head: str) -> str | None:
        """Return the number in a cell as text; None of an empty one. Raises: Misread."""
        text = self.cells[head].replace(",", "")
        return self._measure(head, text) if text else None

    def measure_each(self, head: str) -> list[str]:
        """Return the numbers in a cell as text. Raises: Misread."""
        return [self._measure(head, each.removesuffix("%")) for each in _split(self.cells[head])]

    def _find(self, head: str, word: str, words: Mapping[str, str]) -> str:
        found = find_code(words, word)
        if found is None:
            said = _("%(label)s 칸의 “%(word)s”은(는) 없는 이름입니다.", label=_(head), word=word[:40])
            raise _refuse(self.number, said)
        return found

    def _measure(self, head: str, text: str) -> str:
        try:
            return f"{Decimal(text):f}"
        except InvalidOperation as no:
            raise _refuse(self.number, _("%(label)s 칸에 숫자를 적으세요.", label=_(head))) from no


def _read(line: Line, year: int, names: Names) -> dict[str, Any]:
    """Return one indicator: target and plan of a quantitative one, a share for each rank of a qualitative one."""
    kind = line.choose_one("구분", PROVINCE_KIND_LABELS)
    whole = {
        "code": f"{year}-{line.require('코드')}",
        "number": line.require("번호"),
        "name": line.require("지표"),
        "kind": kind,
        "goal": line.choose_one("국정목표", names.goals),
        "weight": line.measure("배점") or line.require("배점"),
        "cvps": line.require("CVPS 코드"),
        "leads": line.choose("주관부서", names.departments),
        "supporting": line.choose("협조부서", names.departments),
        "post": line.require("담당"),
        "predecessor": line.cells["이어받는 지표"] or None,
    }
    if kind == IndicatorKind.QUALITATIVE:
        return {**whole, "shares": [int(Decimal(each)) for each in line.measure_each("순위별 득점률")]}
    return {
        **whole,
        "polarity": line.choose_one("방향", POLARITY_LABELS),
        "unit": line.require("단위"),
        "target": line.measure("목표") or line.require("목표"),
        "plan": line.measure_each("월별 계획"),
    }


def _split(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]


def _refuse(number: int, message: str) -> Misread:
    return Misread(NAME, _("%(n)s째 줄: %(message)s", n=number, message=message))
