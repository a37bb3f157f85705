"""Commands of the engagement: which streams each reads and writes."""

from typing import Final

from contracts.engagement import EngagementEvent
from contracts.engagement.facts import KeepFact
from contracts.engagement.town_halls import AnnounceTownHall, CancelTownHall, PlanTownHall
from infra.business_clock import ManualClock
from infra.deciding import Handlers
from services.engagement.handlers import town_halls
from services.engagement.handlers.copies import keep_fact
from services.engagement.handlers.streams import CLOCK

HANDLERS: Final[Handlers[EngagementEvent]] = (
    Handlers[EngagementEvent]()
    .on(PlanTownHall, town_halls.act_on_town_hall)
    .on(AnnounceTownHall, town_halls.act_on_town_hall)
    .on(CancelTownHall, town_halls.act_on_town_hall)
    .on(KeepFact, keep_fact)
)
MANUAL_CLOCK: Final[ManualClock[EngagementEvent]] = ManualClock(CLOCK.fold, lambda now: now)
