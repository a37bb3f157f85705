"""Tests of what the services decide."""
