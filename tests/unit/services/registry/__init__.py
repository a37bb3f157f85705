"""Tests of the registry's deciders as given / when / then."""
