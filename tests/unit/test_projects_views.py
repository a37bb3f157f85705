"""The folds of the projects' registers as given / when / then."""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args
from uuid import UUID

from contracts.messages import Event, Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import EvidenceAttached
from contracts.projects.facts import FactEvent
from contracts.projects.projects import CancelProject
from gateway.projector import VIEWS
from gateway.views import (
    approval,
    attraction,
    attraction_count,
    bid,
    budget_round,
    call,
    campaign,
    contract,
    cooperation_group,
    disclosure,
    discrepancy,
    exchange,
    flagship_list,
    posting,
    programme,
    project_file,
    real_name,
    review,
    trend,
    work_plan,
    work_plan_edition,
)
from infra.projections import fold_events
from tests.making import record_all
from tests.projects_histories import STORIES, tell, tell_division, tell_project
from tests.unit.services.projects.project.test_histories import ALL
from tests.unit.services.projects.test_other_histories import SEALED


def fold(view: Any, written: Sequence[tuple[str, ProjectsEvent]]) -> dict[object, Any]:
    """Return the rows by key after what a log holds."""
    rows: dict[object, Any] = {}
    for event in record_all(written):
        for key in view.keys(event):
            rows[key] = view.apply(rows.get(key), event)
    return rows


def only(view: Any, written: Sequence[tuple[str, ProjectsEvent]]) -> Any:
    """Return the one row."""
    (row,) = fold(view, written).values()
    return row


def tell_all(name: str) -> list[tuple[str, ProjectsEvent]]:
    """Return what all commands of a kind of stream lead to."""
    return tell((name, STORIES[name].commands))


def test_the_histories_of_the_views_tell_every_event_of_the_projects() -> None:
    """Or the properties would hold of nothing."""
    lost = [command for command in STORIES["bid"].commands if type(command).__name__ != "RejectBid"]
    cancelled = tell_project([CancelProject(reason="-")])
    written = [*tell_division(), *tell_project([*ALL]), *cancelled, *tell(("bid", lost))]
    told = {type(event) for name in STORIES for _, event in tell_all(name)} | {type(event) for _, event in written}
    untold = set(get_args(get_args(ProjectsEvent)[0])) - told - set(get_args(FactEvent))
    assert {kind.__name__ for kind in untold} == {"PartsAdjusted", "MilestoneSlipped", "SlipWatched"}


def test_each_view_has_rows_of_the_histories() -> None:
    written = [*tell_project([*ALL]), *(each for name in STORIES for each in tell_all(name))]
    events: list[Recorded[Event]] = record_all([(stream, event) for stream, event in written])
    views = [view for view in VIEWS if view.context == "projects"]
    assert len(views) > 20
    assert [view.name for view in views if not any(fold_events(view, {}, events).values())] == []


def test_a_contract_is_told_as_amended_with_what_stood() -> None:
    """PRJ-31, PRJ-32, AR-11, AR-12: 300 days; 70 + 20 + 10 = 100."""
    row = only(contract, tell_all("contract"))
    assert (row.amount_won, row.state, row.last_day) == (422_000_000, "ACCEPTED", date(2018, 12, 31))
    assert sum(each["share"] for each in row.consortium) == 10_000
    (amended,) = row.amendments
    assert (amended["before"]["days"], row.days) == (300, 344)
    assert [each["kind"] for each in row.briefings] == ["KICKOFF", "INTERIM", "INTERIM", "INTERIM", "FINAL"]


def test_a_review_is_told_by_its_last_record() -> None:
    """PRJ-82, XS-04: 4,000 of 5,000 is lagging; put right it is not, and what was agreed stays agreed."""
    told = [*tell_all("review")]
    row = only(review, told[:-2])
    assert (row.kind, row.state, row.rating, row.is_agreed) == ("AD_HOC", "CLOSED", "LAGGING", True)
    assert (row.recovery_day, row.answers_for_it) == (date(2024, 12, 31), "culture")
    right = only(review, told)
    assert (right.state, right.rating, right.correction, right.is_agreed) == ("CLOSED", "NORMAL", "-", True)


def test_a_discrepancy_keeps_every_decision() -> None:
    """domain.md 1.10: who and when stand with it."""
    recorded, decided = tell_all("discrepancy")
    row = only(discrepancy, [recorded, decided, decided])
    assert (row.code, row.about_kind, row.state, row.decision) == ("INC-04", "DOCUMENT", "DECIDED", "NOTED")
    assert (len(row.decisions), row.version) == (2, 3)
    assert row.decided_by == row.recorded_by
    assert only(discrepancy, [recorded]).state == "OPEN"


