"""내 의견은 어떻게 되었나 over HTTP: from the ballot to who carries it on, by a short link without login (ENG-09)."""

from uuid import UUID

import httpx

from contracts.short_codes import write_short
from tests.e2e.holding import check_in, make, open_doors, plan_town_hall, register, send
from tests.running import Running, eventually


def publish_round(operator: httpx.Client, base: str, held: str) -> str:
    """Return a round with one ballot for the library, published."""
    voter = register(operator, held, "voice", "pupils")
    options = [{"code": "library", "text": "열린도서관"}, {"code": "theatre", "text": "소극장"}]
    body = {"town_hall": held, "question": "무엇을 지을까요?", "options": options}
    poll = str(make(operator, "/v1/rounds", "voice-round", body)["id"])
    make(operator, f"/v1/rounds/{poll}/rule", "voice-rule", {"rule": "RAW_SUM"})
    open_doors(operator, held)
    let_in = check_in(operator, held, voter).json()
    make(operator, f"/v1/rounds/{poll}/open", "voice-open", {})
    after = {"after": f"engagement:{let_in['meta']['position']['engagement']}"}
    eventually(lambda: operator.get(f"/v1/participants/{voter['id']}", params=after).is_success, "let in")
    with httpx.Client(base_url=base, trust_env=False) as phone:
        ballot = {"ticket": voter["ticket"], "choices": [{"option": 1}]}
        eventually(
            lambda: send(phone, f"/v1/open/rounds/{poll}/ballots", f"voice-{poll}", ballot).status_code == 201, "voted"
        )
    make(operator, f"/v1/rounds/{poll}/close", "voice-close", {})
    make(operator, f"/v1/rounds/{poll}/publish", "voice-publish", {})
    return poll


def test_a_short_link_leads_from_the_ballot_to_the_directive(system: Running) -> None:
    """ENG-09: round, reply, decision and how far the directive is; no word of the directive itself."""
    operator, officer, mayor = system.open("operator"), system.open("officer"), system.open("mayor")
    held = plan_town_hall(operator, "voice")
    poll = publish_round(operator, system.base_url, held)
    asked = {"town_hall": held, "round": poll, "option": "library", "text": "열린도서관", "department": "town-yeonmu"}
    item = str(make(operator, "/v1/feedback", "voice-ask", asked)["id"])
    make(officer, f"/v1/feedback/{item}/reply", "voice-reply", {"reply": "터를 찾겠습니다."})
    directive = str(
        make(mayor, "/v1/directives", "voice-directive", {"text": "비밀스러운 지시", "kind": "SIMPLE"})["id"]
    )
    adopted = {"decision": "짓기로 함", "directive": directive}
    done = make(operator, f"/v1/feedback/{item}/adopt", "voice-adopt", adopted)
    after = {"after": f"engagement:{done['meta']['position']['engagement']}"}
    eventually(lambda: operator.get(f"/v1/feedback/{item}", params=after).is_success, "the decision is there")
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        of_round = anybody.get(f"/v1/open/voices/{write_short(UUID(poll)).lower()}").json()["data"]
        of_hall = anybody.get(f"/v1/open/voices/{write_short(UUID(held))}").json()["data"]
        page = anybody.get(f"/voice/{write_short(UUID(poll))}")
        wrong = anybody.get("/v1/open/voices/0000000000")
    (told,) = of_round["items"]
    assert (told["state"]["code"], told["reply"], told["decision"]) == ("ADOPTED", "터를 찾겠습니다.", "짓기로 함")
    assert (told["department"], told["carried_on"]["kind"]) == ("연무읍", "시장 지시로 추진")
    assert told["carried_on"]["state"] == "추진 중"
    options = [(each["text"], each["percent"], each["is_winner"]) for each in of_round["rounds"][0]["options"]]
    assert options == [("열린도서관", "100.0", True), ("소극장", "0.0", False)]
    assert (of_hall["items"], of_hall["code"]) == (of_round["items"], write_short(UUID(held)))
    assert page.status_code == 200
    assert all(words in page.text for words in ("무엇을 지을까요?", "짓기로 함", "추진하기로 했습니다.", "추진 중"))
    assert "비밀스러운" not in page.text + str(of_round)
    assert (wrong.status_code, wrong.json()["code"]) == (404, "NOT_FOUND")


def test_who_follows_and_stops_is_answered_alike_whoever_followed_before(system: Running) -> None:
    """XS-13: one contact follows once; what is no contact, or no consent, is refused; a second stop finds nothing."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "follow")
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        wish = {"town_hall": held, "contact": "someone@city.example", "agreed": True}
        eventually(lambda: send(anybody, "/v1/open/follows", "follow-1", wish).status_code == 201, "it is announced")
        first = send(anybody, "/v1/open/follows", "follow-1", wish).json()["id"]
        again = send(anybody, "/v1/open/follows", "follow-2", {**wish, "contact": "Someone@city.example"})
        assert again.json()["id"] == first
        assert send(anybody, "/v1/open/follows", "follow-3", {**wish, "agreed": False}).status_code == 400
        nowhere = send(anybody, "/v1/open/follows", "follow-4", {**wish, "contact": "전화 주세요"})
        assert (nowhere.status_code, nowhere.json()["code"]) == (400, "BAD_SHAPE")
        stopped = send(anybody, f"/v1/open/follows/{first}/stop", "follow-5", {})
        assert stopped.status_code == 200, stopped.text
        twice = send(anybody, f"/v1/open/follows/{first}/stop", "follow-6", {})
        assert (twice.status_code, twice.json()["code"]) == (404, "NOT_FOUND")
        anew = send(anybody, "/v1/open/follows", "follow-7", wish)
        assert anew.status_code == 201
        assert anew.json()["id"] != first
    events = operator.get("/v1/events", params={"limit": "200", "types": "coordination.followed.v1"}).text
    assert first in events
    assert "someone" not in events
