"""A whole and its parts (세부사업): divided once, adjusted together, always adding up (PRJ-13, AR-08, AR-10)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from contracts.errors import Rejected
from contracts.projects import Amount, FundingLines, ProjectsEvent
from contracts.projects.funding import (
    AdjustParts,
    AssignProgramme,
    DivideProject,
    FundingPlanSet,
    PartChange,
    PartDraft,
    PartsAdjusted,
    PartTotal,
    ProjectDivided,
    SetFundingPlan,
)
from contracts.projects.investment import Category
from contracts.projects.money import add
from contracts.projects.projects import Parent, ProjectKind, ProjectRegistered, Relation
from services.projects.checks import check_departments, check_editor, read_plan, refuse_state, refuse_unknown
from services.projects.claims import Breach, settle
from services.projects.project import funding
from services.projects.project.ground import Facts
from services.projects.project.identity import Identity
from services.projects.project.money import Money
from services.projects.project.state import NOT_REGISTERED, Active, NotRegistered, State, evolve
from services.projects.sums import add_by_source, compare, compare_sources

Written = tuple[UUID, tuple[ProjectsEvent, ...]]
"""A project and what is written of it; its discrepancies go to streams of their own (`decide.name_stream`)."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a whole costs and who pays."""

    total: Amount
    sources: FundingLines


def divide(command: DivideProject, state: State, parts: Mapping[UUID, State], facts: Facts) -> tuple[Written, ...]:
    """Return what dividing leads to: of the whole, then of each part; all of it one append.

    `parts` are the states of the ids that the parts are to have. Raises: Rejected with NOT_FOUND, WRONG_STATE,
    NOT_PERMITTED, ALREADY_REGISTERED, ROLLUP_MISMATCH, and what registering and funding a project raise.
    """
    whole = _require_active(state, facts)
    plan = funding.require_plan(whole.project.money)
    if whole.project.identity.is_part:
        raise Rejected("BAD_SHAPE", "세부사업은 다시 나눌 수 없습니다. 전체 사업에서 나누세요.")
    if whole.project.money.parts:
        raise refuse_state("DIVIDED", ("adjust_parts",), "이미 나눈 사업입니다. 세부사업의 금액을 고치세요.")
    _check_ids(command.parts, parts)
    written = [_make_part(part, whole.project.identity, facts) for part in command.parts]
    totals = tuple(PartTotal(project=part.id, name=part.name, total=part.total) for part in command.parts)
    states = [_fold(events) for _, events in written]
    breaches = _roll_up(_Whole(plan.total, plan.sources), totals, [each.project.money for each in states])
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    return ((facts.project, (ProjectDivided(parts=totals), *recorded)), *written)


def adjust(command: AdjustParts, state: State, parts: Mapping[UUID, State], facts: Facts) -> tuple[Written, ...]:
    """Return what new totals of parts lead to: of the whole, then of each part that changes; all or nothing.

    `parts` are the states of all its parts. Raises: Rejected with NOT_FOUND, WRONG_STATE, NOT_PERMITTED, BAD_SHAPE,
    ROLLUP_MISMATCH, and what funding a project raises.
    """
    whole = _require_active(state, facts)
    identity, money = whole.project.identity, whole.project.money
    _check_named(command, money, parts)
    written = [_change_part(change, parts[change.project], facts) for change in command.parts]
    changed = {change.project: change.total for change in command.parts}
    totals = tuple(each.model_copy(update={"total": changed.get(each.project, each.total)}) for each in money.parts)
    own = _set_whole(command, identity, money, facts)
    plan = next((event for event in own if isinstance(event, FundingPlanSet)), funding.require_plan(money))
    after = {**parts, **{key: _fold(events, parts[key]) for key, events in written}}
    monies = [each.project.money for part in totals if isinstance(each := after[part.project], Active)]
    breaches = _roll_up(_Whole(plan.total, plan.sources), totals, monies)
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    return ((facts.project, (*own, PartsAdjusted(parts=totals, reason=command.reason), *recorded)), *written)


def _make_part(part: PartDraft, whole: Identity, facts: Facts) -> Written:
    """Return a part: registered, funded, and split by its programme where it has one."""
    own = _narrow(facts, part.id)
    registered = _register(part, whole, facts)
    state = _fold((registered,))
    plan = SetFundingPlan(total=part.total, sources=part.sources)
    events = (registered, *funding.set_plan(plan, state.project.identity, Money(), own))
    if part.programme is None:
        return part.id, events
    assign = AssignProgramme(programme=part.programme)
    return part.id, (*events, *funding.assign(assign, _fold(events).project.money, own))


