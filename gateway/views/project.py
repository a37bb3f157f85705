"""사업: one row a project, with what a portfolio filters, sorts and sums as columns of their own (PRJ-01 to PRJ-44)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from contracts.calendar.periods import Period
from contracts.messages import Event, Recorded
from contracts.projects import ProjectsEvent, Source, matters
from contracts.projects.budget import (
    BudgetExecuted,
    BudgetSecured,
    BudgetTransferred,
    CarryOverRecorded,
    find_shortfall,
)
from contracts.projects.funding import FundingPlanSet, FundingProgrammeAssigned, PartsAdjusted, ProjectDivided
from contracts.projects.milestones import (
    MilestoneDropped,
    MilestoneEvent,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneReplanned,
)
from contracts.projects.parcels import ParcelsAcquired, ParcelsRegistered
from contracts.projects.procedures import ProcedureFailed, ProcedurePassed, ProcedureRequired
from contracts.projects.projects import (
    CorrectedField,
    Location,
    ProjectCancelled,
    ProjectCompleted,
    ProjectCorrected,
    ProjectRegistered,
    ProjectStarted,
)
from contracts.projects.slips import MilestoneSlipped

CONTEXT = "projects"
PREFIX = "project-"
Json = dict[str, Any]
"""As `model_dump(mode="json")` writes it."""
Changes = dict[str, Any]
"""Fields of a row that an event changes."""
SAME: Final[Changes] = {}
AS_SAID: Final = (
    *("name", "aliases", "kind", "lead", "team", "term", "summary", "effects", "note"),
    *("is_international_event", "review_category"),
)
LISTS: Final[Mapping[type[Event], str]] = {
    BudgetSecured: "secured",
    BudgetExecuted: "executed",
    BudgetTransferred: "transfers",
    CarryOverRecorded: "carried",
    ParcelsAcquired: "acquisitions",
    matters.DistributedToDepartments: "distributions",
    matters.ContributionLinked: "contributions",
    matters.EventNoted: "notes",
}
"""Where events are kept one after the other, as they say it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One project; money in won, areas in ㎡, places in millionths of a degree."""

    project: str
    version: int
    position: int
    name: str
    aliases: list[str]
    kind: str
    phase: str
    """REGISTERED, STARTED, COMPLETED or CANCELLED."""
    lead: str
    team: str | None
    term: int | None
    period: Json
    """As precisely as it was given, with the source's own words."""
    first_day: date
    last_day: date | None
    """None of a period without an end."""
    summary: str | None
    effects: list[str]
    address: str | None
    latitude: int | None
    longitude: int | None
    area_m2: int | None
    parent: str | None
    relation: str | None
    """What it is of its parent: PART, whose money is in the parent's, or CITY_SHARE of a joint project."""
    task_year: int | None
    task_number: int | None
    external_system: str | None
    external_id: str | None
    is_international_event: bool
    review_category: str
    note: str | None
    started_on: Json | None = None
    completed_on: Json | None = None
    ending: str | None = None
    """Its outcome, or why it was given up."""
    total_won: int | None = None
    """None while there is no plan."""
    order_won: int = 0
    """The total, 0 where there is none: what a list is ordered by."""
    is_approximate: bool = False
    """약."""
    total: Json | None = None
    """As the source writes it."""
    national_won: int | None = None
    """None, as those that follow, where neither the plan nor a programme's rates tell the sources."""
    provincial_won: int | None = None
    city_won: int | None = None
    local_won: int | None = None
    revenue_won: int | None = None
    other_won: int | None = None
    sources: list[Json] = field(default_factory=list)
    """As the plan states them."""
    years: list[Json] = field(default_factory=list)
    """`year` (None: later), `source`, `won`, `is_approximate`, `written`: one entry a year and source."""
    lines: list[Json] = field(default_factory=list)
    lines_are_whole: bool = False
    programme: str | None = None
    programme_version: int | None = None
    split: list[Json] = field(default_factory=list)
    """What the programme's rates give of the total."""
    secured_won: int = 0
    executed_won: int = 0
    shortfall_won: int | None = None
    """Total less secured; None while there is no plan."""
    items: dict[str, dict[str, int]] = field(default_factory=dict)
    """By item, "" for what is tied to none: `secured_won` and `executed_won`."""
    secured: list[Json] = field(default_factory=list)
    executed: list[Json] = field(default_factory=list)
    transfers: list[Json] = field(default_factory=list)
    carried: list[Json] = field(default_factory=list)
    is_divided: bool = False
    """Its money is that of its parts, too: a sum takes one of the two."""
    parts: list[Json] = field(default_factory=list)
    milestones: list[Json] = field(default_factory=list)
    """By number."""
    procedures: list[Json] = field(default_factory=list)
    """`result` is OPEN, PASSED or FAILED."""
    parcel_count: int = 0
    parcel_area_m2: int = 0
    parcels: list[Json] = field(default_factory=list)
    holdings: list[Json] = field(default_factory=list)
    acquired_count: int = 0
    acquired_area_m2: int = 0
    paid_won: int = 0
    acquisitions: list[Json] = field(default_factory=list)
    facilities: list[Json] = field(default_factory=list)
    rights: list[Json] = field(default_factory=list)
    distributions: list[Json] = field(default_factory=list)
    contributions: list[Json] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)
    replacement_requested_for: str | None = None
    """Why another project shall take its place; None once one has."""
    replacements: list[Json] = field(default_factory=list)
    corrections: list[Json] = field(default_factory=list)
    """What stood before and stands now, by whom and when, in order (PLT-02)."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the project that the event changes."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the row after the event; whatever the event, its version is that of the stream."""
    if isinstance(event.data, ProjectRegistered):
        return _register(event.data, event)
    if row is None:
        return None
    folds = (_live, _plan, _spend, _schedule, _proceed, _take_land, _note, _replace)
    changes = {name: value for fold in folds for name, value in fold(row, event.data).items()}
    if (lists := LISTS.get(type(event.data))) is not None:
        changes[lists] = [*getattr(row, lists), _tell(event.data)]
    if isinstance(event.data, ProjectCorrected):
        changes |= _correct(row, event.data, event)
    if (total := changes.get("total_won", row.total_won)) is not None:
        changes["shortfall_won"] = find_shortfall(total, changes.get("secured_won", row.secured_won))
    return replace(row, **changes, version=event.streamversion, position=event.position)


