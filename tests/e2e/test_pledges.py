"""Pledges over HTTP: the closed set, plans, quarterly checks, published results, grades (EVL-60 to 62, 64 to 69)."""

from collections import Counter
from decimal import Decimal

import httpx

from tests.e2e import asking
from tests.e2e.pledging import (
    FEASIBLE,
    FIELDS,
    LEAD,
    PLAN,
    QUARTER,
    check,
    confirm,
    find,
    make_pledge,
    make_pledges,
    open_set,
    register,
)
from tests.running import Running

TWO = ("happy", "시민행복도시", 2)


def test_sixty_two_pledges_in_five_fields_are_a_closed_set(system: Running) -> None:
    """EVL-60: 17, 13, 5, 19 and 8 are 62; one that is short is not confirmed; a 63rd needs a confirmed change."""
    operator = system.open("operator")
    term = open_set(operator, *FIELDS)
    path, pledges = f"/v1/pledge-sets/{term}", make_pledges(*FIELDS)
    register(operator, term, pledges[:-1])
    assert asking.refuse(operator, f"{path}/confirm", {"term": term}) == (422, "PLEDGES_INCOMPLETE")
    register(operator, term, pledges[-1:])
    asking.post(operator, f"{path}/confirm", {"term": term}, 200)
    more = {"term": term, "pledges": [make_pledge(63, "happy")]}
    assert asking.refuse(operator, f"{path}/register", more) == (422, "CHANGE_PROCEDURE_REQUIRED")
    told = asking.read(operator, path)["data"]
    assert [each["listed"] for each in told["fields"]] == [17, 13, 5, 19, 8]
    board = asking.read(operator, f"{path}/board")["data"]
    assert (told["pledges"], board["pledges"]) == (62, 62)
    assert sum(int(each["value"]) for each in board["states"]) == 62


def test_the_sample_has_the_pledges_of_the_sources(system: Running) -> None:
    """EVL-60, EVL-66: 62 in five fields; 8 of 62 are kept at the term's end, 12.9 %, and everybody reads it."""
    told = asking.read(system.open("operator"), "/v1/pledge-sets/7")["data"]
    assert (told["state"]["code"], [each["listed"] for each in told["fields"]]) == ("CONFIRMED", [17, 13, 5, 19, 8])
    with httpx.Client(base_url=system.base_url) as anybody:
        shown = anybody.get("/v1/open/pledge-results/7-2022q2").json()["data"]
    assert (len(shown["cards"]), sum(each["pledges"] for each in shown["states"])) == (62, 62)
    assert (shown["rates"][0]["numerator"], shown["rates"][0]["percent"]) == (8, "12.9")


def test_a_term_has_its_own_pledges(system: Running) -> None:
    """ORG-07: term 7 counts 62; the two of a later term are found by that, and by no other."""
    operator = system.open("operator")
    later = open_set(operator, TWO)
    register(operator, later, make_pledges(TWO))
    of_term = {
        term: asking.read(operator, "/v1/pledges", term=str(term), total="true", limit="100") for term in (7, later)
    }
    assert [told["total"] for told in of_term.values()] == [62, 2]
    assert [{each["term"] for each in told["data"]} for told in of_term.values()] == [{7}, {later}]


def test_each_pledge_has_one_lead_and_a_review(system: Running) -> None:
    """EVL-61: without lead or review no set is confirmed; another lead only with a reason, and never beside itself."""
    operator = system.open("operator")
    term = open_set(operator, TWO)
    register(operator, term, [make_pledge(1, "happy"), make_pledge(2, "happy", lead=None, feasibility=None)])
    path, bare = f"/v1/pledge-sets/{term}/confirm", find(term, 2)
    refused = operator.post(path, json={"term": term}, headers={"Idempotency-Key": f"bare-{term}"})
    assert (refused.json()["code"], refused.json()["current"]["missing"]) == ("PLEDGES_INCOMPLETE", "2")
    twice = {"lead": LEAD, "supporting": [LEAD]}
    assert asking.refuse(operator, f"{bare}/lead", twice) == (422, "LEAD_NOT_UNIQUE")
    asking.post(operator, f"{bare}/lead", {"lead": LEAD}, 200)
    asking.post(system.open("officer"), f"{bare}/feasibility", {"review": FEASIBLE}, 200)
    assert asking.refuse(operator, f"{bare}/lead", {"lead": "planning-audit"})[1] == "LEAD_NOT_UNIQUE"
    asking.post(operator, path, {"term": term}, 200)
    told = asking.read(operator, bare)["data"]
    assert (told["lead"], told["feasibility"]["result"]["code"]) == (LEAD, "FEASIBLE")


