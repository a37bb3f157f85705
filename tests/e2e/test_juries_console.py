"""Juries and citizen auditors at the console: a list from a file, the lot, what everybody checks (ENG-60 to ENG-62)."""

import re
from hashlib import sha256

import httpx
import pytest

from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

FRAME = "번호,성별,연령대,지역\na1,여,20-39,ganggyeong\na2,F,20-39,ganggyeong\na3,M,40-59,chwiam\na4,남,40-59,chwiam\n"
CANONICAL = (
    "id,sex,age_band,region\na1,F,20-39,ganggyeong\na2,F,20-39,ganggyeong\na3,M,40-59,chwiam\na4,M,40-59,chwiam\n"
)
JURY = {"name": "공약 이행계획 시민배심원단", "topic": "공약 변경", "seats": "2", "seed_source": "다음 주 로또 번호"}


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def act(somebody: Visitor, path: str, **values: str | list[str]) -> httpx.Response:
    return somebody.send(path, {**read_hidden(somebody.open(path)), **values})


def freeze(operator: Visitor, frame: bytes) -> httpx.Response:
    form = {**read_hidden(operator.open("/juries/new")), **JURY}
    return operator.client.post("/juries", data=form, files={"frame": ("frame.csv", frame, "text/csv")})


def test_a_jury_is_drawn_from_a_file_and_everybody_can_check_it(operator: Visitor, system: Running) -> None:
    """ENG-60, ENG-61: two cells of two share two seats; the published file has the published hash."""
    assert "넷으로 적으세요" in say(freeze(operator, b"a1,F,20-39").text)
    assert "UTF-8" in say(freeze(operator, "번호".encode("euc-kr")).text)
    made = freeze(operator, FRAME.encode())
    path = made.url.path
    assert (made.status_code, "명부 4명" in say(made.text)) == (200, True), say(made.text)
    act(operator, f"{path}/draw", seed="7 12 19 23 31 44")
    eventually(lambda: "7 12 19 23 31 44" in operator.read(path), "it is drawn")
    drawn = re.findall(r'name="subjects" value="(a\d)"', operator.open(f"{path}/appoint"))
    assert len(drawn) == 2
    assert {each[:2] in {"a1", "a2"} for each in drawn} == {True, False}, "one of each cell"
    assert operator.send(f"{path}/appoint", read_hidden(operator.open(f"{path}/appoint"))).status_code == 422
    act(operator, f"{path}/appoint", subjects=drawn)
    eventually(lambda: 'name="attended"' in operator.open(f"{path}/hold-session"), "they are jurors")
    session: dict[str, str | list[str]] = {
        "number": "1",
        "held_on": "2024. 1. 24.(수)",
        "attended": drawn,
        "groups": f"1분임: {drawn[0]}",
    }
    wrong = act(operator, f"{path}/hold-session", **session, questions="없는과 | 언제 | 곧")
    assert "그런 부서가 없습니다" in say(wrong.text)
    act(operator, f"{path}/hold-session", **session, questions="기획감사실 | 언제 됩니까? | 3월입니다.")
    eventually(lambda: "1차 회의" in operator.read(path), "it was held")
    act(operator, f"{path}/vote", item="원안대로", yes="2", no="0", abstained="0")
    with httpx.Client(base_url=system.base_url) as anybody:
        eventually(lambda: "의결" in say(anybody.get(f"/open{path}").text), "everybody reads the vote")
        shown = say(anybody.get(f"/open{path}").text)
        assert sha256(CANONICAL.encode()).hexdigest() in shown
        assert "2명 가운데 2명 참석" in shown
        assert "기획감사실: 언제 됩니까? → 3월입니다." in shown
        assert anybody.get(f"/v1/open{path}/frame.csv").text == CANONICAL
        assert JURY["name"] in say(anybody.get("/open/juries").text)


def test_what_a_citizen_auditor_proposes_the_audit_answers(operator: Visitor, visit: Visit) -> None:
    """ENG-62, PLT-07: names are for the office and the audit; only the audit answers."""
    term = {"ordinal": "91", "since": "2024. 1. 1.(월)", "until": "2024. 12. 31.(화)", "seats": "5"}
    body = operator.send("/auditor-bodies", {**read_hidden(operator.open("/auditor-bodies/new")), **term}).url.path
    act(operator, f"{body}/appoint", name="시민감사관 대표", since="2024. 1. 2.(화)")
    eventually(lambda: "시민감사관 대표" in operator.read(body), "it is appointed")
    assert "시민감사관 대표" not in visit("mayor").read(body)
    act(operator, f"{body}/report-activity", number="1", on="2024. 1. 24.(수)", activity="공사 현장 점검")
    eventually(lambda: "공사 현장 점검" in operator.read(body), "it is reported")
    new = f"/audit-proposals/new?body={body.rpartition('/')[2]}"
    told = {**read_hidden(operator.open(new)), "auditor": "1", "title": "현장 안전", "text": "울타리를 고치자"}
    proposal = operator.send(new.replace("/new", ""), told)
    assert proposal.status_code == 200, say(proposal.text)
    assert "/answer" not in proposal.text
    path, auditor = proposal.url.path, visit("auditor")
    act(auditor, f"{path}/answer", outcome="ACCEPTED", answer="2월에 고칩니다.")
    eventually(lambda: "2월에 고칩니다." in operator.read(path), "it is answered")
    assert "수용" in operator.read("/audit-proposals?q=현장")
