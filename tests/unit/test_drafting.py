"""What an item of a memo suggests about its directive (받아적기, DIR-03)."""

from datetime import date

import pytest

from contracts.directives import DirectiveKind
from gateway.drafting import (
    KindGuess,
    LeadGuess,
    Named,
    Past,
    check_days,
    find_alike,
    find_named,
    guess_kind,
    guess_lead,
    remember,
)

CODES = {"관광과": "tour", "문화관광과": "culture", "해양수산과": "sea", "안전총괄과": "safety", "기획감사실": "office"}


def past(number: str, text: str, lead: str | None = None, *, is_live: bool = True) -> Past:
    return Past(f"id-{number}", number, text, lead, is_live)


def test_the_same_words_with_other_spaces_are_alike() -> None:
    """Pairs of letters without blanks: all of them are shared."""
    memory = remember([past("2024-0001", "탑정호 안전 시설 점검 결과를 보고할 것")])
    found = find_alike(memory, "탑정호 안전시설 점검결과를 보고할것")
    assert found is not None
    assert (found.number, found.percent) == ("2024-0001", 100)


def test_likeness_is_twice_the_shared_pairs_over_all() -> None:
    """가나다라마 has 가나, 나다, 다라, 라마; 가나다라바 shares three of its four: 2 x 3 / 8 = 75 %."""
    found = find_alike(remember([past("1", "가나다라마")]), "가나다라바")
    assert found is not None
    assert found.percent == 75


def test_less_than_sixty_percent_is_another_directive() -> None:
    """가나다바사 shares two of four pairs: 2 x 2 / 8 = 50 %."""
    assert find_alike(remember([past("1", "가나다라마")]), "가나다바사") is None


def test_what_has_ended_is_no_duplicate() -> None:
    assert find_alike(remember([past("1", "같은 말", is_live=False)]), "같은 말") is None


def test_the_likest_is_told_and_of_two_the_later() -> None:
    memory = remember([past("3", "경포 해변 정비"), past("2", "경포 해변 정비"), past("1", "경포 해변 정비 계획")])
    found = find_alike(memory, "경포 해변 정비")
    assert found is not None
    assert found.number == "3"


@pytest.mark.parametrize("text", ["", "가", "  ", "!!"])
def test_what_has_no_two_letters_is_like_nothing(text: str) -> None:
    memory = remember([past("1", "가나다라"), past("2", text)])
    assert find_alike(memory, text) is None
    assert guess_lead(memory, text, {"tour"}) is None


TOLD = [
    past("1", "딸기축제 주차장 확보 방안", "tour"),
    past("2", "딸기축제 안내 인력 배치", "tour"),
    past("3", "딸기축제 예산 집행", "money"),
    past("4", "하천 제방 점검", "river"),
]


def test_who_led_what_is_near_is_suggested_with_how_often() -> None:
    """딸기, 기축, 축제 are in three texts, which is rare enough; two of the three were led by tour."""
    assert guess_lead(remember(TOLD), "딸기축제 화장실 증설", {"tour", "money"}) == LeadGuess("tour", 2)


def test_a_department_that_is_no_more_is_not_suggested() -> None:
    assert guess_lead(remember(TOLD), "딸기축제 화장실 증설", {"money", "river"}) is None


def test_a_single_directive_suggests_nobody() -> None:
    assert guess_lead(remember(TOLD), "하천 제방 점검", {"river"}) is None


