"""What the pages of pledges share: chips of states, addresses, names of fields, rates in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from contracts.calendar.periods import Precision, find_period
from contracts.evaluations.pledges import PledgeState
from gateway.answers.pledges import RateTold
from gateway.console.present import Chip, ChipKind
from gateway.console.registers.declaring import Cell, Fact, Part
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.labels.pledges import PLEDGE_STATE_LABELS
from gateway.queries import pledge_set
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.pledge_set import Row as SetRow

PATH: Final = "/pledges"
BOARD: Final = f"{PATH}/board"
QUARTERS: Final = f"{PATH}/quarters"
CHANGES: Final = "/pledge-changes"
OPEN: Final = "/open/pledges"
SETS: Final = "/pledge-sets"
GRADES: Final = "/pledge-grades"
WAYS: Final = (
    (BOARD, "공약 현황"),
    (PATH, "공약"),
    (QUARTERS, "분기 점검"),
    (CHANGES, "공약 변경"),
    (SETS, "임기별 공약"),
    (GRADES, "외부평가"),
)
"""What stands beside each page: address and word."""
LONGEST_TERM: Final = 2
"""Digits of a term's number."""
SHOWN: Final = 12
"""Quarters to choose from: three years."""
_KINDS: Final[Mapping[str, ChipKind]] = {
    PledgeState.REGISTERED: ChipKind.WAITING,
    PledgeState.ON_TRACK: ChipKind.MOVING,
    PledgeState.PARTIAL: ChipKind.SOON,
    PledgeState.DONE: ChipKind.DONE,
    PledgeState.CONTINUING: ChipKind.AHEAD,
    PledgeState.ON_HOLD: ChipKind.RETURNED,
    PledgeState.ABANDONED: ChipKind.ENDED,
}


def make_chip(state: str) -> Chip:
    """Return a state in shape, word and colour."""
    return Chip(_KINDS[state], _(PLEDGE_STATE_LABELS[state]), "")


def link(**wanted: object) -> str:
    """Return the address of the pledges that some numbers count."""
    return f"{PATH}?{urlencode({name: str(value) for name, value in wanted.items() if value is not None})}"


def name_fields(row: SetRow) -> dict[str, str]:
    """Return the names of a set's fields by code, in their order."""
    return {each["code"]: each["name"] for each in row.fields}


async def find_set(snapshot: Snapshot, term: int | None) -> SetRow | None:
    """Return the pledges of a term, of the latest one where none is named."""
    if term is not None:
        return await find_row(snapshot, pledge_set.VIEW, term)
    page = await list_page(snapshot, pledge_set.VIEW, [], pledge_set.ORDER, Place(1, is_falling=True))
    return page.rows[0] if page.rows else None


def read_term(text: str) -> int | None:
    """Return the number of a term that an address names."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_TERM else None


def tell_rates(rates: Iterable[RateTold]) -> tuple[Fact, ...]:
    """Return each rate with its numerator, denominator and formula (EVL-68)."""
    return tuple(
        Fact(
            each.name,
            f"{each.percent}%" if each.percent is not None else "–",
            f"{each.numerator:,} ÷ {each.denominator:,} · {_(each.formula)}",
        )
        for each in rates
    )


def lay_out_states(states: Iterable[tuple[str, int]], whole: int, links: Mapping[str, str]) -> Part:
    """Return how many pledges stand how, as a table with bars; each number opens where it has a link."""
    return Part(
        "추진상태",
        heads=(("추진상태", "main"), ("공약", "num"), ("비중", "")),
        rows=tuple(
            (
                Cell(chip=make_chip(state)),
                Cell(f"{count:,}", link=links.get(state, "") if count else ""),
                Cell(f"{count:,} / {whole:,}", bar=(count, whole or 1)),
            )
            for state, count in states
        ),
    )


def list_quarters(today: date, most: int = SHOWN) -> list[str]:
    """Return the last quarters up to that of the day, the newest first."""
    year, _sign, number = find_period(Precision.QUARTER, today).value.partition("-Q")
    last = int(year) * 4 + int(number) - 1
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(last, last - most, -1)]


def tell_plan(plan: Mapping[str, Any]) -> str:
    """Return a plan's targets, a line each."""
    return "\n".join(f"{each['year']} {each['progress']}% {each['target']}" for each in plan["targets"])
