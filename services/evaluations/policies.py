"""What the evaluations do about others' events: copy facts of the registry."""

from typing import Final

from contracts.evaluations.facts import NoteRegistryFact
from infra.registry_copies import make_policy

FACTS: Final = make_policy("evaluations", NoteRegistryFact)