def test_a_plan_has_yearly_targets_and_finance_by_source(system: Running) -> None:
    """EVL-62: 3 and 1 billion in 2021, 2.5 in 2022; a year twice is refused; it is frozen once it is confirmed."""
    operator, officer = system.open("operator"), system.open("officer")
    term = open_set(operator, ("happy", "시민행복도시", 1))
    register(operator, term, [make_pledge(1, "happy", plan=None)])
    path = find(term, 1)
    twice = {**PLAN, "targets": [*PLAN["targets"], PLAN["targets"][0]]}
    assert asking.refuse(officer, f"{path}/plan", {"plan": twice}) == (400, "BAD_SHAPE")
    asking.post(officer, f"{path}/plan", {"plan": PLAN}, 200)
    asking.post(operator, f"/v1/pledge-sets/{term}/confirm", {"term": term}, 200)
    assert asking.refuse(officer, f"{path}/plan", {"plan": PLAN}) == (422, "CHANGE_PROCEDURE_REQUIRED")
    plan = asking.read(operator, path)["data"]["plan"]
    by_year: Counter[int] = Counter()
    for each in plan["finance"]:
        by_year[each["year"]] += each["won"]
    assert by_year == {2021: 4_000_000_000, 2022: 2_500_000_000}
    assert [(each["year"], each["progress"]) for each in plan["targets"]] == [(2021, 40), (2022, 100)]


def test_a_quarter_is_published_once_every_open_pledge_is_checked(system: Running) -> None:
    """EVL-64: of 62 each is on the list until it is closed; as long as one is missing nothing is published."""
    operator, officer = system.open("operator"), system.open("officer")
    term = confirm(operator, TWO)
    publish = {"term": term, "quarter": QUARTER}
    check(officer, find(term, 1))
    path = f"/v1/pledge-sets/{term}"
    refused = operator.post(f"{path}/publish", json=publish, headers={"Idempotency-Key": f"early-{term}"})
    assert (refused.json()["code"], refused.json()["current"]["numbers"]) == ("QUARTER_INCOMPLETE", "2")
    listed = asking.read(officer, f"{path}/quarters/{QUARTER}")["data"]
    assert (listed["due"], listed["checked"], listed["missing"]) == (2, 1, [2])
    unchecked = asking.read(operator, "/v1/pledges", term=str(term), unchecked=QUARTER)["data"]
    assert [each["number"] for each in unchecked] == [2]
    check(officer, find(term, 2))
    asking.post(operator, f"{path}/publish", publish, 200)
    again = asking.refuse(operator, f"{path}/publish", publish)
    assert again == (422, "REASON_REQUIRED")
    assert asking.read(operator, f"{path}/quarters/{QUARTER}")["data"]["edition"] == 1


def test_many_are_checked_at_once_or_none(system: Running) -> None:
    """EVL-64: of two one lags without a remedy, so that neither is stored; the refusal names its number."""
    operator = system.open("operator")
    term = confirm(operator, TWO)
    good = {"quarter": QUARTER, "standing": "ON_TRACK", "progress": 40, "note": "추진 중"}
    both = [{"number": 1, "check": good}, {"number": 2, "check": {**good, "is_lagging": True}}]
    path = f"/v1/pledge-sets/{term}"
    refused = operator.post(f"{path}/checks", json={"checks": both}, headers={"Idempotency-Key": f"both-{term}"})
    assert (refused.json()["code"], refused.json()["current"]["number"]) == ("CAUSE_AND_REMEDY_REQUIRED", "2")
    assert asking.read(operator, f"{path}/quarters/{QUARTER}")["data"]["missing"] == [1, 2]
    asking.post(operator, f"{path}/checks", {"checks": [both[0], {"number": 2, "check": good}]}, 200)
    assert asking.read(operator, f"{path}/quarters/{QUARTER}")["data"]["missing"] == []


