"""설문: one row a survey from its design to its destruction, and one a published version of its result (ENG-30)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.responses import name_entries, name_texts
from contracts.engagement.surveys import (
    ConsentRevised,
    Design,
    PersonalDataDestroyed,
    PrizesDrawn,
    SurveyClosed,
    SurveyDesigned,
    SurveyOpened,
    SurveyPublished,
    SurveyRevised,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "survey-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One survey."""

    survey: str
    department: str
    title: str
    access: str
    is_rolling: bool
    state: str
    """DESIGNED, OPEN or CLOSED."""
    design: Json
    contract: str | None
    """Of the study that asks."""
    consents: list[Json]
    """The versions that were in force, the first one first: `consent`, `reason`, `since`."""
    closes_at: datetime | None
    """While it is open: when it closes by its own clock."""
    opened_at: datetime | None
    closed_at: datetime | None
    retained_until: date | None
    draws: list[Json]
    """`seed`, `frame_sha256`, `entries`, `winners`, `cost`, `at`."""
    texts: str
    """Under whose key the texts are sealed."""
    entries: str
    """Under whose key contact data of the draw are sealed."""
    is_key_due: bool
    """The survey's own key is to be destroyed (gateway/erasing.py)."""
    is_data_due: bool
    """Those of its texts and contact data are."""
    designed_at: datetime
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class Result:
    """One version of what a survey, or one month of it, has come to."""

    result: str
    """`<survey>|<month or nothing>|<number>`."""
    survey: str
    wave: str | None
    number: int
    told: Json
    """contracts/engagement/survey_results.py."""
    quotes: list[Json]
    reason: str | None
    published_at: datetime
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the survey's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the survey after the event."""
    if isinstance(event.data, SurveyDesigned):
        return _begin(event.data, event)
    return row and replace(_change(row, event), version=event.streamversion, position=event.position)


def result_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the version's key."""
    match event.data:
        case SurveyPublished(wave=wave, number=number):
            return (f"{event.subject.removeprefix(PREFIX)}|{wave or ''}|{number}",)
        case _:
            return ()


def apply_result(row: Result | None, event: Recorded[EngagementEvent]) -> Result | None:
    """Return a version, which never changes."""
    if not isinstance(event.data, SurveyPublished):
        return row
    told, (key,) = event.data, result_keys(event)
    return Result(
        result=key,
        survey=event.subject.removeprefix(PREFIX),
        wave=told.wave,
        number=told.number,
        told=told.result.model_dump(mode="json"),
        quotes=[quote.model_dump(mode="json") for quote in told.quotes],
        reason=told.reason,
        published_at=event.effectiveat,
        position=event.position,
    )


def _change(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case SurveyRevised(design=design):
            return replace(row, **_read_design(design, event))
        case SurveyOpened(closes_at=closes_at):
            return replace(row, state="OPEN", closes_at=closes_at, opened_at=event.effectiveat)
        case ConsentRevised(consent=consent, reason=reason):
            version = {"consent": consent.model_dump(mode="json"), "reason": reason, "since": _write(event)}
            return replace(row, consents=[*row.consents, version])
        case SurveyClosed(retained_until=day):
            closed = replace(row, state="CLOSED", closes_at=None, closed_at=event.effectiveat)
            return replace(closed, retained_until=day, is_key_due=True)
        case _:
            return _end(row, event)


def _end(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case PrizesDrawn() as drawn:
            told = drawn.model_dump(mode="json", exclude={"type", "entry"})
            return replace(row, draws=[*row.draws, {**told, "at": _write(event)}])
        case PersonalDataDestroyed():
            return replace(row, is_data_due=True)
        case _:
            return row


def _begin(designed: SurveyDesigned, event: Recorded[EngagementEvent]) -> Row:
    key = event.subject.removeprefix(PREFIX)
    return Row(
        survey=key,
        department=designed.department,
        **_read_design(designed.design, event),
        state="DESIGNED",
        closes_at=None,
        opened_at=None,
        closed_at=None,
        retained_until=None,
        draws=[],
        texts=str(name_texts(UUID(key))),
        entries=str(name_entries(UUID(key))),
        is_key_due=False,
        is_data_due=False,
        designed_at=event.effectiveat,
        version=event.streamversion,
        position=event.position,
    )


def _read_design(design: Design, event: Recorded[EngagementEvent]) -> Json:
    """Return the fields of a row that its design tells."""
    consent = {"consent": design.consent.model_dump(mode="json"), "reason": None, "since": _write(event)}
    return {
        "title": design.title,
        "access": design.access.value,
        "is_rolling": design.is_rolling,
        "design": design.model_dump(mode="json"),
        "contract": str(design.contract) if design.contract else None,
        "consents": [consent],
    }


def _write(event: Recorded[EngagementEvent]) -> str:
    return event.effectiveat.isoformat()
