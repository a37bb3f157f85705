"""Scorecards over HTTP: agreed indicators, adjustments, places, objections, the end (EVL-06 to 18)."""

from collections import Counter
from decimal import Decimal

import httpx
import pytest

from tests.e2e import asking
from tests.e2e.confiding import upload
from tests.e2e.evaluating import (
    Desk,
    adopt,
    evaluate_some,
    make_group,
    make_scheme,
    make_terms,
    open_year,
)
from tests.e2e.surveying import open_surveys
from tests.running import Running, eventually

EVIDENCE = [{"context": "registry", "position": 1}]


@pytest.fixture
def desk(system: Running) -> Desk:
    return Desk(system.open("operator"), system.open("executive"))


def read_card(desk: Desk, card: str, policy: str | None = None) -> asking.Json:
    query = {} if policy is None else {"policy": policy}
    return dict(asking.read(desk.operator, f"/v1/scorecards/{card}", None, **query)["data"])


def read_score(desk: Desk, card: str, policy: str | None = None) -> Decimal:
    return Decimal(read_card(desk, card, policy)["total"]["value"])


def read_total(desk: Desk, card: str, after: asking.Json) -> Decimal:
    """Return the total as it is after what was done."""
    return Decimal(asking.read(desk.operator, f"/v1/scorecards/{card}", after)["data"]["total"]["value"])


def test_an_indicator_is_proposed_looked_at_and_confirmed(desk: Desk) -> None:
    """EVL-06: given back with a reason, written anew, confirmed; more weight than the area has is refused."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    card = f"{of_year.year}-{of_year.departments[0]}"
    made = desk.act(card, "propose-indicator", terms=make_terms("indicators", "30", "95"))["id"]
    returned = desk.act(card, "return-indicator", by=desk.executive, indicator=made, reason="산식을 밝혀 주세요.")
    (told,) = asking.read(desk.operator, f"/v1/scorecards/{card}", returned)["data"]["indicators"]
    assert (told["state"]["code"], told["returned_for"]) == ("RETURNED", "산식을 밝혀 주세요.")
    desk.act(card, "revise-indicator", indicator=made, terms=make_terms("indicators", "30", "90"))
    desk.act(card, "confirm-indicator", indicator=made)
    second = desk.act(card, "propose-indicator", terms=make_terms("indicators", "20.5", "90"))["id"]
    path, body = f"/v1/scorecards/{card}/confirm-indicator", {"scorecard": card, "indicator": second}
    assert asking.refuse(desk.operator, path, body) == (422, "INDICATOR_WEIGHT_EXCEEDED")


def test_nobody_verifies_what_they_told(desk: Desk) -> None:
    """EVL-16: the account that entered a value is refused, another one is not; only then does it count."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    card = f"{of_year.year}-{of_year.departments[0]}"
    made = desk.agree(card, make_terms("indicators", "50", "100"))
    desk.act(card, "record-actual", indicator=made, quarter=1, value="80", measured_on="2024-01-20")
    path, body = (
        f"/v1/scorecards/{card}/verify-actual",
        {"scorecard": card, "indicator": made, "quarter": 1, "number": 1},
    )
    assert asking.refuse(desk.operator, path, body) == (403, "SELF_VERIFICATION")
    assert read_score(desk, card) == 0
    assert Decimal(read_card(desk, card)["expected"]) == 40
    verified = asking.post(desk.executive, path, body, 200)
    total = asking.read(desk.operator, f"/v1/scorecards/{card}", verified)["data"]["total"]
    assert Decimal(total["value"]) == 40