def test_what_lags_has_cause_remedy_and_date(system: Running) -> None:
    """EVL-65: without one of them, or with a date that is over, the check is refused and nothing is stored."""
    operator, officer = system.open("operator"), system.open("officer")
    term = confirm(operator, TWO)
    path = find(term, 1)
    body = {"quarter": QUARTER, "standing": "PARTIAL", "progress": 10, "note": "보상협의 중", "is_lagging": True}
    body |= {"cause": "보상이 늦음", "remedy": "수용재결"}
    assert asking.refuse(officer, f"{path}/check", body) == (422, "CAUSE_AND_REMEDY_REQUIRED")
    late = {**body, "remedy_on": "2023-12-31"}
    assert asking.refuse(officer, f"{path}/check", late) == (422, "DAY_IN_PAST")
    assert asking.read(operator, path)["data"]["checks"] == []
    asking.post(officer, f"{path}/check", {**body, "remedy_on": "2031-06-30"}, 200)
    told = asking.read(officer, path)["data"]
    assert (told["state"]["code"], told["checks"][0]["remedy_on"]) == ("PARTIAL", "2031-06-30")


def finish(officer: httpx.Client, operator: httpx.Client, term: int, number: int) -> str:
    """Return the place of a pledge that is reported with evidence and confirmed as done."""
    path = find(term, number)
    check(officer, path, standing="DONE", progress=100, evidence=[{"name": "준공", "link": "https://example.org/1"}])
    asking.post(operator, f"{path}/confirm-done", {}, 200)
    return path


def test_the_public_page_is_exactly_what_was_published(system: Running) -> None:
    """EVL-66: counts, rates, a card for each and when it was published; what happens later does not show."""
    operator, officer = system.open("operator"), system.open("officer")
    term = confirm(operator, TWO)
    finish(officer, operator, term, 1)
    check(officer, find(term, 2), standing="PARTIAL", progress=25)
    done = asking.post(operator, f"/v1/pledge-sets/{term}/publish", {"term": term, "quarter": QUARTER}, 200)
    check(officer, find(term, 2), progress=90)
    inside = asking.read(operator, f"/v1/pledge-results/{term}-2023q4")["data"]
    with httpx.Client(base_url=system.base_url) as anybody:
        shown = anybody.get(f"/v1/open/pledge-results/{term}-2023q4").json()["data"]
        newest = anybody.get("/v1/open/pledge-results", params={"term": str(term)}).json()["data"]
    assert shown == inside
    assert [each["id"] for each in newest] == [f"{term}-2023q4"]
    assert (shown["edition"], shown["published_at"][:10]) == (1, "2024-01-25")
    assert [(each["number"], each["state"]["code"], each["progress"]) for each in shown["cards"]] == [
        (1, "DONE", 100),
        (2, "PARTIAL", 25),
    ]
    assert shown["source"] == done["meta"]["position"]["evaluations"]


def test_states_are_guarded(system: Running) -> None:
    """EVL-67: done with evidence and confirmed by another than who reported it, then going on; counts come to all."""
    operator, officer = system.open("operator"), system.open("officer")
    term = confirm(operator, TWO)
    path = find(term, 1)
    whole = {"quarter": QUARTER, "standing": "DONE", "progress": 100, "note": "준공"}
    assert asking.refuse(officer, f"{path}/check", whole) == (422, "EVIDENCE_MISSING")
    assert asking.refuse(operator, f"{path}/confirm-done", {})[1] == "WRONG_STATE"
    assert asking.refuse(operator, f"{path}/continue", {"note": "이어 감"})[1] == "WRONG_STATE"
    check(operator, path, **whole, evidence=[{"name": "준공검사"}])
    assert asking.refuse(operator, f"{path}/confirm-done", {})[1] == "SELF_CLOSE_FORBIDDEN"
    finish(officer, operator, term, 1)
    assert asking.refuse(officer, f"{path}/check", whole)[1] == "WRONG_STATE"
    asking.post(operator, f"{path}/continue", {"note": "이어 감"}, 200)
    board = asking.read(operator, f"/v1/pledge-sets/{term}/board")["data"]
    counts = {each["code"]: int(each["value"]) for each in board["states"]}
    assert (counts["CONTINUING"], counts["REGISTERED"], sum(counts.values())) == (1, 1, 2)


