"""Both source documents over HTTP, as the sample loads them: each number worked out by hand from the sources."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.asking import Json, post, read, refuse
from tests.e2e.visiting import Visitor
from tests.running import Running, eventually, run_in_thread
from tests.sample_documents import FOUND, REGISTERED, SPLIT_2018

pytestmark = pytest.mark.timeout(300)
MILLION = 1_000_000
EOK = 100 * MILLION
FROM_FILES = sum(REGISTERED.values()) + len(FOUND)
"""Discrepancies of both documents."""


@pytest.fixture(scope="module")
def documented() -> Iterator[Running]:
    """A system with the sample's January and both documents."""
    with run_in_thread("documents", documents=True) as running:
        yield running


@pytest.fixture(scope="module")
def operator(documented: Running) -> httpx.Client:
    """The coordinating office."""
    client = documented.open("operator")
    eventually(lambda: count(client, "/v1/discrepancies", state="DECIDED") == FROM_FILES, "all is to be read")
    return client


@pytest.fixture(scope="module")
def office(documented: Running) -> Iterator[Visitor]:
    """The coordinating office at the console."""
    with httpx.Client(base_url=documented.base_url, timeout=20.0, follow_redirects=True, trust_env=False) as client:
        yield Visitor(client, "operator", documented.logins["operator"]["password"])


def count(client: httpx.Client, path: str, **query: str) -> int:
    return int(read(client, path, None, total="true", **query)["total"])


def find(client: httpx.Client, path: str, name: str) -> Json:
    """Return the one entry of a list that has a name."""
    (found,) = [each for each in read(client, path, q=name, limit="50")["data"] if each["name"] == name]
    return dict(found)


def find_project(client: httpx.Client, name: str, part: str = "") -> Json:
    """Return a project, or what stands beside it."""
    key = find(client, "/v1/projects", name)["id"]
    return dict(read(client, f"/v1/projects/{key}{part}")["data"])


