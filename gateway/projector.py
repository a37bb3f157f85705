"""The projector's process: `python -m infra.role gateway.projector` keeps every view up to its logs."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final, cast

import asyncpg
import structlog

from contracts.messages import Event, Recorded
from gateway.away import CONNECT_S
from gateway.queries import (
    approval,
    assignment,
    attraction,
    attraction_count,
    auditors,
    bid,
    briefing,
    budget_round,
    call,
    campaign,
    clock,
    concurrence,
    contract,
    cooperation_group,
    deadline_policy,
    delegation,
    department,
    department_counts,
    directive_board,
    directive_check,
    directive_file,
    directive_reply,
    disclosure,
    discrepancy,
    election,
    evaluation_file,
    evaluation_plan,
    exchange,
    feedback,
    flagship_list,
    follower,
    history,
    holiday,
    integrity_readers,
    integrity_year,
    invitation,
    invitation_letter,
    jury,
    mail,
    meeting,
    note,
    notice,
    participant,
    partner,
    person,
    pledge,
    pledge_change,
    pledge_grade,
    pledge_results,
    pledge_set,
    poll_round,
    poll_tally,
    posting,
    programme,
    project,
    project_file,
    province_cycle,
    province_indicator,
    quarterly_report,
    ranking,
    real_name,
    resolution,
    review,
    scorecard,
    seating,
    suggestion,
    survey,
    team,
    term,
    town_hall,
    trend,
    violation,
    work_plan,
    work_plan_edition,
)
from gateway.queries.history import EVENTS
from gateway.replay import Replayer, clear
from infra.cloudevents import Decoder
from infra.consumer import PAUSE_S, Consumer
from infra.consuming import Batch, Checkpoint, FeedClient, Hole
from infra.health import serve_health
from infra.log import BY_KEY, GONE, MADE_AGAIN
from infra.pool import open_pool
from infra.process import run_role
from infra.projections import View, advance, prepare_view
from infra.releases import Releaser
from infra.requests import Requester
from infra.settings import ProjectorSettings, RoleSettings
from infra.status import VIEWS_SQL, Signals, Watch
from infra.tracing import trace_together

NAME: Final = "projector"
_log: Final = structlog.get_logger()
AT_ONCE: Final = 10_000
"""Events in one transaction of a rebuild: a row that many of them change is read and written once. 100,000 events of
10,000 directives took the projector 4.8 s of CPU in pages of 500, 3.5 s in fours of them, 2.9 s in tens, 2.6 s in
twenties, as here."""
BATCH_S: Final = 10.0
"""How long a statement of a batch may take: twice that of a request, for it writes many rows at once."""
VIEWS: Final = cast(
    "tuple[View[object, Event], ...]",  # each view folds its own rows and events
    (
        clock.VIEW,
        department.VIEW,
        department_counts.VIEW,
        team.VIEW,
        term.VIEW,
        partner.VIEW,
        person.VIEW,
        assignment.VIEW,
        delegation.VIEW,
        holiday.VIEW,
        election.VIEW,
        deadline_policy.VIEW,
        meeting.VIEW,
        resolution.VIEW,
        concurrence.VIEW,
        directive_board.VIEW,
        directive_reply.VIEW,
        directive_check.VIEW,
        directive_file.VIEW,
        note.VIEW,
        quarterly_report.VIEW,
        quarterly_report.ENTRY_VIEW,
        notice.VIEW,
        mail.VIEW,
        project.VIEW,
        project_file.VIEW,
        programme.VIEW,
        budget_round.VIEW,
        contract.VIEW,
        flagship_list.VIEW,
        review.VIEW,
        discrepancy.VIEW,
        work_plan.VIEW,
        work_plan_edition.VIEW,
        call.VIEW,
        bid.VIEW,
        cooperation_group.VIEW,
        exchange.VIEW,
        posting.VIEW,
        approval.VIEW,
        attraction.VIEW,
        attraction_count.VIEW,
        trend.VIEW,
        campaign.VIEW,
        real_name.VIEW,
        disclosure.VIEW,
        town_hall.VIEW,
        poll_round.VIEW,
        poll_tally.VIEW,
        poll_tally.HAND_VIEW,
        jury.VIEW,
        jury.FRAME_VIEW,
        auditors.BODY_VIEW,
        auditors.PROPOSAL_VIEW,
        suggestion.VIEW,
        survey.VIEW,
        survey.RESULT_VIEW,
        survey.CELL_VIEW,
        survey.QUOTA_VIEW,
        invitation.VIEW,
        invitation.OPT_OUT_VIEW,
        invitation.ENTRY_VIEW,
        briefing.BRIEFING_VIEW,
        briefing.RELAY_VIEW,
        participant.VIEW,
        feedback.VIEW,
        integrity_readers.VIEW,
        follower.VIEW,
        invitation_letter.VIEW,
        seating.VIEW,
        evaluation_plan.VIEW,
        evaluation_file.VIEW,
        scorecard.VIEW,
        province_cycle.VIEW,
        province_indicator.VIEW,
        pledge_set.VIEW,
        pledge.VIEW,
        pledge_results.VIEW,
        pledge_change.VIEW,
        pledge_grade.VIEW,
        ranking.VIEW,
        integrity_year.VIEW,
        violation.VIEW,
        *history.VIEWS.values(),
    ),
)


class ViewsTaker:
    """Takes a context's events into all its views, in one transaction."""

    def __init__(self, pool: asyncpg.Pool, views: Sequence[View[object, Event]]) -> None:
        self.readers: Sequence[str] = [view.name for view in views]
        self._pool = pool
        self._views = views

    async def take(self, batch: Batch[Event]) -> Hole | int:
        """Project the batch. Raises: Stopped."""
        context = self._views[0].context
        made = ((each.correlationid, each.commandid) for each in batch.events if isinstance(each, Recorded))
        with trace_together(f"project {context}", context, made):
            async with self._pool.acquire() as connection:
                return await advance(connection, self._views, batch)

    async def checkpoint(self) -> Checkpoint:
        """Return how far the view that is behind the others has come."""
        found = [await view.bookmark.find(self._pool) for view in self._views]
        return min(found, key=attrgetter("epoch", "position"))