def test_rates_have_numerator_and_denominator_and_open_to_their_events(system: Running) -> None:
    """EVL-68: of three pledges one is done and one goes on: 2/3; (100 + 100 + 25)/3; of the two due in the term 1/2."""
    operator, officer = system.open("operator"), system.open("officer")
    three = ("happy", "시민행복도시", 3)
    term = open_set(operator, three)
    later = {**PLAN, "due_on": "2022-07-01"}
    first, second, third = make_pledges(three)
    register(operator, term, [first, {**second, "plan": later}, third])
    asking.post(operator, f"/v1/pledge-sets/{term}/confirm", {"term": term}, 200)
    finish(officer, operator, term, 1)
    asking.post(operator, f"{finish(officer, operator, term, 2)}/continue", {"note": "이어 감"}, 200)
    check(officer, find(term, 3), progress=25)
    check(operator, find(term, 2), standing=None, progress=100)
    asking.post(operator, f"/v1/pledge-sets/{term}/publish", {"term": term, "quarter": QUARTER}, 200)
    told = asking.read(operator, f"/v1/pledge-results/{term}-2023q4")["data"]
    rates = {each["code"]: (each["numerator"], each["denominator"], each["percent"]) for each in told["rates"]}
    assert rates == {"achievement": (2, 3, "66.7"), "progress": (225, 3, "75.0"), "in_term": (1, 2, "50.0")}
    board = asking.read(operator, f"/v1/pledge-sets/{term}/board")["data"]
    (kept, _), value = board["rates"][0]["inputs"], board["rates"][0]["value"]
    assert (Decimal(value).quantize(Decimal("0.01")), len(kept["inputs"])) == (Decimal("66.67"), 2)
    raw = operator.get(kept["inputs"][0]["sources"][0]["href"]).json()
    assert (raw["type"], raw["data"]["after"]) == ("evaluations.pledge_status_changed.v1", "DONE")


def test_grades_are_kept_with_their_year_body_and_threshold(system: Running) -> None:
    """EVL-69: another grade needs a reason; the city's own estimate stands beside it and is not official."""
    operator = system.open("operator")
    path = "/v1/pledge-grades/1987"
    body = {"year": 1987, "body": "외부 평가기관", "grade": "A", "threshold": "80", "announced_on": "1988-05-02"}
    asking.post(operator, f"{path}/estimate", {"year": 1987, "grade": "SA", "basis": "지난해 지표"}, 200)
    asking.post(operator, f"{path}/record", body, 200)
    assert asking.refuse(operator, f"{path}/record", {**body, "grade": "B"}) == (422, "REASON_REQUIRED")
    told = asking.read(operator, path)["data"]
    assert told in asking.read(operator, "/v1/pledge-grades")["data"]
    assert told["allowed"] == ["record", "estimate"]
    given, estimate = told["given"], told["estimate"]
    assert (given["body"], given["grade"]["code"], given["threshold"]) == ("외부 평가기관", "A", "80")
    assert (estimate["grade"]["code"], estimate["is_official"]) == ("SA", False)


def test_another_department_neither_plans_nor_checks(system: Running) -> None:
    """EVL-64: what a department does not lead it does not check; nothing is stored."""
    operator = system.open("operator")
    term = open_set(operator, ("happy", "시민행복도시", 1))
    register(operator, term, [make_pledge(1, "happy", lead="planning-audit")])
    body = {"quarter": QUARTER, "standing": "ON_TRACK", "progress": 10, "note": "추진 중"}
    assert asking.refuse(system.open("officer"), f"{find(term, 1)}/check", body) == (403, "NOT_PERMITTED")
    assert asking.read(operator, find(term, 1))["data"]["version"] == 4
