"""What pages need to have something to show: both documents, flagships under review, a real name, a town hall."""

from pathlib import Path
from typing import Any, Final

import httpx

from infra.sample.api import open_api
from infra.sample.importing import import_document
from infra.sample.plan import OPERATOR
from tests.e2e.asking import post
from tests.e2e.holding import open_doors, plan_town_hall
from tests.e2e.surveying import make_design
from tests.running import eventually

DOCUMENTS: Final = ("2018.yaml", "2024.yaml")
FLAGSHIPS: Final = ("탐정호 예술체험마을 조성", "제3기 균형발전사업", "2027 논산세계딸기산업엑스포")
YEAR: Final = 2_024
BEHIND: Final = {"cause": "보상이 늦어짐", "remedy": "수용재결을 신청함", "recovery_date": "2030. 6."}


TOWN_HALL: Final = {
    "name": "2024 하반기 타운홀미팅",
    "starts_at": "2024-10-17T14:30:00+09:00",
    "minutes": 120,
    "place": "논산시민가족공원",
    "budget_won": 50_000_000,
    "segments": [
        {"code": "pupils", "name": "초등학생", "seats": 100, "is_child": True},
        {"code": "citizens", "name": "일반 시민", "seats": 400},
    ],
    "agenda": [{"text": "도서관 이름"}],
}


JURY: Final = {
    "name": "공약 이행계획 시민배심원단",
    "topic": "공약 이행계획의 변경이 옳은지 심의한다",
    "seats": 2,
    "seed_source": "다음 토요일의 로또복권 당첨번호",
    "frame": [
        {"id": "a1", "sex": "F", "age_band": "20-39", "region": "ganggyeong"},
        {"id": "a2", "sex": "M", "age_band": "40-59", "region": "chwiam"},
    ],
}
AUDITORS: Final = {"ordinal": 3, "since": "2024-01-01", "until": "2025-12-31", "seats": 12}
BRIEFING: Final = {
    "town": "town-yeonmu",
    "held_on": "2024-01-24",
    "place": "마을회관",
    "topic": "버스 노선을 어떻게 바꿀 것인가",
    "people": 42,
}
BREACH: Final = {
    "department": "planning-audit",
    "kind": "CONDUCT",
    "found_on": "2024-01-10",
    "facts": "표본: 조사한 사실을 적는 자리",
}
ASSIGNED: Final = [
    {"type": "evaluations.assign_evaluator.v1", "scorecard": f"{YEAR}-{code}", "evaluator": "evaluator"}
    for code in ("planning-audit", "town-yeonmu")
]
WARNING: Final = {"year": 2024, "month": 1, "score": "88.2", "responses": 120}


def fill(system: Any) -> None:
    """Fill a system: a few seconds, once."""
    with open_api(system.base_url, Path(system.system.logins_file)) as api:
        api.sign_in([OPERATOR])
        for name in DOCUMENTS:
            import_document(api, name)
    operator = system.open(OPERATOR)
    projects = [_find(operator, name) for name in FLAGSHIPS]
    post(operator, f"/v1/flagships/{YEAR}/list", {"year": YEAR, "projects": projects}, 200)
    post(operator, f"/v1/flagships/{YEAR}/approve", {"year": YEAR}, 200)
    told = {"project": projects[0], "quarter": f"{YEAR}-Q1"}
    review = post(operator, "/v1/reviews/quarterly", told | {"planned": 4_000, "actual": 2_000} | BEHIND)["id"]
    designated = {
        "project": projects[0],
        "criterion": "TOTAL_COST",
        "number": "2024-12",
        "department": "planning-audit",
    }
    record = post(operator, "/v1/real-names", designated)["id"]
    person = {"name": "전략기획실장", "position": "전략기획실장", "role": "APPROVAL", "since": "2017. 10."}
    post(operator, f"/v1/real-names/{record}/people", person, 200)
    post(operator, f"/v1/real-names/{record}/publish", {}, 200)
    session = post(operator, "/v1/town-halls", TOWN_HALL)["id"]
    post(operator, f"/v1/town-halls/{session}/announce", {}, 200)
    readers = {"reader": "auditor", "deputy": "inspector"}
    eventually(lambda: _designate(system.open("mayor"), readers), "the audit's team is known")
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        sent = {"words": "공사를 나누어 한 업체에 맡겼습니다.", "has_retaliation": True}
        anybody.post(
            "/v1/open/integrity-reports", json=sent, headers={"Idempotency-Key": "browser-integrity-report"}
        ).raise_for_status()
    auditor = system.open("auditor")
    breach = post(auditor, "/v1/violations", BREACH)["id"]
    eventually(lambda: auditor.get(f"/v1/violations/{breach}").status_code == httpx.codes.OK, "the breach is there")
    post(auditor, "/v1/integrity-years/2024/early-warning", WARNING, 200)
    post(operator, "/v1/scorecards/entries", {"entries": ASSIGNED}, 200)
    told_of = _fill_participation(operator) | {
        f"/v1/town-halls/{session}",
        f"/v1/reviews/{review}",
        f"/open/real-names/{record}",
    }
    eventually(lambda: {operator.get(path).status_code for path in told_of} == {httpx.codes.OK}, "all is there")


