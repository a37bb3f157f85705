"""What everybody may read without signing in: published reports and real names, and nothing else (PRJ-02, PRJ-83)."""

from dataclasses import dataclass

import httpx
import pytest

from tests.e2e.asking import add_project, own, post
from tests.running import Running, eventually

YEAR = 2_150
"""Has no plan in the sample, nor in other tests."""
SUMMARY, NOTE = "아직 알리지 않은 개요", "안에서만 보는 비고"


@dataclass(frozen=True, slots=True)
class Published:
    """A project that stands in a published report, and one of the same plan that came too late for it."""

    told: str
    name: str
    late: str
    late_name: str
    record: str
    """Of the project that is told: not published yet."""


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def anybody(system: Running) -> httpx.Client:
    """Nobody who has signed in."""
    client = httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False)
    system.clients.callback(client.close)
    return client


@pytest.fixture(scope="module")
def published(operator: httpx.Client, anybody: httpx.Client) -> Published:
    name, late_name = own("공개할 사업"), own("늦은 사업")
    task = {"year": YEAR, "number": 1}
    told = add_project(operator, name, task=task, summary=SUMMARY, note=NOTE)
    money = {"total": {"won": 26_976_000_000}, "sources": [{"source": "CITY", "amount": {"won": 26_976_000_000}}]}
    post(operator, f"/v1/projects/{told}/fund", money, 200)
    for number, title in ((1, "착수"), (2, "준공")):
        planned = {"number": number, "title": title, "planned": f"2023. {number}월"}
        post(operator, f"/v1/projects/{told}/plan-milestone", planned, 200)
    post(operator, f"/v1/projects/{told}/reach-milestone", {"number": 1, "on": "2023. 1월"}, 200)
    plan = {"year": YEAR, "goals": ["목표"], "tasks": [{"number": 1, "title": "공개할 과제"}]}
    post(operator, "/v1/work-plans", plan)
    post(operator, f"/v1/work-plans/{YEAR}/publish", {"year": YEAR, "kind": "PLAN"}, 200)
    late = add_project(operator, late_name, task=task, summary=SUMMARY)
    designate = {"project": told, "criterion": "TOTAL_COST", "number": own("2150"), "department": "planning-audit"}
    record = post(operator, "/v1/real-names", designate)["id"]
    post(operator, f"/v1/real-names/{record}/people", NEW_PERSON, 200)
    eventually(lambda: anybody.get(f"/open/projects/{told}").status_code == 200, "the report is public")
    return Published(told, name, late, late_name, record)


NEW_PERSON = {"name": "브랜드 담당자", "position": "전략기획실장", "role": "APPROVAL", "since": "2023. 1월"}


def test_a_project_is_told_as_its_report_told_it(
    anybody: httpx.Client, operator: httpx.Client, published: Published
) -> None:
    """PRJ-02, PRJ-03: money and milestones of that day; what is corrected since then is not told."""
    new = {"field": "NAME", "value": own("바뀐 이름"), "reason": "오기"}
    post(operator, f"/v1/projects/{published.told}/correct", new, 200)
    eventually(lambda: new["value"] in operator.get(f"/v1/projects/{published.told}").text, "it is corrected")
    page = anybody.get(f"/open/projects/{published.told}").text
    assert published.name in page
    assert "26,976백만원" in page
    assert page.index("그동안") < page.index("착수") < page.index("앞으로") < page.index("준공")
    assert [word for word in (SUMMARY, NOTE, new["value"]) if word in page] == []
    listed = anybody.get("/open/projects", params={"q": published.name}).text
    assert published.told in listed
    assert new["value"] not in listed


def test_what_was_never_published_is_not_there(anybody: httpx.Client, published: Published) -> None:
    """By its id, in an edition that never was, or in the list: 404, or no line."""
    for path in (
        f"/open/projects/{published.late}",
        f"/open/projects/{published.told}?edition={YEAR}-9",
        "/open/projects/00000000-0000-4000-8000-000000000000",
        f"/open/real-names/{published.told}",
    ):
        answer = anybody.get(path)
        assert answer.status_code == 404, path
        assert published.late_name not in answer.text
    assert published.late not in anybody.get("/open/projects", params={"q": published.late_name}).text
    assert published.late not in anybody.get("/open/projects", params={"edition": f"{YEAR}-1"}).text


def test_a_record_is_open_once_it_is_published(
    anybody: httpx.Client, operator: httpx.Client, published: Published
) -> None:
    """PRJ-83: its people by name, position, role and time, for whoever comes."""
    path = f"/open/real-names/{published.record}"
    assert anybody.get(path).status_code == 404
    assert "브랜드 담당자" not in anybody.get(f"/open/projects/{published.told}").text
    assert published.record not in anybody.get("/open/real-names").text
    post(operator, f"/v1/real-names/{published.record}/publish", {}, 200)
    eventually(lambda: anybody.get(path).status_code == 200, "the record is public")
    page = anybody.get(path).text
    assert [word for word in ("브랜드 담당자", "전략기획실장", "결재", "2023. 1월") if word not in page] == []
    assert path in anybody.get("/open/real-names").text
    assert path in anybody.get(f"/open/projects/{published.told}").text


def test_the_front_names_the_last_reports(anybody: httpx.Client, published: Published) -> None:
    """What is published, and what comes next; nobody is asked who they are."""
    assert published.told
    page = anybody.get("/open")
    assert page.status_code == 200
    assert "/open/projects?edition=" in page.text
    assert "다음 발행" in page.text
