"""Who reads anonymous reports, designated at the console, and the log of who has read what (ENG-63, DIR-22)."""

import httpx
import pytest

from tests.e2e import confiding, reporting
from tests.e2e.confiding import Circle
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

PATH = "/integrity-readers"


@pytest.fixture(scope="module")
def circle(system: Running) -> Circle:
    circle = confiding.gather(system)
    reporting.designate(circle)
    return circle


def choose(mayor: Visitor, reader: str, deputy: str) -> httpx.Response:
    form = read_hidden(mayor.open(f"{PATH}/designate"))
    return mayor.send(PATH, {**form, "reader": reader, "deputy": deputy})


@pytest.mark.usefixtures("circle")
def test_the_mayor_designates_two_readers_after_a_question(visit: Visit) -> None:
    """ENG-63: nothing is stored before it is confirmed, and refusals stand in words beside the field."""
    mayor = visit("mayor")
    twice = choose(mayor, "auditor", "auditor")
    assert (twice.status_code, "서로 다른 사람이어야" in say(twice.text)) == (400, True)
    outside = choose(mayor, "officer", "auditor")
    assert (outside.status_code, "감사팀의 계정이 아닙니다" in say(outside.text)) == (400, True)
    asked = choose(mayor, "inspector", "auditor")
    assert "아직 저장하지 않았습니다." in say(asked.text)
    eventually(lambda: reads_first(mayor, "auditor"), "nothing has changed")
    assert mayor.confirm(asked).url.path == PATH
    eventually(lambda: reads_first(mayor, "inspector"), "they are designated")
    mayor.confirm(choose(mayor, "auditor", "inspector"))
    eventually(lambda: reads_first(mayor, "auditor"), "they are as before")


def reads_first(somebody: Visitor, login: str) -> bool:
    return login in somebody.read(PATH).partition(" 담당자 ")[2].partition(" 대리 ")[0]


@pytest.mark.usefixtures("circle")
def test_others_see_who_reads_and_designate_nobody(visit: Visit) -> None:
    """ENG-63: by the mayor's word alone."""
    officer = visit("officer")
    assert "감사팀 조사 담당자 inspector" in officer.read(PATH)
    assert "/designate" not in officer.open(PATH)
    officer.read(f"{PATH}/designate", 403)


def test_the_auditor_finds_who_has_read_which_report(system: Running, circle: Circle, visit: Visit) -> None:
    """ENG-63, DIR-22: by account and by the beginning of an id; nobody else sees the log."""
    reporting.report(system, "일감을 나누어 맡김")
    made = reporting.find(circle["inspector"], "일감을 나누어 맡김")
    reporting.read(circle["auditor"], made)
    auditor = visit("auditor")
    told = auditor.read(f"/reads?q={made[:8]}")
    assert f"익명 신고 {made[:8]} 감사팀 조사 담당자 (inspector) 담당부서 기획감사실 열람" in told
    assert "(auditor) 감사" in told
    own = auditor.read("/reads?q=inspect")
    assert ("(inspector)" in own, "(auditor)" in own) == (True, False)
    assert "조건에 맞는 것이 없습니다." in auditor.read("/reads?q=nobody")
    for name in ("mayor", "operator", "inspector"):
        visit(name).read("/reads", 403)