def tell_sources(lines: list[Json]) -> dict[str, int]:
    """Return what each source gives, in 백만원."""
    return {line["source"]["code"]: line["amount"]["won"] // MILLION for line in lines}


def test_both_documents_came_in_whole(operator: httpx.Client) -> None:
    """PLT-14: each row of both files was stored as of its document's date."""
    told = {each["source"]: each for each in read(operator, "/v1/imports")["data"]}
    assert {source: each["state"] for source, each in told.items()} == {"A": "APPLIED", "B": "APPLIED"}
    assert {source: each["effective_on"] for source, each in told.items()} == {"A": "2018-08-01", "B": "2024-01-15"}
    assert {source: each["report"]["rows"] for source, each in told.items()} == {"A": 145, "B": 96}
    for each in told.values():
        report = each["report"]
        assert (each["done"], report["refused"], report["unclaimed"]) == (each["chunks"], 0, 0)
        assert report["valid"] == report["commands"]
    assert (count(operator, "/v1/projects", term="8"), count(operator, "/v1/projects")) == (6, 25)


def test_every_inconsistency_of_data_stands_in_the_register(operator: httpx.Client) -> None:
    """PLT-08: with what is stated, what is computed, the line of the source and what was decided, by whom and when."""
    first = read(operator, "/v1/discrepancies", limit="100")["data"]
    assert len(first) == FROM_FILES
    by_rule = {(each["code"], each["source"]): each for each in first if each["code"] not in REGISTERED}
    assert Counter(each["code"] for each in first if each["code"] in REGISTERED) == REGISTERED
    assert {key: (each["stated"], each["computed"]) for key, each in by_rule.items()} == {
        key: (stated, computed) for key, (_, stated, computed) in FOUND.items()
    }
    assert all(each["source"] and each["note"] for each in first)
    for each in first:
        (decided,) = each["decisions"]
        assert decided["decided_by"] == "operator"
        assert decided["decided_at"]
        assert decided["reason"]


def test_the_plans_and_their_reports(operator: httpx.Client) -> None:
    """PRJ-01, PRJ-02, PRJ-05, AR-30: A12-45 and B21-34."""
    old, new = (read(operator, f"/v1/work-plans/{year}")["data"] for year in (2018, 2024))
    assert (len(old["goals"]), len(old["strategies"]), len(old["tasks"])) == (5, 5, 12)
    assert (len(new["goals"]), len(new["tasks"])) == (1, 5)
    assert [task["team"] for task in new["tasks"]][1:3] == ["planning-audit-innovation", "planning-audit-expo"]
    states = {
        plan["year"]: {each["kind"]["code"]: each["state"]["code"] for each in plan["reports"]} for plan in (old, new)
    }
    assert states == {
        2018: {"PLAN": "DUE", "PROGRESS": "PUBLISHED"},
        2024: {"PLAN": "PUBLISHED", "PROGRESS": "DUE"},
    }


def split(tasks: list[Json]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """Return when the milestones of each task were planned, done and ahead."""
    return {
        each["task"]["number"]: tuple(tuple(m["planned"]["value"] for m in each[name]) for name in ("done", "ahead"))
        for each in tasks
    }


def test_each_task_of_2018_stood_as_its_document_has_it(operator: httpx.Client) -> None:
    """PRJ-03: as of 2018-08-01, by the day and by the report that was published then; each milestone is in one list."""
    progress = read(operator, "/v1/work-plans/2018/progress", on="2018-08-01")["data"]
    assert split(progress["tasks"]) == SPLIT_2018
    edition = read(operator, "/v1/work-plans/2018/editions/1")["data"]
    assert edition["published_on"] == "2018-08-01"
    assert split(edition["tasks"]) == SPLIT_2018
    then = read(operator, "/v1/work-plans/2018/progress", on="2018-04-30")["data"]
    assert split(then["tasks"])[2] == (SPLIT_2018[2][0][:4], (*SPLIT_2018[2][0][4:], *SPLIT_2018[2][1]))


def test_all_of_2018_is_read_as_of_its_day_and_none_of_2024(operator: httpx.Client) -> None:
    """PLT-19, PRJ-03: as of 2018-08-01 each list is what document A says; the day before there is nothing."""
    before, then = {"as_of": "2018-07-31"}, {"as_of": "2018-08-01"}
    lists = {"/v1/projects": 19, "/v1/contracts": 4, "/v1/bids": 1, "/v1/calls": 2, "/v1/groups": 3, "/v1/exchanges": 3}
    later = ("/v1/approvals", "/v1/campaigns", "/v1/attraction-targets", "/v1/trends")
    assert {path: count(operator, path, **before) for path in lists} == dict.fromkeys(lists, 0)
    assert {path: count(operator, path, **then) for path in lists} == lists
    assert {path: count(operator, path, **then) for path in later} == dict.fromkeys(later, 0)
    assert split(read(operator, "/v1/work-plans/2018/progress", None, **then)["data"]["tasks"]) == SPLIT_2018
    # 26,976 + 19,500 + 3,378 + 2,257 + 150 + 50, and with the city's 312 and 146 of the two joint ones
    for basis, million in (("whole", 52_311), ("city", 47_134)):
        sums = read(operator, "/v1/projects/totals", None, by="lead", basis=basis, **then)
        assert [each["total"]["won"] // MILLION for each in (*sums["groups"], sums["whole"])] == [million] * 2
    noted = read(operator, "/v1/discrepancies", None, limit="100", **then)["data"]
    known = read(operator, "/v1/discrepancies", limit="100")["data"]
    assert {each["id"] for each in noted} == {each["id"] for each in known if each["source"].startswith("A")}


@pytest.mark.parametrize(
    ("path", "told", "later"),
    [
        ("/projects", "제3기 균형발전사업", "2027 논산세계딸기산업엑스포"),
        ("/calls", "생활권 선도·취약지역 사업 발굴", ""),
        ("/approvals", "", "2027 논산세계딸기산업엑스포 국제행사 승인"),
        ("/discrepancies", "A177", "B368"),
    ],
)
def test_each_screen_shows_2018_as_of_its_day(
    operator: httpx.Client, office: Visitor, path: str, told: str, later: str
) -> None:
    """PLT-19: what document A tells since 2018-08-01, and nothing of document B, which is there today."""
    assert count(operator, "/v1/projects") == 25
    before, then = (show_past(office, path, day) for day in ("2018-07-31", "2018-08-01"))
    assert (told in then, bool(told) and told in before) == (True, False)
    assert not later or (later in office.read(path) and later not in then)


def show_past(office: Visitor, path: str, day: str) -> str:
    """Return the words of a screen as of a day, once they are there."""
    asked = f"{path}?as_of={day}"
    eventually(lambda: office.client.get(asked).status_code == 200, asked)
    return office.read(asked)


def test_the_brands_resolution_came_before_it(operator: httpx.Client) -> None:
    """ORG-08: A121; in April 2018 시정조정위원회 resolved on the brand, which its project shows as what gates it."""
    (gate,) = find_project(operator, "논산시 도시브랜드 개발")["procedures"]
    assert (gate["kind"]["code"], gate["result"]["code"], gate["gates_start"]) == ("RESOLUTION", "PASSED", True)
    (resolved,) = [each for each in read(operator, "/v1/resolutions")["data"] if each["agenda"] == gate["reference"]]
    assert (resolved["committee"], resolved["verdict"]["code"]) == ("시정조정위원회", "ADOPTED")
    assert [each["value"] for each in (gate["on"], resolved["resolved_on"])] == ["2018-04"] * 2


def test_the_total_is_that_of_its_sources_and_parts(operator: httpx.Client) -> None:
    """PRJ-10, PRJ-13, PRJ-14, AR-07 to AR-10: A207, A216-222."""
    funding = find_project(operator, "제3기 균형발전사업", "/funding")
    assert funding["total"]["won"] == 26_976 * MILLION
    assert tell_sources(funding["sources"]) == {"NATIONAL": 7_400, "PROVINCIAL": 9_788, "CITY": 9_788}
    assert funding["shares_total"]["won"] == 26_976 * MILLION
    splits = {
        (4_300, 2_150, 2_150), (1_450, 725, 725), (1_650, 825, 825),
        (1_638, 1_638), (450, 450), (2_250, 2_250), (1_750, 1_750),
    }  # fmt: skip
    parts = [read(operator, f"/v1/projects/{each['project']}/funding")["data"] for each in funding["shares"]]
    derived = [tuple(each["derived"]["won"] // MILLION for each in part["split"]["sources"]) for part in parts]
    assert (len(parts), set(derived)) == (7, splits)
    by = read(operator, "/v1/projects/totals", by="programme", year="2018")["groups"]
    totals = {each["key"]["code"]: each["total"]["won"] // MILLION for each in by}
    assert (totals["balanced-dev"], totals["provincial-only"]) == (8_600, 900 + 4_500 + 3_500)
    by = read(operator, "/v1/projects/totals", by="programme")["groups"]
    totals = {each["key"]["code"]: each["total"]["won"] // MILLION for each in by}
    assert (totals["balanced-dev"], totals["provincial-only"]) == (14_800, 12_176)
    project = find_project(operator, "제3기 균형발전사업")["id"]
    lines = [{"source": "NATIONAL", "amount": {"won": 7_401 * MILLION}}, {"source": "CITY", "amount": {"won": 1}}]
    body = {"total": {"won": 26_976 * MILLION}, "sources": lines}
    assert refuse(operator, f"/v1/projects/{project}/fund", body) == (422, "FUNDING_SUM_MISMATCH")


def test_amounts_are_kept_to_the_won_with_what_was_written(operator: httpx.Client) -> None:
    """PRJ-11, PRJ-12, PRJ-55, AR-15: A98, A270, A292, A314."""
    brand = find_project(operator, "논산시 도시브랜드 개발", "/funding")
    assert brand["executed_total"]["won"] == 224_250_000
    (spent,) = brand["executed"]
    assert (spent["amount"]["written"], bool(spent["override_reason"])) == ("224,250천원", True)
    contracts = read(operator, "/v1/contracts", q="연계협력형", unit="MILLION")["data"]
    assert [(each["amount"]["won"], each["amount"]["shown"]) for each in contracts] == [(422_000_000, "422백만원")]
    bid = find(operator, "/v1/bids", "국토교통부 해안·내륙권 2개 중점사업")
    asked = [(each["amount"]["won"] // EOK, each["amount"]["is_approximate"]) for each in bid["items"]]
    assert asked == [(670, True), (1_108, True)]
    assert [each["period"]["value"] for each in bid["items"]] == ["2020/2030", "2020/2030"]
    assert (bid["items_won"] // EOK, bid["is_approximate"]) == (1_778, True)


def test_the_living_zone_and_the_citys_share_of_it(operator: httpx.Client) -> None:
    """PRJ-15, PRJ-16, PRJ-53, AR-13, AR-14: A340-348; 80 % of each, and one line that is not."""
    stated = {
        "소규모 식품파일럿플랜트 구축 청년일자리 지원사업": (3_378, 2_702, 676, 2_702),
        "소규모 식품파일럿플랜트 논산시 연계협력사업": (312, 250, 62, 250),
        "힐링 SONG 의료관광 연계 프로젝트사업": (2_257, 1_809, 448, 1_806),
        "힐링 SONG 논산시 연계협력사업": (146, 117, 29, 117),
    }
    flagged = []
    for name, (total, national, local, derived) in stated.items():
        funding = find_project(operator, name, "/funding")
        assert funding["total"]["won"] == total * MILLION
        assert tell_sources(funding["sources"]) == {"NATIONAL": national, "LOCAL": local}
        rates = {each["source"]["code"]: each["derived"]["won"] // MILLION for each in funding["split"]["sources"]}
        assert rates == {"NATIONAL": derived, "LOCAL": total - derived}
        flagged += [(name, flag["code"], flag["source"]) for flag in funding["flags"]]
    assert flagged == [("힐링 SONG 의료관광 연계 프로젝트사업", "RATE_DEVIATION", "A346")]
    joint = find_project(operator, "소규모 식품파일럿플랜트 구축 청년일자리 지원사업", "/funding")
    assert [(each["relation"], each["percent"]) for each in joint["shares"]] == [("CITY_SHARE", "9.24")]


def test_the_land_of_the_village_and_what_it_lacks(operator: httpx.Client) -> None:
    """PRJ-19, PRJ-20, PRJ-23, PRJ-36, PRJ-38, AR-03 to AR-06: A177-191; the second supplement closes the gap."""
    name = "탐정호 예술체험마을 조성"
    land = find_project(operator, name, "/parcels")
    assert (land["whole"]["count"], land["whole"]["area_m2"], land["whole"]["pyeong"]) == (17, 76_739, "23213.5")
    owners = {each["owner"]["code"]: (each["count"], each["area_m2"]) for each in land["owners"]}
    assert owners == {"PRIVATE": (16, 38_510), "CITY_OWNED": (1, 38_229)}
    assert [(flag["code"], flag["stated"]) for flag in land["flags"]] == [("PYEONG_MISMATCH", "23,254평")]
    whole = find_project(operator, name)
    assert [each["name"] for each in whole["facilities"]] == [
        "예술창작촌", "북카페", "게스트하우스", "지역문학관", "문화체험공방", "지역문화센터", "문화마당"
    ]  # fmt: skip
    funding = find_project(operator, name, "/funding")
    assert funding["fiscal_years"] == list(range(2018, 2025))
    assert [each["shortfall"]["won"] // MILLION for each in funding["items"] if each["cost"]] == [2_040]
    assert (funding["total"]["won"] - funding["items"][0]["cost"]["won"]) // MILLION == 15_050
    post(
        operator,
        "/v1/budget-rounds",
        {"round": {"year": 2018, "kind": "SUPPLEMENTARY", "number": 2}, "fixed_on": "2018. 9월"},
    )
    body = {
        "round": {"year": 2018, "kind": "SUPPLEMENTARY", "number": 2},
        "source": "CITY",
        "item": "토지매입비",
        "amount": {"won": 2_040 * MILLION},
        "on": "2018. 9월",
    }
    made = post(operator, f"/v1/projects/{whole['id']}/secure", body, 200)
    after = read(operator, f"/v1/projects/{whole['id']}/funding", made)["data"]
    assert [each["shortfall"]["won"] for each in after["items"] if each["cost"]] == [0]


def test_the_village_waits_for_its_procedures(operator: httpx.Client) -> None:
    """PRJ-34, PRJ-35: A189-190; 195억 of the city alone needs its own review, with 국비 that of the province."""
    whole = find_project(operator, "탐정호 예술체험마을 조성")
    assert {each["kind"]["code"]: each["result"]["code"] for each in whole["procedures"]} == {
        "APPRAISAL": "PASSED",
        "COMPENSATION": "OPEN",
        "BASIC_PLAN": "OPEN",
        "INVESTMENT_REVIEW": "OPEN",
    }
    assert whole["investment_review"]["needed"]["code"] == "SELF"
    assert refuse(operator, f"/v1/projects/{whole['id']}/start", {"on": "2024. 1. 2."})[1] == "PROCEDURE_MISSING"


def test_the_milestones_of_the_brand_keep_their_order(operator: httpx.Client) -> None:
    """PRJ-30, PRJ-39, PRJ-40, PLT-02: A117-129; both dates of the second stand in its history."""
    found = find_project(operator, "논산시 도시브랜드 개발", "/milestones")
    assert [each["number"] for each in found["milestones"]] == list(range(1, 9))
    assert (found["behind"], found["ahead"]) == ([1, 2, 3, 4, 5, 6], [7, 8])
    second = found["milestones"][1]
    assert second["planned"]["value"] == "2017-11/2017-12"
    assert [each["before"]["value"] for each in second["replans"]] == ["2018-11/2018-12"]
    whole = find_project(operator, "논산시 도시브랜드 개발")
    assert refuse(
        operator, f"/v1/projects/{whole['id']}/reach-milestone", {"number": 8, "on": "2019. 2월"}
    ) == (422, "MILESTONE_ORDER")  # fmt: skip
    (given,) = whole["distributions"]
    assert (given["what"], len(given["departments"])) == ("도시브랜드 매뉴얼", 51)
    assert {each["kind"]["code"]: each["applied_on"]["value"] for each in whole["properties"]} == {
        "TRADE_MARK": "2018-06",
        "DESIGN": "2018-06",
    }


def test_the_contracts_of_the_documents(operator: httpx.Client) -> None:
    """PRJ-31 to PRJ-33, AR-11, AR-12: A117-122, A269-279."""
    brand = find(operator, "/v1/contracts", "도시브랜드 개발 연구용역")
    briefings = [(each["kind"]["code"], each["number"]) for each in brand["briefings"]]
    assert briefings == [("KICKOFF", 0), ("INTERIM", 1), ("INTERIM", 2), ("INTERIM", 3), ("FINAL", 0)]
    assert (brand["state"]["code"], brand["amount"]["won"]) == ("ACCEPTED", 224_250_000)
    region = find(operator, "/v1/contracts", "충남 연계협력형 지역계획수립 연구용역")
    assert (region["days"], region["amount"]["won"]) == (300, 422 * MILLION)
    shares = {each["partner"]: each["percent"] for each in region["consortium"]}
    assert shares == {"krihs": "70.00", "dosiyeon": "20.00", "cni": "10.00"}
    action = find(operator, "/v1/contracts", "2개 중점사업 실행계획 용역(2018. 11월 발주 예정)")
    assert (action["amount"]["won"], action["follow_up_of"]) == (3 * EOK, region["id"])


def test_a_part_that_may_be_replaced_and_the_day_of_selection(operator: httpx.Client) -> None:
    """PRJ-25, PRJ-41, PRJ-42: A212, A220, A246."""
    whole = find_project(operator, "제3기 균형발전사업")
    flagged = [each["name"] for each in whole["children"] if each["is_replacement_requested"]]
    assert flagged == ["찾아가는 동고동락 마을문화극장, 생활공동체"]
    assert [each["on"]["value"] for each in whole["happenings"]] == ["2017-10-31"]
    (given,) = find_project(operator, "논산시 미래발전 전략계획 수립")["contributions"]
    assert (given["partner"], given["on"]["value"], given["amount"]) == ("cni", "2017-10", None)


def test_groups_calls_and_the_bid(operator: httpx.Client) -> None:
    """PRJ-51, PRJ-52, PRJ-54, AR-16: A259, A332-333, A353-354, A71."""
    groups = {each["code"]: each for each in read(operator, "/v1/groups")["data"]}
    assert {code: each["together"] for code, each in groups.items()} == {
        "geumgang": 5, "daejeon-zone": 5, "chungnam-southeast": 3
    }  # fmt: skip
    assert [each["together"] - len(each["partners"]) for each in groups.values()] == [1, 1, 1]  # the city is in each
    outside = {each["partner"] for each in groups["daejeon-zone"]["members"] if each["is_outside_province"]}
    assert outside == {"daejeon", "okcheon"}
    calls = read(operator, "/v1/calls", first="2018-08-01", last="2018-12-31")["data"]
    assert [each["opens"]["value"] for each in calls] == ["2018-10", "2018-12"]
    bid = find(operator, "/v1/bids", "국토교통부 해안·내륙권 2개 중점사업")
    assert [(each["stage"]["code"], each["on"] and each["on"]["value"]) for each in bid["stages"]] == [
        ("FOUND", None), ("SUBMITTED", "2018-06"), ("SELECTED", "2018-06")
    ]  # fmt: skip
    assert (bid["via"], [each["amount"]["won"] // EOK for each in bid["funds"]]) == (["chungnam", "molit"], [3])
    support: dict[str, Any] = {"kind": "BENCHMARKING", "cost": {"won": 5 * MILLION}, "on": "2018. 5월"}
    made = post(operator, f"/v1/bids/{bid['id']}/support", support, 200)
    assert read(operator, f"/v1/bids/{bid['id']}", made)["data"]["support_won"] == 5 * MILLION
    rates = read(operator, "/v1/bids/win-rates")["data"]
    assert [(each["year"], each["won"], each["decided"]) for each in rates] == [(2018, 1, 1)]


def test_the_way_of_the_expo(operator: httpx.Client) -> None:
    """PRJ-17, PRJ-58 to PRJ-60, PRJ-62, PRJ-63, AR-25: B168-220."""
    funding = find_project(operator, "2027 논산세계딸기산업엑스포", "/funding")
    assert tell_sources(funding["sources"]) == {
        "NATIONAL": 6_000, "PROVINCIAL": 4_000, "CITY": 4_000, "REVENUE": 6_000
    }  # fmt: skip
    expo = find(operator, "/v1/approvals", "2027 논산세계딸기산업엑스포 국제행사 승인")
    planned = [each["planned"] and each["planned"]["value"] for each in expo["steps"]]
    assert planned == ["2024-05", "2024-07", "2024-11", None, "2025-08"]
    panel = {each["id"]["code"]: (each["is_met"], each["shown"]) for each in expo["panel"]}
    assert panel["NATIONAL_SHARE"][0]
    assert "30.0%" in panel["NATIONAL_SHARE"][1]
    assert "6.0%" in panel["FOREIGN_RATIO"][1]
    assert (panel["FOREIGN_RATIO"][0], panel["COHOST"][0], panel["DAYS"][0]) == (True, True, True)
    assert (panel["COUNTRIES"][0], panel["POLICY_GRADE"][0]) == (False, False)
    assert (expo["days"], expo["steps"][0]["missing"]) == (30, ["민간기업 참여의향서 또는 업무협약서"])
    assert (
        refuse(operator, f"/v1/approvals/{expo['id']}/submit", {"number": 2, "on": "2024. 1. 20."})[1] == "STEP_ORDER"
    )
    tracks = Counter(each["track"]["code"] for each in expo["tracks"])
    assert tracks == {"PROVINCE": 2, "MINISTRY": 3, "COMPANY": 3, "FACILITY": 1, "TOURISM": 2, "ACADEMIC": 4}
    assert all(each["next_action"] for each in expo["tracks"])
    figures = {each["figure"]["code"]: each["target"] for each in expo["figures"]}
    assert figures["VISITORS"] == {"n": 1_500_000, "is_approximate": True}
    assert figures["FOREIGN_VISITORS"]["n"] == 90_000


def test_what_wins_people_over(operator: httpx.Client) -> None:
    """PRJ-22, PRJ-64, PRJ-65, AR-23: B145-153, B222-250."""
    expo = find(operator, "/v1/approvals", "2027 논산세계딸기산업엑스포 국제행사 승인")
    (match,) = [each for each in expo["boom_ups"] if each["kind"]["code"] == "SPORTS"]
    assert match["on"]["candidates"] == ["2024-03-03", "2024-03-09"]
    coverage = read(operator, f"/v1/approvals/{expo['id']}/coverage")["data"]
    assert (coverage["reached"], [each["planned"] for each in coverage["towns"]]) == (0, [1] * 15)
    film = find(operator, "/v1/campaigns", "공공(국방)기관 유치 홍보영상")
    assert [each["period"]["value"] for each in film["phases"]] == ["2024-02/2024-03", "2024-04", "2024-05"]
    assert [each["amount"]["won"] // MILLION for each in film["lines"]] == [5, 15]
    assert film["total"]["won"] == 20 * MILLION


def test_the_institutions_that_the_city_wants(operator: httpx.Client) -> None:
    """PRJ-70 to PRJ-72, AR-24: B121-161."""
    found = read(operator, "/v1/attraction-targets", limit="50")["data"]
    won = {each["name"]: each["since"]["value"] for each in found if each["status"]["code"] == "WON"}
    assert won == {"국방대학교": "2007", "국방미래기술센터": "2023"}
    assert Counter(each["kind"]["code"] for each in found) == {"MOVE": 1, "NEW": 1, "UNKNOWN": 8}
    assert Counter(each["status"]["code"] for each in found) == {"WON": 2, "TARGET": 8}
    (province,) = read(operator, "/v1/attraction-counts")["data"]
    (change,) = province["changes"]
    assert (change["before"], change["count"], change["increase"]) == (34, 44, 10)
    assert change["since"]["value"] == "2024-01-02"
    trends = read(operator, "/v1/trends")["data"]
    assert sorted(each["source"] for each in trends) == ["B157", "B159"]


def test_the_budget_sheet_is_not_mended(operator: httpx.Client) -> None:
    """PRJ-04, PRJ-21, AR-26: B368-374; the stated sum stands beside that of the lines."""
    sheet = read(operator, "/v1/work-plans/2024/budget-sheet")["data"]
    assert [each["total"]["won"] // MILLION for each in sheet["lines"]] == [92, 7]
    assert sheet["stated"]["total"]["won"] == sheet["computed"]["total"]["won"] == 99 * MILLION
    assert (sheet["stated"]["this_year"]["won"], sheet["computed"]["this_year"]["won"]) == (92 * MILLION, 99 * MILLION)
    funding = find_project(operator, "2027 논산세계딸기산업엑스포 승인 준비", "/funding")
    assert [(each["year"], each["total"]["won"] // MILLION) for each in funding["years"]] == [(2024, 92)]


def test_totals_are_those_of_the_rows(operator: httpx.Client) -> None:
    """PRJ-13, PRJ-16, PRJ-53: 72,430백만원 with the joint projects whole, 67,253 with the city's own shares of them."""
    for basis, expected in (("whole", 72_430), ("city", 67_253)):
        whole = read(operator, "/v1/projects/totals", by="lead", basis=basis)
        assert whole["whole"]["total"]["won"] == expected * MILLION
        assert sum(each["total"]["won"] for each in whole["groups"]) == expected * MILLION
