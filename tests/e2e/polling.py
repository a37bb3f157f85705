"""A hall that votes: a session with people in it, rounds, and phones that send ballots to either gateway."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from tests.running import Alternating, Running, eventually

Json = dict[str, Any]
SEGMENTS: Final[Sequence[Mapping[str, Any]]] = (
    {"code": "citizens", "name": "일반 시민", "seats": 400},
    {"code": "officials", "name": "공무원", "seats": 200, "is_official": True},
    {"code": "pupils", "name": "초등학생", "seats": 100, "is_child": True},
)
OPTIONS: Final = ({"code": "great", "text": "매우좋다"}, {"code": "good", "text": "좋다"})


@dataclass(frozen=True, slots=True)
class Held:
    """A participant that was checked in."""

    id: str
    ticket: str


@dataclass(slots=True)
class Hall:
    """One session of a system of its own, whose clock the test moves."""

    system: Running
    operator: httpx.Client
    officer: httpx.Client
    phones: httpx.Client
    id: str = ""
    other: str = ""
    position: int = 0
    people: list[Held] = field(default_factory=list)

    def post(self, path: str, body: Mapping[str, Any] = {}, client: httpx.Client | None = None) -> Json:
        """Return the answer to a command that is carried out, once the facts that it rests on have come."""
        key, answers = uuid.uuid4().hex, list[httpx.Response]()

        def is_answered() -> bool:
            answers.append(self.send(path, body, client, key))
            return answers[-1].status_code != 503

        eventually(is_answered, path)
        assert answers[-1].is_success, answers[-1].text
        told = dict(answers[-1].json())
        self.position = max(self.position, told.get("meta", {}).get("position", {}).get("engagement", 0))
        return told

    def send(
        self, path: str, body: Mapping[str, Any] = {}, client: httpx.Client | None = None, key: str | None = None
    ) -> httpx.Response:
        """Return whatever a command is answered."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return (client or self.operator).post(path, json=dict(body), headers=headers)

    def refuse(self, path: str, body: Mapping[str, Any] = {}, client: httpx.Client | None = None) -> tuple[int, str]:
        """Return status and code of a command that is refused."""
        answer = self.send(path, body, client)
        return answer.status_code, answer.json()["code"]

    def read(self, path: str, client: httpx.Client | None = None) -> Json:
        """Return what a read tells, on everything that this hall has done."""
        answers: list[httpx.Response] = []

        def has_come() -> bool:
            answers.append((client or self.operator).get(path, params={"after": f"engagement:{self.position}"}))
            return answers[-1].status_code != 202

        eventually(has_come, path)
        assert answers[-1].status_code == 200, answers[-1].text
        return dict(answers[-1].json()["data"])

    def move(self, moment: str) -> None:
        """Set the clock."""
        self.post("/v1/clock", {"now": f"{moment}+09:00"})

    def move_on(self, **by: int) -> None:
        """Move the clock on from wherever another test has left it."""
        now = datetime.fromisoformat(self.operator.get("/v1/clock").json()["now"])
        self.post("/v1/clock", {"now": (now + timedelta(**by)).isoformat()})

    def hold(self) -> str:
        """Plan another session, and open its doors."""
        body = {
            "name": "타운홀미팅", "starts_at": "2024-01-25T14:30:00+09:00", "minutes": 120, "place": "콘서트홀",
            "segments": SEGMENTS,
        }  # fmt: skip
        return str(self.post("/v1/town-halls", body)["id"])

    def hold_another(self) -> str:
        """Return the other session of the day, whose doors are open too."""
        return self.other

    def open_doors(self, hall: str) -> None:
        """Let people in."""
        for act in ("open-registration", "open-doors"):
            self.post(f"/v1/town-halls/{hall}/{act}")

    def admit(self, segment: str = "citizens", hall: str | None = None, **more: Any) -> Held:
        """Register somebody and let it in."""
        hall = hall or self.id
        joined = self.post(f"/v1/town-halls/{hall}/participants", {"segment": segment, **more})
        held = Held(joined["id"], joined["ticket"])
        self.read(f"/v1/participants/{held.id}")
        self.post(f"/v1/town-halls/{hall}/check-in", {"ticket": held.ticket})
        self.read(f"/v1/participants/{held.id}")
        return held

    def plan(self, **changes: Any) -> str:
        """Plan a round."""
        body = {"town_hall": self.id, "question": "오늘 행사는 어떠셨습니까?", "options": OPTIONS, **changes}
        return str(self.post("/v1/rounds", body)["id"])

    def open(self, rule: str = "RAW_SUM", days: int = 14, **changes: Any) -> str:
        """Plan a round, declare its rule and open it."""
        made = self.plan(**changes)
        self.act(made, "rule", {"rule": rule, "objection_days": days})
        self.act(made, "open")
        self.read(f"/v1/rounds/{made}")
        return made

    def act(self, of_round: str, name: str, body: Mapping[str, Any] = {}) -> Json:
        """Do something to a round."""
        return self.post(f"/v1/rounds/{of_round}/{name}", body)

    def vote(self, of_round: str, ticket: str, *options: int, key: str | None = None) -> httpx.Response:
        """Return what a phone is answered that votes."""
        body = {"ticket": ticket, "choices": [{"option": option} for option in options]}
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.phones.post(f"/v1/open/rounds/{of_round}/ballots", json=body, headers=headers)

    def vote_all(self, of_round: str, votes: Sequence[tuple[str, int]]) -> list[httpx.Response]:
        """Return what phones are answered that vote at once."""
        with ThreadPoolExecutor(len(votes)) as pool:
            return list(pool.map(lambda each: self.vote(of_round, *each), votes))

    def count(self, of_round: str, ballots: int) -> Json:
        """Return the counts of a round once it has so many ballots."""
        path = f"/v1/rounds/{of_round}/tally"
        eventually(lambda: self.read(path)["ballots"] >= ballots, f"{ballots} ballots")
        return self.read(path)


@contextmanager
def open_hall(system: Running) -> Iterator[Hall]:
    """Give a session whose doors are open, at half past two."""
    transport = Alternating(system.system.base_urls)
    with httpx.Client(base_url=system.base_url, timeout=15.0, transport=transport) as phones:
        hall = Hall(system, system.open("operator"), system.open("officer"), phones)
        hall.move("2024-01-03T09:00:00")
        hall.id, hall.other = hall.hold(), hall.hold()
        for each in (hall.id, hall.other):
            hall.post(f"/v1/town-halls/{each}/announce")
        hall.move("2024-01-25T14:30:00")
        for each in (hall.id, hall.other):
            hall.open_doors(each)
        yield hall