def _register(registered: ProjectRegistered, event: Recorded[ProjectsEvent]) -> Row:
    location, parent, task = registered.location or Location(), registered.parent, registered.task
    said = _tell(registered)
    return Row(
        project=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        **{name: said[name] for name in AS_SAID},
        phase="REGISTERED",
        **_tell_period(registered.period),
        address=location.address,
        latitude=location.latitude,
        longitude=location.longitude,
        area_m2=location.area_m2,
        parent=str(parent.project) if parent else None,
        relation=parent.relation if parent else None,
        task_year=task.year if task else None,
        task_number=task.number if task else None,
        external_system=registered.external_ref.system if registered.external_ref else None,
        external_id=registered.external_ref.id if registered.external_ref else None,
    )


def _tell_period(period: Period) -> Changes:
    return {"period": period.model_dump(mode="json"), "first_day": period.first, "last_day": period.last}


def _tell(event: ProjectsEvent) -> Json:
    """Return what an event says, for a list of such events."""
    return event.model_dump(mode="json", exclude={"type", "entry"})


def _live(_: Row, event: ProjectsEvent) -> Changes:
    match event:
        case ProjectStarted():
            return {"phase": "STARTED", "started_on": event.on.model_dump(mode="json")}
        case ProjectCompleted():
            on = event.on.model_dump(mode="json")
            return {"phase": "COMPLETED", "completed_on": on, "ending": event.outcome}
        case ProjectCancelled():
            return {"phase": "CANCELLED", "ending": event.reason}
        case _:
            return SAME


def _correct(row: Row, corrected: ProjectCorrected, event: Recorded[ProjectsEvent]) -> Changes:
    told = {**_tell(corrected), "by": event.actor, "at": event.effectiveat.isoformat()}
    return {**_change(row, corrected), "corrections": [*row.corrections, told]}


def _change(row: Row, corrected: ProjectCorrected) -> Changes:
    after = corrected.after
    match corrected.field:
        case CorrectedField.ALIASES | CorrectedField.EFFECTS:
            return {corrected.field.lower(): after.splitlines() if after else []}
        case CorrectedField.TERM | CorrectedField.AREA_M2:
            return {corrected.field.lower(): int(after) if after else None}
        case CorrectedField.PERIOD:
            return _tell_period(corrected.period) if corrected.period else SAME
        case CorrectedField.LEAD:
            return {"lead": after, "team": row.team if after == row.lead else None}
        case _:
            return {corrected.field.lower(): after}


