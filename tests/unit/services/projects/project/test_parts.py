"""A whole and its parts as given / when / then, with the third round of balanced development (제3기 균형발전)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.errors import Rejected
from contracts.projects import Amount, DiscrepancyRecorded, ProjectsEvent, Source
from contracts.projects.budget import Round, RoundKind, SecureBudget
from contracts.projects.funding import AdjustParts, DivideProject, PartChange, PartDraft, PartsAdjusted, ProjectDivided
from contracts.projects.matters import ApproveReplacement, RequestReplacement
from contracts.projects.money import add, add_lines
from contracts.projects.projects import CancelProject, ProjectKind
from services.projects.project.decide import decide, name_stream
from services.projects.project.parts import Written, adjust, divide
from services.projects.project.state import NOT_REGISTERED, Active, State, evolve
from services.projects.sums import add_by_source
from tests.unit.services.projects.project.story import FACTS, KEY, STRANGER, Story, begin, claim, line, million, plan

ROWS = (
    ("호반의 도시, 휴양·관광산업 활성화", 8_600, "balanced-dev", "2018-2019"),
    ("로컬푸드 생산·유통 활성화", 2_900, "balanced-dev", "2019-2020"),
    ("연산면 행복드림타운 조성", 3_300, "balanced-dev", "2019-2020"),
    ("소상공인·청년 창업지원", 3_276, "provincial-only", "2019-2020"),
    ("찾아가는 동고동락 마을문화극장", 900, "provincial-only", "2018-2020"),
    ("문화예술 커뮤니티 조성", 4_500, "provincial-only", "2018-2020"),
    ("폐교 활용 지역특화자원 플랫폼 조성", 3_500, "provincial-only", "2018-2020"),
)
"""A216-222."""
SOURCES = (line(Source.NATIONAL, "7,400"), line(Source.PROVINCIAL, "9,788"), line(Source.CITY, "9,788"))
States = Mapping[UUID, State]


def draft(number: int, name: str, total: int, programme: str | None = None, period: str | None = None) -> PartDraft:
    """Return a part of so many 백만원."""
    when = period.replace("-", " ~ ") if period else None
    return PartDraft(id=UUID(int=100 + number), name=name, total=million(total), programme=programme, period=when)


PARTS = tuple(draft(number, *row) for number, row in enumerate(ROWS, 1))
DIVIDE = DivideProject(parts=PARTS)


def whole(total: str = "26,976") -> Story:
    """Return the whole with its plan."""
    return begin(kind=ProjectKind.PROGRAMME, name="제3기 균형발전사업", period="2018년 ~ 2020년").act(
        plan(total, *SOURCES)
    )


def fold(written: tuple[Written, ...], states: States) -> dict[UUID, State]:
    """Return every project after what was written."""
    return {**states, **{key: reduce(evolve, events, states.get(key, NOT_REGISTERED)) for key, events in written}}


def divided(command: DivideProject = DIVIDE) -> dict[UUID, State]:
    """Return the whole and its parts."""
    story = whole()
    return fold(divide(command, story.state, {}, FACTS), {KEY: story.state})


def require(state: State) -> Active:
    """Return a project that goes on."""
    assert isinstance(state, Active)
    return state


def list_recorded(written: tuple[Written, ...]) -> list[DiscrepancyRecorded]:
    """Return the discrepancies of what was written."""
    return [event for _, events in written for event in events if isinstance(event, DiscrepancyRecorded)]


def test_seven_parts_add_up_to_the_whole() -> None:
    """AR-08, PRJ-13: 8,600 + 2,900 + 3,300 + 3,276 + 900 + 4,500 + 3,500 = 26,976."""
    written = divide(DIVIDE, whole().state, {}, FACTS)
    assert [key for key, _ in written] == [KEY, *(part.id for part in PARTS)]
    (event,) = written[0][1]
    assert isinstance(event, ProjectDivided)
    assert add(part.total for part in event.parts).won == 26_976_000_000


def test_their_sources_are_derived_and_add_up_by_source() -> None:
    """AR-10, PRJ-14: the column sums are 7,400, 9,788, 9,788."""
    states = divided()
    lines = [line for part in PARTS for line in require(states[part.id]).project.money.sources]
    assert {source: amount.won for source, amount in add_by_source(lines).items()} == {
        Source.NATIONAL: 7_400_000_000,
        Source.PROVINCIAL: 9_788_000_000,
        Source.CITY: 9_788_000_000,
    }
    first = require(states[PARTS[0].id]).project
    assert [line.amount.won // 1_000_000 for line in first.money.sources] == [4_300, 2_150, 2_150]
    assert (first.identity.period.value, first.identity.is_part) == ("2018/2019", True)


def test_parts_that_do_not_add_up_are_refused_or_claimed() -> None:
    """PRJ-13."""
    off = DivideProject(parts=(*PARTS[:6], draft(7, "폐교", 3_499, "provincial-only")))
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH") as refusal:
        divide(off, whole().state, {}, FACTS)
    assert refusal.value.details == {"stated": "26,976,000,000원", "computed": "26,975,000,000원"}
    claimed = off.model_copy(update={"claims": (claim("ROLLUP_MISMATCH", "7개 지구 26,976", "A215"),)})
    (recorded,) = list_recorded(divide(claimed, whole().state, {}, FACTS))
    assert recorded.source == "A215"


def test_a_source_that_does_not_add_up_is_seen_where_the_totals_do() -> None:
    """AR-10: 균특 paid as 순도비 leaves no 국비 at all."""
    off = DivideProject(parts=tuple(part.model_copy(update={"programme": "provincial-only"}) for part in PARTS))
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH: CITY"):
        divide(off, whole().state, {}, FACTS)


def test_each_discrepancy_of_the_parts_has_its_own_stream() -> None:
    """AR-14: two parts that lie off the same rate."""
    rows = ((1, 2_257, 1_809, 448), (2, 1_000, 810, 190))
    parts = tuple(
        draft(number, f"사업 {number}", total, "living-zone").model_copy(
            update={"sources": (line(Source.NATIONAL, str(national)), line(Source.LOCAL, str(local)))}
        )
        for number, total, national, local in rows
    )
    story = begin().act(plan("3,257"))
    recorded = list_recorded(divide(DivideProject(parts=parts), story.state, {}, FACTS))
    assert [each.stated for each in recorded] == ["1,809백만원", "810백만원"]
    assert len({name_stream(each, "project-x") for each in recorded}) == 2
    assert [each.about.id for each in recorded] == [str(part.id) for part in parts]


def test_a_project_is_divided_once_with_new_ids_and_a_plan() -> None:
    """PRJ-13."""
    states = divided()
    with pytest.raises(Rejected, match="WRONG_STATE"):
        divide(DIVIDE, states[KEY], {}, FACTS)
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        divide(DIVIDE, whole().state, states, FACTS)
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        divide(DivideProject(parts=(PARTS[0], PARTS[0])), whole().state, {}, FACTS)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        divide(DIVIDE, begin().state, {}, FACTS)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        divide(DIVIDE, NOT_REGISTERED, {}, FACTS)
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        divide(DIVIDE, whole().state, {}, replace(FACTS, actor=STRANGER))
    with pytest.raises(Rejected, match="WRONG_STATE"):
        divide(DIVIDE, whole().act(CancelProject(reason="취소")).state, {}, FACTS)


def test_a_part_is_not_divided_again() -> None:
    """PRJ-13: or its total could no longer change with the whole's."""
    states = divided()
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        divide(DivideProject(parts=(draft(50, "또 하나", 8_600),)), states[PARTS[0].id], {}, FACTS)


