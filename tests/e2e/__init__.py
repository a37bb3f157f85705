"""The whole system, as its people use it."""
