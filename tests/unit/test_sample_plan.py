"""The sample as requests: each at its moment, by who may, resting only on what was made before it."""

import re
from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest

from infra.clock import SEOUL
from infra.sample.data import list_departments
from infra.sample.plan import Request, fill, list_addressees, plan_sample
from infra.sample.story import ENDS_AT, STARTS_AT, read_story

REQUESTS = plan_sample()
STORY = read_story()


def find_names(value: object) -> set[str]:
    """Return the names that a path or a body holds."""
    match value:
        case str():
            return set(re.findall(r"\{([a-z0-9-]+)\}", value))
        case dict():
            return {name for each in value.values() for name in find_names(each)}
        case list() | tuple():
            return {name for each in value for name in find_names(each)}
        case _:
            return set()


def test_every_request_rests_on_what_was_made_before_it() -> None:
    made: set[str] = set()
    for request in REQUESTS:
        assert find_names([request.path, request.body]) <= made, request
        assert not find_names(fill([request.path, request.body], dict.fromkeys(made, "7")))
        made |= {*request.makes, *(f"{name}-at" for name in request.makes)}


def test_where_an_event_is_is_a_number() -> None:
    """EVL-11: an adjustment names its evidence by the event's position."""
    assert fill({"position": "{reply-at}", "path": "/v1/{reply}"}, {"reply-at": "7", "reply": "id"}) == {
        "position": 7,
        "path": "/v1/id",
    }


def test_what_is_sent_together_rests_on_nothing_of_its_crowd() -> None:
    assert [request for request in REQUESTS if request.crowd and request.makes] == []


def test_a_key_names_one_request() -> None:
    assert [key for key, times in Counter(request.key for request in REQUESTS).items() if times > 1] == []


def test_the_clock_goes_forward_from_start_to_end() -> None:
    assert all(before.at <= after.at for before, after in pairwise(REQUESTS))
    assert REQUESTS[0].at == STARTS_AT
    assert REQUESTS[-1].at < ENDS_AT


def test_a_shorter_sample_is_the_beginning_of_the_whole() -> None:
    until = datetime(2024, 1, 25, 9, tzinfo=SEOUL)
    january = plan_sample(until)
    assert january == [request for request in REQUESTS if request.at <= until]
    assert sum(request.path == "/v1/directives" for request in january) == 20


def test_no_two_directives_say_the_same() -> None:
    texts = [directive.text for directive in STORY.directives]
    assert len(set(texts)) == len(texts)
    assert all(text.endswith(("것", "당부함")) for text in texts)


def test_the_departments_of_2024_are_59_and_15_towns() -> None:
    """ORG-03, ORG-04."""
    assert (len(list_addressees("all")), len(list_addressees("towns"))) == (59, 15)
    assert {code for replies in STORY.replies.values() for code in replies} <= {
        str(each["code"]) for each in list_departments()
    }


@pytest.mark.parametrize("act", ["report", "outcome", "progress", "team", "acknowledge", "reply"])
def test_departments_speak_for_themselves(act: str) -> None:
    """decided.md, Rights: D of the lead; who accepts is another account."""
    found: list[Request] = [request for request in REQUESTS if request.path.endswith(f"}}/{act}")]
    assert found
    assert {request.user.partition("-")[0] for request in found} <= {"officer", "inspector"}
