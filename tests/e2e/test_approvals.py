"""The approval of an international event over HTTP, with the numbers of the source (PRJ-58 to PRJ-64)."""

import hashlib
import uuid

import httpx
import pytest

from tests.e2e.asking import Json, add_partner, own, post, read, refuse
from tests.running import Running, eventually

HUNDRED_MILLION = 100_000_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


@pytest.fixture(scope="module")
def province(operator: httpx.Client) -> str:
    return add_partner(operator, "PROVINCE")


@pytest.fixture(scope="module")
def ministry(operator: httpx.Client) -> str:
    return add_partner(operator, "MINISTRY")


def plan_facts(province: str, **more: object) -> Json:
    return {
        "visitors": 1_500_000,
        "foreigners": 90_000,
        "countries": 15,
        "total_won": 150 * HUNDRED_MILLION,
        "national_won": 45 * HUNDRED_MILLION,
        "co_hosts": [{"partner": province, "level": "PROVINCE"}],
        **more,
    }


def open_one(operator: httpx.Client, province: str, ministry: str, facts: Json | None = None) -> str:
    """Return the address of an approval with the five steps of the source; the fourth has no date (INC-35)."""
    steps = (
        ("기본계획 수립", None, "2024. 5."),
        ("도 심사", province, "2024. 7."),
        ("농림축산식품부 심사", ministry, "2024. 11."),
        ("기획재정부 심사", ministry, None),
        ("승인", ministry, "2025. 8."),
    )
    told = [
        {"number": number, "name": name, "body": body, "planned": planned}
        for number, (name, body, planned) in enumerate(steps, 1)
    ]
    body = {"name": own("딸기산업엑스포"), "steps": told, "facts": facts or {}}
    return f"/v1/approvals/{post(operator, '/v1/approvals', body)['id']}"


def act(client: httpx.Client, path: str, name: str, /, **body: object) -> Json:
    return post(client, f"{path}/{name}", body, 200)


def deny(client: httpx.Client, path: str, name: str, /, **body: object) -> tuple[int, str]:
    return refuse(client, f"{path}/{name}", body)


def test_steps_come_one_after_the_other_and_their_slip_shows(
    operator: httpx.Client, province: str, ministry: str
) -> None:
    """PRJ-58, INC-35: July forecast as September is 61 days late; step 3 cannot pass before step 2."""
    path = open_one(operator, province, ministry, plan_facts(province))
    act(operator, path, "period", period="2027. 2. 26. ~ 3. 21.")
    act(operator, path, "submit", number=1, on="2024. 1. 10.")
    assert deny(operator, path, "submit", number=2, on="2024. 1. 12.") == (422, "STEP_ORDER")
    act(operator, path, "pass", number=1, on="2024. 1. 11.", reference="기획감사실-12")
    act(operator, path, "submit", number=2, on="2024. 1. 12.")
    assert deny(operator, path, "pass", number=3, on="2024. 1. 12.") == (422, "STEP_ORDER")
    assert deny(operator, path, "reject", number=2, on="2024. 1. 12.") == (422, "REASON_REQUIRED")
    act(operator, path, "reject", number=2, on="2024. 1. 12.", reason="재원 보완")
    act(operator, path, "forecast", number=2, forecast="2024. 9.", reason="재원 보완")
    done = act(operator, path, "submit", number=2, on="2024. 1. 15.")
    shown = read(operator, path, done)["data"]
    second = shown["steps"][1]
    assert (second["planned"]["value"], second["planned"]["precision"], second["forecast"]["value"]) == (
        "2024-07", "month", "2024-09",
    )  # fmt: skip
    assert (second["slip_days"], second["state"]["label"], shown["next_step"]) == (61, "제출", 2)
    assert [(each["number"], each["state"]["code"]) for each in shown["history"]] == [
        (1, "SUBMITTED"), (1, "PASSED"), (2, "SUBMITTED"), (2, "REJECTED"), (2, "SUBMITTED"),
    ]  # fmt: skip
    assert shown["steps"][3]["planned"] is None
    assert {"pass", "reject", "forecast"} <= set(shown["allowed"])
    assert "submit" not in shown["allowed"]


