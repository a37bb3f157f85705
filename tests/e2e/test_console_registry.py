"""The console's pages of the registry over HTTP: what is shown before it is done, and what is done as whom."""

import html
import re
import uuid
from typing import Any

import httpx
import pytest

from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

LONG = "가" * 60
"""A department's name of sixty syllables (screens.md, craft test)."""


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    return dict(answer.raise_for_status().json())


def name_new(what: str) -> str:
    return f"{what}-{uuid.uuid4().hex[:8]}"


def test_the_organisation_of_a_day_stands_beside_its_declared_numbers(operator: Visitor) -> None:
    """ORG-01, ORG-02, ORG-04: 51 departments in 2018, 2 읍, 11 면 and 2 동 of them; one more declared is a warning."""
    kinds = {"HEADQUARTERS": 27, "COUNCIL": 1, "DIRECT_AGENCY": 6, "PROJECT_OFFICE": 2, "TOWN_OFFICE": 15}
    fields = {f"kinds.{kind}": str(n) for kind, n in kinds.items()}
    wrong = operator.fill("/org/change/counts", valid_from="2018-12-30", total="52", **fields, source="표본")
    assert wrong.status_code == 422
    assert "DEPARTMENT_SUM_MISMATCH" in say(wrong.text)
    more = {**fields, "kinds.HEADQUARTERS": "28"}
    asked = operator.fill("/org/change/counts", valid_from="2018-12-30", total="52", **more, source="표본")
    assert "본청 28 27" in say(asked.text)
    operator.confirm(asked)
    eventually(lambda: "공표값과 다릅니다" in operator.read("/org?as_of=2018-12-31"), "the warning is shown")
    shown = operator.read("/org?as_of=2018-12-31")
    assert "등록 27 1 6 2 15 51 2 11 2 공표 28 1 6 2 15 52" in shown
    assert "전략기획실" in shown
    assert "기획감사실" not in shown.replace("전략기획실", "")


def test_a_department_keeps_its_names_and_says_what_it_has_to_do(operator: Visitor, visit: Visit) -> None:
    """ORG-01: 전략기획실 and 기획감사실 are one lineage on both pages; each number of directives opens its rows."""
    page = operator.open("/org/planning-audit")
    assert re.search(r"전략기획실.*기획감사실", say(page))
    (link, count), *_ = re.findall(
        r'href="(/directives\?lead=planning-audit&amp;state=[A-Z_]+)">[^<0-9]*([0-9,]+)', page
    )
    assert f"{count}건" in operator.read(html.unescape(link))
    assert "그날 있던 부서" in operator.read("/org/planning-audit?as_of=2018-08-01")
    assert visit("officer").client.get("/org/change/department").status_code == 403
    operator.read("/org/no-such-department", 404)


def test_a_department_is_renamed_in_one_act(operator: Visitor) -> None:
    """ORG-01: the old one ends the day before, the new one is of its lineage; both or neither."""
    code, new = name_new("dept"), name_new("dept")
    fields = {"code": code, "name": LONG, "name_known": "yes", "kind": "HEADQUARTERS", "lineage": code}
    operator.confirm(operator.fill("/org/change/department", **fields, valid_from="2024-01-02"))
    values = {"before": code, "code": new, "name": "새 이름", "valid_from": "2030-01-01", "reason": "조직 개편"}
    eventually(lambda: f'value="{code}"' in operator.open("/org/change/rename"), "the new department may be chosen")
    done = operator.confirm(operator.fill("/org/change/rename", **values))
    assert done.url.path == f"/org/{new}"
    assert "as_of=2030-01-01" in str(done.url)
    assert re.search(f"{LONG}.*2029. 12. 31..*새 이름", say(done.text))
    again = operator.fill("/org/change/rename", **values)
    assert (again.status_code, "이미" in say(again.text)) == (409, True)


