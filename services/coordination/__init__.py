"""Coordination: what one context does is told to those whom it concerns."""
