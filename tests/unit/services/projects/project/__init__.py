"""Tests of one project's deciders and folds."""