def test_a_total_opens_to_the_raw_event_in_three_steps(desk: Desk) -> None:
    """EVL-11, EVL-17: 50x0.9 + 20x1 + 15x0.8 + 10x1 + 5x0.92 = 91.6; six bonuses of 0.5 are 3.0, of which 2.5 count.

    A bonus of each of two kinds: four awards are 2.0, two bids 1.0 at most; a late report takes 0.1 off: 94.0.
    """
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    card = f"{of_year.year}-{of_year.departments[0]}"
    made = desk.fill(card, indicators="90", tasks="120", perception="80", common="100")
    desk.act(card, "rate", by=desk.executive, area="nature", points="92")
    for rule in ("award",) * 4 + ("bid-won",) * 2 + ("late-report",):
        desk.act(card, "adjust", by=desk.executive, rule=rule, evidence=EVIDENCE)
    total = asking.read(desk.executive, f"/v1/scorecards/{card}")["data"]["total"]
    assert Decimal(total["value"]) == Decimal("94.0")
    areas = {each["code"]: each for each in total["inputs"]}
    assert Decimal(areas["bonus"]["value"]) == Decimal("2.5")
    assert "3.000" in areas["bonus"]["formula"]
    assert Decimal(areas["nature"]["value"]) == Decimal("4.6")
    (indicator,) = areas["indicators"]["inputs"]
    assert Decimal(indicator["value"]) == 45
    raw = desk.operator.get(indicator["sources"][0]["href"]).json()
    assert raw["type"] == "evaluations.indicator_actual_recorded.v1"
    assert (raw["data"]["indicator"], raw["data"]["value"]) == (made["indicators"], "90")


def fill_four(desk: Desk, *reached: str) -> tuple[int, list[str]]:
    """Return a year of four departments that reached so much in the first area, and nothing in the others."""
    of_year = open_year(desk.operator, 4)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments), objection_days=1))
    cards = [f"{of_year.year}-{each}" for each in of_year.departments]
    for card, value in zip(cards, reached, strict=True):
        desk.fill(card, indicators=value)
    return of_year.year, cards


def list_places(client: httpx.Client, year: int) -> list[tuple[str, int, str]]:
    (group,) = asking.read(client, f"/v1/scoreboards/{year}")["data"]["groups"]
    return [(each["department"][-1], each["rank"], each["grade"]) for each in group["places"]]


def test_places_objections_and_the_end(desk: Desk, system: Running) -> None:
    """EVL-08, EVL-13 to 15: cuts lie at 0.8, 2.4 and 3.6 places, that is at 1, 2 and 4.

    Rank 1 has S; one seat of A goes to both of rank 2, who are tied; the two seats of B shrink by one: rank 4 has it. A
    department objects only to an own score, and sees no other one.
    """
    year, cards = fill_four(desk, "90", "80", "80", "70")
    fix, end = f"/v1/scoreboards/{year}/fix", f"/v1/scoreboards/{year}/finalise"
    asking.post(desk.operator, fix, {"year": year}, 200)
    assert list_places(desk.operator, year) == [("0", 1, "S"), ("1", 2, "A"), ("2", 2, "A"), ("3", 4, "B")]
    assert asking.refuse(desk.operator, end, {"year": year}) == (409, "OBJECTIONS_OPEN")
    claim = {"scorecard": cards[3], "claim": {"adjustment": 1}, "ground": "보고는 제때였습니다."}
    officer = system.open("officer")
    assert asking.refuse(officer, f"/v1/scorecards/{cards[3]}/object", claim) == (403, "NOT_PERMITTED")
    assert officer.get(f"/v1/scorecards/{cards[3]}").status_code == 404
    assert asking.read(officer, "/v1/scorecards", year=str(year))["data"] == []


def test_a_severe_breach_keeps_from_the_best_grade(desk: Desk) -> None:
    """EVL-15: the first one loses 2 of its 45 points and stays first; the S goes to the next, the counts stay."""
    year, cards = fill_four(desk, "90", "80", "75", "70")
    desk.act(cards[0], "adjust", by=desk.executive, rule="severe", evidence=EVIDENCE)
    asking.post(desk.operator, f"/v1/scoreboards/{year}/fix", {"year": year}, 200)
    assert list_places(desk.operator, year) == [("0", 1, "A"), ("1", 2, "S"), ("2", 3, "B"), ("3", 4, "B")]


