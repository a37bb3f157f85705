"""Tests of the deciders of the directives as given / when / then."""
