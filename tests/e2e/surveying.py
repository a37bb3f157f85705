"""A survey over HTTP: designed, opened, answered by phones over links, read by the office."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.e2e import asking
from tests.running import Alternating, Running, eventually

Json = dict[str, Any]
PAST: Final = {"effective_at": "2023-11-01T09:00:00+09:00", "ground": "종이 대장에서 옮김"}
"""What a command says that happened last year."""
LIKERT: Final = tuple(
    {"code": code, "kind": "LIKERT", "text": text, "is_required": True}
    for code, text in (("kindness", "친절했습니까?"), ("speed", "빨랐습니까?"), ("fairness", "알맞았습니까?"))
)
"""친절성, 신속성, 적정성 (ENG-35)."""
CONSENT: Final = {
    "purpose": "행정서비스 개선",
    "items": "의견, 응답한 달",
    "retention_days": 30,
    "refusal": "동의하지 않아도 불이익이 없습니다.",
}
STRATA: Final = ({"code": "yeonmu", "name": "연무읍"}, {"code": "ganggyeong", "name": "강경읍"})


@dataclass(frozen=True, slots=True)
class Surveys:
    """Surveys of one system: the office, an officer of 연무읍 and phones."""

    operator: httpx.Client
    officer: httpx.Client
    phones: httpx.Client
    reached: dict[str, int] = field(default_factory=dict)

    def design(self, client: httpx.Client | None = None, **changes: Any) -> str:
        """Return a new survey."""
        return str(self.act("/v1/surveys", {"design": make_design(**changes)}, client, 201)["id"])

    def open(self, **changes: Any) -> str:
        """Return a survey that takes answers, and that citizens know of."""
        made = self.design(**changes)
        self.act(f"/v1/surveys/{made}/open")
        self.read(f"/v1/open/surveys/{made}")
        return made

    def close(self, survey: str, **asked: str) -> Json:
        """Close a survey."""
        return self.act(f"/v1/surveys/{survey}/close", query=asked)

    def act(
        self,
        path: str,
        body: Mapping[str, Any] = {},
        client: httpx.Client | None = None,
        status: int = 200,
        query: Mapping[str, str] = {},
    ) -> Json:
        """Return the answer to a command that is carried out."""
        told = asking.post(client or self.operator, path, dict(body), status, **query)
        self.reached["engagement"] = max(told["meta"]["position"]["engagement"], self.reached.get("engagement", 0))
        return told

    def refuse(
        self, path: str, body: Mapping[str, Any] = {}, client: httpx.Client | None = None, **asked: str
    ) -> tuple[int, str]:
        """Return status and code of a command that is refused."""
        return asking.refuse(client or self.operator, path, dict(body), **asked)

    def read(self, path: str, client: httpx.Client | None = None, **query: str) -> Json:
        """Return what a read tells, on everything that was done here."""
        query["after"] = f"engagement:{self.reached.get('engagement', 0)}"
        return asking.read(client or self.operator, path, None, **query)

    def invite(self, survey: str, count: int, stratum: str = "yeonmu") -> list[str]:
        """Return links of people without contact data, which phones know already."""
        new = [{"case": uuid.uuid4().hex, "stratum": stratum} for _ in range(count)]
        answer = self.send(f"/v1/surveys/{survey}/invitations", {"invitations": new}, self.operator)
        assert answer.status_code == 200, answer.text
        invited = answer.json()["data"]
        eventually(lambda: self.count_invitations(survey) >= count, "the invitations are known")
        return [each["token"] for each in invited]

    def count_invitations(self, survey: str) -> int:
        """Return how many are invited."""
        asked = {"survey": survey, "total": "true", "limit": "1"}
        return int(self.operator.get("/v1/invitations", params=asked).json()["total"])

    def send(
        self, path: str, body: Mapping[str, Any], client: httpx.Client | None = None, key: str | None = None
    ) -> httpx.Response:
        """Return whatever is answered."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return (client or self.phones).post(path, json=dict(body), headers=headers)

    def answer(
        self, survey: str, token: str, answers: Sequence[Json] | int = 4, key: str | None = None, **more: Any
    ) -> httpx.Response:
        """Return what a phone is answered that sends answers, or the same points to each question."""
        sent = list(answers) if not isinstance(answers, int) else rate(answers)
        body = {"token": token, "consent": 1, "answers": sent, **more}
        return self.send(f"/v1/open/surveys/{survey}/responses", body, key=key)

    def answer_all(self, survey: str, points: Sequence[int], stratum: str = "yeonmu") -> None:
        """Let as many people answer as there are points."""
        for token, each in zip(self.invite(survey, len(points), stratum), points, strict=True):
            told = self.answer(survey, token, each)
            assert told.status_code == 201, told.text

    def await_responses(self, survey: str, count: int) -> Json:
        """Return how far a survey is once so many have answered."""
        path = f"/v1/surveys/{survey}/progress"
        eventually(lambda: self.operator.get(path).json()["data"]["responses"] == count, f"{count} responses")
        return dict(self.operator.get(path).json()["data"])


def rate(points: int) -> list[Json]:
    """Return the same points to each of the three questions."""
    return [{"question": question["code"], "number": points} for question in LIKERT]


def make_design(**changes: Any) -> Json:
    """Return a survey of three questions and two strata."""
    return {
        "title": f"행정만족도 {uuid.uuid4().hex[:8]}",
        "purpose": "민원 처리의 만족도를 묻는다",
        "questions": LIKERT,
        "strata": STRATA,
        "consent": CONSENT,
        **changes,
    }


@contextmanager
def open_surveys(system: Running) -> Iterator[Surveys]:
    """Give the surveys of a system."""
    transport = Alternating(system.system.base_urls)
    with httpx.Client(base_url=system.base_url, timeout=15.0, transport=transport) as phones:
        yield Surveys(system.open("operator"), system.open("officer"), phones)