async def serve(settings: ProjectorSettings) -> None:
    """Project until cancelled."""
    async with open_pool(
        settings.database_url,
        max_size=4,
        timeout=CONNECT_S,
        command_timeout=BATCH_S,
        server_settings=BY_KEY | MADE_AGAIN,
    ) as pool:
        requester = Requester(settings.rabbitmq_url, NAME)
        decoders: dict[str, Decoder[Event]] = {context: Decoder(events) for context, events in EVENTS.items()}
        consumers = _build_consumers(settings, requester, pool, decoders)
        releaser = Releaser(settings.database_url, requester, decoders, VIEWS)

        async def answers() -> bool:
            return requester.connected and await _answers(pool)

        async def reads() -> bool:
            return prepared.is_set() and all(consumer.stopped is None for consumer in consumers.values())

        prepared = asyncio.Event()

        watch = Watch(pool, VIEWS_SQL)
        signals = Signals(NAME, watch, lambda: requester.connected, consumers=list(consumers.values()))
        checks = {"answers": answers, "reads": reads}
        async with asyncio.TaskGroup() as group:
            group.create_task(requester.run())
            group.create_task(watch.run())
            group.create_task(serve_health(settings.health_host, settings.health_port, checks, signals))
            await _prepare_views(pool)
            prepared.set()
            group.create_task(releaser.run())
            group.create_task(Replayer(settings.database_url, VIEWS, settings.workspaces).run())
            for context, consumer in consumers.items():
                group.create_task(consumer.run(), name=context)


async def _prepare_views(pool: asyncpg.Pool) -> None:
    """Make the views' tables, as soon as the database can be reached."""
    while True:
        try:
            async with pool.acquire() as connection:
                await clear(connection)
                for view in VIEWS:
                    await prepare_view(connection, view)
        except (*GONE, asyncpg.LockNotAvailableError) as error:
            _log.warning("views: no database yet", error=error)
            await asyncio.sleep(PAUSE_S)
        else:
            return


def _build_consumers(
    settings: RoleSettings, requester: Requester, pool: asyncpg.Pool, decoders: Mapping[str, Decoder[Event]]
) -> dict[str, Consumer[Event]]:
    views: defaultdict[str, list[View[object, Event]]] = defaultdict(list)
    for view in VIEWS:
        views[view.context].append(view)
    consumers = {}
    for context, of_context in views.items():
        feed = FeedClient(requester, context, decoders[context])
        takers = [ViewsTaker(pool, of_context)]
        consumers[context] = Consumer(settings.rabbitmq_url, NAME, context, decoders[context], feed, takers, AT_ONCE)
    return consumers


async def _answers(pool: asyncpg.Pool) -> bool:
    try:
        return await pool.fetchval("SELECT true", timeout=1.0) is True
    except GONE:
        return False


def main() -> None:
    """Run the process until a signal."""
    run_role(NAME, lambda: serve(ProjectorSettings()))
