"""Years of their own for tests of the evaluations: departments that exist in one year only, and plans for them."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from tests.e2e import asking

Json = dict[str, Any]
YEARS: Iterator[int] = count(1910)
"""Each year is given away once: nobody else registers departments of it."""
AREAS: Sequence[Json] = (
    {"code": "indicators", "name": "지표달성도", "kind": "ATTAINMENT", "weight": "50"},
    {"code": "tasks", "name": "과제이행수준", "kind": "TASKS", "weight": "20"},
    {"code": "perception", "name": "고객인식도", "kind": "PERCEPTION", "weight": "15"},
    {"code": "common", "name": "공통과제", "kind": "COMMON_TASKS", "weight": "10"},
    {"code": "nature", "name": "지표성격", "kind": "RATED", "weight": "5"},
)
"""Those of the 본청 group (domain.md 4.4)."""
ADJUSTMENTS: Sequence[Json] = (
    {"code": "bid-won", "name": "공모선정", "sign": "BONUS", "points": "0.5", "most": "1.0"},
    {"code": "award", "name": "대외수상", "sign": "BONUS", "points": "0.5"},
    {"code": "late-report", "name": "우선보고 지연", "sign": "PENALTY", "points": "0.1", "most": "1.0"},
    {"code": "severe", "name": "청렴 위반(중대)", "sign": "PENALTY", "points": "2.0", "bars_top": True},
)


@dataclass(frozen=True, slots=True)
class Year:
    """A year and the departments that exist in it."""

    year: int
    departments: Sequence[str]

    @property
    def path(self) -> str:
        """Where its plan is."""
        return f"/v1/evaluation-plans/{self.year}"


def open_year(operator: httpx.Client, departments: int) -> Year:
    """Register departments of a year that nobody else has."""
    year = next(YEARS)
    codes = [f"of-{year}-{n}" for n in range(departments)]
    for code in codes:
        body = {
            "code": code,
            "name": f"시험 부서 {code}",
            "name_known": True,
            "kind": "HEADQUARTERS",
            "lineage": code,
            "valid_from": f"{year}-01-01",
            "valid_until": f"{year}-12-31",
        }
        asking.post(operator, "/v1/org/departments", body)
    return Year(year, codes)


def make_group(departments: Sequence[str], **other: object) -> Json:
    """Return a group with the areas of the 본청."""
    return {"code": "headquarters", "name": "본청", "departments": [*departments], "areas": [*AREAS], **other}


def make_scheme(*groups: Json, **other: object) -> Json:
    """Return a plan with the usual adjustments."""
    return {"groups": [*groups], "adjustments": [*ADJUSTMENTS], "bonus_cap": "2.5", "penalty_cap": "2.5", **other}


def adopt(operator: httpx.Client, of_year: Year, scheme: Json, **late: str) -> Json:
    """Write a plan and begin by it."""
    asking.post(operator, f"{of_year.path}/draft", {"year": of_year.year, "scheme": scheme}, 200, **late)
    return asking.post(operator, f"{of_year.path}/adopt", {"year": of_year.year}, 200, **late)


def evaluate_some(operator: httpx.Client, year: int, departments: Sequence[str], scheme: Json) -> None:
    """Begin the evaluation of a year that has other departments too: the refusal of a plan names them."""
    path, key = f"/v1/evaluation-plans/{year}/draft", {"Idempotency-Key": uuid.uuid4().hex}
    answer = operator.post(path, json={"year": year, "scheme": scheme}, headers=key).json()
    left_out = answer["current"]["missing"].split(",")
    adopt(operator, Year(year, departments), {**scheme, "left_out": left_out})


def make_terms(area: str, weight: str, target: str, polarity: str = "HIGHER") -> Json:
    """Return what an indicator says."""
    told = {"area": area, "name": f"{area} 지표", "definition": "건수의 비율", "unit": "%"}
    return {**told, "polarity": polarity, "weight": weight, "target": target}


@dataclass(frozen=True, slots=True)
class Desk:
    """The office, which enters, and the vice mayor, who verifies what the office has entered."""

    operator: httpx.Client
    executive: httpx.Client
    late: Mapping[str, str] = field(default_factory=dict)
    """When all happened, where that was before today, with the ground."""

    def act(self, card: str, act: str, *, by: httpx.Client | None = None, **body: object) -> Json:
        """Do something to a scorecard."""
        return asking.post(
            by or self.operator, f"/v1/scorecards/{card}/{act}", {"scorecard": card, **body}, 200, **self.late
        )

    def agree(self, card: str, terms: Json) -> str:
        """Propose an indicator and confirm it; return its id."""
        made = str(self.act(card, "propose-indicator", terms=terms)["id"])
        self.act(card, "confirm-indicator", indicator=made)
        return made

    def reach(self, card: str, indicator: str, value: str, quarter: int = 4) -> Json:
        """Tell for the first time what was reached by the end of a quarter, and verify it."""
        told: Json = {"indicator": indicator, "quarter": quarter}
        self.act(card, "record-actual", **told, value=value, measured_on="2024-01-20")
        return self.act(card, "verify-actual", by=self.executive, **told, number=1)

    def fill(self, card: str, **values: str) -> dict[str, str]:
        """Agree on one indicator for each area, target 100, and tell what was reached; return the ids by area."""
        weights = {str(each["code"]): str(each["weight"]) for each in AREAS if each["kind"] != "RATED"}
        made = {area: self.agree(card, make_terms(area, weight, "100")) for area, weight in weights.items()}
        for area, value in values.items():
            self.reach(card, made[area], value)
        return made
