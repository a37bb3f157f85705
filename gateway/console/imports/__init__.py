"""가져오기: files that are tried dry, told of row by row, and applied."""
