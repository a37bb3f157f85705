"""The console over HTTP where things go otherwise than its pages expect: no scripts, an ended session, two at once."""

import re

from tests.e2e.visiting import Visit, Visitor, read_hidden, say


def count_rows(page: str) -> int:
    found = re.search(r'name="rows" value="([0-9]+)"', page)
    assert found is not None
    return int(found[1])


def read_rows(page: str) -> dict[str, str]:
    """Return the rows of a memo as a browser would send them back, but for the fields that may stay empty."""
    sources = read_hidden(page)
    texts = {name.replace("source", "text"): value for name, value in sources.items() if name.startswith("source-")}
    return {**sources, **texts}


def test_a_memo_is_divided_without_scripts_before_it_is_shared(visit: Visit) -> None:
    """DIR-03: rows that are not those of the memo are made anew and shown; none of its orders is lost."""
    operator: Visitor = visit("operator")
    empty = read_hidden(operator.open("/memo"))
    typed = {**empty, "text": "❍ 가야곡면 다리를 볼 것\n❍ 채운면 둑을 볼 것", "act": "check"}
    divided = operator.send("/memo", {**typed, "rows": "0"})
    assert (divided.status_code, count_rows(divided.text)) == (200, 2)
    assert "행을 확인한 뒤 모두 공유를 다시 누르세요." in say(divided.text)

    longer = {**read_rows(divided.text), "text": f"{typed['text']}\n❍ 상월면 길을 볼 것", "act": "check"}
    renewed = operator.send("/memo", longer)
    assert (count_rows(renewed.text), "상월면 길을 볼 것" in renewed.text) == (3, True)

    asked = operator.send("/memo", {**read_rows(renewed.text), "text": longer["text"], "act": "check"})
    assert "지시 3건을 등록하고" in say(asked.text)


def test_a_memo_beyond_its_limit_is_not_divided(visit: Visit) -> None:
    operator = visit("operator")
    empty = read_hidden(operator.open("/memo"))
    refused = operator.send("/memo", {**empty, "text": "❍ 하나\n" * 1_000, "rows": "0", "act": "check"})
    assert (refused.status_code, count_rows(refused.text)) == (422, 0)
    assert "메모는 4,000자까지입니다." in say(refused.text)
