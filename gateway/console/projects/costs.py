"""사업비 조서: the budget sheet of a plan year as a table equal to its rows, and where it deviates (PRJ-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.projects import Unit
from gateway.console.projects.amounts import NOTHING, show_bare
from gateway.console.projects.tables import Cell
from gateway.console.words import _
from gateway.exports.project_costs import Json, count_won, list_keys, pick
from gateway.labels.projects import SOURCE_LABELS
from gateway.views.discrepancy import Row as Discrepancy

SHEET: Final = "/projects/sheet"


@dataclass(frozen=True, slots=True)
class Head:
    """One column: `key` is `name`, `total`, `earlier`, `this_year`, `later`, or a source of this year."""

    key: str
    word: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where the sheet states a sum that its rows do not add up to."""

    place: str
    stated: str
    computed: str
    link: str
    decision: str


@dataclass(frozen=True, slots=True)
class Costs:
    """The sheet as a table."""

    year: int
    heads: list[Head]
    rows: list[list[Cell]]
    stated: list[Cell]
    """계, as the source has it."""
    computed: list[Cell]
    """What the rows add up to; empty where all is the same."""
    differs: list[bool]
    """By column."""
    deviations: list[Deviation]


def lay_out_costs(
    year: int, sheet: Json, discrepancies: Sequence[Discrepancy], decisions: Mapping[str, str], unit: Unit
) -> Costs:
    """Return the table of a sheet: a row a line, the stated sums, and the computed ones where they differ."""
    words = {
        "total": _("총사업비"),
        "earlier": _("기투자"),
        "later": _("이후"),
        "this_year": _("%(year)s년 계", year=year),
    }
    heads = [Head(key, words[key] if key in words else _(SOURCE_LABELS[key])) for key in list_keys(sheet)]
    stated, computed = ([pick(sheet[name], head.key) for head in heads] for name in ("stated", "computed"))
    differs = [count_won(one) != count_won(other) for one, other in zip(stated, computed, strict=True)]
    told = [_cell(each, unit) for each in computed]
    return Costs(
        year=year,
        heads=[Head("name", _("사업명")), *heads],
        rows=[[_name(line), *(_cell(pick(line, head.key), unit) for head in heads)] for line in sheet["lines"]],
        stated=[_cell(each, unit) for each in stated],
        computed=told if any(differs) else [],
        differs=differs,
        deviations=[_lay_out_deviation(each, decisions) for each in discrepancies],
    )


def _cell(told: Json | None, unit: Unit) -> Cell:
    shown = NOTHING if told is None else show_bare(told["won"], unit, is_approximate=told["is_approximate"])
    return Cell(shown, is_number=True)


def _name(line: Json) -> Cell:
    return Cell(line["name"], link=f"/projects/{line['project']}" if line.get("project") else "")


def _lay_out_deviation(each: Discrepancy, decisions: Mapping[str, str]) -> Deviation:
    decision = _(decisions[each.decision]) if each.decision else _("미결")
    link = f"/discrepancies/{each.discrepancy}"
    return Deviation(each.source or each.about_field or "", each.stated or "", each.computed or "", link, decision)
