"""The write side of the evaluations."""
