"""The console over HTTP where things go otherwise than its pages expect: no scripts, an ended session, two at once."""

import re

import pytest

from tests.e2e.confiding import LEAD, do
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running


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


ASKED = ["town-yeonmu", "town-noseong"]


def ask_for_concurrence(operator: Visitor, text: str) -> str:
    """Ask two departments to concur; return the address of the request."""
    hidden = read_hidden(operator.open("/concurrences/new"))
    made = operator.send("/concurrences", {**hidden, "title": "재난 대비 계획", "text": text, "departments": ASKED})
    assert made.status_code == 200, say(made.text)
    return made.url.path


def test_departments_answer_one_request_from_pages_that_they_opened_together(visit: Visit) -> None:
    """ORG-09: an answer adds one to the version of the request; the other department's answer rests on the round."""
    path = ask_for_concurrence(visit("operator"), "함께 맡음")
    asked = [visit(user) for user in ("officer", "officer-town-noseong")]
    for each in asked:
        (task,) = [task for task in each.open("/").split("</li>") if f'class="task-way" href="{path}"' in task]
        assert '<span class="task-who">기획감사실</span>' in task, "the name of who asks, not its code"
    pages = [read_hidden(each.open(path)) for each in asked]
    answers = [each.send(f"{path}/concur", page) for each, page in zip(asked, pages, strict=True)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "2곳 가운데 2곳 협조" in say(answers[-1].text)


def test_what_is_asked_anew_is_not_answered_unseen(visit: Visit) -> None:
    """ORG-09: the plan has changed since the page was opened; the new one is shown, and answered from there."""
    operator, officer, neighbour = (visit(user) for user in ("operator", "officer", "officer-town-noseong"))
    path = ask_for_concurrence(operator, "첫 계획")
    opened = read_hidden(officer.open(path))
    returned = neighbour.send(f"{path}/refuse", {**read_hidden(neighbour.open(path)), "reason": "예산이 모자람"})
    assert (returned.status_code, "예산이 모자람" in say(returned.text)) == (200, True), say(returned.text)
    again = operator.send(f"{path}/resubmit", {**read_hidden(operator.open(path)), "text": "고친 계획"})
    assert (again.status_code, "고친 계획" in say(again.text)) == (200, True), say(again.text)
    refused = officer.send(f"{path}/concur", {**opened, "opinion": "이의 없음"})
    assert refused.status_code == 412
    for said in ("고친 내용을 보고 다시 답하세요.", "지금 상태", "고친 계획"):
        assert said in say(refused.text)
    assert "이의 없음" in refused.text
    done = officer.send(f"{path}/concur", {**read_hidden(refused.text), "opinion": "이의 없음"})
    assert "2곳 가운데 1곳 협조" in say(done.text)


def hold_meeting(operator: Visitor, *decisions: str) -> str:
    """Plan and hold a meeting; return its address."""
    planned = {**read_hidden(operator.open("/meetings/new")), "title": "1월 확대간부회의", "kind": "EXECUTIVE"}
    path = operator.send("/meetings", {**planned, "when": "1. 22.(월)"}).url.path
    record = {**read_hidden(operator.open(f"{path}/record")), "held_on": "1. 22.(월)"}
    made = operator.send(f"{path}/record", {**record, "decisions": "\n".join(decisions)})
    assert made.status_code == 200, say(made.text)
    return path


def test_who_records_a_meeting_second_sees_what_the_first_has_written(visit: Visit) -> None:
    """ORG-10: what was typed stays, beside what stands there now."""
    operator, other = visit("operator"), visit("operator")
    planned = {**read_hidden(operator.open("/meetings/new")), "title": "1월 실무회의", "kind": "EXECUTIVE"}
    path = operator.send("/meetings", {**planned, "when": "1. 22.(월)"}).url.path
    forms = [read_hidden(each.open(f"{path}/record")) | {"held_on": "1. 22.(월)"} for each in (operator, other)]
    operator.send(f"{path}/record", {**forms[0], "decisions": "먼저 적은 결정"})
    refused = other.send(f"{path}/record", {**forms[1], "decisions": "나중에 적은 결정"})
    assert refused.status_code in {409, 412}
    assert ("먼저 적은 결정" in say(refused.text), "나중에 적은 결정" in refused.text) == (True, True)


def test_a_decision_becomes_one_directive_whoever_is_fast(visit: Visit) -> None:
    """ORG-10, DIR-19: two people who opened the page together, and chose another kind."""
    operator, mayor = visit("operator"), visit("mayor")
    path = hold_meeting(operator, "양촌면 판매장의 주차 대책을 낼 것")
    pages = [read_hidden(each.open(path)) for each in (operator, mayor)]
    for each, page, kind in zip((operator, mayor), pages, ("SIMPLE", "PLAN"), strict=True):
        assert each.send(f"{path}/decisions/1", {**page, "kind": kind}).status_code == 200
    made = re.search(r'class="meet-made">(.*?)</p>', operator.open(path), re.DOTALL)
    assert made is not None
    assert made[1].count("<a ") == 1


@pytest.mark.parametrize("user", ["mayor", "executive", "operator", "officer", "auditor"])
def test_the_first_page_of_each_role_is_there(visit: Visit, user: str) -> None:
    assert "내 할 일" in visit(user).read("/")


def test_a_form_of_meetings_comes_back_after_signing_in_again(visit: Visit) -> None:
    """What was typed is in the form, several departments too, and in no address, however long it is."""
    operator, officer = visit("operator"), visit("officer")
    path = ask_for_concurrence(operator, "함께 맡음")
    answer = {**read_hidden(officer.open(path)), "reason": "인력이 모자람"}
    long = "나누어 맡을 일 " * 480
    asked = {**read_hidden(operator.open("/concurrences/new")), "title": "긴 계획", "text": long, "departments": ASKED}
    met = {**read_hidden(operator.open("/meetings/new")), "title": "새 회의", "when": "1. 22.(화)", "kind": "EXECUTIVE"}
    voted = {**read_hidden(operator.open("/resolutions/new")), "committee": "시정조정위원회", "agenda": "새 안건"}
    for visitor, address, values, shown in (
        (officer, f"{path}/refuse", answer, "인력이 모자람"),
        (operator, "/concurrences", asked, long.strip()),
        (operator, "/meetings", met, 'value="새 회의"'),
        (operator, "/resolutions", voted, 'value="새 안건"'),
    ):
        back = visitor.send_late(address, values)
        assert (back.status_code, back.url.path, back.url.query) == (200, "/login", b"")
        assert shown in back.text, address
    again = operator.send_late("/concurrences", asked)
    assert len(re.findall(r'name="departments" value="[a-z-]+" checked', again.text)) == 2
    sent = officer.send(f"{path}/refuse", {**read_hidden(officer.send_late(f"{path}/refuse", answer).text), **answer})
    assert sent.status_code == 403, "the token in `answer` is that of the session which has ended"


def test_what_has_no_form_is_told_after_signing_in_again(visit: Visit) -> None:
    """Neither 404 nor 405, and nothing in an address: what was not done, and the page to do it from."""
    officer = visit("officer")
    hidden = read_hidden(officer.open("/notices"))
    for address, values, way in (
        ("/notices/read", {"until": "9"}, "/notices"),
        ("/directives/views", {"name": "늦은 것", "query": "state=LATE"}, "/directives"),
        ("/directives/bulk", {"do": "ask", "act": "acknowledge", "chosen": "x"}, "/directives"),
    ):
        told = officer.send_late(address, {**hidden, **values})
        assert (told.status_code, told.url.path, told.url.query) == (200, "/login", b"")
        assert "보낸 것을 처리하지 못했습니다." in say(told.text)
        assert re.search(rf'class="acts"><a [^>]*href="{way}"', told.text), address
    assert "늦은 것" in officer.send_late("/directives/views", {**hidden, "name": "늦은 것"}).text


def test_a_report_that_may_not_be_kept_comes_back_after_signing_in_again(system: Running, visit: Visit) -> None:
    """DIR-22: of what only the audit may know no draft is stored, so that the form itself is all there is."""
    issued = do(
        system.open("mayor"), "/v1/directives", {"text": "살필 일", "kind": "SIMPLE", "visibility": "AUDIT_ONLY"}
    )
    path = f"/directives/{issued['id']}"
    do(system.open("auditor"), f"/v1{path}/share", {"lead": LEAD})
    inspector = visit("inspector")
    hidden = read_hidden(inspector.open(f"{path}/report"))
    back = inspector.send_late(f"{path}/report", {**hidden, "text": "아직 적는 중"})
    assert (back.status_code, "아직 적는 중" in back.text) == (200, True)
    assert "감사 전용 지시라서 쓰는 동안 저장하지 않습니다." in say(back.text)


NUL = "\x00"


def test_a_letter_that_no_store_takes_is_no_bug(system: Running, visit: Visit) -> None:
    """PostgreSQL has no U+0000: such a name is nobody's, such a draft is kept without it."""
    officer, operator = visit("officer"), visit("operator")
    hidden = read_hidden(officer.open("/notices"))
    assert officer.send("/acting", {**hidden, "absent": f"a{NUL}b"}).status_code in {400, 403}
    assert officer.send("/directives/views", {**hidden, "name": f"a{NUL}b", "query": ""}).status_code < 500
    api = system.open("operator")
    paths = [
        f"/directives/{do(api, '/v1/directives', {'text': each, 'kind': 'SIMPLE'})['id']}" for each in ("가", "나")
    ]
    path, unshared = paths
    do(api, f"/v1{path}/share", {"lead": "town-yeonmu"})
    report = read_hidden(officer.open(f"{path}/report")) | {"text": f"가{NUL}나", "do": "save"}
    assert officer.send(f"{path}/report", report).status_code == 200
    assert "가나" in officer.open(f"{path}/report")
    files = {**report, "do": "send", "attachments": f"a{NUL}b"}
    assert officer.send(f"{path}/report", files).status_code in {400, 422}
    assert officer.client.get(f"{path}/report/confirm?of=a%00b").status_code in {400, 404}
    merge = f"{unshared}/merge"
    assert operator.send(merge, {**read_hidden(operator.open(merge)), "into": f"a{NUL}b"}).status_code in {400, 422}
