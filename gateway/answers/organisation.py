"""The departments of a day by kind, counted beside declared (ORG-02, ORG-03)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel

from contracts.registry import DepartmentKind, TownKind
from gateway.labels import DEPARTMENT_KIND_LABELS, TOWN_LABELS, Labelled, label
from gateway.views.department import Row as DepartmentRow
from gateway.views.department_counts import Row as DeclaredRow

_KINDS: Final = tuple(kind for kind in DepartmentKind if kind is not DepartmentKind.BUREAU)


class Count(BaseModel):
    """How many departments of one kind, counted and as a document declares it."""

    kind: Labelled
    counted: int
    declared: int | None
    """Null where nothing is declared for the day."""
    differs: bool


class Counts(BaseModel):
    """The departments of a day by kind; a bureau holds departments and is none (ORG-02)."""

    as_of: date
    total: Count
    kinds: list[Count]
    towns: list[Count]
    declared_from: date | None
    source: str | None
    """Document and line of the declaration."""
    differs: bool
    """True: the registry and the declaration differ somewhere."""


def compare(day: date, found: Sequence[DepartmentRow], declared: DeclaredRow | None) -> Counts:
    """Return the departments of a day by kind beside what is declared for it."""
    kinds = Counter(row.kind for row in found if row.kind != DepartmentKind.BUREAU)
    towns = Counter(row.town for row in found if row.town is not None)
    total = _count("TOTAL", {"TOTAL": "전체"}, kinds.total(), declared.total if declared else None)
    said = declared.kinds if declared else None
    of_towns = declared.towns if declared else None
    by_kind = [_count(each, DEPARTMENT_KIND_LABELS, kinds[each], _find(said, each)) for each in _KINDS]
    by_town = [_count(each, TOWN_LABELS, towns[each], _find(of_towns, each)) for each in TownKind]
    return Counts(
        as_of=day,
        total=total,
        kinds=by_kind,
        towns=by_town,
        declared_from=declared.valid_from if declared else None,
        source=declared.source if declared else None,
        differs=any(each.differs for each in (total, *by_kind, *by_town)),
    )


def _find(declared: Mapping[str, int] | None, kind: str) -> int | None:
    return None if declared is None else declared.get(kind, 0)


def _count(code: str, labels: Mapping[str, str], counted: int, declared: int | None) -> Count:
    return Count(
        kind=label(code, labels),
        counted=counted,
        declared=declared,
        differs=declared is not None and declared != counted,
    )
