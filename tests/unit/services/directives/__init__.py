"""Deciders, folds and policies of the directives, without I/O."""
