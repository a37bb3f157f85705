"""The evaluation of departments in the sample: 2023 to its end, 2024 with three of its quarters (EVL-01 to 18).

What was reached is no measurement: a rule spreads it by hash, evenly over all departments, as a training needs it.
"""

from collections.abc import Iterator, Mapping, Sequence
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
EVALUATOR: Final = "evaluator"
ENTRIES: Final = "/v1/scorecards/entries"
BEGUN_AT: Final = read_moment("01-10 10:00")
QUARTERS: Final = {
    1: (read_moment("04-08 10:00"), read_moment("04-11 10:00"), f"{YEAR}-03-31"),
    2: (read_moment("07-08 10:00"), read_moment("07-10 10:00"), f"{YEAR}-06-30"),
    3: (read_moment("10-07 10:00"), read_moment("10-11 10:00"), f"{YEAR}-09-30"),
}
"""When a quarter's actuals are entered, when they are verified, and of which day they are."""
RATED_AT: Final = read_moment("11-15 10:00")
LAST_YEAR: Final = YEAR - 1
LAST_AT: Final = (
    *(read_moment("01-29 10:00"), read_moment("01-30 10:00"), read_moment("02-01 10:00")),
    *(read_moment("02-21 10:00"), read_moment("02-26 10:00")),
)
"""The year before: entered, verified and rated, places told, final after ten business days, awards (EVL-13)."""
REPLIED: Final = {
    "voice-library-reply": "office2024-01",
    "voice-clinic-reply": "hq2024-02",
    "voice-light-reply": "town-yeonmu",
}
"""Replies to what a town hall brought up, in time: a bonus of the department, by the reply's own event."""
OUTSIDE: Final = ("hq2024-01", "hq2024-02", "hq2024-03", "office2024-01")
"""Scorecards that an external evaluator has, of which he has rated all but the last (EVL-16)."""
NOTE: Final = "표본: 규칙으로 만든 값"
PLANNED: Final = (25, 50, 75, 100)
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


Groups = Mapping[str, tuple[Sequence[str], Sequence[Line]]]
"""Departments and indicators by group."""
AWARD_WON: Final = 3_000_000
OFFICES: Final = (
    Line("directives-on-time", "지표달성도", "ATTAINMENT", "50", "지시사항 기한 내 처리율"),
    Line("tasks-done", "과제이행", "TASKS", "20", "주요업무 과제 이행률"),
    Line("citizens-content", "고객인식도", "PERCEPTION", "15", "민원인 만족도", "점"),
    Line("common-tasks", "공통과제", "COMMON_TASKS", "10", "공통과제 이행률"),
)
TOWNS: Final = (
    Line("town-common", "공통지표", "ATTAINMENT", "60", "읍면동 공통지표 달성률"),
    Line("town-content", "고객만족도", "PERCEPTION", "30", "행정서비스 만족도", "점"),
    Line("town-tasks", "시정이행", "TASKS", "10", "시정 과제 이행률"),
)
NATURE: Final[Mapping[str, str]] = {"code": "nature", "name": "지표성격", "kind": "RATED", "weight": "5"}


def list_entries() -> Iterator[Entry]:
    """Yield what is entered of the evaluation of departments."""
    yield from _list_last_year()
    groups = _find_groups(str(STARTS_AT.date()))
    yield from _begin(YEAR, BEGUN_AT, groups)
    for quarter, (entered_at, verified_at, measured_on) in QUARTERS.items():
        yield from _tell_quarter(YEAR, groups, quarter, (entered_at, verified_at), measured_on)
    ratings = [_rate(YEAR, code) for code in groups["offices"][0]]
    yield _enter("rated", RATED_AT, EXECUTIVE, ENTRIES, {"entries": ratings})
    for reply, code in REPLIED.items():
        evidence = [{"context": "engagement", "position": f"{{{reply}-at}}"}]
        body: Body = {"scorecard": f"{YEAR}-{code}", "rule": "replies-on-time", "evidence": evidence}
        yield _enter(reply, RATED_AT, EXECUTIVE, f"/v1/scorecards/{YEAR}-{code}/adjust", body)
    assigned = [_assign(code) for code in OUTSIDE]
    yield _enter("assigned", RATED_AT, OPERATOR, ENTRIES, {"entries": assigned})
    outside = [_rate(YEAR, code, "outside") for code in OUTSIDE[:-1]]
    yield _enter("rated-outside", RATED_AT, EVALUATOR, ENTRIES, {"entries": outside})


