"""Land, facilities, rights and manuals of projects over HTTP (domain.md 1.4, 1.9)."""

import httpx
import pytest

from tests.e2e.asking import Json, own, read
from tests.e2e.projecting import act, add, deny, money, tell
from tests.e2e.visiting import Visit
from tests.running import Running

HOLDINGS = [
    {"owner": "PRIVATE", "count": 16, "area_m2": 38_510},
    {"owner": "CITY_OWNED", "count": 1, "area_m2": 38_229},
]
SEVEN = ["예술창작촌", "북카페", "공방", "전시장", "체험장", "산책로", "주차장"]


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


def list_departments(client: httpx.Client, day: str) -> list[str]:
    """Return the codes of every department of a day."""
    codes: list[str] = []
    query: Json = {"as_of": day, "limit": "200"}
    while True:
        page = read(client, "/v1/org/departments", None, **query)
        codes += [each["code"] for each in page["data"] if each["kind"]["code"] != "BUREAU"]
        if page["links"]["next"] is None:
            return codes
        query["cursor"] = page["links"]["next"]


def test_parcels_add_up_and_pyeong_is_computed(operator: httpx.Client) -> None:
    """PRJ-36, AR-03, AR-04: 17 = 16 + 1, 76,739 = 38,510 + 38,229 ㎡ are 23,213.5평; the stated 23,254 is flagged."""
    project = add(operator, "탑정호 땅", kind="LAND")
    stated: Json = {"holdings": HOLDINGS, "stated_count": 17, "stated_area_m2": 76_739}
    assert deny(operator, project, "register-parcels", stated | {"stated_count": 18}) == (422, "PARCEL_SUM_MISMATCH")
    assert deny(operator, project, "register-parcels", stated | {"stated_pyeong": "23254"}) == (422, "PYEONG_MISMATCH")
    assert deny(operator, project, "register-parcels", stated | {"stated_pyeong": 23254.0}) == (400, "BAD_SHAPE")
    claim = {"code": "PYEONG_MISMATCH", "stated": "23,254평", "source": "A177"}
    body = stated | {"stated_pyeong": "23254", "claims": [claim]}
    done = act(operator, project, "register-parcels", body)
    shown = tell(operator, f"{project}/parcels", done)
    assert shown["whole"] == {"count": 17, "area_m2": 76_739, "pyeong": "23213.5"}
    assert [(each["owner"]["label"], each["count"], each["area_m2"]) for each in shown["owners"]] == [
        ("사유", 16, 38_510),
        ("시유", 1, 38_229),
    ]
    (flag,) = shown["flags"]
    assert (flag["stated"], flag["computed"], flag["source"]) == ("23,254평", "23,213.5평", "A177")


def test_parcels_are_acquired_within_what_there_is(operator: httpx.Client) -> None:
    """PRJ-37: n of 16, for one of 17 is the city's own; 9,628 of 38,510 ㎡ are 25.0 %, then all of them 100.0 %."""
    project = add(operator, "보상", kind="LAND")
    first = {"owner": "PRIVATE", "count": 4, "area_m2": 9_628, "paid": money(1_100), "on": "2018. 7월"}
    assert deny(operator, project, "acquire-parcels", first) == (409, "WRONG_STATE")
    act(operator, project, "register-parcels", {"holdings": HOLDINGS})
    done = act(operator, project, "acquire-parcels", first)
    shown = tell(operator, f"{project}/parcels", done, unit="MILLION")["acquisition"]
    assert (shown["count"], shown["of"], shown["percent"], shown["paid"]["shown"]) == (4, 16, "25.0", "1,100백만원")
    over = first | {"count": 13, "area_m2": 28_882}
    assert deny(operator, project, "acquire-parcels", over) == (422, "PARCELS_EXCEEDED")
    negative = first | {"area_m2": -1}
    assert deny(operator, project, "acquire-parcels", negative) == (400, "BAD_SHAPE")
    done = act(operator, project, "acquire-parcels", first | {"count": 12, "area_m2": 28_882, "paid": money(3_350)})
    shown = tell(operator, f"{project}/parcels", done)["acquisition"]
    assert (shown["count"], shown["percent"], shown["paid"]["won"]) == (16, "100.0", 4_450_000_000)
    assert "acquire-parcels" in tell(operator, project)["allowed"]


def test_single_lots_are_told_by_their_owner(operator: httpx.Client) -> None:
    """PRJ-36: lot by lot; one that is acquired already, or is another owner's, is refused."""
    project = add(operator, "필지", kind="LAND")
    lots = [
        {"lot": "산노리 산17-1", "owner": "PRIVATE", "area_m2": 1_000},
        {"lot": "산노리 산17-2", "owner": "NATIONAL", "area_m2": 500},
    ]
    assert deny(operator, project, "register-parcels", {"parcels": [lots[0], lots[0]]}) == (400, "BAD_SHAPE")
    act(operator, project, "register-parcels", {"parcels": lots})
    bought = {"owner": "PRIVATE", "count": 1, "area_m2": 1_000, "paid": money(3), "on": "2018. 7월"}
    wrong = bought | {"lots": ["산노리 산17-2"]}
    assert deny(operator, project, "acquire-parcels", wrong) == (400, "BAD_SHAPE")
    done = act(operator, project, "acquire-parcels", bought | {"lots": ["산노리 산17-1"]})
    shown = tell(operator, f"{project}/parcels", done)
    assert [each["lot"] for each in shown["parcels"]] == ["산노리 산17-1", "산노리 산17-2"]
    assert (shown["acquisition"]["of"], shown["acquisition"]["percent"]) == (2, "66.7")
    assert shown["whole"]["pyeong"] == "453.8"  # 1,500 x 0.3025 = 453.75


