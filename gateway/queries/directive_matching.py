"""What the board's SQL asks of a row, asked of a row in memory: for those that no table holds (DIR-22)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from gateway.views.directive_board import Row

if TYPE_CHECKING:
    from gateway.queries.directive_board import Filter

LATE: Final = "LATE"
NEVER: Final = date.max
"""Sorts a missing deadline last."""
SAME: Final = ("lead", "team", "kind", "visibility", "directive")
"""Conditions that name the value of a field."""
RowT = TypeVar("RowT", bound=Row)
Place = tuple[int | date, int]
"""Where a row stands in an order: its value, and its ordinal among equals."""


def choose(rows: Iterable[Row], wanted: "Filter", beyond: Place | None = None) -> list[Row]:
    """Return the rows that meet a filter, in its order; those after a place where one is given."""
    falls = wanted.sort.startswith("-")
    met = [row for row in rows if matches(row, wanted)]
    if beyond is not None:
        met = [row for row in met if (find_place(row, wanted) < beyond if falls else find_place(row, wanted) > beyond)]
    return order(met, wanted)


def order(rows: Iterable[RowT], wanted: "Filter") -> list[RowT]:
    """Return rows in the order of a filter."""
    return sorted(rows, key=lambda row: find_place(row, wanted), reverse=wanted.sort.startswith("-"))


def find_place(row: Row, wanted: "Filter") -> Place:
    """Return where a row stands in the order of a filter."""
    values: dict[str, int | date] = {
        "number": row.ordinal,
        "share_due": row.share_due,
        "report_due": row.report_due or NEVER,
        "due": row.due or NEVER,
    }
    return values[wanted.sort.removeprefix("-")], row.ordinal


def matches(row: Row, wanted: "Filter") -> bool:
    """Tell whether a row meets every condition; whoever asks may read its words."""
    due, late = row.due, wanted.today
    return (
        all(getattr(wanted, name) in {None, getattr(row, name)} for name in SAME)
        and (not wanted.states or row.state in wanted.states or (LATE in wanted.states and _is_before(due, late)))
        and (wanted.quarter is None or _was_live(row, *wanted.quarter))
        and (wanted.overdue is None or is_overdue(row, wanted.overdue, wanted.today))
        and (wanted.due_from is None or (due is not None and due >= wanted.due_from))
        and (wanted.due_until is None or (due is not None and due <= wanted.due_until))
        and (wanted.addressee is None or wanted.addressee in row.replies)
        and (wanted.origin is None or wanted.origin == (row.origin_kind, row.origin_id))
        and (wanted.q is None or _has_words(row, wanted.q))
    )


def is_overdue(row: Row, clock: str, today: date) -> bool:
    """Tell by whose delay a row is late: the coordinating office's, the lead's, an addressee's."""
    match clock:
        case "share":
            return row.state == "ISSUED" and row.share_due < today
        case "report":
            return row.state == "SHARED" and _is_before(row.report_due, today)
        case _:
            unmet = [reply["due"] for reply in row.replies.values() if reply["replied_on"] is None and reply["due"]]
            return row.ended_on is None and any(date.fromisoformat(due) < today for due in unmet)


def count(rows: Iterable[Row], today: date) -> dict[str, int]:
    """Return how many rows there are by state and lateness, as the board counts."""
    counted = list(rows)
    overdue = {f"{clock}_overdue": clock for clock in ("share", "report", "reply")}
    return {
        "all": len(counted),
        "to_share": sum(row.state == "ISSUED" for row in counted),
        "shared": sum(row.state == "SHARED" for row in counted),
        **{name: sum(is_overdue(row, clock, today) for row in counted) for name, clock in overdue.items()},
    }


def _was_live(row: Row, first: date, last: date) -> bool:
    return row.issued_on <= last and (row.ended_on is None or row.ended_on >= first)


def _has_words(row: Row, words: str) -> bool:
    bare = "".join(words.split()).casefold()
    return bare in row.text.replace(" ", "").casefold() or bare in row.number.casefold()


def _is_before(day: date | None, today: date) -> bool:
    return day is not None and day < today