def _register(part: PartDraft, whole: Identity, facts: Facts) -> ProjectRegistered:
    lead = part.lead or whole.lead
    check_departments((lead,), facts.departments, facts.today)
    inherited = ProjectKind.OTHER if whole.kind is ProjectKind.PROGRAMME else whole.kind
    return ProjectRegistered(
        name=part.name,
        aliases=part.aliases,
        kind=part.kind or inherited,
        lead=lead,
        team=whole.team if lead == whole.lead else None,
        term=whole.term,
        period=read_plan(part.period, facts.today) if part.period is not None else whole.period,
        summary=part.summary,
        effects=(),
        location=None,
        parent=Parent(project=facts.project, relation=Relation.PART),
        task=None,
        external_ref=None,
        is_international_event=False,
        review_category=Category.GENERAL,
        note=part.note,
    )


def _change_part(change: PartChange, state: State, facts: Facts) -> Written:
    """Return a part's new plan."""
    if not isinstance(state, Active):
        raise refuse_state("ENDED", (), "끝난 세부사업의 금액은 고칠 수 없습니다. 세부사업을 확인하세요.")
    own, project = _narrow(facts, change.project), state.project
    plan = _renew(project.money, change.total, change.sources)
    return change.project, funding.set_plan(plan, project.identity, project.money, own, is_adjusting=True)


def _set_whole(command: AdjustParts, identity: Identity, money: Money, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return the whole's own new plan, where its total changes, too."""
    if command.total is None:
        if command.sources:
            raise Rejected("BAD_SHAPE", "전체의 재원은 전체의 총사업비와 함께 적으세요.")
        return ()
    plan = _renew(money, command.total, command.sources)
    return funding.set_plan(plan, identity, money, _narrow(facts, facts.project), is_adjusting=True)


def _renew(money: Money, total: Amount, sources: FundingLines) -> SetFundingPlan:
    """Return a plan of a new total: the items stay, which must not cost more; the years were those of the old one."""
    lines = money.plan.lines if money.plan is not None else ()
    return SetFundingPlan(total=total, sources=sources, lines=lines)


def _roll_up(whole: _Whole, parts: Iterable[PartTotal], monies: Sequence[Money]) -> Iterator[Breach]:
    """Yield that the parts do not add up to the whole, or, where they do, that a source does not (AR-08, AR-10).

    What rates give of a part is rounded: a source may be off by a unit for each part so split.
    """
    message = "세부사업의 합이 전체와 다릅니다."
    total = add(part.total for part in parts)
    breaches = tuple(compare("ROLLUP_MISMATCH", whole.total, total, "parts", message))
    yield from breaches
    if not whole.sources or breaches or not all(money.sources for money in monies):
        return
    computed = add_by_source(line for money in monies for line in money.sources)
    slack, stated = sum(money.rounding for money in monies), add_by_source(whole.sources)
    none = Amount(won=0)
    far = {
        source
        for source in {*stated, *computed}
        if abs(stated.get(source, none).won - computed.get(source, none).won) > slack
    }
    lines = tuple(line for line in whole.sources if line.source in far)
    sums = {source: amount for source, amount in computed.items() if source in far}
    yield from compare_sources("ROLLUP_MISMATCH", lines, sums, message)


def _require_active(state: State, facts: Facts) -> Active:
    if isinstance(state, NotRegistered):
        raise refuse_unknown("그런 사업이")
    check_editor(state.project.identity.lead, facts.actor)
    if not isinstance(state, Active):
        raise refuse_state(state.phase, ("correct", "note"), "끝난 사업은 나누거나 고칠 수 없습니다.")
    return state


def _check_ids(drafts: Iterable[PartDraft], known: Mapping[UUID, State]) -> None:
    ids = [draft.id for draft in drafts]
    if len(set(ids)) < len(ids) or any(not isinstance(known.get(key, NOT_REGISTERED), NotRegistered) for key in ids):
        raise Rejected("ALREADY_REGISTERED", "이미 쓴 세부사업 id입니다. 새 id로 보내세요.")


def _check_named(command: AdjustParts, money: Money, parts: Mapping[UUID, State]) -> None:
    if not money.parts:
        raise refuse_state("WHOLE", ("divide",), "나누지 않은 사업입니다. 먼저 세부사업으로 나누세요.")
    named = [change.project for change in command.parts]
    if len(set(named)) < len(named):
        raise Rejected("BAD_SHAPE", "같은 세부사업을 두 번 적었습니다. 하나만 적으세요.")
    if not set(named) <= {part.project for part in money.parts} & set(parts):
        raise refuse_unknown("그런 세부사업이")


def _narrow(facts: Facts, project: UUID) -> Facts:
    """Return the facts of one of the projects, whose discrepancies have ids of their own."""
    return replace(facts, project=project, command=uuid5(facts.command, str(project)))


def _fold(events: Iterable[ProjectsEvent], state: State = NOT_REGISTERED) -> Active:
    for event in events:
        state = evolve(state, event)
    assert isinstance(state, Active), "what is made or changed here goes on"
    return state
