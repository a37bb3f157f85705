"""Milestones, procedures, contracts and dates of projects over HTTP (domain.md 1.1, 1.4, 1.9)."""

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, own, post, read, refuse
from tests.e2e.projecting import act, add, deny, money, plan, tell
from tests.e2e.visiting import Visit
from tests.running import Running

BRAND = (
    ("연구용역 착수", "2017. 10월"),
    ("착수보고회, 온라인 설문조사", "2017. 11 ~ 12월"),
    ("1~3차 중간보고회", "2018. 1 ~ 3월"),
    ("타운홀미팅, 시정조정위원회 의결", "2018. 4월"),
    ("용역 준공, 최종보고회", "2018. 5월"),
    ("매뉴얼 배부, 상표 출원", "2018. 6월"),
    ("제2회 추경으로 정비", "2018. 9월 ~"),
    ("상표 등록 완료", "2019. 2월"),
)


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def brand(operator: httpx.Client) -> str:
    """The brand with its eight milestones, of which six are reached."""
    project = add(operator, "도시브랜드 개발", kind="RESEARCH", period="2017. 10. ~ 2019. 02.")
    for number, (title, planned) in enumerate(BRAND, 1):
        needs = number == 5
        act(
            operator,
            project,
            "plan-milestone",
            {"number": number, "title": title, "planned": planned, "evidence_required": needs},
        )
    early = {"number": 2, "on": "2017. 11 ~ 12월"}
    assert deny(operator, project, "reach-milestone", early) == (422, "MILESTONE_ORDER")
    link = {"name": "최종보고서", "link": "https://example.org/report.hwpx"}
    for number, (_, planned) in enumerate(BRAND[:6], 1):
        reached = {"number": number, "on": planned}
        if number == 5:
            assert deny(operator, project, "reach-milestone", reached) == (422, "EVIDENCE_MISSING")
            reached |= {"evidence": [link]}
        act(operator, project, "reach-milestone", reached)
    return project


def test_eight_milestones_stand_in_order_with_their_status(operator: httpx.Client, brand: str) -> None:
    """PRJ-30, PRJ-43: 상표 등록 was due on 28 February 2019: 1,792 days before 25 January 2024."""
    data = tell(operator, f"{brand}/milestones")
    shown = data["milestones"]
    assert [each["planned"]["shown"] for each in shown] == [planned for _, planned in BRAND]
    assert [each["status"]["code"] for each in shown] == [*["DONE_ON_TIME"] * 6, "DUE", "SLIPPED"]
    assert (data["slip"]["days"], shown[7]["slip"]["days"], shown[6]["slip"]["days"]) == (1_792, 1_792, 0)
    assert [each["evidence"] for each in shown if each["evidence"]] == [
        [{"name": "최종보고서", "file": None, "link": "https://example.org/report.hwpx"}]
    ]
    back = {"number": 9, "title": "지난 일", "planned": "2018. 3월"}
    assert deny(operator, brand, "plan-milestone", back) == (422, "MILESTONE_ORDER")
    again = {"number": 8, "title": "다시", "planned": "2019. 3월"}
    assert deny(operator, brand, "plan-milestone", again) == (409, "ALREADY_REGISTERED")


@pytest.mark.parametrize(
    ("day", "behind", "statuses"),
    [
        ("2018-08-01", [1, 2, 3, 4, 5, 6], ["ON_TIME", "ON_TIME"]),
        ("2018-09-15", [1, 2, 3, 4, 5, 6], ["DUE", "ON_TIME"]),
        ("2018-04-30", [1, 2, 3, 4], ["ON_TIME", "ON_TIME"]),
    ],
)
def test_each_milestone_is_behind_or_ahead(
    operator: httpx.Client, brand: str, day: str, behind: list[int], statuses: list[str]
) -> None:
    """PRJ-03: as of August 2018 six lie behind and two ahead; every one is in exactly one of the lists."""
    data = tell(operator, f"{brand}/milestones", day=day)
    assert (data["behind"], data["day"]) == (behind, day)
    assert sorted([*data["behind"], *data["ahead"]]) == list(range(1, 9))
    assert [each["status"]["code"] for each in data["milestones"]][6:] == statuses


