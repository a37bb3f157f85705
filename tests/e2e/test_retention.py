"""A survey after the end of its retention: nobody reads contact or text again, and every number stays (XS-16)."""

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg
import pytest

from contracts.engagement.responses import name_entries, name_invitation, name_texts
from tests.e2e.surveying import PAST, Surveys, make_design, open_surveys
from tests.running import Running, eventually

VIEWS: Final = ("survey", "survey_result", "survey_tally", "invitation", "draw_entry")
PHONE: Final = "010-7777-"
SECRET: Final = "다른 사람은 모르는 말"
ASKED: Final = (
    {"code": "how", "kind": "LIKERT", "text": "어떠셨습니까?", "is_required": True},
    {"code": "why", "kind": "LONG_TEXT", "text": "왜입니까?"},
)
SAID: Final[list[dict[str, Any]]] = [{"question": "how", "number": 1}, {"question": "why", "text": SECRET}]


@pytest.fixture(scope="module")
def surveys(system: Running) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


async def fetch(system: Running, database: str, query: str, *values: object) -> Any:
    base = system.system.services.postgres_url.rpartition("/")[0]
    connection = await asyncpg.connect(f"{base}/{database}")
    try:
        return await connection.fetchval(query, *values)
    finally:
        await connection.close()


def count_keys(system: Running, subjects: list[UUID]) -> int:
    """Return how many of some subjects have a key in the vault."""
    query = "SELECT count(*) FROM subjects WHERE wrapped IS NOT NULL AND subject = ANY($1)"
    return int(asyncio.run(fetch(system, "hwanryu_vault", query, subjects)))


def rebuild(system: Running, surveys: Surveys) -> None:
    """Let the projector make the surveys' views anew from the events, as after a change of their fold.

    The gateways begin anew too: for up to 60 s one may still open what it has opened before (architecture.md).
    """
    replicas = [*system.list_replicas("projector"), *system.list_replicas("gateway")]
    system.kill(*replicas)
    spoil = """WITH gone AS (UPDATE views.view SET fingerprint = '' WHERE name = ANY($1) RETURNING 1)
               SELECT count(*) FROM gone"""
    try:
        assert asyncio.run(fetch(system, "hwanryu_gateway", spoil, list(VIEWS))) == len(VIEWS)
    finally:
        system.start(*replicas)
    left = "SELECT count(*) FROM views.view WHERE fingerprint = ''"
    eventually(lambda: asyncio.run(fetch(system, "hwanryu_gateway", left)) == 0, "the views are begun anew")
    place = {"after": f"engagement:{surveys.reached['engagement']}", "limit": "1"}
    eventually(lambda: surveys.operator.get("/v1/invitations", params=place).status_code == 200, "they are level")


def invite(surveys: Surveys, survey: str, cases: list[str]) -> list[str]:
    """Return the links of people who left a contact and agreed; the office reads whom it writes to until the close."""
    new = [
        {"case": case, "stratum": "yeonmu", "contact": f"{PHONE}{n:04}", "consent": 1} for n, case in enumerate(cases)
    ]
    refused = [{**each, "consent": consent} for each, consent in zip(new, (None, 2), strict=False)]
    path = f"/v1/surveys/{survey}/invitations"
    told = surveys.send(path, {"invitations": refused}, surveys.operator).json()["data"]
    assert [each["code"] for each in told] == ["CONSENT_REQUIRED"] * 2, "not agreed, or to a version not in force"
    sent = surveys.send(path, {"invitations": new}, surveys.operator).json()["data"]
    eventually(lambda: surveys.count_invitations(survey) == len(cases), "all are invited")
    read = [surveys.read(f"/v1/invitations/{each['id']}")["data"] for each in sent]
    assert [(each["contact"], each["consent"]) for each in read] == [(each["contact"], 1) for each in new]
    return [each["token"] for each in read]


def tell(surveys: Surveys, survey: str) -> dict[str, Any]:
    """Return all numbers that anybody reads of a survey: what was published, and what the office counts."""
    everybody = surveys.read(f"/v1/open/surveys/{survey}/results", surveys.phones)
    counted = surveys.read(f"/v1/surveys/{survey}/result")["data"]
    return {"published": everybody["data"], "counted": counted}


def read_all(surveys: Surveys, survey: str, invited: list[UUID], system: Running) -> str:
    """Return whatever an office, the audit and everybody else are told of a survey, in one text."""
    paths = [f"/v1/surveys/{survey}{part}" for part in ("", "/result", "/texts", "/winners", "/responses.csv")]
    paths += [f"/v1/invitations?survey={survey}", *(f"/v1/invitations/{each}" for each in invited)]
    kinds = ("invitation_issued", "response_submitted", "draw_entered", "survey_published")
    paths += [f"/v1/events?limit=500&types=engagement.{kind}.v1" for kind in kinds]
    answers = [system.open(who).get(path) for who in ("operator", "auditor") for path in paths]
    answers.append(surveys.phones.get(f"/v1/open/surveys/{survey}/results"))
    return "".join(each.text for each in answers)


def test_numbers_stay_when_contacts_and_texts_are_destroyed(surveys: Surveys, system: Running) -> None:
    """XS-16, ENG-41, PLT-07: five people give 1 of 5: 0 points; keys go, then views are made anew: the same numbers."""
    prizes = {"budget": 10_000, "prize": 10_000, "winners": 1}
    body = {"design": make_design(questions=ASKED, incentive=prizes)}
    made = str(surveys.act("/v1/surveys", body, status=201, query=PAST)["id"])
    surveys.act(f"/v1/surveys/{made}/open", query=PAST)
    cases = [uuid.uuid4().hex for _ in range(5)]
    tokens = invite(surveys, made, cases)
    for token in tokens:
        assert surveys.answer(made, token, SAID).status_code == 201
    entered = surveys.send(f"/v1/open/surveys/{made}/draw-entry", {"token": tokens[0], "contact": f"{PHONE}9999"})
    assert entered.is_success, entered.text
    surveys.await_responses(made, 5)
    survey = UUID(made)
    invited = [name_invitation(survey, uuid5(survey, f"case|{case}")) for case in cases]
    subjects = [*invited, name_texts(survey), name_entries(survey)]
    assert count_keys(system, subjects) == 7
    surveys.close(made, **PAST)
    surveys.read(f"/v1/surveys/{made}")
    surveys.act(f"/v1/surveys/{made}/publish")
    before = tell(surveys, made)
    told = before["published"][-1]["result"]
    assert (told["responses"], told["score"]) == (5, "0.0")
    eventually(lambda: count_keys(system, subjects) == 0, "every key is destroyed")
    rebuild(system, surveys)
    assert tell(surveys, made) == before
    read = read_all(surveys, made, invited, system)
    assert (PHONE in read, SECRET in read, "파기됨" in read) == (False, False, True)
    texts = surveys.read(f"/v1/surveys/{made}/texts")["data"]
    assert [each["words"] for each in texts] == ["파기됨"] * 5
