"""Tests of the contracts' pure arithmetic and values."""
