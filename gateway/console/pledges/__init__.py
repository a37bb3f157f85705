"""공약: the board of a term, one pledge, a quarter's checks, changes by procedure, and what everybody reads."""
