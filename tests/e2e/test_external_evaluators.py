"""External evaluators over HTTP: what is assigned to them, and of nobody who it was (EVL-16)."""

import json
from decimal import Decimal

import httpx
import pytest

from tests.e2e import asking
from tests.e2e.confiding import upload
from tests.e2e.evaluating import Desk, adopt, make_group, make_scheme, open_year
from tests.e2e.visiting import Visit, read_hidden
from tests.running import Running, eventually

ACCOUNTS = ("operator", "executive", "evaluator")
"""Who enters, verifies and rates below."""


@pytest.fixture
def desk(system: Running) -> Desk:
    return Desk(system.open("operator"), system.open("executive"))


def list_cards(client: httpx.Client, year: int) -> list[str]:
    told = asking.read(client, "/v1/scorecards", year=str(year), total="true")
    assert told["total"] == len(told["data"])
    return [each["id"] for each in told["data"]]


def list_told(client: httpx.Client, year: int) -> list[asking.Json]:
    """Return the events of a year's scorecards and plan, as somebody is told them."""
    told, after = [], ""
    while True:
        page = client.get("/v1/events", params={"after": after, "limit": "500"}).raise_for_status().json()
        told += [each for each in page["data"] if each["subject"].partition("-")[2].startswith(str(year))]
        if page["links"]["next"] is None:
            return told
        after = page["links"]["next"].partition("after=")[2].partition("&")[0].replace("%3A", ":").replace("%2C", ",")


def test_an_evaluator_rates_what_is_assigned_and_sees_nothing_else(desk: Desk, system: Running) -> None:
    """EVL-16: of two scorecards one is assigned; 90 of the vice mayor and 80 of his own are 85 of 100 in 5: 4.25."""
    of_year, evaluator = open_year(desk.operator, 2), system.open("evaluator")
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    own, other = (f"{of_year.year}-{each}" for each in of_year.departments)
    for card in (own, other):
        made = desk.fill(card, indicators="90")["indicators"]
        desk.act(card, "rate", by=desk.executive, area="nature", points="90", note="부시장의 의견")
    assert evaluator.get(f"/v1/scorecards/{own}").status_code == 404
    assert list_cards(evaluator, of_year.year) == []
    assigned = desk.act(own, "assign-evaluator", evaluator="evaluator")
    asking.read(evaluator, f"/v1/scorecards/{own}", assigned)
    assert list_cards(evaluator, of_year.year) == [own]
    rate = {"area": "nature", "points": "80"}
    assert desk.act(own, "rate", by=evaluator, **rate)
    told = asking.read(evaluator, f"/v1/scorecards/{own}")
    areas = {each["code"]: each for each in told["data"]["total"]["inputs"]}
    assert Decimal(areas["nature"]["value"]) == Decimal("4.25")
    assert [each["name"] for each in areas["nature"]["inputs"]] == ["평가자 1", "평가자 2"]
    assert told["data"]["allowed"] == ["rate"]
    for path in (f"/v1/scorecards/{other}", f"/v1/scorecards/{own[:4]}-nowhere"):
        assert evaluator.get(path).status_code == 404
    refused = asking.refuse(evaluator, f"/v1/scorecards/{other}/rate", {"scorecard": other, **rate})
    assert refused == asking.refuse(evaluator, "/v1/scorecards/1911-no/rate", {"scorecard": "1911-no", **rate})
    assert refused == (404, "NOT_FOUND")
    verify = {"type": "evaluations.verify_actual.v1", "scorecard": own, "indicator": made, "quarter": 4, "number": 1}
    assert asking.refuse(evaluator, "/v1/scorecards/entries", {"entries": [verify]}) == (403, "NOT_PERMITTED")
    assign, officer = {"type": "evaluations.assign_evaluator.v1", "scorecard": own}, system.open("officer")
    for account in ("evaluator", "nobody"):
        guessed = {"entries": [{**assign, "evaluator": account}]}
        assert asking.refuse(officer, "/v1/scorecards/entries", guessed) == (403, "NOT_PERMITTED"), (
            "who is one is asked"
        )


