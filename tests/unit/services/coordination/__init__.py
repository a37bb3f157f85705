"""Folds and policies of the coordination, without I/O."""
