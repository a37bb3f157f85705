"""Projects and their money over HTTP, with the sums of the two source documents (domain.md 1.4, 1.9)."""

import uuid

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, own, read
from tests.e2e.projecting import MILLION, act, add, define, deny, fix_round, lines, money, plan, tell, tell_millions
from tests.running import Running

NORTH = {"NATIONAL": 7_400, "PROVINCIAL": 9_788, "CITY": 9_788}
PARTS = {
    "강경 근대문화": (8_600, True, (4_300, 2_150, 2_150)),
    "탑정호 생태": (2_900, True, (1_450, 725, 725)),
    "체험마을": (3_300, True, (1_650, 825, 825)),
    "시민공원": (3_276, False, (0, 1_638, 1_638)),
    "농촌체험관": (900, False, (0, 450, 450)),
    "종합복지관": (4_500, False, (0, 2_250, 2_250)),
    "북부 도로": (3_500, False, (0, 1_750, 1_750)),
}
"""Total in 백만원, whether 균특 pays, and what 국비, 도비 and 시비 give."""


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    """Of the town office of 연무읍."""
    return system.open("officer")


def test_a_project_is_registered_once_and_found_where_it_says(operator: httpx.Client) -> None:
    """PRJ-05, PRJ-23, PRJ-44: the same key again makes nothing; its place, area and period stand as they were given."""
    name = own("탑정호 주변개발")
    body = {
        "name": name,
        "kind": "LAND",
        "lead": "planning-audit",
        "period": "2018 ~ 2024",
        "location": {
            "address": "가야곡면 산노리 산17-1번지 일원",
            "latitude": 36_155_000,
            "longitude": 127_145_000,
            "area_m2": 76_739,
        },
    }
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (operator.post("/v1/projects", json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json()["id"], first.headers["ETag"]) == (again.json()["id"], '"1"')
    assert first.headers["Location"] == f"/v1/projects/{first.json()['id']}"
    shown = tell(operator, first.headers["Location"], first.json())
    assert (shown["pin"], shown["area_m2"]) == ({"latitude": 36_155_000, "longitude": 127_145_000}, 76_739)
    assert shown["period"] | {"candidates": []} == {
        "value": "2018/2024",
        "precision": "year",
        "shown": "2018 ~ 2024",
        "candidates": [],
    }
    assert tell(operator, f"{first.headers['Location']}/funding")["fiscal_years"] == list(range(2018, 2025))
    listed = {year: read(operator, "/v1/projects", year=year, q=name)["data"] for year in ("2021", "2025")}
    assert [len(each) for each in listed.values()] == [1, 0]
    tried = operator.post("/v1/projects", json=body, params={"dry_run": "true"}, headers={"Idempotency-Key": own("k")})
    assert (tried.status_code, tried.json()["dry_run"]) == (200, True)
    assert len(read(operator, "/v1/projects", q=name)["data"]) == 1


def test_sources_that_do_not_add_up_are_refused_or_claimed(operator: httpx.Client) -> None:
    """PRJ-10, AR-07: 26,976 = 7,400 + 9,788 + 9,788; one more in the total is refused, or kept as a discrepancy."""
    project = add(operator, "균형발전", kind="PROGRAMME")
    wrong = plan(26_977, NORTH)
    answer = operator.post(f"{project}/fund", json=wrong, headers={"Idempotency-Key": own("k")})
    assert (answer.status_code, answer.json()["code"]) == (422, "FUNDING_SUM_MISMATCH")
    assert answer.json()["current"] == {"stated": "26,977,000,000원", "computed": "26,976,000,000원"}
    claim = {"code": "FUNDING_SUM_MISMATCH", "stated": "26,977백만원", "source": "A207"}
    done = act(operator, project, "fund", wrong | {"claims": [claim]})
    (flag,) = tell(operator, f"{project}/funding", done)["flags"]
    assert (flag["code"], flag["stated"], flag["source"], flag["state"]["label"]) == (
        "FUNDING_SUM_MISMATCH",
        "26,977백만원",
        "A207",
        "미결",
    )
    done = act(operator, project, "fund", plan(26_976, NORTH))
    shown = tell(operator, f"{project}/funding", done)
    assert (shown["total"]["won"], tell_millions(shown["sources"])) == (26_976_000_000, NORTH)
    needless = deny(operator, project, "fund", plan(26_976, NORTH) | {"claims": [claim]})
    assert needless == (422, "CLAIM_NOT_NEEDED")


def test_seven_parts_add_up_by_source_and_by_programme(operator: httpx.Client) -> None:
    """PRJ-13, PRJ-14, PRJ-41, PRJ-42, AR-08, AR-09, AR-10: 14,800 of 균특, 12,176 of 순도비; the sums are the rows'."""
    balanced, provincial, mark = own("balanced"), own("provincial"), own("균형")
    define(operator, balanced, "균특", {"NATIONAL": 50, "PROVINCIAL": 25, "CITY": 25})
    define(operator, provincial, "순도비", {"PROVINCIAL": 50, "CITY": 50})
    whole = add(operator, mark, kind="PROGRAMME", period="2018년 ~ 2020년")
    act(operator, whole, "fund", plan(26_976, NORTH))
    ids = {name: str(uuid.uuid4()) for name in PARTS}
    drafts = [
        {"id": ids[name], "name": name, "total": money(total), "programme": balanced if is_balanced else provincial}
        for name, (total, is_balanced, _) in PARTS.items()
    ]
    short = [*drafts[:-1], drafts[-1] | {"total": money(3_499)}]
    assert deny(operator, whole, "divide", {"parts": short}) == (422, "ROLLUP_MISMATCH")
    done = act(operator, whole, "divide", {"parts": drafts})
    key = whole.rpartition("/")[2]
    parts = read(operator, "/v1/projects", done, parent=key, relation="PART", total="true")
    shown = {each["name"]: tell_millions(each["sources"]) for each in parts["data"]}
    assert parts["total"] == 7
    assert shown == {
        name: {source: each for source, each in zip(NORTH, split, strict=True) if each}
        for name, (_, _, split) in PARTS.items()
    }
    by = read(operator, "/v1/projects/totals", by="programme", parent=key)
    assert {each["key"]["code"]: each["total"]["won"] // MILLION for each in by["groups"]} == {
        balanced: 14_800,
        provincial: 12_176,
    }
    by = read(operator, "/v1/projects/totals", by="source", unit="MILLION", parent=key)
    assert {each["key"]["label"]: each["total"]["shown"] for each in by["groups"]} == {
        "국비": "7,400백만원",
        "도비": "9,788백만원",
        "시비": "9,788백만원",
    }
    assert (by["whole"]["total"]["shown"], by["whole"]["projects"]) == ("26,976백만원", 7)
    funding = tell(operator, f"{whole}/funding", done)
    assert (funding["shares_total"]["won"], funding["total"]["won"]) == (26_976_000_000, 26_976_000_000)
    counted_once = read(operator, "/v1/projects/totals", by="kind", q=mark)["whole"]
    assert counted_once["total"]["won"] == 0  # the whole's cost is that of its parts, which have other names
    fifth = f"/v1/projects/{ids['농촌체험관']}"
    act(operator, fifth, "note", {"on": "2017. 10. 31.", "text": "사업 선정", "source": "A212"})
    assert deny(operator, fifth, "approve-replacement", {"name": "대체사업"}) == (409, "WRONG_STATE")
    asked = act(operator, fifth, "request-replacement", {"reason": "대체사업 검토"})
    flagged = {each["name"]: each["is_replacement_requested"] for each in tell(operator, whole, asked)["children"]}
    assert [name for name, is_flagged in flagged.items() if is_flagged] == ["농촌체험관"]
    done = act(operator, fifth, "approve-replacement", {"name": "황산벌 체험관", "reference": "도 승인 1호"})
    swapped = tell(operator, fifth, done)
    assert (swapped["name"], swapped["replacements"][0]["before"]) == ("황산벌 체험관", "농촌체험관")
    assert (swapped["happenings"][0]["on"]["value"], swapped["programme"]) == ("2017-10-31", provincial)
    by = read(operator, "/v1/projects/totals", by="programme", parent=key)
    assert {each["key"]["code"]: each["total"]["won"] // MILLION for each in by["groups"]} == {
        balanced: 14_800,
        provincial: 12_176,
    }
    assert by["whole"]["total"]["won"] == 26_976_000_000


def test_parts_change_together_or_not_at_all(operator: httpx.Client) -> None:
    """PRJ-13, AR-08: one part alone may not grow; with another that shrinks as much it may."""
    whole, first, second = add(operator, "전체"), str(uuid.uuid4()), str(uuid.uuid4())
    act(operator, whole, "fund", plan(10))
    drafts = [{"id": first, "name": "가", "total": money(4)}, {"id": second, "name": "나", "total": money(6)}]
    act(operator, whole, "divide", {"parts": drafts})
    grown = {"project": first, "total": money(5)}
    assert deny(operator, whole, "adjust-parts", {"parts": [grown], "reason": "증액"}) == (422, "ROLLUP_MISMATCH")
    both = [grown, {"project": second, "total": money(5)}]
    done = act(operator, whole, "adjust-parts", {"parts": both, "reason": "조정"})
    totals = {each["project"]: each["total"]["won"] for each in tell(operator, f"{whole}/funding", done)["shares"]}
    assert totals == {first: 5 * MILLION, second: 5 * MILLION}
    assert deny(operator, f"/v1/projects/{first}", "fund", plan(4)) == (422, "ROLLUP_MISMATCH")


def test_rates_flag_the_one_source_that_deviates(operator: httpx.Client) -> None:
    """PRJ-15, PRJ-16, PRJ-53, AR-13, AR-14: 2,257 x 80 % = 1,805.6 -> 1,806 beside 1,809; the city has 312 of 3,378."""
    zone, mark = own("living-zone"), own("생활권")
    define(operator, zone, "생활권", {"NATIONAL": 80, "LOCAL": 20})
    stated = {
        "통근": (3_378, 2_702, 676),
        "체험": (312, 250, 62),
        "스포츠": (2_257, 1_809, 448),
        "장터": (146, 117, 29),
    }
    flags: dict[str, Json] = {}
    projects: dict[str, str] = {}
    for name, (total, national, local) in stated.items():
        joint = {"project": projects["통근"].rpartition("/")[2], "relation": "CITY_SHARE"} if name == "체험" else None
        project = projects[name] = add(operator, f"{mark} {name}", parent=joint)
        act(operator, project, "fund", plan(total, {"NATIONAL": national, "LOCAL": local}))
        done = act(operator, project, "assign-programme", {"programme": zone})
        flags[name] = tell(operator, f"{project}/funding", done)
    assert [name for name, funding in flags.items() if funding["flags"]] == ["스포츠"]
    (flag,) = flags["스포츠"]["flags"]
    assert (flag["code"], flag["stated"], flag["computed"]) == ("RATE_DEVIATION", "1,809백만원", "1,806백만원")
    derived = {each["source"]["code"]: each["derived"]["won"] for each in flags["스포츠"]["split"]["sources"]}
    assert derived == {"NATIONAL": 1_806 * MILLION, "LOCAL": 451 * MILLION}
    (share,) = tell(operator, f"{projects['통근']}/funding")["shares"]
    assert (share["relation"], share["percent"], share["total"]["won"]) == ("CITY_SHARE", "9.24", 312 * MILLION)
    (whole,) = flags["체험"]["shares"]
    assert (whole["relation"], whole["percent"]) == ("WHOLE", "9.24")
    sums = {
        basis: read(operator, "/v1/projects/totals", by="phase", q=mark, basis=basis)["whole"]["total"]["won"]
        for basis in ("whole", "city")
    }
    assert sums == {"whole": (3_378 + 2_257 + 146) * MILLION, "city": (312 + 2_257 + 146) * MILLION}
    children = [each["id"] for each in tell(operator, projects["통근"])["children"]]
    assert children == [projects["체험"].rpartition("/")[2]]


def test_an_international_event_has_at_most_thirty_percent_of_the_nation(operator: httpx.Client) -> None:
    """PRJ-17, PRJ-24, AR-25: 20,000 = 6,000 + 4,000 + 4,000 + 6,000 of revenue; 6,001 of the nation is refused."""
    expo = add(operator, "세계딸기산업엑스포", kind="EVENT", is_international_event=True)
    sources = {"NATIONAL": 6_000, "PROVINCIAL": 4_000, "CITY": 4_000, "REVENUE": 6_000}
    over = sources | {"NATIONAL": 6_001, "REVENUE": 5_999}
    assert deny(operator, expo, "fund", plan(20_000, over)) == (422, "NATIONAL_SHARE_CAP")
    done = act(operator, expo, "fund", plan(20_000, sources))
    shown = tell(operator, expo, done, unit="HUNDRED_MILLION")
    assert {each["source"]["label"]: each["amount"]["shown"] for each in shown["sources"]} == {
        "국비": "60억원",
        "도비": "40억원",
        "시비": "40억원",
        "수익사업": "60억원",
    }
    assert shown["total"]["shown"] == "200억원"
    assert expo.rpartition("/")[2] in {
        each["id"] for each in read(operator, "/v1/projects", source="REVENUE", q="엑스포")["data"]
    }


def test_amounts_are_whole_won_and_shown_in_any_unit(operator: httpx.Client) -> None:
    """PRJ-11, PRJ-12, PRJ-55, AR-15: 224,250천원 and 422백만원 exactly; 약 670억 + 약 1,108억 = 약 1,778억."""
    mark = own("해안내륙")
    exact, rough = add(operator, "용역비"), []
    done = act(operator, exact, "fund", {"total": {"won": 224_250_000, "written": "224,250천원"}})
    units = {
        unit: tell(operator, exact, done, unit=unit)["total"]["shown"]
        for unit in ("WON", "THOUSAND", "MILLION", "HUNDRED_MILLION")
    }
    assert units == {
        "WON": "224,250,000원",
        "THOUSAND": "224,250천원",
        "MILLION": "224.25백만원",
        "HUNDRED_MILLION": "2.2425억원",
    }
    plain = tell(operator, exact)["total"]
    assert plain == {"won": 224_250_000, "is_approximate": False, "written": "224,250천원", "shown": None}
    for name, won, written in (("누정", 67_000_000_000, "약 670억원"), ("기행", 110_800_000_000, "약 1,108억원")):
        project = add(operator, f"{mark} {name}", period="2020 ~ 2030")
        total = {"won": won, "is_approximate": True, "written": written}
        rough.append(act(operator, project, "fund", {"total": total}))
        assert tell(operator, project)["total"] == {**total, "shown": None}
    whole = read(operator, "/v1/projects/totals", rough[-1], by="year", q=mark, unit="HUNDRED_MILLION")
    assert whole["whole"]["total"]["shown"] == "약 1,778억원"
    assert [(each["key"]["label"], each["total"]["shown"]) for each in whole["groups"]] == [
        ("나누지 않음", "약 1,778억원")
    ]


def test_land_money_is_secured_in_two_budgets(operator: httpx.Client) -> None:
    """PRJ-19, PRJ-20, AR-05, AR-06: of 4,450 for land 2,410 leave 2,040; the second supplement of 2018 pays them."""
    fix_round(operator, 2018, 0, "2017. 12월")
    fix_round(operator, 2018, 2, "2018. 9월")
    land = add(operator, "주변개발", kind="OTHER")
    items = [{"item": "토지매입비", "amount": money(4_450)}, {"item": "나머지 사업비", "amount": money(15_050)}]
    act(operator, land, "fund", plan(19_500, lines=items, lines_are_whole=True))
    original = {"year": 2018, "kind": "ORIGINAL", "number": 0}
    first = {"round": original, "source": "CITY", "item": "토지매입비", "amount": money(2_410), "on": "2018. 1월"}
    done = act(operator, land, "secure", first)
    assert _missing(operator, land, done) == {"토지매입비": 2_040, "나머지 사업비": 15_050}
    second = {
        "round": {"year": 2018, "kind": "SUPPLEMENTARY", "number": 2},
        "source": "CITY",
        "item": "토지매입비",
        "amount": money(2_040),
        "on": "2018. 9월",
    }
    unknown = second | {"round": {"year": 2018, "kind": "SUPPLEMENTARY", "number": 19}}
    assert deny(operator, land, "secure", unknown) == (422, "UNKNOWN_ROUND")
    over = second | {"amount": money(2_041)}
    assert deny(operator, land, "secure", over) == (422, "SECURED_EXCEEDS_TOTAL")
    done = act(operator, land, "secure", second)
    assert _missing(operator, land, done) == {"토지매입비": 0, "나머지 사업비": 15_050}
    shown = tell(operator, f"{land}/funding")["secured"]
    assert [(each["round"]["kind"]["label"], each["round"]["number"], each["on"]["value"]) for each in shown] == [
        ("본예산", 0, "2018-01"),
        ("추가경정예산", 2, "2018-09"),
    ]
    listed = read(operator, "/v1/budget-rounds", year="2018")["data"]
    assert [(each["kind"]["code"], each["number"]) for each in listed][:2] == [("ORIGINAL", 0), ("SUPPLEMENTARY", 2)]


def _missing(client: httpx.Client, project: str, after: Json) -> dict[str, int]:
    """Return what each item still lacks, in 백만원."""
    items = tell(client, f"{project}/funding", after)["items"]
    return {each["item"]: each["shortfall"]["won"] // MILLION for each in items}


def test_money_is_spent_within_what_is_secured_or_with_a_reason(operator: httpx.Client) -> None:
    """PRJ-18, PRJ-23: 224,250천원 as secured; one won more only with a reason, which is shown; 이월 is kept."""
    fix_round(operator, 2018, 0, "2017. 12월")
    project = add(operator, "도시브랜드", kind="RESEARCH")
    won = {"won": 224_250_000}
    act(operator, project, "fund", {"total": won})
    budget = {"year": 2018, "kind": "ORIGINAL", "number": 0}
    act(operator, project, "secure", {"round": budget, "source": "CITY", "amount": won, "on": "2018. 1월"})
    act(operator, project, "execute", {"amount": {"won": 200_000_000}, "on": "2018. 6월"})
    carried = {"kind": "SPECIFIED", "from_year": 2018, "to_year": 2019, "amount": {"won": 24_250_000}}
    assert deny(operator, project, "carry-over", carried | {"amount": {"won": 24_250_001}}) == (
        422,
        "TRANSFER_EXCEEDS_SECURED",
    )
    act(operator, project, "carry-over", carried)
    act(operator, project, "execute", {"amount": {"won": 24_250_000}, "on": "2019. 2월"})
    more = {"amount": {"won": 1}, "on": "2019. 3월"}
    assert deny(operator, project, "execute", more) == (422, "EXECUTED_EXCEEDS_SECURED")
    done = act(operator, project, "execute", more | {"override_reason": "정산 차액"})
    shown = tell(operator, f"{project}/funding", done, unit="THOUSAND")
    assert (shown["executed_total"]["won"], shown["percent_executed"]) == (224_250_001, "100.00")
    assert [each["override_reason"] for each in shown["executed"]] == [None, None, "정산 차액"]
    assert [(each["kind"]["label"], each["amount"]["shown"]) for each in shown["carried"]] == [
        ("명시이월", "24,250천원")
    ]


def test_years_and_items_add_up_to_the_total(operator: httpx.Client) -> None:
    """PRJ-21, PRJ-22, AR-23, AR-26: 99 = 92 in 2024 and 7 later; 20 = 5 + 15; 전용 goes between items."""
    fix_round(operator, 2024, 0, "2023. 12월")
    yearly = add(operator, "조서")
    years = [{"year": 2024, "amounts": lines({"CITY": 92})}, {"amounts": lines({"CITY": 7})}]
    short = [years[0], {"amounts": lines({"CITY": 6})}]
    assert deny(operator, yearly, "fund", plan(99, {"CITY": 99}, years=short)) == (422, "YEAR_SPLIT_MISMATCH")
    done = act(operator, yearly, "fund", plan(99, {"CITY": 99}, years=years))
    shown = tell(operator, f"{yearly}/funding", done)["years"]
    assert [(each["year"], each["total"]["won"] // MILLION) for each in shown] == [(2024, 92), (None, 7)]
    name = tell(operator, yearly)["name"]
    groups = read(operator, "/v1/projects/totals", by="year", q=name)["groups"]
    assert [(each["key"]["label"], each["total"]["won"] // MILLION) for each in groups] == [("2024", 92), ("이후", 7)]
    advert = add(operator, "광고", kind="PROMOTION")
    items = [{"item": "영상제작", "amount": money(5)}, {"item": "광고", "amount": money(15)}]
    wrong = [items[0], {"item": "광고", "amount": money(14)}]
    assert deny(operator, advert, "fund", plan(20, lines=wrong, lines_are_whole=True)) == (422, "BREAKDOWN_MISMATCH")
    act(operator, advert, "fund", plan(20, lines=items, lines_are_whole=True))
    budget = {"year": 2024, "kind": "ORIGINAL", "number": 0}
    secured = {"round": budget, "source": "CITY", "item": "광고", "amount": money(14), "on": "2024. 1월"}
    act(operator, advert, "secure", secured)
    moved = {"from_item": "광고", "to_item": "영상제작", "amount": money(2), "on": "2024. 1월", "reason": "편집"}
    done = act(operator, advert, "transfer", moved)
    items_now = tell(operator, f"{advert}/funding", done)["items"]
    assert {each["item"]: each["secured"]["won"] // MILLION for each in items_now} == {"영상제작": 2, "광고": 12}


def test_a_contribution_is_linked_to_a_partner(operator: httpx.Client) -> None:
    """PRJ-25, ORG-11: in October 2017, without an amount, for the source tells none; a stranger is refused."""
    partner, project = add_partner(operator, "INSTITUTE"), add(operator, "생태 연구", kind="RESEARCH")
    body = {"partner": partner, "on": "2017. 10.", "note": "출연금 출연"}
    assert deny(operator, project, "link-contribution", body | {"partner": own("x")}) == (422, "UNKNOWN_PARTNER")
    done = act(operator, project, "link-contribution", body)
    (kept,) = tell(operator, project, done)["contributions"]
    assert (kept["partner"], kept["on"]["value"], kept["amount"]) == (partner, "2017-10", None)