def test_the_panel_shows_each_rule_with_its_numbers(operator: httpx.Client, province: str, ministry: str) -> None:
    """PRJ-59: 9만/150만 = 6.0 % is enough, 7만 is not; 국비 30.0 % is, more is not; 50억 need a grade."""
    path = open_one(operator, province, ministry)
    blank = read(operator, path)["data"]["panel"]
    assert {each["shown"] for each in blank if each["id"]["code"] != "COHOST"} == {"값 없음"}
    assert not any(each["is_met"] for each in blank)
    act(operator, path, "facts", facts=plan_facts(province))
    done = act(operator, path, "period", period="2027. 2. 26. ~ 3. 21.")
    panel = {each["id"]["code"]: each for each in read(operator, path, done)["data"]["panel"]}
    assert {code: each["is_met"] for code, each in panel.items()} == {
        "COUNTRIES": True, "FOREIGN_RATIO": True, "COHOST": True, "NATIONAL_SHARE": True, "DAYS": True,
        "POLICY_GRADE": False,
    }  # fmt: skip
    assert panel["FOREIGN_RATIO"]["shown"] == "90,000 / 1,500,000 = 6.0%, 기준 5.0% 이상"
    assert panel["NATIONAL_SHARE"]["shown"] == "4,500,000,000 / 15,000,000,000 = 30.0%, 기준 30.0% 이하"
    assert panel["DAYS"]["of"] == [24]
    few = plan_facts(province, foreigners=70_000, national_won=45 * HUNDRED_MILLION + 1)
    act(operator, path, "facts", facts=few)
    assert deny(operator, path, "submit", number=1, on="2024. 1. 10.") == (422, "ELIGIBILITY_NOT_MET")
    big = plan_facts(province, visitors=2_000_000, foreigners=60_000)
    done = act(operator, path, "facts", facts=big)
    panel = {each["id"]["code"]: each for each in read(operator, path, done)["data"]["panel"]}
    assert (panel["FOREIGN_RATIO"]["is_met"], panel["FOREIGN_RATIO"]["threshold"]) == (True, 300)
    more = plan_facts(province, foreigners=1_500_001)
    assert deny(operator, path, "facts", facts=more)[0] in {400, 422}


@pytest.mark.parametrize(
    ("rule", "met", "broken"),
    [
        ("COUNTRIES", {"countries": 5}, {"countries": 4}),
        ("FOREIGN_RATIO", {"foreigners": 75_000}, {"foreigners": 74_999}),
        (
            "FOREIGN_RATIO",
            {"visitors": 2_000_000, "foreigners": 60_000},
            {"visitors": 2_000_000, "foreigners": 59_999},
        ),
        (
            "FOREIGN_RATIO",
            {"visitors": 1_999_999, "foreigners": 100_000},
            {"visitors": 1_999_999, "foreigners": 60_000},
        ),
        ("COHOST", {}, {"co_hosts": []}),
        ("NATIONAL_SHARE", {"national_won": 45 * HUNDRED_MILLION}, {"national_won": 45 * HUNDRED_MILLION + 1}),
        (
            "POLICY_GRADE",
            {"national_won": 0, "total_won": 50 * HUNDRED_MILLION - 1},
            {"national_won": 0, "total_won": 50 * HUNDRED_MILLION},
        ),
    ],
)
def test_each_rule_turns_at_its_number(
    operator: httpx.Client, province: str, ministry: str, rule: str, met: Json, broken: Json
) -> None:
    """PRJ-59: 5 countries, 5 % of the guests or 3 % of 200만, a province beside, 30 % of 국비, a grade from 50억."""
    body = {"name": own("엑스포"), "steps": [{"number": 1, "name": "승인", "body": ministry}]}
    path = f"/v1/approvals/{post(operator, '/v1/approvals', body)['id']}"
    for told, is_met in ((met, True), (broken, False)):
        done = act(operator, path, "facts", facts=plan_facts(province, **told))
        panel = {each["id"]["code"]: each["is_met"] for each in read(operator, path, done)["data"]["panel"]}
        assert panel[rule] is is_met, told


def test_an_event_lasts_thirty_days_at_most(operator: httpx.Client, province: str, ministry: str) -> None:
    """PRJ-60, INC-26: 26 February to 21 March 2027 are 24 days; from the 19th on 31; a constraint counts, too."""
    path = open_one(operator, province, ministry)
    assert deny(operator, path, "period", period="2027. 2. 19. ~ 3. 21.") == (422, "EVENT_TOO_LONG")
    assert deny(operator, path, "period", period="2027. 2. ~ 3.") == (422, "EVENT_TOO_LONG")
    done = act(operator, path, "period", period="2027. 2. ~ 3.", at_most_days=30)
    assert read(operator, path, done)["data"]["days"] == 30
    done = act(operator, path, "period", period="2027. 2. 26. ~ 3. 21.")
    assert read(operator, path, done)["data"]["days"] == 24