def test_a_scorecard_is_shown_by_another_version_of_the_plan(desk: Desk) -> None:
    """EVL-01: with a cap of 1.10 the 120 of 100 in tasks are worth 22, with the first version's 1.00 they are 20."""
    of_year = open_year(desk.operator, 1)
    scheme = make_scheme(make_group(of_year.departments))
    adopt(desk.operator, of_year, scheme)
    card = f"{of_year.year}-{of_year.departments[0]}"
    desk.fill(card, tasks="120")
    changed = {"year": of_year.year, "scheme": {**scheme, "attainment_cap": "1.10"}, "reason": "초과 달성 인정"}
    asking.post(desk.operator, f"{of_year.path}/revise", changed, 200)
    assert read_score(desk, card) == 22
    assert read_score(desk, card, policy="1") == 20


def test_a_common_indicator_of_another_target_is_verified_again(desk: Desk) -> None:
    """EVL-12: 80 of 100 were 16 of 20; that they are 20 by a target of 80 somebody has to look at."""
    of_year = open_year(desk.operator, 1)
    common = {**make_terms("tasks", "20", "100"), "code": "c"}
    del common["definition"]
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments, common=[common])))
    card = f"{of_year.year}-{of_year.departments[0]}"
    totals = [read_total(desk, card, desk.reach(card, "c", "80"))]
    scheme = make_scheme(make_group(of_year.departments, common=[{**common, "target": "80"}]))
    revised = {"year": of_year.year, "scheme": scheme, "reason": "목표를 낮춤"}
    totals += [read_total(desk, card, asking.post(desk.operator, f"{of_year.path}/revise", revised, 200))]
    verified = desk.act(card, "verify-actual", by=desk.executive, indicator="c", quarter=4, number=1)
    assert [*totals, read_total(desk, card, verified)] == [16, 0, 20]