def test_a_forecast_shows_by_how_much_it_slips(operator: httpx.Client) -> None:
    """PRJ-43: from Friday 28 June to Friday 12 July 2024 are 14 days and 10 business days; a new plan ends the slip."""
    project = add(operator, "준공 예정")
    act(operator, project, "plan-milestone", {"number": 1, "title": "준공", "planned": "2024. 6. 28.(금)"})
    act(operator, project, "plan-milestone", {"number": 2, "title": "개관", "planned": "2024. 8월"})
    forecast = {"number": 1, "forecast": "2024. 7. 12.(금)", "reason": "자재 수급"}
    done = act(operator, project, "forecast-milestone", forecast)
    first = tell(operator, f"{project}/milestones", done)["milestones"][0]
    assert (first["status"]["label"], first["slip"]) == ("지연", {"days": 14, "business_days": 10})
    assert (first["forecast"]["value"], first["forecast_reason"]) == ("2024-07-12", "자재 수급")
    name = tell(operator, project)["name"]
    (line,) = read(operator, "/v1/projects/timeline", q=name)["data"]
    assert (line["slip"]["business_days"], [each["slip"]["days"] for each in line["milestones"]]) == (10, [14, 0])
    replanned = {"number": 1, "planned": "2024. 7. 15.(월)", "reason": "변경 승인"}
    done = act(operator, project, "replan-milestone", replanned)
    data = tell(operator, f"{project}/milestones", done)
    assert (data["slip"]["days"], data["milestones"][0]["replans"][0]["before"]["value"]) == (0, "2024-06-28")
    assert deny(operator, project, "reach-milestone", {"number": 2, "on": "2024. 1. 22."}) == (422, "MILESTONE_ORDER")
    act(operator, project, "drop-milestone", {"number": 1, "reason": "합침"})
    done = act(operator, project, "reach-milestone", {"number": 2, "on": "2024. 1. 22."})
    data = tell(operator, f"{project}/milestones", done)
    assert [each["status"]["code"] for each in data["milestones"]] == ["DROPPED", "DONE_EARLY"]
    assert (data["behind"], data["ahead"]) == ([2], [])


def test_a_claimed_disorder_is_flagged_and_put_right(operator: httpx.Client) -> None:
    """PRJ-30, INC-01: `2018. 11 ~ 12월` between October 2017 and January 2018 is claimed, then replanned."""
    project = add(operator, "차례")
    for number, planned in ((1, "2017. 10월"), (3, "2018. 1 ~ 3월")):
        act(operator, project, "plan-milestone", {"number": number, "title": f"{number}차", "planned": planned})
    wrong = {"number": 2, "title": "2차", "planned": "2018. 11 ~ 12월"}
    assert deny(operator, project, "plan-milestone", wrong) == (422, "MILESTONE_ORDER")
    claim = {"code": "MILESTONE_ORDER", "stated": "2018. 11 ~ 12월", "source": "A118"}
    done = act(operator, project, "plan-milestone", wrong | {"claims": [claim]})
    data = tell(operator, f"{project}/milestones", done)
    assert [each["is_out_of_order"] for each in data["milestones"]] == [False, True, False]
    assert [(each["code"], each["field"], each["source"]) for each in data["flags"]] == [
        ("MILESTONE_ORDER", "milestone-2", "A118")
    ]
    right = {"number": 2, "planned": "2017. 11 ~ 12월", "reason": "INC-01"}
    done = act(operator, project, "replan-milestone", right)
    shown = tell(operator, f"{project}/milestones", done)["milestones"]
    assert [each["is_out_of_order"] for each in shown] == [False, False, False]


