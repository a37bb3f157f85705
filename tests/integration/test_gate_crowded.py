"""A command with If-Match that rests on a remembered fact which has moved since: the gateway sends it again."""

from datetime import date

from contracts.directives import DirectiveKind, DirectivesEvent, IssueDirective, RecordDepartment, ShareDirective
from contracts.messages import Command
from contracts.values import Role
from gateway.auth import Principal
from infra.cloudevents import Decoder
from infra.deciding import Runner
from services.directives.handlers import HANDLERS
from tests.integration.brokers import Broker
from tests.integration.databases import Database
from tests.integration.gating import MAYOR, gated
from tests.making import make_envelope

OPERATOR = Principal("operator", Role.OPERATOR, None, "혁신기획팀 담당자")


def make_fact(valid_until: date | None) -> Command:
    return RecordDepartment(code="roads", valid_from=date(2020, 1, 1), valid_until=valid_until)


async def test_who_has_seen_the_subject_is_not_refused_for_a_fact_beside_it(
    log_database: Database, views_database: Database, broker: Broker
) -> None:
    """ORG-01: another replica takes in how long a department exists while this one remembers it without."""
    async with gated(log_database, views_database, broker) as (gate, runner):
        other: Runner[DirectivesEvent] = Runner(runner.log, Decoder(DirectivesEvent), HANDLERS)
        await runner.run(make_envelope(make_fact(None), role=Role.SYSTEM))
        issued = await gate.send(MAYOR, IssueDirective(text="나눌 것", kind=DirectiveKind.SIMPLE), key="issue")
        await other.run(make_envelope(make_fact(date(2160, 12, 31)), role=Role.SYSTEM))
        share = ShareDirective(lead="roads")
        shared = await gate.send(OPERATOR, share, key="share", subject=issued.id, if_match=1)
    assert shared.version == 2
