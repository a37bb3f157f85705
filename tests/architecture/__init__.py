"""Tests of the shape of the code: imports, purity, sizes, rows, deployment."""
