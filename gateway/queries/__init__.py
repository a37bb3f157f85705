"""The tables of the views and their SQL, under the same names."""
