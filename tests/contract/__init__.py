"""Tests of what travels: messages, their frozen schemas and documents."""
