"""Tests of the evaluations' deciders and folds."""
