"""Town halls over HTTP, from the plan to the decision (ENG-01 to ENG-15)."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.e2e.holding import make, open_doors, plan_town_hall, read, send
from tests.running import Running

PLAN: Final[Mapping[str, Any]] = {
    "name": "2024 상반기 타운홀미팅",
    "starts_at": "2024-05-23T14:30:00+09:00",
    "minutes": 120,
    "place": "건양대학교 콘서트홀",
    "budget_won": 50_000_000,
    "cycle": {"year": 2024, "number": 1},
    "segments": [
        {"code": "pupils", "name": "초등학생", "seats": 100, "is_child": True},
        {"code": "teens", "name": "청소년", "seats": 100},
        {"code": "citizens", "name": "일반 시민", "seats": 400},
        {"code": "officials", "name": "공무원", "seats": 200, "is_official": True},
    ],
}


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any] = {}) -> httpx.Response:
    return client.post(path, json=dict(body), headers={"Idempotency-Key": f"town-halls-{key}"})


def test_the_event_card_tells_when_where_and_how_many(system: Running) -> None:
    """ENG-02, ENG-03: 2018-04-11 14:30 to 16:30 is 120 minutes; 100 + 100 + 400 + 200 = 800 seats."""
    operator = system.open("operator")
    card = {**PLAN, "name": "논산! 미래의 얼굴을 찾습니다.", "starts_at": "2018-04-11T14:30:00+09:00", "cycle": None}
    late = {"effective_at": "2018-03-12T09:00:00+09:00", "ground": "문서의 날짜"}
    made = make(operator, "/v1/town-halls", "card", card, late)
    found = read(operator, f"/v1/town-halls/{made['id']}", made)
    assert (found["starts_at"], found["ends_at"]) == ("2018-04-11T14:30:00+09:00", "2018-04-11T16:30:00+09:00")
    assert (found["minutes"], found["seats"], found["name"]) == (120, 800, "논산! 미래의 얼굴을 찾습니다.")
    assert (found["place"], found["budget_won"], found["state"]["code"]) == (PLAN["place"], 50_000_000, "PLANNED")


def test_an_election_keeps_the_mayor_from_hosting(system: Running) -> None:
    """ENG-01, CAL-10: 2024-04-10 is an election; from 2024-02-10 to that day nothing is held without a ground."""
    answer = post(
        system.open("operator"), "/v1/town-halls", "blackout", {**PLAN, "starts_at": "2024-03-20T14:00:00+09:00"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "ELECTION_BLACKOUT")


def test_a_session_goes_through_its_steps_in_order_and_each_is_dated(system: Running) -> None:
    """ENG-01, ENG-12: a workshop as any session; no step is left out, and each stands with its moment."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "steps", kind="WORKSHOP")
    path = f"/v1/town-halls/{held}"
    for act in ("announce", "close", "open-registration"):
        refused = send(operator, f"{path}/{act}", f"steps-too-early-{act}")
        assert (refused.status_code, refused.json()["code"]) == (409, "WRONG_STATE")
    open_doors(operator, held)
    refused = send(operator, f"{path}/cancel", "steps-cancel", {"reason": "감염병 예방"})
    assert refused.json()["code"] == "WRONG_STATE"
    closed = make(operator, f"{path}/close", "steps-close", {})
    found = read(operator, path, closed)
    assert (found["kind"]["code"], found["state"]["code"]) == ("WORKSHOP", "CLOSED")
    assert found["stages"] == {
        "PLANNED": "2024-01-03T09:00:00+09:00",
        "ANNOUNCED": "2024-01-04T09:00:00+09:00",
        "REGISTERING": "2024-01-25T09:00:00+09:00",
        "OPEN": "2024-01-25T09:00:00+09:00",
        "CLOSED": "2024-01-25T09:00:00+09:00",
    }


def test_doors_do_not_open_before_the_day(system: Running) -> None:
    """ENG-01: on 2024-01-25 for 2024-02-01."""
    operator = system.open("operator")
    held = plan_town_hall(operator, "early", starts_at="2024-02-01T14:30:00+09:00")
    refused = send(operator, f"/v1/town-halls/{held}/open-doors", "early-doors")
    assert (refused.status_code, refused.json()["code"]) == (422, "DOORS_TOO_EARLY")


def test_what_is_spent_stands_beside_the_budget(system: Running) -> None:
    """ENG-11: 50,000천원; 38,000천원 and 12,000천원 are all of it, one won more needs a ground."""
    operator = system.open("operator")
    path = f"/v1/town-halls/{plan_town_hall(operator, 'budget')}"
    line = {"item": "무대", "spent_on": "2024-01-24"}
    make(operator, f"{path}/spend", "budget-stage", {**line, "amount_won": 38_000_000})
    full = make(operator, f"{path}/spend", "budget-rest", {**line, "amount_won": 12_000_000})
    row = read(operator, path, full)
    assert (row["spent_won"], row["budget_won"], row["is_over_budget"]) == (50_000_000, 50_000_000, False)
    refused = send(operator, f"{path}/spend", "budget-over", {**line, "amount_won": 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "BUDGET_EXCEEDED")
    ground = {**line, "amount_won": 1, "overrun_ground": "천막을 더 빌림"}
    over = make(operator, f"{path}/spend", "budget-ground", ground)
    assert read(operator, path, over)["is_over_budget"] is True


def test_the_two_rounds_of_a_year_keep_to_their_months(system: Running) -> None:
    """ENG-10: planned in 3월 and 8월, held in 4월 and 9~12월; in 2018 both were, in 2023 the second was not."""
    operator = system.open("operator")
    told = {}
    for year, number, planned, held in (
        (2018, 1, "2018-03-12", "2018-04-11"),
        (2018, 2, "2018-08-20", "2018-10-17"),
        (2023, 2, "2023-09-04", "2023-08-30"),
    ):
        late = {"effective_at": f"{planned}T09:00:00+09:00", "ground": "문서의 날짜"}
        cycle = {"year": year, "number": number}
        body = {**PLAN, "starts_at": f"{held}T14:30:00+09:00", "cycle": cycle}
        told = make(operator, "/v1/town-halls", f"cycle-{planned}", body, late)
    first, second = read(operator, "/v1/town-hall-cycles/2018", told)
    for cycle in (first, second):
        (session,) = cycle["sessions"]
        assert (session["is_planned_in_time"], session["is_held_in_time"], cycle["is_missed"]) == (True, True, False)
    assert (first["planned_in"], first["held_in"]) == ("2018-03", ["2018-04"])
    missed, strayed = read(operator, "/v1/town-hall-cycles/2023", told)
    assert (missed["is_missed"], missed["sessions"]) == (True, [])
    (session,) = strayed["sessions"]
    assert (session["is_planned_in_time"], session["is_held_in_time"]) == (False, False)
