"""회의, 의결, 협조: what their pages show and what their forms send (ORG-08 to ORG-10, CAL-08 to CAL-10)."""

from dataclasses import replace
from datetime import date

import pytest
from starlette.datastructures import FormData

from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.registry import RecordMeeting, RecordResolution, RequestConcurrence, ScheduleMeeting
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.evaluations.forms import ACTS as CARD_ACTS
from gateway.console.meetings import laying as meetings
from gateway.console.meetings.forms import (
    ASK,
    RECORD,
    REFUSE,
    RESOLVE,
    SCHEDULE,
    Spec,
    make_command,
    place_refusal,
    read_filled,
)
from gateway.console.province.forms import YEAR_ACTS
from gateway.console.registers.declaring import offer
from gateway.console.surveys.forms import ACTS as SURVEY_ACTS
from gateway.views.concurrence import Row as ConcurrenceRow
from gateway.views.meeting import Row as MeetingRow
from gateway.views.resolution import Row as ResolutionRow

OPERATOR = Principal("operator", Role.OPERATOR, "office", "총괄")
SEA = Principal("sea-officer", Role.OFFICER, "sea", "담당")
NAMES = {"tour": "관광과", "sea": "해양수산과", "office": "기획감사실"}


def period(value: str) -> dict[str, object]:
    return Period(value=value, precision=Precision.DAY).model_dump(mode="json")


def make_meeting(state: str = "SCHEDULED", value: str = "2024-03-03", **more: object) -> MeetingRow:
    told: dict[str, object] = {
        "meeting": "m",
        "title": "간부회의",
        "kind": "EXECUTIVE",
        "state": state,
        "by": "tour",
        "period": period(value),
        "first_day": date(2024, 3, 3),
        "departments": ["tour", "sea"],
        "is_hosted_by_mayor": False,
        "decisions": [],
        "version": 1,
        "position": 1,
    }
    rest = dict.fromkeys(("place", "ground", "approver", "minutes", "cancelled_for"))
    return MeetingRow(**{**rest, **told, **more})  # type: ignore[arg-type]  # the fields of a row


def make_request(state: str = "PENDING", **more: object) -> ConcurrenceRow:
    told: dict[str, object] = {
        "concurrence": "c",
        "title": "계획",
        "text": "글",
        "state": state,
        "by": "tour",
        "departments": ["sea", "office"],
        "concurred": {},
        "refused_by": None,
        "reason": None,
        "round": 1,
        "version": 1,
        "position": 1,
    }
    return ConcurrenceRow(**{**told, **more})  # type: ignore[arg-type]  # the fields of a row


def send(spec: Spec, *fields: tuple[str, str]) -> object:
    return make_command(spec, read_filled(spec, FormData([("key", "k"), *fields])))


def test_a_meeting_without_its_date_shows_its_candidates_as_offices_write_them() -> None:
    """CAL-09: 2024-03-03 is a Sunday, 2024-03-09 a Saturday."""
    row = make_meeting("DATE_OPEN", "[2024-03-03,2024-03-09]")
    sheet = meetings.lay_out_meeting(row, [], NAMES, OPERATOR)
    assert [each.shown for each in sheet.candidates] == ["2024. 3. 3.(일)", "2024. 3. 9.(토)"]
    assert sheet.acts == ("date", "record", "cancel")


def test_a_decision_knows_the_directives_that_it_has_become() -> None:
    """ORG-10: by its number, from 1."""
    row = make_meeting("HELD", decisions=["하나", "둘"])
    sheet = meetings.lay_out_meeting(row, [(2, "id-2", "2024-0002")], NAMES, OPERATOR)
    assert [[made.number for made in each.made] for each in sheet.decisions] == [[], ["2024-0002"]]


@pytest.mark.parametrize(
    ("principal", "state", "acts"),
    [
        (OPERATOR, "SCHEDULED", ("record", "cancel")),
        (OPERATOR, "HELD", ()),
        (SEA, "SCHEDULED", ()),
        (Principal("t", Role.OFFICER, "tour", "담당"), "SCHEDULED", ("record", "cancel")),
        (Principal("m", Role.MAYOR, None, "시장"), "SCHEDULED", ()),
    ],
)
def test_a_meeting_is_changed_by_its_department_and_the_office(
    principal: Principal, state: str, acts: tuple[str, ...]
) -> None:
    assert meetings.list_acts(make_meeting(state), principal) == acts


