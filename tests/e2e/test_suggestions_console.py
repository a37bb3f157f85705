"""Suggestions and petitions at the console: sent by anybody, handled on forms, looked up by the code (ENG-66)."""

import re

import httpx
import pytest

from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

WORDS = "마을회관 앞이 어두우니 가로등을 늘려 주세요."
CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def find_code(page: str) -> str:
    found = CODE.search(say(page))
    assert found, say(page)
    return found.group()


def act(somebody: Visitor, path: str, **values: str) -> httpx.Response:
    return somebody.send(path, {**read_hidden(somebody.open(path)), **values})


def test_anybody_sends_one_and_follows_it_by_the_code(operator: Visitor, system: Running) -> None:
    """ENG-66: the code is shown once; asked for more the clock stands; the answer comes to who has the code."""
    with httpx.Client(base_url=system.base_url, follow_redirects=True) as anybody:
        form = read_hidden(anybody.get("/suggest").text)
        assert anybody.post("/suggest", data={**form, "words": ""}).status_code == 422
        code = find_code(anybody.post("/suggest", data={**form, "words": WORDS, "contact": "010-0000-0000"}).text)

        def look(written: str) -> httpx.Response:
            return anybody.post("/suggest/status", data={"code": written})

        found = operator.open(f"/suggestions?q={code}")
        path = "/suggestions/" + re.findall(r'href="/suggestions/([0-9a-f-]{36})"', found)[0]
        told = operator.read(path)
        assert (WORDS in told, "010-0000-0000" in told, "분류 전" in told) == (True, True, True)
        act(operator, f"{path}/classify", kind="PROPOSAL", department="town-yeonmu")
        act(operator, f"{path}/request-supplement", words="어느 마을입니까?")
        eventually(lambda: "어느 마을입니까?" in say(look(code).text), "the citizen is asked")
        assert "기한 멈춤" in operator.read(path)
        act(operator, f"{path}/supplement", words="신상리입니다.")
        act(operator, f"{path}/answer", words="네 등을 늘립니다.")
        eventually(lambda: "네 등을 늘립니다." in say(look(code.lower()).text), "the citizen has the answer")
        wrong = look(code[:-1] + ("1" if code[-1] == "0" else "0"))
        assert (wrong.status_code, "그런 접수증이 없습니다" in say(wrong.text)) == (404, True)


def test_one_taken_down_is_read_by_the_department_that_has_it_alone(operator: Visitor, visit: Visit) -> None:
    """ENG-66, PLT-07: the counter hands out a code; who handed it on, and who only looks, reads no words."""
    form = read_hidden(operator.open("/suggestions/new"))
    taken = operator.send("/suggestions", {**form, "channel": "COUNTER", "words": WORDS})
    find_code(taken.text)
    path = re.findall(r'href="(/suggestions/[0-9a-f-]{36})"', taken.text)[0]
    eventually(lambda: operator.client.get(path).status_code == 200, "it is there")
    wrong = act(operator, f"{path}/classify", kind="PROPOSAL", days="5", department="town-yeonmu")
    assert (wrong.status_code, "처리기간은 법정민원에만" in say(wrong.text)) == (400, True)
    act(operator, f"{path}/classify", kind="PROPOSAL", department="town-yeonmu")
    officer, mayor = visit("officer"), visit("mayor")
    assert WORDS in officer.read(path)
    assert WORDS not in mayor.read(path)
    assert "/answer" not in mayor.open(path)
    longer = act(officer, f"{path}/extend", days="90", reason="현장 확인")
    assert longer.status_code == 422
    act(officer, f"{path}/transfer", department="planning-audit", reason="총괄할 일")
    eventually(lambda: WORDS not in officer.read(path), "it is another's")
    assert "글과 연락처는 총괄부서와 맡은 부서에만 보입니다" in officer.read(path)


def test_a_list_without_rows_says_why(operator: Visitor) -> None:
    """ENG-66: a receipt number that nobody has."""
    assert "조건에 맞는 것이 없습니다" in operator.read("/suggestions?q=ZZZZZZ")
    assert "제안·민원" in operator.read("/suggestions?as_of=2024-01-02")