def test_a_part_keeps_its_items_when_its_total_changes() -> None:
    """PRJ-22: what is secured for an item stays covered; items that cost more than is left are refused."""
    states, first = divided(), PARTS[0].id
    bridge = plan("8,600", lines=[{"item": "출렁다리", "amount": million(8_550)}])
    states = fold(((first, decide(bridge, states[first], FACTS)),), states)
    with pytest.raises(Rejected, match="BREAKDOWN_MISMATCH"):
        adjust(move((1, 8_500), (2, 3_000)), states[KEY], states, FACTS)
    after = fold(adjust(move((1, 8_550), (2, 2_950)), states[KEY], states, FACTS), states)
    assert require(after[first]).project.money.find_cost("출렁다리") == million(8_550)


def test_a_part_keeps_its_total_until_the_whole_changes_it() -> None:
    """PRJ-13."""
    part = divided()[PARTS[0].id]
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH"):
        decide(plan("8,601"), part, FACTS)
    decide(plan("8,600", lines=[{"item": "출렁다리", "amount": million(8_600)}]), part, FACTS)


def test_the_whole_keeps_the_sum_of_its_parts() -> None:
    """PRJ-13."""
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH"):
        decide(plan("27,000"), divided()[KEY], FACTS)


def move(*changes: tuple[int, int], total: int | None = None) -> AdjustParts:
    """Return new totals of parts by their number."""
    parts = tuple(PartChange(project=UUID(int=100 + number), total=million(won)) for number, won in changes)
    return AdjustParts(parts=parts, total=million(total) if total else None, reason="변경 승인")


