"""The console's pages of 시민참여: a page of a longer address comes before one that would take its last part."""

from typing import Final

from gateway.console.auditors import bodies, proposals
from gateway.console.feedback import adopting_pages
from gateway.console.feedback import book as feedback
from gateway.console.integrity import pages as reports
from gateway.console.integrity import readers_pages, talk_pages
from gateway.console.juries import book as juries
from gateway.console.juries import open_pages as open_juries
from gateway.console.participants import desk_pages
from gateway.console.participants import open_pages as joining
from gateway.console.suggestions import pages as suggestions
from gateway.console.surveys import answering_pages, invitation_pages
from gateway.console.surveys import laying as surveys
from gateway.console.surveys import open_pages as open_surveys
from gateway.console.surveys import result_pages as survey_results
from gateway.console.town_halls import agenda_pages, present_pages, round_pages, tally_pages
from gateway.console.town_halls import pages as town_halls
from gateway.console.towns import briefings, relays
from gateway.console.voices import pages as voices
from gateway.console.vote import pages as vote

ROUTERS: Final = (
    desk_pages.router,
    desk_pages.staff,
    joining.router,
    present_pages.router,
    tally_pages.router,
    round_pages.router,
    agenda_pages.router,
    town_halls.router,
    vote.router,
    adopting_pages.router,
    feedback.router,
    juries.router,
    open_juries.router,
    bodies.router,
    proposals.router,
    briefings.counts,
    briefings.router,
    relays.router,
    suggestions.router,
    suggestions.staff,
    answering_pages.router,
    open_surveys.router,
    survey_results.router,
    invitation_pages.router,
    surveys.router,
    voices.router,
    reports.router,
    readers_pages.router,
    talk_pages.router,
)
