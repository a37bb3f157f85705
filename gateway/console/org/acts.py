"""변경 등록: every small form of the registry and the calendar, as one table (ORG-01 to ORG-12, CAL-01 to CAL-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.calendar.policies import Rule
from contracts.messages import Command
from contracts.registry import (
    AddPartnerAlias,
    AdoptDeadlinePolicy,
    AssignPerson,
    CancelElection,
    DeclareDepartmentCounts,
    DeclareHoliday,
    Delegate,
    DepartmentKind,
    EndAssignment,
    EndDepartment,
    EndTeam,
    ErasePerson,
    HandOver,
    RegisterDepartment,
    RegisterPartner,
    RegisterPerson,
    RegisterTeam,
    RegisterTerm,
    RevokeDelegation,
    RevokeHoliday,
    ScheduleElection,
)
from gateway.console.org.fields import YES, Field, Kind, Source
from gateway.labels import DEPARTMENT_KIND_LABELS, PARTNER_LABELS, POST_LABELS, RULE_LABELS, TOWN_LABELS
from gateway.queries import (
    assignment,
    deadline_policy,
    delegation,
    department,
    department_counts,
    election,
    holiday,
    partner,
    person,
    team,
    term,
)

ORG: Final = "/org"
CALENDAR: Final = "/calendar"
WORD: Final = "파기"
"""What is typed before something is destroyed."""


@dataclass(frozen=True, slots=True)
class Act:
    """One form: its command, its fields, its words. Words are Korean and said through the catalogue when shown."""

    slug: str
    group: str
    title: str
    lead: str
    """What it does, and what to know before."""
    command: type[Command]
    fields: tuple[Field, ...]
    view: str
    """The view that shows what it made."""
    after: str
    """The page to go to."""
    button: str = "등록"
    has_subject: bool = False
    """Whether it acts on something by its id, which the link brings."""
    is_listed: bool = True
    """Whether it stands in the list of acts; others are reached from what they act on."""
    warning: str = ""
    """What cannot be undone about it."""
    typed: str = ""
    """The word to type first."""
    adds: tuple[tuple[str, Any], ...] = ()
    """What the command needs and nobody types."""

    @property
    def home(self) -> str:
        """The page under which its address lies."""
        return CALENDAR if self.after.startswith(CALENDAR) else ORG

    @property
    def ids(self) -> dict[str, str]:
        """The elements of its fields, by name."""
        return {each.name: each.id for each in self.fields}

    @property
    def path(self) -> str:
        """Its address."""
        return f"{self.home}/change/{self.slug}"


def _day(name: str, label: str, hint: str = "", *, optional: bool = False) -> Field:
    return Field(name, label, Kind.DAY, hint, optional)


def _choice(name: str, label: str, choices: Mapping[str, str], hint: str = "", *, optional: bool = False) -> Field:
    return Field(name, label, Kind.CHOICE, hint, optional, choices)


def _row(name: str, label: str, source: Source, hint: str = "", *, optional: bool = False) -> Field:
    return Field(name, label, Kind.CHOICE, hint, optional, source=source)


_CODE_HINT: Final = "영문 소문자, 숫자, 붙임표(-)로 40자까지. 한번 정하면 바꾸지 않습니다."
_REASON: Final = Field("reason", "사유", Kind.TEXT, "근거 문서가 있으면 함께 적습니다.")
_FIRST: Final = _day("valid_from", "시작일")
_LAST: Final = _day("valid_until", "마지막 날", "이날까지 있습니다.")
_OPEN_END: Final = _day("valid_until", "마지막 날", "정해지지 않았으면 비워 둡니다.", optional=True)
_NAME: Final = Field("name", "이름")
_KINDS: Final = {each: DEPARTMENT_KIND_LABELS[each] for each in DepartmentKind if each is not DepartmentKind.BUREAU}

_DEPARTMENTS: Final = (
    Act(
        "department", "부서", "부서 신설",
        "새 부서를 등록합니다. 앞 부서를 이어받으면 계보에 그 부서의 계보를 적습니다.",
        RegisterDepartment,
        (
            Field("code", "부서 코드", Kind.CODE, _CODE_HINT),
            _NAME,
            Field("name_known", "문서에서 확인한 이름", Kind.CHECK, initial=YES),
            _choice("kind", "구분", DEPARTMENT_KIND_LABELS),
            _choice("town", "읍·면·동", TOWN_LABELS, "읍면동일 때만 고릅니다.", optional=True),
            _row("parent", "소속", Source.DEPARTMENTS, "속한 국이나 부서가 있으면 고릅니다.", optional=True),
            Field("lineage", "계보", Kind.CODE, "이어지는 부서끼리 같은 코드를 씁니다. 처음이면 부서 코드를 적습니다."),
            _FIRST,
            _OPEN_END,
        ),
        department.VIEW.name, "/org/{code}", adds=(("valid_until", None),),
    ),
    Act(
        "rename", "부서", "부서 이름 변경",
        "앞 부서를 하루 전에 끝내고 같은 계보의 새 부서를 등록합니다. 앞 이름의 기록은 그대로 남습니다.",
        RegisterDepartment,
        (
            _row("before", "이름을 바꿀 부서", Source.DEPARTMENTS),
            Field("code", "새 부서 코드", Kind.CODE, _CODE_HINT),
            Field("name", "새 이름"),
            _day("valid_from", "새 이름을 쓰는 첫날"),
            _REASON,
        ),
        department.VIEW.name, "/org/{code}", button="이름 변경",
    ),
    Act(
        "end-department", "부서", "부서 폐지",
        "부서의 마지막 날을 정합니다. 이어받는 부서는 같은 계보로 따로 등록합니다.",
        EndDepartment,
        (_row("code", "부서", Source.DEPARTMENTS), _LAST, _REASON),
        department.VIEW.name, "/org/{code}", button="폐지",
    ),
    Act(
        "counts", "부서", "부서 수 공표값",
        "문서가 밝힌 부서 수를 적습니다. "
        "더한 수가 전체와 다르면 등록되지 않고, 등록된 부서와 다르면 조직 화면에 표시합니다.",
        DeclareDepartmentCounts,
        (
            _day("valid_from", "기준일", "이날부터 쓰는 수입니다."),
            Field("total", "전체", Kind.WHOLE),
            *(Field(f"kinds.{each}", label, Kind.WHOLE, initial="0") for each, label in _KINDS.items()),
            *(Field(f"towns.{each}", label, Kind.WHOLE, "문서에 없으면 비워 둡니다.", optional=True)
              for each, label in TOWN_LABELS.items()),
            Field("source", "출처", hint="문서 이름과 쪽·줄"),
        ),
        department_counts.VIEW.name, "/org/list/counts",
    ),
    Act(
        "team", "팀", "팀 신설",
        "부서의 팀을 등록합니다.",
        RegisterTeam,
        (
            _row("department", "부서", Source.DEPARTMENTS),
            Field("code", "팀 코드", Kind.CODE, _CODE_HINT),
            _NAME, _FIRST, _OPEN_END,
        ),
        team.VIEW.name, "/org/{department}",
    ),
    Act(
        "end-team", "팀", "팀 폐지",
        "팀의 마지막 날을 정합니다.",
        EndTeam, (_row("code", "팀", Source.TEAMS), _LAST, _REASON), team.VIEW.name, "/org", button="폐지",
    ),
)  # fmt: skip
_PEOPLE: Final = (
    Act(
        "person", "사람·보직", "사람 등록",
        "이름과 전자우편은 암호로 보관하고 기획감사실만 봅니다. 보직은 등록한 뒤에 줍니다.",
        RegisterPerson,
        (
            _NAME,
            Field("email", "전자우편", optional=True),
            _row("account", "로그인 계정", Source.ACCOUNTS, "로그인하는 사람만 고릅니다.", optional=True),
        ),
        person.VIEW.name, "/org/list/people",
    ),
    Act(
        "erase", "사람·보직", "개인정보 파기",
        "이 사람의 암호 키를 없애 이름과 전자우편을 아무도 읽을 수 없게 합니다. 보직과 처리 기록은 이름 없이 남습니다.",
        ErasePerson, (_REASON,), person.VIEW.name, "/org/list/people", button="파기",
        has_subject=True, is_listed=False, typed=WORD,
        warning="파기하면 되살릴 수 없습니다. 백업에서 복구해도 다시 파기됩니다.",
    ),
    Act(
        "assign", "사람·보직", "보직 부여",
        "사람에게 보직을 줍니다. 과장·팀장처럼 한 사람만 맡는 보직은 기간이 겹치지 않아야 합니다.",
        AssignPerson,
        (
            _row("person", "사람", Source.PEOPLE),
            _choice("post", "보직", POST_LABELS),
            _row("department", "부서", Source.DEPARTMENTS, "시장과 부시장은 비워 둡니다.", optional=True),
            _row("team", "팀", Source.TEAMS, "팀장은 반드시 고릅니다.", optional=True),
            _FIRST, _OPEN_END,
        ),
        assignment.VIEW.name, "/org/{department}",
    ),
    Act(
        "hand-over", "사람·보직", "인계인수",
        "보직을 후임자에게 넘깁니다. 후임자의 보직은 마지막 날의 다음 날 시작합니다.",
        HandOver,
        (
            Field("department", "부서", Kind.HIDDEN, optional=True),
            _row("successor", "후임자", Source.PEOPLE),
            _day("last_day", "전임자의 마지막 날"),
            Field("note", "인계 내용", Kind.TEXT, "진행 중인 일과 챙길 것을 적습니다."),
        ),
        assignment.VIEW.name, "/org/{department}", button="인계", has_subject=True, is_listed=False,
    ),
    Act(
        "end-assignment", "사람·보직", "보직 종료",
        "후임자 없이 보직의 마지막 날을 정합니다. 후임자가 있으면 인계인수로 넘기세요.",
        EndAssignment,
        (Field("department", "부서", Kind.HIDDEN, optional=True), _day("last_day", "마지막 날"), _REASON),
        assignment.VIEW.name, "/org/{department}", button="종료", has_subject=True, is_listed=False,
    ),
    Act(
        "delegate", "직무대리", "직무대리 지정",
        "자리를 비운 계정을 대신할 계정을 정합니다. 대신 처리한 일에는 두 사람이 함께 기록됩니다.",
        Delegate,
        (
            _row("absent", "자리를 비운 사람", Source.ACCOUNTS),
            _row("acting", "대신할 사람", Source.ACCOUNTS),
            _FIRST,
            _day("valid_until", "마지막 날"),
            Field("reason", "사유", Kind.TEXT, "출장, 휴가, 공석처럼 적습니다."),
        ),
        delegation.VIEW.name, "/org/list/delegations", button="지정",
    ),
    Act(
        "revoke-delegation", "직무대리", "직무대리 해제",
        "직무대리를 바로 끝냅니다. 지금 대행하고 있으면 다음 화면부터 본인으로 돌아갑니다.",
        RevokeDelegation, (_REASON,), delegation.VIEW.name, "/org/list/delegations", button="해제",
        has_subject=True, is_listed=False,
    ),
)  # fmt: skip
_OTHERS: Final = (
    Act(
        "term", "민선 기수·기관", "민선 기수 등록",
        "민선 기수의 임기를 등록합니다.",
        RegisterTerm,
        (Field("number", "기수", Kind.WHOLE, "민선8기이면 8"), _FIRST, _day("valid_until", "임기 마지막 날")),
        term.VIEW.name, "/org/list/terms",
    ),
    Act(
        "partner", "민선 기수·기관", "대외기관 등록",
        "중앙부처, 도, 연구원, 기업처럼 시 밖의 기관을 등록합니다.",
        RegisterPartner,
        (
            Field("code", "기관 코드", Kind.CODE, _CODE_HINT),
            _NAME,
            _choice("kind", "구분", PARTNER_LABELS),
            Field("aliases", "문서에 쓰이는 다른 이름", Kind.NAMES, "한 줄에 하나씩 적습니다.", optional=True),
        ),
        partner.VIEW.name, "/org/list/partners",
    ),
    Act(
        "alias", "민선 기수·기관", "대외기관의 다른 이름",
        "문서가 기관을 부르는 다른 이름을 더합니다.",
        AddPartnerAlias, (_row("code", "기관", Source.PARTNERS), Field("alias", "다른 이름")),
        partner.VIEW.name, "/org/list/partners",
    ),
)  # fmt: skip
_DAYS: Final = (
    Act(
        "holiday", "달력", "공휴일 추가",
        "추가하면 진행 중인 기한을 다시 계산합니다. 다음 화면에서 옮겨 갈 기한을 먼저 보여 드립니다.",
        DeclareHoliday,
        (_day("day", "공휴일"), _NAME, _day("announced_on", "관보 등에 알린 날", optional=True)),
        holiday.VIEW.name, "/calendar", button="공휴일 추가",
    ),
    Act(
        "revoke-holiday", "달력", "공휴일 취소",
        "취소하면 진행 중인 기한을 다시 계산합니다. 다음 화면에서 옮겨 갈 기한을 먼저 보여 드립니다.",
        RevokeHoliday, (_day("day", "공휴일"), _REASON), holiday.VIEW.name, "/calendar", button="공휴일 취소",
    ),
    Act(
        "election", "달력", "선거일 등록",
        "선거일 앞 60일부터 선거일까지 시장이 여는 행사가 제한됩니다. (공직선거법 제86조)",
        ScheduleElection,
        (
            _day("day", "선거일"),
            _NAME,
            Field("is_holiday", "공휴일인 선거", Kind.CHECK, "재·보궐선거는 공휴일이 아닙니다.", initial=YES),
            _day("confirmed_on", "실시 사유가 확정된 날", "60일 안에 확정된 보궐선거만 적습니다.", optional=True),
        ),
        election.VIEW.name, "/calendar", button="선거일 등록",
    ),
    Act(
        "cancel-election", "달력", "선거 취소",
        "선거와 행사 제한, 선거로 생긴 공휴일을 함께 거둡니다.",
        CancelElection, (_day("day", "선거일"), _REASON), election.VIEW.name, "/calendar", button="선거 취소",
    ),
    Act(
        "policy", "달력", "기한 기준의 다음 판",
        "시행일부터 시작하는 기한에 씁니다. 이미 정해진 기한은 정해질 때의 판을 그대로 지킵니다.",
        AdoptDeadlinePolicy,
        (
            _row("policy.id", "기한 기준", Source.POLICIES),
            Field("policy.version", "판", Kind.WHOLE, "지금 판의 다음 수"),
            _choice("policy.rule", "세는 방법", {each: RULE_LABELS[each] for each in Rule}),
            Field("policy.n", "길이", Kind.WHOLE, "근무일, 시간, 달의 수. 기한마다 정하면 비웁니다.", optional=True),
            _day("policy.valid_from", "시행일"),
            Field("policy.basis", "근거"),
            Field("policy.extensions", "연장 횟수", Kind.WHOLE, initial="2"),
            Field("policy.longest_extension", "한 번의 연장 날수", Kind.WHOLE, "비우면 원래 길이까지", optional=True),
            _REASON,
        ),
        deadline_policy.VIEW.name, "/calendar/policies", button="다음 판 등록",
    ),
)  # fmt: skip
ACTS: Final[Mapping[str, Act]] = {act.slug: act for act in (*_DEPARTMENTS, *_PEOPLE, *_OTHERS, *_DAYS)}


def list_groups(home: str) -> list[tuple[str, list[Act]]]:
    """Return the acts of a page's list, by group."""
    listed = [act for act in ACTS.values() if act.is_listed and act.home == home]
    return [(name, [act for act in listed if act.group == name]) for name in dict.fromkeys(act.group for act in listed)]


def find_after(act: Act, values: Mapping[str, str]) -> str:
    """Return the page to go to after an act; where a part of its address was left empty, the page above."""
    named = {name: value for name, value in values.items() if "." not in name and "-" not in name}
    needed = "department" if "{department}" in act.after else "code" if "{code}" in act.after else ""
    if needed and not named.get(needed):
        return act.home
    return act.after.format_map(named)
