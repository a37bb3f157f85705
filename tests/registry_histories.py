"""Histories that the registry's own handlers can produce, for property tests of folds: nothing is decided here."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from contracts.calendar.elections import LegalGround
from contracts.calendar.policies import DeadlinePolicy, Rule
from contracts.errors import Rejected
from contracts.messages import Actor, Command
from contracts.registry import (
    AddPartnerAlias,
    AdoptDeadlinePolicy,
    AssignPerson,
    BlackoutExemption,
    CancelElection,
    CancelMeeting,
    Concur,
    DeclareDepartmentCounts,
    DeclareHoliday,
    Delegate,
    DepartmentKind,
    EndAssignment,
    EndDepartment,
    EndTeam,
    ErasePerson,
    FixDate,
    HandOver,
    MeetingKind,
    PartnerKind,
    Post,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RegisterDepartment,
    RegisterPartner,
    RegisterPerson,
    RegisterTeam,
    RegisterTerm,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
    RevokeDelegation,
    RevokeHoliday,
    ScheduleElection,
    ScheduleMeeting,
    SetClock,
    TownKind,
    Verdict,
)
from contracts.values import Role
from infra.chain import GENESIS
from infra.cloudevents import Decoder
from infra.loading import Loading, Rest, Streams
from infra.log import EventLog, Head
from services.registry.handlers import HANDLERS
from tests.drawing import FIRST, Written, names, texts
from tests.making import IDS, make_envelope

MADE: Final = tuple(uuid5(IDS, f"act {number}") for number in range(80))
"""The ids of the commands, and so of what they make, in order."""
SEOUL: Final = ZoneInfo("Asia/Seoul")
DECODER: Final[Decoder[RegistryEvent]] = Decoder(RegistryEvent)


@dataclass(frozen=True, slots=True)
class Act:
    """A command some days after the one before, by a department or by the office."""

    body: Command
    at: int = 0
    """Picks what it acts on from what there is."""
    passed: int = 0
    department: str | None = None


class EmptyLog(EventLog):
    """A log that holds nothing yet: all that is decided is staged on it, as the parts of one bundle are."""

    def __init__(self) -> None:
        """Need no database."""
        self.written: Written[RegistryEvent] = []
        self.made: defaultdict[type[Command], list[UUID]] = defaultdict(list)
        """By what made them."""

    async def read_stream(self, stream: str, after: int = 0) -> tuple[()]:
        """Return nothing."""
        return ()

    async def read_head(self) -> Head:
        """Return where it would end."""
        return Head(1, len(self.written), GENESIS)


ACTS_ON: Final[Mapping[type[Command], type[Command]]] = {
    ErasePerson: RegisterPerson,
    HandOver: AssignPerson,
    EndAssignment: AssignPerson,
    RevokeDelegation: Delegate,
    FixDate: ScheduleMeeting,
    RecordMeeting: ScheduleMeeting,
    CancelMeeting: ScheduleMeeting,
    Concur: RequestConcurrence,
    RefuseConcurrence: RequestConcurrence,
    ResubmitConcurrence: RequestConcurrence,
}
"""What made the subject of a command."""
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
until = st.none() | days
codes = st.sampled_from(["planning", "welfare", "roads"])
teams = st.sampled_from(["team-a", "team-b"])
people = st.sampled_from(MADE[4:6])
accounts = st.sampled_from(["head", "deputy", "other"])
typed = st.integers(0, 9).map(lambda n: str(FIRST + timedelta(days=n))) | st.sampled_from(
    ["3. 3.(일) 또는 3. 9.(토)", "4. 11.(목)", "2024. 4월", "2. 20. ~ 2. 22."]
)
heads = st.integers(0, 9)
election_days = st.integers(18, 20).map(lambda n: FIRST + timedelta(days=n))
numbers = st.integers(0, 3)
policies = st.builds(
    DeadlinePolicy, id=st.sampled_from(["DIR_REPORT_3", "OWN"]), version=st.integers(1, 3), rule=st.just(Rule.BD_EXCL),
    n=st.integers(1, 9), valid_from=days, basis=names,
)  # fmt: skip
exemptions = st.builds(BlackoutExemption, ground=st.sampled_from(LegalGround), approver=names)
named = st.lists(codes, max_size=2, unique=True).map(tuple)
bodies: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        RegisterDepartment, code=codes, name=names, name_known=st.booleans(), kind=st.sampled_from(DepartmentKind),
        town=st.none() | st.sampled_from(TownKind), parent=st.none() | codes, lineage=codes, valid_from=days,
        valid_until=until,
    ),
    st.builds(EndDepartment, code=codes, valid_until=days, reason=texts),
    st.builds(
        DeclareDepartmentCounts, valid_from=days, total=numbers, source=names,
        kinds=st.dictionaries(st.sampled_from(DepartmentKind), numbers, min_size=1, max_size=2),
        towns=st.none() | st.dictionaries(st.sampled_from(TownKind), numbers, min_size=1, max_size=2),
    ),
    st.builds(RegisterTeam, code=teams, department=codes, name=names, valid_from=days, valid_until=until),
    st.builds(EndTeam, code=teams, valid_until=days, reason=texts),
    st.builds(RegisterTerm, number=st.integers(7, 8), valid_from=days, valid_until=days),
    st.builds(
        RegisterPartner, code=codes, name=names, kind=st.sampled_from(PartnerKind),
        aliases=st.lists(names, max_size=2).map(tuple),
    ),
    st.builds(AddPartnerAlias, code=codes, alias=names),
    st.builds(RegisterPerson, name=st.just(f"sealed.1.{IDS}.{'A' * 40}"), account=st.none() | names),
    st.builds(ErasePerson, reason=texts),
    st.builds(
        AssignPerson, person=people, department=st.none() | codes, team=st.none() | teams, post=st.sampled_from(Post),
        valid_from=days, valid_until=until,
    ),
    st.builds(HandOver, department=st.none() | codes, successor=people, last_day=days, note=texts),
    st.builds(EndAssignment, department=st.none() | codes, last_day=days, reason=texts),
    st.builds(Delegate, absent=accounts, acting=accounts, valid_from=days, valid_until=days, reason=texts),
    st.builds(RevokeDelegation, reason=texts),
    st.builds(DeclareHoliday, day=days, name=names, announced_on=st.none() | days),
    st.builds(RevokeHoliday, day=days | election_days, reason=texts),
    st.builds(ScheduleElection, day=election_days, name=names, is_holiday=st.booleans(), confirmed_on=st.none() | days),
    st.builds(CancelElection, day=election_days, reason=texts),
    st.builds(AdoptDeadlinePolicy, policy=policies, reason=texts),
    st.builds(
        ScheduleMeeting, title=names, kind=st.sampled_from(MeetingKind), when=typed, place=st.none() | names,
        departments=named, is_hosted_by_mayor=st.booleans(), exemption=st.none() | exemptions,
    ),
    st.builds(FixDate, day=st.sampled_from([FIRST + timedelta(days=n) for n in (1, 2, 3)])),
    st.builds(RecordMeeting, held_on=typed, departments=named, decisions=st.lists(texts, max_size=2).map(tuple)),
    st.builds(CancelMeeting, reason=texts),
    st.builds(
        RecordResolution, committee=names, agenda=names, resolved_on=typed, members=st.integers(1, 9), present=heads,
        in_favour=heads, against=heads, verdict=st.sampled_from(Verdict),
    ),
    st.builds(
        RequestConcurrence, title=names, text=texts,
        departments=st.lists(codes, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(Concur, opinion=st.none() | texts),
    st.builds(RefuseConcurrence, reason=st.none() | texts),
    st.builds(ResubmitConcurrence, text=texts),
    st.builds(SetClock, now=days.map(lambda day: datetime.combine(day, time(12), SEOUL))),
)  # fmt: skip
some = st.builds(Act, bodies, st.integers(0, 5), st.integers(0, 3), st.none() | codes)
acts = st.lists(some, max_size=30)


def found(code: str) -> Act:
    """Return the registration of a department that is there from the first day on."""
    return Act(
        RegisterDepartment(
            code=code, name=code, name_known=True, kind=DepartmentKind.HEADQUARTERS, lineage=code, valid_from=FIRST,
            valid_until=None,
        )
    )  # fmt: skip


PERSON: Final = Act(RegisterPerson(name=f"sealed.1.{IDS}.{'A' * 40}"))
ELECTION: Final = FIRST + timedelta(days=20)
FOUNDED: Final = (
    Act(SetClock(now=datetime.combine(FIRST, time(9), SEOUL))),
    *map(found, ("planning", "welfare", "roads")),
    PERSON,
    PERSON,
    Act(RegisterTeam(code="team-a", department="planning", name="감사팀", valid_from=FIRST)),
    Act(AssignPerson(person=MADE[4], department="planning", team="team-a", post=Post.TEAM_HEAD, valid_from=FIRST)),
    Act(Delegate(absent="head", acting="deputy", valid_from=FIRST, valid_until=FIRST, reason="연가")),
    Act(ScheduleMeeting(title="보고회", kind=MeetingKind.BRIEFING, when="2024. 1. 1. 또는 1. 2.")),
    Act(ScheduleMeeting(title="협업회의", kind=MeetingKind.COLLABORATION, when="2024. 1. 2.")),
    Act(RequestConcurrence(title="계획", text="안", departments=("welfare",)), department="planning"),
    Act(DeclareHoliday(day=FIRST, name="신정")),
    Act(ScheduleElection(day=ELECTION, name="선거")),
    Act(RegisterPartner(code="welfare", name="기관", kind=PartnerKind.OTHER)),
)
"""Something of each kind."""
WHOLE: Final = (
    *FOUNDED,
    Act(
        DeclareDepartmentCounts(valid_from=FIRST, total=3, kinds={DepartmentKind.HEADQUARTERS: 3}, source="출처"),
    ),
    Act(EndDepartment(code="roads", valid_until=ELECTION, reason="통합")),
    Act(EndTeam(code="team-a", valid_until=ELECTION, reason="끝남")),
    Act(RegisterTerm(number=8, valid_from=FIRST, valid_until=ELECTION)),
    Act(AddPartnerAlias(code="welfare", alias="다른 이름")),
    Act(HandOver(department="planning", successor=MADE[5], last_day=FIRST, note="인계")),
    Act(AssignPerson(person=MADE[4], department="planning", post=Post.OFFICER, valid_from=FIRST)),
    Act(EndAssignment(department="planning", last_day=ELECTION, reason="퇴직"), at=1),
    Act(ErasePerson(reason="보유 기간이 끝남"), at=1),
    Act(RevokeDelegation(reason="복귀")),
    Act(RevokeHoliday(day=FIRST, reason="잘못 입력")),
    Act(CancelElection(day=ELECTION, reason="잘못 입력")),
    Act(
        AdoptDeadlinePolicy(
            policy=DeadlinePolicy(id="OWN", rule=Rule.BD_EXCL, n=3, valid_from=FIRST, basis="계획"), reason="새 기준"
        )
    ),
    Act(FixDate(day=FIRST)),
    Act(RecordMeeting(held_on="1. 1.(월)", decisions=("함께 쓸 것",))),
    Act(CancelMeeting(reason="연기"), at=1),
    Act(
        RecordResolution(
            committee="시정조정위원회", agenda="안건", resolved_on="2024. 1월", members=3, present=2, in_favour=2,
            against=0, verdict=Verdict.ADOPTED,
        )
    ),
    Act(RefuseConcurrence(reason="협의 먼저"), department="welfare"),
    Act(ResubmitConcurrence(text="고친 안"), department="planning"),
    Act(Concur(), department="welfare"),
)  # fmt: skip
"""Every command, none of them refused."""


async def write(done: Sequence[Act]) -> Written[RegistryEvent]:
    """Return what the registry's log holds after the acts; refused ones leave nothing."""
    log, day = EmptyLog(), FIRST
    async with AsyncExitStack() as alone:
        loading: Loading[RegistryEvent] = Loading(Streams(log, DECODER), Rest.WHOLE, alone)
        for made, act in zip(MADE, done, strict=False):
            day += timedelta(days=act.passed)
            moment = datetime.combine(day, time(12), SEOUL)
            subject = _pick(act, log.made)
            envelope = make_envelope(_seal(act.body, made), command_id=made, subject=subject, effective_at=moment)
            role = Role.OFFICER if act.department else Role.OPERATOR
            actor = Actor(user="somebody", role=role, department=act.department)
            try:
                handle = HANDLERS.find(act.body)
                decision = await handle(envelope.model_copy(update={"actor": actor}), loading)
            except Rejected:
                continue
            loading.stage(decision.events, moment)
            log.written += decision.events
            log.made[type(act.body)].append(made)
    return log.written


def _pick(act: Act, made: Mapping[type[Command], list[UUID]]) -> UUID | None:
    there = made.get(ACTS_ON.get(type(act.body), Command), [])
    return there[act.at % len(there)] if there else None


def _seal(body: Command, subject: UUID) -> Command:
    """Return a person's registration under the key of the person that it makes."""
    if not isinstance(body, RegisterPerson):
        return body
    return body.model_copy(update={"name": body.name.replace(str(IDS), str(subject))})


registry_histories = st.builds(lambda begun, more: [*begun, *more], st.sampled_from([(), FOUNDED, WHOLE]), acts).map(
    lambda done: asyncio.run(write(done))
)
