"""`python -m tests.bench [--only NAME] [--strict]`: prints the table and writes .local/bench.json."""

import argparse
import os
import sys
from collections.abc import Sequence

import uvloop

from infra.local.places import LOCAL
from infra.process import calm_collector
from tests.bench import appends, ballots, board, commands, imports, live, portfolio, posting, reads, scores
from tests.bench.measuring import Bench, Outcome, Row, format_head, format_outcome, measure, write_json
from tests.integration.databases import Databases
from tests.running import Running, run_in_thread

ROWS = (
    Row("board_read", "requests/s", ">=", 0.5, board.opened_read),
    Row("board_p95", "ms", "<=", 1, board.opened_p95),
    Row("portfolio_read", "requests/s", ">=", 0.5, portfolio.opened_read),
    Row("log_append_32", "appends/s", ">=", 12, appends.opened_32),
    Row("log_append_1", "appends/s", ">=", 0.6, appends.opened_1),
    Row("log_read", "events/s", ">=", 1.5, reads.opened_read, warm_up=False),
    Row("rebuild", "events/s", ">=", 20, reads.opened_rebuild, warm_up=False),
    Row("command_path_256", "commands/s", ">=", 3, commands.opened_path),
    Row("http_command_256", "requests/s", ">=", 0.3, posting.opened_http),
    Row("import_rate", "commands/s", ">=", 0.5, imports.opened_rate),
    Row("score_all", "passes/s", ">=", 0.5, scores.opened_scores),
    Row("ballot_burst", "ballots/s", ">=", 0.3, ballots.opened_burst),
    Row("ballot_growth", "ballots/s", ">=", 0.8, ballots.opened_growth, warm_up=False),
    Row("live_viewers", "ms", "<=", 1, live.opened_viewers),
    Row("freshness_idle", "ms", "<=", 8, commands.opened_freshness),
)

RATE_PER_MINUTE = 10_000_000
"""Requests of one principal that the gateway lets through: the bench is one officer."""


async def run(rows: Sequence[Row], running: Running) -> list[Outcome]:
    """Measure rows; tell and keep each as soon as it is known, for a run may be cut off."""
    databases = Databases(running.system.services.postgres_url)
    await databases.prepare()
    outcomes = []
    print(format_head(), flush=True)
    for row in rows:
        outcomes.append(await measure(row, Bench(running, databases)))
        print(format_outcome(outcomes[-1]), flush=True)
        write_json(outcomes, LOCAL / "bench.json")
    return outcomes


def main() -> int:
    """Run the command line; a goal that is missed is shown, and an error only with --strict."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=[row.name for row in ROWS])
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    os.environ["HWANRYU_RATE_PER_MINUTE"] = str(RATE_PER_MINUTE)  # the roles inherit it
    rows = [row for row in ROWS if not arguments.only or row.name in arguments.only]
    calm_collector()  # as every role does; the peer runs in this process and gains as much
    with run_in_thread("bench", sample=False) as running:
        outcomes = uvloop.run(run(rows, running))
    return int(arguments.strict and not all(outcome.met for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
