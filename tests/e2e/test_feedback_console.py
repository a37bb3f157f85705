"""What a session has brought up, at the console; briefings in the towns and relays (ENG-09, ENG-67, ENG-68)."""

import re

import httpx
import pytest

from tests.e2e.holding import open_doors, plan_town_hall
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def act(somebody: Visitor, path: str, **values: str) -> httpx.Response:
    return somebody.send(path, {**read_hidden(somebody.open(path)), **values})


def do(somebody: Visitor, path: str, **values: str) -> str:
    """Return what the page tells after an act that is carried out."""
    done = act(somebody, path, **values)
    assert done.status_code == 200, say(done.text)
    return say(done.text)


def test_a_department_is_asked_replies_and_the_office_decides(operator: Visitor, visit: Visit, system: Running) -> None:
    """ENG-09: twenty business days from 2024-01-25 pass over 설날 and end on 2024-02-26; only who is asked replies."""
    office = system.open("operator")
    hall = plan_town_hall(office, "console-feedback")
    open_doors(office, hall)
    asking = f"/feedback/new?town_hall={hall}"
    asked = {**read_hidden(operator.open(asking)), "text": "막차를 늦춰 주세요.", "department": "town-yeonmu"}
    made = operator.send(asking.replace("/new", ""), asked)
    told, path = say(made.text), made.url.path
    assert (made.status_code, "2024. 2. 26.(월)" in told) == (200, True), told
    assert "막차를 늦춰 주세요." in operator.read(f"/town-halls/{hall}")
    assert "막차를 늦춰 주세요." in operator.read(f"/feedback?town_hall={hall}&state=REQUESTED")
    assert "/reply" not in operator.open(path)
    officer = visit("officer")
    assert "3월부터 30분 늦춥니다." in do(officer, f"{path}/reply", reply="3월부터 30분 늦춥니다.")
    bare = act(operator, f"{path}/adopt", decision="그대로 함", resolution="없음")
    assert (bare.status_code, "잇는 의결 항목을 다시 확인하세요." in say(bare.text)) == (422, True)
    assert "그대로 함" in act(operator, f"{path}/adopt", decision="그대로 함").text, "with nothing that it leads to"
    issuing = re.findall(r'href="(/directives/new[^"]+)"', operator.open(f"{path}/adopt"))[0].replace("&amp;", "&")
    chosen = {"text": "막차를 늦춰 운행할 것", "kind": "SIMPLE", "visibility": "OPEN", "origin": f"TOWN_HALL:{hall}"}
    assert "막차를 늦춰 주세요.</textarea>" in operator.open(issuing)
    issued = operator.send("/directives", {**read_hidden(operator.open(issuing)), **chosen})
    number = issued.url.path.rpartition("/")[2]
    voted = {"committee": "시정조정위원회", "agenda": "막차", "resolved_on": "2024. 1월", "verdict": "ADOPTED"}
    counts = {"members": "9", "present": "9", "in_favour": "9", "against": "0"}
    operator.send("/resolutions", {**read_hidden(operator.open("/resolutions/new")), **voted, **counts})
    eventually(lambda: "2024. 1월 시정조정위원회: 막차" in operator.read(f"{path}/adopt"), "a resolution can be chosen")
    assert list_offered(operator, path)[0] == number, "what comes from the session stands first"
    assert list_offered(operator, path, "q=없는낱말") == []
    assert list_offered(operator, path, "q=막차를 늦춰") == [number]
    assert "그대로 함" in do(operator, f"{path}/adopt", decision="그대로 함", directive=number)
    assert f"/directives/{number}" in operator.open(path)


def list_offered(somebody: Visitor, path: str, query: str = "") -> list[str]:
    """Return the directives that can be chosen."""
    return re.findall(r'name="directive" value="([0-9a-f-]{36})"', somebody.open(f"{path}/adopt?{query}"))


def test_each_town_is_counted_those_without_a_briefing_too(operator: Visitor) -> None:
    """ENG-67: 연무읍 had one with 42 people; fifteen towns are told."""
    told = {"town": "town-yeonmu", "held_on": "2024. 1. 24.(수)", "place": "마을회관", "topic": "버스", "people": "42"}
    made = operator.send("/briefings", {**read_hidden(operator.open("/briefings/new")), **told})
    assert "연무읍 2024. 1. 24.(수)" in say(made.text)
    counts = operator.open("/briefings/counts?year=2024")
    assert len(re.findall(r'href="/briefings\?town=', counts)) == 15
    assert re.search(r"연무읍 \d+ \d+", say(counts))
    assert "버스" in operator.read("/briefings?town=town-yeonmu")


def test_a_relay_keeps_what_is_hidden_with_its_reason(operator: Visitor) -> None:
    """ENG-68: hidden, an entry stays with the reason for staff."""
    form = {**read_hidden(operator.open("/relays/new")), "name": "콘솔 릴레이", "cause": "이전 응원"}
    path = operator.send("/relays", form).url.path
    entry = {"on": "2024. 1. 24.(수)", "who": "연무읍 이장단", "named": "강경읍 이장단\n부녀회"}
    assert "다음 주자: 강경읍 이장단, 부녀회" in do(operator, f"{path}/entries", **entry)
    assert "감춤: 주소를 잘못 적음" in do(operator, f"{path}/hide-entry", number="1", reason="주소를 잘못 적음")