def test_a_claim_is_a_row_of_the_register_beside_what_it_is_about() -> None:
    """INC-24."""
    row = only(discrepancy, tell_all("attraction"))
    assert (row.code, row.stated, row.source, row.state) == ("TARGET_TYPE_UNKNOWN", "-", "B127", "OPEN")


def test_a_programme_keeps_its_versions() -> None:
    """PRJ-14."""
    row = only(programme, tell_all("programme"))
    assert (row.programme, row.valid_from) == ("balanced-dev", date(2019, 1, 1))
    assert [each["version"] for each in row.versions] == [1, 2]
    assert [each["rate"] for each in row.versions[0]["rates"]] == [5_000, 2_500, 2_500]


def test_each_budget_of_a_year_is_a_row() -> None:
    """PRJ-20."""
    rows = fold(budget_round, tell_all("rounds"))
    assert sorted(rows, key=str) == ["2018-ORIGINAL-0", "2018-SUPPLEMENTARY-2"]
    assert rows["2018-SUPPLEMENTARY-2"].first_day == date(2018, 9, 1)


def test_a_list_of_flagships_is_approved_as_it_stands() -> None:
    """PRJ-80."""
    listed, approved = tell_all("flagships")
    assert not only(flagship_list, [listed]).is_approved
    row = only(flagship_list, [listed, approved])
    assert (row.year, row.is_approved, row.projects) == (2024, True, [str(UUID(int=1)), str(UUID(int=2))])


def test_a_plan_has_its_tasks_as_corrected_and_its_sheet() -> None:
    """PRJ-01, PRJ-04, PLT-02."""
    row = only(work_plan, tell_all("plan"))
    assert (row.year, row.editions, [each["title"] for each in row.tasks]) == (2024, 2, ["환류"])
    assert (row.corrections[0]["before"]["title"], row.corrections[0]["after"]["title"]) == ("시정환류", "환류")
    assert row.sheet["computed"]["total"]["won"] == 1_000_000


def test_each_edition_of_a_plan_is_a_row_that_no_correction_changes() -> None:
    """PRJ-02."""
    adopted, corrected, *published = tell_all("plan")
    rows = fold(work_plan_edition, [adopted, corrected, *published, corrected])
    assert list(rows) == ["2024-1", "2024-2"]
    assert (rows["2024-1"].kind, rows["2024-1"].reason, rows["2024-2"].reason) == ("PLAN", None, "정정")
    assert [each["task"]["title"] for each in rows["2024-1"].tasks] == ["환류"]


def test_a_call_may_be_open_until_it_closes() -> None:
    """PRJ-54."""
    row = only(call, tell_all("call")[:1])
    assert (row.first_day, row.last_day) == (date(2024, 10, 1), date(2024, 11, 30))


def test_a_bid_is_told_as_granted_and_as_asked_for() -> None:
    """PRJ-50, PRJ-51."""
    rejected = only(bid, tell_all("bid"))
    assert (rejected.state, rejected.reason, rejected.decided_year) == ("REJECTED", "순위 밖", 2024)
    assert (rejected.support_won, rejected.via) == (1_000_000, ["chungnam"])
    won = [command for command in STORIES["bid"].commands if type(command).__name__ != "RejectBid"]
    row = only(bid, tell(("bid", won)))
    assert (row.state, row.items_won, len(row.asked), row.funds[0]["name"]) == ("SELECTED", 1_000_000, 1, "용역비")


def test_a_group_knows_who_was_in_on_a_day() -> None:
    """PRJ-52: left on 2019-01-01, back on 2020-01-01."""
    row = only(cooperation_group, tell_all("group"))
    days = [date(2018, 1, 1), date(2019, 1, 1), date(2019, 1, 2), date(2019, 12, 31), date(2020, 1, 1)]
    assert [row.list_partners(day) for day in days] == [["gongju"], ["gongju"], [], [], ["gongju"]]


def test_an_exchange_is_told_with_its_people() -> None:
    """PRJ-56."""
    row = only(exchange, tell_all("exchange"))
    assert (row.first_day, row.people, row.is_approximate, row.countries) == (date(2024, 4, 4), 30, False, None)


def test_a_posting_ends_when_it_ended() -> None:
    """PRJ-57: planned to December, over in June."""
    row = only(posting, tell_all("posting"))
    assert (row.first_day, row.last_day, row.ended_for) == (date(2024, 1, 1), date(2024, 6, 30), "복귀")
    assert [each["number"] for each in row.reports] == [1]


def test_an_approval_that_is_asked_for_anew_begins_again() -> None:
    """PRJ-58: what was passed before stays in its history."""
    row = only(approval, tell_all("approval"))
    assert (row.state, row.round, row.next_step, row.approved_won) == ("OPEN", 2, 1, None)
    assert row.next_day == date(2024, 9, 30)
    assert [(each["round"], each["state"]) for each in row.history] == [
        (1, "SUBMITTED"),
        (1, "REJECTED"),
        (1, "SUBMITTED"),
        (1, "PASSED"),
    ]
    assert [each["state"] for each in row.steps] == ["OPEN"]
    assert len(row.rules) >= 5


