"""The province's evaluation at the console: a result is typed, the league drawn, a file taken (EVL-39 to 43)."""

import re

import pytest

from tests.e2e import asking
from tests.e2e.province import YEARS, confirm
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.indicator_sets import make_quality, make_quantity
from tests.running import Running, eventually


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def origin_of(year: int) -> dict[str, str]:
    return {"kind": "INDICATOR", "id": f"{year}-q001"}


def test_a_department_types_its_result_and_sees_it_opened(operator: Visitor, visit: Visit, system: Running) -> None:
    """EVL-36, EVL-40: a value after the record date is refused at its field; the score leads to its event."""
    year, officer = next(YEARS), visit("officer")
    confirm(system.open("operator"), year, make_quantity(year, 1, "1000"), record_date="2024-01-20")
    path = f"/province-indicators/{year}-q001"
    eventually(lambda: operator.client.get(path).status_code == 200, "the indicator is there")
    form = {**read_hidden(officer.open(f"{path}/results")), "value": "45", "measured_on": "2024. 1. 24.(수)"}
    assert "실적기준일" in say(officer.send(f"{path}/results", form).text)
    told = {**read_hidden(officer.open(f"{path}/results")), "value": "45", "measured_on": "2024. 1. 19.(금)"}
    assert officer.send(f"{path}/results", told).status_code == 200
    eventually(lambda: "500.000점" in say(operator.open(path)), "half of a thousand")
    events = re.findall(r'href="(/events/evaluations/\d+)"', operator.open(path))
    assert "evaluations.result_submitted.v1" in operator.open(events[-1]), "the raw event is two steps away"
    assert f"/directives/new?origin=INDICATOR:{year}-q001" in operator.open(path)
    issue = {"text": f"{year}년 부진지표 대책을 보고할 것", "kind": "SIMPLE"}
    directive = asking.post(system.open("operator"), "/v1/directives", issue | {"origin": origin_of(year)})
    here = f"/directives/{directive['id']}"
    eventually(lambda: f'href="{path}"' in operator.client.get(here).text, "the directive leads back (XS-07)")
    forecast = f"/province-cycles/{year}/forecast"
    assert "오늘까지의 실적이면 500.000점" in say(operator.open(forecast))
    assert operator.client.get(f"{forecast}?as_of=2024-01-10").status_code == 404, "it was not there then"


def test_the_office_enters_a_league_and_everybody_sees_where_we_stand(operator: Visitor, system: Running) -> None:
    """EVL-30, EVL-39, EVL-43: dots and their table say the same; the briefing of a month that has begun is held."""
    year = 2021
    confirm(system.open("operator"), year, make_quantity(year, 1, "800"), make_quality(year, 1, "200"))
    path = f"/province-cycles/{year}"
    eventually(lambda: operator.client.get(path).status_code == 200, "the year is there")
    typed = {
        "league": "si",
        "points": "논산 | 873.036\n천안 | 880",
        "stated_average": "853.989",
        "stated_rank": "2",
        "incentive": "200,000,000",
        "announced_on": "2024. 1. 19.(금)",
        "source": "도 발표",
    }
    form = read_hidden(operator.open(f"{path}/league-results"))
    assert "시군을 적으세요" in say(
        operator.send(f"{path}/league-results", {**form, **typed, "points": "서울 | 1"}).text
    )
    form = read_hidden(operator.open(f"{path}/league-results"))
    assert operator.send(f"{path}/league-results", {**form, **typed}).status_code == 200
    eventually(
        lambda: "논산 873.036점, 시부 2위, 평균 대비 +19.047" in say(operator.open(f"{path}/league")), "it is there"
    )
    assert "<circle" in operator.open(f"{path}/league")
    briefing = {**read_hidden(operator.open(f"{path}/briefings")), "month": "5"}
    assert operator.send(f"{path}/briefings", briefing).status_code == 200
    eventually(lambda: "보고한 그대로" in say(operator.open(f"{path}/briefings/5")), "the briefing was held")
    assert operator.client.get(f"{path}/cvps.xlsx").content.startswith(b"PK")


YEAR_TYPED = {
    "leagues": "시부 | 논산시, 공주시 | 1, 1, 0, 0, 0",
    "city": "논산시",
    "phases": "평가 | 2025. 1. 1. | 2025. 4. 30.",
    "briefing_months": "5",
    "target": "900",
    "goals": "하나\n둘\n셋\n넷\n다섯",
    "quantitative": "1",
    "qualitative": "1",
}
QUALITY = "s001 | 정성-1 | 우수시책 | 정성 | 둘 | 400 | C-2 | 기획감사실 | | 팀장 | | | | | 100, 90 |"


def write_quantity(weight: str, predecessor: str = "") -> str:
    """Return a row of the sheet."""
    cells = ["q001", "정량-1", "도로 정비", "정량", "하나", weight, "C-1", "기획감사실", "", "팀장"]
    return " | ".join([*cells, "높을수록 좋음", "km", "10", "", "", predecessor])


def save_set(operator: Visitor, form: str, to: str, **typed: str) -> str:
    """Type a set and return what the page says then."""
    return say(operator.send(to, {**read_hidden(operator.open(form)), **typed}).text)


def test_the_office_writes_confirms_and_changes_a_set_by_form(operator: Visitor, system: Running) -> None:
    """EVL-31 to EVL-33: counts and weights are refused at their fields; a change keeps the lineage of a code."""
    before, year = next(YEARS), next(YEARS)
    confirm(system.open("operator"), before, make_quantity(before, 1, "1000"))
    dates = dict.fromkeys(("record_date", "qualitative_due", "quantitative_due"), f"{year}. 12. 31.")
    here, typed = f"/province-cycles/{year}", {**YEAR_TYPED, **dates, "year": str(year)}
    row, drafting = write_quantity("600", f"{before}-q001"), ("/province-cycles/new", "/province-cycles")
    nobody = row.replace("기획감사실", "")
    assert "주관부서는 하나" in save_set(operator, *drafting, **typed, indicators=f"{nobody}\n{QUALITY}")
    light = row.replace("600", "500")
    assert "배점 합이 900" in save_set(operator, *drafting, **typed, indicators=f"{light}\n{QUALITY}")
    whole = {**typed, "indicators": f"{row}\n{QUALITY}"}
    assert "작성 중인 지표" in save_set(operator, *drafting, **whole)
    eventually(lambda: f"{before}-q001" in operator.open(f"{here}/draft"), "the sheet holds what was written")
    whole.pop("year")
    assert "도로 정비" in save_set(operator, f"{here}/draft", f"{here}/draft", **whole)
    operator.send(f"{here}/confirm", read_hidden(operator.open(f"{here}/confirm")))
    code = f"/province-indicators/{year}-q001"
    eventually(lambda: f"/province-indicators/{before}-q001" in operator.open(code), "the years before are shown")
    changed = {"reason": "도가 배점을 바꿈", "quantitative": "1", "qualitative": "1"}
    revising = (f"{here}/revise", f"{here}/revise")
    cut_off = f"{write_quantity('600')}\n{QUALITY}"
    assert "이어받은 지표는 바꿀 수 없습니다" in save_set(operator, *revising, **changed, indicators=cut_off)
    save_set(operator, *revising, **changed, indicators=f"{row.replace('정비', '보수')}\n{QUALITY}")
    eventually(lambda: "2판" in operator.read(here) and "도로 보수" in operator.read(code), "a version with its reason")
