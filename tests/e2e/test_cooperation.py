"""Groups, exchanges, postings, institutions and campaigns over HTTP (PRJ-52, 53, 56, 57, 65, 70 to 72)."""

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, add_project, own, post, read, refuse
from tests.running import Running

MILLION = 1_000_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def test_a_group_is_who_was_in_it_on_the_day(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-52, INC-38: the city and four others are five; 옥천 is outside the province; who left was in until then."""
    towns = [add_partner(operator) for _ in range(5)]
    code = own("zone")
    members = [{"partner": each} for each in towns[:3]] + [{"partner": towns[3], "is_outside_province": True}]
    body = {
        "code": code,
        "name": "대전중심 생활권",
        "kind": "LIVING_ZONE",
        "members": members,
        "valid_from": "2014-01-01",
    }
    made = post(operator, "/v1/groups", body)
    path = f"/v1/groups/{code}"
    shown = read(officer, path, made)["data"]
    assert (shown["together"], shown["partners"]) == (5, sorted(towns[:4]))
    assert [each["partner"] for each in shown["members"] if each["is_outside_province"]] == [towns[3]]
    assert refuse(
        operator, f"{path}/join", {"code": code, "member": {"partner": towns[0]}, "valid_from": "2020-01-01"}
    ) == (
        422,
        "GROUP_MEMBER_TWICE",
    )
    leave = {"code": code, "partner": towns[0], "last_day": "2019-12-31", "reason": "협약 종료"}
    post(operator, f"{path}/leave", leave, 200)
    done = post(
        operator, f"{path}/join", {"code": code, "member": {"partner": towns[4]}, "valid_from": "2021-01-01"}, 200
    )
    counts = {
        day: read(officer, path, done, on=day)["data"]["together"]
        for day in ("2013-12-31", "2019-12-31", "2020-06-01", "2021-01-01")
    }
    assert counts == {"2013-12-31": 0, "2019-12-31": 5, "2020-06-01": 4, "2021-01-01": 5}
    (listed,) = [
        each for each in read(officer, "/v1/groups", done, on="2020-06-01", limit="200")["data"] if each["code"] == code
    ]
    assert listed["partners"] == sorted(towns[1:4])
    assert refuse(operator, f"{path}/leave", leave | {"code": own("zone")}) == (400, "BAD_SHAPE")
    assert refuse(officer, "/v1/groups", body | {"code": own("zone")}) == (403, "NOT_PERMITTED")


def test_partners_of_the_registry_stand_in_consortium_bid_and_memorandum(operator: httpx.Client) -> None:
    """ORG-11: 중앙부처, 도, 연구원, 기업, 대학 and 외국도시; whoever is not registered is refused in each."""
    kinds = ("MINISTRY", "PROVINCE", "INSTITUTE", "COMPANY", "UNIVERSITY", "FOREIGN_CITY")
    ministry, province, institute, company, university, abroad = (add_partner(operator, kind) for kind in kinds)
    nobody = own("nobody")
    contract = {"project": add_project(operator, own("연구")), "name": own("용역"), "period": "2024. 1. ~ 2024. 6."}
    shares = [{"partner": each, "share": part} for each, part in ((institute, 7_000), (company, 2_000))]
    strange = contract | {"consortium": [*shares, {"partner": nobody, "share": 1_000}]}
    assert refuse(operator, "/v1/contracts", strange) == (422, "UNKNOWN_PARTNER")
    made = post(
        operator, "/v1/contracts", contract | {"consortium": [*shares, {"partner": university, "share": 1_000}]}
    )
    consortium = read(operator, f"/v1/contracts/{made['id']}", made)["data"]["consortium"]
    assert [each["partner"] for each in consortium] == [institute, company, university]
    bid = f"/v1/bids/{post(operator, '/v1/bids', {'name': own('공모'), 'items': [{'name': '가'}]})['id']}"
    assert refuse(operator, f"{bid}/submit", {"on": "2024. 1.", "via": [nobody]}) == (422, "UNKNOWN_PARTNER")
    done = post(operator, f"{bid}/submit", {"on": "2024. 1.", "via": [province, ministry]}, 200)
    assert read(operator, bid, done)["data"]["via"] == [province, ministry]
    steps = [{"number": 1, "name": "승인", "body": ministry}]
    approval = f"/v1/approvals/{post(operator, '/v1/approvals', {'name': own('행사'), 'steps': steps})['id']}"
    post(operator, f"{approval}/evidence", {"step": 1, "kinds": ["MOU"], "name": "업무협약서"}, 200)
    stored = operator.post("/v1/files", files={"file": ("협약서.pdf", PDF, "application/pdf")}).json()["data"]["sha256"]
    file = {"sha256": stored, "name": "협약서.pdf", "media_type": "application/pdf", "size": len(PDF)}
    memorandum = {"requirement": 1, "kind": "MOU", "file": file}
    assert refuse(operator, f"{approval}/attach", memorandum | {"partner": nobody}) == (422, "UNKNOWN_PARTNER")
    done = post(operator, f"{approval}/attach", memorandum | {"partner": abroad}, 200)
    (requirement,) = read(operator, approval, done)["data"]["requirements"]
    assert [each["partner"] for each in requirement["evidence"]] == [abroad]


def test_a_citys_share_of_a_joint_project_is_seen_beside_it(operator: httpx.Client) -> None:
    """PRJ-53: the joint project and the city's sub-budget, each with its own money."""
    joint = add_project(operator, own("생활권 연계사업"))
    share = add_project(operator, own("논산시 부담"), parent={"project": joint, "relation": "CITY_SHARE"})
    for project, won in ((joint, 4_000 * MILLION), (share, 800 * MILLION)):
        body = {"total": {"won": won}, "sources": [{"source": "CITY", "amount": {"won": won}}]}
        done = post(operator, f"/v1/projects/{project}/fund", body, 200)
    totals = {each: read(operator, f"/v1/projects/{each}", done)["data"] for each in (joint, share)}
    assert [totals[each]["total"]["won"] for each in (joint, share)] == [4_000 * MILLION, 800 * MILLION]
    assert totals[share]["parent"]["project"] == joint


def test_a_visit_has_its_countries_and_about_thirty_people(officer: httpx.Client, operator: httpx.Client) -> None:
    """PRJ-56, INC-15: 7개국 30여명, with a school as partner; an unknown partner is refused."""
    school = add_partner(operator, "OTHER")
    body = {
        "name": own("국제청소년 교류"),
        "kind": "STUDENT",
        "on": "2018. 4. 4.",
        "partners": [school],
        "countries": 7,
        "people": {"n": 30, "is_approximate": True},
    }
    made = post(officer, "/v1/exchanges", body)
    shown = read(officer, f"/v1/exchanges/{made['id']}", made)["data"]
    assert (shown["countries"], shown["people"], shown["is_approximate"], shown["department"]) == (
        7,
        30,
        True,
        "town-yeonmu",
    )
    (listed,) = read(operator, "/v1/exchanges", made, partner=school, first="2018-04-01", last="2018-04-30")["data"]
    assert listed["id"] == made["id"]
    assert refuse(officer, "/v1/exchanges", body | {"partners": [own("nobody")]}) == (422, "UNKNOWN_PARTNER")


def test_a_posting_has_its_period_and_reports(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-57: from March 2018 for a year, reported while it lasts, ended once; another department leaves it alone."""
    partner = add_partner(operator, "FOREIGN_CITY")
    made = post(operator, "/v1/postings", {"partner": partner, "direction": "OUT", "period": "2018. 3. ~ 2019. 2."})
    path = f"/v1/postings/{made['id']}"
    assert refuse(officer, f"{path}/report", {"on": "2018. 9. 3.", "text": "보고"}) == (403, "NOT_PERMITTED")
    assert refuse(operator, f"{path}/report", {"on": "2018. 1. 3.", "text": "보고"}) == (422, "DATES_REVERSED")
    post(operator, f"{path}/report", {"on": "2018. 9. 3.", "text": "현지 적응과 교류 사업 발굴"}, 200)
    done = post(operator, f"{path}/end", {"on": "2019. 2. 28."}, 200)
    assert refuse(operator, f"{path}/end", {"on": "2019. 3. 1."}) == (409, "WRONG_STATE")
    shown = read(operator, path, done)["data"]
    assert (shown["state"]["label"], [each["text"] for each in shown["reports"]], shown["allowed"]) == (
        "끝남",
        ["현지 적응과 교류 사업 발굴"],
        ["report"],
    )
    for day, n in {"2018-06-01": 1, "2019-03-01": 0}.items():
        assert len(read(operator, "/v1/postings", done, partner=partner, on=day)["data"]) == n, day


def test_targets_have_a_kind_and_a_status_each_change_kept(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-70, INC-24: 국방대 '07 is won; what the source does not tell is a claim, confirmed later."""
    word = own("기관")
    won = {"name": f"국방대 {word}", "kind": "MOVE", "status": "WON", "since": "'07년"}
    post(operator, "/v1/attraction-targets", won)
    unknown = {"name": f"대상 {word}", "kind": "UNKNOWN"}
    assert refuse(operator, "/v1/attraction-targets", unknown) == (422, "TARGET_TYPE_UNKNOWN")
    claim = {"code": "TARGET_TYPE_UNKNOWN", "stated": "신설/이전", "source": "B127-143"}
    made = post(operator, "/v1/attraction-targets", unknown | {"claims": [claim]})
    path = f"/v1/attraction-targets/{made['id']}"
    assert refuse(officer, f"{path}/kind", {"kind": "NEW", "source": "공문"}) == (403, "NOT_PERMITTED")
    assert read(operator, path, made)["data"]["allowed"] == ["status", "kind"]
    post(operator, f"{path}/kind", {"kind": "NEW", "source": "국방부 공문"}, 200)
    done = post(operator, f"{path}/status", {"status": "IN_TALKS", "on": "2024. 1.", "note": "방문"}, 200)
    shown = read(operator, path, done)["data"]
    assert (shown["kind"]["label"], shown["kind_source"], [each["status"]["code"] for each in shown["history"]]) == (
        "신설",
        "국방부 공문",
        ["TARGET", "IN_TALKS"],
    )
    listed = read(operator, "/v1/attraction-targets", done, q=word, status="WON")["data"]
    assert [(each["name"], each["since"]["value"]) for each in listed] == [(won["name"], "2007")]
    about = read(operator, "/v1/discrepancies", done, about_kind="ATTRACTION", about_id=made["id"])["data"]
    assert [each["code"] for each in about] == ["TARGET_TYPE_UNKNOWN"]
    counts = read(operator, "/v1/attraction-targets/counts", done)["data"]
    assert {each["status"]["code"] for each in counts} == {"TARGET", "IN_TALKS", "WON", "LOST"}


def test_a_target_count_changes_from_34_to_44(operator: httpx.Client) -> None:
    """PRJ-71: 44개소(기존 34개소) on 2024-01-02 is ten more, with its source; the number before stays."""
    body = own("충청남도")
    first = {"body": body, "count": 34, "on": "2023. 1. 2.", "source": "도 계획"}
    post(operator, "/v1/attraction-counts", first)
    wrong = {"body": body, "count": 44, "before": 35, "on": "2024. 1. 2.", "source": "B161"}
    assert refuse(operator, "/v1/attraction-counts", wrong) == (422, "TARGET_COUNT_MISMATCH")
    made = post(operator, "/v1/attraction-counts", wrong | {"before": 34})
    (told,) = [
        each for each in read(operator, "/v1/attraction-counts", made, limit="200")["data"] if each["body"] == body
    ]
    assert (told["institutions"], told["since"]["value"]) == (44, "2024-01-02")
    assert [(each["before"], each["count"], each["increase"]) for each in told["changes"]] == [
        (None, 34, None),
        (34, 44, 10),
    ]


def test_trends_are_dated_notes_with_a_source(operator: httpx.Client) -> None:
    """PRJ-72: newest first; none of the future, none without a source."""
    word = own("동향")
    for on, text in (("2023. 9. 1.", "300~최대 500개소"), ("2024. 1. 5.", "4. 10. 이후로 연기")):
        made = post(operator, "/v1/trends", {"on": on, "text": f"{text} {word}", "source": "국토교통부"})
    listed = read(operator, "/v1/trends", made, q=word)["data"]
    assert [(each["noted_on"]["value"], each["source"]) for each in listed] == [
        ("2024-01-05", "국토교통부"),
        ("2023-09-01", "국토교통부"),
    ]
    assert refuse(operator, "/v1/trends", {"on": "2030. 1. 1.", "text": "가", "source": "나"}) == (422, "DAY_IN_FUTURE")
    assert refuse(operator, "/v1/trends", {"on": "2023. 1. 1.", "text": "가"}) == (400, "BAD_SHAPE")


def test_a_campaigns_phases_follow_without_a_gap(operator: httpx.Client, officer: httpx.Client) -> None:
    """PRJ-65, PRJ-22: 영상 2~3월, 의뢰 4월, 시행 5월; 15 and 5 are 20; a month between, or 21, is refused."""
    phases = [("영상제작", "2024. 2. ~ 3."), ("광고의뢰", "2024. 4."), ("광고시행", "2024. 5.")]
    body: Json = {
        "name": own("홍보"),
        "phases": [{"name": name, "period": period} for name, period in phases],
        "lines": [
            {"item": "광고비용", "amount": {"won": 15 * MILLION}},
            {"item": "영상제작", "amount": {"won": 5 * MILLION}},
        ],
        "total": {"won": 20 * MILLION},
    }
    gap = body | {"phases": [body["phases"][0], body["phases"][2]]}
    assert refuse(operator, "/v1/campaigns", gap) == (422, "PHASES_NOT_CONTIGUOUS")
    assert refuse(operator, "/v1/campaigns", body | {"total": {"won": 21 * MILLION}}) == (422, "BREAKDOWN_MISMATCH")
    made = post(operator, "/v1/campaigns", body)
    path = f"/v1/campaigns/{made['id']}"
    assert refuse(officer, f"{path}/phase", {"number": 1, "on": "2024. 1. 10."}) == (403, "NOT_PERMITTED")
    assert refuse(operator, f"{path}/phase", {"number": 2, "on": "2024. 1. 10."}) == (422, "STEP_ORDER")
    done = post(operator, f"{path}/phase", {"number": 1, "on": "2024. 1. 10."}, 200)
    shown = read(operator, path, done)["data"]
    assert [each["period"]["value"] for each in shown["phases"]] == ["2024-02/2024-03", "2024-04", "2024-05"]
    assert [each["reached_on"] is not None for each in shown["phases"]] == [True, False, False]
    assert (shown["total"]["won"], shown["state"]["label"]) == (20 * MILLION, "진행")
