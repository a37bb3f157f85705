"""What the commands say at the terminal: one line a stage with its seconds; colours only there."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

_console = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print `text` as it is."""
    _console.print(escape(text))


def say_stage(stage: str, seconds: float, text: str) -> None:
    """Print that `stage` was done in `seconds`."""
    _console.print(f"[green]{stage:<12}[/green] {seconds:6.1f} s  {escape(text)}")


def say_problem(text: str) -> None:
    """Print a sentence for the person at the terminal to stderr."""
    _errors.print(f"[red]{escape(text)}[/red]")
