"""Any command of the projects, as an import file writes it: by its wire name, with refs and amounts as text."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final, cast, get_args
from uuid import UUID

from pydantic import ValidationError

from contracts.messages import Command
from contracts.projects import AboutKind, ProjectsCommand
from contracts.projects.approvals import OpenApproval
from contracts.projects.attraction import AddTarget
from contracts.projects.bids import AnnounceCall, FindBid
from contracts.projects.campaigns import PlanCampaign
from contracts.projects.exchanges import RecordExchange, StartPosting
from contracts.projects.money import read_amount
from contracts.projects.projects import RegisterProject
from contracts.projects.real_names import DesignateRealName
from contracts.projects.reviews import OpenReview
from contracts.projects.service_contracts import SignContract
from contracts.values import Role
from gateway.imports.rows import REFERENCE

ACTS: Final[Mapping[str, type[Command]]] = {
    each.wire().split(".")[1]: each
    for each in cast("tuple[type[Command], ...]", get_args(get_args(ProjectsCommand)[0]))
    if Role.OPERATOR in each.roles
}
"""Commands that the coordinating office may send, by the middle of their wire names."""
DEFINITIONS: Final = frozenset(
    {"define_programme", "fix_budget_round", "adopt_work_plan", "form_group", "announce_call"}
)
"""What others rest on without naming it: they go first."""
ENDINGS: Final = frozenset({"publish_work_plan", "list_flagships", "approve_flagships"})
"""What rests on all others without naming them: they go last, when the others are stored."""
ABOUT: Final[Mapping[type[Command], AboutKind]] = {
    RegisterProject: AboutKind.PROJECT,
    SignContract: AboutKind.CONTRACT,
    OpenReview: AboutKind.REVIEW,
    AnnounceCall: AboutKind.CALL,
    FindBid: AboutKind.BID,
    RecordExchange: AboutKind.EXCHANGE,
    StartPosting: AboutKind.EXCHANGE,
    OpenApproval: AboutKind.APPROVAL,
    AddTarget: AboutKind.ATTRACTION,
    PlanCampaign: AboutKind.CAMPAIGN,
    DesignateRealName: AboutKind.REAL_NAME,
}
"""What a discrepancy about something that a command makes is about."""
ROUNDS: Final = 3
"""How often a body is mended: an amount within what was not looked at before."""
PARTS: Final = "parts"


def find_command(act: str) -> type[Command] | None:
    """Return the command of a wire name's middle: `open_approval`."""
    return ACTS.get(act)


@dataclass(slots=True)
class Body:
    """The fields of a command with ids where its row had refs."""

    fields: dict[str, Any]
    named: dict[str, str] = field(default_factory=dict)
    """Refs by the field that names them, at the top."""
    needs: set[str] = field(default_factory=set)
    makes: list[str] = field(default_factory=list)

    def make(self, kind: type[Command]) -> Command:
        """Return the command. Raises: ValidationError, Rejected with BAD_AMOUNT."""
        fields = deepcopy(self.fields)
        for _ in range(ROUNDS):
            try:
                return kind.model_validate(fields)
            except ValidationError as error:
                if not _mend(fields, error):
                    raise
        return kind.model_validate(fields)


def read_body(body: Mapping[str, Any], line: str, find_id: Callable[[str], UUID]) -> Body:
    """Return a body with its refs resolved; what `parts` of a division bring is made by it, not needed."""
    read = Body({})
    read.fields = {name: _resolve(value, (name,), read, find_id) for name, value in body.items()}
    for claim in read.fields.get("claims") or ():
        if isinstance(claim, dict):
            claim.setdefault("source", line)
    return read


def _resolve(value: Any, path: tuple[str, ...], read: Body, find_id: Callable[[str], UUID]) -> Any:
    match value:
        case str() if value.startswith(REFERENCE):
            target = value.removeprefix(REFERENCE)
            if len(path) == 1:
                read.named[path[0]] = target
            if path == (PARTS, "id"):
                read.makes.append(target)
            else:
                read.needs.add(target)
            return str(find_id(target))
        case dict():
            return {name: _resolve(each, (*path, name), read, find_id) for name, each in value.items()}
        case list():
            return [_resolve(each, path, read, find_id) for each in value]
        case _:
            return value


def _mend(fields: dict[str, Any], error: ValidationError) -> bool:
    """Read amounts that are text, and numbers where text is meant; tell whether anything was. Raises: Rejected."""
    is_mended = False
    for each in error.errors(include_url=False):
        given, context = each["input"], each.get("ctx") or {}
        if isinstance(given, str) and context.get("class_name") == "Amount":
            is_mended |= _put(fields, each["loc"], read_amount(given).model_dump())
        elif each["type"] == "string_type" and isinstance(given, int) and not isinstance(given, bool):
            is_mended |= _put(fields, each["loc"], str(given))
    return is_mended


def _put(fields: dict[str, Any], place: tuple[str | int, ...], value: object) -> bool:
    """Put a value where pydantic says that one was wrong; False where that is no place of the input."""
    at: Any = fields
    try:
        for part in place[:-1]:
            at = at[part]
        at[place[-1]] = value
    except (KeyError, IndexError, TypeError):
        return False
    return True
