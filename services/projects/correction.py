"""Correction of an entry (PLT-02): entered anew as a whole, judged as when it was entered, beside what stood before."""

from collections.abc import Sequence

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.campaigns import CampaignPlanned
from contracts.projects.corrections import CorrectEntry, EntryCorrected, EntryEvent
from contracts.projects.groups import GroupFormed
from services.projects import bid, call, campaign, exchange, group
from services.projects.checks import check_editor, refuse_state, refuse_unknown

State = call.State | bid.State | group.State | exchange.State | campaign.State


def correct(
    command: CorrectEntry, state: State, made: Sequence[ProjectsEvent], actor: Actor
) -> tuple[ProjectsEvent, ...]:
    """Return what a correction leads to: nothing where the entry is so already.

    `made` is what entering it so would lead to: the entry, then the discrepancies that were claimed. Whose it is stays.
    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, WRONG_STATE.
    """
    begun = find_begun(state)
    if begun is None:
        raise refuse_unknown("그런 것이")
    if actor.role not in command.corrected.roles:
        raise Rejected("NOT_PERMITTED", "총괄부서만 고칠 수 있습니다. 총괄부서에 요청하세요.")
    by = getattr(begun, "by", None)
    check_editor(by, actor)
    entry, *recorded = made
    assert isinstance(entry, EntryEvent), "entering something begins with its entry"
    now = entry.model_copy(update={"by": by}) if hasattr(entry, "by") else entry
    if now == begun:
        return ()
    _check_since(state, now)
    return (EntryCorrected(corrected=now, reason=command.reason), *recorded)


def find_begun(state: State) -> EntryEvent | None:
    """Return how an entry stands; None where there is none."""
    match state:
        case call.Announced() | bid.Found() | bid.Decided() | group.Formed() | exchange.Recorded() | campaign.Planned():
            return state.begun
        case _:
            return None


def _check_since(state: State, now: EntryEvent) -> None:
    """What happened since rests on the entry. Raises: Rejected with WRONG_STATE."""
    match state, now:
        case campaign.Planned(reached=reached), CampaignPlanned() if len(now.phases) < reached:
            raise refuse_state("REACHED", (), f"이미 {reached}단계를 마쳤습니다. 마친 단계를 빼지 마세요.")
        case group.Formed(), GroupFormed() if state.has_changed and not state.is_formed_as(now):
            message = "구성원이 드나든 협력권입니다. 처음의 구성원은 두고 이름과 종류만 고치세요."
            raise refuse_state("CHANGED", ("join", "leave"), message)
        case _:
            return
