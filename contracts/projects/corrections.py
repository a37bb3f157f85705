"""Contracts of corrections: what was entered about a call, a bid, a group, an exchange or a campaign was wrong."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.projects.bids import AnnounceCall, BidFound, CallAnnounced, FindBid
from contracts.projects.campaigns import CampaignPlanned, PlanCampaign
from contracts.projects.exchanges import ExchangeRecorded, RecordExchange
from contracts.projects.groups import FormGroup, GroupFormed
from contracts.values import Role, Text

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

EntryCommand = AnnounceCall | FindBid | FormGroup | RecordExchange | PlanCampaign
"""What such an entry begins with."""
EntryEvent = CallAnnounced | BidFound | GroupFormed | ExchangeRecorded | CampaignPlanned


class CorrectEntry(Command):
    """Enter something anew, whole and as it should have been, in place of how it was entered."""

    type: Literal["projects.correct_entry.v1"] = "projects.correct_entry.v1"
    roles: ClassVar = EDITORS

    corrected: Annotated[EntryCommand, Field(discriminator="type")]
    """Whoever may enter it may correct it, where it is his department's or he is of the coordinating office."""
    reason: Text

    @property
    def code(self) -> str | None:
        """Of a group, which has no other id."""
        return self.corrected.code if isinstance(self.corrected, FormGroup) else None


class EntryCorrected(Event):
    """An entry is this from its beginning on; what it was taken for stays in its history."""

    type: Literal["projects.entry_corrected.v1"] = "projects.entry_corrected.v1"

    corrected: Annotated[EntryEvent, Field(discriminator="type")]
    reason: Text
