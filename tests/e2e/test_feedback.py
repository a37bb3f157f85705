"""Feedback over HTTP: what a town hall brought up, until it is decided (ENG-07, ENG-09, ENG-14)."""

from functools import partial
from typing import Any

import httpx

from tests.e2e.holding import LATE, check_in, make, open_doors, plan_town_hall, read, register, send
from tests.running import Running, eventually


def ask(operator: httpx.Client, town_hall: str, key: str) -> str:
    """Return an item that 연무읍 is asked."""
    body = {"town_hall": town_hall, "text": "경로당 앞 가로등", "department": "town-yeonmu"}
    return str(make(operator, "/v1/feedback", f"{key}-ask", body)["id"])


def is_escalated(client: httpx.Client, item: str) -> bool:
    answer = client.get(f"/v1/feedback/{item}")
    return answer.is_success and answer.json()["data"]["escalated_at"] is not None


def test_what_was_asked_is_replied_to_and_ends_in_a_resolution(system: Running) -> None:
    """ENG-07, ENG-09: adopted with a link alone; the next session's agenda begins with what is looked at again."""
    operator, officer = system.open("operator"), system.open("officer")
    held = plan_town_hall(operator, "feedback")
    open_doors(operator, held)
    item = ask(operator, held, "adopted")
    path = f"/v1/feedback/{item}"
    early = send(operator, f"{path}/decline", "feedback-early", {"reason": "아직"})
    assert (early.status_code, early.json()["code"]) == (409, "WRONG_STATE")
    make(officer, f"{path}/reply", "feedback-reply", {"reply": "3월에 고치겠습니다."})
    loose = send(operator, f"{path}/adopt", "feedback-loose", {"decision": "고치기로 함"})
    assert (loose.status_code, loose.json()["code"]) == (422, "LINK_REQUIRED")
    resolution = "0e2a4c11-52b7-5d0e-8f1a-3f0f5f0c9a11"
    done = make(operator, f"{path}/adopt", "feedback-adopt", {"decision": "고치기로 함", "resolution": resolution})
    row = read(operator, path, done)
    assert (row["state"]["code"], row["resolution"], row["late_days"]) == ("ADOPTED", resolution, 0)
    new = {"text": "청년 주거"}
    again = plan_town_hall(operator, "again", agenda=[new, {"text": "지난번 가로등", "feedback": item}])
    assert [each["feedback"] for each in read(operator, f"/v1/town-halls/{again}", done)["agenda"]] == [item, None]


def test_a_reply_that_is_overdue_is_told_once(system: Running) -> None:
    """ENG-09: asked on Friday 2024-01-12 for five business days; Friday the 19th passes without a reply."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "overdue", starts_at="2024-01-11T14:30:00+09:00")
    make(operator, f"/v1/town-halls/{held}/open-doors", "overdue-doors", {})
    body = {"town_hall": held, "text": "마을버스", "department": "town-yeonmu", "days": 5}
    late = {**LATE, "effective_at": "2024-01-12T15:00:00+09:00"}
    item = str(make(operator, "/v1/feedback", "overdue-ask", body, late)["id"])
    eventually(partial(is_escalated, operator, item), "the overdue reply is told")
    row = operator.get(f"/v1/feedback/{item}").json()["data"]
    assert (row["due_on"], row["escalated_at"]) == ("2024-01-19", "2024-01-20T09:00:00+09:00")
    wanted = {"limit": "200", "types": "engagement.feedback_escalated.v1"}

    def count_told() -> int:
        told = [each["subject"] for each in operator.get("/v1/events", params=wanted).json()["data"]]
        return told.count(f"feedback-{item}")

    eventually(lambda: count_told() >= 1, "the escalation is among the events")
    assert count_told() == 1


def test_a_question_to_a_hall_leads_to_a_decision(system: Running) -> None:
    """ENG-01, ENG-07, ENG-15: planned, announced, registered for, let in, voted, published, asked, adopted, in order.

    The one who votes is a child that left no contact data.
    """
    operator, officer = system.open("operator"), system.open("officer")
    held = plan_town_hall(operator, "whole")
    child = register(operator, held, "child", "pupils")
    options = [{"code": "library", "text": "논산열린도서관"}, {"code": "theatre", "text": "소극장"}]
    body = {"town_hall": held, "question": "무엇을 먼저 지을까요?", "options": options}
    poll = str(make(operator, "/v1/rounds", "whole-round", body)["id"])
    path = f"/v1/rounds/{poll}"
    make(operator, f"{path}/rule", "whole-rule", {"rule": "RAW_SUM", "objection_days": 14})
    early = send(operator, f"{path}/open", "whole-early")
    assert (early.status_code, early.json()["code"]) == (409, "DOORS_NOT_OPEN")
    open_doors(operator, held)
    settled(operator, f"/v1/participants/{child['id']}", check_in(operator, held, child).json())
    settled(operator, path, make(operator, f"{path}/open", "whole-open", {}))
    ballot = {"ticket": child["ticket"], "choices": [{"option": 1}]}
    with httpx.Client(base_url=system.base_url, trust_env=False) as phone:
        make(phone, f"/v1/open/rounds/{poll}/ballots", f"whole-ballot-{child['id']}", ballot)
    new = {"town_hall": held, "round": poll, "option": "library", "text": "논산열린도서관", "department": "town-yeonmu"}
    make(operator, f"{path}/close", "whole-close", {})
    assert send(operator, "/v1/feedback", "whole-too-soon", new).json()["code"] == "WRONG_STATE"
    published = make(operator, f"{path}/publish", "whole-publish", {})
    make(operator, f"/v1/town-halls/{held}/close", "whole-end", {})
    assert send(operator, "/v1/feedback", "whole-strange", {**new, "option": "pool"}).json()["code"] == "NOT_FOUND"
    item = f"/v1/feedback/{make(operator, '/v1/feedback', 'whole-ask', new)['id']}"
    make(officer, f"{item}/reply", "whole-reply", {"reply": "추경에 반영하겠습니다."})
    decision = {"decision": "건립하기로 함", "resolution": "0e2a4c11-52b7-5d0e-8f1a-3f0f5f0c9a11"}
    done = make(operator, f"{item}/adopt", "whole-adopt", decision)
    told = read(operator, item, done)
    assert (told["round"], told["option"], told["state"]["code"]) == (poll, "library", "ADOPTED")
    assert read(operator, f"{path}/tally", published)["ballots"] == 1
    assert read(operator, f"/v1/participants/{child['id']}", done)["has_contact"] is False


def settled(client: httpx.Client, path: str, told: Any) -> None:
    """Return once a read reflects what an answer tells."""
    eventually(lambda: client.get(path, params={"after": position(told)}).status_code == 200, path)


def position(told: Any) -> str:
    return f"engagement:{told['meta']['position']['engagement']}"
