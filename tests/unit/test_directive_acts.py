"""The acts of a directive at the console: offered, checked, made into their commands, confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from starlette.datastructures import FormData

from contracts.directives import (
    Attachment,
    DirectivesEvent,
    PriorityReportSubmitted,
    ProgressUpdated,
    ShareDirective,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
)
from contracts.registry import Post
from contracts.values import Role
from gateway.acts import ACTS as API
from gateway.answers.directives import ACTS as BY_STATE
from gateway.answers.directives import show
from gateway.auth import Principal
from gateway.console.directives.acts import ACTS, BY_NAME, Act, offer
from gateway.console.directives.forms import Entry, Offers, check_entry, load_draft, make_command, read_entry
from gateway.console.directives.report import (
    find_next,
    lay_out_print,
    list_confirmed,
    list_steps,
    prefill,
    take_digest,
)
from gateway.drafts import Confirmation
from gateway.queries.directive_board import Item
from gateway.queries.heads import Head
from gateway.rights import RIGHTS
from tests.unit.test_console_board import ISSUED, SHARED

OFFERS = Offers(
    departments={"road": "도로과", "welfare": "복지과", "town": "연무읍"},
    teams={"road-1": "도로1팀"},
    quarters=("2024-Q4", "2024-Q3"),
    percent=40,
)
FILE = Attachment(sha256="a3" * 32, name="현장.jpg", media_type="image/jpeg", size=3)


def _entry(_act: str, **values: str | tuple[str, ...]) -> Entry:
    return Entry("k", 3, {name: (value,) if isinstance(value, str) else value for name, value in values.items()})


def _check(act: str, **values: str | tuple[str, ...]) -> Mapping[str, str]:
    return check_entry(BY_NAME[act], _entry(act, **values), OFFERS)


def test_every_act_of_the_api_has_its_form() -> None:
    """One table of acts: nothing that the API lets do is missing at the console, and nothing is invented."""
    assert {act.name for act in ACTS} == {name for acts in BY_STATE.values() for name in acts}
    assert {act.name: act.command for act in ACTS} == {name: act.command for name, act in API.items()}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_a_form_has_fields_of_its_command(act: Act) -> None:
    assert {asked.name for asked in act.fields} <= set(act.command.model_fields)
    for method in ("GET", "POST"):
        api, page = RIGHTS[f"POST /v1/directives/{{directive}}/{act.name}"], f"/directives/{{directive}}/{act.name}"
        assert RIGHTS[f"{method} {page}"].roles == api.roles


@pytest.mark.parametrize(
    ("act", "values", "wrong"),
    [
        ("share", {"lead": "road", "supporting": ("welfare",)}, set()),
        ("share", {}, {"lead"}),
        ("share", {"lead": "no-such"}, {"lead"}),
        ("share", {"lead": "road", "supporting": ("road",)}, {"supporting"}),
        ("share", {"lead": "road", "addressees": ("town", "road")}, {"addressees"}),
        ("share", {"lead": "road", "supporting": ("no-such",)}, {"supporting"}),
        ("share", {"lead": "road", "report_days": "0"}, {"report_days"}),
        ("share", {"lead": "road", "report_days": "250"}, set()),
        ("share", {"lead": "road", "report_days": "٣"}, {"report_days"}),
        ("report", {"text": "가" * 4000}, set()),
        ("report", {"problem": "없음"}, {"text"}),
        ("progress", {"percent": "40", "note": "절반"}, set()),
        ("progress", {"percent": "39", "note": "절반"}, {"reason"}),
        ("progress", {"percent": "39", "note": "절반", "reason": "설계 변경"}, set()),
        ("progress", {"percent": "101", "note": "절반"}, {"percent"}),
        ("return", {}, {"reason"}),
        ("continue", {}, {"mayor_report"}),
        ("transfer", {"lead": "welfare", "reason": "업무 분장", "report_due": "2024-13-01"}, {"report_due"}),
        ("team", {"team": "welfare-1"}, {"team"}),
        ("merge", {}, {"into"}),
        ("check", {"quarter": "2024-Q4", "assessment": "ON_TRACK"}, set()),
        ("check", {"quarter": "2024-Q4", "assessment": "LAGGING", "cause": "예산"}, {"remedy"}),
        ("check", {"quarter": "2023-Q1", "assessment": "DONE"}, {"quarter"}),
        ("accept", {}, set()),
    ],
)
def test_each_fault_is_told_at_its_field(act: str, values: dict[str, str | tuple[str, ...]], wrong: set[str]) -> None:
    """DIR-05, DIR-06, DIR-08, DIR-15, DIR-16, DIR-17."""
    assert set(_check(act, **values)) == wrong


def test_a_letter_too_many_is_counted() -> None:
    """4,001 characters are refused with the count in place."""
    said = _check("report", text="가" * 4001)["text"]
    assert said == "추진상황: 4,000자까지입니다. 지금 4,001자이니 1자를 줄이세요."


def test_a_form_makes_its_command() -> None:
    form = FormData(
        [
            ("key", "k"),
            ("version", "7"),
            ("lead", "road"),
            ("supporting", "welfare"),
            ("report_days", "5"),
            ("addressees", "town"),
        ]
    )
    entry = read_entry(BY_NAME["share"], form)
    assert (entry.key, entry.version) == ("k", 7)
    assert make_command(BY_NAME["share"], entry) == ShareDirective(
        lead="road", supporting=("welfare",), addressees=("town",), report_days=5
    )


def test_a_report_carries_files_and_who_confirmed() -> None:
    """ADR 0022."""
    entry = _entry("report", text="확인함", attachments=(FILE.sha256,))
    command = make_command(BY_NAME["report"], entry, (FILE,), ("road-head",))
    assert command == SubmitPriorityReport(text="확인함", attachments=(FILE,), confirmed_by=("road-head",))


def test_what_is_not_asked_for_is_not_sent() -> None:
    """A cause that was typed before the assessment was changed stays behind."""
    entry = _entry("check", quarter="2024-Q4", assessment="DONE", cause="예산", remedy="추경")
    command = make_command(BY_NAME["check"], entry)
    assert command is not None
    assert getattr(command, "cause", "") is None


def test_empty_fields_are_left_out() -> None:
    assert make_command(BY_NAME["transfer"], _entry("transfer", lead="road", reason="분장")) == TransferDirective(
        lead="road", reason="분장"
    )
    assert make_command(BY_NAME["progress"], _entry("progress", percent="7", note="시작")) == UpdateProgress(
        percent=7, note="시작"
    )


def test_a_sign_that_cannot_be_stored_makes_no_command() -> None:
    assert make_command(BY_NAME["return"], _entry("return", reason="가\x00나")) is None


def test_a_draft_comes_back_as_it_was() -> None:
    act = BY_NAME["report"]
    typed = _entry("report", text="첫 줄\n둘째 줄", attachments=("a" * 64, "b" * 64))
    assert load_draft(act, Entry("k", 3), typed.spell()).values == typed.values


@pytest.mark.parametrize(
    ("item", "allowed", "first"),
    [
        (ISSUED, ["share", "cancel"], "share"),
        (SHARED, ["report", "acknowledge", "team", "transfer"], "report"),
        (SHARED, ["acknowledge"], "acknowledge"),
        (SHARED, ["cancel", "check"], None),
        (replace(SHARED, kind="EXHORTATION"), ["accept", "check"], "accept"),
        (replace(SHARED, state="IN_PROGRESS", percent=60), ["progress", "outcome"], "progress"),
        (replace(SHARED, state="IN_PROGRESS", percent=100), ["progress", "outcome"], "outcome"),
        (replace(SHARED, state="OUTCOME_SUBMITTED"), ["accept", "return", "continue"], "accept"),
        (replace(SHARED, state="CLOSED", ended_on=date(2024, 12, 2)), ["check"], None),
    ],
)
def test_one_act_comes_first(item: Item, allowed: list[str], first: str | None) -> None:
    """screens.md: the one next act by role; the others stand under it."""
    offered = offer(item, allowed)
    assert (offered.first.name if offered.first else None) == first
    assert {act.name for act in offered.others} == set(allowed) - {first}


HEADS = [
    Head(Post.DEPARTMENT_HEAD, None, "road-head"),
    Head(Post.TEAM_HEAD, "road-1", "road-1-head"),
    Head(Post.TEAM_HEAD, "road-2", "road-2-head"),
]
NOON = datetime(2024, 12, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("author", "team", "line"),
    [
        ("officer", "road-2", [("road-2-head",), ("road-head",)]),
        ("officer", None, [("road-1-head", "road-2-head"), ("road-head",)]),
        ("officer", "road-9", [("road-1-head", "road-2-head"), ("road-head",)]),
        ("road-1-head", "road-1", [("road-head",)]),
        ("road-head", "road-1", []),
    ],
)
def test_a_report_is_confirmed_by_the_posts_above_its_author(
    author: str, team: str | None, line: list[tuple[str, ...]]
) -> None:
    """ADR 0022: team head, then head of the department."""
    assert [step.accounts for step in list_steps(HEADS, author, team, [], "d")] == line


def test_a_department_without_posts_confirms_nothing() -> None:
    assert list_steps([], "officer", None, [], "d") == []


def test_the_line_is_walked_in_its_order() -> None:
    first = Confirmation(Post.TEAM_HEAD, "road-2-head", "d", NOON)
    steps = list_steps(HEADS, "officer", "road-2", [first], "d")
    turn = find_next(steps)
    assert turn is not None
    assert (turn.post, list_confirmed(steps)) == (Post.DEPARTMENT_HEAD, ("road-2-head",))
    whole = list_steps(
        HEADS, "officer", "road-2", [first, Confirmation(Post.DEPARTMENT_HEAD, "road-head", "d", NOON)], "d"
    )
    assert (find_next(whole), list_confirmed(whole)) == (None, ("road-2-head", "road-head"))


def test_a_changed_text_is_not_confirmed_any_more() -> None:
    act, entry = BY_NAME["report"], _entry("report", text="확인함")
    before, after = take_digest(act, entry), take_digest(act, _entry("report", text="확인하였음"))
    given = Confirmation(Post.TEAM_HEAD, "road-2-head", before, NOON)
    steps = list_steps(HEADS, "officer", "road-2", [given], after)
    assert before != after
    assert list_confirmed(steps) == ()


def test_who_has_left_the_post_has_confirmed_nothing() -> None:
    given = Confirmation(Post.TEAM_HEAD, "former-head", "d", NOON)
    assert list_confirmed(list_steps(HEADS, "officer", None, [given], "d")) == ()


def test_a_report_is_laid_out_with_its_marks() -> None:
    """screens.md, Print: □ ❍ -."""
    entry = _entry("report", text="❍ 현장 확인\n- 3월 4일\n  도로 2곳\n", plan="착공")
    assert [(line.level, line.text) for line in lay_out_print(BY_NAME["report"], entry)] == [
        (1, "추진상황"),
        (2, "현장 확인"),
        (3, "3월 4일"),
        (3, "도로 2곳"),
        (1, "향후계획"),
        (2, "착공"),
    ]


def test_what_was_said_last_is_there_to_be_changed() -> None:
    """The report's plan is still there after a progress; the outcome begins with both."""
    told = PriorityReportSubmitted(text="착수", plan="3월 착공", reported_on=date(2024, 12, 2), report_late_days=0)
    events: list[DirectivesEvent] = [told, ProgressUpdated(percent=60, note="절반", reason=None)]
    assert prefill(BY_NAME["outcome"], events) == {"text": "절반", "plan": "3월 착공"}
    assert prefill(BY_NAME["progress"], events) == {"percent": "60", "note": "절반"}
    assert prefill(BY_NAME["report"], []) == {}


@pytest.mark.parametrize(
    ("principal", "offered"),
    [
        (Principal("operator", Role.OPERATOR, "planning", "총괄"), True),
        (Principal("deputy", Role.OPERATOR, "planning", "총괄", acting_for="operator"), True),
        (Principal("submitter", Role.OPERATOR, "planning", "총괄"), False),
        (Principal("deputy", Role.OPERATOR, "planning", "총괄", acting_for="submitter"), False),
    ],
)
def test_who_submitted_is_not_offered_to_close(principal: Principal, *, offered: bool) -> None:
    """DIR-18: neither to accept nor to go on with it as a continuing task; nor is his deputy."""
    item = replace(SHARED, state="OUTCOME_SUBMITTED", outcome_by=["submitter", "away"])
    assert {"accept", "continue"} & {*show(item, principal).allowed} == ({"accept", "continue"} if offered else set())
