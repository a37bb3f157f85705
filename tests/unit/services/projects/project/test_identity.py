"""Registering and correcting a project as given / when / then."""

import pytest

from contracts.errors import Rejected
from contracts.projects import DiscrepancyRecorded
from contracts.projects.projects import (
    CancelProject,
    CompleteProject,
    CorrectedField,
    CorrectProject,
    Location,
    Parent,
    ProjectCorrected,
    ProjectKind,
    ProjectRegistered,
    Relation,
    StartProject,
)
from services.projects.project.decide import decide
from services.projects.project.state import NOT_REGISTERED, Ended, name_state
from tests.unit.services.projects.project.story import (
    FACTS,
    KEY,
    LEAD,
    OFFICER,
    OTHER,
    REGISTER,
    STRANGER,
    Story,
    begin,
    claim,
)

WRONG: CorrectedField = CorrectedField.NAME


def correct(field: CorrectedField, value: str | None) -> CorrectProject:
    """Return a correction."""
    return CorrectProject(field=field, value=value, reason="잘못 입력")


def test_a_project_is_registered_as_it_was_sent() -> None:
    """PRJ-05, PRJ-44: with its team, place and area."""
    location = Location(address="가야곡면 산노리 산17-1번지 일원", area_m2=76_739)
    story = begin(team="brand", location=location, aliases=("도시브랜드",))
    (event,) = story.events
    assert isinstance(event, ProjectRegistered)
    assert (event.team, event.location, event.aliases) == ("brand", location, ("도시브랜드",))
    assert event.period.value == "2017-10/2018-05"
    assert story.project.identity.area_m2 == 76_739


def test_a_place_on_the_map_has_both_degrees() -> None:
    """PRJ-44."""
    location = Location(latitude=36_187_000, longitude=127_098_000)
    assert len(begin(location=location).events) == 1
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        begin(location=Location(latitude=36_187_000))


def test_the_months_of_a_period_are_counted_or_claimed() -> None:
    """INC-02: `2017. 10. ~ 2018. 05.(7개월)` are eight months."""
    with pytest.raises(Rejected, match="PERIOD_DAYS_MISMATCH") as refusal:
        begin(stated_months=7)
    assert refusal.value.details == {"stated": "7개월", "computed": "8개월"}
    assert len(begin(stated_months=8).events) == 1
    recorded = begin(stated_months=7, claims=(claim("PERIOD_DAYS_MISMATCH", "(7개월)", "A97"),)).last
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.stated, recorded.computed, recorded.source) == ("(7개월)", "8개월", "A97")


def test_an_officer_registers_for_his_own_department_only() -> None:
    assert len(begin_as(OFFICER).events) == 1
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        begin_as(STRANGER)


def begin_as(actor: object) -> Story:
    """Return a project that somebody registers."""
    return Story().act(REGISTER, actor=actor)


def test_department_and_team_must_be_there_and_belong_together() -> None:
    """PRJ-05."""
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT"):
        begin(lead="nobody")
    with pytest.raises(Rejected, match="UNKNOWN_TEAM"):
        begin(team="stage")


def test_a_part_comes_from_dividing_and_a_share_has_its_whole() -> None:
    """PRJ-13, PRJ-53."""
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        begin(parent=Parent(project=KEY, relation=Relation.PART))
    share = REGISTER.model_copy(update={"parent": Parent(project=KEY, relation=Relation.CITY_SHARE)})
    with pytest.raises(Rejected, match="NOT_FOUND"):
        Story().act(share)
    assert Story().act(share, is_parent_known=True).project.identity.parent == share.parent


def test_a_project_is_registered_once_and_acted_on_only_then() -> None:
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        begin().act(REGISTER)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(correct(WRONG, "이름"), NOT_REGISTERED, FACTS)


