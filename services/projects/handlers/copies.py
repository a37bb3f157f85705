"""Commands that copy a fact of the registry: each kind of fact has one stream."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from contracts.messages import Command, Envelope
from contracts.projects import ProjectsEvent
from infra.deciding import Decision, Handle
from infra.loading import Loading
from services.projects.handlers.streams import Kind

CommandT = TypeVar("CommandT", bound=Command)
StateT = TypeVar("StateT")


def copy(
    kind: Kind[StateT], decide: Callable[[CommandT, StateT], Sequence[ProjectsEvent]]
) -> "Handle[CommandT, ProjectsEvent]":
    """Return what handles the copy of a kind of fact."""

    async def handle(envelope: Envelope[CommandT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
        known = await loading.load_alone(kind.name_stream(), kind.fold)
        return await kind.answer(loading, decide(envelope.body, known))

    return handle
