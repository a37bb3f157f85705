"""Whom plans, bids, groups, exchanges, approvals and records name, for a handler to load (their Facts)."""

from collections.abc import Iterator

from contracts.messages import Command
from contracts.projects.approvals import AttachEvidence, OpenApproval, RecordPolicyGrade, SetEventFacts
from contracts.projects.bids import AnnounceCall, SubmitBid
from contracts.projects.cooperation import PlanBoomUp, RecordBoomUp, SetTrack
from contracts.projects.exchanges import RecordExchange, StartPosting
from contracts.projects.groups import FormGroup, JoinGroup
from contracts.projects.plans import AdoptWorkPlan, CorrectTask
from contracts.projects.real_names import DesignateRealName


def name_partners(command: Command) -> tuple[str, ...]:
    """Return the codes of the partners that a decision rests on, each once."""
    return tuple(dict.fromkeys(code for code in _list_partners(command) if code is not None))


def name_departments(command: Command) -> tuple[str, ...]:
    """Return the codes of the departments that a decision rests on, each once; for a boom-up event, town offices."""
    match command:
        case PlanBoomUp() | RecordBoomUp():
            return tuple(dict.fromkeys(command.towns))
        case DesignateRealName():
            return (command.department,)
        case _:
            return ()


def name_teams(command: Command) -> tuple[str, ...]:
    """Return the codes of the teams that a decision rests on, each once."""
    match command:
        case AdoptWorkPlan():
            tasks = command.tasks
        case CorrectTask():
            tasks = (command.task,)
        case _:
            tasks = ()
    return tuple(dict.fromkeys(each.team for each in tasks if each.team is not None))


def _list_partners(command: Command) -> Iterator[str | None]:
    match command:
        case AnnounceCall():
            yield command.issuer
        case SubmitBid():
            yield from command.via
        case FormGroup():
            yield from (each.partner for each in command.members)
        case JoinGroup():
            yield command.member.partner
        case RecordExchange():
            yield from command.partners
        case RecordPolicyGrade():
            yield command.body
        case OpenApproval():
            yield from (each.body for each in command.steps)
            yield from (each.partner for each in command.facts.co_hosts)
        case SetEventFacts():
            yield from (each.partner for each in command.facts.co_hosts)
        case StartPosting() | AttachEvidence() | SetTrack():
            yield command.partner
        case _:
            return
