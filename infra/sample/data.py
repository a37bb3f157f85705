"""Departments and holidays of the sample, filled up where the sources only count (ORG-02, ORG-03, ORG-04)."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
CALENDAR_YEARS: Final = range(2017, 2029)
"""The years of the public-holiday table (CAL-01)."""
UNNAMED: Final = (
    ("hq2018", "본청", "HEADQUARTERS", 26, "2018-01-01", "2023-12-31"),
    ("council2018", "의회", "COUNCIL", 1, "2018-01-01", "2023-12-31"),
    ("agency2018", "직속기관", "DIRECT_AGENCY", 6, "2018-01-01", "2023-12-31"),
    ("office2018", "사업소", "PROJECT_OFFICE", 2, "2018-01-01", "2023-12-31"),
    ("hq2024", "본청", "HEADQUARTERS", 34, "2024-01-01", None),
    ("agency2024", "직속기관", "DIRECT_AGENCY", 7, "2024-01-01", None),
    ("office2024", "사업소", "PROJECT_OFFICE", 1, "2024-01-01", None),
)
"""Departments that the sources count without naming: 2018 has 27/1/6/2/15, 2024 has 36/0/7/1/15 with the named ones."""

OFFICERS: Final = {"town-yeonmu": "officer"}
"""Departments whose officer's account is not named after them."""


def name_officer(department: str) -> str:
    """Return the account of a department's officer."""
    return OFFICERS.get(department, f"officer-{department}")


def list_departments() -> Iterator[dict[str, object]]:
    """Yield each department as the body of its registration."""
    for row in _read("departments.csv"):
        known = row["name_known"] == "true"
        yield {**row, "name_known": known, "town": row["town"] or None, "valid_until": row["valid_until"] or None}
    for code, name, kind, count, valid_from, valid_until in UNNAMED:
        for number in range(1, count + 1):
            own = f"{code}-{number:02d}"
            yield {
                "code": own,
                "name": f"{name} {number:02d}",
                "name_known": False,
                "kind": kind,
                "lineage": own,
                "valid_from": valid_from,
                "valid_until": valid_until,
            }


def list_holidays(years: Iterable[int] = CALENDAR_YEARS) -> Iterator[tuple[date, str]]:
    """Yield the public holidays of some years with their Korean names, by day (CAL-01)."""
    import holidays  # slow, and only who loads the sample needs it

    yield from sorted(holidays.country_holidays("KR", years=years, language="ko").items())


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