def test_pairs_that_every_text_has_say_nothing() -> None:
    """`결과를 보고할 것` is in all forty texts, more than one in ten."""
    memory = remember(
        past(str(number), f"{chr(0xAC00 + 40 * number)} 결과를 보고할 것", "tour") for number in range(40)
    )
    assert guess_lead(memory, "제방 결과를 보고할 것", {"tour"}) is None


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("민원 응대에 친절을 다할 것을 당부함", DirectiveKind.EXHORTATION, "당부"),
        ("공직기강을 거듭 강조", DirectiveKind.EXHORTATION, "강조"),
        ("설 연휴 종합대책의 부서별 계획을 낼 것", DirectiveKind.PLAN, "계획을 낼"),
        ("주차장 추진계획을 보고할 것", DirectiveKind.PLAN, "추진계획"),
        ("하천 정비 계획 수립", DirectiveKind.PLAN, "계획 수립"),
        ("특별지시: 산불 취약지 순찰", DirectiveKind.SPECIAL, "특별지시"),
        ("지난 지시에 덧붙여 예산도 볼 것", DirectiveKind.ADDITIONAL, "덧붙여"),
        ("하천 정비 현황을 보고할 것", DirectiveKind.SIMPLE, ""),
    ],
)
def test_the_kind_is_guessed_from_a_word_that_is_told(text: str, kind: DirectiveKind, word: str) -> None:
    """DIR-02."""
    assert guess_kind(text) == KindGuess(kind, word)


def test_what_asks_for_a_report_is_no_exhortation() -> None:
    assert guess_kind("안전을 강조한 대책을 보고할 것").kind is DirectiveKind.SIMPLE


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("관광과에서 축제 준비", Named("tour")),
        ("해양수산과와 협조하여 어항을 정비할 것", Named(None, ("sea",))),
        ("관광과는 안전총괄과와 협의하여 점검할 것", Named("tour", ("safety",))),
        ("관광과는 안전총괄과, 해양수산과와 합동 점검", Named("tour", ("safety", "sea"))),
        ("축제 준비(협조: 안전총괄과, 해양수산과)", Named(None, ("safety", "sea"))),
        ("관광과, 해양수산과는 현황을 보고할 것", Named("tour", ("sea",))),
        ("문화관광과는 축제를 준비할 것", Named("culture")),
        ("어느 부서도 아닌 글", Named()),
    ],
)
def test_the_departments_of_a_text_are_found(text: str, named: Named) -> None:
    assert find_named(text, CODES) == named


@pytest.mark.timeout(10)
@pytest.mark.parametrize("blanks", [" ", "   ", "\n\n \t"])
def test_a_list_of_sixty_departments_is_read_at_once(blanks: str) -> None:
    """Parted by blanks alone and with nobody to work with: there is one way to read it, not two to the sixtieth."""
    codes = {f"제{place:02}담당관": f"d{place:02}" for place in range(60)}
    assert find_named(blanks.join(codes), codes) == Named("d00", tuple(codes.values())[1:])
    assert find_named(f"{blanks.join(codes)} 와 협조할 것", codes) == Named(None, tuple(codes.values()))


@pytest.mark.parametrize(
    "text", ["전 부서는 복무를 점검할 것", "모든 부서가 볼 것", "각 부서별로 낼 것", "전 실과 협조"]
)
def test_all_departments_are_everybody(text: str) -> None:
    assert find_named(text, CODES).is_everybody


def test_a_lead_for_everybody_is_kept() -> None:
    assert find_named("기획감사실은 전 부서의 의견을 모을 것", CODES) == Named("office", (), is_everybody=True)


TODAY = date(2024, 12, 2)
"""A Monday."""


def test_a_right_weekday_is_no_hint() -> None:
    """CAL-08: 2024-12-06 is a Friday, 2018-04-11 a Wednesday."""
    assert check_days("12. 6.(금)까지, 2018. 4. 11(수)에 한 대로", TODAY) == []


def test_a_wrong_weekday_is_told_with_the_right_one() -> None:
    """CAL-08: 2024-12-06 is a Friday."""
    assert check_days("12월 6일(목)까지 보고할 것", TODAY) == [
        "2024. 12. 6.의 요일은 (목)가 아니라 (금)입니다. 날짜나 요일을 고치세요."
    ]


def test_a_day_of_next_year_is_read_as_such() -> None:
    """2025-01-10 is a Friday, 2024-01-10 a Wednesday eleven months ago."""
    assert check_days("1. 10.(금)까지 보고할 것", TODAY) == []


def test_a_day_that_there_is_not_is_told() -> None:
    assert check_days("2. 30.(금)까지 보고할 것", TODAY) != []


def test_a_day_without_its_weekday_is_not_looked_at() -> None:
    assert check_days("12. 6.까지 보고할 것", TODAY) == []
