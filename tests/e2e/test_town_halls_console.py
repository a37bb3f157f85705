"""Town halls at the console: planned on a form, announced after a warning, refused at the field (ENG-01 to ENG-03)."""

import re

import httpx
import pytest

from tests.e2e.holding import check_in, make, open_doors, plan_town_hall, register
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

ROUND = {"question": "새 도서관의 이름은?", "mode": "SINGLE", "options": "열린도서관\n미래도서관"}

PLAN = {
    "name": "2024 하반기 타운홀미팅",
    "kind": "TOWN_HALL",
    "day": "2024. 10. 17.(목)",
    "time": "14:30",
    "minutes": "120",
    "place": "논산시민가족공원",
    "segments": "초등학생 100 (어린이)\n청소년 100명\n일반 시민 400석\n공무원 200 (공무원)",
    "budget": "50,000천원",
    "agenda": "도서관 이름\n버스 노선",
}


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def plan(operator: Visitor, **changes: str) -> httpx.Response:
    return operator.send("/town-halls", {**read_hidden(operator.open("/town-halls/new")), **PLAN, **changes})


def test_a_session_is_planned_and_announced_after_a_warning(operator: Visitor, visit: Visit) -> None:
    """ENG-02, ENG-03: 14:30 to 16:30 is 120 minutes; 100 + 100 + 400 + 200 = 800 seats; no more acts than come next."""
    planned = plan(operator)
    told, path = say(planned.text), planned.url.path
    assert planned.status_code == 200, told
    assert "2024. 10. 17.(목) 14:30~16:30" in told
    assert "좌석 800석" in told
    assert "초등학생 어린이 100 0" in told
    assert "공무원 공무원 200 0" in told
    assert "행사 7일 전까지" in operator.read(f"{path}/announce")
    operator.send(f"{path}/announce", read_hidden(operator.open(f"{path}/announce")))
    eventually(lambda: "참가 신청 받기" in operator.read(path), "the next act is offered")
    assert PLAN["name"] in operator.read("/town-halls?q=하반기&state=ANNOUNCED")
    assert PLAN["name"] in operator.open(f"/vote/{path.rpartition('/')[2]}")
    assert "/announce" not in visit("mayor").open(path)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"segments": "초등학생 백 명"}, "이름과 좌석 수를 적으세요"),
        ({"segments": "초등학생 100 (학부모)"}, "어린이나 공무원만"),
        ({"time": "25:00"}, "14:30처럼"),
        ({"day": "2024. 10. 17.(월)"}, "요일"),
        ({"day": "2024. 10월"}, "하루를 적으세요"),
        ({"day": "2024. 3. 20.(수)", "is_hosted_by_mayor": "1"}, "공직선거법"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(operator: Visitor, changes: dict[str, str], told: str) -> None:
    """CAL-08, CAL-10: a wrong weekday, days before the election of 2024-04-10, seats that are no number."""
    answer = plan(operator, **changes)
    assert answer.status_code == 422
    assert told in say(answer.text)


def test_what_is_not_announced_is_not_there_for_citizens(operator: Visitor) -> None:
    """ENG-01: a plan is the office's own until it is announced."""
    path = plan(operator, name="아직 계획인 행사").url.path
    answer = operator.client.get(f"/vote/{path.rpartition('/')[2]}")
    assert answer.status_code == 404


def act(operator: Visitor, path: str, **values: str) -> httpx.Response:
    return operator.send(path, {**read_hidden(operator.open(path)), **values})


def test_a_round_is_led_from_its_plan_to_its_result(operator: Visitor, system: Running) -> None:
    """ENG-04, ENG-06: ruled, opened, voted in by one, closed and published; each page offers what comes next only."""
    office = system.open("operator")
    hall = plan_town_hall(office, "console-rounds")
    held = register(office, hall, "first")
    open_doors(office, hall)
    assert check_in(office, hall, held).status_code == 200
    page = f"/town-halls/{hall}"
    few = operator.send(
        f"{page}/rounds", {**read_hidden(operator.open(f"{page}/rounds/new")), **ROUND, "options": "하나"}
    )
    assert (few.status_code, "두 개 이상" in say(few.text)) == (422, True)
    planned = operator.send(f"{page}/rounds", {**read_hidden(operator.open(f"{page}/rounds/new")), **ROUND})
    told = say(planned.text)
    assert (planned.status_code, planned.url.path) == (200, page)
    assert "집계 방법을 아직 정하지 않음" in told
    assert "투표 열기" not in told
    (made,) = set(re.findall(rf"{page}/rounds/([0-9a-f-]{{36}})/", planned.text))
    address = f"{page}/rounds/{made}"
    act(operator, f"{address}/rule", rule="RAW_SUM")
    eventually(lambda: "투표 열기" in operator.read(page), "it can be opened")
    act(operator, f"{address}/open")
    ballot = {"ticket": held["ticket"], "choices": [{"option": 2}]}
    office.post(f"/v1/open/rounds/{made}/ballots", json=ballot, headers={"Idempotency-Key": made}).raise_for_status()
    act(operator, f"{address}/close")
    eventually(lambda: "결과 발표" in operator.read(page), "it can be published")
    counted = f"/v1/rounds/{made}/result"
    eventually(lambda: office.get(counted).json()["data"]["everybody"]["ballots"] == 1, "the ballot is counted")
    shown = say(act(operator, f"{address}/publish").text)
    assert "미래도서관 1위 1 (100.0%) 1 (100.0%)" in shown
    assert "투표 1명, 유효표 1 · 투표율 100.0%" in shown
    again = operator.client.get(f"{address}/nothing")
    assert again.status_code == 404


def test_an_agenda_is_added_to_ordered_and_saved(operator: Visitor, visit: Visit, system: Running) -> None:
    """ENG-14: what an earlier session decided comes first, or is refused in words with everything still there."""
    office = system.open("operator")
    held = plan_town_hall(office, "agenda-earlier")
    open_doors(office, held)
    item = {"town_hall": held, "text": "경로당 앞 가로등", "department": "town-yeonmu"}
    earlier = make(office, "/v1/feedback", "agenda-earlier-item", item)["id"]
    page = plan(operator).url.path
    path = f"{page}/agenda"
    eventually(lambda: "경로당 앞 가로등" in operator.read(path), "the earlier item can be chosen")
    texts, sources = ["도서관 이름", "버스 노선", ""], ["", "", f"feedback:{earlier}"]
    form = {**read_hidden(operator.open(path)), "text": texts, "source": sources}
    refused = operator.send(path, {**form, "act": "save"})
    assert (refused.status_code, "그 의제를 앞으로" in say(refused.text)) == (422, True)
    moved = operator.send(path, {**form, "act": "up-2"})
    assert list_typed(moved.text) == ["도서관 이름", "", "버스 노선"], "nothing is saved by moving"
    first = {**form, "text": ["", *texts[:2]], "source": [f"feedback:{earlier}", "", ""], "act": "save"}
    saved = operator.send(path, first)
    assert "경로당 앞 가로등 지난번에 정한 것 도서관 이름 버스 노선" in say(saved.text)
    overtaken = operator.send(path, {**first, "key": "other", "text": ["", "버스 노선"], "source": ["", ""]})
    assert (overtaken.status_code, list_typed(overtaken.text)) == (412, ["버스 노선"])
    assert "/agenda" not in visit("mayor").open(page)


def list_typed(page: str) -> list[str]:
    """Return what stands in the lines of the form, without the empty ones below."""
    found = re.findall(r'name="text"[^>]*>\n([^<]*)</textarea>', page)
    return found[:-3]