def test_a_holiday_shows_what_it_moves_before_it_is_added(system: Running, operator: Visitor) -> None:
    """CAL-01, CAL-11: open deadlines with the day before and after; a met one is told as staying; revoked the same way.

    The day after the share is taken: three business days from the share always reach beyond it.
    """
    coordinating, lead, mayor = system.open("operator"), system.open("officer"), system.open("mayor")
    directives = [
        post(mayor, "/v1/directives", {"text": f"공휴일로 옮길 지시 {n}", "kind": "SIMPLE"}) for n in range(2)
    ]
    for each in directives:
        post(coordinating, f"/v1/directives/{each['id']}/share", {"lead": "town-yeonmu", "supporting": []})
    post(lead, f"/v1/directives/{directives[1]['id']}/report", {"text": "먼저 보고함"})
    found = {each["id"]: coordinating.get(f"/v1/directives/{each['id']}").json()["data"] for each in directives}
    running, met = (found[each["id"]] for each in directives)
    due = running["report_due"]
    eventually(
        lambda: met["number"] in operator.fill("/calendar/change/holiday", day=due, name="임시공휴일").text, "met"
    )
    asked = operator.fill("/calendar/change/holiday", day=due, name="임시공휴일")
    moved, _, kept = say(asked.text).partition("옮기지 않는 기한")
    assert running["number"] in moved.partition("옮겨 갈 기한")[2]
    assert met["number"] not in moved
    assert met["number"] in kept
    assert coordinating.get(f"/v1/directives/{running['id']}").json()["data"]["report_due"] == due
    operator.confirm(asked)

    def read_due() -> str:
        return str(coordinating.get(f"/v1/directives/{running['id']}").json()["data"]["report_due"])

    eventually(lambda: read_due() > due, "the open deadline has moved")
    assert coordinating.get(f"/v1/directives/{met['id']}").json()["data"]["report_due"] == due
    assert "임시공휴일" in operator.read(f"/calendar?month={due[:7]}")
    back = operator.fill(f"/calendar/change/revoke-holiday?day={due}", day=due, reason="표본")
    assert running["number"] in say(back.text)
    operator.confirm(back)
    eventually(lambda: read_due() == due, "the deadline is where it was")


def test_what_is_no_holiday_is_not_offered_for_revoking(operator: Visitor) -> None:
    """CAL-11."""
    asked = operator.fill("/calendar/change/revoke-holiday", day="2031-05-07", reason="없는 날")
    assert "등록된 공휴일이 아닙니다" in say(asked.text)
    assert 'value="confirm"' not in asked.text


def test_a_month_shades_the_days_before_an_election(operator: Visitor) -> None:
    """CAL-02, CAL-10: sixty days before 2032-04-14 is 2032-02-14; cancelled, the window is gone."""
    asked = operator.fill("/calendar/change/election", day="2032-04-14", name="표본 선거", is_holiday="yes")
    assert "2032. 2. 14.(토) ~ 2032. 4. 14.(수)" in say(asked.text)
    operator.confirm(asked)
    eventually(lambda: "표본 선거" in operator.read("/calendar?month=2032-02"), "the election is in the calendar")
    assert operator.open("/calendar?month=2032-02").count('<td class="blackout') == 16
    operator.confirm(operator.fill("/calendar/change/cancel-election", day="2032-04-14", reason="표본"))
    eventually(lambda: "표본 선거" not in operator.read("/calendar?month=2032-02"), "the window is gone")


def test_a_next_version_of_a_policy_leaves_set_deadlines_alone(operator: Visitor) -> None:
    """CAL-12: how many stay is said before, each version with its day is listed after."""
    link = re.search(r'href="(/calendar/change/policy\?policy.id=TH_REPLY[^"]*)"', operator.open("/calendar/policies"))
    assert link
    values = {"policy.id": "TH_REPLY", "policy.rule": "BD_EXCL", "policy.n": "15", "policy.basis": "표본",
              "policy.valid_from": "2035-01-01", "policy.extensions": "2", "reason": "표본"}  # fmt: skip
    version = re.search(r"policy.version=([0-9]+)", link[1])
    assert version
    asked = operator.fill(html.unescape(link[1]), **values, **{"policy.version": version[1]})
    assert "이미 정해진 기한 0건은 그대로입니다." in say(asked.text)
    operator.confirm(asked)
    eventually(lambda: f"TH_REPLY@{version[1]}" in operator.read("/calendar/policies"), "the version is listed")


def test_a_post_is_handed_over_with_what_goes_along(operator: Visitor, visit: Visit) -> None:
    """ORG-06: open directives are shown first; names are for the office alone, and gone once they are destroyed."""
    for name in ("전임 담당", "후임 담당"):
        operator.confirm(operator.fill("/org/change/person", name=name))
    eventually(lambda: "후임 담당" in operator.read("/org/list/people"), "both stand in the list")
    offered = operator.open("/org/change/assign")
    people = {name: who for who, name in re.findall(r'<option value="([0-9a-f-]{36})">(..) 담당', offered)}
    values = {"person": people["전임"], "post": "OFFICER", "department": "town-yeonmu", "valid_from": "2024-01-02"}
    operator.confirm(operator.fill("/org/change/assign", **values))
    eventually(lambda: "전임 담당" in operator.read("/org/town-yeonmu"), "the post is shown")
    row = next(part for part in operator.open("/org/town-yeonmu").split("<tr>") if "전임 담당" in part)
    link = html.unescape(re.findall(r'href="(/org/change/hand-over[^"]+)"', row)[0])
    handed = {"successor": people["후임"], "last_day": "2034-12-31", "note": "넘김"}
    asked = operator.fill(link, **handed)
    assert re.search(r"진행 중인 지시 [0-9]+건", say(asked.text))
    operator.confirm(asked)
    eventually(lambda: "2034. 12. 31." in operator.read("/org/town-yeonmu"), "the post has its last day")
    assert "후임 담당" in operator.read("/org/town-yeonmu?as_of=2035-01-01")
    officer = visit("officer")
    assert "담당자" in officer.read("/org/town-yeonmu")
    assert "전임 담당" not in officer.read("/org/town-yeonmu")
    officer.read("/org/list/people", 403)
    assert "전임 담당" in operator.read("/search?q=전임담당")
    assert "전임 담당" not in officer.read("/search?q=전임담당").partition("찾지 못했습니다")[2]
    erase = operator.fill(f"/org/change/erase?subject={people['전임']}", reason="퇴직")
    assert operator.confirm(erase, word="파괴").status_code == 422
    assert operator.confirm(erase, word="파기").status_code == 200
    eventually(lambda: "전임 담당" not in operator.read("/org/town-yeonmu"), "the name is gone")


