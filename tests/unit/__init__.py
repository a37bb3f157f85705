"""Tests of pure code, without I/O."""