def test_parts_change_together_or_not_at_all() -> None:
    """PRJ-13: 100 from the first to the second, both split anew by their programme."""
    states = divided()
    written = adjust(move((1, 8_500), (2, 3_000)), states[KEY], states, FACTS)
    after = fold(written, states)
    first = require(after[PARTS[0].id]).project.money
    assert [each.amount.won // 1_000_000 for each in first.sources] == [4_250, 2_125, 2_125]
    assert isinstance(written[0][1][-1], PartsAdjusted)
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH"):
        adjust(move((1, 8_500)), states[KEY], states, FACTS)


def test_the_whole_may_change_with_its_parts() -> None:
    """PRJ-13: 26,976 less 100."""
    states = divided()
    after = fold(adjust(move((1, 8_500), total=26_876), states[KEY], states, FACTS), states)
    money = require(after[KEY]).project.money
    assert money.plan is not None
    assert money.plan.total.won == add(part.total for part in money.parts).won == 26_876_000_000


def test_adjusting_names_parts_that_there_are_once_each() -> None:
    states = divided()
    with pytest.raises(Rejected, match="NOT_FOUND"):
        adjust(move((99, 1)), states[KEY], states, FACTS)
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        adjust(move((1, 8_600), (1, 8_600)), states[KEY], states, FACTS)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        adjust(move((1, 8_600)), whole().state, states, FACTS)
    bare = move((1, 8_600)).model_copy(update={"sources": SOURCES})
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        adjust(bare, states[KEY], states, FACTS)
    ended = fold(((PARTS[0].id, decide(CancelProject(reason="취소"), states[PARTS[0].id], FACTS)),), states)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        adjust(move((1, 8_600)), ended[KEY], ended, FACTS)


def test_a_part_is_not_cut_below_what_it_has() -> None:
    """PRJ-13, PRJ-19: all or nothing, the money of the parts included."""
    states, first = divided(), PARTS[0].id
    original = Round(year=2018, kind=RoundKind.ORIGINAL)
    secure = SecureBudget(round=original, source=Source.CITY, amount=million(8_600), on="2018. 1월")
    states[first] = reduce(evolve, decide(secure, states[first], FACTS), states[first])
    with pytest.raises(Rejected, match="SECURED_EXCEEDS_TOTAL"):
        adjust(move((1, 8_500), (2, 3_000)), states[KEY], states, FACTS)


def test_a_replaced_part_keeps_its_money_programme_and_whole() -> None:
    """PRJ-41: 대체사업 검토 of the fifth, A220."""
    states, fifth = divided(), PARTS[4].id
    story = Story(states[fifth])
    before = story.project
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(ApproveReplacement(name="대체사업"))
    story.act(RequestReplacement(reason="대체사업 검토"))
    assert story.project.matters.is_replacement_requested
    story.act(ApproveReplacement(name="대체사업", summary="새 사업", reference="도 균형발전과-1234"))
    assert (story.project.identity.name, story.project.identity.summary) == ("대체사업", "새 사업")
    assert not story.project.matters.is_replacement_requested
    assert (story.project.money, story.project.identity.parent) == (before.money, before.identity.parent)


totals = some.lists(some.integers(0, 10**12), min_size=1, max_size=6)


@given(totals, totals)
def test_a_whole_is_always_the_sum_of_its_parts(first: list[int], second: list[int]) -> None:
    """PRJ-13: whatever the totals, divided and then adjusted with the whole."""
    second = (second * len(first))[: len(first)]
    drafts = tuple(
        PartDraft(id=UUID(int=100 + number), name=f"사업 {number}", total=Amount(won=won), programme="balanced-dev")
        for number, won in enumerate(first)
    )
    story = begin().act(plan(f"{sum(first)}원"))
    states = fold(divide(DivideProject(parts=drafts), story.state, {}, FACTS), {KEY: story.state})
    pairs = list(zip(drafts, second, strict=True))
    changes = tuple(PartChange(project=part.id, total=Amount(won=won)) for part, won in pairs)
    command = AdjustParts(parts=changes, total=Amount(won=sum(second)), reason="변경")
    states = fold(adjust(command, states[KEY], states, FACTS), states)
    money = require(states[KEY]).project.money
    assert money.plan is not None
    assert money.plan.total.won == add(part.total for part in money.parts).won == sum(second)
    for part, won in pairs:
        assert add_lines(require(states[part.id]).project.money.sources).won == won


def test_events_of_the_project_itself_stay_with_it() -> None:
    event: ProjectsEvent = divide(DIVIDE, whole().state, {}, FACTS)[0][1][0]
    assert name_stream(event, "project-x") == "project-x"


def test_a_source_may_be_off_by_the_rounding_of_its_parts_and_no_more() -> None:
    """AR-09, AR-10: 8,550 and 2,950 give 도비 2,138 and 738, one more than 25 % of both, which no source stated."""
    states = divided()
    adjust(move((1, 8_550), (2, 2_950)), states[KEY], states, FACTS)
    within, beyond = (
        PartChange(
            project=PARTS[0].id,
            total=million(8_600),
            sources=(line(Source.NATIONAL, national), line(Source.PROVINCIAL, "2,150"), line(Source.CITY, city)),
        )
        for national, city in (("4,306", "2,144"), ("4,307", "2,143"))
    )
    adjust(AdjustParts(parts=(within,), reason="변경"), states[KEY], states, FACTS)  # six others are split by rates
    with pytest.raises(Rejected, match="ROLLUP_MISMATCH: CITY"):
        adjust(AdjustParts(parts=(beyond,), reason="변경"), states[KEY], states, FACTS)
