"""The evaluation of departments at the console: places, one scorecard down to its events, acts (EVL-06 to EVL-17)."""

import re

import pytest

from tests.e2e import asking
from tests.e2e.evaluating import Desk, adopt, make_group, make_scheme, open_year
from tests.e2e.province import confirm
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.indicator_sets import make_quantity
from tests.running import Running, eventually

COMMON = [
    {"code": "c-indicators", "area": "indicators", "weight": "50"},
    {"code": "c-tasks", "area": "tasks", "weight": "20"},
    {"code": "c-perception", "area": "perception", "weight": "15"},
    {"code": "c-common", "area": "common", "weight": "10"},
]


@pytest.fixture(scope="module")
def desk(system: Running) -> Desk:
    return Desk(system.open("operator"), system.open("executive"))


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


@pytest.fixture(scope="module")
def executive(visit: Visit) -> Visitor:
    return visit("executive")


def make_common() -> list[dict[str, object]]:
    told = {"polarity": "HIGHER", "unit": "%", "target": "100"}
    return [{**each, **told, "name": f"{each['area']} 공통지표"} for each in COMMON]


def test_a_total_is_three_clicks_from_its_event(desk: Desk, operator: Visitor, executive: Visitor) -> None:
    """EVL-08, EVL-17: 50 x 0.9 + 15 x 0.7 is 55.50 in the board; total, area, event: the event says 90."""
    of_year = open_year(desk.operator, 2)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments, common=make_common())))
    card = f"/scorecards/{of_year.year}-{of_year.departments[0]}"
    eventually(lambda: operator.client.get(card).is_success, "it is there")
    for indicator, value in (("c-indicators", "90"), ("c-perception", "70")):
        place = f"?indicator={indicator}&quarter=4"
        form = {**read_hidden(operator.open(f"{card}/record-actual{place}")), "value": value}
        operator.send(f"{card}/record-actual{place}", {**form, "measured_on": "2024. 1. 20.(토)"})
        eventually(lambda: "확인 대기" in operator.read(card), "it waits")
        form = read_hidden(executive.open(f"{card}/verify-actual{place}&number=1"))
        assert executive.send(f"{card}/verify-actual{place}&number=1", form).url.path == card
    board = f"/scoreboards/{of_year.year}"
    eventually(lambda: "55.50" in operator.read(board), "both count")
    assert "1위" in operator.read(board)
    assert "반올림하지 않은 값으로 순위를 매기고" in operator.read(board)
    events = [operator.read(each) for each in re.findall(r'href="(/events/evaluations/\d+)"', operator.open(card))]
    assert [each for each in events if "실적을 적음" in each and "실적 90" in each and "c-indicators" in each]


def test_places_are_told_and_objected_to(desk: Desk, operator: Visitor, visit: Visit) -> None:
    """EVL-13, EVL-15: before places are told an officer finds none; the office fixes them after a question."""
    of_year = open_year(desk.operator, 2)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments, common=make_common())))
    board, officer = f"/scoreboards/{of_year.year}", visit("officer")
    assert "아직 순위를 알리지 않았습니다" in officer.read(board, 404)
    eventually(lambda: operator.client.get(board).is_success, "it is there")
    asked = operator.open(f"{board}/fix")
    assert "이의신청 기간이 시작됩니다" in say(asked)
    assert operator.send(f"{board}/fix", read_hidden(asked)).url.path == board
    eventually(lambda: "이의신청 중" in operator.read(board), "they are told")
    assert "볼 수 있는 부서가 없습니다" in officer.read(board)
    desk.reach(f"{of_year.year}-{of_year.departments[1]}", "c-tasks", "100")
    eventually(lambda: "지금 셈하면 20.00" in operator.read(board), "what was told stays, and what differs is said")
    ended = operator.send(f"{board}/finalise", read_hidden(operator.open(f"{board}/finalise")))
    assert "이의신청 기간이 남았거나" in say(ended.text)


