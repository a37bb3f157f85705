"""10,000 projects of ten events each, brought through the projects' own log and the real projector."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final
from uuid import uuid4

from contracts.projects import ProjectsEvent, Source
from contracts.projects.budget import ExecuteBudget, Round, RoundKind, SecureBudget
from contracts.projects.land import Holding, Owner
from contracts.projects.milestones import PlanMilestone, ReachMilestone
from contracts.projects.parcels import RegisterParcels
from contracts.projects.projects import ProjectRegistered
from gateway.gate import Reflecting
from infra.appends import NewEvent, Stored
from infra.log import EventLog, open_log
from infra.projections import SCHEMA
from tests.bench.measuring import Bench
from tests.bench.million import gateway_url
from tests.bench.projector import wait_for_view
from tests.integration.databases import connected
from tests.making import make_append
from tests.unit.services.projects.project.story import begin, line, million, plan

CONTEXT: Final = "projects"
PROJECTS: Final = 10_000
WAVE: Final = 100
"""Projects of one append: a thousand events."""
LEADS: Final = 30
_FULL: set[str] = set()
"""Logs that hold the projects."""


async def fill_projects(bench: Bench, *views: Reflecting) -> int:
    """Bring the projects into views; return the head of their log."""
    url = bench.find_setting(CONTEXT, "DATABASE_URL")
    async with open_log(url) as log:
        if url not in _FULL:
            for start in range(0, PROJECTS, WAVE):
                await _append_wave(log, range(start, start + WAVE))
            _FULL.add(url)
        head = (await log.read_head()).position
    async with connected(gateway_url(bench)) as owner:
        for view in views:
            await wait_for_view(owner, view.name, CONTEXT, head)
            await owner.execute(f"VACUUM (ANALYZE) {SCHEMA}.{view.name}")
    return head


async def _append_wave(log: EventLog, numbers: range) -> None:
    events = [
        NewEvent(stream, event.wire(), event.model_dump_json().encode())
        for number in numbers
        for stream in (f"project-{uuid4()}",)
        for event in make_project(number)
    ]
    answer = await log.append(make_append(*events))
    assert isinstance(answer, Stored), answer


def make_project(number: int) -> Iterator[ProjectsEvent]:
    """Yield a project's events: registered under a name of its own, led by one of thirty departments."""
    registered, *later = _make_story()
    assert isinstance(registered, ProjectRegistered)
    # spread over the names' order, so that the projects of one append do not lie side by side in it
    name = f"마을안길 정비 {number * 7_919 % PROJECTS:05d}"
    yield registered.model_copy(update={"name": name, "lead": f"town-{number % LEADS:02d}"})
    yield from later


@cache
def _make_story() -> Sequence[ProjectsEvent]:
    """Return what the deciders write of one project: its plan, four milestones, money, land."""
    original = Round(year=2018, kind=RoundKind.ORIGINAL)
    amount, day = million(30), "2018. 2월"
    story = begin(aliases=("안길 정비",), summary="안길을 넓히고 배수로를 놓음", period="2017. 10. ~ 2019. 5.")
    story.act(plan("100", line(Source.NATIONAL, "40"), line(Source.CITY, "60")))
    story.act(
        *(PlanMilestone(number=n, title=f"단계 {n}", planned=f"2018. {n}월") for n in range(1, 5)),
        ReachMilestone(number=1, on="2018. 1월"),
        RegisterParcels(holdings=(Holding(owner=Owner.PRIVATE, count=27, area_m2=48_413),)),
        SecureBudget(round=original, source=Source.CITY, amount=amount, on=day),
        ExecuteBudget(amount=amount, on=day),
    )
    return story.events
