"""Tests of the engagement's deciders and folds."""
