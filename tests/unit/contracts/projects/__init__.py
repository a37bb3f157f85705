"""Tests of the projects' messages and arithmetic."""