def test_a_step_is_not_submitted_without_its_evidence(
    operator: httpx.Client, officer: httpx.Client, province: str, ministry: str
) -> None:
    """PRJ-61: a letter of intent or an MOU, which all staff may read then; what is no such paper is refused."""
    path = open_one(operator, province, ministry, plan_facts(province))
    act(operator, path, "period", period="2027. 2. 26. ~ 3. 21.")
    kinds = ["LETTER_OF_INTENT", "MOU"]
    done = act(operator, path, "evidence", step=1, kinds=kinds, name="참가 의향")
    assert read(operator, path, done)["data"]["steps"][0]["missing"] == ["참가 의향"]
    assert deny(operator, path, "submit", number=1, on="2024. 1. 10.") == (422, "EVIDENCE_MISSING")
    content = PDF + uuid.uuid4().hex.encode()
    digest = hashlib.sha256(content).hexdigest()
    stored = operator.post("/v1/files", files={"file": ("의향서.pdf", content, "application/pdf")})
    assert (stored.status_code, stored.json()["data"]["sha256"]) == (201, digest)
    file = {"sha256": digest, "name": "의향서.pdf", "media_type": "application/pdf", "size": len(content)}
    assert deny(operator, path, "attach", requirement=1, kind="PLAN", file=file) == (400, "BAD_SHAPE")
    assert officer.get(f"/v1/files/{digest}").status_code == 404
    done = act(operator, path, "attach", requirement=1, kind="MOU", partner=ministry, file=file)
    shown = read(operator, path, done)["data"]
    assert (shown["steps"][0]["missing"], shown["requirements"][0]["evidence"][0]["file"]["sha256"]) == ([], digest)
    eventually(lambda: officer.get(f"/v1/files/{digest}").status_code == 200, "staff read the evidence")
    assert officer.get(f"/v1/files/{digest}").content == content
    act(operator, path, "submit", number=1, on="2024. 1. 10.")


def test_a_cost_that_grows_by_thirty_percent_is_approved_anew(
    operator: httpx.Client, province: str, ministry: str
) -> None:
    """PRJ-59: 150억 approved with its grade; 194억 may be, 195억 may not before the approval is opened anew."""
    body = {"name": own("엑스포"), "steps": [{"number": 1, "name": "승인", "body": ministry}]}
    path = f"/v1/approvals/{post(operator, '/v1/approvals', body | {'facts': plan_facts(province)})['id']}"
    act(operator, path, "period", period="2027. 2. 26. ~ 3. 21.")
    assert deny(operator, path, "submit", number=1, on="2024. 1. 10.") == (422, "ELIGIBILITY_NOT_MET")
    act(operator, path, "grade", body=ministry, grade="A", on="2024. 1. 9.")
    act(operator, path, "submit", number=1, on="2024. 1. 10.")
    assert deny(operator, path, "reopen", reason="아직") == (409, "WRONG_STATE")
    done = act(operator, path, "pass", number=1, on="2024. 1. 11.")
    shown = read(operator, path, done)["data"]
    assert (shown["state"]["label"], shown["approved_won"], shown["next_step"]) == ("승인", 150 * HUNDRED_MILLION, None)
    act(operator, path, "facts", facts=plan_facts(province, total_won=194 * HUNDRED_MILLION))
    grown = plan_facts(province, total_won=195 * HUNDRED_MILLION)
    assert deny(operator, path, "facts", facts=grown) == (422, "REAPPROVAL_REQUIRED")
    act(operator, path, "reopen", reason="사업비 증가")
    done = act(operator, path, "facts", facts=grown)
    shown = read(operator, path, done)["data"]
    assert (shown["state"]["code"], shown["round"], shown["approved_won"]) == ("OPEN", 2, None)


