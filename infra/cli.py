"""`hwanryu`: the command line of operators and integrators; it speaks HTTP only."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer
from rich.progress import Progress

from infra.sample.load import OPERATOR, Api, ApiError, load_sample, open_api

Url = Annotated[str, typer.Option(help="Address of the gateway.")]
Logins = Annotated[Path, typer.Option(help="File of accounts, as `make run` writes it.")]
DEFAULT_URL: Final = "http://127.0.0.1:8080"
DEFAULT_LOGINS: Final = Path(".local/logins.json")

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command("load-sample")
def load(url: Url = DEFAULT_URL, logins: Logins = DEFAULT_LOGINS) -> None:
    """Load the Nonsan sample into an empty installation; what is there already is left alone."""
    with Progress(disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("sample", total=None)
        count = load_sample(_open(url, logins), lambda done, steps: progress.update(bar, completed=done, total=steps))
    typer.echo(f"{count} directives of January 2024, 95 departments, two years of holidays")


@app.command("clock")
def clock(
    now: Annotated[str | None, typer.Argument(help="Moment to set, such as 2024-01-26T09:00+09:00.")] = None,
    url: Url = DEFAULT_URL,
    logins: Logins = DEFAULT_LOGINS,
) -> None:
    """Show the business clock, or set the manual one forward."""
    api = _open(url, logins)
    if now is not None:
        moment = datetime.fromisoformat(now).isoformat()
        api.post(OPERATOR, "/v1/clock", {"now": moment}, f"clock-{moment}")
    face = api.get(OPERATOR, "/v1/clock")
    typer.echo(f"{face['now']} ({'manual' if face['manual'] else 'real'})")


@app.command("status")
def status(url: Url = DEFAULT_URL, logins: Logins = DEFAULT_LOGINS) -> None:
    """Show which roles are ready; exit with 1 when one is not."""
    roles = _open(url, logins).get(OPERATOR, "/v1/status")["roles"]
    assert isinstance(roles, dict), "the API answers an object"
    for role, ready in roles.items():
        typer.echo(f"{role}: {'ready' if ready else 'not ready'}")
    if not all(roles.values()):
        raise typer.Exit(1)


def _open(url: str, logins: Path) -> Api:
    try:
        return open_api(url, logins)
    except (OSError, ValueError) as error:
        typer.echo(
            f"No accounts in {logins}: start `make run` first, or name the file with --logins. ({error})", err=True
        )
        raise typer.Exit(2) from error


def main() -> None:
    """Run the command line; say in one sentence what went wrong."""
    try:
        app()
    except (ApiError, httpx.HTTPError) as error:
        typer.echo(f"The gateway did not do it: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