def test_nothing_starts_before_its_procedures(operator: httpx.Client) -> None:
    """PRJ-34, PRJ-35: 195억 with 국비 goes to the province, 200억 to the centre; 감정평가 and 보상협의 come first."""
    project = add(operator, "탑정호", kind="CONSTRUCTION")
    central = act(operator, project, "fund", plan(20_000, {"NATIONAL": 10_000, "CITY": 10_000}))
    assert tell(operator, project, central)["investment_review"]["needed"]["code"] == "CENTRAL"
    done = act(operator, project, "fund", plan(19_500, {"NATIONAL": 9_750, "CITY": 9_750}))
    review = tell(operator, project, done)["investment_review"]
    assert (review["needed"], review["is_passed"]) == ({"code": "PROVINCE", "label": "도 의뢰심사"}, False)
    kinds = ("APPRAISAL", "COMPENSATION", "BASIC_PLAN", "INVESTMENT_REVIEW")
    for kind in kinds:
        act(operator, project, "require-procedure", {"kind": kind})
    start = {"on": "2024. 1월"}
    answer = operator.post(f"{project}/start", json=start, headers={"Idempotency-Key": own("k")})
    assert (answer.status_code, answer.json()["code"]) == (422, "PROCEDURE_MISSING")
    assert answer.json()["current"]["missing"].startswith("APPRAISAL, COMPENSATION, BASIC_PLAN, INVESTMENT_REVIEW")
    spend = {"amount": money(1), "on": "2024. 1월"}
    assert deny(operator, project, "execute", spend) == (422, "INVESTMENT_REVIEW_MISSING")
    for kind in kinds[:3]:
        act(operator, project, "pass-procedure", {"kind": kind, "on": "2018. 7월"})
    own_review = {"kind": "INVESTMENT_REVIEW", "on": "2018. 8월", "tier": "SELF"}
    assert deny(operator, project, "pass-procedure", own_review) == (422, "INVESTMENT_REVIEW_TIER")
    failed = act(operator, project, "fail-procedure", {"kind": kinds[3], "on": "2018. 8월", "reason": "재검토"})
    shown = tell(operator, project, failed)["procedures"]
    assert [(each["result"]["label"], each["reason"]) for each in shown][2:] == [("통과", None), ("미통과", "재검토")]
    assert deny(operator, project, "start", start) == (422, "PROCEDURE_MISSING")
    act(operator, project, "pass-procedure", own_review | {"tier": "PROVINCE", "on": "2018. 12월"})
    done = act(operator, project, "start", start)
    data = tell(operator, project, done)
    assert (data["phase"]["label"], data["investment_review"]["is_passed"]) == ("추진 중", True)
    assert "start" not in data["allowed"]
    assert deny(operator, project, "start", start) == (409, "WRONG_STATE")


def test_a_councils_resolution_gates_a_project(operator: httpx.Client, visit: Visit) -> None:
    """ORG-08, PRJ-34: 시정조정위원회 of April 2018, 12 of 15 there and 11 for it; nothing begins before it."""
    project = add(operator, "브랜드 확정", kind="RESEARCH")
    gate = {"kind": "RESOLUTION", "name": "시정조정위원회 의결"}
    act(operator, project, "require-procedure", gate)
    start = {"on": "2018. 5월"}
    assert deny(operator, project, "start", start) == (422, "PROCEDURE_MISSING")
    resolved = {
        "committee": "시정조정위원회", "agenda": "도시브랜드 확정", "resolved_on": "2018. 4월", "members": 15,
        "present": 12, "in_favour": 11, "against": 1, "verdict": "ADOPTED", "minutes": "원안대로 의결하다.",
        "gates": project.rpartition("/")[2],
    }  # fmt: skip
    made = post(operator, "/v1/resolutions", resolved)
    act(operator, project, "pass-procedure", gate | {"on": "2018. 4월", "reference": made["id"]})
    done = act(operator, project, "start", start)
    shown = tell(operator, project, done)
    (procedure,) = shown["procedures"]
    assert [procedure[name]["label"] for name in ("kind", "result")] == ["의결", "통과"]
    assert (procedure["gates_start"], procedure["on"]["value"], shown["phase"]["label"]) == (True, "2018-04", "추진 중")
    told = tell(operator, f"/v1/resolutions/{procedure['reference']}", made)
    assert told["resolved_on"]["value"] == "2018-04"
    votes = {name: told[name] for name in ("members", "present", "in_favour", "against", "minutes", "gates")}
    assert votes == {name: resolved[name] for name in votes}
    office, paper = visit("operator"), f"/resolutions/{made['id']}"
    assert f'href="{paper}"' in office.open(project.removeprefix("/v1"))
    assert "원안대로 의결하다." in office.read(paper)


def sign(operator: httpx.Client, project: str, **more: object) -> Json:
    body = {
        "project": project.rpartition("/")[2],
        "name": own("금강권역 연구용역"),
        "amount": money(422),
        "period": "2018. 1. 22. ~ 2018. 11. 17.",
        "stated_days": 300,
    }
    return post(operator, "/v1/contracts", body | more)


