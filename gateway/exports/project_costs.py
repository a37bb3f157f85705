"""사업비 조서 as a file: one row a line, the stated sums below; in won on a sheet, in a unit on paper (PRJ-04)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.projects import Amount, Source, Unit
from contracts.projects.money import LABEL_OF_UNIT, show_amount
from gateway.exports.papers import Block, Grid, Line, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from gateway.labels.projects import SOURCE_LABELS

Json = Mapping[str, Any]
NAME_WIDTH: Final = 14
NUMBER_WIDTH: Final = 6


@dataclass(frozen=True, slots=True)
class Costs:
    """A plan's sheet, and of when it is."""

    year: int
    sheet: Json
    unit: Unit
    """Of the paper; a workbook holds won."""
    at: datetime
    position: int
    is_sample: bool

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"{self.year}년 사업비 조서"

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return f"{self.title}{' 교육용 표본' if self.is_sample else ''}"

    @property
    def foot(self) -> str:
        """What stands under each page."""
        parts = (f"기준 {self.at:%Y. %m. %d. %H:%M}", f"기록 위치 {self.position:,}")
        return " · ".join(("교육용 표본", *parts) if self.is_sample else parts)


def list_keys(sheet: Json) -> list[str]:
    """Return the columns that something stands in, in the order of the documents; a source is one of this year's."""
    rows = [*sheet["lines"], sheet["stated"], sheet["computed"]]
    keys = ("total", "earlier", "this_year", *Source, "later")
    return [str(key) for key in keys if key in {"total", "this_year"} or any(pick(row, key) for row in rows)]


def pick(row: Json, key: str) -> Json | None:
    """Return the amount of a column; None where the sheet leaves it open."""
    if key in set(Source):
        sources: Sequence[Json] = row["sources"]
        return next((each["amount"] for each in sources if each["source"] == key), None)
    found: Json | None = row.get(key)
    return found


def count_won(told: Json | None) -> int:
    """Return an amount in won; 0 of what is left open."""
    return 0 if told is None else int(told["won"])


def list_columns(costs: Costs) -> list[tuple[str, str]]:
    """Return the columns: key and word."""
    words = {
        "total": "총사업비",
        "earlier": "기투자",
        "this_year": f"{costs.year}년 계",
        "later": "이후",
        **SOURCE_LABELS,
    }
    return [(key, words[key]) for key in list_keys(costs.sheet)]


def list_rows(costs: Costs) -> list[tuple[str, list[Json | None]]]:
    """Return the lines, the stated sums, and the computed ones where they differ."""
    keys = [key for key, _word in list_columns(costs)]
    rows = [(line["name"], [pick(line, key) for key in keys]) for line in costs.sheet["lines"]]
    stated, computed = ([pick(costs.sheet[name], key) for key in keys] for name in ("stated", "computed"))
    rows.append(("계", stated))
    if [count_won(each) for each in stated] != [count_won(each) for each in computed]:
        rows.append(("더한 값", computed))
    return rows


def make_book(costs: Costs) -> Workbook:
    """Return the sheet as a workbook, in won."""
    columns = (Column("사업명", 36), *(Column(f"{word}(원)", 16, Kind.COUNT) for _key, word in list_columns(costs)))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(None if each is None else int(each["won"]) for each in amounts)) for name, amounts in list_rows(costs)
    )
    return Workbook(costs.title, costs.at, (Sheet("사업비 조서", columns, rows),), (costs.foot,))


def make_paper(costs: Costs) -> Paper:
    """Return the sheet as a 한글 paper that lies across."""
    return Paper(
        costs.title, f"기준 {costs.at:%Y. %m. %d.}", costs.at, tuple(_list_blocks(costs)), costs.foot, is_wide=True
    )


def _list_blocks(costs: Costs) -> Iterator[Block]:
    columns, rows = list_columns(costs), list_rows(costs)
    yield Part(f"사업비 조서 {len(costs.sheet['lines'])}건")
    yield Line(f"단위: {LABEL_OF_UNIT[costs.unit]}", 3)
    cells = tuple((name, *(_show(each, costs.unit) for each in amounts)) for name, amounts in rows)
    widths = (NAME_WIDTH, *(NUMBER_WIDTH for _each in columns))
    yield Grid(("사업명", *(word for _key, word in columns)), widths, cells, frozenset(range(1, len(widths))))
    if rows[-1][0] != "계":
        yield Line("적힌 계와 더한 값이 달라 불일치 대장에 남김", 3)


def _show(told: Json | None, unit: Unit) -> str:
    if told is None:
        return "-"
    shown = show_amount(Amount.model_validate(told), unit)
    return shown.removesuffix(LABEL_OF_UNIT[unit])
