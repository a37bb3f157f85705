"""`hwanryu`: the command line of operators and integrators; it speaks HTTP only."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from infra.sample.api import Api, ApiError, open_api
from infra.sample.load import Advance, load_sample
from infra.sample.plan import OPERATOR
from infra.sample.story import ENDS_AT

Url = Annotated[str, typer.Option(help="Address of the gateway.")]
Logins = Annotated[Path, typer.Option(help="File of accounts, as `make run` writes it.")]
DEFAULT_URL: Final = "http://127.0.0.1:8080"
DEFAULT_LOGINS: Final = Path(".local/logins.json")

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command("load-sample")
def load(
    until: Annotated[
        datetime, typer.Option(help="Stop at this moment of 2024.", formats=["%Y-%m-%dT%H:%M%z"])
    ] = ENDS_AT,
    url: Url = DEFAULT_URL,
    logins: Logins = DEFAULT_LOGINS,
    *,
    documents: Annotated[bool, typer.Option(help="Import the two source documents, too.")] = True,
) -> None:
    """Load the Nonsan sample into an empty installation; what is there already is left alone, what is missing added."""
    with _open(url, logins) as api, showing_progress() as advance:
        count = load_sample(api, advance, until, documents=documents)
    typer.echo(f"{count} requests from January 2024 to {until:%Y-%m-%d}" if count else "nothing to load")


@contextmanager
def showing_progress() -> Iterator[Advance]:
    """Show how far the loader is: a bar at a terminal, elsewhere a line at each tenth."""
    if not sys.stderr.isatty():
        yield say_tenths
        return
    with Progress(
        TextColumn("Sample {task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        bar = bars.add_task("2024-01-02", total=None)

        def advance(done: int, steps: int, shown: datetime) -> None:
            bars.update(bar, completed=done, total=steps, description=f"{shown:%Y-%m-%d}")

        yield advance


def say_tenths(done: int, steps: int, shown: datetime) -> None:
    """Print a line where another tenth is done."""
    if done * 10 // steps > (done - 1) * 10 // steps:
        typer.echo(f"Sample {done * 100 // steps:3d} %  {shown:%Y-%m-%d}", err=True)


@app.command("clock")
def clock(
    now: Annotated[str | None, typer.Argument(help="Moment to set, such as 2024-01-26T09:00+09:00.")] = None,
    url: Url = DEFAULT_URL,
    logins: Logins = DEFAULT_LOGINS,
) -> None:
    """Show the business clock, or set the manual one forward."""
    with _open(url, logins) as api:
        if now is not None:
            moment = datetime.fromisoformat(now).isoformat()
            api.post(OPERATOR, "/v1/clock", {"now": moment}, f"clock-{moment}")
        face = api.get(OPERATOR, "/v1/clock")
    typer.echo(f"{face['now']} ({'manual' if face['manual'] else 'real'})")


@app.command("status")
def status(url: Url = DEFAULT_URL, logins: Logins = DEFAULT_LOGINS) -> None:
    """Show which roles are ready; exit with 1 when one is not."""
    with _open(url, logins) as api:
        roles = api.get(OPERATOR, "/v1/status")["roles"]
    assert isinstance(roles, dict), "the API answers an object"
    for role, ready in roles.items():
        typer.echo(f"{role}: {'ready' if ready else 'not ready'}")
    if not all(roles.values()):
        raise typer.Exit(1)


@contextmanager
def _open(url: str, logins: Path) -> Iterator[Api]:
    with ExitStack() as stack:
        try:
            api = stack.enter_context(open_api(url, logins))
        except (OSError, ValueError) as error:
            typer.echo(
                f"No accounts in {logins}: start `make run` first, or name the file with --logins. ({error})", err=True
            )
            raise typer.Exit(2) from error
        yield api


def main() -> None:
    """Run the command line; say in one sentence what went wrong."""
    try:
        app()
    except (ApiError, httpx.HTTPError) as error:
        typer.echo(f"The gateway did not do it: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