def test_a_scorecard_shows_another_version_beside_the_official_one(desk: Desk, operator: Visitor) -> None:
    """EVL-01: 120 of 100 in tasks of 20 are 22.00 by the second version with a cap of 1.10, and 20.00 by the first."""
    of_year = open_year(desk.operator, 1)
    scheme = make_scheme(make_group(of_year.departments, common=make_common()))
    adopt(desk.operator, of_year, scheme)
    desk.reach(f"{of_year.year}-{of_year.departments[0]}", "c-tasks", "120")
    body = {"year": of_year.year, "scheme": {**scheme, "attainment_cap": "1.10"}, "reason": "초과 달성 인정"}
    desk.operator.post(f"{of_year.path}/revise", json=body, headers={"Idempotency-Key": "cap"}).raise_for_status()
    board = f"/scoreboards/{of_year.year}"
    eventually(lambda: "22.00" in operator.read(board), "the second version rules")
    shown = operator.read(f"{board}?policy=1")
    assert ("20.00" in shown, "22.00" in shown) == (True, True)


def test_what_waits_is_ticked_and_verified(desk: Desk, operator: Visitor, executive: Visitor) -> None:
    """EVL-06, EVL-12: what the office entered waits for somebody else, who finds it by a word of its name."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments, common=make_common())))
    card = f"{of_year.year}-{of_year.departments[0]}"
    desk.act(card, "record-actual", indicator="c-tasks", quarter=4, value="100", measured_on="2024-01-20")
    page = f"/scorecards?year={of_year.year}&q=tasks"
    eventually(lambda: "tasks 공통지표" in executive.read(page), "it waits")
    assert f"{card}|c-tasks|4" not in operator.open(page), "nobody verifies what is an own"
    form = {**read_hidden(executive.open(page)), "entry": f"{card}|c-tasks|4|1"}
    assert "확인을 기다리는 것이 없습니다" in say(executive.send("/scorecards", form).text)
    eventually(lambda: "20.00" in operator.read(f"/scoreboards/{of_year.year}"), "it counts")


def test_a_plan_tells_its_versions(desk: Desk, operator: Visitor) -> None:
    """EVL-01, EVL-03: weights and caps by version, with the reason and what changed."""
    of_year = open_year(desk.operator, 1)
    scheme = make_scheme(make_group(of_year.departments, common=make_common()))
    draft = {"year": of_year.year, "scheme": scheme}
    desk.operator.post(f"{of_year.path}/draft", json=draft, headers={"Idempotency-Key": "plan"}).raise_for_status()
    page = f"/evaluation-plans/{of_year.year}"
    eventually(lambda: operator.client.get(page).is_success, "it is drafted")
    assert operator.send(f"{page}/adopt", read_hidden(operator.open(f"{page}/adopt"))).url.path == page
    body = {"year": of_year.year, "scheme": {**scheme, "bonus_cap": "3.0"}, "reason": "가점 상한을 올림"}
    desk.operator.post(f"{of_year.path}/revise", json=body, headers={"Idempotency-Key": "more"}).raise_for_status()
    eventually(lambda: "가점 상한을 올림" in operator.read(page), "it has changed")
    assert "가점 상한: 2.5 → 3" in operator.read(page)
    assert f"/scoreboards/{of_year.year}" in operator.open("/scoreboards")


def test_what_is_missing_of_a_year_is_found_from_its_pages(desk: Desk, operator: Visitor, visit: Visit) -> None:
    """EVL-07, EVL-12: one of four indicators is linked, 25.0 %, until it is not; whose value is missing is named."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments, common=make_common())))
    own = [of_year.departments[0]]
    confirm(desk.operator, of_year.year, make_quantity(of_year.year, 1, "1000", leads=own))
    card, served = f"{of_year.year}-{of_year.departments[0]}", f"{of_year.year}-q001"
    links, quarters = f"/evaluation-links?year={of_year.year}", f"/evaluation-quarters?year={of_year.year}&quarter=4"
    eventually(lambda: "맡은 부서 지표가 없는 시군평가 지표 1개" in operator.read(links), "it is nobody's")
    desk.act(card, "link-indicator", indicator="c-tasks", kind="PROVINCE", to=served)
    eventually(lambda: "지표 4개 가운데 1개(25.0%)" in operator.read(links), "one is linked")
    assert f'href="/province-indicators/{served}"' in operator.open(f"{links}&department={of_year.departments[0]}")
    assert "모든 시군평가 지표를 부서 지표가 맡고" in operator.read(f"{links}&only=orphans")
    assert "tasks 공통지표" not in operator.read(f"{links}&only=unlinked")
    desk.act(card, "record-actual", indicator="c-tasks", quarter=4, value="100", measured_on="2024-01-20")
    eventually(lambda: "tasks 공통지표" not in operator.read(quarters), "it is there")
    told = operator.read(quarters)
    assert all(word in told for word in ("1개 부서 가운데 1개 부서", "열 번째 근무일", "indicators 공통지표")), told
    officer = visit("officer")
    assert "모든 시군평가 지표를" in officer.read(f"{links}&only=orphans"), "another department serves it"
    assert "볼 수 있는 부서가 없습니다" in officer.read(links)
    unlink = f"/scorecards/{card}/unlink-indicator?indicator=c-tasks"
    operator.send(unlink, {**read_hidden(operator.open(unlink)), "link": f"PROVINCE:{served}"})
    eventually(lambda: "지표 4개 가운데 0개(0.0%)" in operator.read(links), "the link is taken back")


