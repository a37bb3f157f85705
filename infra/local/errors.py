"""What can go wrong while services are found and started.

LocalError
├── Unavailable   this way to a service cannot be taken; the next one is tried
└── SetupError    nothing more can be tried; its text is one sentence for the person at the terminal
"""


class LocalError(Exception):
    """The text is one sentence without a traceback's help."""


class Unavailable(LocalError):
    """A rung of the finder cannot be taken; the text says why, in words that follow "because"."""


class SetupError(LocalError):
    """The person at the terminal has to do something; the text says what."""
