"""첫 화면 of a training installation, laid out: who one may be, and a tour whose steps see for themselves what is done.

The door without a password is open on three conditions, each alone enough to shut it: the installation runs on a manual
clock, whoever started it has opened the door (`make run` does), and the request comes from this very machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from contracts.directives import DirectiveShared, NoteTaken, PriorityReportSubmitted
from contracts.messages import Event, Recorded
from contracts.registry import HolidayDeclared
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.operations.picture import Seen
from gateway.console.words import _

FORWARDED: Final = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})
"""Headers of a proxy, behind which everybody would seem to come from this machine."""
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine in an address; another name may be a foreign site's that leads here (DNS rebinding)."""
PREFIX: Final = "directive-"
OFFICER: Final = "officer"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody whom one may be: the account, what he does here; who needs none has a page that everybody reads."""

    name: str
    user: str | None
    said: str
    path: str = ""
    """Of who needs no account: where he reads."""


PARTS: Final = (
    Part("시장", "mayor", "무엇이 움직였고 누가 늦었는지 보고, 지시를 내립니다."),
    Part(
        "운영",
        "operator",
        "기획감사실입니다. 회의 메모를 지시로 나누어 그날 공유하고, 처리결과와 분기 점검을 관리합니다.",
    ),
    Part("부서", OFFICER, "공유받은 지시를 3일 안에 우선보고하고 처리결과를 올립니다."),
    Part("감사", "auditor", "누가 언제 무엇을 했는지, 소급 입력과 비공개 열람까지 확인합니다."),
    Part("전산", "administrator", "명령이 흐르는지 보고, 밀리거나 보류된 것을 다시 처리합니다."),
    Part("시민", None, "로그인 없이 공개한 사업의 예산과 일정, 정책실명을 봅니다.", "/open"),
)


@dataclass(frozen=True, slots=True)
class Late:
    """A directive whose report is late, or will be: where to try it."""

    directive: str
    number: str
    lead: str
    """Department code."""
    lead_name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour."""

    title: str
    said: str
    user: str
    """The account that does it."""
    who: str
    path: str
    is_done: bool
    told: str = ""
    """How it stands, where that is no yes or no."""
    commands: Sequence[str] = ()


def is_at_home(client: str | None, host: str, headers: Iterable[str]) -> bool:
    """Tell whether a request comes from this machine, to this machine, by no proxy."""
    try:
        is_local = client is not None and ip_address(client).is_loopback
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return is_local and name in LOOPBACK_NAMES and not FORWARDED & {each.lower() for each in headers}


def list_officers(accounts: Iterable[Principal]) -> list[Principal]:
    """Return the departments' officers by name, the sample's first one first."""
    officers = [each for each in accounts if each.role is Role.OFFICER and each.team is None]
    return sorted(officers, key=lambda each: (each.user != OFFICER, each.label))


def find_officer(accounts: Iterable[Principal], department: str) -> str:
    """Return the account of a department's officer; the sample's first one where it has none."""
    return next((each.user for each in list_officers(accounts) if each.department == department), OFFICER)


def lay_out_tour(
    done: Sequence[Recorded[Event]], late: Late | None, accounts: Sequence[Principal], seen: Sequence[Seen]
) -> list[Step]:
    """Return the steps with what has been done already."""
    reported = [each for each in done if isinstance(each.data, PriorityReportSubmitted) and each.data.report_late_days]
    shown = reported[0].subject.removeprefix(PREFIX) if reported else late.directive if late else ""
    one = f"/directives/{shown}" if shown else "/directives"
    return [
        Step(
            _("회의 메모를 붙여넣습니다"),
            _("□ ❍ - 로 적은 줄이 지시 초안이 됩니다."),
            "operator", _("운영"), "/memo", any(isinstance(each.data, NoteTaken) for each in done),
        ),
        Step(
            _("그날 안에 공유합니다"),
            _("주관부서를 고르면 부서의 3일이 그때부터 셉니다."),
            "operator", _("운영"), "/directives?state=ISSUED",
            any(isinstance(each.data, DirectiveShared) for each in done),
        ),
        _lay_out_late(late, accounts, is_done=bool(reported)),
        Step(
            _("두 시계를 봅니다"),
            _("공유가 늦으면 총괄부서, 보고가 늦으면 주관부서의 지연입니다. 한 이력에 따로 셉니다."),
            "mayor", _("시장"), one, is_done=False, told=_("눈으로 확인"),
        ),
        Step(
            _("공휴일을 하루 더합니다"),
            _("더하기 전에 어느 기한이 며칠로 옮겨지는지 보입니다. 끝난 일은 움직이지 않습니다."),
            "operator", _("운영"), "/calendar/change/holiday",
            any(isinstance(each.data, HolidayDeclared) for each in done),
        ),
        _lay_out_projector(seen),
    ]  # fmt: skip


def _lay_out_late(late: Late | None, accounts: Sequence[Principal], *, is_done: bool) -> Step:
    title = _("늦게 보고합니다")
    if late is None:
        said = _("기한이 지난 우선보고가 남아 있지 않습니다. 업무 시계를 앞으로 돌리면 다시 생깁니다.")
        return Step(title, said, OFFICER, _("부서"), "/directives?state=SHARED", is_done)
    said = _("%(number)s의 우선보고가 기한을 넘겼습니다. 올리면 며칠 늦었는지 이력에 남습니다.", number=late.number)
    user = find_officer(accounts, late.lead)
    return Step(title, said, user, late.lead_name, f"/directives/{late.directive}", is_done)


def _lay_out_projector(seen: Sequence[Seen]) -> Step:
    """Whether it runs now and how far behind it is, as the operations page knows it."""
    projectors = [each for each in seen if each.name.startswith("projector")]
    is_up = any(each.answers for each in projectors)
    return Step(
        _("투영기를 멈추고 따라잡는 것을 봅니다"),
        _("멈춘 동안 낸 명령은 기록되고, 화면만 늦습니다. 다시 켜면 빠짐없이 따라옵니다."),
        "administrator",
        _("전산"),
        "/operations",
        is_done=False,
        told=_("지금은 켜져 있음") if is_up else _("지금은 멈춰 있음"),
        commands=(
            ".venv/bin/python -m infra.local stop-role projector",
            ".venv/bin/python -m infra.local start-role projector",
        ),
    )


def name_parts(parts: Iterable[Part], labels: Mapping[str, str]) -> list[Part]:
    """Return the parts in the language of the request; one whose account is not there is left out."""
    return [
        replace(each, name=_(each.name), said=_(each.said))
        for each in parts
        if each.user is None or each.user in labels
    ]
