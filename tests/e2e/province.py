"""Years of their own for tests of the province's evaluation: sets that are confirmed, what departments submit."""

from collections.abc import Iterator
from itertools import count

import httpx

from tests.e2e import asking
from tests.indicator_sets import Json, make_cycle, make_set

YEARS: Iterator[int] = count(2101)
"""Each year is given away once."""


def draft(operator: httpx.Client, year: int, *indicators: Json, **cycle: object) -> Json:
    """Write a year's set."""
    body = {"year": year, "cycle": make_cycle(year, **cycle), "indicator_set": make_set(*indicators)}
    return asking.post(operator, f"/v1/province-cycles/{year}/draft", body, 200)


def confirm(operator: httpx.Client, year: int, *indicators: Json, **cycle: object) -> Json:
    """Write a year's set and confirm it."""
    draft(operator, year, *indicators, **cycle)
    return asking.post(operator, f"/v1/province-cycles/{year}/confirm", {"year": year}, 200)


def submit(officer: httpx.Client, code: str, **other: object) -> Json:
    """Submit a result of a day long before the record date."""
    body = {"code": code, "measured_on": "2024-01-20", **other}
    return asking.post(officer, f"/v1/province-indicators/{code}/results", body, 200)
