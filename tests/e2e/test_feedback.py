"""Feedback over HTTP: what a town hall brought up, until it is decided (ENG-07, ENG-09, ENG-14)."""

from functools import partial

import httpx

from tests.e2e.holding import LATE, make, open_doors, plan_town_hall, read, send
from tests.running import Running, eventually


def ask(operator: httpx.Client, town_hall: str, key: str) -> str:
    """Return an item that 연무읍 is asked."""
    body = {"town_hall": town_hall, "text": "경로당 앞 가로등", "department": "town-yeonmu"}
    return str(make(operator, "/v1/feedback", f"{key}-ask", body)["id"])


def is_escalated(client: httpx.Client, item: str) -> bool:
    return client.get(f"/v1/feedback/{item}").json()["data"]["escalated_at"] is not None


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
    told = [each["subject"] for each in operator.get("/v1/events", params=wanted).json()["data"]]
    assert told.count(f"feedback-{item}") == 1
