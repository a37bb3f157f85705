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
    """EVL-30, EVL-43: dots and their table say the same."""
    year = next(YEARS)
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
