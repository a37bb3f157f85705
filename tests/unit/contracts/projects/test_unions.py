"""The two unions of the context hold every message of it, and read each by its wire name."""

from typing import get_args

from contracts.messages import Command, Event, Typed
from contracts.projects import ProjectsCommand, ProjectsEvent
from contracts.schemas import find_messages
from contracts.values import Role


def list_members(union: object) -> set[type[Typed]]:
    """Return the classes of a union."""
    return set(get_args(get_args(union)[0]))


def list_messages(kind: type[Command] | type[Event]) -> set[type[Typed]]:
    """Return the context's messages of a kind."""
    return {
        message
        for wire, message in find_messages().items()
        if wire.startswith("projects.") and issubclass(message, kind)
    }


def test_every_command_and_event_is_in_its_union() -> None:
    assert list_messages(Command) == list_members(ProjectsCommand)
    assert list_messages(Event) == list_members(ProjectsEvent)


def test_every_command_has_somebody_who_may_send_it() -> None:
    """Deny by default: a command without roles is nobody's."""
    for command in list_messages(Command):
        assert issubclass(command, Command)
        assert command.roles
        assert command.roles <= set(Role)