def test_a_contract_is_signed_briefed_and_accepted_in_order(operator: httpx.Client) -> None:
    """PRJ-31, PRJ-32, AR-11, AR-12, ORG-11: 300 days with both ends, 70 + 20 + 10 %; three interim briefings."""
    project = add(operator, "금강권역")
    partners = [add_partner(operator, kind) for kind in ("INSTITUTE", "COMPANY", "INSTITUTE")]
    shares = [{"partner": each, "share": share} for each, share in zip(partners, (7_000, 2_000, 1_000), strict=True)]
    body = {"project": project.rpartition("/")[2], "name": "금강", "period": "2018. 1. 22. ~ 2018. 11. 17."}
    short = body | {"consortium": [*shares[:2], {"partner": partners[2], "share": 999}]}
    assert refuse(operator, "/v1/contracts", short) == (422, "CONSORTIUM_SHARES")
    assert refuse(operator, "/v1/contracts", body | {"stated_days": 299}) == (422, "PERIOD_DAYS_MISMATCH")
    stranger = body | {"consortium": [{"partner": own("nobody"), "share": 10_000}]}
    assert refuse(operator, "/v1/contracts", stranger) == (422, "UNKNOWN_PARTNER")
    made = sign(operator, project, consortium=shares)
    path = f"/v1/contracts/{made['id']}"
    briefings = (("KICKOFF", 0, "2018. 2월"), ("INTERIM", 1, "2018. 3월"), ("INTERIM", 2, "2018. 4월"))
    second = {"kind": "INTERIM", "number": 2, "on": "2018. 4월"}
    assert refuse(operator, f"{path}/brief", second) == (422, "BRIEFING_ORDER")
    for kind, number, on in (*briefings, ("INTERIM", 3, "2018. 5월")):
        post(operator, f"{path}/brief", {"kind": kind, "number": number, "on": on}, 200)
    accept = {"on": "2018. 11월"}
    assert refuse(operator, f"{path}/accept", accept) == (422, "FINAL_BRIEFING_MISSING")
    post(operator, f"{path}/amend", {"amount": money(430), "reason": "물가 변동"}, 200)
    post(operator, f"{path}/brief", {"kind": "FINAL", "on": "2018. 11월"}, 200)
    done = post(operator, f"{path}/accept", accept, 200)
    shown = tell(operator, path, done, unit="MILLION")
    assert (shown["state"]["label"], shown["days"], shown["amount"]["shown"]) == ("준공", 300, "430백만원")
    assert [each["percent"] for each in shown["consortium"]] == ["70.00", "20.00", "10.00"]
    assert [(each["kind"]["code"], each["number"]) for each in shown["briefings"]] == [
        ("KICKOFF", 0),
        ("INTERIM", 1),
        ("INTERIM", 2),
        ("INTERIM", 3),
        ("FINAL", 0),
    ]
    assert shown["amendments"][0]["amount_before"]["shown"] == "422백만원"
    assert (shown["allowed"], refuse(operator, f"{path}/accept", accept)) == ([], (409, "WRONG_STATE"))


def test_a_follow_up_contract_stands_by_itself(operator: httpx.Client) -> None:
    """PRJ-33, PRJ-31: 실행계획 용역비 3억 follows 422 and is not added; accepted without a final briefing, why."""
    project = add(operator, "실행계획")
    first = sign(operator, project)
    second = sign(operator, project, amount=money(300), follow_up_of=first["id"], name=own("실행계획 용역"))
    path = f"/v1/contracts/{second['id']}"
    done = post(operator, f"{path}/accept", {"on": "2018. 12월", "waiver_reason": "서면 보고"}, 200)
    listed = read(operator, f"{project}/contracts", done, total="true")
    assert (listed["total"], {each["amount"]["won"] for each in listed["data"]}) == (2, {422_000_000, 300_000_000})
    shown = tell(operator, path)
    assert (shown["follow_up_of"], shown["waiver_reason"]) == (first["id"], "서면 보고")
    open_ones = read(operator, "/v1/contracts", project=project.rpartition("/")[2], state="SIGNED")["data"]
    assert [each["id"] for each in open_ones] == [first["id"]]