def _list_last_year() -> Iterator[Entry]:
    """Yield the evaluation of the year before, from its plan to the awards."""
    year, groups = LAST_YEAR, _find_groups(f"{LAST_YEAR}-12-31")
    entered_at, verified_at, fixed_at, final_at, given_at = LAST_AT
    yield from _begin(year, entered_at, groups)
    yield from _tell_quarter(year, groups, 4, (entered_at, verified_at), f"{year}-12-31")
    ratings = [_rate(year, code) for code in groups["offices"][0]]
    yield _enter(f"{year}-rated", verified_at, EXECUTIVE, ENTRIES, {"entries": ratings})
    board = f"/v1/scoreboards/{year}"
    yield _enter(f"{year}-fixed", fixed_at, OPERATOR, f"{board}/fix", {"year": year})
    yield _enter(f"{year}-final", final_at, OPERATOR, f"{board}/finalise", {"year": year})
    for name, group in groups.items():
        card = f"{year}-{_find_best(year, *group)}"
        award: Body = {"name": "성과우수부서 포상", "amount_won": AWARD_WON, "given_on": str(given_at.date())}
        yield _enter(f"{year}-award-{name}", given_at, OPERATOR, f"/v1/scorecards/{card}/award",
                     {"scorecard": card, **award})  # fmt: skip


def _begin(year: int, at: datetime, groups: Groups) -> Iterator[Entry]:
    path = f"/v1/evaluation-plans/{year}"
    yield _enter(f"{year}-draft", at, OPERATOR, f"{path}/draft", {"year": year, "scheme": _make_scheme(groups)})
    yield _enter(f"{year}-adopt", at, OPERATOR, f"{path}/adopt", {"year": year})


def _tell_quarter(
    year: int, groups: Groups, quarter: int, times: tuple[datetime, datetime], measured_on: str
) -> Iterator[Entry]:
    """Yield what all departments reached by the end of a quarter, and its verification by somebody else."""
    told = [(f"{year}-{code}", line) for codes, lines in groups.values() for code in codes for line in lines]
    records = [_record(card, line, quarter, measured_on) for card, line in told]
    verified = [{**_point("verify_actual", card, line, quarter), "number": 1} for card, line in told]
    yield _enter(f"{year}-q{quarter}", times[0], OPERATOR, ENTRIES, {"entries": records})
    yield _enter(f"{year}-q{quarter}-verified", times[1], EXECUTIVE, ENTRIES, {"entries": verified})


def _find_groups(day: str) -> Groups:
    """Return the departments of a day by group, with the indicators of each."""
    return {"offices": (_list_codes(day, is_town=False), OFFICES), "towns": (_list_codes(day, is_town=True), TOWNS)}


def _find_best(year: int, codes: Sequence[str], lines: Sequence[Line]) -> str:
    """Return who is first of a group: each indicator is worth its weight times what was drawn, and so is the rating."""

    def total(code: str) -> int:
        drawn = sum(int(line.weight) * _draw(f"{year}-{code}", line.code, 82, 19) for line in lines)
        return drawn + (int(NATURE["weight"]) * _draw_rating(year, code) if lines is OFFICES else 0)

    return max(codes, key=total)


def _enter(name: str, at: datetime, user: str, path: str, body: Body) -> Entry:
    return Entry(f"scorecards-{name}", at, user, path, body)


def _point(command: str, card: str, line: Line, quarter: int) -> Body:
    return {"type": f"evaluations.{command}.v1", "scorecard": card, "indicator": line.code, "quarter": quarter}


def _record(card: str, line: Line, quarter: int, measured_on: str) -> Body:
    value = _reach(line, card, quarter)
    return {**_point("record_actual", card, line, quarter), "value": value, "measured_on": measured_on, "note": NOTE}


def _rate(year: int, code: str, kind: str = "nature") -> Body:
    points = str(_draw_rating(year, code, kind))
    return {"type": "evaluations.rate_area.v1", "scorecard": f"{year}-{code}", "area": "nature", "points": points}


def _draw_rating(year: int, code: str, kind: str = "nature") -> int:
    return _draw(f"{year}-{code}", kind, 70, 31)


def _assign(code: str) -> Body:
    return {"type": "evaluations.assign_evaluator.v1", "scorecard": f"{YEAR}-{code}", "evaluator": EVALUATOR}


def _list_codes(day: str, *, is_town: bool) -> list[str]:
    valid = [
        each
        for each in list_departments()
        if str(each["valid_from"]) <= day and (not each["valid_until"] or str(each["valid_until"]) >= day)
    ]
    return [str(each["code"]) for each in valid if (each["kind"] == "TOWN_OFFICE") is is_town]


def _make_scheme(groups: Groups) -> Body:
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
