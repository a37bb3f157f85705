"""Who reads anonymous reports: two accounts, by the mayor's word (ENG-63)."""

from dataclasses import dataclass

from contracts.engagement import EngagementEvent
from contracts.engagement.reports import DesignateIntegrityReaders, IntegrityReadersDesignated
from contracts.errors import Rejected


@dataclass(frozen=True, slots=True)
class Readers:
    """The designated accounts; nobody before the first designation."""

    reader: str | None = None
    deputy: str | None = None

    def include(self, user: str) -> bool:
        """Tell whether an account is one of the two."""
        return user in {self.reader, self.deputy}


def decide(command: DesignateIntegrityReaders, state: Readers, acting_for: str | None) -> tuple[EngagementEvent, ...]:
    """Return what a designation leads to. Raises: Rejected with NOT_PERMITTED for a deputy's, BAD_SHAPE."""
    if acting_for is not None:
        raise Rejected("NOT_PERMITTED", "청렴톡 담당자는 시장이 직접 지정합니다. 대리로는 지정할 수 없습니다.")
    if command.reader == command.deputy:
        raise Rejected("BAD_SHAPE", "담당자와 대리는 서로 다른 사람이어야 합니다. 한 사람을 바꾸어 보내세요.")
    if (state.reader, state.deputy) == (command.reader, command.deputy):
        return ()
    return (IntegrityReadersDesignated(reader=command.reader, deputy=command.deputy),)


def evolve(state: Readers, event: EngagementEvent) -> Readers:
    """Return who reads reports after an event."""
    match event:
        case IntegrityReadersDesignated(reader=reader, deputy=deputy):
            return Readers(reader, deputy)
        case _:
            return state
