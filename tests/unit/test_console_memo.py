"""받아적기: rows that follow the memo, what is wrong with them, and the drafts that they become (DIR-03)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from starlette.datastructures import FormData

from contracts.calendar import Calendar
from contracts.calendar.policies import POLICIES
from contracts.errors import Rejected
from gateway.console.memo import laying as memo
from gateway.console.memo.laying import Ground, MemoEntry, RowEntry
from gateway.console.memo.note import lay_out_note
from gateway.console.memo.sending import find_row
from gateway.drafting import Past, remember
from gateway.views.department import Row as Department
from infra.clock import SEOUL
from tests.unit.items import make_item

TODAY = date(2024, 12, 2)
"""A Monday."""


def department(code: str, name: str, kind: str = "HEADQUARTERS") -> Department:
    return Department(
        code=code,
        name=name,
        name_known=True,
        kind=kind,
        town=None,
        parent=None,
        lineage=code,
        valid_from=date(2024, 1, 1),
        valid_until=None,
        ended_for=None,
        version=1,
        position=1,
    )


GROUND = Ground(
    today=TODAY,
    departments=[
        department("tour", "관광과"),
        department("sea", "해양수산과"),
        department("office", "기획감사실"),
        department("bureau", "경제국", "BUREAU"),
    ],
    memory=remember(
        [
            Past("a", "2024-0001", "딸기축제 주차장 확보 방안", "tour", is_live=True),
            Past("b", "2024-0002", "딸기축제 안내 인력 배치", "tour", is_live=True),
        ]
    ),
)
MEMO = "❍ 딸기축제 화장실 증설\n❍ 하천 점검"


def follow(text: str, *rows: RowEntry) -> tuple[RowEntry, ...]:
    return memo.follow_memo(MemoEntry(key="k", text=text, rows=rows), GROUND)[0].rows


def row(text: str = "하천 점검", **more: object) -> RowEntry:
    values = {"line": 1, "source": text, "heading": "", "text": text, "kind": "SIMPLE", **more}
    return RowEntry(**values)  # type: ignore[arg-type]  # the fields of a row


def test_a_new_item_has_what_is_suggested_for_it() -> None:
    first, second = follow(MEMO)
    assert (first.lead, first.kind) == ("관광과", "SIMPLE")
    assert (second.lead, second.supporting) == ("", "")


def test_everybody_and_those_to_work_with_are_written_as_they_are_typed() -> None:
    (everybody,) = follow("❍ 전 부서는 친절을 다할 것을 당부")
    assert (everybody.supporting, everybody.kind) == ("전 부서", "EXHORTATION")
    (together,) = follow("❍ 해양수산과와 협의하여 관광과에서 할 것")
    assert (together.lead, together.supporting) == ("관광과", "해양수산과")


def test_what_was_typed_into_a_row_stays_while_its_item_does() -> None:
    """Its line moves with the memo."""
    kept = replace(row("하천을 점검할 것", lead="해양수산과", kind="PLAN"), source="하천 점검")
    first, second = follow("❍ 새로 적은 것\n❍ 하천 점검", kept)
    assert (first.text, second.text) == ("새로 적은 것", "하천을 점검할 것")
    assert (second.line, second.lead, second.kind) == (2, "해양수산과", "PLAN")


def test_an_item_that_changed_is_a_new_row() -> None:
    (changed,) = follow("❍ 하천 점검 결과", row("하천 점검", lead="해양수산과"))
    assert (changed.text, changed.lead) == ("하천 점검 결과", "")


def test_two_items_of_the_same_words_keep_their_own_rows() -> None:
    kept = row("점검", lead="관광과"), row("점검", lead="해양수산과")
    assert [each.lead for each in follow("❍ 점검\n❍ 점검", *kept)] == ["관광과", "해양수산과"]


def test_what_is_more_than_one_act_can_share_is_left_out_and_shown() -> None:
    """A split takes a hundred drafts."""
    text = "\n".join(f"❍ {number}번" for number in range(1, 103))
    followed, read = memo.follow_memo(MemoEntry(key="k", text=text), GROUND)
    assert len(followed.rows) == 100
    assert [each.text for each in read.left_out] == ["101번", "102번"]


@pytest.mark.parametrize("text", [MEMO, "□ 안전\n ❍ 하천 점검\n  - 둑부터\n  *\n  * 사진도", ""])
def test_rows_that_were_just_made_are_those_of_the_memo(text: str) -> None:
    """Also after a form has carried them, which takes the blanks around a field away."""
    made = MemoEntry(key="k", text=text, rows=follow(text))
    carried = tuple(replace(each, source=each.source.strip()) for each in made.rows)
    assert memo.is_followed(replace(made, rows=carried), memo.follow_memo(made, GROUND)[0])


def test_rows_of_an_earlier_memo_are_told_from_its_own() -> None:
    """What was typed last would be lost: the rows come half a second after it, and never without scripts."""
    typed = MemoEntry(key="k", text=f"{MEMO}\n❍ 새로 적은 것", rows=follow(MEMO))
    followed, _read = memo.follow_memo(typed, GROUND)
    assert not memo.is_followed(typed, followed)
    assert [each.text for each in followed.rows] == ["딸기축제 화장실 증설", "하천 점검", "새로 적은 것"]


def test_a_memo_beyond_its_limit_is_not_read() -> None:
    typed = MemoEntry(key="k", text="❍ 하나\n" * 1_000, rows=(row(),))
    followed, read = memo.follow_memo(typed, GROUND)
    assert (followed.rows, read.items) == (typed.rows, ())


def test_a_suggestion_gives_its_reason_as_long_as_it_stands() -> None:
    (first, _) = follow(MEMO)
    assert memo.view_row(first, GROUND).lead_why == "비슷한 이전 지시 2건의 주관부서"
    assert memo.view_row(replace(first, lead="해양수산과"), GROUND).lead_why == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "가" * 4001}, "text"),
        ({"lead": "없는과"}, "lead"),
        ({"supporting": "관광과"}, "lead"),
        ({"lead": "관광과", "supporting": "없는과, 해양수산과"}, "supporting"),
        ({"lead": "관광과", "supporting": "해양수산과, 관광과"}, "supporting"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_at_its_field(wrong: dict[str, str], field: str) -> None:
    """DIR-05."""
    checked = memo.check_entry(MemoEntry(key="k", text=MEMO, rows=(row(**wrong),)), GROUND)
    assert list(checked.rows[0].errors) == [field]
    assert memo.has_errors(checked)


def test_a_row_that_is_out_is_neither_checked_nor_sent() -> None:
    entry = MemoEntry(key="k", text=MEMO, rows=(row(text="", is_out=True), row()))
    checked = memo.check_entry(entry, GROUND)
    assert not memo.has_errors(checked)
    planned = memo.plan_rows(checked, GROUND)
    assert planned is not None
    assert [one.row for one in planned] == [1]


def test_a_memo_without_rows_is_not_shared() -> None:
    assert "text" in memo.check_entry(MemoEntry(key="k", text="글"), GROUND).errors
    assert "text" in memo.check_entry(MemoEntry(key="k"), GROUND).errors
    assert "text" in memo.check_entry(MemoEntry(key="k", text="가" * 4001, rows=(row(),)), GROUND).errors


@pytest.mark.parametrize(
    ("name", "code"), [("관광과", "tour"), ("해양", "sea"), (" 기획 감사실 ", "office"), ("과", None)]
)
def test_a_department_is_found_by_its_name_or_its_beginning(name: str, code: str | None) -> None:
    assert memo.find_department(name, GROUND) == code


def test_a_draft_names_lead_and_supporting() -> None:
    entry = MemoEntry(
        key="k", text=MEMO, rows=(row(lead="관광과", supporting="해양수산과, 해양수산과", is_hidden=True),)
    )
    (planned,) = memo.plan_rows(entry, GROUND) or []
    assert (planned.draft.lead, planned.draft.supporting, planned.share) == ("tour", ("sea",), None)
    assert planned.draft.is_text_hidden


def test_all_departments_but_the_lead_and_the_bureaus_must_each_reply() -> None:
    """DIR-05: then the share is a command of its own."""
    entry = MemoEntry(key="k", text=MEMO, rows=(row(lead="관광과", supporting="전 부서"),))
    (planned,) = memo.plan_rows(entry, GROUND) or []
    assert planned.draft.lead is None
    assert (planned.lead, planned.supporting, planned.addressees) == ("tour", (), ("sea", "office"))


def test_a_sign_that_cannot_be_stored_is_refused() -> None:
    assert memo.plan_rows(MemoEntry(key="k", text=MEMO, rows=(row(text="가\x00나"),)), GROUND) is None


def test_a_form_is_read_as_it_was_sent() -> None:
    sent = {
        "key": "k",
        "text": MEMO,
        "rows": "1",
        "line-0": "2",
        "text-0": "나",
        "kind-0": "X",
        "visibility-0": "hidden",
    }
    entry = memo.read_entry(FormData(sent))
    assert entry.rows == (row("나", line=2, source="", is_hidden=True),)


@pytest.mark.parametrize("rows", ["-1", "x", "", "9" * 30])
def test_a_wrong_number_of_rows_is_none(rows: str) -> None:
    assert memo.read_entry(FormData({"key": "k", "rows": rows})).rows == ()


def test_what_is_shared_today_is_due_by_its_kind() -> None:
    """DIR-04, DIR-06: from Monday 2024-12-02 three business days end on the 5th, ten on the 16th."""
    due = memo.find_due(TODAY, Calendar(), POLICIES)
    assert due.share == TODAY
    assert (due.reports["SIMPLE"], due.reports["PLAN"]) == (date(2024, 12, 5), date(2024, 12, 16))
    assert due.reports["EXHORTATION"] is None


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        (datetime(2024, 12, 2, 9, 0, tzinfo=SEOUL), 540),
        (datetime(2024, 12, 2, 17, 59, 1, tzinfo=SEOUL), 0),
        (datetime(2024, 12, 2, 20, 0, tzinfo=SEOUL), 0),
        (datetime(2024, 12, 1, 9, 0, tzinfo=SEOUL), None),
    ],
)
def test_the_minutes_to_the_end_of_the_working_day_are_counted(now: datetime, minutes: int | None) -> None:
    """Sunday 2024-12-01 has none."""
    assert memo.count_minutes_left(now, Calendar()) == minutes


def test_a_refusal_names_the_row_that_led_to_it() -> None:
    """Rows that are out leave their places; the first part is the memo, the second the split, then come the shares."""
    rows = (row(is_out=True), row(lead="관광과"), row(lead="관광과", supporting="전 부서"))
    planned = memo.plan_rows(MemoEntry(key="k", text=MEMO, rows=rows), GROUND) or []
    assert find_row(Rejected("BAD_SHAPE", "", {"draft": "1", "part": "1"}), planned, is_new=True) == 2
    assert find_row(Rejected("BAD_SHAPE", "", {"part": "2"}), planned, is_new=True) == 2
    assert find_row(Rejected("BAD_SHAPE", "", {"part": "1"}), planned, is_new=False) == 2
    assert find_row(Rejected("BUSY", "", {}), planned, is_new=True) is None


def test_who_has_opened_a_directive_is_told_by_name() -> None:
    """DIR-03: parties are lead, supporting and addressees."""
    shared = {"shared_on": TODAY, "state": "SHARED"}
    item = make_item(**shared, lead="tour", supporting=["sea"], replies={"office": {"due": None}}, seen_by=["sea"])
    (child,) = lay_out_note([item], GROUND.names, TODAY, Calendar())
    assert (child.seen, child.unseen, child.parties) == (["해양수산과"], ["관광과", "기획감사실"], 3)