def _plan(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case FundingPlanSet():
            said = _tell(event)
            years = [
                {"year": each["year"], "source": line["source"], **line["amount"]}
                for each in said["years"]
                for line in each["amounts"]
            ]
            return {
                **_find_sources(said["sources"] or row.split),
                **{name: said[name] for name in ("total", "sources", "lines", "lines_are_whole")},
                "total_won": event.total.won,
                "order_won": event.total.won,
                "is_approximate": event.total.is_approximate,
                "years": years,
            }
        case FundingProgrammeAssigned():
            split = _tell(event)["split"]
            found = {"programme": event.programme, "programme_version": event.version, "split": split}
            return {**found, **_find_sources(row.sources or split)}
        case ProjectDivided() | PartsAdjusted():
            return {"is_divided": True, "parts": _tell(event)["parts"]}
        case _:
            return SAME


def _find_sources(lines: Iterable[Json]) -> Changes:
    won = {line["source"]: line["amount"]["won"] for line in lines}
    return {f"{source.lower()}_won": won.get(source, 0) if won else None for source in Source}


def _spend(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case BudgetSecured():
            items = _add(row.items, event.item, "secured_won", event.amount.won)
            return {"secured_won": row.secured_won + event.amount.won, "items": items}
        case BudgetExecuted():
            items = _add(row.items, event.item, "executed_won", event.amount.won)
            return {"executed_won": row.executed_won + event.amount.won, "items": items}
        case BudgetTransferred():
            given = _add(row.items, event.from_item, "secured_won", -event.amount.won)
            return {"items": _add(given, event.to_item, "secured_won", event.amount.won)}
        case _:
            return SAME


def _add(items: dict[str, dict[str, int]], item: str | None, what: str, won: int) -> dict[str, dict[str, int]]:
    known = items.get(item or "", {"secured_won": 0, "executed_won": 0})
    return {**items, item or "": {**known, what: known[what] + won}}


def _schedule(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case MilestonePlanned():
            new: Json = {"forecast": None, "forecast_reason": None, "reached": None, "evidence": [], "note": None}
            planned = {**_tell(event), **new, "dropped_for": None, "replans": [], "reviews": []}
            return {"milestones": sorted([*row.milestones, planned], key=lambda each: each["number"])}
        case MilestoneReplanned() | MilestoneForecast() | MilestoneSlipped() | MilestoneReached() | MilestoneDropped():
            number = event.number
            return {"milestones": [_move(each, event) if each["number"] == number else each for each in row.milestones]}
        case _:
            return SAME


def _move(milestone: Json, event: MilestoneEvent | MilestoneSlipped) -> Json:
    said = _tell(event)
    opened = [said["review"]] if said.get("review") else []
    told: Json = {"reviews": [*milestone["reviews"], *opened]}
    match event:
        case MilestoneReplanned():
            replans = [*milestone["replans"], {"before": milestone["planned"], "reason": event.reason}]
            told |= {"planned": said["planned"], "is_out_of_order": event.is_out_of_order, "replans": replans}
        case MilestoneForecast():
            told |= {"forecast": said["forecast"], "forecast_reason": event.reason}
        case MilestoneReached():
            told |= {"reached": said["on"], "evidence": said["evidence"], "note": event.note}
        case MilestoneDropped():
            told["dropped_for"] = event.reason
        case _:
            pass
    return {**milestone, **told}


def _proceed(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case ProcedureRequired():
            told: Json = {"gates_start": event.gates_start, "result": "OPEN"}
        case ProcedurePassed():
            told = {"result": "PASSED"}
        case ProcedureFailed():
            told = {"result": "FAILED"}
        case _:
            return SAME
    told = {**_tell(event), **told}
    is_same = [(each["kind"], each["name"]) == (told["kind"], told["name"]) for each in row.procedures]
    kept = [{**each, **told} if same else each for each, same in zip(row.procedures, is_same, strict=True)]
    return {"procedures": kept if any(is_same) else [*kept, told]}


def _take_land(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case ParcelsRegistered():
            said = _tell(event)
            whole = {"parcel_count": event.count, "parcel_area_m2": event.area_m2}
            return {**whole, "parcels": said["parcels"], "holdings": said["holdings"]}
        case ParcelsAcquired():
            return {
                "acquired_count": row.acquired_count + event.count,
                "acquired_area_m2": row.acquired_area_m2 + event.area_m2,
                "paid_won": row.paid_won + event.paid.won,
            }
        case _:
            return SAME


def _note(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case matters.FacilitiesListed():
            listed = {each["name"] for each in row.facilities}
            new = [{"name": name, "status": "PLANNED", "note": None} for name in event.names if name not in listed]
            return {"facilities": [*row.facilities, *new]}
        case matters.FacilityStatusSet():
            told = _tell(event)
            return {"facilities": [told if each["name"] == event.name else each for each in row.facilities]}
        case matters.PropertyApplied():
            return {"rights": [*row.rights, {**_tell(event), "registered_on": None, "renewal_due": None}]}
        case matters.PropertyRegistered():
            said, key = _tell(event), (event.kind, event.name)
            told = {"registered_on": said["on"], "registered_number": event.number, "renewal_due": said["renewal_due"]}
            rights = [{**each, **told} if (each["kind"], each["name"]) == key else each for each in row.rights]
            return {"rights": rights}
        case _:
            return SAME


def _replace(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case matters.ReplacementRequested():
            return {"replacement_requested_for": event.reason}
        case matters.ReplacementApproved():
            told = {**_tell(event), "reason": row.replacement_requested_for}
            new = {"name": event.name, "aliases": list(event.aliases), "summary": event.summary or row.summary}
            return {**new, "replacement_requested_for": None, "replacements": [*row.replacements, told]}
        case _:
            return SAME