def _fill_participation(operator: httpx.Client) -> set[str]:
    """Return the addresses of what citizens take part in, beside a session: once they answer, all is there."""
    petition = post(operator, "/v1/suggestions", {"words": "가로등을 늘려 주세요.", "contact": "010-0000-0000"})["id"]
    classified = {"kind": "PROPOSAL", "department": "planning-audit"}
    post(operator, f"/v1/suggestions/{petition}/classify", classified, 200)
    jury = post(operator, "/v1/juries", JURY)["id"]
    body = post(operator, "/v1/auditor-bodies", AUDITORS)["id"]
    proposed = {"body": body, "auditor": 1, "title": "현장 안전", "text": "울타리를 고치자"}
    post(operator, f"/v1/auditor-bodies/{body}/appoint", {"name": "시민감사관 대표", "since": "2024-01-02"}, 200)
    proposal = post(operator, "/v1/audit-proposals", proposed)["id"]
    post(operator, "/v1/briefings", BRIEFING)
    relay = post(operator, "/v1/relays", {"name": "이전 응원 릴레이", "cause": "국방대 이전"})["id"]
    held = plan_town_hall(operator, "browser-filling")
    open_doors(operator, held)
    item = {"town_hall": held, "text": "막차를 늦춰 주세요.", "department": "planning-audit"}
    feedback = post(operator, "/v1/feedback", item)["id"]
    survey = post(operator, "/v1/surveys", {"design": make_design(title="행정만족도 조사")})["id"]
    for act in ("open", "close"):
        post(operator, f"/v1/surveys/{survey}/{act}", {}, 200)
    eventually(lambda: operator.get(f"/v1/surveys/{survey}/result").status_code == httpx.codes.OK, "it is closed")
    post(operator, f"/v1/surveys/{survey}/publish", {}, 200)
    running = post(operator, "/v1/surveys", {"design": make_design(title="민원 만족도 조사")})["id"]
    post(operator, f"/v1/surveys/{running}/open", {}, 200)
    eventually(lambda: operator.get(f"/v1/open/surveys/{running}").status_code == httpx.codes.OK, "it is open")
    invited = {"invitations": [{"case": "민원", "stratum": "yeonmu"}]}
    (invitation,) = post(operator, f"/v1/surveys/{running}/invitations", invited, 200)["data"]
    return {
        f"/open/surveys/{survey}",
        f"/v1/invitations/{invitation['id']}",
        f"/v1/suggestions/{petition}",
        f"/v1/juries/{jury}",
        f"/v1/audit-proposals/{proposal}",
        f"/v1/relays/{relay}",
        f"/v1/feedback/{feedback}",
    }


def _designate(mayor: httpx.Client, readers: dict[str, str]) -> bool:
    """Tell whether the mayor could name who reads anonymous reports."""
    key = {"Idempotency-Key": "browser-integrity-readers"}
    return mayor.post("/v1/integrity-readers", json=readers, headers=key).status_code == httpx.codes.OK


def _find(operator: httpx.Client, name: str) -> str:
    """Return the id of a project of the documents, once it is to be read."""
    found: list[str] = []

    def is_there() -> bool:
        rows = operator.get("/v1/projects", params={"q": name}).json()["data"]
        found[:] = [row["id"] for row in rows if row["name"] == name]
        return bool(found)

    eventually(is_there, f"{name} is there")
    return found[0]
