"""Tally of paper or keypad ballots: entered by one officer, and again by another who has not seen it (ENG-13)."""

from collections import Counter
from dataclasses import dataclass

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import (
    ChannelTallyDiffered,
    ChannelTallyEntered,
    ChannelTallyImported,
    EnterChannelTally,
    OptionCount,
)
from contracts.engagement.tallies import PollMode
from contracts.errors import Rejected
from services.engagement.checks import refuse_registered
from services.engagement.poll_round import Round, require

HELD: tuple[str, ...] = ("OPEN", "PAUSED", "CLOSED")
"""Stages of a round in which ballots may be counted by hand."""


@dataclass(frozen=True, slots=True)
class NotEntered:
    """Nobody has entered it, or what two have entered differed."""

    is_different: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """One officer has."""

    entry: ChannelTallyEntered


@dataclass(frozen=True, slots=True)
class Imported:
    """Two have entered the same: it is counted."""


State = NotEntered | Entered | Imported


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the entries."""

    within: Round
    is_official: bool
    """Whether the segment is of officials."""
    user: str
    """Who enters."""


Entry = ChannelTallyEntered | ChannelTallyDiffered


def decide(
    command: EnterChannelTally, state: State, facts: Facts, told: ChannelTallyEntered
) -> tuple[Entry, ChannelTallyImported | None]:
    """Return what is kept of an entry, and what is counted by it; `told` is the entry as it would be kept.

    Raises: Rejected with WRONG_STATE, ALREADY_REGISTERED, SAME_OFFICER, TALLY_SUM_MISMATCH.
    """
    require(facts.within, *HELD)
    if isinstance(state, Imported):
        raise refuse_registered("집계")
    check_counts(command, facts.within)
    if isinstance(state, NotEntered):
        return told, None
    first = state.entry
    if first.entered_by == facts.user:
        raise Rejected("SAME_OFFICER", "같은 사람이 두 번 입력할 수 없습니다. 다른 담당자가 다시 입력하게 하세요.")
    if (first.ballots, first.blank, first.counts) != (told.ballots, told.blank, told.counts):
        return ChannelTallyDiffered(**told.model_dump(exclude={"type", "entry"})), None
    counted = ChannelTallyImported(
        channel=told.channel,
        segment=told.segment,
        is_official=facts.is_official,
        ballots=told.ballots,
        blank=told.blank,
        counts=told.counts,
        entered_by=(first.entered_by, told.entered_by),
    )
    return told, counted


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the tally after an entry."""
    match event, state:
        case ChannelTallyEntered(), NotEntered():
            return Entered(event)
        case ChannelTallyEntered(), Entered():
            return Imported()
        case ChannelTallyDiffered(), _:
            return NotEntered(is_different=True)
        case _:
            return state


def name_tally(state: State) -> str:
    """Return the state's name, as results tell it."""
    match state:
        case NotEntered(is_different=True):
            return "DIFFERENT"
        case NotEntered():
            return "NONE"
        case Entered():
            return "ENTERED"
        case Imported():
            return "IMPORTED"


def sort_counts(counts: tuple[OptionCount, ...]) -> tuple[OptionCount, ...]:
    """Return counts in one order, without those of nothing, so that equal ones are the same."""
    return tuple(sorted((each for each in counts if each.count), key=lambda each: (each.option, each.value)))


def check_counts(command: EnterChannelTally, within: Round) -> None:
    """The numbers fit each other and the round. Raises: Rejected with TALLY_SUM_MISMATCH."""
    plan, valid = within.plan, command.ballots - command.blank
    pairs = [(each.option, each.value) for each in command.counts]
    highest = {PollMode.RATING: plan.scale or 0, PollMode.RANKING: plan.max_choices or len(plan.options)}.get(
        plan.mode, 1
    )
    if len(set(pairs)) < len(pairs) or any(o not in within.options or v > highest for o, v in pairs) or valid < 0:
        raise _refuse("투표에 있는 선택지를 한 번씩 적고, 무효는 전체 표를 넘지 않게 적으세요.")
    of_option: Counter[str] = Counter()
    of_value: Counter[int] = Counter()
    for each in command.counts:
        of_option[each.option] += each.count
        of_value[each.value] += each.count
    total, most = sum(of_option.values()), plan.max_choices or len(plan.options)
    is_sound = {
        PollMode.SINGLE: total == valid,
        PollMode.MULTIPLE: valid <= total <= valid * most,
        PollMode.RATING: valid <= total,
        PollMode.RANKING: of_value[1] == valid and all(count <= valid for count in of_value.values()),
    }[plan.mode]
    if not is_sound or any(count > valid for count in of_option.values()):
        raise _refuse("선택지의 표를 더한 수가 유효표와 맞지 않습니다. 다시 세어 적으세요.")


def _refuse(message: str) -> Rejected:
    return Rejected("TALLY_SUM_MISMATCH", message)