@pytest.mark.parametrize(
    ("field", "value", "before"),
    [
        (CorrectedField.NAME, "도시브랜드 개발", "논산시 도시브랜드 개발"),
        (CorrectedField.ALIASES, "브랜드\n로고", None),
        (CorrectedField.KIND, "OTHER", "RESEARCH"),
        (CorrectedField.LEAD, OTHER, LEAD),
        (CorrectedField.TEAM, "brand", None),
        (CorrectedField.TERM, "7", None),
        (CorrectedField.PERIOD, "2017. 10. ~ 2018. 06.", "2017. 10. ~ 2018. 05."),
        (CorrectedField.SUMMARY, "요약", None),
        (CorrectedField.EFFECTS, "하나\n둘", None),
        (CorrectedField.ADDRESS, "산17-1", None),
        (CorrectedField.AREA_M2, "76739", None),
        (CorrectedField.NOTE, "메모", None),
    ],
)
def test_a_correction_keeps_both_and_is_made_once(field: CorrectedField, value: str, before: str | None) -> None:
    """PLT-02."""
    story = begin().act(correct(field, value))
    event = story.last
    assert isinstance(event, ProjectCorrected)
    assert (event.before, event.after) == (before, value)
    written = len(story.events)
    assert len(story.act(correct(field, value)).events) == written


def test_a_correction_is_of_the_shape_of_its_field() -> None:
    """PLT-02."""
    bad = [
        (CorrectedField.NAME, None),
        (CorrectedField.NAME, "두\n줄"),
        (CorrectedField.NAME, "가" * 201),
        (CorrectedField.KIND, "공사"),
        (CorrectedField.TERM, "0"),
        (CorrectedField.TERM, "-7"),
        (CorrectedField.AREA_M2, "76.5"),
        (CorrectedField.AREA_M2, "9" * 30),
        (CorrectedField.PERIOD, None),
        (CorrectedField.PERIOD, "언젠가"),
        (CorrectedField.ALIASES, "\n".join(["이름"] * 21)),
        (CorrectedField.LEAD, None),
    ]
    for field, value in bad:
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            begin().act(correct(field, value))
    with pytest.raises(Rejected, match="UNKNOWN_TEAM"):
        begin().act(correct(CorrectedField.TEAM, "stage"))


def test_long_effects_are_kept_whole_by_their_correction() -> None:
    """PLT-02: what stood before may be longer than one text."""
    effects = ("가" * 4_000,) * 20
    event = begin(effects=effects).act(correct(CorrectedField.EFFECTS, "하나")).last
    assert isinstance(event, ProjectCorrected)
    assert event.before == "\n".join(effects)
    for field in (CorrectedField.EFFECTS, CorrectedField.SUMMARY, CorrectedField.NOTE):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            begin().act(correct(field, "가" * 4_001))


def test_another_lead_has_its_own_team() -> None:
    story = begin(team="brand").act(correct(CorrectedField.LEAD, OTHER))
    assert story.project.identity.team is None


def test_a_field_may_be_emptied() -> None:
    """PLT-02."""
    story = begin(note="메모").act(correct(CorrectedField.NOTE, None))
    assert story.project.identity.note is None


def test_a_project_begins_once_and_ends_once() -> None:
    story = begin().act(StartProject(on="2018. 6월"))
    assert name_state(story.state) == "STARTED"
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(StartProject(on="2018. 6월"))
    story.act(CompleteProject(on="2018. 7월", outcome="최종보고"))
    assert isinstance(story.state, Ended)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(CancelProject(reason="취소"))
    story.act(correct(CorrectedField.NOTE, "끝난 뒤 바로잡음"))
    assert name_state(story.state) == "COMPLETED"


def test_nothing_that_happened_lies_in_the_future() -> None:
    for command in (StartProject(on="2018-08-02"), CompleteProject(on="2018. 9월")):
        with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
            begin().act(command)


def test_only_its_department_changes_it() -> None:
    story = begin()
    assert story.project.identity.kind is ProjectKind.RESEARCH
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        story.act(correct(WRONG, "이름"), actor=STRANGER)
    story.act(correct(WRONG, "이름"), actor=OFFICER)