def test_dates_stay_as_precise_as_they_were_given(operator: httpx.Client) -> None:
    """CAL-06: months, open ends, `1 ~ 3월` and 연중 are intervals, sorted by their first day and shown as written."""
    mark = own("날짜")
    given = {"연중": "연중", "구월": "2018. 9월 ~", "이천이십": "2020 ~", "석 달": "1 ~ 3월", "하루": "2018. 9. 5.(수)"}
    for name, period in given.items():
        add(operator, f"{mark} {name}", period=period)
    shown = {
        each["period"]["shown"]: (each["period"]["value"], each["period"]["precision"])
        for each in read(operator, "/v1/projects", q=mark, sort="first_day")["data"]
    }
    assert shown == {
        "2018. 9월 ~": ("2018-09/..", "month"),
        "2018. 9. 5.(수)": ("2018-09-05", "day"),
        "2020 ~": ("2020/..", "year"),
        "1 ~ 3월": ("2024-01/2024-03", "month"),
        "연중": ("2024", "year"),
    }
    assert list(shown)[:3] == ["2018. 9월 ~", "2018. 9. 5.(수)", "2020 ~"]
    falling = read(operator, "/v1/projects", q=mark, sort="-first_day", limit="2")
    rest = read(operator, "/v1/projects", q=mark, sort="-first_day", cursor=falling["links"]["next"])
    assert [each["period"]["shown"] for each in (*falling["data"], *rest["data"])][2:] == list(shown)[2::-1]


def test_projects_are_read_as_they_were(operator: httpx.Client) -> None:
    """CAL-14, PRJ-10, ORG-01: entered late, a project of 2018 has its money from September on, and nothing before."""
    late = {"ground": "2018년 결재 문서를 옮겨 적음", "effective_at": "2018-03-02T10:00:00+09:00"}
    body = {"name": own("지난 사업"), "kind": "OTHER", "lead": "strategy-planning", "period": "2018 ~ 2020"}
    made = post(operator, "/v1/projects", body, 201, **late)
    project, name = f"/v1/projects/{made['id']}", str(body["name"])
    done = act(operator, project, "fund", plan(100), **(late | {"effective_at": "2018-09-03T10:00:00+09:00"}))
    totals = {}
    for day in ("2018-03-01", "2018-03-02", "2018-09-02", "2018-09-03"):
        listed = read(operator, "/v1/projects", done, as_of=day, q=name)
        totals[day] = [each["total"] and each["total"]["won"] for each in listed["data"]]
        assert [each["allowed"] for each in listed["data"] if each["allowed"]] == []
    assert totals == {"2018-03-01": [], "2018-03-02": [None], "2018-09-02": [None], "2018-09-03": [100_000_000]}
    assert tell(operator, project, as_of="2018-09-02")["total"] is None
    assert read(operator, "/v1/projects/totals", by="lead", as_of="2018-09-03", q=name)["whole"]["total"]["won"] == (
        100_000_000
    )
    assert read(operator, "/v1/projects", known_at="2024-01-01", q=name)["data"] == []
    assert operator.get(project, params={"as_of": "2018-03-01"}).json()["code"] == "NOT_FOUND"


def test_a_wrong_date_is_corrected_and_both_stay(operator: httpx.Client) -> None:
    """PLT-02, INC-01: 2018. 11 ~ 12월 stood in August 2018 and stands there still; since 3 September it is 2017's."""
    days = ("2018-08-01", "2018-09-03")
    old, new = ({"effective_at": f"{day}T10:00:00+09:00", "ground": "옮겨 적음"} for day in days)
    body = {"name": own("브랜드"), "kind": "OTHER", "lead": "strategy-planning", "period": "2017. 10. ~ 2018. 5."}
    project = f"/v1/projects/{post(operator, '/v1/projects', body, 201, **old)['id']}"
    act(operator, project, "plan-milestone", {"number": 1, "title": "착수", "planned": "2018. 11 ~ 12월"}, **old)
    act(operator, project, "replan-milestone", {"number": 1, "planned": "2017. 11 ~ 12월", "reason": "오기"}, **new)
    period = {"field": "PERIOD", "value": "2017. 11. ~ 2018. 5.", "reason": "오기"}
    done = act(operator, project, "correct", period, **new)
    wrong, right = ("2018-11/2018-12", "2017-10/2018-05"), ("2017-11/2017-12", "2017-11/2018-05")
    for day, expected in {"2018-08-01": wrong, "2018-09-02": wrong, "2018-09-03": right}.items():
        (milestone,) = tell(operator, f"{project}/milestones", done, as_of=day)["milestones"]
        shown = tell(operator, project, done, as_of=day)
        assert (milestone["planned"]["value"], shown["period"]["value"]) == expected, day
    (milestone,) = tell(operator, f"{project}/milestones")["milestones"]
    assert [(each["before"]["value"], each["reason"]) for each in milestone["replans"]] == [(wrong[0], "오기")]
    (corrected,) = tell(operator, project)["corrections"]
    assert [corrected["before"], corrected["after"]] == ["2017. 10. ~ 2018. 5.", "2017. 11. ~ 2018. 5."]
