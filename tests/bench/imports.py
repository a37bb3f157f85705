"""import_rate: what a file of projects brings in through its chunks against as many callers of single commands."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import httpx

from infra.clock import SEOUL, read_monotonic_s, read_now
from tests.bench.callers import count_per_second
from tests.bench.commands import CALLERS, LEAD, OFFICER, PROGRESS, opened_sender
from tests.bench.measuring import Bench, Pair
from tests.bench.projector import without_projector

PROJECTS: Final = 400
"""Their milestones come near the 2,000 rows that a sheet may have."""
MILESTONES: Final = 4
REACHED: Final = 2
"""Of them, as in the documents of the sample; of each other one the service asks at once whether it has slipped."""
ENDED_S: Final = 120.0
LOOK_S: Final = 0.02


@asynccontextmanager
async def opened_rate(bench: Bench) -> AsyncIterator[Pair]:
    """Give a file that was tried dry and is applied, timed from the asking to its end, against `command_path`."""
    async with without_projector(bench), opened_sender(bench) as sender:
        directives = await sender.open_directives(CALLERS)

        async def apply() -> float:
            client = await asyncio.to_thread(bench.running.open, "operator")
            return await asyncio.to_thread(count_applied, client)

        yield Pair(apply, lambda: count_per_second(CALLERS, lambda n: sender.send(OFFICER, PROGRESS, directives[n])))


def count_applied(client: httpx.Client) -> float:
    """Return the commands a second that a new file of a new source stores."""
    content = make_file(f"B{uuid4().hex[:12]}")
    known = upload(client, content)
    begun = read_monotonic_s()
    client.post(f"/v1/imports/{known['id']}/apply", json={"sha256": known["sha256"]}).raise_for_status()
    done = wait(client, known["id"])
    assert done["state"] == "APPLIED", done
    return float(done["report"]["commands"] / (read_monotonic_s() - begun))


def upload(client: httpx.Client, content: bytes) -> dict[str, Any]:
    """Return an import that may be applied: again while the projects do not know the department yet."""
    ends = read_monotonic_s() + ENDED_S
    while True:
        answer = client.post("/v1/imports", files={"file": ("bench.yaml", content)}, timeout=ENDED_S)
        known = wait(client, answer.raise_for_status().json()["data"]["id"])
        if known["state"] == "READY":
            return known
        assert read_monotonic_s() < ends, known["report"]


def wait(client: httpx.Client, import_id: str) -> dict[str, Any]:
    """Return an import once nobody works on it."""
    ends = read_monotonic_s() + ENDED_S
    while True:
        known: dict[str, Any] = client.get(f"/v1/imports/{import_id}").raise_for_status().json()["data"]
        if known["state"] not in {"CHECKING", "APPLYING"}:
            return known
        assert read_monotonic_s() < ends, known
        time.sleep(LOOK_S)


def make_file(source: str) -> bytes:
    """Return a file of projects with their money, milestones, land and a note."""
    day = (read_now() - timedelta(days=30)).astimezone(SEOUL).date().isoformat()
    sheets: dict[str, list[str]] = {name: [] for name in ("과제", "재원", "마일스톤", "필지", "기타")}
    for n in range(PROJECTS):
        own = f"project: p-{n}"
        sheets["과제"].append(f"ref: p-{n}, line: A{n}, name: 사업 {n}, kind: LAND, lead: {LEAD}, period: 2018 ~ 2024")
        sheets["재원"].append(f"ref: f-{n}, line: A{n}, {own}, total: 30억, NATIONAL: 10억, CITY: 20억")
        sheets["마일스톤"] += [
            f"ref: m-{n}-{k}, line: A{n}, {own}, number: {k}, title: 단계 {k}, planned: 2019. {k}월"
            + (f", reached: 2019. {k}월" if k <= REACHED else "")
            for k in range(1, MILESTONES + 1)
        ]
        sheets["필지"].append(f"ref: l-{n}, line: A{n}, {own}, owner: PRIVATE, count: 27, area_m2: 48413")
        sheets["기타"].append(
            f"ref: n-{n}, line: A{n}, act: note_event, on: p-{n}, body: {{'on': 2018. 7., text: 선정}}"
        )
    head = f"format: 1\nsource: {source}\ntitle: 사업 {PROJECTS}건\ndate: {day}\nground: 비교를 위한 것임\n"
    rows = (f"{name}:\n" + "".join(f"- {{{row}}}\n" for row in told) for name, told in sheets.items())
    return (head + "".join(rows)).encode()
