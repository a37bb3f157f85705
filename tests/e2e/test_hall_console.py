"""A hall at the console: ballots counted by hand twice, weights by segment, the presenter's page (ENG-08, ENG-13)."""

import re

import httpx
import pytest

from tests.e2e.holding import check_in, make, open_doors, plan_town_hall, register
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

ROUND = {
    "question": "새 도서관의 이름은?",
    "options": [{"code": "open", "text": "열린도서관"}, {"code": "future", "text": "미래도서관"}],
}


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def plan_round(office: httpx.Client, key: str) -> tuple[str, str]:
    """Return the pages of a hall with one person in it, and of a round of it."""
    hall = plan_town_hall(office, key)
    held = register(office, hall, "first")
    open_doors(office, hall)
    assert check_in(office, hall, held).status_code == 200
    made = make(office, "/v1/rounds", f"{key}-round", {"town_hall": hall, **ROUND})["id"]
    eventually(lambda: office.get(f"/v1/rounds/{made}").is_success, "the round is known")
    return f"/town-halls/{hall}", f"/town-halls/{hall}/rounds/{made}"


def act(somebody: Visitor, path: str, **values: str) -> httpx.Response:
    return somebody.send(path, {**read_hidden(somebody.open(path)), **values})


def test_a_hand_count_counts_once_two_have_entered_the_same(operator: Visitor, visit: Visit, system: Running) -> None:
    """ENG-13: the second does not see the first; differing they see both, and begin again."""
    _hall, page = plan_round(system.open("operator"), "console-paper")
    officer, path = visit("officer"), f"{page}/tallies"
    act(operator, f"{page}/rule", rule="RAW_SUM")
    act(operator, f"{page}/open")
    sheet = {"channel": "PAPER", "segment": "citizens", "ballots": "41", "blank": "1", "count-1-1": "17"}
    eventually(lambda: "전체 표" in operator.read(path), "the round is open")
    wrong = act(operator, path, **sheet)
    assert (wrong.status_code, "합" in say(wrong.text)) == (422, True), say(wrong.text)
    assert "한 번 입력" in say(act(operator, path, **sheet, **{"count-2-1": "23"}).text)
    assert "같은 사람이 두 번" in say(act(operator, path, **sheet, **{"count-2-1": "23"}).text)
    seen = officer.read(path)
    assert ("41" in seen, "23" in seen) == (False, False)
    differing = say(act(officer, path, **{**sheet, "ballots": "42"}, **{"count-2-1": "24"}).text)
    assert "서로 다름" in differing
    assert "전체 표 41 42" in differing
    assert "2. 미래도서관 23 24" in differing
    act(officer, path, **sheet, **{"count-2-1": "23"})
    assert "집계됨" in say(act(operator, path, **sheet, **{"count-2-1": "23"}).text)


def test_weights_of_segments_are_declared_on_the_form(operator: Visitor, system: Running) -> None:
    """ENG-08: each segment of the session has one."""
    office = system.open("operator")
    _hall, page = plan_round(office, "console-weights")
    some = act(operator, f"{page}/rule", rule="WEIGHTED_SEGMENT", **{"weight-pupils": "1"})
    assert (some.status_code, "구분마다 무게를" in say(some.text)) == (422, True)
    weights = {"weight-pupils": "1", "weight-citizens": "2", "weight-officials": "1"}
    assert "구분별 가중" in say(act(operator, f"{page}/rule", rule="WEIGHTED_SEGMENT", **weights).text)
    made = page.rpartition("/")[2]
    told = office.get(f"/v1/rounds/{made}").json()["data"]["weights"]
    assert {each["segment"]: each["weight"] for each in told} == {"pupils": 1, "citizens": 2, "officials": 1}


def test_the_presenter_leads_a_round_from_one_page(operator: Visitor, system: Running) -> None:
    """ENG-04: opened and paused by a button, closed after a question, and back each time."""
    hall, page = plan_round(system.open("operator"), "console-present")
    act(operator, f"{page}/rule", rule="RAW_SUM")
    stage = f"{hall}/present"
    eventually(lambda: "투표 열기" in operator.read(stage), "it can be opened")
    opened = operator.send(f"{page}/open?back=present", read_hidden(operator.open(stage)))
    assert opened.url.path == stage
    eventually(lambda: "투표 멈추기" in operator.read(stage), "it is open")
    assert re.search(r'href="[^"]+/close\?back=present"', operator.open(stage))
    asked = operator.open(f"{page}/close?back=present")
    closed = operator.send(f"{page}/close?back=present", read_hidden(asked))
    assert closed.url.path == stage
    eventually(lambda: "결과 발표" in operator.read(stage), "it can be published")
