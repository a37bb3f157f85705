"""Contracts of what indicators serve, and which survey each follows (EVL-07, EVL-10)."""

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from contracts.evaluations.scorecards import JUDGING, IndicatorKey, OnScorecard
from contracts.messages import Event
from contracts.values import Name, Role


class LinkKind(StrEnum):
    """What an indicator can be linked with."""

    PROVINCE = "PROVINCE"
    """An indicator of the province's evaluation (시군평가)."""
    PLEDGE = "PLEDGE"
    GOAL = "GOAL"
    SURVEY = "SURVEY"
    """A survey, whose scores it takes over, unverified: what is published, and what will be (EVL-10)."""


class LinkIndicator(OnScorecard):
    """Say what an indicator serves (EVL-07); its survey is named by who is not of its department."""

    type: Literal["evaluations.link_indicator.v1"] = "evaluations.link_indicator.v1"
    roles: ClassVar = frozenset({Role.OFFICER, *JUDGING})

    indicator: IndicatorKey
    kind: LinkKind = Field(strict=False)
    to: Name
    """Its id, or a goal's name; an indicator has one survey at most."""


class IndicatorLinked(Event):
    """An indicator serves something."""

    type: Literal["evaluations.indicator_linked.v1"] = "evaluations.indicator_linked.v1"

    indicator: IndicatorKey
    kind: LinkKind = Field(strict=False)
    to: Name


class UnlinkIndicator(OnScorecard):
    """Take a link back, as who may link; what was taken over of a survey stays until it is given back (EVL-07)."""

    type: Literal["evaluations.unlink_indicator.v1"] = "evaluations.unlink_indicator.v1"
    roles: ClassVar = frozenset({Role.OFFICER, *JUDGING})

    indicator: IndicatorKey
    kind: LinkKind = Field(strict=False)
    to: Name


class IndicatorUnlinked(Event):
    """An indicator serves something no longer."""

    type: Literal["evaluations.indicator_unlinked.v1"] = "evaluations.indicator_unlinked.v1"

    indicator: IndicatorKey
    kind: LinkKind = Field(strict=False)
    to: Name


LinkCommand = LinkIndicator | UnlinkIndicator
LinkEvent = IndicatorLinked | IndicatorUnlinked
