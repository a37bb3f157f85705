"""Whose writes are waited for: what a service copies as facts, not what it only hears of."""

from gateway.writes import COPIED, COPIES


def test_only_copied_facts_are_waited_for() -> None:
    """A policy that tells somebody of a directive keeps no directive's sender waiting."""
    assert {
        "registry": frozenset(),
        "directives": frozenset({"registry"}),
        "coordination": frozenset(),
        "projects": frozenset({"registry"}),
        "engagement": frozenset({"registry"}),
        "evaluations": frozenset({"registry"}),
    } == COPIES
    assert frozenset({"registry"}) == COPIED
