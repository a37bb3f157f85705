"""Registers at the console: a list, one entry of it, and what can be done with it, each declared in a few lines."""
