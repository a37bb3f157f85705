"""Ballots that were counted by hand: the form of an entry, and how far the two entries are (ENG-08, ENG-13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.engagement.ballots import (
    ChannelTallyDiffered,
    ChannelTallyEntered,
    EnterChannelTally,
    OptionCount,
)
from contracts.engagement.rounds import DeclareTallyRule
from contracts.engagement.tallies import PollMode, TallyRule
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.present import Chip, ChipKind
from gateway.console.registers.declaring import Cell, Part
from gateway.console.words import _
from gateway.labels.engagement import HAND_CHANNEL_LABELS, HAND_STATE_LABELS, TALLY_RULE_LABELS
from gateway.views.channel_tally import Row as Hand
from gateway.views.poll_round import Row

COUNTED: Final = frozenset({"OPEN", "PAUSED", "CLOSED"})
"""States of a round in which ballots are counted by hand."""
COUNT: Final = "count"
WEIGHT: Final = "weight"
_KINDS: Final[Mapping[str, ChipKind]] = {
    "ENTERED": ChipKind.MOVING,
    "DIFFERENT": ChipKind.LATE,
    "IMPORTED": ChipKind.DONE,
}
_NOTES: Final[Mapping[str, str]] = {
    "ENTERED": "다른 담당자가 보지 않고 한 번 더 입력합니다.",
    "DIFFERENT": "표를 다시 세어 두 사람이 처음부터 다시 입력합니다.",
    "IMPORTED": "두 입력이 같아 집계에 들어갔습니다.",
}
Segments = Sequence[Mapping[str, Any]]
Entry = ChannelTallyEntered | ChannelTallyDiffered


@dataclass(frozen=True, slots=True)
class Count:
    """How often a value of an option was counted, as one field asks it."""

    name: str
    label: str
    option: str
    value: int


def list_counts(row: Row) -> Iterator[Count]:
    """Yield what is counted in a round: each option, or each place or number of stars of it."""
    for number, option in enumerate(row.options, 1):
        for value in range(1, _find_highest(row) + 1):
            label = _name(row, f"{number}. {option['text']}", value)
            yield Count(f"{COUNT}-{number}-{value}", label, option["code"], value)


def make_entry(row: Row, segments: Segments) -> Spec:
    """Return the form of an entry for a round."""
    counts = list(list_counts(row))

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        counted = [
            {"option": each.option, "value": each.value, "count": payload.pop(each.name)}
            for each in counts
            if each.name in payload
        ]
        return {"blank": 0, **payload, "counts": counted}

    return Spec(
        "손으로 센 표 입력",
        "입력",
        EnterChannelTally,
        (
            Field("channel", "무엇으로 투표했나", "choice", must=True, options=HAND_CHANNEL_LABELS),
            Field("segment", "참여 구분", "choice", must=True, options=name_segments(segments)),
            Field("ballots", "전체 표", "number", must=True),
            Field("blank", "무효·기권", "number", hint="전체 표 가운데. 없으면 비웁니다."),
            *(Field(each.name, each.label, "number") for each in counts),
        ),
        {"TALLY_SUM_MISMATCH": "ballots", "BAD_SHAPE": "ballots"},
        warning="두 사람이 서로 보지 않고 따로 입력합니다. 같으면 집계에 들어가고 다시 고칠 수 없습니다.",
        shape=shape,
    )


def make_rule(spec: Spec, segments: Segments) -> Spec:
    """Return the form of a rule with a weight for each segment (ENG-08)."""
    names = {f"{WEIGHT}-{each['code']}": str(each["code"]) for each in segments}

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        weights = {name: payload.pop(name, None) for name in names}
        if payload.get("rule") != TallyRule.WEIGHTED_SEGMENT:
            return payload
        missing = next((name for name, weight in weights.items() if weight is None), None)
        if missing:
            raise Misread(missing, _("구분별 가중이면 구분마다 무게를 적으세요."))
        told = [{"segment": names[name], "weight": weight} for name, weight in weights.items()]
        return {**payload, "weights": told}

    weighing = tuple(
        Field(name, _("%(name)s의 무게", name=each["name"]), "number", hint="구분별 가중에만. 예: 1과 2면 두 배.")
        for name, each in zip(names, segments, strict=True)
    )
    rule, *rest = spec.fields
    whole = replace(rule, options=TALLY_RULE_LABELS)
    return replace(spec, command=DeclareTallyRule, fields=(whole, *weighing, *rest), shape=shape)


def lay_out_hands(hands: Sequence[Hand], segments: Segments) -> Part:
    """Return how far the entries are, without what the first one says (ENG-13)."""
    names = name_segments(segments)
    return Part(
        "입력한 것",
        heads=(("참여 구분", "main"), ("무엇으로", ""), ("상태", ""), ("다음", "text")),
        rows=tuple(
            (
                Cell(names.get(each.segment, each.segment)),
                Cell(_(HAND_CHANNEL_LABELS[each.channel])),
                Cell(chip=Chip(_KINDS[each.state], _(HAND_STATE_LABELS[each.state]), "")),
                Cell(_(_NOTES[each.state])),
            )
            for each in hands
        ),
        none="아직 입력한 것이 없습니다.",
    )


def lay_out_difference(row: Row, title: str, entries: Sequence[Entry]) -> Part:
    """Return two entries side by side that differed: neither counts any more (ENG-13)."""
    lines = [
        ("전체 표", [each.ballots for each in entries]),
        ("무효·기권", [each.blank for each in entries]),
        *((each.label, [_find_count(entry.counts, each) for entry in entries]) for each in list_counts(row)),
    ]
    return Part(
        title,
        note="두 입력은 세지 않습니다. 표를 다시 세어 두 사람이 처음부터 다시 입력하세요.",
        heads=(("", "main"), *((_("%(n)s번째 입력", n=n), "num") for n in range(1, len(entries) + 1))),
        rows=tuple((Cell(_(word)), *(Cell(f"{n:,}") for n in told)) for word, told in lines),
    )


def name_segments(segments: Segments) -> dict[str, str]:
    """Return the names of a session's segments by code."""
    return {str(each["code"]): str(each["name"]) for each in segments}


def _find_count(counts: Sequence[OptionCount], wanted: Count) -> int:
    return sum(each.count for each in counts if (each.option, each.value) == (wanted.option, wanted.value))


def _find_highest(row: Row) -> int:
    match row.mode:
        case PollMode.RATING:
            return row.scale or 0
        case PollMode.RANKING:
            return row.max_choices or len(row.options)
        case _:
            return 1


def _name(row: Row, option: str, value: int) -> str:
    match row.mode:
        case PollMode.RATING:
            return _("%(option)s: 별 %(n)s개", option=option, n=value)
        case PollMode.RANKING:
            return _("%(option)s: %(n)s순위", option=option, n=value)
        case _:
            return option
