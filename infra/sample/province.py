"""The province's evaluation in the sample: the sets of 2018 and 2024, what was announced, a few results (EVL-30 to 43).

The sources count the indicators and name none: numbers stand for names, and leads are spread over the departments.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from infra.sample.data import list_departments, name_officer
from infra.sample.story import Entry, read_moment

Body = dict[str, object]
OPERATOR: Final = "operator"
CYCLES: Final = "/v1/province-cycles"
CITIES: Final = (
    ("cheonan", "천안시"),
    ("gongju", "공주시"),
    ("boryeong", "보령시"),
    ("asan", "아산시"),
    ("seosan", "서산시"),
    ("nonsan", "논산시"),
    ("gyeryong", "계룡시"),
    ("dangjin", "당진시"),
)
COUNTIES: Final = (
    ("geumsan", "금산군"),
    ("buyeo", "부여군"),
    ("seocheon", "서천군"),
    ("cheongyang", "청양군"),
    ("hongseong", "홍성군"),
    ("yesan", "예산군"),
    ("taean", "태안군"),
)
GOALS_OF_2018: Final = (
    "국민이 주인인 정부",
    "더불어 잘사는 경제",
    "내 삶을 책임지는 국가",
    "고르게 발전하는 지역",
    "평화와 번영의 한반도",
)
GOALS_OF_2024: Final = (
    "상식이 회복된 반듯한 나라",
    "민간이 끌고 정부가 미는 역동적 경제",
    "따뜻한 동행, 모두가 행복한 사회",
    "자율과 창의로 만드는 담대한 미래",
    "대한민국 어디서나 살기 좋은 지방시대",
)
SHARES: Final = (100, 90, 80, 70, 60, 50, 40, 30)
CARRIED: Final = 20
"""Indicators of 2024 that carry on one of 2018: for teaching."""
MONTHS: Final = 12
BRIEFED: Final = range(5, 12)
"""Months whose briefing the sample has come to: it ends on 2 December."""
FIRST: Final = "town-yeonmu"
"""Reports in January already: its account is the sample's `officer`."""
REPORTED: Final = {"01-22 10:00": 8, "05-20 10:00": 41, "09-20 10:00": 78}
"""Per cent of the target that towns report, by when."""


def list_entries() -> Iterator[Entry]:
    """Yield what is entered of the province's evaluation."""
    begun = read_moment("01-03 10:00")
    yield _enter("set-2018", begun, f"{CYCLES}/2018/draft{_date('2018-03-05')}", _make_set_of_2018())
    yield _enter("confirm-2018", begun, f"{CYCLES}/2018/confirm{_date('2018-03-06')}", {"year": 2018})
    yield _enter("league-2018", begun, f"{CYCLES}/2018/league-results{_date('2019-08-30')}", _make_result())
    yield _enter("set-2024", read_moment("01-08 10:00"), f"{CYCLES}/2024/draft", _make_set_of_2024())
    yield _enter("confirm-2024", read_moment("01-15 10:00"), f"{CYCLES}/2024/confirm", {"year": 2024})
    for at, percent in REPORTED.items():
        yield from _report(at, percent)
    for month in BRIEFED:
        body: Body = {"year": 2024, "month": month}
        yield _enter(f"briefing-{month}", read_moment(f"{month:02}-27 14:00"), f"{CYCLES}/2024/briefings", body)


def _enter(name: str, at: datetime, path: str, body: Body, user: str = OPERATOR) -> Entry:
    return Entry(f"province-{name}", at, user, path, body)


def _date(day: str) -> str:
    """Return what enters something of a past day (소급)."""
    told = {"effective_at": f"{day}T09:00:00+09:00", "ground": "2018년 시군평가 자료를 옮겨 적음"}
    return f"?{urlencode(told)}"


def _make_set_of_2018() -> Body:
    quantities = [_make_quantity(2018, n, "7") for n in range(1, 107)]
    qualities = [_make_quality(2018, n, "13" if n <= 6 else "12") for n in range(1, 22)]
    dates = {"qualitative_due": "2018-10-31", "quantitative_due": "2018-12-31", "record_date": "2018-12-31"}
    phases = [{"name": "평가", "first": "2019-01-01", "last": "2019-08-31"}]
    return _make_body(2018, {**dates, "phases": phases}, GOALS_OF_2018, (quantities, qualities))


