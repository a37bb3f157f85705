"""Town halls at the console: planned on a form, announced after a warning, refused at the field (ENG-01 to ENG-03)."""

import httpx
import pytest

from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import eventually

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
