"""The sample's rows, read from its files and filled up where the sources only count (ORG-02, ORG-03, ORG-04)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import holidays

from infra.clock import SEOUL

_FOLDER: Final = Path(__file__).parent
ENDS_AT: Final = datetime(2024, 1, 25, 9, 0, tzinfo=SEOUL)
"""What the manual clock shows when the sample is loaded: later than every row of it."""
STARTS_AT: Final = datetime(2024, 1, 2, 8, 0, tzinfo=SEOUL)
"""What it shows first: a manual clock is chosen before anything is entered."""
CALENDAR_YEARS: Final = range(2017, 2029)
"""The years of the public-holiday table (CAL-01)."""
UNNAMED: Final = (
    ("hq2018", "본청", "HEADQUARTERS", 26, "2018-01-01", "2023-12-31"),
    ("council2018", "의회", "COUNCIL", 1, "2018-01-01", "2023-12-31"),
    ("agency2018", "직속기관", "DIRECT_AGENCY", 6, "2018-01-01", "2023-12-31"),
    ("office2018", "사업소", "PROJECT_OFFICE", 2, "2018-01-01", "2023-12-31"),
    ("hq2024", "본청", "HEADQUARTERS", 35, "2024-01-01", None),
    ("agency2024", "직속기관", "DIRECT_AGENCY", 7, "2024-01-01", None),
    ("office2024", "사업소", "PROJECT_OFFICE", 1, "2024-01-01", None),
)
"""Departments that the sources count without naming: 2018 has 27/1/6/2/15, 2024 has 36/0/7/1/15 with the named ones."""


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive of the sample; days and times are Seoul's."""

    ref: str
    issued_at: datetime
    issuer: str
    """Account that issues it."""
    body: dict[str, object]
    shared_at: datetime | None
    """None while the coordinating office has not shared it."""
    share: dict[str, object]


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
    yield from sorted(holidays.country_holidays("KR", years=years, language="ko").items())


def list_directives() -> Iterator[Directive]:
    """Yield the directives by the time of their issue."""
    for row in _read("directives.csv"):
        yield Directive(
            ref=row["ref"],
            issued_at=_read_time(row["issued_at"]),
            issuer=row["issuer"],
            body={"text": row["text"], "kind": row["kind"], "meeting": row["meeting"] or None},
            shared_at=_read_time(row["shared_at"]) if row["shared_at"] else None,
            share={"lead": row["lead"], "supporting": row["supporting"].split()},
        )


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _read_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)
