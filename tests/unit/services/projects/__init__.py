"""Tests of the projects' deciders and folds."""