def test_facilities_are_listed_with_their_status(operator: httpx.Client) -> None:
    """PRJ-38: seven, listed once; one that is not listed has no status."""
    project = add(operator, "시설")
    act(operator, project, "list-facilities", {"names": SEVEN})
    act(operator, project, "list-facilities", {"names": ["북카페"]})
    assert deny(operator, project, "set-facility", {"name": "없는 곳", "status": "OPEN"}) == (404, "NOT_FOUND")
    done = act(operator, project, "set-facility", {"name": "북카페", "status": "BUILDING", "note": "기초 공사"})
    shown = {each["name"]: each["status"]["label"] for each in tell(operator, project, done)["facilities"]}
    assert shown == {**dict.fromkeys(SEVEN, "계획"), "북카페": "조성 중"}


def test_a_trade_mark_is_applied_for_registered_and_due_for_renewal(operator: httpx.Client) -> None:
    """PRJ-39: applied for in June 2018, to be registered in February 2019; renewed by February 2029."""
    project = add(operator, "상표")
    applied = {"kind": "TRADE_MARK", "name": "논산 브랜드", "on": "2018. 6월", "target": "2019. 2월"}
    act(operator, project, "apply-for-property", applied)
    act(operator, project, "apply-for-property", {"kind": "DESIGN", "name": "논산 브랜드", "on": "2018. 6월"})
    early = {"kind": "TRADE_MARK", "name": "논산 브랜드", "on": "2018. 5월"}
    assert deny(operator, project, "register-property", early) == (422, "DATES_REVERSED")
    done = act(operator, project, "register-property", early | {"on": "2019. 2월", "number": "40-1234567"})
    mark, design = tell(operator, project, done)["properties"]
    dates = [mark[name]["value"] for name in ("applied_on", "target", "registered_on")]
    assert (dates, mark["renewal_due"]) == (["2018-06", "2019-02", "2019-02"], "2029-02-01")
    assert (design["kind"]["label"], design["registered_on"], design["renewal_due"]) == ("디자인", None, None)


def test_a_renewal_is_called_to_mind_a_year_before_it_is_due(operator: httpx.Client, visit: Visit) -> None:
    """PRJ-39: in January 2024 that of March 2024 is due, that of February 2029 is not; both are found by their day."""
    due, later = (add(operator, name) for name in ("옛 상표", "새 상표"))
    for project, applied, registered in ((due, "2013. 8월", "2014. 3월"), (later, "2018. 6월", "2019. 2월")):
        right = {"kind": "TRADE_MARK", "name": "논산 브랜드"}
        act(operator, project, "apply-for-property", right | {"on": applied})
        done = act(operator, project, "register-property", right | {"on": registered})
    told = {project: tell(operator, project, done)["properties"][0] for project in (due, later)}
    assert [(each["renewal_from"], each["renewal_due"], each["is_due_for_renewal"]) for each in told.values()] == [
        ("2023-03-01", "2024-03-01", True),
        ("2028-02-01", "2029-02-01", False),
    ]
    ours = {each.rpartition("/")[2]: each for each in (due, later)}
    for day, found in (("2024-02-29", []), ("2024-03-01", [due]), ("2029-01-31", [due]), ("2029-02-01", [due, later])):
        query: Json = {"renewal_due[lte]": day, "limit": "200"}
        listed = {each["id"] for each in read(operator, "/v1/projects", done, **query)["data"]}
        assert [address for key, address in ours.items() if key in listed] == found, day
    office = visit("operator")
    reminded = {
        address: "지식재산권 갱신할 때" in office.read(address.removeprefix("/v1")) for address in ours.values()
    }
    assert reminded == {due: True, later: False}


def test_a_manual_goes_to_every_department_of_the_day(operator: httpx.Client) -> None:
    """PRJ-40, AR-18: the 51 departments of June 2018, not one fewer, and none that is not there."""
    project, departments = add(operator, "매뉴얼"), list_departments(operator, "2018-06-30")
    assert len(departments) == 51
    body = {"what": "도시브랜드 매뉴얼", "on": "2018. 6월", "departments": departments}
    assert deny(operator, project, "distribute", body | {"departments": departments[1:]}) == (
        422,
        "DISTRIBUTION_INCOMPLETE",
    )
    strange = body | {"departments": [*departments[1:], own("nowhere")]}
    assert deny(operator, project, "distribute", strange) == (422, "UNKNOWN_DEPARTMENT")
    done = act(operator, project, "distribute", body)
    (kept,) = tell(operator, project, done)["distributions"]
    assert (kept["what"], len(kept["departments"]), kept["on"]["value"]) == ("도시브랜드 매뉴얼", 51, "2018-06")
