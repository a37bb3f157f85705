"""The whole system under attack: faults while clients write, then an account of every command."""
