"""A year's evaluation plan at the console: written, begun and changed by form (EVL-01 to EVL-05)."""

import html
import re

import pytest

from tests.e2e import asking
from tests.e2e.evaluating import open_year
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def read_form(page: str) -> dict[str, str]:
    """Return what the fields of a form hold."""
    texts = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    lines = re.findall(r'<input class="krds-input" id="\w+" name="(\w+)"[^>]* value="([^"]*)"', page)
    return {**read_hidden(page), **{name: html.unescape(value) for name, value in (*texts, *lines)}}


def test_a_plan_is_written_begun_and_changed_by_form(operator: Visitor, system: Running) -> None:
    """EVL-01, EVL-03: refused at its field in its words; changed only after a look at what changes."""
    of_year = open_year(system.open("operator"), 3)
    path = of_year.path.removeprefix("/v1")
    names = [f"시험 부서 {code}" for code in of_year.departments]
    eventually(lambda: operator.client.get(f"{path}/draft").status_code == 200, "its departments are known")
    typed = {
        "groups": f"본청 등 | {names[0]}, {names[1]}",
        "left_out": "",
        "areas": "본청 등 | 지표달성도 | 지표달성도 | 60\n본청 등 | 고객인식도 | 고객만족도 | 39.5",
        "common": "",
        "adjustments": "공모선정 | 가점 | 0.5 | 1.0",
        "bonus_cap": "2.5",
        "penalty_cap": "2.5",
        "attainment_cap": "1",
        "quota": "20, 60, 90",
        "objection_days": "10",
    }

    def draft(**changes: str) -> str:
        form = {**read_hidden(operator.open(f"{path}/draft")), **typed, **changes}
        return say(operator.send(f"{path}/draft", form).text)

    assert f"어느 평가군에도 없는 부서가 1곳 있습니다: {names[2]}" in draft()
    light = draft(left_out=names[2])
    assert "본청 등의 평가분야 배점 합이 99.5입니다. 100이 되게 고치세요." in light
    assert "지금 배점의 합: 본청 등 99.5" in light
    draft(left_out=names[2], areas=typed["areas"].replace("39.5", "40"))
    eventually(lambda: "작성 중" in say(operator.open(path)), "it is drafted")
    assert "고객인식도 고객만족도 40" in say(operator.open(path))
    operator.send(f"{path}/adopt", read_hidden(operator.open(f"{path}/adopt")))
    eventually(lambda: "새 판으로 변경" in say(operator.open(path)), "it has begun")
    assert operator.client.get(f"{path}/draft").status_code == 409
    form = {**read_form(operator.open(f"{path}/revise")), "reason": "가점 상한을 올림", "bonus_cap": "3"}
    asked = operator.send(f"{path}/revise", form)
    assert "바뀌는 것 1가지" in say(asked.text)
    assert "가점 상한 2.5 3" in say(asked.text)
    plan = asking.read(system.open("operator"), of_year.path)["data"]
    assert len(plan["versions"]) == 1, "nothing is stored by looking"
    back = operator.send(f"{path}/revise", {**read_form(asked.text), **form, "step": "edit"})
    assert 'value="3"' in back.text
    operator.send(f"{path}/revise", {**read_form(asked.text), **form, "step": "confirm"})
    eventually(lambda: "가점 상한: 2.5 → 3" in say(operator.open(path)), "the second version rules")


def test_a_new_year_begins_with_the_newest_plan(operator: Visitor, visit: Visit) -> None:
    """EVL-05: the areas of 2024 are those of the sources and more; an officer writes no plan."""
    page = read_form(operator.client.get("/evaluation-plans/new", params={"year": 2026}).raise_for_status().text)
    areas = page["areas"]
    assert all(word in areas for word in ("지표달성도", "고객인식도", "공통과제"))
    offices = [line for line in areas.splitlines() if line.startswith("본청")]
    assert len(offices) == 5
    assert page["groups"].splitlines()[1] == "읍면동 | 읍면동", "all departments of a kind are told by it"
    assert visit("officer").client.get("/evaluation-plans/2026/draft").status_code == 403
    plan = visit("officer").open("/evaluation-plans/2024")
    assert "새 판으로 변경" not in plan
