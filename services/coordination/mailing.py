"""Whether notices are mailed: as the service was set up when it started last."""

from contracts.coordination import CoordinationEvent, MailingSwitched, SwitchMailing


def decide(command: SwitchMailing, is_on: bool) -> tuple[CoordinationEvent, ...]:
    """Return the switch, or nothing where it stands so."""
    return () if command.is_on == is_on else (MailingSwitched(is_on=command.is_on),)


def evolve(is_on: bool, event: CoordinationEvent) -> bool:
    """Return whether it is on after an event."""
    return event.is_on if isinstance(event, MailingSwitched) else is_on