def test_tracks_say_what_is_done_next_and_figures_how_far(operator: httpx.Client, province: str, ministry: str) -> None:
    """PRJ-62, PRJ-63: six tracks, one line a counterpart; 75만 of 150만 are 50.0 %, 3만 of 9만 foreign ones 33.3 %."""
    path = open_one(operator, province, ministry)
    for track in ("PROVINCE", "MINISTRY", "COMPANY", "FACILITY", "TOURISM", "ACADEMIC"):
        line = {"track": track, "counterpart": "상대", "state": "IN_TALKS", "next_action": "방문", "due": "2024. 3."}
        act(operator, path, "track", **line)
    silent = {"track": "COMPANY", "counterpart": "새 상대", "state": "PLANNED"}
    assert deny(operator, path, "track", **silent) == (422, "NEXT_ACTION_REQUIRED")
    act(operator, path, "track", track="COMPANY", counterpart="상대", state="AGREED")
    assert deny(operator, path, "actual", figure="VISITORS", actual={"n": 1}, on="2024. 1. 10.") == (404, "NOT_FOUND")
    act(operator, path, "target", figure="VISITORS", target={"n": 1_500_000})
    act(operator, path, "target", figure="FOREIGN_VISITORS", target={"n": 90_000})
    act(operator, path, "actual", figure="FOREIGN_VISITORS", actual={"n": 30_000}, on="2024. 1. 10.")
    done = act(operator, path, "actual", figure="VISITORS", actual={"n": 750_000}, on="2024. 1. 10.")
    shown = read(operator, path, done)["data"]
    assert len(shown["tracks"]) == 6
    told = {each["track"]["code"]: (each["state"]["code"], each["next_action"]) for each in shown["tracks"]}
    assert (told["COMPANY"], told["TOURISM"]) == (("AGREED", None), ("IN_TALKS", "방문"))
    figures = {
        each["figure"]["code"]: (each["target"]["n"], each["actual"]["n"], each["reached"]) for each in shown["figures"]
    }
    assert figures == {
        "VISITORS": (1_500_000, 750_000, "50.0%"),
        "FOREIGN_VISITORS": (90_000, 30_000, "33.3%"),
    }


def test_boom_up_events_cover_the_fifteen_towns(operator: httpx.Client, province: str, ministry: str) -> None:
    """PRJ-64, CAL-09: 설명회 in twelve towns, 퍼포먼스 in one of them, 릴레이 in another to come: twelve of fifteen."""
    towns = [each["code"] for each in read(operator, "/v1/org/departments", kind="TOWN_OFFICE", limit="50")["data"]]
    assert len(towns) == 15
    path = open_one(operator, province, ministry)
    choice = "2024. 1. 10.(수) 또는 1. 17.(수)"
    act(operator, path, "boom-up", kind="BRIEFING", name="순회설명회", towns=towns[:12], on=choice)
    act(operator, path, "boom-up", kind="RELAY", name="릴레이", towns=towns[12:13], on="2024. 12.")
    assert deny(operator, path, "boom-up-day", number=1, day="2024-01-11") == (422, "NOT_A_CANDIDATE")
    act(operator, path, "boom-up-day", number=1, day="2024-01-17")
    act(operator, path, "boom-up", kind="PERFORMANCE", name="퍼포먼스", towns=towns[:1], on="2024. 1. 18.")
    act(operator, path, "boom-up-record", number=3, on="2024. 1. 18.")
    done = act(operator, path, "boom-up-record", number=1, on="2024. 1. 17.", people={"n": 300, "is_approximate": True})
    cover = read(operator, f"{path}/coverage", done)["data"]
    assert (cover["reached"], len(cover["towns"])) == (12, 15)
    assert {each["code"]: (each["events"], each["planned"]) for each in cover["towns"]} == {
        town: (int(n < 12) + int(n == 0), int(n == 12)) for n, town in enumerate(towns)
    }
    strange = {"kind": "RELAY", "name": "가", "towns": ["planning-audit"], "on": "2024. 12."}
    assert deny(operator, path, "boom-up", **strange) == (422, "UNKNOWN_DEPARTMENT")
    assert deny(operator, path, "boom-up-record", number=1, on="2024. 1. 17.") == (409, "WRONG_STATE")


def test_an_approval_is_its_departments_own(operator: httpx.Client, officer: httpx.Client, ministry: str) -> None:
    """PRJ-58: another department's officer changes nothing; steps begin at 1; what is not there is not found."""
    body = {"name": own("행사"), "steps": [{"number": 1, "name": "승인", "body": ministry}]}
    made = post(operator, "/v1/approvals", body)
    assert deny(officer, f"/v1/approvals/{made['id']}", "facts", facts={}) == (403, "NOT_PERMITTED")
    assert read(officer, f"/v1/approvals/{made['id']}", made)["data"]["allowed"] == []
    holes = body | {"steps": [{"number": 2, "name": "승인"}]}
    assert refuse(operator, "/v1/approvals", holes) == (400, "BAD_SHAPE")
    assert deny(operator, f"/v1/approvals/{uuid.uuid4()}", "facts", facts={}) == (404, "NOT_FOUND")
    assert operator.get(f"/v1/approvals/{uuid.uuid4()}").status_code == 404
