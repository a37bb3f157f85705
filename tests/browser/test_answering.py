"""Answering a survey on a phone: agreed first, branches live, nothing lost on a reload, sent once (ENG-34, ENG-38)."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import look_at_each_width, weigh
from tests.browser.walking import open_context
from tests.e2e.surveying import STRATA, Surveys, open_surveys

PAGE_BYTES: Final = 30_000
"""As a phone loads it (screens.md, Budgets)."""
QUESTIONS: Final = (
    {"code": "came", "kind": "YES_NO", "text": "올해 시청에 오셨습니까?", "is_required": True},
    {
        "code": "why",
        "kind": "MULTIPLE",
        "text": "무슨 일로 오셨습니까?",
        "options": [{"code": "tax", "text": "세금"}, {"code": "permit", "text": "인허가"}],
        "has_other": True,
        "max_choices": 2,
        "shown_if": [{"question": "came", "any_of": ["yes"]}],
    },
    {
        "code": "rank",
        "kind": "RANKING",
        "text": "먼저 고쳐야 할 것은?",
        "options": [{"code": "a", "text": "주차"}, {"code": "b", "text": "안내"}, {"code": "c", "text": "속도"}],
    },
    {
        "code": "kind",
        "kind": "MATRIX",
        "text": "어떠셨습니까?",
        "rows": [{"code": "a", "text": "친절"}, {"code": "b", "text": "신속"}],
        "is_required": True,
        "shown_if": [{"question": "came", "any_of": ["yes"]}],
    },
    {"code": "again", "kind": "SCALE", "text": "다시 오실 뜻은?"},
    {"code": "read", "kind": "INFORMATION", "text": "이제 마지막입니다."},
    {"code": "age", "kind": "NUMBER", "text": "나이", "minimum": 14, "maximum": 120},
    {"code": "on", "kind": "DATE", "text": "언제 오셨습니까?"},
    {"code": "where", "kind": "MAP_POINT", "text": "불편한 곳은 어디입니까?"},
    {"code": "words", "kind": "LONG_TEXT", "text": "하고 싶은 말"},
    {"code": "ok", "kind": "CONSENT", "text": "결과를 알려도 됩니까?"},
)
INCENTIVE: Final = {"budget": 100_000, "prize": 10_000, "winners": 10}


@pytest.fixture(scope="module")
def surveys(system: Any) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


@pytest.fixture(scope="module")
def phone(browser: Browser, system: Any) -> Iterator[Page]:
    with open_context(browser, "phone", system.base_url) as context:
        yield context.new_page()


def begin(phone: Page, surveys: Surveys) -> tuple[str, str]:
    """Return a survey and its link, where somebody has agreed."""
    made = surveys.open(questions=QUESTIONS, strata=STRATA, incentive=INCENTIVE)
    (token,) = surveys.invite(made, 1)
    phone.goto(f"/survey/{made}#{token}")
    expect(phone.locator("#consent")).to_contain_text("행정서비스 개선")
    phone.click("#agree")
    return made, token


def choose(phone: Page, question: str, text: str) -> None:
    phone.locator(f"#q-{question} .q-option", has_text=text).click()


def test_branches_lose_nothing_and_an_answer_is_sent_once(phone: Page, surveys: Surveys) -> None:
    """ENG-38, ENG-34, ENG-36, ENG-41: what a branch hides stays until it is sent, over a reload too."""
    made, _token = begin(phone, surveys)
    expect(phone.locator("#q-why")).to_be_hidden()
    phone.click("text=이대로 보내기")
    expect(phone.locator("#q-came")).to_be_focused()
    expect(phone.locator("#q-came .q-problem")).to_have_text("꼭 답해야 하는 문항입니다.")
    choose(phone, "came", "예")
    choose(phone, "why", "기타")
    phone.fill("#q-why input[type=text]", "면허 갱신")
    choose(phone, "came", "아니요")
    expect(phone.locator("#q-why")).to_be_hidden()
    phone.reload()
    choose(phone, "came", "예")
    assert phone.input_value("#q-why input[type=text]") == "면허 갱신"
    for text in ("속도", "주차"):
        choose(phone, "rank", text)
    phone.locator("#q-rank li", has_text="주차").get_by_text("위로").click()
    expect(phone.locator("#q-rank li").first).to_contain_text("1위 주차")
    expect(phone.locator("#q-rank li").nth(1).locator("button").first).not_to_be_focused()
    phone.fill("#q-age input", "13")
    phone.click("text=이대로 보내기")
    expect(phone.locator("#status")).to_have_text("2문항을 확인해 주세요.")
    expect(phone.locator("#q-age .q-problem")).to_contain_text("14에서 120까지")
    for row in phone.locator("#q-kind .q-row").all():
        row.locator("label", has_text="4").click()
    phone.fill("#q-age input", "40")
    phone.fill("#q-words textarea", "고맙습니다.")
    phone.context.set_offline(True)
    phone.click("text=이대로 보내기")
    expect(phone.locator("#status")).to_contain_text("인터넷이 끊겼습니다")
    phone.context.set_offline(False)
    expect(phone.locator("#status")).to_have_text("답해 주셔서 고맙습니다.", timeout=20_000)
    assert surveys.await_responses(made, 1)["responses"] == 1
    phone.reload()
    expect(phone.locator("#status")).to_have_text("답해 주셔서 고맙습니다.")
    assert "고맙습니다." not in str(phone.evaluate("JSON.stringify(localStorage)"))
    phone.fill("#contact", "010-0000-0000")
    phone.check("#draw-agree")
    phone.click("text=추첨에 참여하기")
    expect(phone.locator("#entered")).to_be_visible()
    phone.click("#take-back [data-first]")
    phone.click("#take-back [data-yes]")
    expect(phone.locator("#status")).to_contain_text("답을 거두었습니다")
    surveys.await_responses(made, 0)


def test_a_newer_consent_is_read_first_and_keeps_what_was_written(phone: Page, surveys: Surveys) -> None:
    """ENG-41: the city refuses what was agreed to before; the page shows the new words and sends again."""
    made, _token = begin(phone, surveys)
    choose(phone, "came", "아니요")
    consent = {"purpose": "조직 진단", "items": "의견", "retention_days": 30, "refusal": "불이익이 없습니다."}
    surveys.act(f"/v1/surveys/{made}/revise-consent", {"consent": consent, "reason": "목적이 넓어짐"})
    phone.click("text=이대로 보내기")
    expect(phone.locator("#status")).to_contain_text("동의 내용이 바뀌었습니다")
    expect(phone.locator("#consent")).to_contain_text("조직 진단")
    phone.click("#agree")
    phone.click("text=이대로 보내기")
    expect(phone.locator("#status")).to_have_text("답해 주셔서 고맙습니다.")


def test_the_answering_page_is_light_and_keeps_to_its_width(phone: Page, surveys: Surveys, system: Any) -> None:
    """screens.md: nothing from elsewhere, no barrier, at most 30 kB, and the link's token goes nowhere."""
    made, token = begin(phone, surveys)
    choose(phone, "came", "예")
    seen = look_at_each_width(phone, system.base_url, lambda page: page.goto(f"/survey/{made}#{token}"))
    faults = {width: (sight.overflowing, sight.barriers, sight.errors, sight.foreign) for width, sight in seen.items()}
    assert faults == dict.fromkeys(faults, ([], [], [], []))
    assert phone.context.cookies() == []
    assert weigh(phone, f"/survey/{made}") <= PAGE_BYTES
