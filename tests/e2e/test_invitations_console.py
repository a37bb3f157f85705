"""Invitations at the console: issued with consent, told by stratum, sent again after a question (ENG-33, ENG-34)."""

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.surveying import PAST, Surveys, make_design, open_surveys
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

PHONE = "010-0000-7777"
LINK = re.compile(r"/survey/[0-9a-f-]{36}#[\w-]{43}")


@pytest.fixture(scope="module")
def surveys(system: Running) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def invite(somebody: Visitor, survey: str, **values: str) -> httpx.Response:
    own = f"/surveys/{survey}/invitations"
    return somebody.send(own, {**read_hidden(somebody.open(f"{own}/new")), "stratum": "yeonmu", **values})


def test_a_contact_is_used_with_consent_only_and_stands_on_no_page(
    operator: Visitor, surveys: Surveys, system: Running
) -> None:
    """ENG-34: neither list nor page of an invitation tells whose it is, or the link; one page does, and is noted."""
    auditor, made, case = system.open("auditor"), surveys.open(), f"민원 {uuid.uuid4().hex[:8]}"
    asked = invite(operator, made, case=case, contact=PHONE)
    assert (asked.status_code, "동의가 있어야" in say(asked.text)) == (422, True)
    assert invite(operator, made, case=case, contact="옆집", agrees="1").status_code == 422
    done = invite(operator, made, case=case, contact=PHONE, agrees="1")
    assert done.status_code == 200, say(done.text)
    own = f"/surveys/{made}/invitations"
    eventually(lambda: "발송이 꺼져 보내지 않음" in operator.read(own), "its letter is known")
    for page in (operator.open(own), operator.open(f"/surveys/{made}"), done.text):
        assert (LINK.search(page), PHONE in page, case in page) == (None, False, False)
    link = operator.open(f"{done.url.path}/link")
    found = LINK.search(link)
    assert found, say(link)
    assert PHONE in link
    assert surveys.answer(made, found[0].partition("#")[2]).status_code == 201
    (read, *_) = auditor.get("/v1/reads").json()["data"]
    assert (read["account"], read["surveys"]) == ("operator", [made])


def test_invitations_are_told_by_stratum_to_their_own_office_alone(
    operator: Visitor, visit: Visit, surveys: Surveys
) -> None:
    """ENG-34: two of 연무읍 by hand; the survey is another department's to the officer."""
    made = surveys.open()
    for case in ("하나", "둘"):
        assert invite(operator, made, case=case).status_code == 200
    eventually(lambda: surveys.count_invitations(made) == 2, "both are known")
    own = f"/surveys/{made}/invitations"
    assert "연무읍 2 0 0 0 0 2 0 강경읍 0 0 0 0 0 0 0" in operator.read(own)
    assert "연무읍 2 0 0 0 0 2 0" in operator.read(f"/surveys/{made}")
    assert "0건" in operator.read(f"{own}?stratum=ganggyeong")
    officer = visit("officer")
    assert own not in officer.open(f"/surveys/{made}")
    officer.read(own, 403)


def test_a_link_is_sent_again_after_a_question_once(operator: Visitor, surveys: Surveys) -> None:
    """ENG-34: not within three days; the question says that the earlier link is void."""
    made = str(surveys.act("/v1/surveys", {"design": make_design(targets=["SUBSIDY"])}, status=201, query=PAST)["id"])
    surveys.act(f"/v1/surveys/{made}/open", query=PAST)
    done = {"kind": "SUBSIDY", "case": uuid.uuid4().hex, "completed_on": "2023-11-01"}
    surveys.act("/v1/completions", done, status=201, query=PAST)
    eventually(lambda: surveys.count_invitations(made) == 1, "whoever got it is invited")
    (old,) = re.findall(rf"/surveys/{made}/invitations/[0-9a-f-]{{36}}", operator.open(f"/surveys/{made}/invitations"))
    asked = operator.open(f"{old}/reissue")
    assert "앞의 링크는 그 자리에서 쓸 수 없게 되고" in say(asked)
    assert operator.send(f"{old}/reissue", read_hidden(asked)).status_code == 200
    eventually(lambda: "앞의 링크는 쓸 수 없습니다." in operator.read(old), "it is sent again")
    assert f"{old}/reissue" not in operator.open(old)
    new = str(invite(operator, made, case="오늘").url.path)
    eventually(lambda: f"{new}/reissue" in operator.open(new), "it is known")
    refused = operator.send(f"{new}/reissue", read_hidden(operator.open(f"{new}/reissue")))
    assert (refused.status_code, "사흘이 지나야" in say(refused.text)) == (409, True)
