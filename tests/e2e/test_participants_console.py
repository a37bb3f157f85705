"""Taking part at the console: registered by anybody, let in at the desk, a ticket made out anew (ENG-01, ENG-03)."""

import re

import httpx
import pytest

from tests.e2e.holding import open_doors, plan_town_hall, read
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def join(anybody: httpx.Client, hall: str, segment: str, **values: str) -> httpx.Response:
    path = f"/open/town-halls/{hall}/register"
    sent = {**read_hidden(anybody.get(path).text), "segment": segment, "channel": "ONSITE", **values}
    return anybody.post(path, data=sent)


def find(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, say(page)
    return found.group(1)


def enter(operator: Visitor, hall: str, shown: str) -> httpx.Response:
    desk = f"/town-halls/{hall}/desk"
    return operator.send(desk, {**read_hidden(operator.open(desk)), "shown": shown, "act": "enter"})


def test_a_citizen_registers_waits_looks_and_withdraws_without_an_account(system: Running) -> None:
    """ENG-03, ENG-15: two seats for citizens, the third waits as the first; a child's contact needs a guardian."""
    hall = plan_town_hall(system.open("operator"), "console-joining")
    with httpx.Client(base_url=system.base_url) as anybody:
        assert "타운홀 console-joining" in anybody.get("/open/town-halls").text
        child = join(anybody, hall, "pupils", phone="010-2000-0001", agrees="1")
        assert "14세 미만은 보호자가 동의해야" in say(child.text)
        assert join(anybody, hall, "pupils", phone="일이삼").status_code == 422
        phones = [{"phone": f"010-2000-001{n}", "agrees": "1"} for n in range(3)]
        tickets = [find(r"<code>([\w-]{43})</code>", join(anybody, hall, "citizens", **each).text) for each in phones]
        page = f"/open/town-halls/{hall}/ticket"
        assert "대기 순번 1번째" in say(anybody.post(page, data={"ticket": tickets[2]}).text)
        assert "신청을 거두었습니다" in say(anybody.post(page, data={"ticket": tickets[0], "act": "withdraw"}).text)
        eventually(lambda: "대기 순번" not in say(anybody.post(page, data={"ticket": tickets[2]}).text), "it is seated")
        assert anybody.post(page, data={"ticket": "x" * 43}).status_code != 200


def test_the_desk_lets_in_by_six_digits_once(operator: Visitor, system: Running) -> None:
    """ENG-01, ENG-03: not before the doors open, then once; the seats tell it; a new ticket makes the old one void."""
    office = system.open("operator")
    hall = plan_town_hall(office, "console-desk")
    with httpx.Client(base_url=system.base_url) as anybody:
        joined = join(anybody, hall, "citizens", phone="010-2000-0020", agrees="1")
        digits = find(r'open-digits">(\d{6})<', joined.text)
    assert "문을 연 동안에만 입장합니다" in say(enter(operator, hall, digits).text)
    open_doors(office, hall)
    found = operator.send(
        f"/town-halls/{hall}/desk",
        {**read_hidden(operator.open(f"/town-halls/{hall}/desk")), "shown": digits, "act": "find"},
    )
    own = found.url.path
    again = operator.send(f"{own}/reissue", read_hidden(operator.open(f"{own}/reissue")))
    ticket = find(r"<code>([\w-]{43})</code>", again.text)
    assert "쓸 수 없는 참가표" in say(enter(operator, hall, digits).text)
    let_in = say(enter(operator, hall, f"http://localhost/vote/{hall}#{ticket}").text)
    assert "입장했습니다" in let_in
    assert "일반 시민 2 1 1 0 1" in let_in
    assert "이미 입장한 참가표" in say(enter(operator, hall, ticket).text)


def test_who_registers_at_the_desk_may_be_withdrawn_there(operator: Visitor, system: Running) -> None:
    """ENG-03: the office sees the telephone until it is withdrawn; seats are not released before 18:00 of the day."""
    office = system.open("operator")
    hall = plan_town_hall(office, "console-counter", starts_at="2024-01-30T14:30:00+09:00")
    desk = f"/town-halls/{hall}/desk"
    sent = {"segment": "citizens", "channel": "ONSITE", "phone": "010-2000-0002", "agrees": "1"}
    assert "참가표" in say(
        operator.send(f"{desk}/register", {**read_hidden(operator.open(f"{desk}/register")), **sent}).text
    )
    listed = f"/participants?town_hall={hall}"
    eventually(lambda: "/participants/" in operator.open(listed), "it is listed")
    own = find(r'href="(/participants/[0-9a-f-]{36})"', operator.open(listed))
    assert "01020000002" in operator.read(own)
    gone = operator.send(f"{own}/withdraw", {**read_hidden(operator.open(f"{own}/withdraw")), "reason": "사정이 생김"})
    assert "01020000002" not in say(gone.text)
    assert read(office, f"/v1/town-halls/{hall}/counts")[1]["registered"] == 0
    moved = {"from_segment": "citizens", "to_segment": "pupils", "seats": "1"}
    early = operator.send(f"{desk}/release", {**read_hidden(operator.open(f"{desk}/release")), **moved})
    assert "행사 전날 18시부터" in say(early.text)
