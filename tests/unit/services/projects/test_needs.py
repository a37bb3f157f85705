"""What a command names is what its decision asks for: with exactly that, it is decided as with all there is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from contracts.messages import Command
from contracts.projects.bids import AnnounceCall
from contracts.projects.cooperation import BoomUpKind, PlanBoomUp
from contracts.projects.groups import FormGroup, GroupKind, GroupMember
from contracts.projects.plans import AdoptWorkPlan, CorrectTask, PlanTask
from services.projects import group, work_plan
from services.projects.approval import decide as approval
from services.projects.approval.state import NotOpened
from services.projects.needs import name_departments, name_partners, name_teams
from tests.unit.services.projects.acting import refused
from tests.unit.services.projects.test_approval import END_2025, OPEN
from tests.unit.services.projects.test_cooperation import BRIEFING, IN_2024, opened
from tests.unit.services.projects.test_other_histories import STORIES
from tests.unit.services.projects.test_real_name import DESIGNATE
from tests.unit.services.projects.test_work_plan import IN_2018, PLAN_2018

NAMED: Mapping[str, tuple[str, ...]] = {
    "call": ("chungnam",),
    "bid": ("chungnam",),
    "group": ("gongju",),
    "posting": ("gongju",),
    "approval": ("chungnam", "gongju"),
    "campaign": (),
}


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_every_partner_of_a_story_is_named(kind: str) -> None:
    named = {code for command in STORIES[kind].commands for code in name_partners(command)}
    assert named == set(NAMED[kind])


def test_an_approval_is_opened_with_exactly_the_partners_that_it_names() -> None:
    """PRJ-58: 충남도, 농식품부, 기획재정부; the province is the co-host, too."""
    named = name_partners(OPEN)
    assert named == ("chungnam", "mafra", "moef")
    known = {code: END_2025.partners[code] for code in named}
    assert len(approval.decide(OPEN, NotOpened(), replace(END_2025, partners=known))) == 1
    for code in named:
        short = {other: kind for other, kind in known.items() if other != code}
        facts = replace(END_2025, partners=short)
        assert refused(partial(approval.decide, OPEN, NotOpened(), facts)).details == {"code": code}


def test_a_group_is_formed_with_exactly_the_partners_that_it_names() -> None:
    """PRJ-52."""
    members = tuple(GroupMember(partner=each) for each in ("gyeryong", "geumsan"))
    form = FormGroup(
        code="zone", name="생활권", kind=GroupKind.LIVING_ZONE, members=members, valid_from=date(2018, 1, 1)
    )
    assert len(group.decide(form, group.NotFormed(), name_partners(form))) == 1


def test_town_offices_departments_and_teams_are_named_once() -> None:
    """PRJ-05, PRJ-64, PRJ-83."""
    twice = BRIEFING.model_copy(update={"towns": ("yeonmu", "yeonmu")})
    assert name_departments(twice) == ("yeonmu",)
    facts = replace(IN_2024, towns={code: IN_2024.towns[code] for code in name_departments(BRIEFING)})
    assert len(approval.decide(BRIEFING, opened(), facts)) == 1
    assert name_departments(DESIGNATE) == ("culture",)
    assert name_teams(PLAN_2018) == ("planning",)
    teams = dict.fromkeys(name_teams(PLAN_2018), "planning-audit")
    assert len(work_plan.decide(PLAN_2018, work_plan.NotAdopted(), replace(IN_2018, teams=teams))) == 1


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (CorrectTask(year=2018, task=PlanTask(number=1, title="하나", team="audit"), reason="-"), ("audit",)),
        (AdoptWorkPlan(year=2018, goals=("하나",), tasks=(PlanTask(number=1, title="하나"),)), ()),
        (AnnounceCall(name="공모", opens="10월"), ()),
    ],
)
def test_what_names_no_team_needs_none(command: Command, named: tuple[str, ...]) -> None:
    assert name_teams(command) == named
    assert name_partners(command) == ()
    assert name_departments(command) == ()
    assert name_departments(PlanBoomUp(kind=BoomUpKind.BOOTH, name="부스", on="9월")) == ()