def test_no_event_tells_an_evaluator_who_it_was(desk: Desk, system: Running) -> None:
    """EVL-16: he opens a number down to its event; nobody's account is in it, nor in any other that he is told."""
    of_year, evaluator = open_year(desk.operator, 2), system.open("evaluator")
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    own, other = (f"{of_year.year}-{each}" for each in of_year.departments)
    for card in (own, other):
        desk.fill(card, indicators="90")
        desk.act(card, "rate", by=desk.executive, area="nature", points="90", note="부시장의 의견")
    desk.act(own, "assign-evaluator", evaluator="evaluator")
    rated = desk.act(own, "rate", by=evaluator, area="nature", points="80")
    detail = asking.read(evaluator, f"/v1/scorecards/{own}", rated)["data"]
    nature = next(each for each in detail["total"]["inputs"] if each["code"] == "nature")
    first = evaluator.get(nature["inputs"][0]["sources"][0]["href"]).raise_for_status().json()
    assert (first["data"]["points"], first["data"]["rater"], first["data"]["note"]) == ("90", "비공개", None)
    told = list_told(evaluator, of_year.year)
    assert {each["subject"] for each in told} == {f"scorecard-{own}", f"plan-{of_year.year}"}
    who = {(each["actor"], each["actorrole"], each.get("actordepartment")) for each in told}
    assert who == {("비공개", "SYSTEM", None)}
    whole = json.dumps([detail, told])
    assert not [account for account in ACCOUNTS if f'"{account}"' in whole]
    indicators = asking.read(desk.operator, f"/v1/scorecards/{other}")["data"]["indicators"]
    (unseen,) = (actual["source"]["href"] for each in indicators for actual in each["actuals"])
    assert evaluator.get(unseen).status_code == 404


def test_an_evaluator_has_the_files_of_his_scorecards_until_he_is_released(desk: Desk, system: Running) -> None:
    """EVL-16: the end of an assignment is the end of it for every day; only the office assigns, and only evaluators."""
    of_year, evaluator = open_year(desk.operator, 1), system.open("evaluator")
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    (card,) = (f"{of_year.year}-{each}" for each in of_year.departments)
    made = desk.fill(card, indicators="90")["indicators"]
    proof = upload(desk.operator, b"how it was counted", "proof.txt")["sha256"]
    told: asking.Json = {"indicator": made, "quarter": 1, "value": "80", "measured_on": "2024-01-20", "files": [proof]}
    desk.act(card, "record-actual", **told)
    path, body = f"/v1/scorecards/{card}/assign-evaluator", {"scorecard": card, "evaluator": "officer"}
    assert asking.refuse(desk.operator, path, body) == (404, "NOT_FOUND")
    assert asking.refuse(desk.executive, path, body) == (403, "NOT_PERMITTED")
    assert evaluator.get(f"/v1/files/{proof}").status_code == 404
    assigned = desk.act(card, "assign-evaluator", evaluator="evaluator")
    assert asking.read(desk.operator, f"/v1/scorecards/{card}", assigned)["data"]["evaluators"] == ["evaluator"]
    eventually(lambda: evaluator.get(f"/v1/files/{proof}").status_code == 200, "he has its files")
    then = desk.operator.get(f"/v1/events/evaluations/{assigned['meta']['position']['evaluations']}").json()["time"]
    released = desk.act(card, "release-evaluator", evaluator="evaluator")
    asking.read(desk.operator, f"/v1/scorecards/{card}", released)
    assert evaluator.get(f"/v1/files/{proof}").status_code == 404
    assert evaluator.get(f"/v1/scorecards/{card}").status_code == 404
    was = {"known_at": then}
    eventually(lambda: desk.operator.get(f"/v1/scorecards/{card}", params=was).status_code == 200, "it is as it was")
    assert evaluator.get(f"/v1/scorecards/{card}", params=was).status_code == 404


def test_an_evaluator_finds_what_he_rates(desk: Desk, visit: Visit) -> None:
    """EVL-16: the office assigns by a form; he comes in to a list of his scorecards, and rates by another form."""
    of_year, operator, evaluator = open_year(desk.operator, 2), visit("operator"), visit("evaluator")
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    own, other = (f"/scorecards/{of_year.year}-{each}" for each in of_year.departments)
    eventually(lambda: operator.client.get(own).is_success, "it is there")
    form = read_hidden(operator.open(f"{own}/assign-evaluator"))
    operator.send(f"{own}/assign-evaluator", {**form, "evaluator": "evaluator"})
    eventually(lambda: f'href="{own}"' in evaluator.open("/"), "it is his")
    assert f'href="{other}"' not in evaluator.open("/scorecards")
    assert evaluator.client.get(other).status_code == 404
    form = read_hidden(evaluator.open(f"{own}/rate"))
    evaluator.send(f"{own}/rate", {**form, "area": "nature", "points": "80"})
    eventually(lambda: "점수 줌" in evaluator.open("/scorecards"), "it is rated")
    assert "외부평가자" in operator.read(own)