def test_a_request_waits_for_each_department() -> None:
    """ORG-09."""
    laid_out = meetings.lay_out_request(make_request(concurred={"office": "좋음"}), NAMES, SEA)
    assert [(each.name, each.chip.word, each.opinion) for each in laid_out.answers] == [
        ("해양수산과", "답하지 않음", ""),
        ("기획감사실", "협조", "좋음"),
    ]
    assert (laid_out.waiting, laid_out.acts) == (1, ("concur", "refuse"))


def test_who_has_concurred_or_was_not_asked_answers_no_more() -> None:
    assert meetings.lay_out_request(make_request(concurred={"sea": None}), NAMES, SEA).acts == ()
    assert meetings.lay_out_request(make_request(departments=["office"]), NAMES, SEA).acts == ()


def test_a_refusal_names_its_department_and_only_the_asker_asks_again() -> None:
    row = make_request("RETURNED", refused_by="sea", reason="예산 없음")
    laid_out = meetings.lay_out_request(row, NAMES, Principal("t", Role.OFFICER, "tour", "담당"))
    assert (laid_out.answers[0].chip.word, laid_out.answers[0].opinion) == ("동의하지 않음", "예산 없음")
    assert laid_out.acts == ("resubmit",)
    assert meetings.lay_out_request(row, NAMES, SEA).acts == ()


def test_who_voted_neither_way_abstained() -> None:
    """ORG-08: nine were there, seven for it, one against."""
    row = ResolutionRow(
        "r", "위원회", "안건", period("2018-04-11"), date(2018, 4, 11), 15, 9, 7, 1, "ADOPTED", None, None, 1, 1
    )
    assert meetings.lay_out_vote(row).abstained == 1


def test_a_meeting_is_sent_as_it_was_typed() -> None:
    """CAL-10: an exemption only where one was given."""
    plain = ("title", "간부회의"), ("kind", "EXECUTIVE"), ("when", "3. 3.(일) 또는 3. 9.(토)")
    assert send(SCHEDULE, *plain, ("departments", "tour"), ("departments", "sea")) == ScheduleMeeting.model_validate(
        {"title": "간부회의", "kind": "EXECUTIVE", "when": "3. 3.(일) 또는 3. 9.(토)", "departments": ["tour", "sea"]}
    )
    exempt = send(SCHEDULE, *plain, ("is_hosted_by_mayor", "1"), ("ground", "DISASTER"), ("approver", "mayor"))
    assert isinstance(exempt, ScheduleMeeting)
    assert exempt.is_hosted_by_mayor
    assert exempt.exemption is not None
    assert (exempt.exemption.ground, exempt.exemption.approver) == ("DISASTER", "mayor")


def test_a_ground_without_who_approved_it_is_refused_at_that_field() -> None:
    wrong = send(SCHEDULE, ("title", "가"), ("kind", "OTHER"), ("when", "3. 3."), ("ground", "DISASTER"))
    assert isinstance(wrong, dict)
    assert list(wrong) == ["approver"]


def test_decisions_are_lines_without_empty_ones() -> None:
    """ORG-10."""
    command = send(RECORD, ("held_on", "3. 3.(일)"), ("decisions", "하나\n\n 둘 "))
    assert isinstance(command, RecordMeeting)
    assert command.decisions == ("하나", "둘")


def test_what_is_missing_is_named_in_korean() -> None:
    assert send(ASK, ("title", "계획")) == {
        "text": "내용 항목을 적으세요.",
        "departments": "협조할 부서 항목을 고르세요.",
    }
    assert send(REFUSE) == {"reason": "동의하지 않는 사유 항목을 적으세요."}


def test_a_vote_is_counted_in_whole_numbers() -> None:
    """ORG-08."""
    told = {"committee": "위원회", "agenda": "안건", "resolved_on": "2018. 4월", "verdict": "ADOPTED"}
    votes = {"members": "15", "present": "9", "in_favour": "7", "against": "1"}
    command = send(RESOLVE, *(told | votes).items())
    assert isinstance(command, RecordResolution)
    assert (command.members, command.present, command.in_favour, command.against) == (15, 9, 7, 1)
    wrong = send(RESOLVE, *(told | votes | {"present": "아홉"}).items())
    assert isinstance(wrong, dict)
    assert list(wrong) == ["present"]


