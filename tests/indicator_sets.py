"""Sets of indicators as the API takes them: leagues, a year's dates, what is measured and what is ranked."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
LEAD = "town-yeonmu"
"""Of the account `officer`."""
CITIES = ("천안", "공주", "보령", "아산", "서산", "논산", "계룡", "당진")
COUNTIES = ("금산", "부여", "서천", "청양", "홍성", "예산", "태안")


def make_cycle(year: int, **other: object) -> Json:
    """Return a year as that of 2018 was: 15 cities and counties, two deadlines, a record date."""
    return {
        "leagues": [
            make_league("si", "시부", CITIES, [1, 2, 2, 2, 1]),
            make_league("gun", "군부", COUNTIES, [1, 2, 2, 1, 1]),
        ],
        "city": "si-6",
        "record_date": f"{year}-12-31",
        "phases": [{"name": "평가", "first": f"{year + 1}-01-01", "last": f"{year + 1}-08-31"}],
        "qualitative_due": f"{year}-10-31",
        "quantitative_due": f"{year}-12-31",
        "target": "900",
        "goals": [{"code": f"goal-{n}", "name": f"국정목표 {n}"} for n in range(1, 6)],
        **other,
    }


def make_league(code: str, name: str, cities: Sequence[str], bands: Sequence[int]) -> Json:
    """Return a league; its cities are numbered from 1."""
    named = [{"code": f"{code}-{n}", "name": city} for n, city in enumerate(cities, 1)]
    return {"code": code, "name": name, "cities": named, "bands": [*bands]}


def make_quantity(year: int, n: int, weight: str, **other: object) -> Json:
    """Return a quantitative indicator: 90 of something is its target."""
    return {
        "code": f"{year}-q{n:03}",
        "number": f"정량-{n:03}",
        "name": f"시험 정량지표 {n}",
        "kind": "QUANTITATIVE",
        "goal": f"goal-{1 + n % 5}",
        "weight": weight,
        "cvps": f"CVPS-{year}-{n:03}",
        "leads": [LEAD],
        "post": "성과관리팀장",
        "polarity": "HIGHER",
        "unit": "건",
        "target": "90",
        **other,
    }


def make_quality(year: int, n: int, weight: str, **other: object) -> Json:
    """Return a qualitative indicator: the first of eight gets all, each further one a tenth less."""
    return {
        "code": f"{year}-s{n:03}",
        "number": f"정성-{n:03}",
        "name": f"시험 정성지표 {n}",
        "kind": "QUALITATIVE",
        "goal": f"goal-{1 + n % 5}",
        "weight": weight,
        "cvps": f"CVPS-{year}-S{n:03}",
        "leads": [LEAD],
        "post": "성과관리팀장",
        "shares": [100, 90, 80, 70, 60, 50, 40, 30],
        **other,
    }


def make_set(*indicators: Json) -> Json:
    """Return a set with its own counts."""
    quantitative = sum(each["kind"] == "QUANTITATIVE" for each in indicators)
    return {
        "quantitative": quantitative,
        "qualitative": len(indicators) - quantitative,
        "indicators": [*indicators],
    }
