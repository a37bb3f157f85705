"""Deadlines by policy: each row of the table counted by hand, extensions, lateness, reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.calendar import Calendar, count_business_days
from contracts.calendar.deadlines import (
    SHARE_STAGES,
    STAGES,
    Due,
    Stage,
    count_late,
    extend_deadline,
    list_reminders,
    set_deadline,
)
from contracts.calendar.policies import (
    POLICIES,
    DeadlinePolicy,
    Rule,
    choose_policy,
    give_length,
    make_petition_policy,
)
from contracts.errors import Rejected
from tests.unit.contracts.korea import KOREA, at, calendars, days

FRIDAY = date(2024, 5, 3)
"""Monday the 6th and Wednesday the 15th are holidays."""


def find(policy_id: str, day: date = FRIDAY) -> DeadlinePolicy:
    return choose_policy(POLICIES, policy_id, day)


def due_on(policy: DeadlinePolicy, start: date | datetime, calendar: Calendar = KOREA) -> date:
    due = set_deadline(policy, start, calendar)
    assert due is not None
    assert due.at is None
    return due.day


@pytest.mark.parametrize(
    ("policy_id", "start", "due"),
    [
        ("DIR_SHARE", date(2018, 9, 19), date(2018, 9, 19)),
        # Issued on Saturday 22: 추석 to 26, Thu 27.
        ("DIR_SHARE", date(2018, 9, 22), date(2018, 9, 27)),
        ("DIR_REPORT_3", date(2018, 9, 19), date(2018, 9, 27)),
        ("DIR_PLAN_10", date(2018, 9, 19), date(2018, 10, 10)),
        # From Sunday 30 September: 1, 2, 4, 5, 8, 10, 11, 12, 15, 16.
        ("Q_CHECK", date(2018, 9, 30), date(2018, 10, 16)),
        # 3, 7, 8, 9, 10, 13, 14, then 16, 17, 20, 21, 22, 23, 24.
        ("PET_QUESTION", FRIDAY, date(2024, 5, 14)),
        ("PET_GRIEVANCE", FRIDAY, date(2024, 5, 14)),
        ("PET_LEGAL_QUESTION", FRIDAY, date(2024, 5, 24)),
        ("PET_PROPOSAL", FRIDAY, date(2024, 5, 24)),
        # 60 days after 2 April are Sat 1 June: Mon 3.
        ("INT_60", date(2024, 4, 2), date(2024, 6, 3)),
        # After Fri 3: 7, 8, 9, 10, 13. After that day 14, 16, 17; 20-24; 27-31; June 3, 4, 5, 7 (6 is 현충일), 10-12.
        ("TH_PUBLISH", FRIDAY, date(2024, 5, 13)),
        ("TH_REPLY", date(2024, 5, 13), date(2024, 6, 12)),
        # Wed 8; Mon 13.
        ("PII_DESTROY", FRIDAY, date(2024, 5, 8)),
        ("PII_ACCESS", FRIDAY, date(2024, 5, 13)),
    ],
)
def test_each_policy_of_days_sets_its_deadline(policy_id: str, start: date, due: date) -> None:
    """The table of domain.md 4.1 (CAL-03, CAL-12, DIR-04, DIR-06)."""
    assert due_on(find(policy_id), start) == due


@pytest.mark.parametrize(
    ("policy_id", "due"),
    [
        # An hour and a half on Friday, as much on Tuesday.
        ("PET_IMMEDIATE", at(date(2024, 5, 7), 10, 30)),
        ("PET_OTHER", at(date(2024, 5, 7), 10, 30)),
        # 72 hours by day and night.
        ("BREACH", at(date(2024, 5, 6), 16, 30)),
    ],
)
def test_each_policy_of_hours_sets_a_moment(policy_id: str, due: datetime) -> None:
    """The table of domain.md 4.1; 민법 156조 for the hours of the clock."""
    assert set_deadline(find(policy_id), at(FRIDAY, 16, 30), KOREA) == Due(due.date(), due)


def test_hours_of_the_clock_are_real_hours() -> None:
    """On Sunday 8 May 1988 at 02:00 the clock in Seoul went on an hour: 72 hours from Friday noon end at 13:00."""
    due = set_deadline(find("BREACH"), at(date(1988, 5, 6), 12), KOREA)
    assert due == Due(date(1988, 5, 9), at(date(1988, 5, 9), 13))


def test_every_row_of_the_table_is_there_once() -> None:
    """domain.md 4.1; CAL-12."""
    ids = [each.id for each in POLICIES]
    assert len(set(ids)) == len(ids) == 20
    assert {each.key for each in POLICIES} >= {"DIR_SHARE@1", "DIR_REPORT_3@1", "DIR_PLAN_10@1", "DIR_NONE@1"}


def test_an_exhortation_has_no_deadline() -> None:
    """DIR_NONE (DIR-02)."""
    assert set_deadline(find("DIR_NONE"), FRIDAY, KOREA) is None


def test_a_directive_may_bring_its_own_length() -> None:
    """DIR_LONG of 5: 20, 21, 27, 28, Mon 1 October."""
    policy = find("DIR_LONG")
    assert due_on(give_length(policy, 5), date(2018, 9, 19)) == date(2018, 10, 1)
    with pytest.raises(ValueError, match="waits"):
        set_deadline(policy, FRIDAY, KOREA)
    with pytest.raises(ValueError, match="its own"):
        give_length(find("DIR_REPORT_3"), 5)
    with pytest.raises(ValidationError):
        give_length(policy, 0)


def test_a_petition_is_counted_in_hours_up_to_five_days() -> None:
    """Three days are 24 hours: 2024-05-09 16:30 (CAL-04); six are days whose first counts: 3, 7, 8, 9, 10, 13."""
    short = set_deadline(make_petition_policy(POLICIES, 3, FRIDAY), at(FRIDAY, 16, 30), KOREA)
    assert short == Due(date(2024, 5, 9), at(date(2024, 5, 9), 16, 30))
    # 40 hours: 1.5 on Fri 3, 8 on 7, 8, 9, 10 (33.5), 6.5 on Mon 13.
    five = set_deadline(make_petition_policy(POLICIES, 5, FRIDAY), at(FRIDAY, 16, 30), KOREA)
    assert five == Due(date(2024, 5, 13), at(date(2024, 5, 13), 16, 30))
    assert due_on(make_petition_policy(POLICIES, 6, FRIDAY), at(FRIDAY, 16, 30)) == date(2024, 5, 13)


def test_days_are_those_of_seoul() -> None:
    """Shared on 18 September 23:00 UTC, which is Wed 19 in Seoul (DIR-06)."""
    assert due_on(find("DIR_REPORT_3"), datetime(2018, 9, 18, 23, 0, tzinfo=UTC)) == date(2018, 9, 27)


def test_hours_are_not_counted_from_a_mere_day() -> None:
    with pytest.raises(TypeError):
        set_deadline(find("PET_IMMEDIATE"), FRIDAY, KOREA)


@pytest.mark.parametrize(
    ("rule", "n", "due"),
    [(Rule.CAL_INCL, 5, date(2024, 5, 7)), (Rule.MONTH_INCL, 1, date(2024, 6, 3))],
)
def test_the_rules_that_no_row_needs_yet_set_deadlines(rule: Rule, n: int, due: date) -> None:
    """Five days with Fri 3 end on Tue 7; a month ends on Sun 2 June: Mon 3."""
    policy = DeadlinePolicy(id="TRIAL", rule=rule, n=n, valid_from=FRIDAY, basis="시험")
    assert due_on(policy, FRIDAY) == due


def test_a_new_version_rules_from_its_day() -> None:
    """A policy change does not alter deadlines already set: each keeps the key of its version (CAL-12)."""
    second = DeadlinePolicy(
        id="DIR_REPORT_3", version=2, rule=Rule.BD_EXCL, n=5, valid_from=date(2024, 7, 1), basis="개정"
    )
    policies = [second, *POLICIES]
    assert choose_policy(policies, "DIR_REPORT_3", date(2024, 6, 30)).key == "DIR_REPORT_3@1"
    assert choose_policy(policies, "DIR_REPORT_3", date(2024, 7, 1)).key == "DIR_REPORT_3@2"
    with pytest.raises(KeyError):
        choose_policy(policies, "DIR_REPORT_3", date(2016, 12, 31))
    with pytest.raises(KeyError):
        choose_policy(policies, "NO_SUCH", FRIDAY)


def test_a_policy_survives_json() -> None:
    """It is stored as an event (CAL-12)."""
    assert [DeadlinePolicy.model_validate_json(policy.model_dump_json()) for policy in POLICIES] == [*POLICIES]


@pytest.mark.parametrize("change", [{"rule": "NONE"}, {"n": 0}, {"id": "dir_x"}, {"version": 0}, {"unit": "days"}])
def test_a_policy_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    whole = find("DIR_REPORT_3").model_dump(mode="json")
    with pytest.raises(ValidationError):
        DeadlinePolicy.model_validate({**whole, **change})


def test_a_late_holiday_moves_what_is_set_anew() -> None:
    """Shared Mon 2024-09-30: due Fri 4 October, with the day declared in September Mon 7 (CAL-11)."""
    before = Calendar(KOREA.holidays - {date(2024, 10, 1)})
    assert due_on(find("DIR_REPORT_3"), date(2024, 9, 30), before) == date(2024, 10, 4)
    assert due_on(find("DIR_REPORT_3"), date(2024, 9, 30)) == date(2024, 10, 7)


@pytest.mark.parametrize(
    ("policy_id", "due", "by", "extended"),
    [
        # Thu 27 September: 28, 1, 2.
        ("DIR_REPORT_3", date(2018, 9, 27), 3, date(2018, 10, 2)),
        # Tue 14 May: 16, 17, 20, 21, 22, 23, 24.
        ("PET_QUESTION", date(2024, 5, 14), 7, date(2024, 5, 24)),
        # 30 days after Mon 3 June are Wed 3 July.
        ("INT_60", date(2024, 6, 3), 30, date(2024, 7, 3)),
    ],
)
def test_an_extension_is_counted_from_the_old_due(policy_id: str, due: date, by: int, extended: date) -> None:
    """domain.md 4.1, Extension: BD_EXCL(old due, n); INT_60 by 30 days of the calendar."""
    policy = find(policy_id)
    assert extend_deadline(policy, Due(due), by, KOREA) == Due(extended)
    with pytest.raises(Rejected) as caught:
        extend_deadline(policy, Due(due), by + 1, KOREA)
    assert caught.value.code == "EXTENSION_TOO_LONG"
    assert caught.value.details["longest"] == str(by)


def test_hours_are_extended_by_hours() -> None:
    """WH(old due, 8n): Thu 2024-05-09 16:30 and three days are Tue 14, 16:30; four are too long (domain.md 4.1)."""
    policy = make_petition_policy(POLICIES, 3, FRIDAY)
    due = Due(date(2024, 5, 9), at(date(2024, 5, 9), 16, 30))
    extended = at(date(2024, 5, 14), 16, 30)
    assert extend_deadline(policy, due, 3, KOREA) == Due(extended.date(), extended)
    with pytest.raises(Rejected, match="EXTENSION_TOO_LONG"):
        extend_deadline(policy, due, 4, KOREA)


def test_a_second_extension_needs_consent_and_a_third_there_is_not() -> None:
    """민원처리법 시행령 (domain.md 4.1, PET extension)."""
    policy, due = find("PET_QUESTION"), Due(date(2024, 5, 14))
    with pytest.raises(Rejected, match="CONSENT_REQUIRED"):
        extend_deadline(policy, due, 1, KOREA, earlier=1)
    assert extend_deadline(policy, due, 1, KOREA, earlier=1, has_consent=True) == Due(date(2024, 5, 16))
    with pytest.raises(Rejected, match="EXTENSION_TOO_LONG"):
        extend_deadline(policy, due, 1, KOREA, earlier=2, has_consent=True)


@pytest.mark.parametrize(
    ("policy_id", "earlier"), [("INT_60", 1), ("BREACH", 0), ("PII_ACCESS", 0), ("PET_IMMEDIATE", 0)]
)
def test_what_the_law_does_not_extend_stays(policy_id: str, earlier: int) -> None:
    """INT_60 once; a breach never; three hours have no whole day to be extended by."""
    due = Due(date(2024, 5, 14), at(date(2024, 5, 14), 16, 30))
    with pytest.raises(Rejected, match="EXTENSION_TOO_LONG"):
        extend_deadline(find(policy_id), due, 1, KOREA, earlier=earlier, has_consent=True)


@pytest.mark.parametrize("by", [0, -3])
def test_an_extension_never_shortens(by: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        extend_deadline(find("PET_QUESTION"), Due(date(2024, 5, 14)), by, KOREA)


@pytest.mark.parametrize(
    ("policy_id", "actual", "late"),
    [
        # Due with the end of Tue 14; Wed 15 is a holiday.
        ("PET_QUESTION", at(date(2024, 5, 14), 23, 59), 0),
        ("PET_QUESTION", at(date(2024, 5, 15), 12), 0),
        ("PET_QUESTION", at(date(2024, 5, 17), 9), 2),
        # Due at 16:30.
        ("PET_IMMEDIATE", at(date(2024, 5, 14), 16, 40), 1),
        ("PET_IMMEDIATE", at(date(2024, 5, 14), 19), 2),
        ("PET_IMMEDIATE", at(date(2024, 5, 16), 10), 3),
        # By the clock, by day and night: 24 hours and ten minutes.
        ("BREACH", at(date(2024, 5, 15), 16, 40), 25),
        ("BREACH", at(date(2024, 5, 14), 16, 30), 0),
        ("BREACH", at(date(2024, 5, 14), 9), 0),
    ],
)
def test_lateness_is_counted_as_the_deadline_was(policy_id: str, actual: datetime, late: int) -> None:
    """Business days in (due, actual]; for hours the hours begun (domain.md 4.1)."""
    policy = find(policy_id)
    is_by_day = policy.rule is Rule.BD_INCL
    due = Due(date(2024, 5, 14), None if is_by_day else at(date(2024, 5, 14), 16, 30))
    assert count_late(policy, due, actual, KOREA) == late


def list_days(due: date, after: date | None = None, stages: tuple[Stage, ...] = STAGES) -> dict[str, date]:
    return {each.stage.value: each.day for each in list_reminders(KOREA, due, stages, after=after)}


def test_reminders_come_three_days_and_one_day_before_and_after() -> None:
    """Due Wed 10 October 2018: 8 (9 is 한글날), 4 and 5 before it; 11, 15 and 17 after it (CAL-13, DIR-20)."""
    assert list_days(date(2018, 10, 10)) == {
        "D-3": date(2018, 10, 4),
        "D-1": date(2018, 10, 8),
        "D": date(2018, 10, 10),
        "D+1": date(2018, 10, 11),
        "D+3": date(2018, 10, 15),
        "D+5": date(2018, 10, 17),
    }


def test_a_stage_on_or_before_the_start_is_not_sent() -> None:
    """Shared Wed 19 September, due Thu 27: D-3 is the 19th itself (decided.md, Reminders; CAL-13)."""
    assert list(list_days(date(2018, 9, 27), after=date(2018, 9, 19))) == ["D-1", "D", "D+1", "D+3", "D+5"]
    assert list(list_days(date(2018, 9, 27), after=date(2018, 9, 18))) == ["D-3", "D-1", "D", "D+1", "D+3", "D+5"]


def test_a_share_is_reminded_of_on_its_day_and_when_late() -> None:
    """decided.md, Reminders."""
    assert list(list_days(date(2018, 9, 27), stages=SHARE_STAGES)) == ["D", "D+1", "D+3", "D+5"]


@given(calendars, days, st.integers(1, 20))
def test_stages_are_business_days_apart(calendar: Calendar, start: date, n: int) -> None:
    policy = give_length(find("DIR_LONG"), n)
    due = due_on(policy, start, calendar)
    by_stage = {each.stage: each.day for each in list_reminders(calendar, due, after=start)}
    assert all(calendar.is_business_day(day) and day > start for day in by_stage.values())
    assert by_stage[Stage.DUE] == due
    assert count_business_days(calendar, due, by_stage[Stage.LATE_5]) == 5
    assert (Stage.DUE_IN_3 in by_stage) is (n > 3)
    assert (Stage.DUE_IN_1 in by_stage) is (n > 1)


@given(calendars, days, st.integers(1, 20), st.integers(1, 20))
def test_an_extension_is_as_long_as_it_says(calendar: Calendar, start: date, n: int, by: int) -> None:
    policy = give_length(find("DIR_LONG"), n)
    due = due_on(policy, start, calendar)
    if by > n:
        with pytest.raises(Rejected):
            extend_deadline(policy, Due(due), by, calendar)
    else:
        extended = extend_deadline(policy, Due(due), by, calendar)
        assert count_late(policy, Due(due), at(extended.day, 12), calendar) == by
        assert count_business_days(calendar, start, extended.day) == n + by


@given(days, st.sampled_from([each for each in POLICIES if each.n]), st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_later_start_never_falls_due_earlier(day: date, policy: DeadlinePolicy, after: timedelta) -> None:
    start = at(day, 11)
    first, then = set_deadline(policy, start, KOREA), set_deadline(policy, start + after, KOREA)
    assert first is not None
    assert then is not None
    assert (first.day, first.at or start) <= (then.day, then.at or start)