def _make_set_of_2024() -> Body:
    quantities = [_make_quantity(2024, n, "10") for n in range(1, 76)]
    qualities = [_make_quality(2024, n, "17" if n <= 10 else "16") for n in range(1, 16)]
    for each in quantities[:CARRIED]:
        each["predecessor"] = str(each["code"]).replace("2024", "2018")
    dates = {"qualitative_due": "2024-10-31", "quantitative_due": "2024-12-31", "record_date": "2024-12-31"}
    phases = [
        {"name": "실적 제출", "first": "2025-01-01", "last": "2025-01-31"},
        {"name": "검증·평가", "first": "2025-02-01", "last": "2025-04-30"},
    ]
    return _make_body(2024, {**dates, "phases": phases}, GOALS_OF_2024, (quantities, qualities))


def _make_body(year: int, dates: Body, goals: Sequence[str], indicators: tuple[list[Body], list[Body]]) -> Body:
    quantities, qualities = indicators
    leagues = [
        _make_league("si", "시부", CITIES, (1, 2, 2, 2, 1)),
        _make_league("gun", "군부", COUNTIES, (1, 2, 2, 1, 1)),
    ]
    named = [{"code": f"goal-{n}", "name": name} for n, name in enumerate(goals, 1)]
    cycle: Body = {**dates, "leagues": leagues, "city": "nonsan", "target": "900", "goals": named}
    counts = {"quantitative": len(quantities), "qualitative": len(qualities)}
    return {"year": year, "cycle": cycle, "indicator_set": {**counts, "indicators": [*quantities, *qualities]}}


def _make_league(code: str, name: str, cities: Sequence[tuple[str, str]], bands: Sequence[int]) -> Body:
    named = [{"code": city, "name": word} for city, word in cities]
    return {"code": code, "name": name, "cities": named, "bands": [*bands]}


def _make_quantity(year: int, n: int, weight: str) -> Body:
    """Return an indicator whose hundred are to be reached month by month."""
    return {
        **_make_indicator(year, n, "q", "정량", weight),
        "kind": "QUANTITATIVE",
        "polarity": "HIGHER",
        "unit": "%",
        "target": "100",
        "plan": [str(100 * month // MONTHS) for month in range(1, MONTHS + 1)],
    }


def _make_quality(year: int, n: int, weight: str) -> Body:
    return {**_make_indicator(year, n, "s", "정성", weight), "kind": "QUALITATIVE", "shares": [*SHARES]}


def _make_indicator(year: int, n: int, sign: str, word: str, weight: str) -> Body:
    leads = _list_leads(year)
    return {
        "code": f"{year}-{sign}{n:03}",
        "number": f"{word}-{n:03}",
        "name": f"{word}지표 {n:03} (이름 미상)",
        "goal": f"goal-{1 + n % 5}",
        "weight": weight,
        "cvps": f"CVPS-{year}-{sign.upper()}{n:03}",
        "leads": [leads[n % len(leads)]],
        "post": "지표 담당 팀장",
    }


def _list_leads(year: int) -> list[str]:
    """Return the departments that are there at the end of a year."""
    last = date(year, 12, 31).isoformat()
    return [
        str(each["code"])
        for each in list_departments()
        if str(each["valid_from"]) <= last <= str(each["valid_until"] or last)
    ]


def _make_result() -> Body:
    """Return what was announced of 2018: ours alone; 19.046 is the source's own number (INC-43)."""
    told: Body = {
        "points": [{"city": "nonsan", "points": "873.036"}],
        "stated_average": "853.989",
        "stated_gap": "19.046",
        "stated_rank": 2,
        "incentive": 200_000_000,
        "announced_on": "2019-08-30",
        "source": "2019년 충청남도 시군평가 발표 보도",
    }
    return {"year": 2018, "league": "si", "result": told}


def _report(at: str, percent: int) -> Iterator[Entry]:
    """Yield what the towns report that lead one of the first indicators of 2024."""
    leads = _list_leads(2024)
    moment = read_moment(at)
    for n in range(1, 20):
        lead = leads[n % len(leads)]
        if lead == FIRST or (lead.startswith("town-") and moment.month > 1):
            code = f"2024-q{n:03}"
            value = str(percent + n % 7)
            body: Body = {"code": code, "measured_on": moment.date().isoformat(), "value": value}
            name = f"result-{n:03}-{moment:%m}"
            yield _enter(name, moment, f"/v1/province-indicators/{code}/results", body, name_officer(lead))
