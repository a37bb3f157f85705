"""The arithmetic of votes, each number worked by hand (ENG-06, ENG-08, domain.md 4.5)."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engagement.ballots import BallotChannel, BallotChoice
from contracts.engagement.tallies import (
    PollMode,
    PollOutcome,
    PollShare,
    PresentCount,
    TallyCell,
    TallyRule,
    Terms,
    add_ballot,
    compute_result,
    read_sums,
    round_percent,
)

WEB, ONSITE, PAPER = BallotChannel.WEB, BallotChannel.ONSITE, BallotChannel.PAPER


def count(sums: Mapping[str, int], segment: str = "citizens", *, blank: int = 0, **more: object) -> TallyCell:
    """Return a cell of ballots that each choose one option."""
    told = {"channel": ONSITE, "is_official": False, "ballots": sum(sums.values()) + blank, **more}
    counts = {key if "|" in key else f"{key}|1": number for key, number in sums.items()}
    return TallyCell.model_validate({"segment": segment, "blank": blank, "counts": read_sums(counts), **told})


def agree(rule: TallyRule = TallyRule.RAW_SUM, mode: PollMode = PollMode.SINGLE, *options: str, **more: int) -> Terms:
    return Terms(mode, options or ("great", "good"), more.pop("scale", None), rule, more)


def tell(share: PollShare) -> dict[str, str | None]:
    return {each.option: each.percent for each in share.options}


def test_352_of_800_are_44_percent() -> None:
    """ENG-06: 352/800 = 44.0; pupils 60/100 = 60.0, officials 12/200 = 6.0; without officials 340/600 = 56.7."""
    cells = [
        count({"great": 60, "good": 40}, "pupils"),
        count({"great": 50, "good": 50}, "teens"),
        count({"great": 230, "good": 170}, "citizens"),
        count({"great": 12, "good": 188}, "officials", is_official=True),
    ]
    present = [
        PresentCount(segment=name, is_official=name == "officials", people=people)
        for name, people in (("pupils", 100), ("teens", 100), ("citizens", 400), ("officials", 400))
    ]
    result = compute_result(agree(), cells, present)
    assert tell(result.everybody) == {"great": "44.0", "good": "56.0"}
    assert tell(result.without_officials) == {"great": "56.7", "good": "43.3"}
    assert {each.name: tell(each.share)["great"] for each in result.by_segment} == {
        "citizens": "57.5", "officials": "6.0", "pupils": "60.0", "teens": "50.0",
    }  # fmt: skip
    assert (result.everybody.turnout, result.without_officials.turnout) == ("80.0", "100.0")
    assert (result.outcome, result.winner) == (PollOutcome.WINNER, "good")


def test_the_base_is_valid_ballots() -> None:
    """Of 10 ballots 2 are blank: 4 of 8 are 50.0, and the turnout is 10 of 16, 62.5."""
    cells = [count({"great": 4, "good": 4}, blank=2)]
    result = compute_result(agree(), cells, [PresentCount(segment="citizens", is_official=False, people=16)])
    assert tell(result.everybody) == {"great": "50.0", "good": "50.0"}
    assert (result.everybody.ballots, result.everybody.blank, result.everybody.valid) == (10, 2, 8)
    assert result.everybody.turnout == "62.5"


def test_a_tie_is_declared() -> None:
    result = compute_result(agree(), [count({"great": 4, "good": 4})], [])
    assert (result.outcome, result.winner, result.everybody.leaders) == (PollOutcome.TIE, None, ("great", "good"))


def test_ranks_are_of_what_is_not_rounded() -> None:
    """5001 and 4999 of 10,000 both read 50.0; the first has won."""
    result = compute_result(agree(), [count({"great": 5001, "good": 4999})], [])
    assert tell(result.everybody) == {"great": "50.0", "good": "50.0"}
    assert (result.outcome, result.winner) == (PollOutcome.WINNER, "great")


def test_channels_weigh_the_same_where_that_was_declared() -> None:
    """On site 10 of 100 (10.0), web 9 of 10 (90.0): the mean is 50.0, the sum 19 of 110, 17.3; on site alone 10.0."""
    cells = [count({"great": 10, "good": 90}), count({"great": 9, "good": 1}, channel=WEB)]
    equal = compute_result(agree(TallyRule.EQUAL_CHANNEL), cells, [])
    assert tell(equal.everybody) == {"great": "50.0", "good": "50.0"}
    assert equal.outcome is PollOutcome.TIE
    assert tell(compute_result(agree(), cells, []).everybody) == {"great": "17.3", "good": "82.7"}
    there = compute_result(agree(TallyRule.ONSITE_ONLY), cells, [])
    assert tell(there.everybody) == {"great": "10.0", "good": "90.0"}
    assert (there.everybody.ballots, [each.name for each in there.by_channel]) == (100, ["onsite"])


def test_paper_counts_as_being_there() -> None:
    cells = [count({"great": 1}, channel=PAPER), count({"good": 5}, channel=WEB)]
    assert compute_result(agree(TallyRule.ONSITE_ONLY), cells, []).winner == "great"


def test_segments_weigh_as_was_declared() -> None:
    """Pupils 80 of 100 weigh 1, citizens 30 of 100 weigh 3: (0.8 + 3 x 0.3) / 4 = 42.5; teens have no ballot."""
    terms = agree(TallyRule.WEIGHTED_SEGMENT, pupils=1, citizens=3, teens=6)
    cells = [count({"great": 80, "good": 20}, "pupils"), count({"great": 30, "good": 70})]
    result = compute_result(terms, cells, [])
    assert tell(result.everybody) == {"great": "42.5", "good": "57.5"}


def test_several_choices_add_up_to_more_than_all() -> None:
    """Two of three may be chosen: of 4 ballots 3 choose great, 3 good, 1 fair."""
    cells = [count({"great": 3, "good": 3, "fair": 1}, ballots=4)]
    result = compute_result(agree(TallyRule.RAW_SUM, PollMode.MULTIPLE, "great", "good", "fair"), cells, [])
    assert tell(result.everybody) == {"great": "75.0", "good": "75.0", "fair": "25.0"}
    assert result.everybody.leaders == ("great", "good")


def test_stars_are_told_as_hundred() -> None:
    """Of 5 stars, (x - 1) x 25: one ballot of 5 and one of 4 are (100 + 75) / 2 = 87.5; unrated ones do not count."""
    cells = [count({"great|5": 1, "great|4": 1, "good|1": 1}, ballots=3)]
    result = compute_result(agree(TallyRule.RAW_SUM, PollMode.RATING, scale=5), cells, [])
    assert tell(result.everybody) == {"great": "87.5", "good": "0.0"}
    assert [(each.value, each.count) for each in result.everybody.options[0].values] == [(4, 1), (5, 1)]


def test_places_count_what_is_put_below() -> None:
    """Three options, two ballots a>b>c and a>c: a has 4 of 4, b 1 of 4, c 1 of 4."""
    cells = [count({"a|1": 2, "b|2": 1, "c|3": 1, "c|2": 1}, ballots=2)]
    result = compute_result(agree(TallyRule.RAW_SUM, PollMode.RANKING, "a", "b", "c"), cells, [])
    assert tell(result.everybody) == {"a": "100.0", "b": "25.0", "c": "25.0"}
    assert result.winner == "a"


def test_without_a_ballot_there_is_no_percentage() -> None:
    result = compute_result(agree(), [], [])
    assert tell(result.everybody) == {"great": None, "good": None}
    assert (result.outcome, result.everybody.turnout) == (PollOutcome.NONE, None)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (Fraction(1, 3), "33.3"),
        (Fraction(2, 3), "66.7"),
        (Fraction(1, 800), "0.1"),  # 0.125
        (Fraction(1, 2000), "0.1"),  # 0.05, half up
        (Fraction(5, 10**31) * 10**27 - Fraction(1, 10**40), "0.0"),  # a hair below the half
        (Fraction(1), "100.0"),
    ],
)
def test_halves_are_rounded_up(share: Fraction, told: str) -> None:
    assert round_percent(share) == told


BALLOTS = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3), max_size=30)


@given(ballots=BALLOTS, data=st.data())
def test_a_tally_is_the_same_in_any_order(ballots: list[list[str]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(ballots))
    sums: dict[str, int] = {}
    others: dict[str, int] = {}
    for one, other in zip(ballots, shuffled, strict=True):
        sums = add_ballot(sums, [BallotChoice(option=option) for option in one])
        others = add_ballot(others, [BallotChoice(option=option) for option in other])
    assert list(sums.items()) == list(others.items())


@given(cells=st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=1, max_size=6), cut=st.integers(0, 6))
def test_a_result_is_the_same_in_any_batching(cells: list[tuple[int, int, int]], cut: int) -> None:
    """Cells in any order and cut in any way give the same shares; the base is the valid ballots, ties are told."""
    whole = [count({"great": a, "good": b}, blank=c) for a, b, c in cells]
    great, good, blank = (sum(column) for column in zip(*cells, strict=True))
    joined = compute_result(agree(), [count({"great": great, "good": good}, blank=blank)], []).everybody
    split = compute_result(agree(), [*whole[cut:], *whole[:cut]], []).everybody
    assert tell(split) == tell(joined)
    assert split.leaders == joined.leaders
    assert split.valid == great + good
    assert len(split.leaders) == (0 if not great + good else 2 if great == good else 1)
