"""Opens sealed events of the history while they are read, and keeps in memory what was folded of them (ADR 0010)."""

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from contracts.messages import Event
from contracts.sealed import SealedEvent
from gateway.views.history import Row
from infra.cloudevents import Decoder
from infra.confidential import ClassSeals

KEPT: Final = 10_000
"""Streams kept folded in memory, each as it was at one of its events; twice as many as one answer has."""


class Opener:
    """Opens one context's events with the keys that this process holds."""

    def __init__(self, seals: ClassSeals, events: object) -> None:
        self._seals = seals
        self._decoder: Decoder[Event] = Decoder(events)
        self.kept: OrderedDict[str, object] = OrderedDict()
        """What was folded of streams, in memory, by the chain of the last event."""

    def open(self, row: Row) -> Row:
        """Return an event of the history as it was before it was sealed; one that was not, as it is.

        Raises: SealBroken.
        """
        sealed = self._decoder.read_data(row.data.encode())
        if not isinstance(sealed, SealedEvent):
            return row
        inside = self._seals.open_event(row.stream, row.version, sealed)
        return replace(
            row,
            type=self._decoder.read_data(inside.data.encode()).wire(),
            data=inside.data,
            actor=inside.actor.user,
            role=inside.actor.role,
            department=inside.actor.department,
        )

    def keep(self, chain: str, folded: object) -> None:
        """Keep what was folded of a stream up to its last event."""
        self.kept[chain] = folded
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
