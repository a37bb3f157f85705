"""What the console says about typed forms."""

from datetime import date
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from contracts.directives import Origin, OriginKind
from gateway.console.forms import make_issue, read_day, read_issue, read_number, read_origin


def _form(text: str = "지시", kind: str = "SIMPLE", meeting: str = "") -> FormData:
    return FormData({"text": text, "kind": kind, "meeting": meeting, "key": "k"})


def test_a_whole_form_makes_its_command() -> None:
    """DIR-01."""
    command = make_issue(read_issue(_form(text=" 첫 줄\r\n둘째 줄 ", meeting="간부회의")))
    assert command is not None
    assert (command.text, command.kind, command.meeting) == ("첫 줄\n둘째 줄", "SIMPLE", "간부회의")


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        (_form(text=" "), "text", "지시 내용을 입력하세요."),
        (_form(text="가" * 4003), "text", "지시 내용은 4,000자까지입니다. 지금 4,003자이니 3자를 줄이세요."),
        (_form(kind="OTHER"), "kind", "종류를 고르세요."),
        (_form(meeting="가" * 201), "meeting", "회의 이름은 200자까지입니다. 지금 201자입니다."),
    ],
)
def test_each_fault_is_told_at_its_field(form: FormData, field: str, message: str) -> None:
    assert read_issue(form).errors == {field: message}


def test_line_ends_of_the_wire_do_not_count_twice() -> None:
    """2,000 letters with 1,999 line ends are 3,999 characters, 5,998 on the wire."""
    assert read_issue(_form(text="\r\n".join("가" * 2000))).errors == {}


def test_a_sign_that_cannot_be_stored_makes_no_command() -> None:
    assert make_issue(read_issue(_form(text="가\x00나"))) is None


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("MEETING:m-1:2", Origin(kind=OriginKind.MEETING, id="m-1", item=2)),
        ("PLEDGE:P-07", Origin(kind=OriginKind.PLEDGE, id="P-07")),
        ("PLEDGE:", None),
        ("NO_SUCH:1", None),
        ("MEETING:m-1:x", None),
    ],
)
def test_an_origin_is_read_as_addresses_have_it(text: str, origin: Origin | None) -> None:
    """DIR-19."""
    assert read_origin(text) == origin


def test_a_form_says_who_may_know_and_what_it_comes_from() -> None:
    """DIR-12, DIR-19: nothing chosen is open to all."""
    form = FormData(
        {"text": "지시", "kind": "SIMPLE", "visibility": "TEXT_HIDDEN", "origin": "PLEDGE:P-07", "key": "k"}
    )
    command, plain = make_issue(read_issue(form)), make_issue(read_issue(_form()))
    assert command is not None
    assert plain is not None
    assert (command.visibility, command.origin) == ("TEXT_HIDDEN", Origin(kind=OriginKind.PLEDGE, id="P-07"))
    assert (plain.visibility, plain.origin) == ("OPEN", None)


def test_a_visibility_that_there_is_not_is_refused() -> None:
    form = FormData({"text": "지시", "kind": "SIMPLE", "visibility": "ALL", "key": "k"})
    assert set(read_issue(form).errors) == {"visibility"}


@pytest.mark.parametrize("text", ["", "x", "2024-02-30", "20240102", "2024-W01-2", "1899-12-31", "2200-01-01"])
def test_a_day_is_written_in_one_way_and_of_our_centuries(text: str) -> None:
    assert read_day(text) is None
    assert read_day("2024-01-02") == date(2024, 1, 2)


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1E+999999", "1e3", "１", "1 0", "-", ".", "9" * 16])
def test_a_number_is_written_out_and_has_an_end(text: str) -> None:
    assert read_number(text) is None
    assert [read_number(each) for each in ("0.763", "-5", ".5")] == [Decimal("0.763"), Decimal(-5), Decimal("0.5")]
