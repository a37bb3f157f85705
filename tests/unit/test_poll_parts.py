"""What the hall is told of parts of a result: none so small that it tells of somebody (ENG-06)."""

from typing import Any

from gateway.answers.polls import show_parts

NAMES = {"a": "일반 시민", "b": "초등학생", "c": "공무원"}


def make_share(ballots: int) -> dict[str, Any]:
    return {"ballots": ballots, "options": [{"points": ballots, "percent": "100.0"}]}


def tell(whole: int, rest: int, **segments: int) -> list[tuple[str, int]]:
    """Return the parts that are told, with their ballots; the one without a name is that without officials."""
    result = {
        "everybody": make_share(whole),
        "without_officials": make_share(rest),
        "by_segment": [{"name": name, "share": make_share(ballots)} for name, ballots in segments.items()],
    }
    return [(part["name"], part["ballots"]) for part in show_parts(result, NAMES)]


def test_each_part_of_five_ballots_is_told() -> None:
    """ENG-06: 12 + 5 + 5 = 22, of which 17 are not officials'."""
    assert tell(22, 17, a=12, b=5, c=5) == [("", 17), ("일반 시민", 12), ("초등학생", 5), ("공무원", 5)]


def test_what_could_be_told_from_the_rest_is_not_told() -> None:
    """ENG-06: of 4 pupils nothing, nor of the smallest other segment, from which the rest would tell of them."""
    assert tell(21, 16, a=12, b=4, c=5) == [("일반 시민", 12)]


def test_an_empty_segment_hides_nothing() -> None:
    assert tell(17, 12, a=12, b=0, c=5) == [("", 12), ("일반 시민", 12), ("공무원", 5)]
