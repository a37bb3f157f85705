"""The streams of the engagement's log: what each kind is called, how it is folded, what its states are called."""

from typing import Final
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.facts import FactKept
from infra.kinds import Kind
from infra.loading import Fold
from infra.registry_copies import RegistryCopies
from services.engagement import (
    anonymous_report,
    audit_proposal,
    auditors,
    ballot,
    briefing,
    channel_tally,
    feedback,
    integrity_readers,
    invitation,
    jury,
    participant,
    poll_round,
    relay,
    response,
    seats,
    suggestion,
    survey,
    town_hall,
)

COPIES: Final = RegistryCopies[EngagementEvent](FactKept)
DEPARTMENTS: Final = COPIES.departments
HOLIDAYS: Final = COPIES.holidays
ELECTIONS: Final = COPIES.elections
TOWN_HALL: Final[Kind[town_hall.State, EngagementEvent]] = Kind(
    "town_hall", Fold(town_hall.NotPlanned(), town_hall.evolve), town_hall.name_state
)
PARTICIPANT: Final[Kind[participant.State, EngagementEvent]] = Kind(
    "participant", Fold(participant.Unknown(), participant.evolve), participant.name_state
)
SEATS: Final[Kind[seats.Seats, EngagementEvent]] = Kind("seats", Fold(seats.Seats(), seats.evolve))
"""By session and segment."""
VOTER: Final[Kind[participant.Voters, EngagementEvent]] = Kind(
    "voter", Fold(participant.NOBODY, participant.evolve_voters)
)
"""By session and voter."""
CODE: Final[Kind[UUID | None, EngagementEvent]] = Kind("ticket_code", Fold(None, participant.evolve_code))
"""By session and the code's name."""
JURY: Final[Kind[jury.State, EngagementEvent]] = Kind("jury", Fold(jury.NotFrozen(), jury.evolve), jury.name_state)
AUDITORS: Final[Kind[auditors.State, EngagementEvent]] = Kind(
    "auditors", Fold(auditors.NotConstituted(), auditors.evolve), auditors.name_state
)
AUDIT_PROPOSAL: Final[Kind[audit_proposal.State, EngagementEvent]] = Kind(
    "audit_proposal", Fold(audit_proposal.NotReceived(), audit_proposal.evolve), audit_proposal.name_state
)
FEEDBACK: Final[Kind[feedback.State, EngagementEvent]] = Kind(
    "feedback", Fold(feedback.NotRequested(), feedback.evolve), feedback.name_state
)
SUGGESTION: Final[Kind[suggestion.State, EngagementEvent]] = Kind(
    "suggestion", Fold(suggestion.NotReceived(), suggestion.evolve), suggestion.name_state
)
ROUND: Final[Kind[poll_round.State, EngagementEvent]] = Kind(
    "round", Fold(poll_round.NotPlanned(), poll_round.evolve), poll_round.name_state
)
BALLOT: Final[Kind[ballot.Ballot, EngagementEvent]] = Kind(
    "ballot", Fold(ballot.NotCast(), ballot.evolve), ballot.name_ballot
)
"""By round and pseudonym: no two voters ever write the same."""
CHANNEL_TALLY: Final[Kind[channel_tally.State, EngagementEvent]] = Kind(
    "channel_tally", Fold(channel_tally.NotEntered(), channel_tally.evolve), channel_tally.name_tally
)
"""By round, channel and segment."""
BRIEFING: Final[Kind[bool, EngagementEvent]] = Kind("briefing", Fold(False, briefing.evolve), briefing.name_state)
RELAY: Final[Kind[relay.State, EngagementEvent]] = Kind(
    "relay", Fold(relay.NotStarted(), relay.evolve), relay.name_state
)
INTEGRITY_READERS: Final[Kind[integrity_readers.Readers, EngagementEvent]] = Kind(
    "integrity_readers", Fold(integrity_readers.Readers(), integrity_readers.evolve)
)
REPORT: Final[Kind[anonymous_report.State, EngagementEvent]] = Kind(
    "integrity_report",
    Fold(anonymous_report.NotReceived(), anonymous_report.evolve),
    anonymous_report.name_state,
)
CASE_NUMBER: Final[Kind[int, EngagementEvent]] = Kind(
    "integrity_number", Fold(0, anonymous_report.evolve_number, is_dated=False)
)
"""By year."""
SURVEY: Final[Kind[survey.State, EngagementEvent]] = Kind(
    "survey", Fold(survey.NotDesigned(), survey.evolve), survey.name_state
)
COMPLETION: Final[Kind[bool, EngagementEvent]] = Kind("completion", Fold(False, invitation.evolve_completion))
"""By case."""
INVITATION: Final[Kind[invitation.State, EngagementEvent]] = Kind(
    "invitation", Fold(invitation.NotIssued(), invitation.evolve), invitation.name_state
)
"""By survey and case."""
OPT_OUT: Final[Kind[bool, EngagementEvent]] = Kind("opt_out", Fold(False, invitation.evolve_opt_out))
"""By the contact's name."""
RESPONSE: Final[Kind[response.Response, EngagementEvent]] = Kind(
    "response", Fold(response.NotAnswered(), response.evolve), response.name_response
)
"""By survey and pseudonym: no two people ever write the same."""
QUOTA: Final[Kind[response.Quota, EngagementEvent]] = Kind("quota", Fold(response.Quota(), response.evolve_quota))
"""By survey and stratum."""
DRAW_ENTRY: Final[Kind[bool, EngagementEvent]] = Kind("draw_entry", Fold(False, response.evolve_entry))
"""By survey and the entry's name."""
