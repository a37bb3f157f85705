"""Surveys over HTTP: one answer a link, weighed, suppressed, traced by nobody (ENG-30 to ENG-41)."""

from collections.abc import Iterator

import pytest

from tests.e2e.surveying import Surveys, open_surveys
from tests.running import Running


@pytest.fixture(scope="module")
def surveys(system: Running) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


def test_a_survey_is_answered_and_told(surveys: Surveys) -> None:
    """ENG-30, ENG-35: five points are told of a hundred: 4 is 75, and six answers of 4 and 5 by halves are 87.5."""
    made = surveys.open()
    surveys.answer_all(made, [4, 4, 4, 5, 5, 5])
    surveys.await_responses(made, 6)
    assert surveys.operator.get(f"/v1/surveys/{made}/result").json()["code"] == "RESULTS_HIDDEN"
    surveys.close(made)
    result = surveys.read(f"/v1/surveys/{made}/result")["data"]
    assert (result["responses"], result["score"], result["margin"]) == (6, "87.5", None)
    surveys.act(f"/v1/surveys/{made}/publish")
    told = surveys.read(f"/v1/open/surveys/{made}/results", surveys.phones)["data"]
    assert [(each["number"], each["result"]["score"]) for each in told] == [(1, "87.5")]
    assert told[0]["notice"] == "확률표본이 아니므로 표본오차를 제시하지 않음"