def test_links_are_counted_and_nobodys_indicator_is_named(desk: Desk) -> None:
    """EVL-07: one of two indicators serves a pledge: 50.0 %."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    card = f"{of_year.year}-{of_year.departments[0]}"
    first = desk.agree(card, make_terms("indicators", "50", "100"))
    desk.agree(card, make_terms("tasks", "20", "100"))
    desk.act(card, "link-indicator", indicator=first, kind="PLEDGE", to="공약 1")
    links = asking.read(desk.operator, f"/v1/evaluations/{of_year.year}/links")["data"]
    assert (links["linked"], links["total"], links["percent"]) == (1, 2, "50.0")
    assert [each["links"] for each in links["indicators"] if each["indicator"] == first] == [{"PLEDGE": ["공약 1"]}]


def test_a_quarter_names_what_is_missing(desk: Desk) -> None:
    """EVL-12: four quarters a year, each with a day by which all is to be there; one of two values is missing."""
    of_year = open_year(desk.operator, 1)
    adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
    card = f"{of_year.year}-{of_year.departments[0]}"
    told, _ = (desk.agree(card, make_terms(area, "10", "100")) for area in ("indicators", "tasks"))
    desk.act(card, "record-actual", indicator=told, quarter=1, value="9", measured_on="2024-01-20")
    quarters = [
        asking.read(desk.operator, f"/v1/evaluations/{of_year.year}/quarters/{n}")["data"] for n in (1, 2, 3, 4)
    ]
    assert [(each["departments"][0]["recorded"], each["is_late"]) for each in quarters] == [(1, True)] + [(0, True)] * 3
    assert quarters[0]["departments"][0]["missing"] == ["tasks 지표"]
    assert all(each["due_on"] > f"{of_year.year}-{3 * n:02}-31" for n, each in enumerate(quarters, 1))


def test_a_published_survey_changes_the_score_and_is_found_again(desk: Desk, system: Running) -> None:
    """EVL-10, ENG-37, XS-06: 87.5 of 100 are 8.75 of 10; published anew it is told again.

    Linked afterwards an indicator of 5 has its 4.375 at once: 13.125.
    """
    with open_surveys(system) as surveys:
        made = surveys.open()
        of_year = open_year(desk.operator, 1)
        adopt(desk.operator, of_year, make_scheme(make_group(of_year.departments)))
        card = f"{of_year.year}-{of_year.departments[0]}"
        indicator = desk.agree(card, make_terms("perception", "10", "100"))
        desk.act(card, "link-indicator", indicator=indicator, kind="SURVEY", to=made)
        surveys.answer_all(made, [4, 4, 4, 5, 5, 5])
        surveys.await_responses(made, 6)
        surveys.close(made)
        surveys.act(f"/v1/surveys/{made}/publish")
        eventually(lambda: read_score(desk, card) == Decimal("8.75"), "the score has followed the survey")
        (actual,) = read_card(desk, card)["indicators"][0]["actuals"]
        raw = desk.operator.get(actual["evidence"][0]["href"]).json()
        assert (raw["type"], raw["subject"]) == ("engagement.survey_published.v1", f"survey-{made}")
        surveys.act(f"/v1/surveys/{made}/publish", {"reason": "표를 고침"})

        def is_told_again() -> bool:
            (newer,) = read_card(desk, card)["indicators"][0]["actuals"]
            return bool(newer["evidence"][0]["position"] > actual["evidence"][0]["position"])

        eventually(is_told_again, "the second version has come")
        late = desk.agree(card, make_terms("perception", "5", "100"))
        desk.act(card, "link-indicator", indicator=late, kind="SURVEY", to=made)
        assert read_score(desk, card) == Decimal("13.125")


def test_an_objection_is_decided_on_with_its_effect_in_sight(desk: Desk, system: Running) -> None:
    """EVL-14: a late report took 0.1 of 45.0; upheld, the department has 45.0 again and is level with the first.

    Its proof is read by who decides, and by no other department.
    """
    towns = ["town-yeonmu", "town-ganggyeong"]
    scheme = make_scheme(make_group(towns))
    evaluate_some(desk.operator, 2019, towns, scheme)
    own, other = (f"2019-{each}" for each in towns)
    for card in (own, other):
        desk.fill(card, indicators="90")
    desk.act(own, "adjust", by=desk.executive, rule="late-report", evidence=EVIDENCE)
    asking.post(desk.operator, "/v1/scoreboards/2019/fix", {"year": 2019}, 200)
    officer = system.open("officer")
    proof = upload(officer, b"the share came late", "proof.txt")["sha256"]
    told: asking.Json = {"claim": {"adjustment": 1}, "ground": "공유가 늦었습니다.", "files": [proof]}
    filed = desk.act(own, "object", by=officer, **told)
    file = f"/v1/files/{proof}"
    eventually(lambda: desk.operator.get(file).status_code == 200, "who decides reads the proof")
    assert system.open("inspector").get(file).status_code == 404
    (objection,) = asking.read(desk.operator, f"/v1/scorecards/{own}", filed)["data"]["objections"]
    effects = [(Decimal(each["total"]), each["rank"]) for each in (objection["before"], objection["after"])]
    assert effects == [(Decimal("44.9"), 2), (Decimal(45), 1)]
    desk.act(own, "decide-objection", number=1, is_upheld=True, reason="공유일을 확인함")
    asking.post(desk.operator, "/v1/scoreboards/2019/fix", {"year": 2019}, 200)
    (group,) = asking.read(desk.operator, "/v1/scoreboards/2019")["data"]["groups"]
    assert [(each["rank"], Decimal(each["total"])) for each in group["places"]] == [(1, Decimal(45))] * 2


def test_the_end_opens_all_to_the_house_and_lets_awards_be_recorded(desk: Desk, system: Running) -> None:
    """EVL-13, EVL-18: places of Tuesday 2024-01-02 with one day for objections are final on the 4th, read by all."""
    late = {"effective_at": "2024-01-02T10:00:00+09:00", "ground": "시험 입력"}
    of_year, old = open_year(desk.operator, 2), Desk(desk.operator, desk.executive, late)
    scheme = make_scheme(make_group(of_year.departments), objection_days=1)
    adopt(desk.operator, of_year, scheme, **late)
    first, second = (f"{of_year.year}-{each}" for each in of_year.departments)
    for card, points in ((first, "60"), (second, "80")):
        for area, weight in (("indicators", "50"), ("tasks", "20"), ("perception", "15"), ("common", "10")):
            old.agree(card, make_terms(area, weight, "100"))
        old.act(card, "rate", area="nature", points=points)
    board = f"/v1/scoreboards/{of_year.year}"
    asking.post(desk.operator, f"{board}/fix", {"year": of_year.year}, 200, **late)
    officer = system.open("officer")
    assert officer.get(f"/v1/scorecards/{first}").status_code == 404
    ended = asking.post(desk.operator, f"{board}/finalise", {"year": of_year.year}, 200)
    assert Decimal(asking.read(officer, f"/v1/scorecards/{first}", ended)["data"]["total"]["value"]) == 3
    assert list_places(officer, of_year.year) == [("1", 1, "A"), ("0", 2, "B")]
    award: asking.Json = {"name": "성과우수부서 포상", "amount_won": 3_000_000, "given_on": "2024-01-24"}
    desk.act(second, "award", **award)
    assert asking.read(desk.operator, f"/v1/scorecards/{second}")["data"]["awards"] == [award]
    path, body = f"/v1/scorecards/{first}/rate", {"scorecard": first, "area": "nature", "points": "90"}
    assert asking.refuse(desk.executive, path, body) == (409, "EVALUATION_CLOSED")
    revised = {"year": of_year.year, "scheme": scheme, "reason": "새 기준"}
    assert asking.refuse(desk.operator, f"{of_year.path}/revise", revised) == (409, "EVALUATION_CLOSED")


@pytest.mark.parametrize(
    ("offices", "grades"), [(36, {"S": 7, "A": 15, "B": 10, "C": 4}), (44, {"S": 9, "A": 17, "B": 14, "C": 4})]
)
def test_each_group_has_places_and_grades_of_its_own(desk: Desk, offices: int, grades: dict[str, int]) -> None:
    """EVL-02, EVL-08, EVL-15: 51 and 59 scorecards in groups of 36 or 44 and of 15, which has 3/6/5/1."""
    of_year = open_year(desk.operator, offices + 15)
    rated = [{"code": "rated", "name": "정성평가", "kind": "RATED", "weight": "100"}]
    groups = [
        {"code": code, "name": code, "departments": [*members], "areas": rated}
        for code, members in (("offices", of_year.departments[:offices]), ("towns", of_year.departments[offices:]))
    ]
    adopt(desk.operator, of_year, make_scheme(*groups))
    for place, department in enumerate(of_year.departments):
        desk.act(f"{of_year.year}-{department}", "rate", area="rated", points=str(100 - place))
    fixed = asking.post(desk.operator, f"/v1/scoreboards/{of_year.year}/fix", {"year": of_year.year}, 200)
    board = asking.read(desk.operator, f"/v1/scoreboards/{of_year.year}", fixed)["data"]["groups"]
    ranks = [[each["rank"] for each in group["places"]] for group in board]
    assert ranks == [[*range(1, offices + 1)], [*range(1, 16)]]
    counts = [Counter(each["grade"] for each in group["places"]) for group in board]
    assert counts == [grades, {"S": 3, "A": 6, "B": 5, "C": 1}]
    cards = asking.read(desk.operator, "/v1/scorecards", fixed, year=str(of_year.year), total="true")
    assert cards["total"] == offices + 15
