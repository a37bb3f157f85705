"""Directive: issued, shared the same day, reported on within days, worked on, checked and closed (domain.md 4.2)."""
