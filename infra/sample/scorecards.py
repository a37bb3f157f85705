"""The evaluation of departments in the sample: the plan of 2024 and what was reached in three quarters (EVL-01 to 12).

What was reached is no measurement: a rule spreads it by hash, evenly over all departments, as a training needs it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from contracts.evaluations.defaults import ADJUSTMENTS, CAP
from infra.sample.data import list_departments
from infra.sample.story import STARTS_AT, YEAR, Entry, read_moment

Body = dict[str, object]
OPERATOR: Final = "operator"
EXECUTIVE: Final = "executive"
"""Verifies what the office has entered."""
PLAN: Final = f"/v1/evaluation-plans/{YEAR}"
ENTRIES: Final = "/v1/scorecards/entries"
BEGUN_AT: Final = read_moment("01-10 10:00")
QUARTERS: Final = {
    1: (read_moment("04-08 10:00"), read_moment("04-11 10:00"), f"{YEAR}-03-31"),
    2: (read_moment("07-08 10:00"), read_moment("07-10 10:00"), f"{YEAR}-06-30"),
    3: (read_moment("10-07 10:00"), read_moment("10-11 10:00"), f"{YEAR}-09-30"),
}
"""When a quarter's actuals are entered, when they are verified, and of which day they are."""
RATED_AT: Final = read_moment("11-15 10:00")
NOTE: Final = "표본: 규칙으로 만든 값"
PLANNED: Final = (25, 50, 75)
"""Per cent of a year's target by the end of each quarter."""


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator that all departments of a group have, and fills its area."""

    code: str
    area: str
    kind: str
    weight: str
    name: str
    unit: str = "%"
    target: int = 100
    polarity: str = "HIGHER"


OFFICES: Final = (
    Line("directives-on-time", "지표달성도", "ATTAINMENT", "50", "지시사항 기한 내 처리율"),
    Line("tasks-done", "과제이행", "TASKS", "20", "주요업무 과제 이행률"),
    Line("citizens-content", "고객인식도", "PERCEPTION", "15", "민원인 만족도", "점"),
    Line("common-tasks", "공통과제", "TASKS", "10", "공통과제 이행률"),
)
TOWNS: Final = (
    Line("town-common", "공통지표", "ATTAINMENT", "60", "읍면동 공통지표 달성률"),
    Line("town-content", "고객만족도", "PERCEPTION", "30", "행정서비스 만족도", "점"),
    Line("town-tasks", "시정이행", "TASKS", "10", "시정 과제 이행률"),
)
NATURE: Final = {"code": "nature", "name": "지표성격", "kind": "RATED", "weight": "5"}


def list_entries() -> Iterator[Entry]:
    """Yield what is entered of the evaluation of departments."""
    groups = {"offices": (_list_codes(is_town=False), OFFICES), "towns": (_list_codes(is_town=True), TOWNS)}
    yield _enter("draft", BEGUN_AT, OPERATOR, f"{PLAN}/draft", {"year": YEAR, "scheme": _make_scheme(groups)})
    yield _enter("adopt", BEGUN_AT, OPERATOR, f"{PLAN}/adopt", {"year": YEAR})
    told = [(f"{YEAR}-{code}", line) for codes, lines in groups.values() for code in codes for line in lines]
    for quarter, (entered_at, verified_at, measured_on) in QUARTERS.items():
        records = [_record(card, line, quarter, measured_on) for card, line in told]
        verified = [_point("verify_actual", card, line, quarter) for card, line in told]
        yield _enter(f"q{quarter}", entered_at, OPERATOR, ENTRIES, {"entries": records})
        yield _enter(f"q{quarter}-verified", verified_at, EXECUTIVE, ENTRIES, {"entries": verified})
    ratings = [_rate(code) for code in groups["offices"][0]]
    yield _enter("rated", RATED_AT, EXECUTIVE, ENTRIES, {"entries": ratings})


def _enter(name: str, at: datetime, user: str, path: str, body: Body) -> Entry:
    return Entry(f"scorecards-{name}", at, user, path, body)


def _point(command: str, card: str, line: Line, quarter: int) -> Body:
    return {"type": f"evaluations.{command}.v1", "scorecard": card, "indicator": line.code, "quarter": quarter}


def _record(card: str, line: Line, quarter: int, measured_on: str) -> Body:
    value = _reach(line, card, quarter)
    return {**_point("record_actual", card, line, quarter), "value": value, "measured_on": measured_on, "note": NOTE}


def _rate(code: str) -> Body:
    points = str(_draw(code, "nature", 70, 31))
    return {"type": "evaluations.rate_area.v1", "scorecard": f"{YEAR}-{code}", "area": "nature", "points": points}


def _list_codes(*, is_town: bool) -> list[str]:
    day = str(STARTS_AT.date())
    valid = [each for each in list_departments() if not each["valid_until"] or str(each["valid_until"]) >= day]
    return [str(each["code"]) for each in valid if (each["kind"] == "TOWN_OFFICE") is is_town]


def _make_scheme(groups: dict[str, tuple[list[str], tuple[Line, ...]]]) -> Body:
    names = {"offices": "본청·직속기관·사업소", "towns": "읍면동"}
    return {
        "groups": [_make_group(code, names[code], *group) for code, group in groups.items()],
        "adjustments": [each.model_dump(mode="json") for each in ADJUSTMENTS],
        "bonus_cap": str(CAP),
        "penalty_cap": str(CAP),
    }


def _make_group(code: str, name: str, departments: Sequence[str], lines: Sequence[Line]) -> Body:
    areas: list[Body] = [
        {"code": line.code, "name": line.area, "kind": line.kind, "weight": line.weight} for line in lines
    ]
    common = [
        {
            "code": line.code,
            "area": line.code,
            "name": line.name,
            "polarity": line.polarity,
            "unit": line.unit,
            "weight": line.weight,
            "target": str(line.target),
        }
        for line in lines
    ]
    rated = [NATURE] if code == "offices" else []
    return {"code": code, "name": name, "departments": [*departments], "areas": [*areas, *rated], "common": common}


def _reach(line: Line, card: str, quarter: int) -> str:
    """Return what a department reached: a share of what was planned by then, for satisfaction its points."""
    drawn = _draw(card, line.code, 82, 19)
    if line.kind == "PERCEPTION":
        return str(drawn)
    return str(Decimal(line.target * PLANNED[quarter - 1] * drawn) / 10_000)


def _draw(key: str, kind: str, low: int, width: int) -> int:
    """Return a number from `low` on, below `low + width`, the same for the same words."""
    return low + int.from_bytes(sha256(f"sample {key} {kind}".encode()).digest()[:4], "big") % width