def test_one_scorecard_tells_the_difference_of_two_versions(desk: Desk, operator: Visitor) -> None:
    """EVL-01: 120 of 100 are worth 60.00 by the second version, whose cap is 1.10: 55.00; by the first 50.00."""
    of_year = open_year(desk.operator, 1)
    scheme = make_scheme(make_group(of_year.departments, common=make_common()))
    adopt(desk.operator, of_year, scheme)
    key = f"{of_year.year}-{of_year.departments[0]}"
    desk.reach(key, "c-indicators", "120")
    card = f"/scorecards/{key}"
    eventually(lambda: "50.00점" in operator.read(card), "it counts")
    assert "두 판의 점수" not in operator.read(card)
    changed = {"year": of_year.year, "scheme": {**scheme, "attainment_cap": "1.10"}, "reason": "초과 달성 인정"}
    asking.post(desk.operator, f"{of_year.path}/revise", changed, 200)
    eventually(lambda: "시행하는 2판" in operator.read(card), "the second version rules")
    beside = operator.read(f"{card}?policy=1")
    assert "시행하지 않는 1판으로 다시 셈한 점수입니다." in beside
    assert "총점 55.00 50.00 -5.00" in beside
    assert f'href="{card}?policy=1"' in operator.open(card)


def test_a_version_without_a_department_does_not_score_it(desk: Desk, operator: Visitor) -> None:
    """EVL-01: the second version evaluates another department too; by the first that has no score."""
    of_year = open_year(desk.operator, 2)
    first, other = of_year.departments
    scheme = make_scheme(make_group([first], common=make_common()), left_out=[other])
    adopt(desk.operator, of_year, scheme)
    both = make_scheme(make_group([first, other], common=make_common()))
    changed = {"year": of_year.year, "scheme": both, "reason": "평가 대상에 넣음"}
    done = asking.post(desk.operator, f"{of_year.path}/revise", changed, 200)
    key = f"{of_year.year}-{other}"
    asking.read(desk.operator, f"/v1/scorecards/{key}", done)
    assert desk.operator.get(f"/v1/scorecards/{key}", params={"policy": "1"}).status_code == 404
    assert f"/scorecards/{key}?policy=" not in operator.open(f"/scorecards/{key}")
    assert "?policy=1" in operator.open(f"/scorecards/{of_year.year}-{first}")


def test_plans_are_seen_as_they_were(desk: Desk, operator: Visitor) -> None:
    """PLT-19: a plan that was entered today was not known the day before; the page says so and leads back."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    here = f"/evaluation-plans/{of_year.year}"
    eventually(lambda: operator.client.get(here).is_success, "it is there")
    then = "?as_of=2024-01-24"
    eventually(lambda: operator.client.get(f"/evaluation-plans{then}").status_code == 200, "the day before is read")
    assert f'href="{here}' not in operator.open(f"/evaluation-plans{then}")
    assert "오늘로 돌아가기" in operator.read(f"/evaluation-plans{then}")
    assert operator.client.get(f"{here}{then}").status_code == 404