def test_an_event_is_approved_with_its_last_step() -> None:
    """PRJ-58."""
    commands = STORIES["approval"].commands
    passed = [command for command in commands if type(command).__name__ != "ReopenApproval"]
    row = only(approval, tell(("approval", passed)))
    assert (row.state, row.next_step, row.next_day, row.approved_won) == ("APPROVED", None, None, 100)


def test_what_goes_on_beside_an_approval_is_told_with_it() -> None:
    """PRJ-61 to PRJ-64."""
    row = only(approval, tell_all("approval"))
    (requirement,) = row.requirements
    assert [each["kind"] for each in requirement["evidence"]] == ["MOU"]
    assert [(each["track"], each["state"]) for each in row.tracks] == [("COMPANY", "PLANNED")]
    figure = row.figures["VISITORS"]
    assert (figure["target"]["n"], figure["actual"]["n"]) == (1_500_000, 1)
    (boom_up,) = row.boom_ups
    assert (boom_up["is_held"], boom_up["people"]["n"], boom_up["on"]["value"]) == (True, 9, "2024-06-02")


def test_an_institution_keeps_what_became_of_it() -> None:
    """PRJ-70."""
    row = only(attraction, tell_all("attraction"))
    assert (row.kind, row.kind_source, row.status) == ("NEW", "보도", "WON")
    assert [each["status"] for each in row.history] == ["TARGET", "WON"]


def test_a_number_of_institutions_keeps_how_it_changed() -> None:
    """PRJ-71: 34, then 44, then 45."""
    row = only(attraction_count, tell_all("attraction_count"))
    assert (row.body, row.institutions) == ("충남", 45)
    assert [(each["before"], each["count"]) for each in row.changes] == [(34, 44), (44, 45)]


def test_each_note_of_a_trend_is_a_row() -> None:
    """PRJ-72."""
    *_, (stream, noted) = tell_all("attraction_count")
    rows = fold(trend, [(stream, noted), (stream, noted)])
    assert len(rows) == 2
    assert {row.text for row in rows.values()} == {"연기"}


def test_a_campaign_is_done_with_its_last_phase() -> None:
    """PRJ-65: 2~3월, 4월."""
    planned, first, last, _corrected = tell_all("campaign")
    assert only(campaign, [planned, first]).state == "PLANNED"
    row = only(campaign, [planned, first, last])
    assert (row.state, row.reached, row.total_won) == ("DONE", 2, 1_000_000)
    assert (row.first_day, row.last_day) == (date(2024, 2, 1), date(2024, 4, 30))


def test_names_stay_sealed_and_nobody_is_taken_out_of_a_record() -> None:
    """PRJ-83: a change of personnel adds, never overwrites."""
    row = only(real_name, tell_all("real_name"))
    (person,) = row.people
    assert (person["name"], person["until"]["value"]) == (SEALED, "2024-06")
    assert (row.is_published, row.criterion, row.statuses[0]["text"]) == (True, "RESEARCH_CONTRACT", "추진")


def test_a_citizens_words_stay_sealed() -> None:
    """PRJ-85."""
    row = only(disclosure, tell_all("disclosure"))
    assert (row.text, row.requester) == (SEALED, SEALED)
    assert (row.state, row.committee, row.is_published) == ("ACCEPTED", "위원회", True)


def test_staff_find_by_whom_an_evidence_was_given() -> None:
    """PRJ-61: one row an event that files rest on, with who gave them; what rests on none has no row."""
    written = tell_all("approval")
    rows = fold(project_file, written)
    attached = [event.file.sha256 for _, event in written if isinstance(event, EvidenceAttached)]
    assert attached
    assert [row.files for row in rows.values()] == [[each] for each in attached]
    assert all(row.given_by for row in rows.values())


def test_a_correction_keeps_what_stood_before() -> None:
    """PLT-02: the call opened in September, not in October; both stay to be seen."""
    row = only(call, tell_all("call"))
    assert (row.issuer, row.closes, row.first_day.month) == (None, None, 9)
    (told,) = row.corrections
    assert {each["field"] for each in told["changes"]} == {"issuer", "opens", "closes", "first_day", "last_day"}
    first_day = next(each for each in told["changes"] if each["field"] == "first_day")
    assert (first_day["before"][5:], first_day["after"][5:]) == ("10-01", "09-01")
    done = only(campaign, tell_all("campaign"))
    assert (done.state, [each["reached_on"] is not None for each in done.phases]) == ("DONE", [True, True])
