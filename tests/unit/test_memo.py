"""A memo's lines become items by their marks (받아적기, DIR-03)."""

import pytest

from gateway.memo import Item, read_memo


def texts(memo: str) -> list[str]:
    return [item.text for item in read_memo(memo).items]


def test_bullets_below_a_heading_are_items_that_know_it() -> None:
    assert read_memo("□ 관광 분야\n ❍ 축제 안전대책을 보고할 것\n ❍ 주차장 계획 수립").items == (
        Item(2, "축제 안전대책을 보고할 것", "관광 분야"),
        Item(3, "주차장 계획 수립", "관광 분야"),
    )


@pytest.mark.parametrize("bullet", ["❍", "ㅇ", "○", "◦", "•", "●", "o", "◯"])
def test_every_bullet_of_korean_memos_begins_an_item(bullet: str) -> None:
    assert texts(f"{bullet} 첫째 건\n{bullet} 둘째 건") == ["첫째 건", "둘째 건"]


@pytest.mark.parametrize(
    ("first", "second"), [("①", "②"), ("1.", "2."), ("1)", "2)"), ("(1)", "(2)"), ("가.", "나."), ("❶", "❷")]
)
def test_numbers_and_letters_begin_items(first: str, second: str) -> None:
    assert texts(f"{first} 첫째 건\n{second} 둘째 건") == ["첫째 건", "둘째 건"]


def test_dashes_and_stars_are_folded_into_their_item() -> None:
    memo = "❍ 축제 안전대책을 보고할 것\n  - 소방서와 합동 점검\n  * 지난해 지적 3건\n❍ 다음 건"
    assert texts(memo) == ["축제 안전대책을 보고할 것\n- 소방서와 합동 점검\n* 지난해 지적 3건", "다음 건"]


def test_dashes_right_below_a_heading_are_items() -> None:
    assert texts("□ 당부\n - 친절하게 응대할 것\n - 복무를 지킬 것") == ["친절하게 응대할 것", "복무를 지킬 것"]


def test_a_dash_below_the_item_of_a_later_heading_is_folded_there() -> None:
    assert texts("□ 하나\n ❍ 가\n□ 둘\n ❍ 나\n - 다") == ["가", "나\n- 다"]


def test_a_heading_alone_is_an_item() -> None:
    assert texts("□ 하천 정비를 보고할 것\n□ 관광\n ❍ 축제 준비") == ["하천 정비를 보고할 것", "축제 준비"]


def test_a_star_below_a_heading_without_items_is_left_out_and_shown() -> None:
    memo = read_memo("□ 관광\n * 지난해 기준\n ❍ 축제 준비")
    assert [each.text for each in memo.items] == ["축제 준비"]
    assert [each.text for each in memo.left_out] == ["지난해 기준"]


def test_an_item_with_numbered_ones_below_it_is_their_heading() -> None:
    memo = read_memo("□ 관광\n❍ 다음을 챙길 것\n ① 주차\n ② 화장실\n❍ 예산을 다시 볼 것")
    assert [(each.text, each.heading) for each in memo.items] == [
        ("주차", "관광 > 다음을 챙길 것"),
        ("화장실", "관광 > 다음을 챙길 것"),
        ("예산을 다시 볼 것", "관광"),
    ]


def test_letters_below_numbers_are_items_of_numbered_headings() -> None:
    memo = read_memo("1. 관광\n 가. 축제 준비\n 나. 주차 대책\n2. 하천\n 가. 제방 점검")
    assert [(each.text, each.heading) for each in memo.items] == [
        ("축제 준비", "관광"),
        ("주차 대책", "관광"),
        ("제방 점검", "하천"),
    ]


def test_an_item_that_has_folded_lines_stays_one() -> None:
    assert texts("❍ 축제 준비\n - 주차\n ① 화장실 증설") == ["축제 준비\n- 주차", "화장실 증설"]


def test_a_line_without_a_mark_goes_on_with_the_line_before() -> None:
    assert texts("❍ 축제 안전대책을\n  소방서와 함께 보고할 것\n❍ 다음 건") == [
        "축제 안전대책을 소방서와 함께 보고할 것",
        "다음 건",
    ]


def test_a_title_and_what_follows_a_blank_line_are_left_out_and_shown() -> None:
    memo = read_memo("12월 첫째 주 간부회의 말씀\n\n❍ 축제 준비\n\n이상임")
    assert [each.text for each in memo.items] == ["축제 준비"]
    assert [(each.line, each.text) for each in memo.left_out] == [(1, "12월 첫째 주 간부회의 말씀"), (5, "이상임")]


def test_a_memo_without_marks_has_an_item_a_line() -> None:
    assert read_memo("축제 준비\n\n하천 점검").items == (Item(1, "축제 준비"), Item(3, "하천 점검"))


@pytest.mark.parametrize("line", ["12. 4.(금)까지 보고할 것", "12. 4.까지 보고할 것", "3. 1일 행사를 챙길 것"])
def test_a_day_at_the_start_of_a_line_is_no_number(line: str) -> None:
    assert texts(f"❍ 축제 준비\n{line}") == [f"축제 준비 {line}"]


@pytest.mark.timeout(10)
def test_a_day_with_a_page_of_blanks_is_read_at_once() -> None:
    """Read in each way that blanks can be parted this takes minutes."""
    assert texts(f"1. 2{' ' * 60_000}개 부서가 볼 것") == ["2 개 부서가 볼 것"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("1. 3개 부서가 함께 볼 것", "3개 부서가 함께 볼 것"),
        ("2. 12. 4.(금)까지 보고할 것", "12. 4.(금)까지 보고할 것"),
        ("3. 2일간 행사 준비", "2일간 행사 준비"),
    ],
)
def test_a_number_before_a_number_or_a_day_is_one(line: str, text: str) -> None:
    assert texts(line) == [text]


def test_a_share_of_a_figure_is_no_mark() -> None:
    assert texts("❍ 집행률\n3.5% 낮음") == ["집행률 3.5% 낮음"]
    assert texts("❍ 증감\n-5%임") == ["증감 -5%임"]


def test_lines_are_counted_as_the_service_counts_them() -> None:
    """Without blanks around the text, and by every line break that there is."""
    assert [each.line for each in read_memo("\n\n❍ 하나\r\n\r\n❍ 둘\x0b❍ 셋\n").items] == [1, 3, 4]


def test_a_mark_alone_is_nothing_and_an_empty_memo_neither() -> None:
    assert read_memo("❍\n□\n❍ 하나").items == (Item(3, "하나"),)
    assert read_memo(" \n ").items == ()


def test_roman_numerals_head_parts() -> None:
    memo = read_memo("Ⅰ. 시정 전반\n 1. 물가를 챙길 것\nⅡ. 관광\n 1. 축제 준비")
    assert [(each.text, each.heading) for each in memo.items] == [
        ("물가를 챙길 것", "시정 전반"),
        ("축제 준비", "관광"),
    ]
