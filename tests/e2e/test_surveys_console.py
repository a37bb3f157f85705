"""Surveys at the console: opened, followed, closed, published, drawn; everybody reads each version (ENG-30)."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.surveying import STRATA, Surveys, make_design, open_surveys
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
INCENTIVE = {"budget": 20_000, "prize": 10_000, "winners": 2}


@pytest.fixture(scope="module")
def surveys(system: Running) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def act(somebody: Visitor, path: str, **values: str) -> httpx.Response:
    return somebody.send(path, {**read_hidden(somebody.open(path)), **values})


def test_a_survey_is_opened_closed_published_and_drawn(operator: Visitor, visit: Visit, surveys: Surveys) -> None:
    """ENG-30, ENG-36, ENG-39, ENG-40: six of six rated 4, which is 75 of 100; fewer than five is told of nobody."""
    made = surveys.design(strata=[{**STRATA[0], "quota": 10}], incentive=INCENTIVE)
    path = f"/surveys/{made}"
    eventually(lambda: operator.client.get(path).status_code == 200, "it is there")
    assert "친절했습니까? (필수) 5점 척도" in operator.read(path)
    assert "2024. 12. 31" in say(act(operator, f"{path}/open", closes_at="2024. 12. 31.(화)").text)
    tokens = surveys.invite(made, 6)
    for token in tokens:
        assert surveys.answer(made, token).status_code == 201
    surveys.await_responses(made, 6)
    entry = {"token": tokens[0], "contact": "010-0000-0000"}
    assert surveys.send(f"/v1/open/surveys/{made}/draw-entry", entry).status_code == 201
    assert "초대 6명, 답 6건" in operator.read(path)
    assert "답 6건" not in visit("auditor").read(path)
    operator.read(f"{path}/result", 409)
    act(operator, f"{path}/close")
    eventually(lambda: "/publish" in operator.open(path), "it is closed")
    result = operator.read(f"{path}/result")
    assert "75.0 100점 만점" in result
    assert "확률표본이 아니므로 표본오차를 제시하지 않음" in result
    assert "4 그렇다 100.0% 6" in result
    assert operator.client.get(f"{path}/responses.csv").text.count("\n") == 7, "a line of names, and six answers"
    act(operator, f"{path}/publish")
    assert "사유" in say(act(operator, f"{path}/publish").text), "again only with a reason"
    act(operator, f"{path}/publish", reason="층 이름을 바로잡음")
    act(operator, f"{path}/draw", seed="7 12 19 23 31 44")
    eventually(lambda: "7 12 19 23 31 44" in operator.read(path), "it is drawn")
    assert "010-0000-0000" in operator.read(f"{path}/winners")
    told = say(surveys.phones.get(f"/open{path}").text)
    assert "다시 발표한 사유: 층 이름을 바로잡음" in told
    assert "나중에 고쳐 발표한 판이 있습니다." in say(surveys.phones.get(f"/open{path}?version=.1").text)


def write(**changes: Any) -> str:
    return json.dumps(make_design(**changes), ensure_ascii=False)


def test_a_design_is_refused_at_its_question_and_kept_for_the_next_try(operator: Visitor) -> None:
    """ENG-38: a condition on a later question is refused beside that question, with what was written still there."""
    first = {"code": "first", "kind": "YES_NO", "text": "오셨습니까?"}
    last = {"code": "last", "kind": "LONG_TEXT", "text": "왜 안 오셨습니까?"}
    wrong = {**first, "shown_if": [{"question": "first", "any_of": ["no"]}]}
    hidden = read_hidden(operator.open("/surveys/new"))
    refused = operator.send("/surveys", {**hidden, "design": write(title="고칠 설문", questions=[wrong, last])})
    assert refused.status_code == 422
    assert 'href="#design-first"' in refused.text
    assert "앞에 있는 문항만" in say(refused.text)
    assert "고칠 설문" in refused.text
    nameless = write(questions=[{**first, "text": ""}])
    assert 'href="#design-first"' in operator.send("/surveys", {**hidden, "design": nameless}).text
    coded = operator.send("/surveys", {**hidden, "design": write(questions=[{**first, "code": "첫째"}])})
    assert "영문 소문자와 숫자" in say(coded.text)
    branch = {**last, "shown_if": [{"question": "first", "any_of": ["no"]}]}
    right = {**read_hidden(refused.text), "design": write(title="고친 설문", questions=[first, branch])}
    made = operator.send("/surveys", right)
    assert "1번에 “아니요”라고 답하면" in say(made.text)
    revise = f"{made.url.path}/revise"
    assert "고친 설문" in operator.open(revise)
    revised = act(operator, revise, design=write(title="다시 고친 설문"))
    assert revised.status_code == 200, say(revised.text)
    eventually(lambda: "다시 고친 설문" in operator.read(made.url.path), "it is revised")


def test_a_picture_of_a_question_is_given_to_whoever_answers_and_no_other_file_is(surveys: Surveys) -> None:
    """ENG-38: only what the design shows, and only where its designer gave it."""
    sent = {"file": ("park.png", PICTURE, "image/png")}
    given = surveys.operator.post("/v1/files", files=sent).json()["data"]["sha256"]
    options = [{"code": code, "text": code, "image": image} for code, image in (("a", given), ("b", "0" * 64))]
    made = surveys.open(questions=[{"code": "park", "kind": "IMAGE", "text": "어느 쪽?", "options": options}])
    picture = surveys.phones.get(f"/survey/{made}/images/{given}")
    assert (picture.status_code, picture.content) == (200, PICTURE)
    assert surveys.phones.get(f"/survey/{made}/images/{'0' * 64}").status_code == 404
    assert surveys.phones.get(f"/survey/{surveys.open()}/images/{given}").status_code == 404