def test_a_deputy_acts_for_who_is_away_until_it_ends(system: Running, operator: Visitor, visit: Visit) -> None:
    """ORG-12: chosen in the header, both are stored, and it ends with the delegation."""
    today = system.open("operator").get("/v1/clock").json()["now"][:10]
    asked = operator.fill(
        "/org/change/delegate", absent="mayor", acting="executive", valid_from=today, valid_until=today, reason="출장"
    )
    operator.confirm(asked)
    deputy = visit("executive")
    eventually(lambda: 'value="mayor"' in deputy.open("/calendar"), "the absent mayor may be chosen")
    assert visit("officer").act_for("mayor").status_code == 403
    assert "직무대리" in deputy.act_for("mayor").text
    form = read_hidden(deputy.open("/directives/new"))
    made = deputy.client.post("/directives", data={**form, "text": "대리로 낸 지시", "kind": "SIMPLE"})
    directive = made.url.path.rpartition("/")[2]
    issued = system.open("operator").get(f"/v1/directives/{directive}").json()["history"][0]
    assert (issued["actor"], issued["data"]["entry"]["acting_for"]) == ("executive", "mayor")
    stale = read_hidden(deputy.open("/directives/new"))
    found = system.open("operator").get("/v1/org/delegations", params={"acting": "executive", "absent": "mayor"}).json()
    (held,) = [each["id"] for each in found["data"] if each["is_valid"]]
    link = f"/org/change/revoke-delegation?subject={held}"
    assert link in operator.open("/org/list/delegations")
    operator.confirm(operator.fill(link, reason="복귀"))
    eventually(lambda: link not in operator.open("/org/list/delegations"), "it is revoked")
    eventually(lambda: 'value="mayor"' not in deputy.open("/calendar"), "the deputy may not choose it any more")
    late = deputy.client.post("/directives", data={**stale, "text": "끝난 뒤의 지시", "kind": "SIMPLE"})
    assert late.status_code == 403


def test_words_find_what_their_asker_may_read(system: Running, visit: Visit) -> None:
    """DIR-21, DIR-22: two syllables, spaces or none; the words of a hidden directive are found by its readers only."""
    mayor = system.open("mayor")
    post(mayor, "/v1/directives", {"text": "비밀 산책로 정비", "kind": "SIMPLE", "visibility": "TEXT_HIDDEN"})
    post(mayor, "/v1/directives", {"text": "열린 산책로 정비", "kind": "SIMPLE"})
    reader, stranger = visit("mayor"), visit("officer")
    eventually(lambda: "열린 산책로" in stranger.read("/search?q=열린산책"), "the board has it")
    assert "비밀 산책로" in reader.read("/search?q=비밀산책")
    assert "찾지 못했습니다" in stranger.read("/search?q=비밀산책")
    assert 'value="산책"' in stranger.open("/search?q=산책")
    assert "두 글자부터" in stranger.read("/search?q=산")
    assert "기획감사실" in stranger.read("/search?q=기획 감사")


def test_a_form_comes_back_whole_after_signing_in_again(system: Running, visit: Visit) -> None:
    """What was typed is shown again, and stands in no address: a name is nobody's to log."""
    visitor = visit("operator")
    hidden = read_hidden(visitor.open("/org/change/person"))
    visitor.client.cookies.clear()
    refused = visitor.client.post(
        "/org/change/person", data={**hidden, "name": "이름 있는 사람", "email": "", "account": ""}
    )
    assert refused.status_code == 401
    kept = dict(re.findall(r'name="(kept-[^"]+)" value="([^"]*)"', refused.text))
    password = system.logins["operator"]["password"]
    shown = visitor.client.post(
        "/login", data={**kept, "user": "operator", "password": password, "next": "/org/change/person"}
    )
    assert (shown.status_code, str(shown.url).endswith("/login")) == (200, True)
    assert 'value="이름 있는 사람"' in shown.text
