"""Contracts of the coordination: whom of the city hall something is told that another context has done."""

from typing import Annotated

from pydantic import Field

from contracts.coordination.notices import NoticeKind, NoticeRaised, RaiseNotice, Recipient

__all__ = [
    "CoordinationCommand",
    "CoordinationEvent",
    "NoticeKind",
    "NoticeRaised",
    "RaiseNotice",
    "Recipient",
]

CoordinationCommand = Annotated[RaiseNotice, Field(discriminator="type")]
CoordinationEvent = Annotated[NoticeRaised, Field(discriminator="type")]
