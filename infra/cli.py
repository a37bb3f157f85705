"""`hwanryu`: the command line of operators and integrators; it speaks HTTP only."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from infra.sample.api import Api, ApiError, open_api
from infra.sample.load import Advance, load_sample
from infra.sample.plan import IMPORTS, OPERATOR
from infra.sample.story import ENDS_AT

Url = Annotated[str, typer.Option(help="Address of the gateway.")]
Logins = Annotated[Path, typer.Option(help="File of accounts, as `make run` writes it.")]
DEFAULT_URL: Final = "http://127.0.0.1:8080"
DEFAULT_LOGINS: Final = Path(".local/logins.json")
LOOK_S: Final = 0.3
UNFIT: Final = frozenset({"REFUSED", "FAILED"})

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


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="YAML or xlsx.", exists=True, dir_okay=False)],
    url: Url = DEFAULT_URL,
    logins: Logins = DEFAULT_LOGINS,
    *,
    apply: Annotated[bool, typer.Option("--apply/--dry-run", help="Apply it where nothing is refused.")] = False,
    accept: Annotated[bool, typer.Option(help="Let what it breaks and does not claim become discrepancies.")] = False,
) -> None:
    """Try a file dry and print what was found; with --apply have it applied. Exit with 1 where it is refused."""
    with _open(url, logins) as api:
        found = _tell(api.upload(OPERATOR, IMPORTS, file.name, file.read_bytes()))
        found = _follow(api, found, "Checking")
        print_report(found)
        if found["state"] in UNFIT:
            raise typer.Exit(1)
        if apply:
            _apply(api, found, accept=accept)


def _apply(api: Api, found: dict[str, Any], *, accept: bool) -> None:
    """Have an import applied, and tell how far it came. Exit with 1 where something keeps it from being stored."""
    unclaimed, was_applied = found["report"]["unclaimed"], found["state"] == "APPLIED"
    if unclaimed and not accept and not was_applied:
        typer.echo(f"not applied: {unclaimed} would become discrepancies; read them above, then add --accept", err=True)
        raise typer.Exit(1)
    asked = {"sha256": found["sha256"], "accepts_discrepancies": accept}
    api.begin(OPERATOR, f"{IMPORTS}/{found['id']}/apply", asked)
    found = _follow(api, found, "Applying")
    if found["state"] in UNFIT:
        print_report(found)
        raise typer.Exit(1)
    again = "; it had been applied before, and nothing is stored twice" if was_applied else ""
    typer.echo(f"applied: {found['done']} of {found['chunks']} appends{again}")


def _tell(answer: dict[str, object]) -> dict[str, Any]:
    data = answer["data"]
    assert isinstance(data, dict), "the API tells one thing as `data`"
    return data


def _follow(api: Api, found: dict[str, Any], word: str) -> dict[str, Any]:
    """Return an import once nobody works on it; a bar at a terminal shows how far it is."""
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        bar = bars.add_task(word, total=None)
        while True:
            now = _tell(api.get(OPERATOR, f"{IMPORTS}/{found['id']}"))
            bars.update(bar, completed=now["done"], total=now["chunks"] or None)
            if now["state"] not in {"CHECKING", "APPLYING"}:
                return now
            time.sleep(LOOK_S)


def print_report(found: dict[str, Any]) -> None:
    """Print what a dry run found, refusals first, each with its place."""
    report = found["report"]
    for note in report["notes"]:
        row = f"{note['row']}행" if note["row"] else None
        place = " ".join(filter(None, (note["sheet"], row, note["column"], note["line"], note["ref"])))
        typer.echo(": ".join(filter(None, (note["weight"], place, note["code"], note["message"]))))
    counts = ", ".join(f"{name} {report[name]}" for name in ("rows", "valid", "stored", "warnings", "refused"))
    typer.echo(f"{found['name']}: {found['state']} ({counts})")


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
