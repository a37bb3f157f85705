"""심사분석 and 불일치 at the console: refused at its field, agreed to, closed; decided twice (PRJ-80 to PRJ-82)."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.asking import add_project, own, post, read
from tests.e2e.visiting import Visitor, read_hidden, say
from tests.running import Running, eventually

YEAR, QUARTER = 2_010, "2010-Q2"
"""Has no flagships in the sample, nor in other tests."""


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture
def office(system: Running) -> Iterator[Visitor]:
    with httpx.Client(base_url=system.base_url, timeout=15.0, follow_redirects=True, trust_env=False) as client:
        yield Visitor(client, "operator", system.logins["operator"]["password"])


@pytest.fixture
def officer(system: Running) -> Iterator[Visitor]:
    with httpx.Client(base_url=system.base_url, timeout=15.0, follow_redirects=True, trust_env=False) as client:
        yield Visitor(client, "officer", system.logins["officer"]["password"])


def test_a_flagship_is_chosen_reviewed_and_closed(office: Visitor, officer: Visitor, operator: httpx.Client) -> None:
    """PRJ-80, PRJ-81, PRJ-82: what lags is refused without cause, remedy and recovery, each at its field."""
    name = own("역점사업")
    project = add_project(operator, name, lead="planning-audit", period=f"{YEAR}. 1. ~ {YEAR}. 12.")
    eventually(lambda: name in office.open(f"/reviews/flagships/{YEAR}?q={name}"), "the project can be chosen")
    path = f"/reviews/flagships/{YEAR}"
    assert "역점사업을 하나 이상 고르세요" in say(office.send(path, read_hidden(office.open(path))).text)
    assert name in office.send(path, {**read_hidden(office.open(path)), "project": project}).text
    asked = office.open(f"{path}/approve")
    assert "확정하면 되돌릴 수 없습니다" in asked
    assert "확정" in say(office.send(f"{path}/approve", read_hidden(asked)).text)
    assert (
        office.client.get(f"/reviews/files/{YEAR}.xlsx").headers["content-type"].startswith("application/vnd.openxml")
    )

    grid = office.open(f"/reviews?quarter={QUARTER}")
    assert name in grid
    line = f"/reviews/quarters/{QUARTER}/{project}"
    lagging = {**read_hidden(grid), "seen": "0", "planned": "60", "actual": "51"}
    refused = office.send(line, lagging)
    assert refused.status_code == 422
    for field in ("cause", "remedy", "recovery"):
        assert f'id="{field}-{project}-error"' in refused.text, field
    told = {**lagging, "cause": "보상 지연", "remedy": "수용재결", "recovery": "2030. 6월"}
    assert "85%" in office.send(line, told).text
    stale = office.send(line, {**told, "actual": "52"})
    assert stale.status_code == 412, "it was recorded meanwhile"
    elsewhere = officer.send(line, {**told, **read_hidden(officer.open("/calendar")), "seen": "2"})
    assert elsewhere.status_code == 403, "another department leads it"

    (review,) = read(operator, "/v1/reviews", project=project)["data"]
    page = f"/reviews/{review['id']}"
    assert "대안 합의 전" in office.read(page)
    early = office.send(f"{page}/close", read_hidden(office.open(f"{page}/close")))
    assert "먼저 대안을 정하세요" in say(early.text)
    agreed = {**read_hidden(office.open(f"{page}/agree")), "remedy": "수용재결 신청", "answers_for_it": "기획감사실"}
    assert "수용재결 신청" in office.send(f"{page}/agree", agreed).text
    assert "종결" in say(office.send(f"{page}/close", read_hidden(office.open(f"{page}/close"))).text)
    assert f'action="{line}"' not in office.open(f"/reviews?quarter={QUARTER}"), "what is closed is not entered again"
    assert office.client.get(f"/reviews/files/{QUARTER}.hwpx").status_code == 200


def test_a_discrepancy_is_decided_twice_and_keeps_both(
    office: Visitor, officer: Visitor, operator: httpx.Client
) -> None:
    """PLT-08: the last counts, the first stays; only the coordinating office decides."""
    about = {"kind": "DOCUMENT", "id": own("문서"), "field": "면적"}
    body = {"about": about, "code": "INC-03", "stated": "23,254평", "computed": "23,213.5평", "source": "A177"}
    made = post(operator, "/v1/discrepancies", body)
    path = f"/discrepancies/{made['id']}"
    eventually(lambda: office.client.get(path).status_code == 200, "it stands in the register")
    assert "+40.5평" in office.read(path)
    assert "version" not in read_hidden(officer.open(path)), "it has no form"
    form = read_hidden(office.open(path))
    assert "사유" in say(office.send(path, {**form, "decision": "NOTED", "reason": ""}).text)
    first = office.send(path, {**read_hidden(office.open(path)), "decision": "KEEP_STATED", "reason": "문서대로"})
    assert first.status_code == 200
    second = office.send(path, {**read_hidden(office.open(path)), "decision": "USE_COMPUTED", "reason": "다시 잼"})
    shown = say(second.text)
    assert shown.index("계산한 대로") < shown.index("적힌 대로")
    assert officer.client.post(path, data={**form, "decision": "NOTED", "reason": "-"}).status_code == 403
    listed = office.read("/discrepancies?source=A177&state=DECIDED")
    assert "23,254평" in listed
    assert "23,254평" not in office.read("/discrepancies?source=A177&state=OPEN&q=없는낱말")
    sent = office.client.get("/discrepancies/export.csv?source=A177")
    assert sent.status_code == 200
    assert "'+40.5평" in sent.text