def test_a_request_names_its_departments() -> None:
    command = send(ASK, ("title", "계획"), ("text", "글"), ("departments", "sea"))
    assert isinstance(command, RequestConcurrence)
    assert command.departments == ("sea",)


def test_a_blackout_is_told_at_the_date_with_its_window() -> None:
    """CAL-10: sixty days before Wednesday 2018-06-13 begin on Saturday 2018-04-14."""
    refusal = Rejected("ELECTION_BLACKOUT", "", {"from": "2018-04-14", "until": "2018-06-13"})
    told = place_refusal(SCHEDULE, refusal)["when"]
    assert told.startswith("2018. 4. 14.(토)부터 선거일인 2018. 6. 13.(수)까지는")


def test_a_day_in_a_refusal_is_written_as_documents_write_it() -> None:
    """Thursday 2024-10-10; what is no day stays as it is."""
    refusal = Rejected("BAD_SHAPE", "2024-10-10까지였습니다. 2024-13-45, 2024-0001은 그대로입니다.")
    assert (
        place_refusal(SCHEDULE, refusal)["when"]
        == "2024. 10. 10.(목)까지였습니다. 2024-13-45, 2024-0001은 그대로입니다."
    )


def test_a_refusal_of_the_whole_is_at_no_field() -> None:
    assert place_refusal(SCHEDULE, Rejected("BUSY", "")) == {}


def test_a_refusal_stands_at_the_field_that_it_names() -> None:
    """Where the form has it; a program's name of another is passed over."""
    refused = {name: Rejected("BAD_SHAPE", "비우세요.", {"field": name}) for name in ("place", "days")}
    assert place_refusal(SCHEDULE, refused["place"]) == {"place": "비우세요."}
    assert place_refusal(SCHEDULE, refused["days"]) == {"when": "비우세요."}


def test_a_pattern_of_programs_is_told_in_the_words_of_the_form() -> None:
    wrong = send(SURVEY_ACTS["publish"], ("wave", "3월"))
    assert wrong == {"wave": "달 항목을 다시 확인하세요. 연중 설문의 끝난 달에만 적습니다. 예: 2024-03"}


def test_the_elections_ahead_are_told_with_their_windows() -> None:
    """CAL-10."""
    told = meetings.tell_blackouts([(date(2024, 2, 10), date(2024, 4, 10), "국회의원선거")])
    assert told == "제한 기간: 2024. 2. 10.(토)부터 2024. 4. 10.(수)까지(국회의원선거)"
    assert meetings.tell_blackouts([]) == ""


def test_an_address_holds_what_was_asked_and_a_changed_filter_starts_anew() -> None:
    query = meetings.Query(q="축제\x00", kind="EXECUTIVE", first="2024-01-01", last="x", cursor="c")
    assert query.days == (date(2024, 1, 1), None)
    assert (
        query.link(state="HELD") == "/meetings?q=%EC%B6%95%EC%A0%9C&kind=EXECUTIVE&state=HELD&first=2024-01-01&last=x"
    )
    assert meetings.Query(kind="X", last="x").is_filtered is False


def test_a_choice_that_is_not_offered_is_asked_for_again() -> None:
    """EVL-14: what is neither of the two verdicts is no dismissal."""
    answer = send(CARD_ACTS["decide-objection"], ("is_upheld", "maybe"), ("reason", "까닭"))
    assert answer == {"is_upheld": "결정 항목을 고르세요."}


def test_an_option_that_is_gone_is_for_the_rules_and_a_strange_one_is_asked_for_again() -> None:
    """EVL-39: June was briefed meanwhile; no month is called `june`."""
    briefing = replace(offer(YEAR_ACTS["briefings"], "month", [("7", "7월")]), adds={"year": 2024})
    assert not isinstance(send(briefing, ("month", "6")), dict)
    assert send(briefing, ("month", "june")) == {"month": "몇 월 항목을 고르세요."}
