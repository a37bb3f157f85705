"""What may be done with a project at the console: acts, and which of them comes next for whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from contracts.messages import Command
from contracts.projects.schedule import Status
from contracts.values import Role
from gateway.answers.schedule import list_standings
from gateway.auth import Principal
from gateway.console.org.fields import Field, Kind, Options, Source
from gateway.console.projects.one import Reading
from gateway.console.projects.schedule import ENDED, find_next
from gateway.console.words import _

Values = Mapping[str, str]
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form is read against: the project, its form's key, and what may be chosen."""

    reading: Reading
    key: str
    options: Options


class Misread(Exception):
    """A field says what cannot be read."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


Shape = Callable[[Payload, Values, Ground], Payload]
"""Returns what the command is made of. Raises: Misread."""


def keep(payload: Payload, _values: Values, _ground: Ground) -> Payload:
    """Return a payload as its fields give it."""
    return payload


def always(_reading: Reading) -> bool:
    """Tell that an act is always there."""
    return True


def start_empty(_reading: Reading) -> Values:
    """Return nothing: each field as it begins."""
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its command, fields and words. Words are Korean and said through the catalogue when shown."""

    slug: str
    group: str
    label: str
    command: type[Command]
    fields: tuple[Field, ...]
    does: str
    """What happens next, in a sentence."""
    button: str = "저장"
    warning: str = ""
    """Why it is asked once more: what cannot be undone."""
    shape: Shape = keep
    prefill: Callable[[Reading], Values] = start_empty
    is_open: Callable[[Reading], bool] = always
    """Whether there is something to do it to."""
    view: str = "project"
    """The view that shows what it did."""
    subject: str = "project"
    """Whose stream it is about: the project's, that of the contract that a field names, or a new one."""
    adds: tuple[tuple[str, Any], ...] = ()
    """What the command needs and nobody types."""
    after_end: bool = False
    is_listed: bool = True
    """Whether the menu has it; others are reached from what they are about."""

    @property
    def ids(self) -> dict[str, str]:
        """The elements of its fields, by name."""
        return {each.name: each.id for each in self.fields}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page offers: at most one first act, and the others by group."""

    first: Act | None = None
    first_query: str = ""
    says: str = ""
    """Why it comes next."""
    groups: list[tuple[str, list[Act]]] = field(default_factory=list)
    may_correct: bool = False


def line(name: str, label: str, hint: str = "", *, optional: bool = False, initial: str = "") -> Field:
    """Return a field of one line."""
    return Field(name, label, Kind.LINE, hint, optional, initial=initial)


def text(name: str, label: str, hint: str = "", *, optional: bool = False) -> Field:
    """Return a field of several lines."""
    return Field(name, label, Kind.TEXT, hint, optional)


def whole(name: str, label: str, hint: str = "", *, optional: bool = False) -> Field:
    """Return a field of a number."""
    return Field(name, label, Kind.WHOLE, hint, optional)


def money(name: str, label: str, hint: str = "", *, optional: bool = False) -> Field:
    """Return a field of an amount."""
    return Field(name, label, Kind.AMOUNT, hint, optional)


def pick(name: str, label: str, choices: Mapping[str, str], hint: str = "", *, optional: bool = False) -> Field:
    """Return a field that is picked from words."""
    return Field(name, label, Kind.CHOICE, hint, optional, choices)


def pick_row(name: str, label: str, source: Source, hint: str = "", *, optional: bool = False) -> Field:
    """Return a field that is picked from rows."""
    return Field(name, label, Kind.CHOICE, hint, optional, source=source)


def tick(name: str, label: str, hint: str = "", *, initial: str = "") -> Field:
    """Return a field that is ticked."""
    return Field(name, label, Kind.CHECK, hint, optional=True, initial=initial)


AMOUNT_HINT: Final = "224,250천원, 20백만원, 약 670억원처럼 단위까지 적습니다."
DAY_HINT: Final = "2018. 9. 5., 2018. 9월, 2018년 하반기처럼 아는 만큼 적습니다."
REASON: Final = text("reason", "사유", "근거 문서가 있으면 함께 적습니다.")


def may_act(reading: Reading, principal: Principal) -> bool:
    """Tell whether an account may change a project: the office, and the lead department (decided.md, Rights)."""
    if principal.role is Role.OFFICER:
        return principal.department == reading.row.lead
    return principal.role is Role.OPERATOR


def list_open(acts: Mapping[str, Act], reading: Reading, principal: Principal) -> list[Act]:
    """Return the acts that are there for an account now."""
    if not may_act(reading, principal):
        return []
    has_ended = reading.row.phase in ENDED
    return [
        act
        for act in acts.values()
        if principal.role in act.command.roles and (act.after_end or not has_ended) and act.is_open(reading)
    ]


def offer(acts: Mapping[str, Act], reading: Reading, principal: Principal, *, is_past: bool) -> Offer:
    """Return what the page of a project offers; nothing of a past moment."""
    if is_past:
        return Offer()
    known = {act.slug: act for act in list_open(acts, reading, principal)}
    slug, query, says = _find_first(reading)
    first = known.get(slug)
    groups: dict[str, list[Act]] = {}
    for act in known.values():
        if act.is_listed and act is not first:
            groups.setdefault(act.group, []).append(act)
    correct = any(each.startswith("correct-") for each in known)
    return Offer(first, urlencode(query), says if first else "", list(groups.items()), correct)


def _find_first(reading: Reading) -> tuple[str, Values, str]:
    """Return which act a project waits for, with what the link fills in, and why."""
    row = reading.row
    if row.phase in ENDED:
        return "", {}, ""
    if row.total_won is None:
        return "fund", {}, _("아직 사업비 계획이 없습니다.")
    if not row.milestones:
        return "plan-milestone", {}, _("아직 일정이 없습니다.")
    waiting = next((each for each in row.procedures if each["result"] != "PASSED" and each["gates_start"]), None)
    if row.phase == "REGISTERED" and waiting is not None:
        return "pass-procedure", {"procedure": name_key(waiting)}, _("시작하기 전에 마칠 행정절차가 있습니다.")
    return _find_step(reading)


def _find_step(reading: Reading) -> tuple[str, Values, str]:
    following = find_next(list_standings(reading.row.milestones, reading.day, reading.calendar))
    if following is None or following.standing is None:
        is_started = reading.row.phase == "STARTED"
        return ("complete" if is_started else "start"), {}, _("남은 일정이 없습니다.") if is_started else ""
    title, number = following.told["title"], {"number": str(following.told["number"])}
    if following.standing.status is Status.SLIPPED and following.told["forecast"] is None:
        return "forecast-milestone", number, _("‘%(title)s’이 계획보다 늦었습니다. 예상일을 적으세요.", title=title)
    return "reach-milestone", number, _("다음 일정은 ‘%(title)s’입니다.", title=title)


def name_key(told: Mapping[str, Any]) -> str:
    """Return what stands for a procedure or a right in a form: its kind and its name."""
    return f"{told['kind']}|{told['name'] or ''}"


def split_key(payload: Payload, name: str) -> Payload:
    """Return a payload with the kind and the name that a field stands for."""
    kind, _bar, called = str(payload.pop(name)).partition("|")
    return {**payload, "kind": kind, **({"name": called} if called else {})}
